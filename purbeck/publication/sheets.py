"""Sheets of a workbook as they are, whichever program's file they become."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

FONT, SIZE, TITLE_SIZE = "Arial", 12, 16  # what the Analysis Function asks for
LINK_COLOUR = "#0B4F8A"
LINE_HEIGHT, TITLE_HEIGHT, HIGHEST_ROW = 16, 22, 409  # points; Excel takes no higher row
BOLD_AND_EDGE = 3  # characters less than its width that a column of a table holds of its head


@dataclass(frozen=True)
class Cell:
    """A value as it is held and how it is read: a link's address, a number's format ("" for general)."""

    value: str | int | float
    link: str = ""
    number_format: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: its name in the file, its headings, the width of each column in characters, its rows."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, the title in A1, the lines below it, and at most one table below those."""

    name: str
    title: str
    lines: tuple[Cell, ...] = ()
    grid: Grid | None = None
    width: int = 60

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of each of its columns, in characters."""
        return (max(self.grid.widths[0], self.width), *self.grid.widths[1:]) if self.grid else (self.width,)


@dataclass(frozen=True)
class Book:
    """A workbook: its title, what it is about, its sheets in order, and what stands over each printed page.

    It opens at A1 of the first.
    """

    title: str
    subject: str
    sheets: tuple[Sheet, ...]
    mark: str = ""


def holds_numbers(grid: Grid, column: int) -> bool:
    """Whether any cell of a column of a table is a number."""
    return any(not isinstance(row[column].value, str) for row in grid.rows)


def title_height(sheet: Sheet) -> int:
    """The height in points of the row of a sheet's title, whose letters are wider."""
    return height_of([(sheet.title, sheet.width * 12 // 18)], TITLE_HEIGHT)


def heads_height(grid: Grid, widths: tuple[int, ...]) -> int:
    """The height in points of the row of a table's heads, whose letters are bold and keep away from the edge."""
    return height_of([(head, width - BOLD_AND_EDGE) for head, width in zip(grid.headings, widths, strict=True)])


def height_of(texts: list[tuple[str | int | float, int]], line_height: int = LINE_HEIGHT) -> int:
    """The height in points that shows the longest of some texts whole, each wrapped at its width in characters.

    Written out because not every program fits rows to wrapped text when it opens a file.
    """
    long = [(text, width) for text, width in texts if isinstance(text, str) and len(text) > width]
    lines = max((len(textwrap.wrap(text, width)) for text, width in long), default=1)
    return min(lines * line_height, HIGHEST_ROW)
