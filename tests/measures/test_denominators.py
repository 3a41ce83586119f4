"""Rates by whose they are agree with sums done by hand, and there is none where it is not known how many people."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from small_district import (
    LSOAS,
    NORTHMOOR,
    PEOPLE_EACH,
    SOUTHFEN,
    csv_text,
    give,
    month_of,
    read_measures,
    workspace,
)

from purbeck.measures.measure import TABLE as MEASURES
from purbeck.statistics.intervals import count_interval

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

MONTHS = ("2025-05", "2025-06", "2025-07")
TOTAL = "serious_violence"
VISITED = "place_code,month,visitors_per_day,lower,upper,source,note"
AGES = [*map(str, range(90)), "90+"]


def measured(tmp_path: Path, files: dict[str, bytes], area: tuple[str, ...] = (NORTHMOOR,)) -> pd.DataFrame:
    """Rates of the total, per 1,000, of everyone: built from three months and these files."""
    made = workspace(tmp_path / "northmoor", {f"{month}.csv": month_of(month, rows=24) for month in MONTHS}, area)
    give(made, files)
    read_measures(made)
    rows = made.table(MEASURES)
    rows = rows[(rows["measure"] == "rate_per_1000") & (rows["theme"] == TOTAL) & (rows["group_value"] == "all")]
    return rows.assign(first=pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m"))


def visitors(*rows: tuple[str, str, int, int, int]) -> dict[str, bytes]:
    """A file of visitors: place, month, a day, lower, upper."""
    lines = [VISITED, *(",".join(map(str, (*row, "survey", ""))) for row in rows)]
    return {"visitors.csv": "\n".join(lines).encode()}


def workday(of: dict[str, int]) -> dict[str, bytes]:
    """A file of workday people."""
    return {
        "workday.csv": csv_text([("LSOA21CD", "Workday population"), *((c, str(n)) for c, n in of.items())]).encode()
    }


def one(rows: pd.DataFrame, **wanted: str) -> pd.Series:
    """The one row with these values."""
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, rows.to_string()
    return rows.iloc[0]


def test_with_residents_alone_there_is_no_other_rate(tmp_path: Path) -> None:
    rows = measured(tmp_path, {})
    assert set(rows["denominator_kind"]) == {"residents"}
    assert set(rows["unit"]) == {"per 1,000 residents a year"}
    assert rows["caveats"].str.contains("Residents are those of Census 2021, for want of an estimate").all()


def test_rates_per_workday_person_are_sums_by_hand(tmp_path: Path) -> None:
    people = {code: 1_000 + 500 * n for n, (code, _, _) in enumerate(LSOAS)}
    rows = measured(tmp_path, workday(people))
    per = rows[rows["denominator_kind"] == "workday_people"]
    assert set(per["unit"]) == {"per 1,000 workday people a year"}
    assert per["caveats"].str.contains("Workday people are those of Census 2021").all()
    assert not per["caveats"].str.contains("Residents are those").any()
    year = one(per, place_type="district", place_code=NORTHMOOR, period_type="calendar_year")
    inside = sum(people[code] for code, district, _ in LSOAS if district == NORTHMOOR)
    assert year["denominator"] == pytest.approx(inside * 3 / 12)
    assert year["value"] == pytest.approx(year["count"] / (inside * 3 / 12) * 1000)
    alone = one(
        rows, denominator_kind="residents", place_type="district", place_code=NORTHMOOR, period_type="calendar_year"
    )
    assert (year["count"], year["coverage"]) == (alone["count"], alone["coverage"])
    assert set(per["place_type"]) == {"lsoa21", "ward", "district", "csp", "partnership", "force", "region", "nation"}


def test_a_place_with_one_small_area_unknown_has_no_rate_per_workday_person(tmp_path: Path) -> None:
    known = {code: 2_000 for code, _, _ in LSOAS if code != "E01990002"}
    per = measured(tmp_path, workday(known))
    per = per[per["denominator_kind"] == "workday_people"]
    assert "E01990002" not in set(per["place_code"])
    assert NORTHMOOR not in set(per["place_code"]), "not its other areas alone"
    assert {"E01990001", SOUTHFEN} <= set(per["place_code"])
    assert per["value"].notna().all()


def test_visitors_are_added_month_by_month_with_their_range(tmp_path: Path) -> None:
    given = visitors(
        *((NORTHMOOR, month, n, n - 300, n + 600) for month, n in zip(MONTHS, (500, 1_500, 4_000), strict=True))
    )
    rows = measured(tmp_path, given)
    both = rows[rows["denominator_kind"] == "residents_and_visitors"]
    assert set(both["unit"]) == {"per 1,000 residents and visitors a year"}
    assert set(both["place_type"]) == {"district", "partnership"}
    assert both["caveats"].str.contains("Visitors are an estimate").all()
    residents = 4 * PEOPLE_EACH
    july = one(both, place_type="district", first="2025-07", period_type="month")
    assert july["denominator"] == pytest.approx((residents + 4_000) / 12, abs=0.001)
    year = one(both, place_type="partnership", period_type="calendar_year")
    there, least, most = ((3 * residents + n) / 12 for n in (6_000, 5_100, 7_800))
    assert year["denominator"] == pytest.approx(there, abs=0.001)
    n = int(year["count"])
    lower, upper = (float(limit) for limit in count_interval(n))
    # By hand: the distances on the log scale, squared and added.
    rate = n / there * 1000
    assert year["value"] == pytest.approx(rate)
    assert year["lower"] == pytest.approx(
        rate * math.exp(-math.hypot(math.log(n / lower), math.log(most / there))), abs=1e-5
    )
    assert year["upper"] == pytest.approx(
        rate * math.exp(math.hypot(math.log(upper / n), math.log(there / least))), abs=1e-5
    )
    assert year["method"] == "byar_and_range"
    alone = one(rows, denominator_kind="residents", place_type="partnership", period_type="calendar_year")
    assert alone["value"] > year["value"]
    assert alone["method"] == "byar"


def test_a_month_without_visitors_in_the_file_is_no_month_without_visitors(tmp_path: Path) -> None:
    rows = measured(tmp_path, visitors((NORTHMOOR, "2025-06", 900, 600, 1_200)))
    both = rows[rows["denominator_kind"] == "residents_and_visitors"]
    assert set(both["period_type"]) == {"month"}
    assert set(both["first"]) == {"2025-06"}


def test_districts_that_make_up_the_partnership_are_added_up(tmp_path: Path) -> None:
    given = visitors(*((place, month, 600, 500, 800) for place in (NORTHMOOR, SOUTHFEN) for month in MONTHS))
    rows = measured(tmp_path, given, (NORTHMOOR, SOUTHFEN))
    year = one(rows, denominator_kind="residents_and_visitors", place_type="partnership", period_type="calendar_year")
    assert year["denominator"] == pytest.approx((6 * PEOPLE_EACH + 1_200) * 3 / 12, abs=0.001)


def test_a_part_of_the_partnership_is_not_taken_for_it(tmp_path: Path) -> None:
    given = visitors(*((NORTHMOOR, month, 600, 500, 800) for month in MONTHS))
    rows = measured(tmp_path, given, (NORTHMOOR, SOUTHFEN))
    both = rows[rows["denominator_kind"] == "residents_and_visitors"]
    assert set(both["place_code"]) == {NORTHMOOR}


def test_the_partnership_may_be_named_by_its_own_code(tmp_path: Path) -> None:
    rows = measured(tmp_path, visitors(*(("northmoor", month, 600, 500, 800) for month in MONTHS)))
    both = rows[rows["denominator_kind"] == "residents_and_visitors"]
    assert set(both["place_code"]) == {"northmoor"}
    assert set(both["place_type"]) == {"partnership"}


def test_residents_of_the_years_own_estimate_are_the_denominator(tmp_path: Path) -> None:
    rows = [[code, code, "2000", *("0" if age != "30" else "2000" for age in AGES)] for code, _, _ in LSOAS]
    header = ["lsoa21_code", "lsoa21_name", "total_population", *AGES]
    found = measured(tmp_path, {"mid2025.csv": csv_text([header, *rows]).encode()})
    year = one(found, place_type="district", place_code=NORTHMOOR, period_type="calendar_year")
    assert year["denominator"] == pytest.approx(4 * 2_000 * 3 / 12)
    assert year["caveats"] == "Not every month of the period was filed."
    assert year["coverage"] == pytest.approx(3 / 12)


def test_a_districts_estimate_is_a_caveat_for_its_small_areas_only(tmp_path: Path) -> None:
    row = [NORTHMOOR, "Northmoor", "6400", *("0" if age != "30" else "6400" for age in AGES)]
    header = ["ltla21_code", "ltla21_name", "total_population", *AGES]
    found = measured(tmp_path, {"mid2025.csv": csv_text([header, row]).encode()})
    months = found[found["period_type"] == "month"].drop_duplicates("place_code").set_index("place_code")["caveats"]
    assert months[NORTHMOOR] == ""
    assert (
        months["E01990001"] == "Residents of small areas are their district's estimate, shared out as in Census 2021."
    )
    assert "for want of an estimate" in months[SOUTHFEN]
