"""Spreadsheets as an outsider takes them apart: every sheet, shown or not, and what is hidden in it."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

from purbeck.attack.found import Found, Grid, Words, finding_in
from purbeck.attack.read_documents import other_parts
from purbeck.workbooks import opening
from purbeck.workbooks.sheet import Sheet, Value

Line = tuple[int, dict[int, str]]


def read_sheets(path: Path, file: str) -> Found:
    """An XLSX or ODS file. Raises SourceError where it cannot be opened."""
    found = Found()
    for sheet in opening.read(path).sheets:
        if sheet.too_large:
            found.unread.append((f"{file}, sheet {sheet.name}", sheet.too_large))
        found.join(_sheet(file, sheet))
    with zipfile.ZipFile(path) as packed:
        found.join(other_parts(file, packed))
    return found


def _sheet(file: str, sheet: Sheet) -> Found:
    """The tables of a sheet: a line of one cell is a title or a note, the first line of several is the head of a table."""
    found = Found()
    title, finding, held = sheet.name, finding_in(sheet.name), list[Line]()
    part = f"sheet {sheet.name}" + (", which is hidden" if sheet.hidden else "")
    before = 0
    for row, line in _lines(sheet):
        if held and (len(line) == 1 or row > before + 1):
            found.grids += _grid(file, part, title, finding, held, sheet)
            held = []
        if len(line) == 1:
            text = next(iter(line.values()))
            found.words.append(Words(file, part, text, finding_in(text) or finding, title))
            finding, title = finding_in(text) or finding, text
        else:
            held.append((row, line))
        before = row
    found.grids += _grid(file, part, title, finding, held, sheet)
    return found


def _lines(sheet: Sheet) -> Iterator[Line]:
    lines: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.cells.items():
        lines.setdefault(row, {})[column] = _text(value)
    return iter(sorted(lines.items()))


def _grid(file: str, part: str, title: str, finding: str, held: list[Line], sheet: Sheet) -> Iterator[Grid]:
    if not held:
        return
    columns = sorted({column for _, line in held for column in line})
    texts = [tuple(line.get(column, "") for column in columns) for _, line in held]
    body = texts[1:] if len(texts) > 1 else texts
    heads = texts[0] if len(texts) > 1 else ("",) * len(columns)
    rows = [row for row, _ in held[1:]] if len(texts) > 1 else [held[0][0]]
    concealed = frozenset(at for at, column in enumerate(columns) if column in sheet.hidden_columns)
    away = frozenset(at for at, row in enumerate(rows) if row in sheet.hidden_rows)
    yield Grid(file, part, title, finding, heads, tuple(body), not sheet.hidden, concealed, away)


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
