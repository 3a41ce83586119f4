"""Delimited text read with care: every line is kept or becomes an issue, and none is guessed at."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from purbeck.sources.source import Issue

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
PAGE = (b"<!doctype html", b"<html")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
LONGEST_LINE = 100_000  # bytes; the longest real one is under 500


@dataclass(frozen=True)
class Line:
    """One line of a file: its row number (header 1), its values by column, and columns that were not UTF-8."""

    row: int
    values: dict[str, str]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """A line that cannot be read as a row, with the reason."""

    row: int
    text: str
    rule: str
    reason: str


def header_of(first_line: bytes) -> list[str]:
    """The column names in a file's first line; a byte-order mark is ignored. Empty where it is not CSV at all."""
    text = first_line.removeprefix(BOM).decode("utf-8", "replace").rstrip("\r\n")
    try:
        return [name.strip() for name in next(csv.reader([text]), [])]
    except csv.Error:
        return []


def why_no_csv(first_line: bytes, named_as_table: bool, is_ours: Callable[[list[str]], bool]) -> str | None:
    """What keeps text from being CSV as we read it, told by its first line; None where nothing is known.

    `named_as_table` is false where the file's name says that it is something else; `is_ours` says of the names of
    columns whether a file of ours has them.
    """
    if named_as_table and not first_line.strip():
        return "It is empty, or begins with an empty line. Download it again."
    if named_as_table and first_line.startswith(UTF_16):
        return 'It is UTF-16 text, which Excel calls "Unicode Text": save it as "CSV UTF-8".'
    if named_as_table and first_line.removeprefix(BOM).lstrip().lower().startswith(PAGE):
        return "It is a web page and not a table: download the file itself."
    text = first_line.removeprefix(BOM).decode("utf-8", "replace")
    for sign, name in SEPARATORS.items():
        if sign in text and is_ours(header_of(text.replace(",", " ").replace(sign, ",").encode())):
            return f"Its values are not separated by commas but by {name}: save it as CSV with commas."
    return None


def missing_columns(header: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Each wanted column that a header lacks, with the nearest name it has: 'Crime type (found "Crime Type")'."""
    lacking = []
    spare = [name for name in header if name not in wanted]
    for name in wanted:
        if name not in header:
            near = difflib.get_close_matches(name.lower(), [h.lower() for h in spare], n=1, cutoff=0.6)
            found = next((h for h in spare if near and h.lower() == near[0]), None)
            lacking.append(f'{name} (found "{found}")' if found else name)
    return lacking


def lines_of(path: Path, wanted: Sequence[str]) -> Iterator[Line | Broken]:
    """Every line below the header, blank ones left out.

    A record is one line: the suppliers read here never put a line break inside a value, and a quote left open
    would otherwise swallow the rest of the file. Bytes that are not UTF-8 are shown as Windows-1252 in the issue
    and the value is not kept.
    """
    with path.open("rb") as file:
        header = header_of(file.readline())
    return _lines(path, {name: header.index(name) for name in wanted}, len(header))


def lines_at(path: Path, names: Sequence[str]) -> Iterator[Line | Broken]:
    """Every line below the header as `lines_of` gives them, its columns under these names from the left."""
    return _lines(path, {name: at for at, name in enumerate(names)}, len(names))


def _lines(path: Path, places: dict[str, int], width: int) -> Iterator[Line | Broken]:
    with path.open("rb") as file:
        file.readline()
        for row, raw in enumerate(file, start=2):
            line = raw.rstrip(b"\r\n")
            if line.strip():
                yield _line(row, line, width, places)


def _line(row: int, raw: bytes, width: int, places: dict[str, int]) -> Line | Broken:
    try:
        text, clean = raw.decode("utf-8"), True
    except UnicodeDecodeError:
        text, clean = raw.decode("cp1252", "replace"), False
    if len(raw) > LONGEST_LINE:
        return Broken(row, text, "line_length", f"is {len(raw):,} bytes long, where no more than 500 are expected")
    if "\x00" in text:
        return Broken(row, text.replace("\x00", "�"), "readable_text", "has a zero byte in it")
    if "\r" in text:
        return Broken(row, text, "line_end", "has a line break inside it")
    parsed = text.split(",")
    if '"' in text:  # the slower way is only needed where something is quoted
        try:
            parsed = next(csv.reader([text], strict=True))
        except csv.Error:
            return Broken(row, text, "quotes_closed", "has a quotation mark that is not closed")
    if len(parsed) != width:
        return Broken(row, text, "column_count", f"has {len(parsed)} columns where the header has {width}")
    unreadable = () if clean else tuple(n for n, at in places.items() if not parsed[at].isascii())
    return Line(row, {name: parsed[at] for name, at in places.items()}, unreadable)


def broken_issue(source: str, file: str, broken: Broken) -> Issue:
    """The issue for a line that cannot be read."""
    name = file.rsplit("/", 1)[-1]
    return Issue(
        source, file, broken.row, None, broken.text[:500], broken.rule, "rejected",
        f"{name}, row {broken.row}: the row {broken.reason}. The row was set aside in issues; "
        "fix the file or leave it, then run purbeck build again.",
    )  # fmt: skip


def value_issue(source: str, file: str, row: int, column: str, value: str, rule: str, action: str, why: str) -> Issue:
    """The issue for one value: `why` says what was expected, as in "is not a month like 2025-03"."""
    name = file.rsplit("/", 1)[-1]
    done = {
        "rejected": "The row was set aside in issues; fix the file or leave it, then run purbeck build again.",
        "kept_without_value": "The row was kept without this value.",
        "kept_as_supplied": "The row was kept as supplied.",
    }[action]
    return Issue(
        source, file, row, column, value, rule, action, f'{name}, row {row}, {column}: "{value}" {why}. {done}'
    )


def unreadable_issue(source: str, file: str, line: Line, column: str, action: str = "kept_without_value") -> Issue:
    """The issue for a value whose bytes are not UTF-8."""
    why = "is not UTF-8 text (it looks like Windows-1252, as Excel saves it)"
    return value_issue(source, file, line.row, column, line.values[column], "readable_text", action, why)


def count_lines(path: Path) -> int:
    """Lines below the header, blank ones left out."""
    with path.open("rb") as file:
        return max(sum(1 for raw in file if raw.strip()) - 1, 0)
