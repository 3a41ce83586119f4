"""The partnership's own small files of people: a wrong row is named, a sound one is kept, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_district import NORTHMOOR, files_of, give, issues_of, month_of, read_sources, workspace

from purbeck.sources.non_resident_victims import NON_RESIDENT_VICTIMS
from purbeck.sources.visitors import VISITORS
from purbeck.sources.workday_people import WORKDAY_PEOPLE
from purbeck.workspace import Workspace

VISITED = "place_code,month,visitors_per_day,lower,upper,source,note"
COUNTED = "place_code,period,victims,not_resident,source"
SOUND = f"{NORTHMOOR},2025-07,300,200,400,survey,"


def with_file(tmp_path: Path, *lines: str) -> Workspace:
    """Northmoor with one more file, read."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"more.csv": "\n".join(lines).encode()})
    return read_sources(made)


@pytest.mark.parametrize(
    ("row", "rule", "words"),
    [
        (f"{NORTHMOOR},2025-08,300,310,400,survey,", "range_holds_estimate", '"310" is above the estimate of 300'),
        (f"{NORTHMOOR},2025-08,300,200,290,survey,", "range_holds_estimate", '"290" is below the estimate of 300'),
        (f"{NORTHMOOR},2025-08,300,300,300,survey,", "range_given", "leaves no range"),
        (f"{NORTHMOOR},2025-08,300,,,survey,", "form", 'lower: "" is not a number of people, written like 1250'),
        (f"{NORTHMOOR},2025-08,300,200,400,,", "form", "does not say who estimated it, when and how"),
        (f"{NORTHMOOR},August,300,200,400,survey,", "form", '"August" is not a month like 2025-07'),
        ("Northmoor!,2025-08,300,200,400,survey,", "form", '"Northmoor!" is not the code of a district or CSP'),
        (SOUND, "once_only", "a second time with the same key"),
    ],
)
def test_a_wrong_row_of_visitors_is_named(tmp_path: Path, row: str, rule: str, words: str) -> None:
    made = with_file(tmp_path, VISITED, SOUND, row)
    [issue] = issues_of(made, "visitors")
    assert (issue["rule"], issue["action"], issue["row"]) == (rule, "rejected", 3)
    assert words in str(issue["message"])
    assert files_of(made)["more.csv"] == (2, 1, 1)
    assert made.table(VISITORS.table)["visitors_per_day"].tolist() == [300.0]


def test_nobody_there_needs_no_range(tmp_path: Path) -> None:
    made = with_file(tmp_path, VISITED, f"{NORTHMOOR},2025-01,0,0,0,survey,")
    assert not issues_of(made, "visitors")


@pytest.mark.parametrize(
    ("row", "rule", "words"),
    [
        (f"{NORTHMOOR},2025,10,11,police", "part_of_whole", "is more than the 10 victims"),
        (f"{NORTHMOOR},2025,0,0,police", "part_of_whole", "leaves nobody"),
        (f"{NORTHMOOR},2024/26,10,1,police", "period", "is not a financial year like 2024/25"),
        (f"{NORTHMOOR},March,10,1,police", "form", '"March" is not a year like 2025 or a financial year'),
        (f"{NORTHMOOR},2025,ten,1,police", "form", '"ten" is not a whole number of people'),
    ],
)
def test_a_wrong_row_of_victims_is_named(tmp_path: Path, row: str, rule: str, words: str) -> None:
    made = with_file(tmp_path, COUNTED, f"{NORTHMOOR},2024/25,100,20,police", row)
    [issue] = issues_of(made, "non_resident_victims")
    assert (issue["rule"], issue["row"]) == (rule, 3)
    assert words in str(issue["message"])
    assert made.table(NON_RESIDENT_VICTIMS.table)["not_resident"].tolist() == [20]


def test_an_area_with_several_rows_of_workday_people_has_none_of_them(tmp_path: Path) -> None:
    made = with_file(
        tmp_path, "LSOA21CD,Sex,Workday population", "E01990001,Male,700", "E01990001,Female,800", "E01990002,All,900"
    )
    assert made.table(WORKDAY_PEOPLE.table)["people"].tolist() == [900]
    issues = issues_of(made, "workday_people")
    assert [i["row"] for i in issues] == [2, 3]
    assert "none of them is the whole" in str(issues[0]["message"])


def test_totals_of_workday_people_are_set_aside(tmp_path: Path) -> None:
    made = with_file(tmp_path, "geography code,Workday population", "E92000001,30000000", "E01990001,700")
    assert made.table(WORKDAY_PEOPLE.table)["lsoa21"].tolist() == ["E01990001"]
    assert files_of(made)["more.csv"] == (2, 1, 1)


def test_a_place_in_no_lookup_is_named(tmp_path: Path) -> None:
    made = with_file(
        tmp_path, VISITED, SOUND, "E06000998,2025-07,300,200,400,survey,", "northmoor,2025-07,9,8,10,survey,"
    )
    [issue] = issues_of(made, "visitors")
    assert (issue["rule"], issue["value"], issue["action"]) == ("place_known", "E06000998", "kept_as_supplied")
    assert "is in no lookup" in str(issue["message"])


def test_without_the_files_there_are_no_rows_and_no_issues(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}))
    for lookup in (VISITORS, NON_RESIDENT_VICTIMS, WORKDAY_PEOPLE):
        assert made.table(lookup.table).empty
