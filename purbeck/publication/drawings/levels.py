"""Causes by ecological level: frames within each other, society outermost, risks beside what protects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import AXIS, INK, SOFT, Paper
from purbeck.publication.drawings.sketch import Box, Rect, Sketch

GAP, INSET, NARROW_INSET, MARGIN = 6, 9, 4, 8


@dataclass(frozen=True)
class Level:
    """One level: its name, what it means in a few words, and its factors, those of risk and those that protect."""

    title: str
    words: str
    risks: tuple[Box, ...]
    protects: tuple[Box, ...]


@dataclass(frozen=True)
class Sides:
    """What the two sides are called."""

    risks: str
    protects: str


def draw_levels(levels: Sequence[Level], sides: Sides, paper: Paper) -> Sketch:
    """Levels from the outermost to the innermost, each in a frame within the one before."""
    sketch = Sketch(paper)
    frames: list[tuple[float, float]] = []
    inset = float(NARROW_INSET if paper.narrow else INSET)
    top = 0.0
    for number, level in enumerate(levels):
        left, across = number * inset, paper.width - 2 * number * inset
        frames.append((left, top))
        inner = Rect(left + MARGIN, top + MARGIN, across - 2 * MARGIN, 0)
        top = _draw_level(sketch, level, sides, inner) + MARGIN
    for left, start in reversed(frames):
        sketch.frame(Rect(left + 1, start, paper.width - 2 * left - 2, top - start), edge=AXIS)
        top += inset
    return sketch


def _draw_level(sketch: Sketch, level: Level, sides: Sides, room: Rect) -> float:
    """Draw what stands in one frame; returns where it ends."""
    title = sketch.words(level.title, room.x, room.y, room.width, INK, bold=True)
    top = sketch.words(level.words, room.x, title.bottom, room.width, SOFT, smaller=1).bottom + GAP
    if sketch.paper.narrow:
        for side, boxes in ((sides.risks, level.risks), (sides.protects, level.protects)):
            top = _draw_side(sketch, side, boxes, Rect(room.x, top, room.width, 0)) + GAP
        return top
    half = (room.width - 2 * GAP) / 2
    return max(
        _draw_side(sketch, sides.risks, level.risks, Rect(room.x, top, half, 0)),
        _draw_side(sketch, sides.protects, level.protects, Rect(room.x + half + 2 * GAP, top, half, 0)),
    )


def _draw_side(sketch: Sketch, side: str, boxes: Sequence[Box], room: Rect) -> float:
    top = sketch.words(side, room.x, room.y, room.width, SOFT, bold=True, smaller=1).bottom
    for box in boxes:
        top = sketch.box(box, room.x, top + GAP, room.width).bottom
    return top
