"""Residents of each year: the year's own where there are any, whole, once each, and marked where they are not its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_district import (
    CARRIED,
    FARLAND,
    LSOAS,
    NORTHMOOR,
    PEOPLE_EACH,
    csv_text,
    give,
    issues_of,
    lookup_files,
    month_of,
    read_sources,
    workspace,
)

from purbeck.errors import SourceError
from purbeck.measures import people
from purbeck.places import codes_table
from purbeck.workspace import Workspace

AGES = [*map(str, range(90)), "90+"]
CODES = [code for code, _, _ in LSOAS]


def estimate(of: dict[str, int]) -> bytes:
    """A file of residents by age; everybody is aged 30, which is as good as any age here."""
    header = ["lsoa21_code", "lsoa21_name", "total_population", *AGES]
    rows = [[code, code, str(n), *("0" if age != "30" else str(n) for age in AGES)] for code, n in of.items()]
    return csv_text([header, *rows]).encode()


def found(
    tmp_path: Path, years: tuple[int, ...], files: dict[str, bytes], without: str = ""
) -> tuple[pd.DataFrame, Workspace]:
    """The table of people, for counts of these years."""
    made = workspace(tmp_path / "northmoor", {f"{year}.csv": month_of(f"{year}-03") for year in years})
    if without:
        (made.sources / without).unlink()
    give(made, files)
    read_sources(made)
    people.build(made)
    rows = made.table(people.PEOPLE)
    made.store.close()
    return rows[rows["denominator_kind"] == "residents"], made


def by_year(rows: pd.DataFrame) -> dict[int, tuple[int, str, int]]:
    """People in all, the basis and the year estimated for, by year of the counts; one basis a year."""
    return {
        int(year): (int(of["people"].sum()), of["basis"].unique().item(), int(of["estimated_for"].unique().item()))
        for year, of in rows.groupby("year")
    }


def test_each_year_has_its_own_the_nearest_or_the_census(tmp_path: Path) -> None:
    files = {
        f"mid{year}.csv": estimate(dict.fromkeys(CODES, n)) for year, n in ((2018, 1_200), (2023, 2_000), (2024, 2_100))
    }
    rows, _ = found(tmp_path, (2012, 2019, 2021, 2022, 2023, 2024, 2025, 2026, 2027), files)
    census = 8 * PEOPLE_EACH
    years = by_year(rows)
    assert sorted(years) == list(range(2012, 2028)), "years between months held have people too"
    expected = {
        2012: (census, "census_2021_fallback", 2021),
        2019: (8 * 1_200, "nearest_estimate", 2018),
        2021: (census, "census_2021", 2021),
        2022: (census, "census_2021_fallback", 2021),  # mid-2023 is no nearer than the census
        2023: (16_000, "mid_year_estimate", 2023),
        2024: (16_800, "mid_year_estimate", 2024),
        2025: (16_800, "nearest_estimate", 2024),
        2026: (16_800, "nearest_estimate", 2024),
        2027: (census, "census_2021_fallback", 2021),  # three years away
    }
    assert {year: years[year] for year in expected} == expected


def test_without_estimates_everything_rests_on_the_census_and_says_so(tmp_path: Path) -> None:
    rows, _ = found(tmp_path, (2025,), {})
    assert by_year(rows) == {2025: (8 * PEOPLE_EACH, "census_2021_fallback", 2021)}


def test_the_edition_given_last_counts(tmp_path: Path) -> None:
    first, second = (estimate(dict.fromkeys(CODES, n)) for n in (2_000, 2_050))
    rows, _ = found(tmp_path, (2023,), {"mid2023.csv": first, "mid2023 revised.csv": second})
    assert by_year(rows) == {2023: (8 * 2_050, "mid_year_estimate", 2023)}


def of_one_sex(of: dict[str, int], sex: str) -> bytes:
    """A file as Nomis gives it, of one sex; everybody is aged 30."""
    header = ["DATE_NAME", "GEOGRAPHY_CODE", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE"]
    labels = [*(f"Age {age}" for age in range(90)), "Aged 90+"]
    rows = [["2023", code, sex, age, str(n if age == "Age 30" else 0)] for code, n in of.items() for age in labels]
    return csv_text([header, *rows]).encode()


def test_a_file_for_each_sex_is_added_up(tmp_path: Path) -> None:
    women, men = (of_one_sex(dict.fromkeys(CODES, n), sex) for n, sex in ((800, "Female"), (760, "Male")))
    older = estimate(dict.fromkeys(CODES, 1_900))
    rows, _ = found(tmp_path, (2023,), {"mid2023.csv": older, "women.csv": women, "men.csv": men})
    assert by_year(rows) == {2023: (8 * 1_560, "mid_year_estimate", 2023)}


@pytest.mark.parametrize(("sex", "other"), [("Female", "male"), ("Male", "female")])
def test_a_file_of_one_sex_alone_is_refused_by_name(tmp_path: Path, sex: str, other: str) -> None:
    files = {
        "mid2022.csv": estimate(dict.fromkeys(CODES, 1_900)),
        "half.csv": of_one_sex(dict.fromkeys(CODES, 800), sex),
    }
    with pytest.raises(SourceError) as caught:
        found(tmp_path, (2023,), files)
    assert f"half.csv has {sex.lower()} residents alone for 2023, and no other file has the {other} residents" in (
        caught.value.what
    )
    assert f"Give the file of {other} residents of 2023 too (the two are added up)" in caught.value.todo


def test_an_area_in_the_file_of_one_sex_alone_has_the_census_and_an_issue(tmp_path: Path) -> None:
    women, men = of_one_sex(dict.fromkeys(CODES, 800), "Female"), of_one_sex(dict.fromkeys(CODES[1:], 760), "Male")
    rows, made = found(tmp_path, (2023,), {"women.csv": women, "men.csv": men})
    of = rows.set_index("lsoa21")
    assert (of.loc[CODES[0], "people"], of.loc[CODES[0], "basis"]) == (PEOPLE_EACH, "census_2021_fallback")
    assert (of.loc[CODES[1:], "people"] == 1_560).all()
    [issue] = issues_of(made, "residents_by_year")
    assert (issue["rule"], issue["file"], issue["value"]) == ("other_sex_given", "women.csv", CODES[0])


def test_a_file_of_one_sex_that_does_not_say_so_is_told_by_its_size(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"half\.mid2023\.csv: residents of 2023 come to 6,400 where .* \(0\.533 times\)"
    ):
        found(tmp_path, (2023,), {"half.mid2023.csv": estimate(dict.fromkeys(CODES, 800))})


def test_areas_of_2011_are_carried_to_2021(tmp_path: Path) -> None:
    old = {code: 1_600 + 10 * n for n, code in enumerate(sorted({old for old, _, _ in CARRIED}))}
    rows, made = found(tmp_path, (2023,), {"mid2023.csv": estimate(old)})
    of = rows.set_index("lsoa21")
    assert of.loc["E01990001", "people"] == old["E01990001"]
    assert of.loc["E01990002", "people"] == old["E01980021"] + old["E01980022"], "two became one"
    halves = of.loc[["E01990003", "E01990004"], "people"]
    assert halves.sum() == old["E01980034"], "one became two, nobody lost"
    assert abs(halves.iloc[0] - halves.iloc[1]) <= 1, "as many in each as at the census"
    assert of["people"].sum() == sum(old.values())
    divided = {"E01990003", "E01990004", "E01990007", "E01990008"}
    assert set(of.index[of["basis"] == "mid_year_estimate_split"]) == divided
    assert set(of["basis"]) == {"mid_year_estimate_split", "mid_year_estimate"}
    assert not issues_of(made, "residents_by_year")


def test_half_of_a_merged_area_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    old = {old: 1_600 for old, _, _ in CARRIED if old != "E01980022"}
    rows, _ = found(tmp_path, (2023,), {"mid2023.csv": estimate(old)})
    of = rows.set_index("lsoa21").loc["E01990002"]
    assert (of["people"], of["basis"]) == (PEOPLE_EACH, "census_2021_fallback")


def test_without_the_lookup_areas_of_2011_are_named_and_have_the_census(tmp_path: Path) -> None:
    old = {old: 1_600 for old, _, _ in CARRIED}
    carried = next(name for name in lookup_files() if name.startswith("LSOA11"))
    rows, made = found(tmp_path, (2023,), {"mid2023.csv": estimate(old)}, without=carried)
    of = rows.set_index("lsoa21")
    assert of.loc["E01990001", "basis"] == "mid_year_estimate", "its code did not change"
    assert of.loc["E01990003", "basis"] == "census_2021_fallback"
    issues = issues_of(made, "residents_by_year")
    assert {i["value"] for i in issues} == {code for code in old if code not in CODES}
    assert {i["rule"] for i in issues} == {"place_known"}
    assert "give the lookup that knows it (LSOA 2011 to 2021)" in str(issues[0]["message"])


def test_a_district_of_another_year_is_named(tmp_path: Path) -> None:
    _, made = found(tmp_path, (2023,), {"mid2023.csv": estimate({NORTHMOOR: 6_100, "E07000028": 100_000})})
    [issue] = issues_of(made, "residents_by_year")
    assert issue["value"] == "E07000028"
    assert "has the form of a district and is in no lookup" in str(issue["message"])


def test_a_districts_own_estimate_is_shared_out_to_the_last_person(tmp_path: Path) -> None:
    rows, _ = found(
        tmp_path, (2023,), {"mid2023.csv": estimate({NORTHMOOR: 6_101, FARLAND: 2_999, "E01990007": 1_400})}
    )
    of = rows.set_index("lsoa21")
    northmoor = of.loc[["E01990001", "E01990002", "E01990003", "E01990004"]]
    assert sorted(northmoor["people"]) == [1_525, 1_525, 1_525, 1_526]
    assert set(northmoor["basis"]) == {"district_estimate_shared"}
    # Where small areas of a district are known, its total is not shared out over them as well.
    assert of.loc["E01990007", ["people", "basis"]].tolist() == [1_400, "mid_year_estimate"]
    assert of.loc["E01990008", "basis"] == "census_2021_fallback"


@pytest.mark.parametrize(("each", "times"), [(2, "0.00133"), (15_000, "10")])
def test_a_file_in_another_unit_stops_the_build(tmp_path: Path, each: int, times: str) -> None:
    with pytest.raises(SourceError, match="where Census 2021 has 12,000 for the same areas") as caught:
        found(tmp_path, (2023,), {"mid2023.csv": estimate(dict.fromkeys(CODES, each))})
    assert f"({times} times)" in caught.value.what
    assert "in thousands" in caught.value.todo


weights_of_a_group = st.lists(st.integers(0, 900), min_size=1, max_size=6)
numbers = st.lists(st.tuples(st.integers(0, 5_000), weights_of_a_group), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(numbers)
def test_shares_are_whole_in_proportion_and_add_up(groups: list[tuple[int, list[int]]]) -> None:
    rows = pd.DataFrame([(n, total, w) for n, (total, weights) in enumerate(groups) for w in weights],
                        columns=["group", "total", "weight"])  # fmt: skip
    rows["people"] = people.shared_out(rows["total"].astype(float), rows["weight"], rows["group"])
    added = rows.groupby("group").agg(people=("people", "sum"), total=("total", "first"), weight=("weight", "sum"))
    assert (added["people"] == added["total"]).all()
    weight = rows["group"].map(added["weight"])
    exact = (rows["total"] * rows["weight"] / weight.where(weight > 0))[weight > 0]
    assert (np.abs(rows["people"][weight > 0] - exact) < 1).all()
    assert (rows["people"] >= 0).all()


def test_the_real_small_areas_of_2011_reach_2021_without_losing_anybody(real_data: Path) -> None:
    lookup = pd.read_csv(real_data / "geography" / "LSOA11_LSOA21_LAD22_EW_LU.csv")
    lookup = lookup.rename(columns={"LSOA11CD": "lsoa11", "LSOA21CD": "lsoa21"})
    census = pd.read_csv(real_data / "population" / "census2021_age6_lsoa21.csv")
    residents = census.groupby("Lower layer Super Output Areas Code")["Observation"].sum()
    members = residents.rename("residents").rename_axis("lsoa21").reset_index().assign(district_code="E06000000")
    codes = codes_table(lookup, members[["lsoa21"]], members[["lsoa21", "residents"]])
    published = pd.read_parquet(real_data / "population" / "mid2020_single_year_lsoa11.parquet")
    supplied = published.set_index("lsoa11_code")["total_population"]
    carried = people.carried(supplied, members, codes)
    assert len(carried) == 35_672
    assert carried["people"].sum() == supplied.sum() == 59_719_724
    ratio = carried["people"] / residents.reindex(carried.index)
    assert ratio.median() == pytest.approx(1, abs=0.02), "a year before the census"
    unchanged = lookup[lookup["CHGIND"] == "U"]
    np.testing.assert_array_equal(carried.loc[unchanged["lsoa21"], "people"], supplied[unchanged["lsoa11"]])
    split = lookup[lookup["CHGIND"] == "S"]
    added = split.assign(people=split["lsoa21"].map(carried["people"])).groupby("lsoa11")["people"].sum()
    np.testing.assert_array_equal(added, supplied[added.index])
