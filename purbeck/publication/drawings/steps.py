"""Steps from left to right, a row for each thing: stacks of boxes, an arrow from each to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import GRID, INK, SOFT, Paper
from purbeck.publication.drawings.sketch import Box, Rect, Sketch

GAP, INDENT, ARROW = 8, 12, 22


@dataclass(frozen=True)
class Stack:
    """Boxes under a head of their own ("" for none)."""

    head: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Row:
    """What a row is of, and the stacks of each of its steps."""

    title: str
    steps: tuple[tuple[Stack, ...], ...]


def draw_steps(rows: Sequence[Row], heads: Sequence[str], shares: Sequence[float], paper: Paper) -> Sketch:
    """The rows below each other. `shares` is how much of the width each step takes, 1 together."""
    sketch = Sketch(paper)
    columns = _columns(shares, paper)
    top = 0.0
    if not paper.narrow:
        places = [sketch.words(h, c.x, 2, c.width, INK, bold=True) for h, c in zip(heads, columns, strict=True)]
        top = max(place.bottom for place in places) + GAP
    for row in rows:
        sketch.line([(0, top), (paper.width, top)], GRID)
        top = sketch.words(row.title, 0, top + GAP, paper.width, INK, bold=True).bottom + GAP
        top = (_down(sketch, row, heads, top) if paper.narrow else _across(sketch, row, columns, top)) + 2 * GAP
    return sketch


def _columns(shares: Sequence[float], paper: Paper) -> list[Rect]:
    room, left, found = paper.width - (len(shares) - 1) * ARROW, 0.0, []
    for share in shares:
        found.append(Rect(left, 0, room * share, 0))
        left += room * share + ARROW
    return found


def _across(sketch: Sketch, row: Row, columns: Sequence[Rect], top: float) -> float:
    """Draw a row from left to right; returns where it ends."""
    ends, middle = [top], 0.0
    for number, (stacks, column) in enumerate(zip(row.steps, columns, strict=True)):
        first, end = draw_stacks(sketch, stacks, Rect(column.x, top, column.width, 0))
        middle = middle or first
        ends.append(end)
        if number:
            sketch.arrow([(column.x - ARROW + 2, middle), (column.x - 2, middle)])
    return max(ends)


def _down(sketch: Sketch, row: Row, heads: Sequence[str], top: float) -> float:
    """Draw a row from top to bottom; returns where it ends."""
    room = Rect(INDENT, 0, sketch.paper.width - INDENT, 0)
    for number, (stacks, head) in enumerate(zip(row.steps, heads, strict=True)):
        if number:
            middle = room.x + room.width / 2
            sketch.arrow([(middle, top + 2), (middle, top + ARROW - 4)])
            top += ARROW - 2
        top = sketch.words(head, room.x, top, room.width, SOFT, bold=True, smaller=1).bottom + GAP / 2
        top = draw_stacks(sketch, stacks, Rect(room.x, top, room.width, 0))[1]
    return top


def draw_stacks(sketch: Sketch, stacks: Sequence[Stack], column: Rect) -> tuple[float, float]:
    """Draw stacks below each other; returns how far down the first box has its middle, and where they end."""
    first, top = 0.0, column.y
    for stack in stacks:
        if stack.head:
            top = sketch.words(stack.head, column.x, top, column.width, SOFT, bold=True, smaller=1).bottom + GAP / 2
        for box in stack.boxes:
            place = sketch.box(box, column.x, top, column.width)
            first, top = first or place.middle, place.bottom + GAP
    return first, top - GAP if first else top
