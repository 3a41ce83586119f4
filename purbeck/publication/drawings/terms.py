"""Terms along time: when each thing begins and ends, with a line for the day on which one looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import ACCENT, GRID, INK, OTHERS, PALE, SOFT, WHITE, Paper
from purbeck.publication.drawings.lettering import width
from purbeck.publication.drawings.sketch import Box, Rect, Sketch

GAP, BAR, LABELS = 8, 16, 0.42
YEARS_BACK, YEARS_ON = 5, 8
DASHES = "5 4"


@dataclass(frozen=True)
class Term:
    """One bar: its label, what is said of its end, its first and last day (None: not said)."""

    label: str
    words: str
    starts: dt.date | None
    ends: dt.date | None
    ours: bool = False


@dataclass(frozen=True)
class Span:
    """The years that are drawn, and where: pixels from left to right."""

    first: int
    last: int
    left: float
    right: float

    def at(self, day: dt.date) -> float:
        """How far to the right a day is; at an edge where it lies beyond it."""
        start = dt.date(self.first, 1, 1)
        share = (day - start).days / (dt.date(self.last + 1, 1, 1) - start).days
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)


def draw_terms(terms: Sequence[Term], on: dt.date, told: str, paper: Paper) -> Sketch:
    """Bars below each other. `told` is what is written over the line of the day."""
    sketch = Sketch(paper)
    span = _span(terms, on, paper)
    at = span.at(on)
    half = width(told, sketch.size - 1, bold=True) / 2
    middle = min(max(at, half), paper.width - half)
    day = sketch.lines((told,), middle, 0, INK, bold=True, smaller=1, anchor="middle")
    top = start = _years(sketch, span, day.bottom + 2)
    for term in terms:
        top = _draw_term(sketch, term, span, on, top + GAP)
    # Lines go behind everything that was drawn.
    behind = Sketch(paper)
    for year in range(span.first, span.last + 2):
        x = span.at(dt.date(year, 1, 1))
        behind.line([(x, start), (x, top + GAP)], GRID)
    behind.line([(at, day.bottom), (at, top + GAP)], INK, 2)
    sketch.marks[:0] = behind.marks
    sketch.bottom = max(sketch.bottom, top + GAP)
    return sketch


def _span(terms: Sequence[Term], on: dt.date, paper: Paper) -> Span:
    days = [day for term in terms for day in (term.starts, term.ends) if day] + [on]
    first, last = max(min(days).year, on.year - YEARS_BACK), min(max(days).year, on.year + YEARS_ON)
    return Span(min(first, on.year), max(last, on.year), 0 if paper.narrow else paper.width * LABELS, paper.width - 1)


def _years(sketch: Sketch, span: Span, top: float) -> float:
    """Write the years along the top; returns where the bars may begin."""
    years = span.last + 1 - span.first
    room = (span.right - span.left) / years
    step = 1
    while step * room < width("2000", sketch.size - 1) + GAP:
        step += 1
    bottom = top
    for year in range(span.first, span.last + 1, step):
        x = span.at(dt.date(year, 1, 1))
        if x + width("2000", sketch.size - 1) + 3 <= span.right:
            bottom = sketch.lines((str(year),), x + 3, top, SOFT, smaller=1).bottom
    return bottom + 2


def _draw_term(sketch: Sketch, term: Term, span: Span, on: dt.date, top: float) -> float:
    """Draw a bar with its label, beside it on a desk and above it on a telephone; returns where it ends."""
    narrow = sketch.paper.narrow
    room = (sketch.paper.width if narrow else span.left - GAP) + 8
    label = sketch.box(Box(term.label, "bare", term.words, bold=term.ours), -8, top - 8, room)
    y = label.bottom - 6 if narrow else label.middle - BAR / 2
    left, right = span.at(term.starts or dt.date.min), span.at(term.ends or dt.date.max)
    over = term.ends is not None and term.ends < on
    fill, edge = (WHITE, OTHERS) if over else (ACCENT, ACCENT) if term.ours else (PALE, ACCENT)
    sketch.frame(Rect(left, y, max(right - left, 3), BAR), fill, edge, "" if term.starts and term.ends else DASHES)
    return max(y + BAR, label.bottom - 8)
