"""What an outsider finds in the files of a release: tables, words and drawn shapes, and where each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from purbeck.attack.marks import Mark, Span

FINDING = re.compile(r"\b(?:finding-)?([0-9a-f]{12})\b")


@dataclass(frozen=True)
class Grid:
    """A table: headings, and rows of texts as they are printed or held.

    `part` says where in the file it is; `finding` is the id of the finding it belongs to, "" where none is said;
    `concealed` are columns, and `concealed_rows` rows, that a reader does not see without looking for them; `beneath` are the
    attributes of a cell, by row and column.
    """

    file: str
    part: str
    title: str
    finding: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    seen: bool = True
    concealed: frozenset[int] = frozenset()
    concealed_rows: frozenset[int] = frozenset()
    beneath: Mapping[tuple[int, int], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @cached_property
    def subject(self) -> str:
        """Its title without capitals and spaces, to be held against others."""
        return plain(self.title)


@dataclass(frozen=True)
class Words:
    """A text: a sentence, an alternative text, a comment, an attribute, a line of a page."""

    file: str
    part: str
    text: str
    finding: str = ""
    title: str = ""


Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """Something drawn: a bar, a dot, a line or an area, by its box; `label` is what is written in it or over it.

    `points` are those of a line, in its order.
    """

    left: float
    top: float
    right: float
    bottom: float
    fill: str
    label: str
    kind: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Lettering:
    """A text in a drawing, and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """A chart or a map as it is drawn."""

    file: str
    part: str
    finding: str
    title: str
    shapes: tuple[Shape, ...]
    letters: tuple[Lettering, ...]


@dataclass
class Found:
    """Everything found in a release. `unread` are files that could not be read, each with why."""

    grids: list[Grid] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    def join(self, other: Found) -> None:
        """Take in what was found in another file."""
        self.grids += other.grids
        self.words += other.words
        self.drawings += other.drawings
        self.files += other.files
        self.unread += other.unread


@dataclass(frozen=True)
class Secret:
    """A hidden cell of a table: what a reader is told is not shown.

    `labels` are those that no other row has, and then `alone`; else all of its row's, which are its own only together.
    """

    grid: Grid
    row: int
    column: int
    labels: tuple[str, ...]
    mark: Mark
    alone: bool = True

    @property
    def heading(self) -> str:
        """The heading of its column."""
        return self.grid.headings[self.column] if self.column < len(self.grid.headings) else ""

    def __str__(self) -> str:
        return f"{', '.join(self.labels) or f'row {self.row + 1}'}: {self.heading}"


@dataclass(frozen=True)
class Leak:
    """Something that tells more of a hidden count than it should.

    `says` is what stands there, `hidden` whose count it is, `found` the range it gives, `promised` the range of the rule; None
    where the count only must not be exact.
    """

    kind: str
    file: str
    part: str
    says: str
    hidden: str
    found: Span
    promised: Span | None
    todo: str


def plain(text: str) -> str:
    """A text without capitals, and with single spaces."""
    return " ".join(text.split()).casefold()


def finding_in(text: str) -> str:
    """The id of a finding within a file's name, an id or a title; "" where there is none."""
    match = FINDING.search(text)
    return match[1] if match else ""


def leaks_sorted(leaks: Iterator[Leak]) -> tuple[Leak, ...]:
    """Leaks without repeats, in the order of files."""
    return tuple(sorted(set(leaks), key=lambda one: (one.file, one.part, one.hidden, one.kind, one.says)))
