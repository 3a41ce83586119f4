"""Pages and drawings as an outsider reads them: tables, words, attributes, scripts, shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from purbeck.attack import read_data
from purbeck.attack.found import Drawing, Found, Grid, Words, finding_in
from purbeck.attack.markup import Element, tree
from purbeck.attack.shapes import drawn

HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
SENTENCES = HEADS | frozenset(
    {
        "p",
        "li",
        "dd",
        "dt",
        "figcaption",
        "summary",
        "title",
        "desc",
        "text",
        "a",
        "button",
        "option",
        "blockquote",
        "pre",
    }
)
TELLING = ("alt", "aria-label", "aria-description", "title", "content", "value", "summary")
ROW = "row"  # in data of charts to explore: which line of the table beside it a point is of
HAS_FIGURE = re.compile(r"\d")
# What lays a page out rather than tells anything.
LAYOUT = frozenset({
    "id", "class", "style", "href", "src", "d", "points", "transform", "viewbox", "width", "height", "x", "y", "x1",
    "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "fill", "stroke", "stroke-width", "font-size", "opacity",
    "tabindex", "colspan", "rowspan", "scope", "role", "for", "lang", "dir", "name", "type", "rel", "media",
    "charset", "integrity", "data-head",
})  # fmt: skip


@dataclass
class _Reader:
    file: str
    found: Found = field(default_factory=Found)
    tables: int = 0
    pictures: int = 0
    title: str = ""

    def walk(self, one: Element, finding: str) -> None:
        """Go through an element and what is in it, knowing the finding that it is about."""
        finding = (
            finding_in(one.attributes.get("id", "")) or finding_in(one.attributes.get("data-finding", "")) or finding
        )
        if one.tag == "article":
            self.title = next((head.text() for head in one.every(*HEADS)), self.title)
        if one.tag == "#comment":
            self._say("comment in the page", one.raw(), finding)
            return
        if one.tag == "script":
            self._script(one, finding)
            return
        if one.tag == "table":
            self._table(one, finding)
        elif one.tag == "svg":
            self._drawing(one, finding)
        self._attributes(one, finding)
        if one.tag in SENTENCES:
            self._say(
                "sentence" if one.tag not in {"figcaption", "desc"} else "text beside a picture", one.text(), finding
            )
            if one.tag in HEADS and one.tag != "caption":
                self.title = one.text() or self.title
        already = len(self.found.grids)
        for child in one.children:
            if isinstance(child, Element):
                self.walk(child, finding)
        if one.tag == "article":
            self.found.grids[already:] = _named(self.found.grids[already:])

    def _say(self, part: str, text: str, finding: str) -> None:
        if text.strip():
            self.found.words.append(Words(self.file, part, " ".join(text.split()), finding, self.title))

    def _attributes(self, one: Element, finding: str) -> None:
        for name, value in one.attributes.items():
            if name not in LAYOUT and HAS_FIGURE.search(value):
                if value.lstrip()[:1] in "[{":
                    self.found.join(read_data.from_json(self.file, value, f"attribute {name}", finding, self.title))
                elif name in TELLING or name.startswith("data-"):
                    self._say(f"attribute {name} of {one.tag}", value, finding)

    def _script(self, one: Element, finding: str) -> None:
        text = one.raw()
        self.found.join(read_data.from_script(self.file, text, finding, self.title))

    def _drawing(self, one: Element, finding: str) -> None:
        self.pictures += 1
        part = f"picture {self.pictures}"
        shapes, letters = drawn(one)
        self.found.drawings.append(Drawing(self.file, part, finding, self.title, tuple(shapes), tuple(letters)))

    def _table(self, one: Element, finding: str) -> None:
        self.tables += 1
        caption = next((c.text() for c in one.every("caption")), "")
        title = caption or self.title
        lines = [_cells(row) for row in one.every("tr")]
        lines = [line for line in lines if line]
        if not lines:
            return
        head = lines[0] if all(cell.tag == "th" for cell in lines[0]) or len(lines) > 1 else []
        body = lines[1:] if head else lines
        beneath = {
            (row, column): tuple(_beneath(cell))
            for row, line in enumerate(body)
            for column, cell in enumerate(line)
            if any(True for _ in _beneath(cell))
        }
        self.found.grids.append(
            Grid(self.file, f"table {self.tables} “{title}”", title, finding, tuple(cell.text() for cell in head),
                 tuple(tuple(cell.text() for cell in line) for line in body), beneath=beneath)
        )  # fmt: skip


def _named(grids: list[Grid]) -> list[Grid]:
    """Tables of an article; data whose column `row` says which line of the first one each is of has that line's name in it."""
    first = next((grid for grid in grids if grid.seen), None)
    if first is None:
        return grids
    return [replace(grid, rows=tuple(_with_names(grid, first))) if ROW in grid.headings else grid for grid in grids]


def _with_names(grid: Grid, first: Grid) -> Iterator[tuple[str, ...]]:
    at = grid.headings.index(ROW)
    for row in grid.rows:
        held = row[at] if at < len(row) else ""
        name = first.rows[int(held)][0] if held.isdecimal() and int(held) < len(first.rows) else held
        yield (*row[:at], name, *row[at + 1 :])


def _cells(row: Element) -> list[Element]:
    """The cells of a row; one that spans several columns stands in each."""
    found: list[Element] = []
    for one in row.every("td", "th"):
        span = one.attributes.get("colspan", "1")
        found += [one] * (min(int(span), 200) if span.isdigit() else 1)
    return found


def _beneath(cell: Element) -> Iterator[tuple[str, str]]:
    """What a cell holds and does not show: attributes of it and of what is in it."""
    for one in (cell, *cell.walk()):
        for name, value in one.attributes.items():
            if name not in LAYOUT and HAS_FIGURE.search(value):
                yield name, value
        if one.tag == "#comment" and HAS_FIGURE.search(one.raw()):
            yield "comment", one.raw()


def read_page(file: str, text: str) -> Found:
    """What a page, or a drawing that is a file of its own, tells."""
    reader = _Reader(file)
    reader.walk(tree(text), finding_in(file))
    return reader.found
