"""Rows of Excel workbooks, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from purbeck import archives
from purbeck.errors import SourceError
from purbeck.workbooks.ods import Row

PACKED, OLDER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how an .xlsx file begins, and an .xls file
CONTENT = b"xl/"
SUFFIXES = (".xlsx", ".xlsm", ".xls")

Cell = object  # a text, a number, a date, or "" for nothing


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, told by how it begins and what it ends with."""
    with path.open("rb") as file:
        begin = file.read(len(PACKED))
        if begin == OLDER:
            return path.suffix.lower() in SUFFIXES
        if begin != PACKED:
            return False
        file.seek(max(path.stat().st_size - 65_536, 0))  # an archive lists what is in it at its end
        return CONTENT in file.read()


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets. Raises SourceError where it is damaged or locked."""
    return [str(name) for name in _opened(path).sheet_names]


def rows(path: Path, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of a sheet with its number, counting from 1. Raises SourceError where the workbook is damaged."""
    try:
        yield from enumerate(_opened(path).get_sheet_by_name(sheet).iter_rows(), start=1)
    except CalamineError as error:
        raise _damaged(path, error) from error


def again(path: Path, sheet: str) -> Callable[[], Iterator[tuple[int, list[Cell]]]]:
    """A sheet that is opened once and may be gone through more than once: each row with its number, from column A on."""
    try:
        held = _opened(path).get_sheet_by_name(sheet)
    except CalamineError as error:
        raise _damaged(path, error) from error
    before: list[Cell] = [""] * (held.start[1] if held.start else 0)  # columns that the reader leaves out, being empty
    return lambda: ((number, [*before, *row]) for number, row in enumerate(held.iter_rows(), start=1))


def table(path: Path, sheet: str) -> list[list[Cell]]:
    """Every row of a sheet from its first cell on, empty ones too. Raises SourceError where the workbook is damaged."""
    return tables(path)(sheet)


def tables(path: Path) -> Callable[[str], list[list[Cell]]]:
    """What `table` gives, of any sheet by its name, of a workbook that is opened once."""
    held = _opened(path)

    def of(sheet: str) -> list[list[Cell]]:
        try:
            return [list(row) for row in held.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
        except CalamineError as error:
            raise _damaged(path, error) from error

    return of


def every_row(path: Path) -> Iterator[Row]:
    """Every row with something in it, of each sheet, as texts. Raises SourceError where the workbook is damaged."""
    for sheet in sheets(path):
        for number, cells in rows(path, sheet):
            if any(cell != "" for cell in cells):
                yield Row(sheet, number, tuple(text(cell) for cell in cells))


def text(cell: Cell) -> str:
    """A cell as text: a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _opened(path: Path) -> CalamineWorkbook:
    if archives.is_archive(path):
        archives.members(path, path.name)  # refuses one made to fill the memory
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{path.name} is a damaged or locked workbook ({str(error).splitlines()[0] if str(error) else 'no reason given'}).",
        "Download it again, or save it without a password, and run the command again; nothing was lost.",
    )
