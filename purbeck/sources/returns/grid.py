"""A partner's file opened: its sheets, their first rows, and all rows below a heading as texts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from purbeck.errors import SourceError
from purbeck.workbooks import excel, ods, ods_sheets, text_blocks, xlsx_layout
from purbeck.workbooks.sheet import Merge, Place, Sheet, letters
from purbeck.workbooks.text_blocks import BEYOND, BLOCK_ROWS, WIDTH, Heard, TextFile

HEADED_WITHIN = 40  # rows in which the headings are looked for
MOST_ROWS = 1_048_576  # of a worksheet of Excel
NO_RESULT = "#formula"  # a formula whose result is not in the file
SAVE_AGAIN = "Open it, save it again as .xlsx, .ods or .csv without a password, and run the command again."

T = TypeVar("T")
Rows = Iterator[tuple[int, tuple[str, ...]]]
Cells = Callable[[], Iterator[tuple[int, list[excel.Cell]]]]


@dataclass(frozen=True)
class Grid:
    """One sheet, or one text file (its `sheet` is "").

    `first` are the rows in which headings are looked for, with their numbers; `day_zero` is what a number in a column of
    days counts from, None where the file does not say; `widest` is the last column of a sheet with something in it.
    """

    sheet: str
    first: tuple[tuple[int, tuple[str, ...]], ...]
    rows: Callable[[], Rows]
    text: TextFile | None = None
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    day_zero: dt.date | None = None
    widest: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """How messages name it after the file: ", sheet March", or nothing."""
        return f", sheet {self.sheet}" if self.sheet else ""

    def column(self, number: int) -> str:
        """A column as people find it: "column D", or of a text file "column 4"."""
        return f"column {number + 1}" if self.text else f"column {letters(number + 1)}"

    def blocks(self, header: int, width: int, quickly: bool, heard: Heard | None = None) -> Iterator[pd.DataFrame]:
        """The rows below the header, as `text_blocks.blocks` gives them; errors as there."""
        if self.text is not None:
            yield from text_blocks.blocks(self.text, header, width, quickly, heard)
            return
        below = ((number, cells) for number, cells in self.rows() if number > header and any(cells))
        while chunk := list(itertools.islice(below, BLOCK_ROWS)):
            rows = [
                [*cells[:width], *[""] * (width - len(cells)), max(_filled(cells), width), False] for _, cells in chunk
            ]
            yield pd.DataFrame(rows, index=[number for number, _ in chunk], columns=[*range(width), WIDTH, BEYOND])


def _filled(cells: tuple[str, ...]) -> int:
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1]), 0)


def opened(path: Path) -> list[Grid]:
    """The sheets of a file that have something in them, or the one of a text file.

    Raises SourceError for a file that cannot be opened, is damaged, locked, a trap, or none of the kinds people send.
    """
    if not path.is_file():
        raise SourceError(f'There is no file "{path}".', "Correct the name, or give the whole path.")
    try:
        with path.open("rb") as file:
            begin = file.read(len(excel.OLDER))
        if begin == excel.OLDER:
            raise SourceError(
                f"{path.name} is a workbook of the older kind (.xls), or one locked with a password.",
                "Save it as .xlsx without a password: the older kind does not say what is hidden in it.",
            )
        if ods.is_spreadsheet(path):
            return [_of_sheet(sheet) for sheet in _again(lambda: ods_sheets.sheets(path, MOST_ROWS)) if sheet.rows]
        if excel.is_workbook(path):
            return _again(lambda: _workbook(path))
        return [_of_text(text_blocks.opened(path))]
    except OSError as error:
        raise SourceError(
            f"{path} cannot be opened ({error.strerror or error}).",
            "Close it in the other program, or copy it and give the copy.",
        ) from error


def _again(read: Callable[[], T]) -> T:
    try:
        return read()
    except SourceError as error:
        raise SourceError(error.what, SAVE_AGAIN) from error


def _of_text(text: TextFile) -> Grid:
    first = tuple(
        (number, tuple(cells)) for number, cells in itertools.islice(text_blocks.records(text), HEADED_WITHIN)
    )
    rows = lambda: ((number, tuple(cells)) for number, cells in text_blocks.records(text))  # noqa: E731
    return Grid("", first, rows, text, remarks=text.remarks)


def _workbook(path: Path) -> list[Grid]:
    found = []
    for layout in xlsx_layout.layouts(path, MOST_ROWS):
        if layout.too_large:
            raise SourceError(f"{path.name}, sheet {layout.name}: {layout.too_large}.", SAVE_AGAIN)

        opened_once = excel.again(path, layout.name)

        def rows(layout: xlsx_layout.Layout = layout, cells_of: Cells = opened_once) -> Rows:
            odd: dict[int, dict[int, str]] = {}
            for (row, column), said in {**dict.fromkeys(layout.uncomputed, NO_RESULT), **layout.errors}.items():
                odd.setdefault(row, {})[column] = said
            for number, cells in cells_of():
                texts = [text_of(cell) for cell in cells]
                for column, said in odd.get(number, {}).items():
                    texts += [""] * (column - len(texts))
                    texts[column - 1] = said
                yield number, tuple(texts)

        first = tuple(itertools.islice(((n, cells) for n, cells in rows() if any(cells)), HEADED_WITHIN))
        hidden_columns = frozenset(n for a, b in layout.hidden_columns for n in range(a, min(b, a + 16_384) + 1))
        if first:
            found.append(
                Grid(layout.name, first, rows, None, layout.hidden, hidden_columns, frozenset(layout.hidden_rows),
                     tuple(layout.merges), layout.day_zero, layout.widest)
            )  # fmt: skip
    return found


def _of_sheet(sheet: Sheet) -> Grid:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.cells.items():
        by_row.setdefault(row, {})[column] = text_of(value)

    def rows() -> Rows:
        for number in sorted(by_row):
            cells = by_row[number]
            yield number, tuple(cells.get(column, "") for column in range(1, max(cells) + 1))

    first = tuple(itertools.islice(rows(), HEADED_WITHIN))
    return Grid(sheet.name, first, rows, None, sheet.hidden, sheet.hidden_columns, sheet.hidden_rows, sheet.merges,
                sheet.day_zero, max(sheet.columns, default=0))  # fmt: skip


def text_of(cell: object) -> str:
    """A cell as text: days as 2026-03-31, times as 2026-03-31T22:15, whole numbers without a point."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        if cell.time() == dt.time():
            return cell.date().isoformat()
        return cell.replace(tzinfo=None).isoformat(timespec="minutes" if not cell.second else "seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return " ".join(str(cell).split())


def merged_across(grid: Grid, row: int) -> Merge | None:
    """A merge of several columns that a row of headings lies in, if there is one."""
    return next((m for m in grid.merges if m.top <= row <= m.bottom and not m.upright), None)


def merged_down(grid: Grid, row: int) -> dict[int, Place]:
    """Of each column whose cell in a row is part of an upright merge: the cell that holds what it says."""
    return {m.left: (m.top, m.left) for m in grid.merges if m.upright and m.top < row <= m.bottom}
