"""Every fault a street-level file can have: what is kept, what is set aside, and what the user is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from small_district import COLUMNS, crime, csv_text, files_of, issues_of, month_of, read_sources, street, workspace

from purbeck.sources import police_street
from purbeck.sources.downloads import RULE as DOWNLOADS_AGREE
from purbeck.workspace import Workspace

Expected = tuple[int | None, str | None, str | None, str, str]


def raw(number: int, old: bytes = b"", new: bytes = b"") -> bytes:
    """The bytes of one sound line, one thing in it replaced."""
    line = csv_text([crime(number)]).encode()
    assert old in line
    return line.replace(old, new)


def after(*lines: bytes) -> bytes:
    """A file of one sound row, then these lines."""
    return street([crime(1)]) + b"".join(lines)


@dataclass(frozen=True)
class Fault:
    """A file, and what must become of it: rows read, kept, set aside; issues as row, column, value, rule, action."""

    content: bytes
    rows: tuple[int, int, int]
    issues: list[Expected] = field(default_factory=list)


REJECTED, WITHOUT, AS_SUPPLIED = "rejected", "kept_without_value", "kept_as_supplied"
RENAMED = [name if name != "Crime type" else "Crime Type" for name in COLUMNS]
EXTRA = [*COLUMNS, "Notes"]

FAULTS: dict[str, Fault] = {
    "clean": Fault(street([crime(1), crime(2)]), (2, 2, 0)),
    "byte-order mark": Fault(b"\xef\xbb\xbf" + street([crime(1), crime(2)]), (2, 2, 0)),
    "windows line ends": Fault(street([crime(1), crime(2)], "\r\n"), (2, 2, 0)),
    "both line ends": Fault(street([crime(1)], "\r\n") + raw(2), (2, 2, 0)),
    "no line end at the end": Fault(street([crime(1), crime(2)])[:-1], (2, 2, 0)),
    "header only": Fault(street([]), (0, 0, 0)),
    "blank lines": Fault(after(b"\n", b" \n", b"\r\n", raw(2), b"\n\n"), (2, 2, 0)),
    "columns in another order": Fault(street([crime(1)[::-1]], header=COLUMNS[::-1]), (1, 1, 0)),
    "a column more": Fault(street([[*crime(1), "a note"]], header=EXTRA), (1, 1, 0)),
    "spaces round column names": Fault(street([crime(1)], header=[f" {name} " for name in COLUMNS]), (1, 1, 0)),
    "quoted comma in a name": Fault(
        street([crime(1, LSOA_name="Bournemouth, Christchurch and Poole 035A")]), (1, 1, 0)
    ),
    "doubled quotes": Fault(street([crime(1, Location='On or near "The Ship"')]), (1, 1, 0)),
    "lone quote inside a value": Fault(after(raw(2, b"Pebble", b'Peb"ble')), (2, 2, 0)),
    "quote left open": Fault(
        after(raw(2, b"On or near", b'"On or near'), raw(3)), (3, 2, 1), [(3, None, None, "quotes_closed", REJECTED)]
    ),
    "quote closed too soon": Fault(
        after(raw(2, b"On or near", b'"On or" near')), (2, 1, 1), [(3, None, None, "quotes_closed", REJECTED)]
    ),
    "zero byte": Fault(
        after(raw(2, b"Pebble", b"Peb\0ble"), raw(3)), (3, 2, 1), [(3, None, None, "readable_text", REJECTED)]
    ),
    "lone carriage return": Fault(
        after(raw(2, b"Pebble", b"Peb\rble"), raw(3)), (3, 2, 1), [(3, None, None, "line_end", REJECTED)]
    ),
    "two rows run together by a carriage return, and a blank line": Fault(
        after(b"\n", raw(2).replace(b"\n", b"\r") + raw(3)), (2, 1, 1), [(4, None, None, "line_end", REJECTED)]
    ),
    "line break inside quotes": Fault(
        after(raw(2, b"On or near", b'"On or\nnear'), raw(3)),
        (4, 2, 2),
        [(3, None, None, "quotes_closed", REJECTED), (4, None, None, "column_count", REJECTED)],
    ),
    "endless line": Fault(
        after(raw(2, b"Pebble", b"x" * 2_000_000), raw(3)), (3, 2, 1), [(3, None, None, "line_length", REJECTED)]
    ),
    "too few columns": Fault(after(raw(2)[:-2] + b"\n"), (2, 1, 1), [(3, None, None, "column_count", REJECTED)]),
    "too many columns": Fault(after(raw(2)[:-1] + b",\n"), (2, 1, 1), [(3, None, None, "column_count", REJECTED)]),
    "month in words": Fault(street([crime(1, Month="March")]), (1, 0, 1), [(2, "Month", "March", "month", REJECTED)]),
    "thirteenth month": Fault(
        street([crime(1), crime(2, Month="2025-13")]), (2, 1, 1), [(3, "Month", "2025-13", "month", REJECTED)]
    ),
    "month of the year 0": Fault(
        street([crime(1), crime(2, Month="0000-05")]), (2, 1, 1), [(3, "Month", "0000-05", "month", REJECTED)]
    ),
    "month with a space": Fault(
        street([crime(1), crime(2, Month=" 2025-03")]), (2, 1, 1), [(3, "Month", " 2025-03", "month", REJECTED)]
    ),
    "month in full-width digits": Fault(
        street([crime(1, Month="２０２５-03")]), (1, 0, 1), [(2, "Month", "２０２５-03", "month", REJECTED)]
    ),
    "no month": Fault(street([crime(1), crime(2, Month="")]), (2, 1, 1), [(3, "Month", "", "month", REJECTED)]),
    "no force": Fault(
        street([crime(1), crime(2, Falls_within="")]), (2, 1, 1), [(3, "Falls within", "", "force_named", REJECTED)]
    ),
    "no force but spaces": Fault(
        street([crime(1), crime(2, Falls_within="  ")]), (2, 1, 1), [(3, "Falls within", "", "force_named", REJECTED)]
    ),
    "space after a force": Fault(street([crime(1), crime(2, Falls_within="Moor Police ")]), (2, 2, 0)),
    "month and force both wrong are one rejected row": Fault(
        street([crime(1), crime(2, Month="x", Falls_within="")]), (2, 1, 1), [(3, "Month", "x", "month", REJECTED)]
    ),
    "longitude in words": Fault(
        street([crime(1, Longitude="abc")]), (1, 1, 0), [(2, "Longitude", "abc", "coordinates", WITHOUT)]
    ),
    "longitude not a number": Fault(
        street([crime(1, Longitude="nan")]), (1, 1, 0), [(2, "Longitude", "nan", "coordinates", WITHOUT)]
    ),
    "longitude in Poland": Fault(
        street([crime(1, Longitude="20.100000")]), (1, 1, 0), [(2, "Longitude", "20.100000", "coordinates", WITHOUT)]
    ),
    "latitude in Spain": Fault(
        street([crime(1, Latitude="40.100000")]), (1, 1, 0), [(2, "Latitude", "40.100000", "coordinates", WITHOUT)]
    ),
    "no longitude": Fault(street([crime(1, Longitude="")]), (1, 1, 0), [(2, "Longitude", "", "coordinates", WITHOUT)]),
    "no latitude": Fault(street([crime(1, Latitude="")]), (1, 1, 0), [(2, "Latitude", "", "coordinates", WITHOUT)]),
    "no coordinates at all is no fault": Fault(street([crime(1, Longitude="", Latitude="")]), (1, 1, 0)),
    "short area code": Fault(
        street([crime(1, LSOA_code="E0199")]), (1, 1, 0), [(2, "LSOA code", "E0199", "area_code", WITHOUT)]
    ),
    "unknown crime type": Fault(
        street([crime(1, Crime_type="Time travel")]), (1, 1, 0),
        [(2, "Crime type", "Time travel", "category", AS_SUPPLIED)],
    ),
    "no crime type": Fault(
        street([crime(1, Crime_type="")]), (1, 1, 0), [(2, "Crime type", "", "category", AS_SUPPLIED)]
    ),
    "latin-1 in a place name": Fault(
        after(raw(2, b"Pebble", b"P\xf4bble"), raw(3)), (3, 3, 0),
        [(3, "Location", "On or near Pôbble Lane", "readable_text", WITHOUT)],
    ),
    "latin-1 in the month": Fault(
        after(raw(2, b"2025-03", b"2025-0\xb3")), (2, 1, 1), [(3, "Month", "2025-0³", "readable_text", REJECTED)]
    ),
    "latin-1 in the force": Fault(
        after(raw(2, b"Moor Police,-", b"M\xf4or Police,-")), (2, 1, 1),
        [(3, "Falls within", "Môor Police", "readable_text", REJECTED)],
    ),
}  # fmt: skip
INSIDE = {
    "renamed column": Fault(
        street([crime(1), crime(2)], header=RENAMED), (2, 0, 2), [(None, None, None, "columns", REJECTED)]
    ),
    "missing column": Fault(
        street([crime(1)[:-1]], header=COLUMNS[:-1]), (1, 0, 1),
        [(None, None, None, "columns", REJECTED)],
    ),
    "empty file": Fault(b"", (0, 0, 0), [(None, None, None, "has_rows", REJECTED)]),
    "beside a bad one": Fault(street([crime(1)]), (1, 1, 0)),
    "rows of other months than the file is named after": Fault(
        street([crime(1), crime(2, Month="2052-03"), crime(3), crime(4, Month="2025-02")]), (4, 2, 2),
        [(3, "Month", "2052-03", "month_of_file", REJECTED), (5, "Month", "2025-02", "month_of_file", REJECTED)],
    ),
}  # fmt: skip
ALL = FAULTS | INSIDE


def file_name(fault: str) -> str:
    """Loose files are named after nothing, so that only content tells what they are."""
    if fault in INSIDE:
        letter = "abcdefgh"[list(INSIDE).index(fault)]
        return f"some.zip!2025-03/2025-03-{letter}-street.csv"
    return f"{list(FAULTS).index(fault):02d}.txt"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that was given every one of these files, and its sources read."""
    from small_district import archive

    files = {file_name(name): fault.content for name, fault in FAULTS.items()}
    files["some.zip"] = archive({file_name(name).split("!")[1]: fault.content for name, fault in INSIDE.items()})
    return read_sources(workspace(tmp_path_factory.mktemp("faults") / "northmoor", files))


@pytest.fixture(scope="module")
def noted(read: Workspace) -> dict[str, list[dict[str, object]]]:
    """The issues by file, without those that compare whole downloads."""
    found: dict[str, list[dict[str, object]]] = {}
    for issue in issues_of(read):
        if issue["rule"] != DOWNLOADS_AGREE:
            found.setdefault(str(issue["file"]), []).append(issue)
    return found


@pytest.mark.parametrize("name", ALL)
def test_rows_read_are_rows_kept_and_set_aside(read: Workspace, name: str) -> None:
    assert files_of(read)[file_name(name)] == ALL[name].rows
    counted, kept, rejected = ALL[name].rows
    assert counted == kept + rejected


@pytest.mark.parametrize("name", ALL)
def test_each_fault_is_named_with_row_column_value_and_rule(
    noted: dict[str, list[dict[str, object]]], name: str
) -> None:
    found = [
        (i["row"], i["column"], i["value"] if i["column"] else None, i["rule"], i["action"])
        for i in noted.get(file_name(name), [])
    ]
    assert found == ALL[name].issues


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.issues])
def test_each_message_has_the_house_form(noted: dict[str, list[dict[str, object]]], name: str) -> None:
    """STYLE.md: `file, row 7, Month: "March" is not a month like 2025-03. The row was set aside ...; fix ...`."""
    for issue in noted[file_name(name)]:
        where = f"{file_name(name)}, row {issue['row']}"
        if issue["column"]:
            where += f', {issue["column"]}: "{issue["value"] or ""}" '
        message = str(issue["message"])
        assert message.startswith(where), message
        done = {
            "rejected": r"The row was set aside in issues; fix the file or leave it, then run purbeck build again\.$",
            "kept_without_value": r"The row was kept without this value\.$",
            "kept_as_supplied": r"The row was kept as supplied\.$",
        }[str(issue["action"])]
        assert re.search(done, message), message


def test_message_of_a_bad_month_is_the_one_in_the_style_guide(noted: dict[str, list[dict[str, object]]]) -> None:
    assert noted[file_name("month in words")][0]["message"] == (
        f'{file_name("month in words")}, row 2, Month: "March" is not a month like 2025-03. The row was set aside in '
        "issues; fix the file or leave it, then run purbeck build again."
    )


def test_a_renamed_column_is_named_with_what_was_found(noted: dict[str, list[dict[str, object]]]) -> None:
    message = str(noted[file_name("renamed column")][0]["message"])
    assert 'lacks columns that street-level files have: Crime type (found "Crime Type")' in message


def test_values_that_cannot_be_used_are_empty_and_the_rest_of_the_row_is_kept(read: Workspace) -> None:
    rows = read.table(police_street.TABLE).set_index("file")
    for name in ("longitude in words", "longitude in Poland", "no longitude", "no latitude", "latitude in Spain"):
        row = rows.loc[file_name(name)]
        assert row[["longitude", "latitude"]].isna().all(), name
        assert row["lsoa_code"] == crime(1)[COLUMNS.index("LSOA code")], name
    short = rows.loc[file_name("short area code")]
    assert short["lsoa_code"] is None or short["lsoa_code"] != short["lsoa_code"]
    assert short["longitude"] == pytest.approx(-2.399)
    assert rows.loc[file_name("unknown crime type")]["crime_type"] == "Time travel"


def test_text_comes_through_as_supplied(read: Workspace) -> None:
    rows = read.table(police_street.TABLE).set_index("file")
    assert rows.loc[file_name("quoted comma in a name")]["lsoa_name"] == "Bournemouth, Christchurch and Poole 035A"
    assert rows.loc[file_name("doubled quotes")]["location"] == 'On or near "The Ship"'
    assert 'Peb"ble' in rows.loc[file_name("lone quote inside a value")]["location"].iloc[1]
    turned = rows.loc[file_name("columns in another order")]
    straight = rows.loc[file_name("clean")].iloc[0]
    assert turned.drop("row").equals(straight.drop("row"))


def test_a_force_with_a_space_after_it_is_that_force(read: Workspace) -> None:
    rows = read.table(police_street.TABLE)
    assert rows.loc[rows["file"] == file_name("space after a force"), "falls_within"].tolist() == ["Moor Police"] * 2


def test_rows_keep_their_number_in_the_file(read: Workspace) -> None:
    rows = read.table(police_street.TABLE).groupby("file")["row"].agg(list)
    assert rows[file_name("clean")] == [2, 3]
    assert rows[file_name("blank lines")] == [2, 6]
    assert rows[file_name("zero byte")] == [2, 4]


def test_one_broken_file_does_not_harm_its_neighbours(read: Workspace) -> None:
    rows = read.table(police_street.TABLE)
    together = rows[rows["file"] == file_name("clean")].drop(columns="file").reset_index(drop=True)
    assert len(together) == 2
    assert together.notna().drop(columns="context").all(axis=None)


def test_reading_again_changes_nothing(read: Workspace, tmp_path: Path) -> None:
    """The issues of files not read again are carried over as they were."""
    import shutil

    from small_district import hashes

    again = shutil.copytree(read.path, tmp_path / "again")
    before = hashes(again / "tables")
    read_sources(Workspace(again))
    assert hashes(again / "tables") == before


def test_a_file_more_leaves_the_issues_of_the_others_as_they_were(read: Workspace, tmp_path: Path) -> None:
    import shutil

    from small_district import give

    more = Workspace(shutil.copytree(read.path, tmp_path / "more"))
    before = issues_of(more)
    give(more, {"deeper/more.csv": month_of("2024-01")})
    assert issues_of(read_sources(more)) == before


STRAY = street([crime(1, Month="2025-03"), crime(2, Month="2025-04")])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("2025-03-moor-street.csv", 1),
        ("deep/2025-03-moor-street.csv", 1),
        ("2025-03-moor-street.0a1b2c3d.csv", 1),
        ("2025-05-moor-street.csv", 0),
        ("2025-01-to-2025-03-moor-street.csv", 2),
        ("2026-01-31 moor street.csv", 2),
        ("2026-01-31-moor.csv", 2),
        ("moor 2025-03-moor-street.csv", 2),
        ("2025-03.csv", 2),
    ],
)
def test_only_the_suppliers_own_names_say_which_month_a_file_is_of(tmp_path: Path, name: str, kept: int) -> None:
    made = workspace(tmp_path / "northmoor", {"whole.csv": month_of("2025-02"), name: STRAY})
    assert files_of(read_sources(made))[name] == (2, kept, 2 - kept)


@pytest.mark.parametrize(
    "inside", ["2025-03-moor-street.csv", "2025-03/2025-03-moor-street.csv", "a/b/2025-03-moor-street.csv"]
)
def test_the_month_does_not_depend_on_how_an_archive_was_packed(tmp_path: Path, inside: str) -> None:
    from small_district import archive

    made = workspace(tmp_path / "northmoor", {"some.zip": archive({inside: STRAY})})
    assert files_of(read_sources(made))[f"some.zip!{inside}"] == (2, 1, 1)


def test_workspace_in_a_folder_named_like_a_column(tmp_path: Path) -> None:
    made = workspace(tmp_path / "month=2025" / "northmoor", {"a.csv": month_of("2025-03")})
    assert set(read_sources(made).table(police_street.TABLE)["month"]) == {"2025-03"}


def test_an_unknown_area_stays_an_issue_until_a_lookup_knows_it(tmp_path: Path) -> None:
    """It is looked for in files just read alone, and everywhere once a lookup is another."""
    from small_district import give, lookup_files

    def unknown(made: Workspace) -> list[object]:
        return [i["file"] for i in issues_of(read_sources(made)) if i["rule"] == "area_known"]

    made = workspace(tmp_path / "northmoor", {"odd.csv": street([crime(1, LSOA_code="E01990099")])})
    assert unknown(made) == ["odd.csv"]
    give(made, {"more.csv": street([crime(2, LSOA_code="E01990098", Month="2025-04")])})
    assert sorted(map(str, unknown(made))) == ["more.csv", "odd.csv"]
    name = "LSOA21_WD24_LAD24_EW_LU.csv"
    wider = lookup_files()[name] + b"E01990099,Northmoor 099A,E05990001,Ward 1,E06000991,Northmoor\n"
    people = "census2021_age6_lsoa21.csv"
    live = "".join(line.replace("E01990001", "E01990099") for line in lookup_files()[people].decode().splitlines(True)
                   if line.startswith("E01990001"))  # fmt: skip
    give(made, {"wider.csv": wider, people: lookup_files()[people] + live.encode()})
    assert unknown(made) == ["more.csv"]
