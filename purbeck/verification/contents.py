"""What a file of a publication prints: texts in order, each with place and finding."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from purbeck.attack.found import FINDING, Found, Grid, finding_in
from purbeck.attack.reading import read
from purbeck.errors import SourceError

# A number that is a word by itself; ids and hashes are none.
NUMBER = re.compile(r"(?<![\w.-])-?\d[\d,]*(?:\.\d+)?(?![\w-])")


@dataclass(frozen=True)
class Item:
    """A text that is printed: a cell of a table, a sentence, a word of a chart. `finding` is "" where none is said."""

    finding: str
    place: str
    text: str

    @property
    def numbers(self) -> int:
        """How many numbers are in it."""
        return len(NUMBER.findall(self.text))


def items(name: str, held: bytes) -> list[Item]:
    """Everything a file prints, in its order. Raises SourceError where it cannot be read."""
    suffix = PurePosixPath(name).suffix
    try:
        if suffix == ".csv":
            return list(_cells_of_csv(name, held.decode("utf-8-sig")))
        if suffix == ".json":
            return list(_leaves(json.loads(held.decode("utf-8-sig")), "", finding_in(name)))
    except (ValueError, csv.Error) as error:
        raise _unread(name, str(error)) from error
    found = read({name: held})
    if whole := [why for one, why in found.unread if one == name]:  # others are parts that print nothing, as pictures
        raise _unread(name, whole[0])
    return list(_of(found))


def _unread(name: str, why: str) -> SourceError:
    return SourceError(f"{name} cannot be read: {why}.", "Put back a copy of it, or publish again.")


def _of(found: Found) -> Iterator[Item]:
    for grid in found.grids:
        yield from _cells(grid)
    for words in found.words:
        yield Item(words.finding, _joined(words.part, words.title), words.text)
    for drawing in found.drawings:
        for letter in drawing.letters:
            yield Item(drawing.finding, f"{drawing.part} “{drawing.title}”", letter.text)


def _cells_of_csv(name: str, text: str) -> Iterator[Item]:
    head, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row] or [[]]
    return _cells(Grid(name, "", "", finding_in(name), tuple(head), tuple(map(tuple, rows))))


def _cells(grid: Grid) -> Iterator[Item]:
    """The headings and cells of a table; a row with the id of a finding in it is about that finding."""
    for heading in grid.headings:
        yield Item(grid.finding, _joined(grid.part, "headings"), heading)
    seen: Counter[str] = Counter()
    for row in grid.rows:
        label = row[0] if row else ""
        seen[label] += 1
        again = f" ({seen[label]})" if seen[label] > 1 else ""
        own = grid.finding or next((finding_in(cell) for cell in row if FINDING.fullmatch(cell)), "")
        for at, cell in enumerate(row):
            heading = grid.headings[at] if at < len(grid.headings) and grid.headings[at] else f"column {at + 1}"
            yield Item(own, _joined(grid.part, f"row {label}{again}", heading), cell)


def _leaves(held: Any, place: str, finding: str) -> Iterator[Item]:
    """Every value in JSON, by the names on the way to it."""
    if isinstance(held, dict):
        own = held.get("finding")
        finding = own if isinstance(own, str) else finding
        for name, value in held.items():
            yield from _leaves(value, _joined(place, str(name)), finding)
    elif isinstance(held, list):
        for number, value in enumerate(held, start=1):
            yield from _leaves(value, f"{place} {number}", finding)
    else:
        yield Item(finding, place, held if isinstance(held, str) else json.dumps(held))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
