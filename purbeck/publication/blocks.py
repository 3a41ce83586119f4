"""What a document is made of, block by block, whichever program's file it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

DOCUMENT = "the document"  # where words stand, as translators are told
DATE = re.compile(r"\b(?:\d{1,2} )?[^\W\d]{3,9} \d{4}\b")  # a day, or a month of a year
NARROWEST, WIDEST = 8, 40  # characters, of which a column's share of the width is made
LINE, EDGES = 90, 2  # characters that a line of a table holds, and that the edges of a cell take


@dataclass(frozen=True)
class Run:
    """Words within a paragraph. `link` is a web address, or `#` and the anchor of a heading; else "".

    `language` is the code of theirs where it is not the document's; else "".
    """

    text: str
    bold: bool = False
    link: str = ""
    language: str = ""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of a level from 1, and the anchor that links lead to ("" for none)."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Words:
    """A paragraph: an ordinary one, the opening of a part, a warning, or small print."""

    runs: Runs
    kind: Literal["ordinary", "opening", "warning", "small"] = "ordinary"


@dataclass(frozen=True)
class Items:
    """A list with bullets."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing as a file of SVG, its caption, and what it shows in words. `tall` is its height as a share of its width."""

    svg: str
    tall: float
    caption: str
    alternative: str


@dataclass(frozen=True)
class Table:
    """A table with its caption, a row of heads (and which of them stand over numbers), and its rows."""

    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[Runs, ...]


@dataclass(frozen=True)
class Contents:
    """Where the list of headings of the first level stands."""


Block: TypeAlias = Heading | Words | Items | Picture | Table | Contents


@dataclass(frozen=True)
class Document:
    """A document: what it says about itself, the mark that every page bears ("" for none), and its blocks in order."""

    title: str
    author: str
    subject: str
    mark: str
    foot: str
    blocks: tuple[Block, ...]


def plain(text: str, bold: bool = False) -> Runs:
    """Words as one run."""
    return (Run(text, bold),)


def widths(table: Table) -> list[int]:
    """The share of the width that each column takes: as long as its texts are, within reason.

    Where that is more than a line holds, columns give way only as far as their longest words leave them room.
    """
    texts = [[head, *(row[n].text for row in table.rows)] for n, head in enumerate(table.heads)]
    longest = [max((len(word) for text in column for word in _unbroken(text)), default=0) for column in texts]
    whole = [sum(map(len, column[1:])) // max(len(column) - 1, 1) for column in texts]
    least = [min(max(word + EDGES, NARROWEST), WIDEST) for word in longest]
    wanted = [min(max(low, length), WIDEST) for low, length in zip(least, whole, strict=True)]
    room, asked = max(LINE - sum(least), 0), sum(wanted) - sum(least)
    if asked <= room:
        return wanted
    return [low + (high - low) * room // asked for low, high in zip(least, wanted, strict=True)]


def _unbroken(text: str) -> list[str]:
    """The words of a text; a date is one, and so is a month with its year."""
    return DATE.sub(lambda date: date[0].replace(" ", "-"), text).split()
