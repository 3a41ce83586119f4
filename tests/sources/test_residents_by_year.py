"""Mid-year estimates: every shape they come in is read, no total counts twice, and what cannot be used is named."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_xlsx import workbook
from small_district import csv_text, put

from purbeck.errors import SourceError
from purbeck.sources import door, residents_by_year
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.store import Store, quiet_known_warnings

AGES = [*map(str, range(90)), "90+"]
WIDE = ["lsoa21_code", "lsoa21_name", "total_population", *AGES]
NOMIS = ["DATE_NAME", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "GENDER_NAME", "C_AGE_NAME", "MEASURES_NAME", "OBS_VALUE"]
WORKBOOK = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total",
            *(f"{sex}{age}" for sex in "FM" for age in range(91))]  # fmt: skip
ONE, TWO = "E01990001", "E01990002"


def wide(area: str = ONE, each: int = 10, **changed: str) -> list[str]:
    """A row of a file with its ages across: so many of each age, but for the columns changed."""
    cells = dict(zip(WIDE, [area, "Moor 001A", str(each * 91), *[str(each)] * 91], strict=True))
    return list((cells | changed).values())


def nomis(
    area: str = ONE, sexes: Sequence[str] = ("Male", "Female"), year: str = "2023", each: int = 3
) -> list[list[str]]:
    """Rows of one area as Nomis gives them, every single year of age of each sex."""
    labels = [*(f"Age {age}" for age in range(90)), "Aged 90+"]
    return [[year, "Moor 001A", area, sex, label, "Value", str(each)] for sex in sexes for label in labels]


def read(path: Path) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """The table of one file, what became of its rows, and its issues, as a build reads it."""
    quiet_known_warnings()
    assert door.recognise(path) == residents_by_year.TABLE.name
    store = Store(path.parent / "tables")
    [file], issues = residents_by_year.read(store, "a", "key of the part", path, SuppliedFile(path.name, "0" * 64, 1))
    store.keep_parts(residents_by_year.TABLE, {"a": "key of the part"})
    rows = store.rows(residents_by_year.TABLE)
    store.close()
    assert file.rows_read == file.rows_kept + file.rows_rejected
    return rows, file, issues


def csv_file(folder: Path, header: list[str], rows: list[list[str]], name: str = "mid2023_people.csv") -> Path:
    """A CSV file of residents."""
    return put(folder, {name: csv_text([header, *rows]).encode()}) / name


def people(rows: pd.DataFrame) -> dict[tuple[int, str, str], int]:
    """Residents by year, area and sex."""
    return rows.groupby(["year", "area_code", "sex"])["residents"].sum().to_dict()


def test_ages_across_with_the_year_in_the_name(tmp_path: Path) -> None:
    rows, file, issues = read(csv_file(tmp_path, WIDE, [wide(), wide(TWO, 7)]))
    assert people(rows) == {(2023, ONE, "persons"): 910, (2023, TWO, "persons"): 637}
    bands = rows[rows["area_code"] == ONE].set_index("age_band")["residents"]
    assert bands["0 to 4"] == bands["85 to 89"] == 50
    assert bands["90 and over"] == 10
    assert len(bands) == 19
    assert (file.rows_kept, issues) == (2, [])


def test_nomis_rows_by_sex_with_their_totals_set_aside_once_each(tmp_path: Path) -> None:
    totals = [["2023", "Moor", ONE, "Male", "All Ages", "Value", "273"],
              ["2023", "Moor", ONE, "Male", "Aged 0 to 15", "Value", "48"],
              ["2023", "England", "E92000001", "Male", "Age 0", "Value", "300000"],
              ["2023", "Moor", ONE, "Male", "Age 0", "Percent", "1.1"]]  # fmt: skip
    rows, file, issues = read(csv_file(tmp_path, NOMIS, [*nomis(), *totals, *nomis(sexes=["Total"], each=6)]))
    assert people(rows) == {(2023, ONE, "male"): 273, (2023, ONE, "female"): 273}
    assert (file.rows_read, file.rows_kept) == (182 + 4 + 91, 182)
    assert {issue.rule for issue in issues} == {"total_row"}
    said = " ".join(issue.message for issue in issues)
    for words in (
        '1 rows of "All Ages"',
        '"Aged 0 to 15"',
        "1 rows of larger areas",
        '"Percent"',
        "91 rows of both sexes",
    ):
        assert words in said
    assert "nobody is counted twice" in said


def test_nomis_persons_alone_are_persons(tmp_path: Path) -> None:
    rows, _, issues = read(csv_file(tmp_path, NOMIS, nomis(sexes=["Total"]), "nomis.csv"))
    assert people(rows) == {(2023, ONE, "persons"): 273}
    assert not issues


def test_a_workbook_with_a_sheet_a_year_and_one_of_notes(tmp_path: Path) -> None:
    def sheet(each: int) -> list[list[str | int]]:
        title = [["Population estimates for LSOAs by single year of age"], [], ["Source: ONS"]]
        return [*title, [*WORKBOOK], ["E06000991", "Northmoor", ONE, "Moor 001A", each * 182, *[each] * 182],
                ["E06000991", "Northmoor", TWO, "Moor 001B", 182, *[1] * 182]]  # fmt: skip

    content = workbook({"Notes": [["This worksheet"]], "Mid-2022 LSOA 2021": sheet(4), "Mid-2023 LSOA 2021": sheet(5)})
    rows, file, issues = read(put(tmp_path, {"sapelsoa.xlsx": content}) / "sapelsoa.xlsx")
    found = people(rows)
    assert found[2022, ONE, "female"] == found[2022, ONE, "male"] == 364
    assert found[2023, ONE, "female"] == 455
    assert found[2023, TWO, "male"] == 91
    assert (file.rows_kept, issues) == (4, [])


def test_the_older_workbook_has_a_sheet_a_sex_and_districts_among_its_areas(tmp_path: Path) -> None:
    header = ["LSOA Code", "LSOA Name", "LA Code (2021 boundaries)", "All Ages", *AGES]

    def sheet(each: int) -> list[list[str | int]]:
        return [["Mid-2020 estimates"], [], [], [], [*header], [ONE, "Moor 001A", "E06000991", each * 91, *[each] * 91],
                ["E06000991", "Northmoor", "", each * 910, *[each * 10] * 91]]  # fmt: skip

    sheets = {"Mid-2020 Persons": sheet(7), "Mid-2020 Males": sheet(3), "Mid-2020 Females": sheet(4)}
    rows, file, issues = read(put(tmp_path, {"sape.xlsx": workbook(sheets)}) / "sape.xlsx")
    assert people(rows) == {(2020, ONE, "male"): 273, (2020, ONE, "female"): 364, (2020, "E06000991", "male"): 2730,
                            (2020, "E06000991", "female"): 3640}  # fmt: skip
    assert (file.rows_read, file.rows_kept) == (6, 4)
    assert [i.rule for i in issues] == ["total_row"]


REFUSED: dict[str, tuple[str, list[str], list[list[str]], str]] = {
    "no year anywhere": ("people.csv", WIDE, [wide()], "does not say which year it is of"),
    "two years in its name": ("mid2020_to_mid2021.csv", WIDE, [wide()], "names several (2020, 2021)"),
    "ages missing": ("mid2023.csv", [n for n in WIDE if n not in ("57", "58")],
                     [[c for n, c in zip(WIDE, wide(), strict=True) if n not in ("57", "58")]], "but none for 57, 58"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_at_the_door_in_words(tmp_path: Path, case: str) -> None:
    name, header, rows, words = REFUSED[case]
    with pytest.raises(SourceError) as caught:
        door.recognise(csv_file(tmp_path, header, rows, name))
    assert words in caught.value.what
    assert caught.value.todo


def test_a_workbook_of_broad_age_groups_is_left_with_the_reason(tmp_path: Path) -> None:
    rows = [["LSOA 2021 Code", "LSOA 2021 Name", "Total", "F0 to 15", "M0 to 15"], [ONE, "Moor", 9, 4, 5]]
    path = put(tmp_path, {"broad.xlsx": workbook({"Mid-2022 LSOA 2021": rows})}) / "broad.xlsx"
    assert door.recognise(path) is None
    assert "without single years of age" in str(door.why_not(path))


WRONG_ROWS: dict[str, tuple[list[str], str, str]] = {
    "in thousands": (wide(TWO, **{"7": "0.01"}), "whole_people", "is it in thousands?"),
    "total of other ages": (wide(TWO, total_population="911"), "adds_up", "which is 910"),
    "an age left empty": (wide(TWO, **{"7": ""}), "whole_people", "not a whole number"),
    "below zero": (wide(TWO, **{"7": "-1"}), "whole_people", "not a whole number"),
    "an area twice": (wide(ONE), "once_only", "a second time for 2023"),
    "no area code": (wide("Moor 001A"), "area_code", "not the code of an LSOA or a district"),
    "England": (wide("E92000001", 5000), "total_row", "larger areas"),
    "a region": (wide("E12000009", 4000), "total_row", "larger areas"),
    "a total without a code": (wide("", 900), "total_row", "without an area code"),
}


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_a_wrong_row_is_set_aside_and_the_others_kept(tmp_path: Path, case: str) -> None:
    row, rule, words = WRONG_ROWS[case]
    rows, file, [issue] = read(csv_file(tmp_path, WIDE, [wide(), row]))
    assert people(rows) == {(2023, ONE, "persons"): 910}
    assert (file.rows_read, file.rows_kept, file.rows_rejected) == (2, 1, 1)
    assert (issue.rule, issue.action, issue.row) == (rule, "rejected", 3)
    assert words in issue.message


def test_an_area_without_all_its_ages_is_set_aside_whole(tmp_path: Path) -> None:
    rows, file, [issue, other] = read(csv_file(tmp_path, NOMIS, [*nomis(), *nomis(TWO)[:-1]], "nomis.csv"))
    assert set(rows["area_code"]) == {ONE}, "the other sex alone is half its people"
    assert (file.rows_kept, file.rows_rejected) == (182, 90 + 91)
    assert (issue.rule, other.rule) == ("every_age", "both_sexes")
    assert "no row for 1 of the 91 ages of female" in issue.message
    assert f'nomis.csv, row 184, area: "{TWO}" has rows of male residents alone' in other.message


def test_one_sex_beside_persons_is_part_of_them(tmp_path: Path) -> None:
    rows, file, [issue] = read(csv_file(tmp_path, NOMIS, nomis(sexes=("Female", "Total")), "nomis.csv"))
    assert people(rows) == {(2023, ONE, "persons"): 273}
    assert (file.rows_kept, file.rows_rejected, issue.rule) == (91, 91, "total_row")


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("mid2023_females.csv", WIDE, wide()),
        ("mid2023.csv", [*WIDE, "Sex"], [*wide(), "F"]),
        ("mid2023 persons.csv", [*WIDE, "Sex"], [*wide(), "Females"]),
    ],
)
def test_the_sex_of_a_file_with_its_ages_across_is_in_its_name_or_a_column(
    tmp_path: Path, name: str, header: list[str], row: list[str]
) -> None:
    rows, _, issues = read(csv_file(tmp_path, header, [row], name))
    assert people(rows) == {(2023, ONE, "female"): 910}
    assert not issues


def test_both_sexes_in_a_name_are_no_sex(tmp_path: Path) -> None:
    rows, _, _ = read(csv_file(tmp_path, WIDE, [wide()], "mid2023 males and females.csv"))
    assert set(rows["sex"]) == {"persons"}


def test_a_wrong_year_and_sex_are_named(tmp_path: Path) -> None:
    odd = [["June", *nomis()[0][1:]], ["2023", "Moor", TWO, "Unknown", "Age 0", "Value", "1"],
           ["2023", "Moor", TWO, "Male", "Infant", "Value", "1"]]  # fmt: skip
    _, file, issues = read(csv_file(tmp_path, NOMIS, [*nomis(), *odd], "nomis.csv"))
    assert [(i.rule, i.value) for i in issues] == [("year", "June"), ("sex", "Unknown"), ("age", "Infant")]
    assert file.rows_rejected == 3


def test_a_file_of_totals_only_stops_the_build_with_the_reason(tmp_path: Path) -> None:
    path = csv_file(tmp_path, NOMIS, [["2023", "Moor", ONE, "Total", "All Ages", "Value", "273"]], "nomis.csv")
    with pytest.raises(SourceError, match="no row of residents by single year of age") as caught:
        read(path)
    assert '"All Ages"' in caught.value.what


cells = st.sampled_from(["E01990003", "E92000001", "", "x", "2023", "Male", "Total", "Age 4", "All Ages", "7", "7.5"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(cells, min_size=6, max_size=8), max_size=12))
def test_whatever_the_rows_each_is_kept_or_set_aside(odd: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows, file, issues = read(csv_file(Path(folder), NOMIS, [*nomis(), *odd], "nomis.csv"))
        assert file.rows_read == 182 + sum(1 for row in odd if "".join(row) or len(row) > 1)
        assert people(rows) == {(2023, ONE, "male"): 273, (2023, ONE, "female"): 273}
        assert bool(issues) == bool(file.rows_rejected)


def test_the_real_districts_are_read_to_the_last_person(real_data: Path, tmp_path: Path) -> None:
    name = "mid2020_single_year_lad21.csv"
    path = put(tmp_path, {name: (real_data / "population" / name).read_bytes()}) / name
    rows, file, issues = read(path)
    published = pd.read_csv(path)
    assert (file.rows_kept, issues) == (331, [])
    assert rows["residents"].sum() == published["total_population"].sum() == 59_719_724
    dorset = rows[rows["area_code"] == "E06000059"].set_index("age_band")["residents"]
    of = published.set_index("ltla21_code").loc["E06000059"]
    assert dorset["20 to 24"] == sum(int(of[str(age)]) for age in range(20, 25))
    assert set(rows["year"]) == {2020}
