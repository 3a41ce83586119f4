"""Recorded crime by CSP: the published shape read whole, every bad row named, older headings understood."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, NOTES, Cell, write_ods
from small_district import files_of, give, hashes, issues_of, month_of, read_sources, workspace

from purbeck.errors import PlaceError, SourceError
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
    "negative": (changed(Offence_Code="8L", Offence_Count=-3), ("count", "-3", "negative_count", "kept_as_supplied")),
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


REVISED = "2025_26_revised"


def repeated_in(tmp_path: Path, sheets: dict[str, list[tuple[Cell, ...]]]) -> Workspace:
    """A workspace whose spreadsheet has these sheets of rows below their headings, read."""
    path = write_ods(tmp_path / "made.ods", {"Notes": NOTES} | {n: [HEADINGS, *rows] for n, rows in sheets.items()})
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "prc.ods": path.read_bytes()})
    return read_sources(made)


@pytest.mark.parametrize(
    ("second", "given"),
    [(SOUND, "the same"), (changed(Offence_Count=38), "40"), (changed(Offence_Count=-3), "40"),
     (changed(CSP_Name="NORTHMOOR "), "the same"), (changed(Offence_Description="Assault"), "the same")],
)  # fmt: skip
def test_what_another_sheet_gives_already_is_never_added_but_named(
    tmp_path: Path, second: tuple[Cell, ...], given: str
) -> None:
    other = changed(Financial_Quarter=2, Offence_Count=7)
    made = repeated_in(tmp_path, {"2025_26": [SOUND, other], REVISED: [second]})
    assert sorted(made.table(TABLE)["count"]) == [7, 40]
    assert files_of(made)["prc.ods"] == (3, 2, 1)
    (issue,) = issues_of(made, "recorded_crime")
    assert (issue["row"], issue["column"], issue["rule"], issue["action"]) == (
        2, f"{REVISED}: count", "repeated_row", "rejected",
    )  # fmt: skip
    assert f"prc.ods#2025_26, row 2 gives {given}." in str(issue["message"])
    assert f"prc.ods#{REVISED}, row 2, count" in str(issue["message"])


def test_a_whole_sheet_given_again_changes_no_figure(tmp_path: Path) -> None:
    rows = [changed(Offence_Code=f"{n}A", Offence_Count=n) for n in range(50)]
    made = repeated_in(tmp_path, {"2025_26": rows, REVISED: rows})
    assert made.table(TABLE)["sheet"].unique().tolist() == ["2025_26"]
    assert made.table(TABLE)["count"].tolist() == list(range(50))
    assert files_of(made)["prc.ods"] == (100, 50, 50)


def test_rows_of_one_sheet_that_differ_in_more_than_the_count_are_different_figures(tmp_path: Path) -> None:
    """A code may cover several offences; a row that says nothing new is one too many, whatever its count."""
    rows = [SOUND, changed(Offence_Description="Other assault"), SOUND, changed(Offence_Count=5)]
    made = repeated_in(tmp_path, {"2025_26": rows})
    assert made.table(TABLE)["row"].tolist() == [2, 3]
    assert [issue["row"] for issue in issues_of(made, "recorded_crime")] == [4, 5]
    assert files_of(made)["prc.ods"] == (4, 2, 2)


def test_without_quarters_nothing_can_be_told_to_repeat(tmp_path: Path) -> None:
    """As in the oldest extracts; such rows are in no figure."""
    path = write_ods(tmp_path / "old.ods", {"2014_15": [HEADINGS[3:], SOUND[3:], SOUND[3:]]})
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "old.ods": path.read_bytes()})
    assert len(read_sources(made).table(TABLE)) == 2


def test_names_of_no_csp_are_named_with_the_nearest_and_can_be_listed(tmp_path: Path) -> None:
    rows = [SOUND, changed(CSP_Name="Marsh Safer"), changed(CSP_Name="Unassigned Moor")]
    made = repeated_in(tmp_path, {"2025_26": rows})
    (issue,) = issues_of(made, "recorded_crime")
    assert (issue["row"], issue["column"], issue["value"]) == (3, "2025_26: csp", "Marsh Safer")
    assert (issue["rule"], issue["action"]) == ("csp_known", "kept_as_supplied")
    for words in ("prc.ods#2025_26, row 3", "nearest names in the lookup are Marsh", '"Marsh Safer" = "Marsh"'):
        assert words in str(issue["message"])
    settings = made.path / "partnership.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[csp_names]\n"Marsh Safer" = "Marsh"\n', encoding="utf-8")
    assert issues_of(read_sources(Workspace(made.path)), "recorded_crime") == []
    settings.write_text(f'{text}\n[csp_names]\n"Marsh Safer" = "Marsj"\n', encoding="utf-8")
    with pytest.raises(PlaceError, match=r'"Marsh Safer" is said to be "Marsj".*The nearest are Marsh'):
        read_sources(Workspace(made.path))


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
    others = [("2025/26", n % 4 + 1, "Elsewhere", f"Place {n % 300}", "Offence", "Robbery", "Robbery", f"{n // 300}A", n % 7)
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
