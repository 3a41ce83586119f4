"""A table of a strategy's page: as it is read, and as a CSV file beside the page."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from purbeck.figures import number
from purbeck.periods import spoken_day
from purbeck.publication.strategy.words import Missing
from purbeck.publication.tables import safe

FOLDER = "data"
BETWEEN = "; "


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: to a page of this folder ("index.html#aim-x"), a part of the page, or https://."""

    words: str
    to: str

    @property
    def outside(self) -> bool:
        """Whether it leads to somebody else's page."""
        return self.to.startswith(("http://", "https://"))


@dataclass(frozen=True)
class Figure:
    """A number that is read in other words than `figures.number` would give it; its file holds the number."""

    value: float
    words: str


@dataclass(frozen=True)
class Markdown:
    """Words with the marks of Markdown, which the page shows and the file keeps as they were written."""

    words: str


One = str | int | float | dt.date | Figure | Link | Markdown | Missing
Cell = One | None | tuple[One, ...]


@dataclass(frozen=True)
class Item:
    """One thing in a cell, as it is read: `missing` marks it as a blank, `prose` as Markdown."""

    words: str
    to: str = ""
    outside: bool = False
    missing: bool = False
    prose: bool = False


@dataclass(frozen=True)
class Line:
    """A row as it is read: its anchor ("" without one), the items of each cell."""

    anchor: str
    cells: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table. Its name is that of its file; several things in a cell are a tuple; None is a cell with nothing to say.

    Parameters
    ----------
    name : small letters, digits and hyphens, as it stands nowhere else in the site.
    numbers : the heads of columns of numbers, which are written to the right.
    anchors : an anchor for each row, so that other pages can lead to it; () for none.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[str] = frozenset()
    anchors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows of another width than the heads."""
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError(f"table {self.name}: every row needs {len(self.heads)} cells")

    @property
    def file(self) -> str:
        """Its CSV file, seen from the pages."""
        return f"{FOLDER}/{self.name}.csv"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows as they are read."""
        anchors = self.anchors or ("",) * len(self.rows)
        return tuple(
            Line(anchor, tuple(items(cell) for cell in row)) for anchor, row in zip(anchors, self.rows, strict=True)
        )

    def comma_separated(self) -> str:
        """The table as CSV: days as 2027-03-31, numbers as held, texts that no spreadsheet would run."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([safe(head) for head in self.heads])
        for row in self.rows:
            writer.writerow([_in_file(cell) for cell in row])
        return text.getvalue()


def markdown(words: str | None) -> Markdown | None:
    """What somebody wrote in Markdown as a cell; None where nothing is written."""
    return None if words is None else Markdown(words)


def items(cell: Cell) -> tuple[Item, ...]:
    """The things in a cell, as they are read."""
    return tuple(map(_item, _several(cell)))


def _several(cell: Cell) -> Sequence[One]:
    if cell is None or cell == "":
        return ()
    return cell if isinstance(cell, tuple) else (cell,)


def _item(one: One) -> Item:
    if isinstance(one, Link):
        return Item(one.words, one.to, one.outside)
    if isinstance(one, Markdown):
        return Item(one.words, prose=True)
    if isinstance(one, Missing | Figure):
        return Item(one.words, missing=isinstance(one, Missing))
    if isinstance(one, dt.date):
        return Item(spoken_day(one))
    return Item(one if isinstance(one, str) else number(one, 0 if isinstance(one, int) else None))


def _in_file(cell: Cell) -> Any:
    several = [_held(one) for one in _several(cell)]
    if len(several) == 1:
        return safe(several[0])
    return safe(BETWEEN.join(map(str, several)))


def _held(one: One) -> str | int | float:
    if isinstance(one, Link | Markdown | Missing):
        return one.words
    if isinstance(one, Figure):
        return one.value
    return one.isoformat() if isinstance(one, dt.date) else one
