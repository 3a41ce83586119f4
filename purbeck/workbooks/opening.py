"""A spreadsheet file opened, whichever of the kinds people have: .xlsx, .ods, .csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from purbeck.errors import SourceError
from purbeck.workbooks import delimited_text, excel, ods, ods_sheets, xlsx_layout
from purbeck.workbooks.sheet import Book, Place, Sheet, Value

SAVE_AGAIN = "Open it, save it again as .xlsx, .ods or .csv without a password, and run the command again."


def read(path: Path) -> Book:
    """Its sheets, in order. Raises SourceError for a file that cannot be opened, is damaged, or is none of these."""
    if not path.exists():
        raise SourceError(f'There is no file "{path}".', "Correct the name, or give the whole path.")
    try:
        with path.open("rb") as file:
            begin = file.read(len(excel.OLDER))
        if begin == excel.OLDER:
            raise SourceError(
                f"{path.name} is a workbook of the older kind (.xls), or one locked with a password.",
                "Save it as .xlsx without a password: the older kind does not say what is hidden or went wrong in it.",
            )
        if ods.is_spreadsheet(path) or excel.is_workbook(path):
            return Book(path, _sheets(path))
        return delimited_text.book(path, path.read_bytes())
    except OSError as error:
        raise SourceError(
            f"{path} cannot be opened ({error.strerror or error}).",
            "Close it in the other program, or copy it and give the copy.",
        ) from error


def _sheets(path: Path) -> tuple[Sheet, ...]:
    try:
        if ods.is_spreadsheet(path):
            return ods_sheets.sheets(path)
        layouts, table_of = xlsx_layout.layouts(path), excel.tables(path)
        return tuple(_sheet(layout, table_of) for layout in layouts)
    except SourceError as error:
        raise SourceError(error.what, SAVE_AGAIN) from error


def _sheet(layout: xlsx_layout.Layout, table_of: Callable[[str], list[list[excel.Cell]]]) -> Sheet:
    """The values of a sheet together with what they do not tell."""
    if layout.too_large:
        return Sheet(layout.name, {}, hidden=layout.hidden, too_large=layout.too_large)
    cells: dict[Place, Value] = {
        (row, column): _plain(cell)
        for row, line in enumerate(table_of(layout.name), start=1)
        for column, cell in enumerate(line, start=1)
        if cell != ""
    }
    cells |= layout.errors
    columns = {column for _, column in cells}
    return Sheet(
        layout.name, cells, tuple(layout.merges), layout.hidden, frozenset(layout.hidden_rows),
        frozenset(column for first, last in layout.hidden_columns for column in columns if first <= column <= last),
        frozenset(layout.percentages), frozenset(layout.uncomputed), layout.day_zero,
    )  # fmt: skip


def _plain(cell: excel.Cell) -> Value:
    """A cell as one of the kinds of value there are: a time of day at midnight is a day."""
    if isinstance(cell, dt.datetime):
        return cell if cell.time() != dt.time() else cell.date()
    if isinstance(cell, bool | float | str | dt.date | dt.time | dt.timedelta):
        return cell
    return float(cell) if isinstance(cell, int) else str(cell)
