"""Recorded crime beside street-level rows: like months with like, names matched, notes heeded, nothing made up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, Cell, write_ods
from small_district import crime, month_of, read_incidents, street, workspace

from purbeck.incidents.notes import unassigned, years_of
from purbeck.incidents.recorded import months_of
from purbeck.incidents.side_by_side import COLUMNS, side_by_side
from purbeck.sources.csp_names import csp_key
from purbeck.workspace import Workspace

VIOLENCE, ROBBERY, WEAPONS = "Violence and sexual offences", "Robbery", "Possession of weapons"
SPRING = {
    f"{m}.csv": month_of(m) for m in ("2025-04", "2025-05", "2025-06")
}  # 10 rows a month in the CSP, all violence


def published(folder: Path, *rows: tuple[Cell, ...], notes: tuple[str, ...] = ()) -> bytes:
    """A spreadsheet: quarter, CSP, offence group and count of Moor in 2025/26."""
    whole = [("2025/26", q, "Moor", csp, "Offence", group, group, "8N", n) for q, csp, group, n in rows]
    return write_ods(folder / "made.ods", {"Notes": [(n,) for n in notes], "2025_26": [HEADINGS, *whole]}).read_bytes()


def compared(folder: Path, police: dict[str, bytes]) -> pd.DataFrame:
    """Both side by side, by kind."""
    return side_by_side(read_incidents(workspace(folder / "northmoor", police))).set_index("kind")


PERSON, SEXUAL = "Violence against the person", "Sexual offences"
ROWS: tuple[tuple[Cell, ...], ...] = ((1, "Northmoor", PERSON, 30), (1, "Northmoor", SEXUAL, 10),
                                      (2, "Northmoor", PERSON, 999), (1, "Marsh", PERSON, 500))  # fmt: skip


def test_only_quarters_that_both_hold_whole_are_compared(tmp_path: Path) -> None:
    """July is held, the rest of its quarter is not."""
    found = compared(tmp_path, SPRING | {"july.csv": month_of("2025-07"), "prc.ods": published(tmp_path, *ROWS)})
    assert found.columns.tolist() == [c for c in COLUMNS if c != "kind"]
    assert found.loc[VIOLENCE].tolist() == ["Northmoor", "2025/26, quarter 1", 40, 30, 75.0, ""]
    assert found.loc[ROBBERY, ["recorded_crime", "street_level"]].tolist() == [0, 0]
    assert pd.isna(found.loc[ROBBERY, "street_level_per_100"])


def test_every_kind_is_counted_by_its_own_groups(tmp_path: Path) -> None:
    rows = [
        crime(n, Month="2025-04", LSOA_code="E01990001", Crime_type=t)
        for n, t in enumerate([ROBBERY, WEAPONS, "Drugs"])
    ]
    groups: tuple[tuple[Cell, ...], ...] = ((1, "Northmoor", "Robbery", 4), (1, "Northmoor", f"{WEAPONS} offences", 5),
                                            (1, "Northmoor", "Drug offences", 6))  # fmt: skip
    found = compared(tmp_path, SPRING | {"more.csv": street([*rows]), "prc.ods": published(tmp_path, *groups)})
    assert found["recorded_crime"].to_dict() == {VIOLENCE: 0, ROBBERY: 4, WEAPONS: 5}


def test_of_two_editions_the_one_given_last_counts(tmp_path: Path) -> None:
    (tmp_path / "later").mkdir()
    later = published(tmp_path / "later", (1, "Northmoor", PERSON, 44))
    found = compared(tmp_path, SPRING | {"a.ods": published(tmp_path, *ROWS), "b.ods": later})
    assert found.loc[VIOLENCE, "recorded_crime"] == 44


def test_figures_that_the_notes_call_unassigned_are_unavailable_with_the_note(tmp_path: Path) -> None:
    note = "Moor: offences in Northmoor are recorded under an unassigned CSP group from 2025 onwards."
    found = compared(tmp_path, SPRING | {"prc.ods": published(tmp_path, *ROWS, notes=(note,))})
    assert found["recorded_crime"].isna().all()
    assert found["note"].tolist() == [f"Unavailable: {note}"] * 3
    assert found.loc[VIOLENCE, "street_level"] == 30


@pytest.mark.parametrize(
    ("police", "rows", "words"),
    [
        ({"march.csv": month_of("2025-03")}, ROWS, "No quarter is held by both sources."),
        (SPRING, ((1, "Elsewhere", PERSON, 5),), "The tables of recorded crime name no such CSP."),
        ({m: month_of(m[:7], force="Far Police") for m in SPRING}, ROWS, "No quarter is held by both sources."),
    ],
)
def test_what_cannot_be_compared_is_said_and_never_nought(
    tmp_path: Path, police: dict[str, bytes], rows: tuple[tuple[Cell, ...], ...], words: str
) -> None:
    found = compared(tmp_path, police | {"prc.ods": published(tmp_path, *rows)})
    assert found["note"].tolist() == [words]
    assert found[["recorded_crime", "street_level"]].isna().all(axis=None)


def test_without_recorded_crime_there_is_nothing_to_show(tmp_path: Path) -> None:
    made: Workspace = read_incidents(workspace(tmp_path / "northmoor", SPRING))
    assert side_by_side(made).empty


@pytest.mark.parametrize(
    ("supplied", "ons"),
    [
        ("Folkestone and Hythe", "Shepway"),
        ("London, City of", "City of London"),
        ("Northern Devon", "North Devon"),
        ("St. Helens", "St Helens"),
        ("Kingston upon Hull,  City of", "Kingston upon Hull, City of"),
        ("Brighton & Hove", "Brighton and Hove"),
        ("STOCKTON-ON-TEES", "Stockton-on-Tees"),
    ],
)
def test_names_that_mean_one_csp_are_one(supplied: str, ons: str) -> None:
    assert csp_key(supplied) == csp_key(ons)


@pytest.mark.real
def test_no_two_csps_of_the_ons_become_one(real_data: Path) -> None:
    names = pd.read_csv(real_data / "geography" / "LAD24_CSP24_PFA24_EW_LU.csv", encoding="utf-8-sig")[
        "CSP24NM"
    ].unique()
    assert len({csp_key(name) for name in names}) == len(names) > 300


KENT = ("Kent: offences in Maidstone, Medway, Tonbridge and Malling, Dartford and Gravesham, and Tunbridge Wells are recorded "
        "under an unassigned CSP group from 2024 onwards")  # fmt: skip
KENTS = ["Ashford", "Dartford and Gravesham", "Maidstone", "Medway", "Tonbridge and Malling", "Tunbridge Wells"]
DERBYSHIRE = "Derbyshire: a share of offences in the year ending March 2025 could not be placed and is unassigned."


@pytest.mark.parametrize(
    ("note", "csp", "force", "others", "year", "said"),
    [
        (KENT, "Maidstone", "Kent", KENTS, "2024/25", True),
        (KENT, "Dartford and Gravesham", "Kent", KENTS, "2025/26", True),
        (KENT, "Maidstone", "Kent", KENTS, "2023/24", True),
        (KENT, "Maidstone", "Kent", KENTS, "2022/23", False),
        (KENT, "Ashford", "Kent", KENTS, "2024/25", False),
        (KENT, "Maidstone", "Surrey", KENTS, "2024/25", False),
        (DERBYSHIRE, "Amber Valley", "Derbyshire", ["Amber Valley", "Derby"], "2024/25", True),
        (DERBYSHIRE, "Derby", "Derbyshire", ["Amber Valley", "Derby"], "2024/25", True),
        (DERBYSHIRE, "Derby", "Derbyshire", ["Amber Valley", "Derby"], "2025/26", False),
        (DERBYSHIRE, "Derby", "Derbyshire", ["Amber Valley", "Derby"], "2023/24", False),
    ],
)
def test_notes_are_about_the_csps_and_years_they_name(
    note: str, csp: str, force: str, others: list[str], year: str, said: bool
) -> None:
    assert unassigned([note], csp, force, others, year) == (note if said else "")


@pytest.mark.parametrize(
    ("words", "spans", "read"),
    [
        ("offences in Ashford are in an unassigned CSP group between April 2020 and March 2022.", [(2020, 2021)], True),
        ("unassigned from April 2020 to March 2022", [(2020, 2021)], True),
        ("unassigned from 2019/20 until the year ending March 2022", [(2019, 2021)], True),
        ("unassigned between 2020 and 2022", [(2019, 2022)], True),
        ("unassigned from April to June 2022", [(2022, 2022)], True),
        ("Unassigned in 2021/22", [(2021, 2021)], True),
        ("for the financial year 2021-22 unassigned", [(2021, 2021)], True),
        ("unassigned in 2019/20, 2020/21 and 2021/22.", [(2019, 2019), (2020, 2020), (2021, 2021)], True),
        ("unassigned in 2019/20 and from 2022/23 onwards", [(2019, 2019), (2022, None)], True),
        ("unassigned in 2021/22 and subsequent years", [(2021, None)], True),
        ("unassigned until March 2023", [(None, 2022)], True),
        ("unassigned from 2024", [(2023, None)], True),
        ("unassigned since April 2021", [(2021, None)], True),
        ("following a new system in 2022/23, offences are unassigned", [(2022, None)], False),
        ("Unassigned in 2021", [(2020, None)], False),
        ("unassigned between April 2020 and March 2022, and still so", [(2020, None)], False),
        ("a share is unassigned", [(None, None)], False),
    ],
)
def test_a_note_covers_the_years_it_says_and_too_many_rather_than_too_few(
    words: str, spans: list[tuple[int | None, int | None]], read: bool
) -> None:
    found = years_of(f"Kent: {words}")
    assert (list(found.spans), found.read) == (spans, read)


def test_a_note_with_an_end_blanks_no_later_year() -> None:
    note = "Kent: offences in Ashford are in an unassigned CSP group between April 2020 and March 2022."
    years = [f"{y}/{y % 100 + 1}" for y in range(2018, 2026)]
    assert [y for y in years if unassigned([note], "Ashford", "Kent", ["Ashford"], y)] == ["2020/21", "2021/22"]


def test_a_note_whose_years_cannot_be_read_is_heeded_and_says_so(tmp_path: Path) -> None:
    note = "Moor: offences in Northmoor are recorded under an unassigned CSP group."
    found = compared(tmp_path, SPRING | {"prc.ods": published(tmp_path, *ROWS, notes=(note,))})
    assert found["recorded_crime"].isna().all()
    assert "could not be read" in found["note"].iloc[0]


def test_months_of_a_quarter() -> None:
    assert months_of("2025/26", 1) == ["2025-04", "2025-05", "2025-06"]
    assert months_of("2025/26", 4) == ["2026-01", "2026-02", "2026-03"]
