"""What was planted in Brackenshire is found, as large as it was planted, and nothing is found where nothing was."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.analyses.concentration import TABLE as CONCENTRATION
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
    """Every rate of Brackenshire per resident from street-level data, with the year it is of."""
    rows = district.store.rows(MEASURES, source="police_street")
    rows = rows[(rows["denominator_kind"] == "residents") & (rows["period_type"] == "calendar_year")]
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
    ratio = one(findings, analysis="comparison", measure="rate_ratio", theme=VIOLENCE, comparator=REST)
    without = answers.region_coverage(answers.REGION_CODE, 2025, without=answers.DISTRICT_CODE)
    assert ratio["coverage"] == pytest.approx(without, abs=0.0001)
    assert ratio["coverage"] == pytest.approx(0.8495, abs=0.00005)


def test_the_rest_of_the_region_is_as_much_higher_as_it_was_planted(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="comparison", measure="rate_ratio", theme=VIOLENCE, comparator=REST)
    assert pytest.approx(1.45) == answers.REST_OF_REGION_RATIO
    assert found["lower"] < 1 / answers.REST_OF_REGION_RATIO < found["upper"]
    assert found["certainty"] == "clear"
    assert "Fewer offences, or fewer recorded" in found["statement"]
    robbery = one(findings, analysis="comparison", measure="rate_ratio", theme=ROBBERY, comparator=REST)
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
    assert {ours[3], twin[3]} == {8, 9}, "the two lowest of nine"
    assert ours[5] == twin[5] == 9, "and either may be the lowest"


def test_who_lives_here_is_as_planted(findings: pd.DataFrame) -> None:
    deprived = one(findings, section="context", theme="deprivation_england", measure="share")
    assert deprived["value"] == pytest.approx(answers.DEPRIVED_SHARE, abs=1e-6)
    rows = {row[0]: row[1] for row in json.loads(deprived["table"])["rows"]}
    ours = rows["Brackenshire Community Safety Partnership"]
    assert ours == pytest.approx(100 * answers.DEPRIVED_SHARE, abs=0.01)
    people, all_people = answers.BRACKENSHIRE.people, sum(d.people for d in answers.DISTRICTS)
    elsewhere = (rows["England"] * all_people - ours * people) / (all_people - people)
    assert elsewhere == pytest.approx(100 * answers.DEPRIVED_SHARE_ELSEWHERE, abs=2)
    worst = one(findings, section="context", theme="deprivation_england", measure="rank")
    assert {row[1] for row in json.loads(worst["table"])["rows"][:6]} == set(answers.DEPRIVED_LSOAS)
    rural = one(findings, section="context", theme="rurality")
    assert rural["value"] == pytest.approx(answers.RURAL_SHARE_OF_AREAS, abs=0.02), "areas differ in size by a quarter"


@pytest.mark.parametrize(
    ("theme", "planted"),
    [("household_deprivation", answers.HOUSEHOLD_DEPRIVATION), ("accommodation_type", answers.ACCOMMODATION)],
)
def test_households_are_as_planted(findings: pd.DataFrame, theme: str, planted: dict[str, tuple[float, float]]) -> None:
    found = one(findings, section="context", theme=theme)
    table = json.loads(found["table"])
    assert [name for name, *_ in table["columns"]] == ["category", "share", "region", "nation", "n"]
    shares = {row[0]: row[1] / 100 for row in table["rows"]}
    assert shares == {name: pytest.approx(here, abs=0.001) for name, (here, _) in planted.items()}


def test_tenure_and_ethnic_groups_are_summed_into_their_broad_groups(findings: pd.DataFrame) -> None:
    tenure = {row[0]: row[1] for row in json.loads(one(findings, section="context", theme="tenure")["table"])["rows"]}
    assert tenure["Owned"] == pytest.approx(70, abs=0.1)
    assert tenure["Social rented"] == pytest.approx(11, abs=0.1)
    diversity = one(findings, section="context", theme="ethnic_group")
    assert diversity["value"] == pytest.approx(0.07, abs=0.001)
    assert "16.3% in England" in diversity["title"]


def test_who_lives_here_carries_no_warning_of_the_stand_in(findings: pd.DataFrame) -> None:
    context = findings[findings["section"] == "context"]
    assert len(context) >= 8
    assert not context["caveats"].str.contains("stand").any()


def test_the_planted_cluster_leads_year_after_year_and_nothing_else_is_concentrated(
    findings: pd.DataFrame, district: Workspace
) -> None:
    rows = district.table(CONCENTRATION)
    quarter = rows[(rows["theme"] == VIOLENCE) & (rows["share"] == 0.25)].iloc[0]
    assert set(quarter["chosen_codes"].split(",")[:6]) == set(answers.CLUSTER_LSOAS)
    found = one(findings, analysis="concentration", theme=VIOLENCE)
    assert found["certainty"] == "clear"
    for theme in (ROBBERY, WEAPONS):  # everybody in Brackenshire is at the same risk of these
        even = one(findings, analysis="concentration", theme=theme)
        assert even["certainty"] == "no_clear_difference"
        half = rows[(rows["theme"] == theme) & (rows["share"] == 0.5)].iloc[0]
        # The year they are chosen on flatters: half lies in a quarter of the areas by chance alone.
        assert half["same_places"] / half["places"] < 0.3
        assert half["held_share"] == pytest.approx(half["residents_share"], abs=0.07)


def test_districts_alike_whose_force_filed_nothing_are_unavailable_and_never_zero(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="similar", theme=VIOLENCE)
    table = json.loads(found["table"])
    names = [name for name, *_ in table["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    silent = [d.name for d in answers.DISTRICTS if answers.filed_months(d.force, 2025) == 0]
    shown = [row for row in rows if row["place"] in silent]
    assert shown, "some of the districts most like Brackenshire are in the area of a force that filed nothing"
    assert all(row["rate_per_1000"] is None and row["count"] is None for row in shown)
    assert all(row["place"] in found["statement"] for row in shown)
    assert "That is not zero." in found["statement"]


def rates_of(district: Workspace, kind: str, **wanted: str) -> pd.DataFrame:
    """Rates of violence of Brackenshire and its places by whose they are, with the month each period begins with."""
    rows = district.store.rows(MEASURES, measure="rate_per_1000", theme=VIOLENCE, denominator_kind=kind, **wanted)
    return rows.assign(first=pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m"))


def test_the_season_is_the_visitors(district: Workspace, findings: pd.DataFrame) -> None:
    both = rates_of(district, "residents_and_visitors", place_type="district", period_type="month").set_index("first")
    alone = rates_of(district, "residents", place_type="district", period_type="month").set_index("first")
    alone = alone[alone["place_code"] == answers.DISTRICT_CODE].loc[both.index]
    assert len(both) == 12
    # Months vary three times as much as chance, so a third of a year by about 3.5%: the tolerance is more than twice that.
    summer, winter = [f"2025-{month:02d}" for month in (5, 6, 7, 8)], [f"2025-{month:02d}" for month in (11, 12, 1, 2)]
    planted = sum(answers.SEASON[4:8]) / (sum(answers.SEASON[10:]) + sum(answers.SEASON[:2]))
    assert planted == pytest.approx(1.28, abs=0.01)
    assert alone.loc[summer, "value"].mean() / alone.loc[winter, "value"].mean() == pytest.approx(planted, abs=0.1)
    assert both.loc[summer, "value"].mean() / both.loc[winter, "value"].mean() == pytest.approx(1, abs=0.1)
    year = rates_of(district, "residents_and_visitors", place_type="partnership", period_type="calendar_year").iloc[0]
    assert year["lower"] < answers.VIOLENCE_RATE_WITH_VISITORS < year["upper"]
    shown = findings[(findings["analysis"] == "denominators") & findings["title"].str.contains(" 2025, ")]
    assert len(shown) == 1
    rows = json.loads(shown.iloc[0]["table"])["rows"]
    assert [row[0] for row in rows] == list(both.index)


def test_the_busiest_small_areas_are_a_town_centre_by_day(district: Workspace) -> None:
    per = rates_of(district, "workday_people", place_type="lsoa21", period_type="calendar_year")
    per = per[per["first"] == "2025-01"]
    cluster = per["place_code"].isin(answers.CLUSTER_LSOAS)
    assert per.loc[cluster, "value"].mean() == pytest.approx(answers.WORKDAY_VIOLENCE_RATE, rel=0.1)
    assert per.loc[~cluster, "value"].mean() == pytest.approx(answers.WORKDAY_VIOLENCE_RATE, rel=0.1)


def test_a_rate_rests_on_the_residents_of_its_own_year(district: Workspace) -> None:
    rates = rates_of(district, "residents", place_code=answers.GROWN_DISTRICT_CODE, period_type="calendar_year")
    people = rates.set_index(rates["first"].str[:4].astype(int))["denominator"]
    grown = next(d for d in answers.DISTRICTS if d.code == answers.GROWN_DISTRICT_CODE)
    assert people[answers.GROWN_YEAR] == answers.GROWN_FROM
    assert people[answers.GROWN_YEAR + 1] == grown.people


def test_whose_rate_it_is_and_what_it_rests_on_is_said(findings: pd.DataFrame) -> None:
    rates = findings[(findings["measure"] == "rate_per_1000") & (findings["section"] != "three_years")]
    assert rates["unit"].str.fullmatch(r"per 1,000 (residents|workday people|residents and visitors) a year").all()
    assert rates["title"].str.contains("residents|the highest rate is in|too few to map").all()
    assert rates["method"].str.contains(r"Residents: the nearest mid-year estimate \(2024\)$").all()
    assert (
        rates["caveats"].str.contains("Residents for 2025 are the estimate for mid-2024, the nearest there is.").all()
    )
    side = findings[findings["analysis"] == "denominators"].iloc[0]
    for words in ("per 1,000 residents (", "per 1,000 workday people (", "per 1,000 residents and visitors ("):
        assert words in side["statement"]


def test_victims_from_elsewhere_are_as_many_as_were_counted(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="denominators", measure="share")
    share = answers.VICTIMS_ELSEWHERE / answers.VICTIMS_KNOWN
    assert found["value"] == pytest.approx(share)
    assert found["lower"] < share < found["upper"]
    assert not found["already_public"]
    assert json.loads(found["sources"]) == ["non_resident_victims"]
    assert "18.0% (432) lived elsewhere" in found["statement"]
