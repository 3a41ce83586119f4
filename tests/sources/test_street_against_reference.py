"""Random street-level files with random faults, held against a reader that uses nothing but Python's csv module."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_district import COLUMNS, LSOAS, crime, csv_text, street
from test_street_faults import FAULTS

from purbeck.archives import members
from purbeck.sources import police_street
from purbeck.sources.police_street import Supplied, read_part
from purbeck.sources.source import FileRead, Issue
from purbeck.store import Store

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0", exclude_categories=["Cs"]), max_size=12)
ODD = st.sampled_from(["", " ", '"', '""', ",", "'", "#", "\\", ";", "|", "NULL", "NA", "0", "-", "\ufeff", "on, near"])
MONTHS = st.sampled_from(["2025-03", "2011-12", "2024-01", "March", "2025-13", "", "0000-01", "2025-3", "2025-03-01"])
NUMBERS = st.one_of(
    st.floats(-9.5, 3).map(lambda x: f"{x:.6f}"),
    st.floats(48.5, 62).map(lambda x: f"{x:.6f}"),
    st.sampled_from(["", "abc", "-2", "50.7 ", "1e1", "inf", "nan", "--2", "2,5"]),
)
CODES = st.sampled_from([*(code for code, _, _ in LSOAS), "", "E0199", "S01000001", "e01990001", "E019900012", "?"])
CATEGORIES = st.sampled_from(["Robbery", "Anti-social behaviour", "robbery", "", "Time travel"])


@st.composite
def cells(draw: st.DrawFn) -> list[str]:
    """The cells of one row: mostly sound, sometimes not."""
    row = crime(draw(st.integers(0, 99)))
    if draw(st.booleans()):
        return row
    odd = {"Month": MONTHS, "Longitude": NUMBERS, "Latitude": NUMBERS, "LSOA code": CODES, "Crime type": CATEGORIES}
    for name in draw(st.sets(st.sampled_from(COLUMNS), max_size=3)):
        row[COLUMNS.index(name)] = draw(odd.get(name, st.one_of(TEXT, ODD)))
    return row


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """One line of a file, and perhaps something done to its bytes."""
    line = csv_text([draw(cells())], end="").encode("utf-8")
    if draw(st.integers(0, 7)):
        return line
    at = draw(st.integers(0, max(len(line) - 1, 0)))
    return draw(
        st.sampled_from(
            [line[:at], line[at:], line + b",", line[:at] + b'"' + line[at:], line[:at] + b"\0" + line[at:], b"", b"  ",
             line[:at] + b"\xf4" + line[at:], line[:at] + b"\r" + line[at:], line[:at] + b"\n" + line[at:]]
        )
    )  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file with any line ends, with or without a byte-order mark and a line end at its end."""
    body = draw(st.lists(lines(), max_size=12))
    text = ",".join(COLUMNS).encode()
    for line in body:
        text += draw(st.sampled_from([b"\n", b"\n", b"\r\n"])) + line
    mark = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
    return mark + text + draw(st.sampled_from([b"\n", b"\r\n", b""]))


@dataclass
class Reference:
    """What the plain reader makes of a file."""

    kept: dict[int, list[object]]
    rejected: set[int]


def reference(content: bytes) -> Reference:
    """Read a file line by line with the csv module and the rules of docs/reference/sources.md, and nothing of ours."""
    found = Reference({}, set())
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n")[1:], start=2):
        line = raw.rstrip(b"\r")
        if not line.strip():
            continue
        row = parsed(line)
        if row is None or len(row) != len(COLUMNS):
            found.rejected.add(number)
            continue
        values = dict(zip(COLUMNS, row, strict=True))
        values["Falls within"] = values["Falls within"].strip()
        if not re.fullmatch("20[1-9][0-9]-(0[1-9]|1[0-2])", values["Month"]) or not values["Falls within"]:
            found.rejected.add(number)
        else:
            found.kept[number] = usable(values)
    return found


def parsed(line: bytes) -> list[str] | None:
    """The cells of a line, those not in UTF-8 empty; None where it is no row."""
    if b"\0" in line or b"\r" in line:
        return None
    try:
        text, clean = line.decode("utf-8"), True
    except UnicodeDecodeError:
        text, clean = line.decode("cp1252", "replace"), False
    try:
        row = next(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return row if clean else ["" if not cell.isascii() else cell for cell in row]


def usable(values: dict[str, str]) -> list[object]:
    """The values of a kept row: a point only where both numbers are in the United Kingdom; a code only if it is one."""
    point = number_in(values["Longitude"], -9, 2.5), number_in(values["Latitude"], 49, 61.5)
    here = None not in point
    code = values["LSOA code"] if re.fullmatch("[EWSN][0-9A-Z]{8}", values["LSOA code"]) else ""
    return [
        *(values[name] for name in ("Crime ID", "Month", "Reported by", "Falls within")),
        *(point if here else (None, None)),
        values["Location"], code,
        *(values[name] for name in ("LSOA name", "Crime type", "Last outcome category", "Context")),
    ]  # fmt: skip


def number_in(text: str, low: float, high: float) -> float | None:
    """A number within the range, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return round(number, 6) if low <= number <= high else None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for the tables of these tests."""
    opened = Store(tmp_path_factory.mktemp("reference") / "tables")
    yield opened
    opened.close()


NUMBER = count()


def read(store: Store, content: bytes) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """Read one file into a table of its own."""
    path = Path(store.root.parent / f"{next(NUMBER)}.csv")
    path.write_bytes(content)
    part = path.stem
    reading = read_part(store, part, "k" * 12, [Supplied(m, "hash", 1) for m in members(path, "a.csv")])
    table = store.part_path(police_street.TABLE, part, "k" * 12)
    rows = store.fetch(store.engine.parquet(police_street.TABLE, [table]))
    table.unlink()
    path.unlink()
    return rows, reading.files[0], reading.issues


def as_kept(rows: pd.DataFrame) -> dict[int, list[object]]:
    """The rows of the table in the form of the reference; an empty text is an empty value."""
    columns = [c.lower().replace(" ", "_") for c in COLUMNS]
    plain = rows.astype(object).where(rows.notna(), None)
    return {
        int(row["row"]): [row[c] if c in ("longitude", "latitude") else row[c] or "" for c in columns]
        for row in plain.to_dict("records")
    }


# Each example starts the engine's CSV reader once or twice.
EXAMPLES = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@EXAMPLES
@given(content=files())
def test_reader_agrees_with_the_csv_module(store: Store, content: bytes) -> None:
    expected = reference(content)
    rows, file, issues = read(store, content)
    assert as_kept(rows) == expected.kept
    assert {i.row for i in issues if i.action == "rejected"} == expected.rejected
    assert (file.rows_kept, file.rows_rejected) == (len(expected.kept), len(expected.rejected))
    assert file.rows_read == file.rows_kept + file.rows_rejected


@EXAMPLES
@given(
    rows=st.lists(cells().filter(lambda row: row[1].startswith("20") and row[3]), max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_quick_and_careful_way_give_the_same_table(store: Store, rows: list[list[str]], end: str) -> None:
    """A column more takes a file off the quick way; it must not change what is kept."""
    as_served = street(rows, end)
    longer = street([[*row, "x"] for row in rows], end, header=[*COLUMNS, "Notes"])
    quick, quick_file, quick_issues = read(store, as_served)
    careful, careful_file, careful_issues = read(store, longer)
    pd.testing.assert_frame_equal(quick, careful)
    assert quick_file == careful_file
    assert quick_issues == careful_issues


@pytest.mark.parametrize("name", FAULTS)
def test_fault_in_a_file_by_itself_is_found_on_the_quick_way_too(store: Store, name: str) -> None:
    """No neighbour with a fault sends the part the careful way."""
    fault = FAULTS[name]
    _, file, issues = read(store, fault.content)
    assert (file.rows_read, file.rows_kept, file.rows_rejected) == fault.rows
    assert [(i.row, i.column, i.value if i.column else None, i.rule, i.action) for i in issues] == fault.issues
