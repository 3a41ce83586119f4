"""Who lives here in findings: denominators and comparators said, rounded figures as ranges, what is missing named."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from made_xlsx import write_workbook
from small_district import give

from purbeck import Workspace, flow
from purbeck.disclosure import released_for
from purbeck.example import answers
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording import context as context_words
from purbeck.publication.charts import chart_of

SCORES = f"""Area code,Area name,Financial year,Crime Severity Score
{answers.CSP_CODE},Brackenshire,2014/15,5.1
{answers.CSP_CODE},Brackenshire,2024/25,8.2
{answers.FORCE_CODE},Brackenshire,2024/25,9.3
K04000001,England and Wales,2024/25,14.4
E22000999,Nowhere,2024/25,99
"""
ADMISSIONS = [
    ["", "", "Dogger West", "England"], ["Year", "Month", "FAEs", "FAEs"], ["2020-21", "April", "15", "330"],
    ["2020-21 Total", "", "215", "3676"], ["2021-22", "April", "15", "340"], ["2021-22 Total", "", "200", "4049"],
]  # fmt: skip


@pytest.fixture
def given(own_district: Workspace, tmp_path: Path) -> Workspace:
    """Brackenshire with severity scores and hospital admissions, and without its indices and census tables."""
    for file in (*own_district.sources.glob("deprivation/*"), *own_district.sources.glob("census/*")):
        file.unlink()
    book = write_workbook(tmp_path / "hes.xlsx", {"Totals": ADMISSIONS})
    give(own_district, {"scores.csv": SCORES.encode(), "hes.xlsx": book.read_bytes()})
    return flow.build(own_district.path)


def one(findings: pd.DataFrame, theme: str) -> pd.Series:
    """The finding of a theme in this chapter."""
    (found,) = findings[(findings["section"] == "context") & (findings["theme"] == theme)].to_dict("records")
    return pd.Series(found)


def test_what_was_given_is_said_and_what_was_not_is_named(given: Workspace) -> None:
    findings = given.table(FINDINGS)
    severity = one(findings, "crime_severity")
    assert (severity["value"], severity["place_type"], severity["period"]) == (8.2, "csp", "2024/25")
    assert "England and Wales 14.4" in severity["statement"]
    assert "In 2014/15, the first year given, it was 5.10." in severity["statement"]
    assert "not serious violence alone" in severity["caveats"]
    assert "99" not in severity["table"], "another CSP's score is no comparator"
    hospital = one(findings, "hospital_admissions")
    assert (hospital["value"], hospital["lower"], hospital["upper"]) == (200, 198, 202)
    assert "about 200 times (rounded: 198 to 202) in 2021/22, the last year of the series" in hospital["statement"]
    assert "In England: 4,049." in hospital["statement"]
    assert "The series ended in March 2022" in hospital["caveats"]
    missing = one(findings, "not_given")
    assert missing["title"] == ("Not known here: deprivation, household deprivation, tenure, type of accommodation and "
                                "ethnic groups")  # fmt: skip
    assert missing["certainty"] == "cannot_tell_from_this_source"
    charts = {
        f.theme: chart_of(f) for f in released_for(given, "partners") if f.section == "context" and f.chart != "none"
    }
    for theme, words in (("crime_severity", "8.20"), ("hospital_admissions", "200"), ("rurality", "34.4%")):
        chart = charts[theme]
        assert chart is not None
        assert all(words in drawing.inside for drawing in chart.drawings), theme


def test_every_chart_of_categories_says_region_and_nation(district: Workspace) -> None:
    shown = [f for f in released_for(district, "partners") if f.section == "context" and f.chart == "bars"]
    assert {f.theme for f in shown} == {"age", "household_deprivation", "tenure", "accommodation_type", "ethnic_group"}
    for finding in shown:
        chart = chart_of(finding)
        assert chart is not None
        for drawing in chart.drawings:
            assert "Dogger West" in drawing.inside
            assert "England" in drawing.inside


def test_a_second_definition_says_nothing_of_the_place_again(own_district: Workspace) -> None:
    first = own_district.path / "definition" / "serious-violence.toml"
    text = first.read_text(encoding="utf-8")
    other = text.replace('id = "serious_violence"', 'id = "another"', 1)
    assert other != text
    first.with_name("another.toml").write_text(other, encoding="utf-8")
    findings = flow.build(own_district.path).table(FINDINGS)
    assert set(findings["definition"]) == {"serious_violence", "another", "none"}
    context = findings[findings["section"] == "context"]
    assert context["definition"].unique().tolist() == ["serious_violence"]
    assert not context.duplicated(["theme", "measure"]).any()


def test_shares_of_a_table_add_up_and_give_their_numbers(district: Workspace) -> None:
    for row in district.table(FINDINGS).query("section == 'context' and chart == 'bars'").to_dict("records"):
        table = json.loads(row["table"])
        assert sum(line[1] for line in table["rows"]) == pytest.approx(100, abs=0.05), row["theme"]
        assert all(isinstance(line[-1], int) for line in table["rows"])
        assert " of " in row["statement"], "the denominator is said"


def test_who_lives_here_is_said_by_the_newest_estimate_and_the_census_beside_it(district: Workspace) -> None:
    people, age = (one(district.table(FINDINGS), theme) for theme in ("population", "age"))
    assert people["title"] == "380,000 people live here (mid-2024 estimate)"
    assert "Census 2021 counted 380,000 here: the same by mid-2024." in people["statement"]
    assert "of 380,000; mid-2024 estimate)" in age["statement"]
    for row in (people, age):
        assert (row["period"], row["sources"]) == ("mid-2024 estimate", '["residents_by_year"]')
        assert "carry the census forward" in row["caveats"] and "stands in" not in row["caveats"]


def test_without_an_estimate_the_census_is_marked_as_standing_in(own_district: Workspace) -> None:
    for file in own_district.sources.rglob("mid20*_single_year_lsoa21.csv"):
        file.unlink()
    findings = flow.build(own_district.path).table(FINDINGS)
    people, age = (one(findings, theme) for theme in ("population", "age"))
    assert people["title"] == "380,000 people live here (Census 2021)"
    for row in (people, age):
        assert (row["period"], row["sources"]) == ("Census 2021", '["population"]')
        assert "Census 2021 stands in" in row["caveats"]
    assert "Aged 16 to 24 years" in age["table"], "the census's own groups"


def test_the_change_since_the_census_is_said() -> None:
    said = context_words.population("Here", 389_000, 2024, [("England", 57_000_000)], [], 380_000)
    assert said.endswith("England has 57,000,000. Census 2021 counted 380,000 here: 2.4% more by mid-2024.")
