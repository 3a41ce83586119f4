"""purbeck define template, check and diff: what they print, refuse and leave alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from typed import printed

from purbeck import Workspace, definition_flow
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.errors import DefinitionError, SettingsError, StorageError, TableError
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.measures.measure import TABLE as MEASURES


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_draft_is_written_checked_and_compared_and_no_table_changes(own_district: Workspace) -> None:
    where = own_district.path
    before = contents(where)
    said = printed("define", "template", where)
    assert "definition/drafts/illustrative.toml" in said.replace("\\", "/")
    assert "no build reads it until you move it" in said
    words = " ".join(said.split())
    assert (
        'write definition = "illustrative" in' in words
        and "partnership.toml, which makes it the one that headlines follow" in words
    )
    assert [file.name for file in own_district.definition_files()] == ["serious-violence.toml"]
    said = printed("define", "check", where, "illustrative")
    assert "Illustrative definition of serious violence (illustrative, version" in said
    assert "Of police_street, this definition counts nothing" in said
    assert "Nothing was changed." in said
    said = printed("define", "diff", where, "serious-violence", "illustrative")
    assert "A: Open-data stand-in for serious violence (serious_violence, version ee57c567fc01)" in said
    assert "Of police_street, B counts nothing" in said
    after = contents(where)
    assert {name for name in after if name not in before} == {str(Path("definition/drafts/illustrative.toml"))}
    assert {name: after[name] for name in before} == before
    assert "is there already" in printed("define", "template", where, code=StorageError.exit_code)


def test_what_the_stand_in_counts_is_what_measures_hold(district: Workspace) -> None:
    found = definition_flow.define_diff(district.path, "serious-violence.toml", "serious-violence")
    counts = district.store.rows(
        MEASURES, measure="count", place_type="partnership", period_type="calendar_year", group_value="all",
        source="police_street", theme="serious_violence", definition="serious_violence",
    )  # fmt: skip
    years = found.years[found.years["source"] == "police_street"]
    whole = counts[counts["coverage"] >= 1]
    assert len(whole) >= 3
    held = dict(zip(years["year"], years["both"], strict=True))
    assert {f"{start:%Y}": int(n) for start, n in zip(whole["period_start"], whole["count"], strict=True)} == {
        f"{start:%Y}": held[f"{start:%Y}"] for start in whole["period_start"]
    }


def test_recorded_crime_under_the_illustrative_definition_is_its_codes_added_up(district: Workspace) -> None:
    found = definition_flow.define_diff(district.path, "serious-violence", str(ILLUSTRATIVE))
    rows = district.table(RECORDED)
    ours = rows[rows["csp"] == "Brackenshire"].groupby("offence_code")["count"].sum()
    themes = found.themes[found.themes["source"] == "recorded_crime"].set_index("theme")["in_b"]
    assert themes["robbery"] == ours.reindex(["34A", "34B"]).sum()
    assert themes["knives_and_guns"] == ours.reindex(["10A", "10B", "10C", "10D", "81", "90"]).sum()
    (total,) = found.totals.loc[found.totals["source"] == "recorded_crime", "in_b"]
    assert total == themes.sum()


def test_mistakes_are_told_in_words(own_district: Workspace, tmp_path: Path) -> None:
    where = own_district.path
    said = printed("define", "check", where, "ours", code=SettingsError.exit_code)
    assert 'There is no definition "ours"' in said
    assert "Those there are: serious-violence." in said
    draft = tmp_path / "draft.toml"
    text = (where / "definition" / "serious-violence.toml").read_text(encoding="utf-8")
    draft.write_text(text.replace('rule = "street_robbery"', 'rule = "recorded_robbery"'), encoding="utf-8")
    said = printed("define", "diff", where, "serious-violence", draft, code=DefinitionError.exit_code)
    assert "it comes under street_robbery, and should come under recorded_robbery" in said
    draft.write_text(text.replace('["Robbery"]', "[]"), encoding="utf-8")
    assert "draft.toml, rules.1" in printed("define", "check", where, draft, code=SettingsError.exit_code)


def test_before_a_build_a_definition_is_checked_by_itself_and_cannot_be_compared(tmp_path: Path) -> None:
    where = tmp_path / "ours"
    printed("new", where, "--area", "E06000059", "--name", "Ours")
    assert "nothing is built here" in printed("define", "check", where)
    printed("define", "template", where)
    said = printed("define", "diff", where, "serious-violence", "illustrative", code=TableError.exit_code)
    assert "has not been built yet" in said
