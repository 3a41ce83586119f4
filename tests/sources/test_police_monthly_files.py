"""Outcomes, and stops and searches: read beside the street files, with every row kept or set aside, and the newest used."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from purbeck.sources import police_outcomes, police_street, stop_and_search
from purbeck.sources.door import recognise
from purbeck.sources.downloads import MONTHLY_FILES
from purbeck.sources.source import FILES, ISSUES
from tests.small_district import NEWER, OLDER, archive, csv_text, month_of, put, read_sources, workspace

OUTCOMES = police_outcomes.COLUMNS
SEARCHES = stop_and_search.COLUMNS


def outcome(crime: str, kind: str = "Suspect charged", **changed: str) -> list[str]:
    """The cells of one sound row of outcomes."""
    cells = dict.fromkeys(OUTCOMES, "") | {
        "Crime ID": crime, "Month": "2025-03", "Reported by": "Moor Police", "Falls within": "Moor Police",
        "Longitude": "-2.4", "Latitude": "50.7", "Location": "On or near Pebble Lane", "LSOA code": "E01990001",
        "LSOA name": "Northmoor, North 001A", "Outcome type": kind,
    }  # fmt: skip
    return list((cells | {name.replace("_", " "): value for name, value in changed.items()}).values())


def search(time: str = "2025-03-10T12:00:00+00:00", **changed: str) -> list[str]:
    """The cells of one sound row of stops and searches."""
    cells = dict.fromkeys(SEARCHES, "") | {
        "Type": "Person search", "Date": time, "Latitude": "50.7", "Longitude": "-2.4", "Gender": "Male",
        "Age range": "18-24", "Self-defined ethnicity": "Other ethnic group - Not stated",
        "Object of search": "Controlled drugs", "Outcome": "A no further action disposal",
        "Removal of more than just outer clothing": "False",
    }  # fmt: skip
    return list((cells | {name.replace("_", " "): value for name, value in changed.items()}).values())


def text(header: tuple[str, ...], *rows: list[str]) -> bytes:
    return csv_text([header, *rows]).encode()


def folder_of(month: str, kind: str, force: str = "moor") -> str:
    return f"{month}/{month}-{force}-{kind}.csv"


def test_one_archive_gives_all_three_tables(tmp_path: Path) -> None:
    packed = archive(
        {
            folder_of("2025-03", "street"): month_of("2025-03", 5),
            folder_of("2025-03", "outcomes"): text(OUTCOMES, outcome("a"), outcome("a"), outcome("b")),
            folder_of("2025-03", "stop-and-search"): text(SEARCHES, search(), search("2025-02-28T22:30:00+00:00")),
        }
    )
    made = read_sources(workspace(tmp_path / "w", {"all.zip": packed}))
    assert len(made.table(police_street.TABLE)) == 5
    kept = made.table(police_outcomes.TABLE)
    assert kept["crime_id"].tolist() == ["a", "a", "b"], "two rows alike are two suspects, and both are kept"
    assert kept["row"].tolist() == [2, 3, 4]
    assert kept["lsoa_name"].unique().tolist() == ["Northmoor, North 001A"]
    searches = made.table(stop_and_search.TABLE)
    assert searches["force"].tolist() == ["moor"]
    assert str(searches["time"][0]) == "2025-03-10 12:00:00"
    assert searches["outcome_linked"].isna().all()
    assert searches["clothing_removed"].tolist() == [False]
    (late,) = [i for i in made.table(ISSUES).to_dict("records") if i["source"] == "stop_and_search"]
    assert (late["row"], late["rule"], late["action"]) == (3, "month_of_file", "rejected")


def test_midnight_of_summer_time_belongs_to_the_month_of_its_file(tmp_path: Path) -> None:
    given = text(SEARCHES, search("2025-06-30T23:00:00+00:00"), search("2025-07-31T22:59:00+00:00"))
    made = read_sources(workspace(tmp_path / "w", {"2025-07-moor-stop-and-search.csv": given}))
    assert len(made.table(stop_and_search.TABLE)) == 2


def test_each_fault_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    outcomes = text(
        OUTCOMES,
        outcome(""), outcome("b", Month="March"), outcome("c", Month="2025-04"), outcome("d", Falls_within=""),
        outcome("e", ""), outcome("f", Longitude="50"), outcome("g", LSOA_code="X1"), outcome("h")[:-1], outcome("i"),
    )  # fmt: skip
    searches = text(
        SEARCHES, search("10/03/2025"), search(Age_range="25"), search(Outcome_linked_to_object_of_search="y")
    )
    files = {"2025-03-moor-outcomes.csv": outcomes, "2025-03-moor-stop-and-search.csv": searches}
    made = read_sources(workspace(tmp_path / "w", files))
    found = [
        (i["source"][:4], i["row"], i["rule"], i["action"])
        for i in made.table(ISSUES).to_dict("records")
        if i["source"] in ("police_outcomes", "stop_and_search")
    ]
    assert sorted(found) == [
        ("poli", 2, "crime_named", "rejected"), ("poli", 3, "month", "rejected"), ("poli", 4, "month_of_file", "rejected"),
        ("poli", 5, "force_named", "rejected"), ("poli", 6, "outcome_named", "rejected"),
        ("poli", 7, "coordinates", "kept_without_value"), ("poli", 8, "area_code", "kept_without_value"),
        ("poli", 9, "column_count", "rejected"), ("stop", 2, "time", "rejected"), ("stop", 3, "listed", "kept_as_supplied"),
        ("stop", 4, "yes_or_no", "kept_without_value"),
    ]  # fmt: skip
    for file in made.table(FILES).itertuples():
        assert file.rows_read == file.rows_kept + file.rows_rejected
    kept = made.table(police_outcomes.TABLE).set_index("crime_id")
    assert kept.index.tolist() == ["f", "g", "i"]
    assert kept.loc["f", ["longitude", "latitude"]].isna().all()
    assert kept["lsoa_code"].isna().tolist() == [False, True, False]


def test_searches_under_a_name_that_tells_no_force_are_set_aside_as_a_file(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "w", {"searches.csv": text(SEARCHES, search(), search())}))
    (issue,) = [i for i in made.table(ISSUES).to_dict("records") if i["source"] == "stop_and_search"]
    assert (issue["rule"], issue["row"] is None or issue["row"] != issue["row"]) == ("force_named", True)
    assert "2025-03-dorset-stop-and-search.csv" in issue["message"]
    assert "None of its 2 rows was read" in issue["message"]
    assert made.table(stop_and_search.TABLE).empty


def test_the_newest_download_of_a_month_counts(tmp_path: Path) -> None:
    name = folder_of("2025-03", "outcomes")
    older = archive({name: text(OUTCOMES, outcome("a"))}, OLDER)
    newer = archive({name: text(OUTCOMES, outcome("a"), outcome("b"))}, NEWER)
    made = read_sources(workspace(tmp_path / "w", {"new.zip": newer, "old.zip": older}))
    files = made.table(MONTHLY_FILES)
    assert files.loc[files["chosen"], ["source", "month", "force", "file", "rows"]].to_numpy().tolist() == [
        ["police_outcomes", "2025-03", "Moor Police", f"new.zip!{name}", 2]
    ]
    assert len(files) == 2


def test_a_file_without_its_columns_is_named_by_its_name(tmp_path: Path) -> None:
    packed = archive(
        {
            folder_of("2025-03", "street"): month_of("2025-03", 3),
            folder_of("2025-03", "outcomes"): text(("Crime ID", "Month", "Outcome"), ["a", "2025-03", "x"]),
        }
    )
    made = read_sources(workspace(tmp_path / "w", {"all.zip": packed}))
    (issue,) = [i for i in made.table(ISSUES).to_dict("records") if i["source"] == "police_outcomes"]
    assert issue["rule"] == "columns"
    assert "lacks columns that files of outcomes have: Reported by" in issue["message"]
    assert 'Outcome type (found "Outcome")' in issue["message"]


@pytest.mark.parametrize(("header", "table"), [(OUTCOMES, police_outcomes.TABLE), (SEARCHES, stop_and_search.TABLE)])
def test_files_are_known_by_their_columns(header: tuple[str, ...], table: object, tmp_path: Path) -> None:
    put(tmp_path, {"x.csv": text(header)})
    assert recognise(tmp_path / "x.csv") == getattr(table, "name", None)


def test_real_files_of_dorset_are_kept_row_for_row(real_data: Path, tmp_path: Path) -> None:
    """Counts are made from the archive by Python's own readers."""
    given = real_data / "police" / "dorset-2014-2025.zip"
    outcomes: Counter[str] = Counter()
    searched: Counter[str] = Counter()
    with zipfile.ZipFile(given) as packed:
        chosen = {n: packed.read(n) for n in packed.namelist() if n.endswith(("outcomes.csv", "stop-and-search.csv"))}
    for content in chosen.values():
        for row in csv.DictReader(content.decode("utf-8-sig").splitlines()):
            if "Outcome type" in row:
                outcomes[row["Outcome type"]] += 1
            else:
                searched[row["Self-defined ethnicity"] or "none"] += 1
    made = read_sources(workspace(tmp_path / "w", {"dorset.zip": archive(chosen)}))
    kept = made.table(police_outcomes.TABLE)
    assert Counter(kept["outcome_type"]) == outcomes
    assert len(kept) == 94565
    searches = made.table(stop_and_search.TABLE)
    assert Counter(searches["self_defined_ethnicity"].fillna("none")) == searched
    assert len(searches) == 350
