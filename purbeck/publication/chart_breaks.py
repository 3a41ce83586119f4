"""Known breaks on a chart along time: a marked line for a change, a band for a disturbed time."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import altair as alt

from purbeck.disclosure import ReleasedFinding
from purbeck.language.speaker import said
from purbeck.periods import month_number, spoken_month
from purbeck.publication.chart_theme import CHART, INK, PALE, Layer, Paper, at_pixel_y, rows_of, text_layer

LEADING, LETTERS_OF_A_REASON = 16, 44
BAND_OPACITY = 0.3
LEAST_APART = {False: 0.025, True: 0.06}  # of the axis, by whether the paper is narrow


@dataclass(frozen=True)
class Mark:
    """A break on the axis: its number in the key, where it begins, where it ends (None for a change that lasts)."""

    number: int
    begins: float
    ends: float | None
    title: str


def marks_of(finding: ReleasedFinding, place: Callable[[int], float], ends: tuple[float, float]) -> list[Mark]:
    """The breaks of a finding in order of time; `place` is where a month number begins, `ends` are those of the axis."""
    marks = []
    for number, (_, first, last, title) in enumerate(finding.breaks, start=1):
        begins = min(max(place(month_number(first)), ends[0]), ends[1])
        over = min(place(month_number(last) + 1), ends[1]) if last else None
        marks.append(Mark(number, begins, over, title))
    return marks


def reasons(marks: list[Mark], paper: Paper) -> list[str]:
    """The lines of the reason written on the chart: of a single break, on a desk."""
    if len(marks) != 1 or paper.narrow:
        return []
    return textwrap.wrap(f"1, {said(marks[0].title, CHART)}", LETTERS_OF_A_REASON)


def bands(marks: list[Mark]) -> list[Layer]:
    """Disturbed times, shaded: to be drawn before the series."""
    found = [{"from": m.begins, "to": m.ends} for m in marks if m.ends is not None]
    if not found:
        return []
    shade = alt.Chart(rows_of(found)).mark_rect(color=PALE, opacity=BAND_OPACITY)
    return [shade.encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"))]


def lines(marks: list[Mark], ends: tuple[float, float], paper: Paper) -> list[Layer]:
    """Changes as dotted lines, and the number of every break above the plot, or its reason where there is room."""
    if not marks:
        return []
    at = alt.X("at:Q")
    edges = [{"at": edge} for m in marks for edge in (m.begins, m.ends) if edge is not None]
    drawn: list[Layer] = [
        alt.Chart(rows_of(edges)).mark_rule(color=INK, strokeWidth=1.5, strokeDash=[2, 3]).encode(x=at)
    ]
    reason = reasons(marks, paper)
    if not reason:
        middles = [m.begins if m.ends is None else (m.begins + m.ends) / 2 for m in marks]
        places = _apart(middles, (ends[1] - ends[0]) * LEAST_APART[paper.narrow])
        above = [{"at": place, "text": str(m.number)} for place, m in zip(places, marks, strict=True)]
        return [*drawn, text_layer(above, at, at_pixel_y(-14), paper.text - 1, align="center", fontWeight="bold")]
    late = marks[0].begins > sum(ends) / 2
    style = {"align": "right" if late else "left", "dx": 4 if late else -4}
    place = {"at": marks[0].begins}
    for n, line in enumerate(reversed(reason)):
        height = at_pixel_y(-14 - LEADING * n)
        drawn.append(text_layer([place | {"text": line}], at, height, paper.text - 2, color=INK, **style))
    return drawn


def _apart(places: list[float], least: float) -> list[float]:
    """Places in rising order moved as little as lets two neighbours stand so far apart: 1 and 2 are not twelve."""
    found = list(places)
    for n in range(1, len(found)):
        short = least - (found[n] - found[n - 1])
        if short > 0:
            found[n - 1] -= short / 2
            found[n] += short / 2
    return found


def break_key(finding: ReleasedFinding) -> tuple[str, ...]:
    """The breaks in order of time: "1, April 2024: new recording system", "2, March 2020 to July 2021, shaded: ...".

    A chart draws each with its number.
    """
    key = []
    for number, (_, first, last, title) in enumerate(finding.breaks, start=1):
        when = f"{spoken_month(first)} to {spoken_month(last)}, shaded" if last else spoken_month(first)
        key.append(f"{number}, {when}: {title}")
    return tuple(key)
