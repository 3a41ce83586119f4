"""The findings of a whole build: ids, vocabularies, numbers that can be counted again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from small_district import archive, month_of, workspace

from purbeck import Workspace, flow
from purbeck.errors import TableError
from purbeck.findings.explain import explain
from purbeck.findings.finding import CERTAINTIES, CHARTS, ID_LENGTH, PARTNERS, PROFILE, SECTIONS
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording.doubt import DOUBT
from purbeck.provenance import code_version

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

SECTIONS_OF_RESULTS = ("scale", "trend", "comparison", "places")


@pytest.fixture(scope="module")
def findings(district: Workspace) -> pd.DataFrame:
    """Every finding on Brackenshire."""
    return district.table(FINDINGS)


def test_no_two_findings_share_an_id(findings: pd.DataFrame) -> None:
    assert findings["id"].is_unique
    assert findings["id"].str.fullmatch(f"[0-9a-f]{{{ID_LENGTH}}}").all()


def test_certainty_section_and_chart_are_listed_words(findings: pd.DataFrame) -> None:
    assert set(findings["certainty"]) <= set(CERTAINTIES) == set(DOUBT)
    assert set(findings["section"]) | {PROFILE, PARTNERS} == set(SECTIONS), "nothing was returned by partners here"
    assert set(findings["chart"]) <= set(CHARTS)


def test_every_result_says_how_it_was_made_and_how_sure_it_is(findings: pd.DataFrame) -> None:
    for column in ("title", "statement", "unit", "method", "period", "place_name", "definition_version", "build"):
        assert findings[column].str.strip().ne("").all(), column
    assert findings["build"].nunique() == 1
    results = findings[findings["section"].isin(SECTIONS_OF_RESULTS)]
    with_interval = results.dropna(subset=["lower", "upper"])
    inside = with_interval[with_interval["measure"] != "funnel"]
    assert (inside["lower"] <= inside["value"]).all()
    assert (inside["value"] <= inside["upper"]).all()
    assert len(with_interval) > 20
    charts = findings[findings["chart"] != "none"]
    assert charts["alternative"].str.len().gt(40).all(), "a chart has words for those who do not see it"
    assert charts["table"].map(lambda text: len(json.loads(text)["rows"])).gt(0).all()


def test_clear_means_that_the_interval_lies_on_one_side(findings: pd.DataFrame) -> None:
    ratios = findings[(findings["measure"] == "rate_ratio") & findings["value"].notna()]
    ratios = ratios[ratios["analysis"] != "searches"]  # which say how often as much, and call no direction clear
    assert len(ratios) >= 16
    clear = (ratios["lower"] > 1) | (ratios["upper"] < 1)
    assert ratios["certainty"].eq("clear").eq(clear).all()
    said = ratios["title"].str.contains("clearly higher|clearly lower")
    assert said.eq(clear).all()
    assert ratios.loc[ratios["lower"] > 1, "title"].str.contains("clearly higher").all()
    assert ratios.loc[ratios["upper"] < 1, "statement"].str.contains("Fewer offences, or fewer recorded").all()


def test_every_number_can_be_counted_again(findings: pd.DataFrame, district: Workspace) -> None:
    results = findings[findings["section"].isin(SECTIONS_OF_RESULTS)]
    results = results[results["theme"].isin(["serious_violence", "possession_of_weapons"])]
    results = results[results["sources"] == '["police_street"]']
    assert len(results) > 15
    wrong = {}
    for row in results.itertuples():
        found = explain(district, row.id)
        if found.counted != row.n:
            wrong[f"{row.analysis} {row.measure} {row.theme} {row.comparator}"] = (row.n, found.counted)
        assert int(found.files["incidents"].sum()) == found.counted
    assert not wrong


def test_explain_names_rule_files_hashes_and_code(findings: pd.DataFrame, district: Workspace) -> None:
    robbery = findings[(findings["analysis"] == "scale") & (findings["theme"] == "robbery")].iloc[0]
    found = explain(district, robbery["id"])
    assert found.rules["rule_id"].tolist() == ["street_robbery"]
    assert found.rules["source"].str.startswith("https://").all()
    assert found.files["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert set(found.files["month"]) == {f"2025-{month:02d}" for month in range(1, 13)}
    assert found.origin["code"] == code_version()
    assert all(re.fullmatch("[0-9a-f]{64}", sha) for _, sha in found.origin["files"])
    assert found.sample["supplied_category"].eq("Robbery").all()
    assert len(found.sample) == 10


def test_an_unknown_id_is_told_with_the_nearest(findings: pd.DataFrame, district: Workspace) -> None:
    known = findings["id"].iloc[0]
    slip = known[:-1] + ("0" if known[-1] != "0" else "1")
    with pytest.raises(TableError) as refused:
        explain(district, slip)
    assert slip in refused.value.what
    assert known in refused.value.what
    assert refused.value.exit_code == 6


def test_explain_says_so_where_the_definition_has_changed_since(own_district: Workspace) -> None:
    findings = own_district.table(FINDINGS)
    path = next(iter(own_district.definition_files()))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('first = "2013-05"', 'first = "2014-05"'), encoding="utf-8")
    result = findings[findings["section"] == "scale"].iloc[0]
    with pytest.raises(TableError, match="is not as it was") as refused:
        explain(own_district, result["id"])
    assert "purbeck build" in refused.value.todo


# --- ids outlive data ------------------------------------------------------------------------------------------------


MONTHS = 7  # enough to compare two years, and for a chart of months


def year_of(year: int, months: int, rows: int) -> dict[str, bytes]:
    """Two forces' files of the first months of a year."""
    files = {}
    for month in range(1, months + 1):
        name = f"{year}-{month:02d}"
        files[f"{name}/{name}-moor-street.csv"] = month_of(name, rows)
        files[f"{name}/{name}-far-street.csv"] = month_of(name, rows, "Far Police", 500)
    return files


@pytest.fixture(scope="module")
def two_builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings of Northmoor after 2024, and after 2025 came in with twice as many rows."""
    made = workspace(tmp_path_factory.mktemp("ids") / "northmoor", {"2024.zip": archive(year_of(2024, MONTHS, 24))})
    before = flow.build(made.path).table(FINDINGS)
    new = tmp_path_factory.mktemp("given") / "2025.zip"
    new.write_bytes(archive(year_of(2025, MONTHS, 48)))
    flow.get(made.path, new)
    return before, flow.build(made.path).table(FINDINGS)


def test_ids_are_the_same_when_the_latest_year_moves_on(two_builds: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    before, after = two_builds
    assert set(before["period"]) >= {"2024"}
    assert "2024" not in set(after["period"])
    assert set(before["id"]) == set(after["id"])
    both = before.merge(after, on="id", suffixes=("", "_after"))
    for column in ("analysis", "measure", "theme", "place_type", "comparator"):
        assert both[column].eq(both[f"{column}_after"]).all()
    scale = both[both["analysis"] == "scale"]
    assert (scale["n_after"] >= scale["n"]).all()
    assert scale["n_after"].iloc[0] == 2 * scale["n"].iloc[0], "the answers did change"
    assert before["build"].iloc[0] != after["build"].iloc[0]


def test_no_id_depends_on_which_kind_is_the_largest(tmp_path: Path, built_once: Path, findings: pd.DataFrame) -> None:
    folder = Path(shutil.copytree(built_once, tmp_path / "brackenshire"))
    path = folder / "definition" / "serious-violence.toml"
    text = path.read_text(encoding="utf-8")
    # Violence becomes the smaller kind: it is counted only from December 2025 on.
    path.write_text(
        text.replace('first = "2013-05"', 'first = "2025-12"', 1).replace("2025-03", "2025-12"), encoding="utf-8"
    )
    after = flow.build(folder).table(FINDINGS)
    assert (
        after.loc[after["analysis"] == "scale", "n"].tolist()
        != findings.loc[findings["analysis"] == "scale", "n"].tolist()
    )
    largest = after[after["analysis"] == "composition"].iloc[0]
    was = findings[findings["analysis"] == "composition"].iloc[0]
    assert largest["title"] != was["title"]
    assert largest["id"] == was["id"]
