"""A grid of boxes: a row for each thing, a column for each answer; row below row on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import GRID, INK, SOFT, Paper
from purbeck.publication.drawings.sketch import PADDING, Box, Rect, Sketch

GAP, INDENT, BETWEEN_ROWS, FIRST_COLUMN = 6, 12, 10, 0.28
NARROWEST = 80


@dataclass(frozen=True)
class Row:
    """What a row is of, and the boxes of each of its columns."""

    head: Box
    cells: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class Grid:
    """The heads of the columns, and the rows.

    `first_column` is how much of a desk's width the heads of rows take. In a `flowing` grid boxes are as wide as their words
    and stand beside each other, as many as fit; else below each other.
    """

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    first_column: float = FIRST_COLUMN
    flowing: bool = False


def draw_grid(grid: Grid, paper: Paper) -> Sketch:
    """The grid on a paper: with columns, or row below row where those would be too narrow to read."""
    sketch = Sketch(paper)
    across = paper.width * (1 - grid.first_column) / max(len(grid.heads), 1)
    if paper.narrow or across < NARROWEST:
        _draw_below_each_other(grid, sketch)
    else:
        _draw_across(grid, sketch)
    return sketch


def _draw_across(grid: Grid, sketch: Sketch) -> None:
    place = _flow if grid.flowing else _stack
    first = sketch.paper.width * grid.first_column
    across = (sketch.paper.width - first) / len(grid.heads)
    lefts = [first + number * across for number in range(len(grid.heads))]
    top = max(
        (_column_head(sketch, head, left, across) for head, left in zip(grid.heads, lefts, strict=True)), default=0.0
    )
    for row in grid.rows:
        sketch.line([(0, top), (sketch.paper.width, top)], GRID)
        ends = [sketch.box(_bare(row.head), -PADDING, top + GAP, first).bottom]
        for boxes, left in zip(row.cells, lefts, strict=True):
            ends.append(place(sketch, boxes, Rect(left + GAP / 2, top + BETWEEN_ROWS, across - GAP, 0)))
        top = max(ends) + BETWEEN_ROWS
    sketch.line([(0, top), (sketch.paper.width, top)], GRID)
    sketch.bottom = max(sketch.bottom, top)


def _column_head(sketch: Sketch, head: str, left: float, across: float) -> float:
    """Write the head of a column; returns where the rows may begin."""
    place = sketch.words(head, left + GAP / 2, 2, across - GAP, INK, bold=True)
    return place.bottom + GAP


def _draw_below_each_other(grid: Grid, sketch: Sketch) -> None:
    place = _flow if grid.flowing else _stack
    room, top = sketch.paper.width, 0.0
    for row in grid.rows:
        sketch.line([(0, top), (room, top)], GRID)
        top = sketch.box(_bare(row.head), -PADDING, top + GAP, room + PADDING).bottom
        for head, boxes in zip(grid.heads, row.cells, strict=True):
            if not boxes:
                continue
            if head:
                top = (
                    sketch.words(head, INDENT, top + GAP / 2, room - INDENT, SOFT, bold=True, smaller=1).bottom
                    + GAP / 2
                )
            top = place(sketch, boxes, Rect(INDENT, top, room - INDENT, 0)) + GAP
        top += BETWEEN_ROWS
    sketch.bottom = max(sketch.bottom, top)


def _stack(sketch: Sketch, boxes: Sequence[Box], column: Rect) -> float:
    """Draw boxes below each other in a column; returns where they end."""
    top = column.y
    for number, box in enumerate(boxes):
        top = sketch.box(box, column.x, top + (GAP if number else 0), column.width).bottom
    return top


def _flow(sketch: Sketch, boxes: Sequence[Box], column: Rect) -> float:
    """Draw boxes beside each other in a column, on as many lines as they take; returns where they end."""
    left, top, bottom = column.x, column.y, column.y
    for box in boxes:
        across = sketch.width_of(box, column.width)
        if left > column.x and left + across > column.right:
            left, top = column.x, bottom + GAP
        place = sketch.box(box, left, top, across)
        left, bottom = place.right + GAP, max(bottom, place.bottom)
    return bottom


def _bare(box: Box) -> Box:
    return Box(box.words, "bare", box.note, bold=True)
