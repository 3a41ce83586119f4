"""Recorded crime by CSP: the published shape read whole, every bad row named, older headings understood."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, NOTES, Cell, write_ods
from small_district import files_of, give, hashes, issues_of, month_of, read_sources, workspace

from purbeck.errors import SourceError
from purbeck.sources import recorded_crime
from purbeck.sources.door import recognise
from purbeck.sources.recorded_crime import NOTES_TABLE, TABLE
from purbeck.store import Store
from purbeck.workspace import Workspace

SOUND: tuple[Cell, ...] = ("2025/26", 1, "Moor", "Northmoor", "Assault with injury", "Violence against the person",
                           "Violence with injury", "8N", 40)  # fmt: skip


def published(path: Path, *rows: tuple[Cell, ...], year: str = "2025_26") -> Path:
    """A spreadsheet in the published shape: notes, contents above the headings, one year."""
    return write_ods(path, {"Notes": NOTES, year: [("Police recorded crime",), HEADINGS, *rows]})


def changed(**cells: Cell) -> tuple[Cell, ...]:
    """A sound row with some cells replaced, by heading (spaces as underscores)."""
    names = [h.replace(" ", "_") for h in HEADINGS]
    return tuple(cells.get(name, value) for name, value in zip(names, SOUND, strict=True))


def read(tmp_path: Path, *rows: tuple[Cell, ...]) -> Workspace:
    """A workspace whose sources hold this spreadsheet, read."""
    content = published(tmp_path / "prc.ods", *rows).read_bytes()
    return read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "prc.ods": content}))


def test_published_shape_is_read_with_every_value(tmp_path: Path) -> None:
    made = read(tmp_path, SOUND, changed(Financial_Quarter=4, Offence_Count=0))
    rows = made.table(TABLE)
    assert rows.drop(columns="file").to_dict("split")["data"] == [
        ["2025_26", 3, "2025/26", 1, "Moor", "Northmoor", "Assault with injury", "Violence against the person",
         "Violence with injury", "8N", 40],
        ["2025_26", 4, "2025/26", 4, "Moor", "Northmoor", "Assault with injury", "Violence against the person",
         "Violence with injury", "8N", 0],
    ]  # fmt: skip
    assert files_of(made)["prc.ods"] == (2, 2, 0)
    notes = made.table(NOTES_TABLE)["note"].tolist()
    assert notes[0] == "Updated: 23 July 2026"
    assert notes[2].startswith("Kent: offences in Maidstone, Medway")


FAULTS: dict[str, tuple[tuple[Cell, ...], tuple[str, str, str, str]]] = {
    "year": (changed(Financial_Year="2025"), ("financial_year", "2025", "financial_year", "rejected")),
    "quarter": (changed(Financial_Quarter=5), ("quarter", "5", "quarter", "rejected")),
    "no quarter": (changed(Financial_Quarter=""), ("quarter", "?", "quarter", "rejected")),
    "no place": (changed(Police_Force="", CSP_Name=""), ("csp", "", "place_named", "rejected")),
    "no code": (changed(Offence_Code=""), ("offence_code", "", "offence_named", "rejected")),
    "no group": (changed(Offence_Group=""), ("offence_group", "", "offence_named", "rejected")),
    "words": (changed(Offence_Count="many"), ("count", "many", "whole_number", "rejected")),
    "a part": (changed(Offence_Count="1.5"), ("count", "1.5", "whole_number", "rejected")),
    "negative": (changed(Offence_Count=-3), ("count", "-3", "negative_count", "kept_as_supplied")),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose spreadsheet has every fault in it, a row each."""
    return read(tmp_path_factory.mktemp("faulty"), *(row for row, _ in FAULTS.values()), SOUND)


@pytest.mark.parametrize("name", FAULTS)
def test_each_bad_row_is_named(faulty: Workspace, name: str) -> None:
    at = list(FAULTS).index(name) + 3
    column, value, rule, action = FAULTS[name][1]
    (issue,) = [i for i in issues_of(faulty, "recorded_crime") if i["file"] == "prc.ods" and i["row"] == at]
    assert (issue["column"], issue["value"] or "", issue["rule"], issue["action"]) == (
        f"2025_26: {column}", value, rule, action,
    )  # fmt: skip
    assert str(issue["message"]).startswith(f'prc.ods#2025_26, row {at}, {column}: "{value}" ')


def test_rows_read_are_rows_kept_and_rejected(faulty: Workspace) -> None:
    assert files_of(faulty)["prc.ods"] == (len(FAULTS) + 1, 2, len(FAULTS) - 1)
    assert sorted(faulty.table(TABLE)["count"]) == [-3, 40]


OLDER: dict[str, tuple[tuple[str, ...], tuple[Cell, ...]]] = {
    "no year beside the rows": ((*HEADINGS[1:8], "Number of Offences"), SOUND[1:]),
    "other letters and spaces": (tuple(f" {h.upper()}  " for h in HEADINGS), SOUND),
    "other order": (HEADINGS[::-1], SOUND[::-1]),
    "by force": (HEADINGS[:3] + HEADINGS[4:], SOUND[:3] + SOUND[4:]),
    "force name": (tuple("Force Name" if h == "Police Force" else h for h in HEADINGS), SOUND),
}


@pytest.mark.parametrize("name", OLDER)
def test_older_headings_are_understood(tmp_path: Path, name: str) -> None:
    headings, values = OLDER[name]
    path = write_ods(tmp_path / "old.ods", {"Notes": NOTES, "2025-26": [headings, values]})
    assert recognise(path) == TABLE.name
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "old.ods": path.read_bytes()})
    (row,) = read_sources(made).table(TABLE).to_dict("records")
    assert (row["financial_year"], row["quarter"], row["force"], row["count"]) == ("2025/26", 1, "Moor", 40)
    assert pd.isna(row["csp"]) if name == "by force" else row["csp"] == "Northmoor"


def test_several_years_in_one_file(tmp_path: Path) -> None:
    sheets = {"Notes": NOTES} | {y: [HEADINGS, changed(Financial_Year="")] for y in ("2023_24", "2024_25", "2025_26")}
    path = write_ods(tmp_path / "a.ods", sheets)
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "a.ods": path.read_bytes()})
    assert read_sources(made).table(TABLE)["financial_year"].tolist() == ["2023/24", "2024/25", "2025/26"]


NOT_OURS: dict[str, Callable[[Path], Path]] = {
    "another spreadsheet": lambda p: write_ods(p, {"Budget": [("Item", "Pounds"), ("Paper", 20)]}),
    "no rows at all": lambda p: write_ods(p, {}),
    "headings too far down": lambda p: write_ods(p, {"S": [("x",)] * 2_500 + [HEADINGS]}),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_other_spreadsheets_are_left_alone(tmp_path: Path, name: str) -> None:
    assert recognise(NOT_OURS[name](tmp_path / "a.ods")) is None


def test_headings_without_rows_stop_the_build_with_a_plain_reason(tmp_path: Path) -> None:
    content = published(tmp_path / "prc.ods").read_bytes()
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "prc.ods": content})
    with pytest.raises(SourceError, match=r"prc\.ods has no row of recorded crime below its headings"):
        read_sources(made)


def test_reading_again_changes_nothing_and_a_file_taken_away_takes_its_rows_along(tmp_path: Path) -> None:
    made = read(tmp_path, SOUND)
    before = hashes(made.store.root)
    assert hashes(read_sources(made).store.root) == before
    give(made, {"later.ods": published(tmp_path / "later.ods", changed(Offence_Count=41)).read_bytes()})
    assert sorted(read_sources(made).table(TABLE)["count"]) == [40, 41]
    (made.sources / "prc.ods").unlink()
    assert read_sources(made).table(TABLE)["count"].tolist() == [41]
    assert set(made.table(NOTES_TABLE)["file"]) == {"later.ods"}


@pytest.mark.real
def test_dorset_forces_published_figures_among_a_hundred_thousand_rows(tmp_path: Path, real_data: Path) -> None:
    """The published totals of 2025/26, cut into quarters and codes, and read back."""
    with (real_data / "recorded_crime" / "csp_2025_26_dorset_force.csv").open(encoding="utf-8") as file:
        facts = list(csv.DictReader(file))
    rows: list[tuple[Cell, ...]] = []
    for fact in facts:
        total = int(fact["Offence Count"])
        parts = [total // 8 + (n < total % 8) for n in range(8)]
        rows += [
            ("2025/26", n % 4 + 1, fact["Police Force"], fact["CSP Name"], f"Offence {n // 4}", fact["Offence Group"],
             fact["Offence Group"], f"{n // 4}A", part)
            for n, part in enumerate(parts)
        ]  # fmt: skip
    others = [("2025/26", n % 4 + 1, "Elsewhere", f"Place {n % 300}", "Offence", "Robbery", "Robbery", "34A", n % 7)
              for n in range(100_000)]  # fmt: skip
    path = published(tmp_path / "prc.ods", *others[:50_000], *rows, *others[50_000:])
    store = Store(tmp_path / "tables")
    supplied = recorded_crime.SuppliedFile("prc.ods", "hash", 1)
    ((file,), issues) = recorded_crime.read(store, "p", "k" * 12, path, supplied)
    assert (file.rows_read, file.rows_kept, file.rows_rejected, issues) == (
        100_000 + len(rows),
        100_000 + len(rows),
        0,
        [],
    )
    store.keep_parts(TABLE, {"p": "k" * 12})
    found = store.rows(TABLE, force="Dorset").groupby(["csp", "offence_group"])["count"].sum()
    assert found.to_dict() == {(f["CSP Name"], f["Offence Group"]): int(f["Offence Count"]) for f in facts}
    dorset = found["Dorset"]
    assert dorset["Violence against the person"] + dorset["Sexual offences"] == 9_301
    assert (dorset["Robbery"], dorset["Possession of weapons offences"]) == (120, 177)
    store.close()
