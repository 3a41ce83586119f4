"""Workday people and visitors in another unit are refused in words; what real places have is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from small_district import LSOAS, NORTHMOOR, csv_text, give, month_of, read_sources, workspace

from purbeck.errors import SourceError
from purbeck.measures import people, plausible
from purbeck.measures.people_rules import read_rules

VISITED = "place_code,month,visitors_per_day,lower,upper,source,note"


def build(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The table of people, where these files were given too."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, files)
    read_sources(made)
    people.build(made)
    made.store.close()


def workday(each: int) -> dict[str, bytes]:
    """A file of so many workday people in each LSOA, where 1,500 live."""
    return {
        "workday.csv": csv_text([("LSOA21CD", "Workday population"), *((c, str(each)) for c, _, _ in LSOAS)]).encode()
    }


def visitors(a_day: float, place: str = NORTHMOOR) -> dict[str, bytes]:
    """A file of so many visitors to 6,000 residents, and as many again."""
    return {"visitors.csv": f"{VISITED}\n{place},2025-03,{a_day},0,{a_day * 3},survey,\n".encode()}


@pytest.mark.parametrize("each", [2, 700, 15_000])
def test_workday_people_in_another_unit_are_refused(tmp_path: Path, each: int) -> None:
    with pytest.raises(SourceError, match=r"^workday\.csv: the middle one of 3 districts has ") as caught:
        build(tmp_path, workday(each))
    assert f"{each / 1500:.3g} workday people for each resident of Census 2021, where 0.5 to 5" in caught.value.what
    assert "in thousands or percent" in caught.value.todo


def test_workday_people_of_real_places_are_not(tmp_path: Path) -> None:
    build(tmp_path, workday(1_400))
    rules = read_rules()
    members = pd.DataFrame(
        [("E01000001", "E09000001", 8_600), ("E01004000", "E09000033", 205_000), ("E01000900", "E09000007", 210_000),
         ("E01003000", "E09000023", 300_000)],
        columns=["lsoa21", "district_code", "residents"],
    )  # fmt: skip
    supplied = members.assign(people=[450_000, 700_000, 390_000, 220_000])
    london = supplied[["lsoa21", "people"]]
    for some in (london, london.head(1), london.head(2), london.iloc[1:2]):
        plausible.check_workday("w.csv", some, members, rules)
    with pytest.raises(SourceError):
        plausible.check_workday("w.csv", london.assign(people=london["people"] * 10), members, rules)


@pytest.mark.parametrize(
    ("a_day", "place", "words"),
    [(2.2, NORTHMOOR, "in thousands"), (2.2, "northmoor", "in thousands"), (66_000, NORTHMOOR, "of a month or year")],
)
def test_visitors_in_another_unit_are_refused(tmp_path: Path, a_day: float, place: str, words: str) -> None:
    with pytest.raises(SourceError, match=rf"^visitors\.csv: {place} has .* for each of its 6,000 residents") as caught:
        build(tmp_path, visitors(a_day, place))
    assert words in caught.value.todo


@pytest.mark.parametrize(("a_day", "place"), [(0, NORTHMOOR), (20, NORTHMOOR), (9_000, "northmoor"), (1, "elsewhere")])
def test_few_visitors_and_many_are_taken(tmp_path: Path, a_day: float, place: str) -> None:
    build(tmp_path, visitors(a_day, place))
