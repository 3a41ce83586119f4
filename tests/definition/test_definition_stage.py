"""Definitions in a workspace: several side by side, examples that fail, changes of words and of rules."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from small_district import archive, crime, hashes, month_of, street, workspace

from purbeck import Workspace, flow, publication_flow
from purbeck.definition.definition import COUNTED
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.errors import DefinitionError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.finding import WITHOUT_INCIDENTS
from purbeck.measures.measure import TABLE as MEASURES

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

DEFINITION = "definition/serious-violence.toml"
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
VIOLENCE_A_MONTH, ROBBERIES = 24, 5


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Northmoor, built: two dozen violent rows in each month of a year, and five robberies in March."""
    files = {}
    for month in MONTHS:
        files[f"{month}/{month}-moor-street.csv"] = month_of(month, VIOLENCE_A_MONTH)
        files[f"{month}/{month}-far-street.csv"] = month_of(month, VIOLENCE_A_MONTH, "Far Police", 500)
    robberies = [crime(n, Crime_type="Robbery", LSOA_code="E01990001") for n in range(ROBBERIES)]
    files["2025-03/2025-03-moor-street.csv"] = street([*robberies, *rows_of(files["2025-03/2025-03-moor-street.csv"])])
    made = workspace(tmp_path_factory.mktemp("defined") / "northmoor", {"2025.zip": archive(files)})
    flow.build(made.path)
    return made.path


def rows_of(file: bytes) -> list[list[str]]:
    """The rows of a street-level file without values that need quotes."""
    return list(csv.reader(file.decode("utf-8").splitlines()))[1:]


@pytest.fixture
def northmoor(built: Path, tmp_path: Path) -> Workspace:
    """A copy of the built workspace."""
    return Workspace(Path(shutil.copytree(built, tmp_path / "northmoor")))


def change(workspace: Workspace, was: str, becomes: str, file: str = DEFINITION) -> None:
    """Put other words into a definition's file."""
    path = workspace.path / file
    text = path.read_text(encoding="utf-8")
    assert was in text, "the test changes something"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")


def test_each_incident_keeps_the_rule_that_counted_it(northmoor: Workspace) -> None:
    counted = northmoor.table(COUNTED)
    by_rule = counted.groupby(["rule_id", "theme"]).size().to_dict()
    everywhere = 2 * 12 * VIOLENCE_A_MONTH
    assert by_rule == {
        ("street_violence_and_sexual_offences", "violence_and_sexual_offences"): everywhere,
        ("street_robbery", "robbery"): ROBBERIES,
    }
    assert counted["incident_id"].is_unique


def test_a_failing_example_stops_the_build_and_leaves_the_last_good_tables(northmoor: Workspace) -> None:
    before = hashes(northmoor.path / "tables")
    change(northmoor, 'rule = "street_robbery"', 'rule = "street_possession_of_weapons"')
    with pytest.raises(DefinitionError, match='"a robbery counts" says: it comes under street_robb') as stopped:
        flow.build(northmoor.path)
    assert stopped.value.exit_code == 8
    assert hashes(northmoor.path / "tables") == before
    change(northmoor, 'rule = "street_possession_of_weapons"\n\n', 'rule = "street_robbery"\n\n')
    flow.build(northmoor.path)
    assert hashes(northmoor.path / "tables") == before


def test_two_definitions_count_side_by_side_and_both_have_findings(northmoor: Workspace) -> None:
    before = northmoor.table(FINDINGS)
    text = (northmoor.path / DEFINITION).read_text(encoding="utf-8")
    second = text.replace('id = "serious_violence"', 'id = "second"').replace("Serious violence (", "Second opinion (")
    (northmoor.path / "definition" / "another.toml").write_text(second, encoding="utf-8")
    after = flow.build(northmoor.path)
    counted = after.table(COUNTED)
    assert counted.groupby("definition").size().nunique() == 1, "each counts as many"
    assert not counted.duplicated(["incident_id", "definition"]).any()
    findings = after.table(FINDINGS)
    assert findings["id"].is_unique
    by_one = int((before["definition"] != "none").sum())
    found = findings.groupby("definition").size().to_dict()
    once = int((before["section"] == "context").sum())
    assert found == {"second": by_one - once, "serious_violence": by_one, "none": len(before) - by_one}
    first = findings[findings["definition"] != "second"].set_index("id")
    assert first["statement"].to_dict() == before.set_index("id")["statement"].to_dict(), "a second changes no first"
    measures = after.table(MEASURES)
    rows = measures.groupby("definition").size()
    assert rows["second"] == rows["serious_violence"]


def test_a_definition_that_counts_nothing_here_is_told_and_not_a_crash(northmoor: Workspace) -> None:
    for category in ("Violence and sexual offences", "Robbery", "Possession of weapons"):
        change(
            northmoor,
            f'supplied_category = ["{category}"]',
            f'supplied_category = ["{category}"], recorded_by = ["Nobody"]',
        )
        change(
            northmoor, f'supplied_category = "{category}"', f'supplied_category = "{category}", recorded_by = "Nobody"'
        )
    findings = flow.build(northmoor.path).table(FINDINGS)
    assert set(findings.loc[findings["section"] == "scale", "n"]) == {0}
    total = findings[findings["analysis"] == "scale"].iloc[0]
    assert "0 offences" in total["statement"]
    assert "nan" not in " ".join(findings["statement"] + findings["title"] + findings["alternative"].fillna("")).lower()
    assert set(findings.loc[findings["section"] == "trend", "certainty"]) == {"too_few_to_tell"}


def test_a_theme_without_rules_is_counted_as_nothing(northmoor: Workspace) -> None:
    change(northmoor, "[[rules]]", '[[themes]]\nid = "arson"\nname = "Arson"\n\n[[rules]]')
    findings = flow.build(northmoor.path).table(FINDINGS)
    arson = findings[(findings["theme"] == "arson") & (findings["analysis"] == "scale")]
    assert arson["n"].tolist() == [0]


def test_without_a_rule_for_street_level_rows_such_chapters_are_unavailable_and_nothing_is_zero(
    northmoor: Workspace,
) -> None:
    (northmoor.path / DEFINITION).write_text(ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8")
    after = flow.build(northmoor.path)
    findings = after.table(FINDINGS)
    for section in ("scale", "trend", "comparison", "places"):
        (first, *_) = findings[findings["section"] == section].to_dict("records")
        assert first["certainty"] == "cannot_tell_from_this_source"
        assert "no rule of the definition can be applied to street-level data" in first["title"]
        assert "That is not zero offences." in first["statement"]
    assert not (findings["n"] == 0).any()
    assert not (after.table(MEASURES)["source"] == "police_street").any()
    assert publication_flow.publish(northmoor.path, "partners", by="Analyst", to=["Police"]).page is not None


def test_a_theme_whose_rules_all_ask_for_more_is_not_counted_as_nothing(northmoor: Workspace) -> None:
    before = northmoor.table(FINDINGS).set_index("id")["statement"]
    change(
        northmoor,
        "[[rules]]",
        """[[themes]]
id = "arson"
name = "Arson"

[[rules]]
id = "arson"
theme = "arson"
when = { offence_code = ["56*"] }
reason = "Section 13 names violence against property"
source = "Act"

[[rules]]""",
    )
    after = flow.build(northmoor.path)
    assert after.table(FINDINGS).set_index("id")["statement"].to_dict() == before.to_dict()
    assert not (after.table(MEASURES)["theme"] == "arson").any()


def test_a_title_is_changed_without_counting_again(northmoor: Workspace) -> None:
    counted = hashes(northmoor.path / "tables" / "counted")
    measures = hashes(northmoor.path / "tables", "measures.parquet")
    change(northmoor, 'name = "Robbery"', 'name = "Robberies of every kind"')
    findings = flow.build(northmoor.path).table(FINDINGS)
    assert hashes(northmoor.path / "tables" / "counted") == counted
    assert hashes(northmoor.path / "tables", "measures.parquet") == measures
    robbery = findings[(findings["theme"] == "robbery") & (findings["analysis"] == "scale")]
    assert robbery["statement"].iloc[0].startswith(f"Robberies of every kind: the police recorded {ROBBERIES} offences")


def test_every_finding_that_rests_on_the_definition_carries_the_stand_ins_warning(northmoor: Workspace) -> None:
    findings = northmoor.table(FINDINGS)
    results = findings[~findings["section"].isin(WITHOUT_INCIDENTS)]
    assert results["caveats"].str.contains("This is a stand-in, not a definition of serious violence.").all()
    quality = findings[findings["section"] == "quality"]
    assert quality["statement"].str.contains("This is a stand-in").sum() == 1
