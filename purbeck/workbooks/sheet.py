"""A sheet as people made it: its cells, what is merged, what is hidden, what was not computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from purbeck.errors import SourceError

Value = str | float | bool | dt.date | dt.time | dt.timedelta  # a datetime is a date as well
Place = tuple[int, int]  # row and column, both from 1

# What a person fills in has some hundred rows. These leave room for ten times the largest register and stop a file whose one
# stray cell, a million rows down, would fill the memory.
MOST_ROWS = 20_000
MOST_COLUMNS = 500
DAY_ZERO = dt.date(1899, 12, 30)  # what Excel and LibreOffice count days from


@dataclass(frozen=True, order=True)
class Merge:
    """Cells made into one: its first and last row and column, both from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def upright(self) -> bool:
        """Whether it lies in one column."""
        return self.left == self.right

    def places(self) -> Iterator[Place]:
        """Every cell of it but the first, which holds what it says."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                if (row, column) != (self.top, self.left):
                    yield row, column

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. `cells` are those with something in them; the name of the sheet of a text file is "".

    `percentages` are numbers shown with a per cent sign; `uncomputed` are formulas whose result is not in the file. A sheet that
    no person filled in, by its size, has no cells here, and `too_large` says which cell is too far out.
    """

    name: str
    cells: Mapping[Place, Value]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percentages: frozenset[Place] = frozenset()
    uncomputed: frozenset[Place] = frozenset()
    day_zero: dt.date = DAY_ZERO
    too_large: str = ""

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows with something in them."""
        return tuple(sorted({row for row, _ in (*self.cells, *self.uncomputed)}))

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns with something in them."""
        return tuple(sorted({column for _, column in (*self.cells, *self.uncomputed)}))


@dataclass(frozen=True)
class Book:
    """A spreadsheet file; `remarks` say how it was read, where that is not plain."""

    path: Path
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = field(default=())


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    before, last = divmod(column - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)


def cell_name(row: int, column: int) -> str:
    """A cell as spreadsheets name it: D9."""
    return f"{letters(column)}{row}"


def too_large(row: int, column: int, most_rows: int = MOST_ROWS) -> str:
    """What is wrong with a cell so far out that its sheet is no list that a person filled in; "" for any other."""
    if row <= most_rows and column <= MOST_COLUMNS:
        return ""
    return (
        f"there is something in cell {cell_name(row, column)}, beyond the {most_rows:,} rows and {MOST_COLUMNS} columns that "
        "are read"
    )


def large_error(file: str, sheet: str, what: str) -> SourceError:
    """The error for a sheet that is too large where it is the one that is meant."""
    where = f", sheet {sheet}" if sheet else ""
    return SourceError(
        f"{file}{where}: {what}.",
        "Delete the rows and columns outside the list, save the file, and run the command again.",
    )
