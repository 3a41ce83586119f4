"""Terms along time: when each thing begins and ends, with a line for the day on which one looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from purbeck.language.speaker import said
from purbeck.publication.chart_theme import ACCENT, GRID, INK, OTHERS, PALE, SOFT, WHITE, Paper
from purbeck.publication.drawings.lettering import width
from purbeck.publication.drawings.sketch import DRAWING, PADDING, Box, Rect, Sketch

GAP, BAR, LABELS, SHORTEST = 8, 16, 0.42, 3
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
    told = said(told, DRAWING)
    half = width(told, sketch.size - 1, bold=True) / 2
    middle = min(max(span.at(on), half), paper.width - half)
    day = sketch.lines((told,), middle, 0, INK, bold=True, smaller=1, anchor="middle")
    top = start = _years(sketch, span, day.bottom + 2)
    bands = [(day.bottom, start)]
    for term in terms:
        bar = _draw_term(sketch, term, span, on, top + GAP)
        bands.append((bar.y - 3, bar.bottom + 3) if paper.narrow else (top, bar.bottom + GAP))
        top = bar.bottom
    _draw_days(sketch, span, on, bands)
    return sketch


def _draw_days(sketch: Sketch, span: Span, on: dt.date, bands: Sequence[tuple[float, float]]) -> None:
    """Draw the lines of the years and of the day behind the bars, through no words."""
    behind = Sketch(sketch.paper)
    for top, bottom in bands[1:]:
        for year in range(span.first, span.last + 2):
            x = span.at(dt.date(year, 1, 1))
            behind.line([(x, top), (x, bottom)], GRID)
        behind.line([(span.at(on), top), (span.at(on), bottom)], INK, 2)
    behind.line([(span.at(on), bands[0][0]), (span.at(on), bands[0][1] + GAP)], INK, 2)
    sketch.marks[:0] = behind.marks
    sketch.bottom = max(sketch.bottom, *(bottom for _, bottom in bands))


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


def _draw_term(sketch: Sketch, term: Term, span: Span, on: dt.date, top: float) -> Rect:
    """Draw a bar with its label, beside it on a desk and above it on a telephone; returns the place of both."""
    narrow = sketch.paper.narrow
    room = (sketch.paper.width if narrow else span.left - GAP) + PADDING
    label = sketch.box(Box(term.label, "bare", term.words, bold=term.ours), -PADDING, top - PADDING, room)
    y = label.bottom - 6 if narrow else label.middle - BAR / 2
    left, right = min(span.at(term.starts or dt.date.min), span.right - SHORTEST), span.at(term.ends or dt.date.max)
    over = term.ends is not None and term.ends < on
    fill, edge = (WHITE, OTHERS) if over else (ACCENT, ACCENT) if term.ours else (PALE, ACCENT)
    sketch.frame(
        Rect(left, y, max(right - left, SHORTEST), BAR), fill, edge, "" if term.starts and term.ends else DASHES
    )
    return (
        Rect(left, y, right - left, BAR)
        if narrow
        else Rect(left, top, right - left, max(label.bottom - PADDING - top, BAR))
    )
