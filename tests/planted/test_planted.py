"""What was planted in Brackenshire is found, as large as it was planted, and nothing is found where nothing was."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.example import answers
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.source import ISSUES

VIOLENCE, ROBBERY, WEAPONS = (theme.slug for theme in answers.THEMES)
REST = f"rest of region {answers.REGION_CODE}"


@pytest.fixture(scope="module")
def findings(district: Workspace) -> pd.DataFrame:
    """Every finding on Brackenshire."""
    return district.table(FINDINGS)


@pytest.fixture(scope="module")
def measures(district: Workspace) -> pd.DataFrame:
    """Every rate of Brackenshire, with the year it is of."""
    rows = district.table(MEASURES)
    rows = rows[(rows["measure"] == "rate_per_1000") & (rows["period_type"] == "calendar_year")]
    return rows.assign(year=pd.to_datetime(rows["period_start"]).dt.year)


def one(findings: pd.DataFrame, **wanted: str) -> pd.Series:
    """The one finding with these values."""
    for column, value in wanted.items():
        findings = findings[findings[column] == value]
    assert len(findings) == 1, findings[["analysis", "measure", "theme", "comparator"]].to_string()
    return findings.iloc[0]


def trend_of(findings: pd.DataFrame, theme: str) -> pd.Series:
    """The latest year against the one before."""
    return one(findings, analysis="trend", measure="rate_ratio", theme=theme)


@pytest.mark.parametrize("theme", answers.COUNTS_OF_DEFAULT_SEED)
def test_counts_are_those_in_the_files(measures: pd.DataFrame, theme: str) -> None:
    ours = measures[measures["theme"].eq(theme) & (measures["group_value"] == "all")]
    for kind, code in (("partnership", None), ("district", answers.DISTRICT_CODE)):
        rows = ours[(ours["place_type"] == kind) & (ours["place_code"].eq(code) if code else True)].sort_values("year")
        assert rows["year"].tolist() == [2022, 2023, 2024, 2025]
        assert tuple(rows["count"]) == answers.COUNTS_OF_DEFAULT_SEED[theme]
        assert rows["denominator"].eq(answers.BRACKENSHIRE.people).all()


def test_the_rise_in_weapons_is_found_as_large_as_it_is(findings: pd.DataFrame) -> None:
    found = trend_of(findings, WEAPONS)
    assert found["title"].endswith("clearly higher than in 2024")
    assert found["certainty"] == "clear"
    assert found["lower"] < answers.WEAPONS_RATE_RATIO_2025_TO_2024 < found["upper"]
    months = one(findings, analysis="trend", measure="process", theme=WEAPONS)
    assert months["title"] != f"{found['title'].split(':')[0]}: no month of the last twelve stands out"


@pytest.mark.parametrize("theme", [VIOLENCE, ROBBERY])
def test_no_change_is_found_where_none_was_planted(findings: pd.DataFrame, theme: str) -> None:
    found = trend_of(findings, theme)
    assert "no clear change since 2024" in found["title"]
    assert found["certainty"] == "no_clear_difference"
    assert found["lower"] < 1 < found["upper"]
    assert "clearly" not in found["statement"], "and against no other year either"


def test_the_season_of_violence_is_taken_out_before_months_are_judged(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="trend", measure="process", theme=VIOLENCE)
    assert "no month of the last twelve stands out" in found["statement"]
    assert "seasonally adjusted" in found["statement"]
    months = pd.DataFrame(json.loads(found["table"])["rows"]).set_index(0)
    # The season swings by 37% between January and July; what is plotted must not.
    assert months.loc["2025-07", 1] / months.loc["2025-01", 1] > 1.2
    assert months.loc["2025-07", 2] / months.loc["2025-01", 2] == pytest.approx(1, abs=0.2)


def test_the_cluster_has_the_highest_rates_of_violence(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="places", theme=VIOLENCE)
    rows = json.loads(found["table"])["rows"]
    assert {row[1] for row in rows[: len(answers.CLUSTER_LSOAS)]} == set(answers.CLUSTER_LSOAS)
    rates = [row[3] for row in rows]
    cluster = sum(rates[:6]) / 6
    assert cluster == pytest.approx(answers.CLUSTER_VIOLENCE_RATE, rel=0.1)
    assert rows[0][0] in found["statement"]
    assert len(rows) == 120


def test_other_themes_are_too_few_to_map(findings: pd.DataFrame) -> None:
    for theme in (ROBBERY, WEAPONS):
        found = one(findings, analysis="places", theme=theme)
        assert (found["certainty"], found["chart"]) == ("too_few_to_tell", "none")
        assert json.loads(found["table"])["rows"] == []


def test_the_force_with_missing_months_is_named_and_coverage_is_right(findings: pd.DataFrame) -> None:
    coverage = one(findings, section="quality", measure="coverage")
    assert coverage["value"] == pytest.approx(0.9025, abs=0.00005)
    assert coverage["value"] == pytest.approx(answers.region_coverage(answers.REGION_CODE, 2025), abs=1e-6)
    assert "Marrow & Tarn (8 of 12 months)" in coverage["statement"]
    ratio = one(findings, measure="rate_ratio", theme=VIOLENCE, comparator=REST)
    without = answers.region_coverage(answers.REGION_CODE, 2025, without=answers.DISTRICT_CODE)
    assert ratio["coverage"] == pytest.approx(without, abs=0.0001)
    assert ratio["coverage"] == pytest.approx(0.8495, abs=0.00005)


def test_the_rest_of_the_region_is_as_much_higher_as_it_was_planted(findings: pd.DataFrame) -> None:
    found = one(findings, measure="rate_ratio", theme=VIOLENCE, comparator=REST)
    assert pytest.approx(1.45) == answers.REST_OF_REGION_RATIO
    assert found["lower"] < 1 / answers.REST_OF_REGION_RATIO < found["upper"]
    assert found["certainty"] == "clear"
    assert "Fewer offences, or fewer recorded" in found["statement"]
    robbery = one(findings, measure="rate_ratio", theme=ROBBERY, comparator=REST)
    assert robbery["certainty"] == "no_clear_difference"


def test_rates_of_regions_and_districts_are_those_planted(measures: pd.DataFrame) -> None:
    # Months vary three times as much as chance: a region's year by about 2%, a district's by about 4%. Three times that.
    whole = measures[(measures["theme"] == VIOLENCE) & (measures["year"] == 2025) & (measures["group_value"] == "all")]
    rates = whole.set_index(["place_type", "place_code"])["value"]
    for region in answers.REGIONS:
        assert rates[("region", region)] == pytest.approx(answers.region_violence_rate(region, 2025), rel=0.06)
    for place in answers.DISTRICTS:
        if answers.filed_months(place.force, 2025):
            assert rates[("district", place.code)] == pytest.approx(place.violence_rate, rel=0.13)
        else:
            assert ("district", place.code) not in rates.index, f"{place.name}: no month filed is not zero crime"


def test_no_comparator_counts_the_split_district_twice(measures: pd.DataFrame) -> None:
    people = {region: sum(d.people for d in answers.DISTRICTS if d.region == region) for region in answers.REGIONS}
    rows = measures[
        (measures["place_type"] == "region") & (measures["year"] == 2024) & (measures["group_value"] == "all")
    ]
    for region, rate in rows[rows["theme"] == VIOLENCE].set_index("place_code")["denominator"].items():
        assert rate == pytest.approx(people[region])
    csps = measures[(measures["place_type"] == "csp") & (measures["year"] == 2024) & (measures["theme"] == VIOLENCE)]
    districts = measures[
        (measures["place_type"] == "district") & (measures["year"] == 2024) & (measures["theme"] == VIOLENCE)
    ]
    assert csps["count"].sum() == districts["count"].sum()
    assert csps["denominator"].sum() == pytest.approx(districts["denominator"].sum())
    split = next(d for d in answers.DISTRICTS if d.code == answers.SPLIT_DISTRICT_CODE)
    shared = csps.set_index("place_code")["denominator"][list(answers.SPLIT_DISTRICT_CSPS)].sum()
    assert shared == pytest.approx(answers.BRACKENSHIRE.people + split.people)


def test_every_bad_row_is_among_the_issues_and_no_other(district: Workspace) -> None:
    issues = district.table(ISSUES)
    found = issues[issues["source"] == "police_street"].astype(object)
    planted = {(bad.file, bad.line, bad.rule, bad.action) for bad in answers.BAD_ROWS}
    assert {(r.file.split("!")[-1], r.row, r.rule, r.action) for r in found.itertuples()} == planted
    assert len(found) == len(planted)


def test_a_district_of_the_same_rate_is_not_called_different(findings: pd.DataFrame) -> None:
    rank = one(findings, measure="rank", theme=VIOLENCE, place_type="district")
    rows = {row[0]: row for row in json.loads(rank["table"])["rows"]}
    ours, twin = rows["Brackenshire"], rows["Silverpit"]
    assert {ours[2], twin[2]} == {8.0, 9.0}, "the two lowest of nine"
    assert ours[4] == twin[4] == 9, "and either may be the lowest"
