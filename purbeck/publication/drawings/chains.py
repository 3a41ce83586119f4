"""Chains from what is put in to what comes of it: a lane for each aim, a gap for each break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import GRID, INK, SOFT, Paper
from purbeck.publication.drawings.sketch import Box, Rect, Sketch
from purbeck.publication.drawings.steps import Stack, draw_stacks

GAP, INDENT = 8, 12
ARROW = 22
SHARES = (0.24, 0.28, 0.24, 0.24)  # of the width left beside the arrows: put in, done, so far, comes of it


@dataclass(frozen=True)
class Chain:
    """One chain as far as it goes by itself: what is put in, what is done, what has been done."""

    put_in: Box
    action: Box
    output: Box


@dataclass(frozen=True)
class Lane:
    """What leads to an aim: chains, then outcomes from the nearest to the farthest, then the aim.

    `title` stands over it on a telephone, where the aim is far below.
    """

    title: str
    chains: tuple[Chain, ...]
    stages: tuple[Stack, ...]
    aim: Box


@dataclass(frozen=True)
class Columns:
    """What the columns are called."""

    put_in: str
    action: str
    output: str
    outcome: str

    @property
    def all(self) -> tuple[str, str, str, str]:
        """Their names from left to right."""
        return self.put_in, self.action, self.output, self.outcome


def draw_chains(lanes: Sequence[Lane], columns: Columns, paper: Paper) -> Sketch:
    """Lanes below each other."""
    sketch = Sketch(paper)
    if paper.narrow:
        top = 0.0
        for lane in lanes:
            top = _draw_down(sketch, lane, columns, top) + 2 * GAP
        return sketch
    places = _columns(paper)
    heads = [
        sketch.words(head, place.x, 2, place.width, INK, bold=True)
        for head, place in zip(columns.all, places, strict=True)
    ]
    top = max(head.bottom for head in heads) + GAP
    for lane in lanes:
        top = _draw_across(sketch, lane, places, top) + 2 * GAP
    return sketch


def _columns(paper: Paper) -> list[Rect]:
    room, left, found = paper.width - 3 * ARROW, 0.0, []
    for share in SHARES:
        found.append(Rect(left, 0, room * share, 0))
        left += room * share + ARROW
    return found


def _draw_across(sketch: Sketch, lane: Lane, places: Sequence[Rect], top: float) -> float:
    """Draw a lane from left to right; returns where it ends."""
    sketch.line([(0, top), (sketch.paper.width, top)], GRID)
    top += GAP
    ends = [top]
    joins: list[float] = []
    for chain in lane.chains:
        row = _draw_chain(sketch, chain, places, ends[-1])
        joins.append(row.middle)
        ends.append(row.bottom + GAP)
    first, last = _draw_outcomes(sketch, lane, places[3], top)
    if joins:
        bus = places[3].x - ARROW / 2
        for join in joins:
            sketch.line([(places[2].right, join), (bus, join)], SOFT)
        sketch.line([(bus, min(joins[0], first)), (bus, max(joins[-1], first))], SOFT)
        sketch.arrow([(bus, first), (places[3].x, first)])
    return max(ends[-1], last)


def _draw_chain(sketch: Sketch, chain: Chain, places: Sequence[Rect], top: float) -> Rect:
    """Draw one chain with its arrows; returns its place."""
    boxes = (chain.put_in, chain.action, chain.output)
    height = max(sketch.height_of(box, place.width) for box, place in zip(boxes, places, strict=False))
    for box, place in zip(boxes, places, strict=False):
        sketch.box(box, place.x, top, place.width, height)
    middle = top + height / 2
    for place in places[:2]:
        sketch.arrow([(place.right + 2, middle), (place.right + ARROW - 2, middle)])
    return Rect(0, top, places[2].right, height)


def _draw_outcomes(sketch: Sketch, lane: Lane, column: Rect, top: float) -> tuple[float, float]:
    """Draw the outcomes and the aim below each other; returns the middle of the first box and where they end."""
    first = 0.0
    for stack in (*lane.stages, Stack("", (lane.aim,))):
        top = _down(sketch, column, top) if first else top
        middle, top = draw_stacks(sketch, (stack,), Rect(column.x, top, column.width, 0))
        first = first or middle
    return first, top


def _down(sketch: Sketch, column: Rect, top: float) -> float:
    """Draw an arrow down the middle of a column; returns where it ends."""
    middle = column.x + column.width / 2
    sketch.arrow([(middle, top + 2), (middle, top + ARROW - 4)])
    return top + ARROW - 2


def _draw_down(sketch: Sketch, lane: Lane, columns: Columns, top: float) -> float:
    """Draw a lane from top to bottom; returns where it ends."""
    room = sketch.paper.width
    sketch.line([(0, top), (room, top)], GRID)
    top = sketch.words(lane.title, 0, top + GAP, room, INK, bold=True).bottom + GAP
    column = Rect(INDENT, 0, room - INDENT, 0)
    for chain in lane.chains:
        for number, (head, box) in enumerate(
            zip(columns.all[:3], (chain.put_in, chain.action, chain.output), strict=True)
        ):
            top = _down(sketch, column, top) if number else top
            top = sketch.box(Box(box.words, box.style, _head(head, box.note)), column.x, top, column.width).bottom
        top += 2 * GAP
    if lane.chains:
        top = _down(sketch, column, top - 2 * GAP)
    return _draw_outcomes(sketch, lane, column, top)[1]


def _head(head: str, note: str) -> str:
    return f"{head}. {note}" if note else head
