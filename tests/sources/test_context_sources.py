"""Deprivation, rurality, census tables and scores: every shape read, every wrong value an issue in clear words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_datasets import CENSUS, counted, indices, total
from small_district import csv_text

from purbeck.sources import lookup
from purbeck.sources.door import LOOKUPS, recognise, why_not
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.store import Store

AREA = "Lower layer Super Output Areas Code,Lower layer Super Output Areas"


def census(heading: str, *rows: tuple[str, str, str]) -> str:
    """An ONS census table by LSOA."""
    lines = [f"{code},{code},1,{category},{number}" for code, category, number in rows]
    return "\n".join([f"{AREA},{heading} Code,{heading},Observation", *lines]) + "\n"


def read(tmp_path: Path, text: str) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """A file as the door knows it and the lookup reads it."""
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")
    kind = recognise(path)
    assert kind is not None, text.splitlines()[0]
    store = Store(tmp_path / "tables")
    try:
        return lookup.read(store, LOOKUPS[kind][0].name, LOOKUPS[kind][1], path, SuppliedFile("given.csv", "", 1))
    finally:
        store.close()


def test_file_7_of_2025_is_read_with_its_edition(tmp_path: Path) -> None:
    frame, file, issues = read(tmp_path, indices(("E01000001", "8.742", "26525", "8")))
    row = frame.iloc[0]
    assert (row["edition"], row["lsoa_code"], row["rank"], row["decile"], row["score"]) == (
        "IMD 2025", "E01000001", "26525", "8", "8.742")  # fmt: skip
    assert (file.rows_read, file.rows_kept, issues) == (1, 1, [])


@pytest.mark.parametrize("heading", ["LSOA code", "LSOA Code"])
def test_welsh_index_is_read_as_the_welsh_government_heads_it(tmp_path: Path, heading: str) -> None:
    text = f"{heading},LSOA name (Eng),WIMD 2019 overall rank,WIMD 2019 overall decile\nW01000001,Aberffraw,885,5\n"
    frame, _, issues = read(tmp_path, text)
    assert frame.iloc[0][["edition", "lsoa_code", "rank", "decile"]].tolist() == ["WIMD 2019", "W01000001", "885", "5"]
    assert not issues


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("E01000001", "8.7", "26525", "11"), "Decile", "is not a tenth from 1 (most deprived) to 10"),
        (("E01000001", "8.7", "26525", "0"), "Decile", "is not a tenth from 1"),
        (("E01000001", "8.7", "33756", "10"), "Rank", "is not a rank from 1 (most deprived) to 33,755"),
        (("E01000001", "8.7", "0", "1"), "Rank", "is not a rank from 1"),
        (("W01000001", "8.7", "26525", "8"), "LSOA code (2021)", "is not an English LSOA code"),
        (("E02000001", "8.7", "26525", "8"), "LSOA code (2021)", "is not an English LSOA code"),
        (("E01000001", "high", "26525", "8"), "Score", "is not a score"),
    ],
)
def test_wrong_value_of_an_index_is_set_aside_in_words(
    tmp_path: Path, row: tuple[str, str, str, str], column: str, said: str
) -> None:
    frame, file, issues = read(tmp_path, indices(("E01000002", "4.7", "31203", "10"), row))
    (issue,) = issues
    assert said in issue.message
    assert column in str(issue.column)
    assert (issue.row, issue.action, len(frame)) == (3, "rejected", 1)
    assert (file.rows_read, file.rows_kept, file.rows_rejected) == (2, 1, 1)


def test_a_row_given_twice_is_kept_once(tmp_path: Path) -> None:
    frame, _, (issue,) = read(tmp_path, indices(*[("E01000001", "8.7", "26525", "8")] * 2))
    assert len(frame) == 1
    assert issue.rule == "once_only"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("LSOA code (2011),LSOA name (2011),Index of Multiple Deprivation (IMD) Score", "on LSOAs of 2011"),
        ("LSOA11CD,RUC11CD,RUC11", "rural-urban classification of 2011"),
        ("Middle layer Super Output Areas Code,Tenure of household (9 categories),Observation", "choose Lower layer"),
        ("LSOA name,WIMD 2014 rank", "older Welsh index"),
    ],
)
def test_another_edition_is_named(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(header + "\n", encoding="utf-8")
    assert recognise(path) is None
    assert said in str(why_not(path))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Household deprivation (6 categories)", "sources/households/household_deprivation"),
        ("Tenure of household (9 categories)", "sources/households/tenure"),
        ("Accommodation type (8 categories)", "sources/households/accommodation_type"),
        ("Ethnic group (20 categories)", "sources/ethnic_groups"),
        ("Ethnic group (6 categories)", "sources/ethnic_groups"),
    ],
)
def test_census_tables_are_told_apart_by_their_headings(tmp_path: Path, heading: str, kind: str) -> None:
    text = census(heading, ("E01000001", "One", "12"), ("E01000001", "Does not apply", "0"))
    frame, _, issues = read(tmp_path, text)
    assert recognise(tmp_path / "given.csv") == kind
    assert len(frame) == 2
    assert not issues


def test_percentages_in_place_of_numbers_are_named(tmp_path: Path) -> None:
    _, _, (issue,) = read(tmp_path, census("Tenure of household (9 categories)", ("E01000001", "Owned", "40.4")))
    assert "the table of numbers is needed, not that of percentages" in issue.message


@pytest.mark.parametrize("name", CENSUS)
def test_census_tables_are_read_as_nomis_heads_them(tmp_path: Path, name: str) -> None:
    rows = counted(name)
    frame, _, issues = read(tmp_path, csv_text([("GEOGRAPHY_CODE", CENSUS[name][0], "OBS_VALUE"), *rows]))
    assert str(recognise(tmp_path / "given.csv")).rpartition("/")[2] == name
    assert (len(frame), issues) == (len(rows), [])


@pytest.mark.parametrize(
    ("name", "totals"),
    [
        ("household_deprivation", ["Total: All households"]),
        ("tenure", ["Total: All households", "Owned", "Shared ownership"]),
        ("ethnic_groups", ["Total", "White", "Asian, Asian British or Asian Welsh"]),
    ],
)
def test_totals_among_categories_are_set_aside(tmp_path: Path, name: str, totals: list[str]) -> None:
    rows = counted(name)
    text = csv_text([("GEOGRAPHY_CODE", CENSUS[name][0], "OBS_VALUE"), *total(totals), *rows])
    frame, file, issues = read(tmp_path, text)
    assert len(frame) == len(rows)
    assert [(i.rule, i.value, i.action) for i in issues] == [("total_row", one, "rejected") for one in totals]
    assert (file.rows_kept, file.rows_rejected) == (len(rows), len(totals))


def test_broad_groups_by_themselves_are_no_totals(tmp_path: Path) -> None:
    groups = [("E01000001", group, "9") for group in ("White", "Other ethnic group")]
    frame, _, issues = read(tmp_path, census("Ethnic group (6 categories)", *groups))
    assert (len(frame), issues) == (2, [])


def test_class_of_another_classification_is_set_aside(tmp_path: Path) -> None:
    text = "LSOA21CD,RUC21CD,RUC21NM\nE01000001,UN1,Urban: Nearer to a major town or city\nE01000002,A1,Urban major conurbation\n"
    frame, _, (issue,) = read(tmp_path, text)
    assert len(frame) == 1
    assert "is not a class of 2021" in issue.message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("E06000059,Dorset,2024/25,8.2", "is not the code of a CSP"),
        ("E22000367,Dorset,2024,8.2", "is not a financial year like 2024/25"),
        ("E22000367,Dorset,2024/25,-1", "is not a score"),
        ("E22000367,Dorset,2024/25,n/a", "is not a score"),
    ],
)
def test_wrong_score_is_set_aside(tmp_path: Path, line: str, said: str) -> None:
    _, _, (issue,) = read(tmp_path, f"Area code,Area name,Financial year,Crime Severity Score\n{line}\n")
    assert said in issue.message


def test_the_real_indices_rank_every_area_once(tmp_path: Path, real_data: Path) -> None:
    """33,755 English LSOAs, each tenth of 3,375 or 3,376; 1,909 Welsh ones: the publishers' own totals."""
    for name, areas, code in (("imd2025_england_lsoa21.csv", 33_755, "E01"), ("wimd2019_lsoa11.csv", 1_909, "W01")):
        folder = tmp_path / code
        folder.mkdir()
        frame, file, issues = read(folder, (real_data / "deprivation" / name).read_text(encoding="utf-8-sig"))
        assert (len(frame), file.rows_rejected, issues) == (areas, 0, [])
        assert frame["lsoa_code"].str.startswith(code).all()
        assert set(frame["rank"].astype(int)) == set(range(1, areas + 1))
        sizes = frame["decile"].value_counts()
        assert sizes.between(areas // 10 - 1, areas // 10 + 2).all()
        assert frame.sort_values("rank", key=lambda r: r.astype(int))["decile"].astype(int).is_monotonic_increasing


def test_the_real_classification_covers_every_area(tmp_path: Path, real_data: Path) -> None:
    frame, _, issues = read(tmp_path, (real_data / "geography" / "LSOA21_RUC21_EW.csv").read_text(encoding="utf-8-sig"))
    assert (len(frame), issues) == (35_672, [])
    assert int(frame["class_code"].str.startswith("R").sum()) == 2127 + 1735 + 1232 + 1021
