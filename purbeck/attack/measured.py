"""Bars, dots and map areas measured: what a drawing tells of a row that its table hides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from purbeck.attack.columns import COUNT, PEOPLE, RATE, Columns, number_at, per
from purbeck.attack.found import Drawing, Lettering, Secret, Shape, plain
from purbeck.attack.marks import Said, Span, said, whole_within
from purbeck.attack.rows import Populations, Told

ALIGNED = 1.5  # units of a drawing within which things stand on one line
FEWEST_TICKS = 3
LETTERS = 5  # half the height of letters
BESIDE = 8  # how far a numeral may stand beside its tick
MOST_OF_IT = 0.75
PRECISION = 0.51  # half a unit: how finely a drawing is measured
BARS, DOTS = frozenset({"rect", "path", "polygon"}), frozenset({"circle", "ellipse"})
CLASS = re.compile(r"^\s*([\d,.]+)\s*(?:to|-|–|—)\s*(?:under\s*|less than\s*)?([\d,.]+)")
UNDER = re.compile(r"(?i)^\s*(?:under|below|less than|up to|<)\s*([\d,.]+)")
OVER = re.compile(r"(?i)^\s*(?:over|above|more than|>)?\s*([\d,.]+)\s*(?:or more|and over|\+)")


@dataclass(frozen=True)
class Axis:
    """A numeric axis: a number is `start + step * place`, along x or along y."""

    along: str
    start: float
    step: float

    def at(self, place: float) -> float:
        """The number at a place."""
        return self.start + self.step * place


def told_by_drawing(drawing: Drawing, secrets: Sequence[Secret], known: Columns, people: Populations) -> Iterator[
    tuple[Secret, Told]
]:  # fmt: skip
    """What a drawing tells of the hidden rows of its own table."""
    every = list(axes(drawing.letters))
    classes = list(_classes(drawing))
    for secret in secrets:
        names = {plain(label) for label in secret.labels}
        for axis in every:
            yield from ((secret, told) for told in _bar(drawing, axis, secret, names, known))
        for shape in drawing.shapes:
            if not any(plain(shape.label).startswith(name) for name in names if name):
                continue
            for fill, low, high, text in classes:
                if fill == shape.fill:
                    yield from ((secret, told) for told in _class(secret, known, people, low, high, text))


def axes(letters: Sequence[Lettering]) -> Iterator[Axis]:
    """Every line of numbers at equal steps."""
    numbers = [(one, value) for one in letters if (value := said(one.text))]
    for along in ("x", "y"):
        lines: dict[int, list[tuple[float, float]]] = {}
        for one, value in numbers:
            across = one.y if along == "x" else one.x
            lines.setdefault(round(across / ALIGNED), []).append((one.x if along == "x" else one.y, value.value))
        for held in lines.values():
            points = sorted(set(held))
            if len(points) < FEWEST_TICKS or len({value for _, value in points}) < len(points):
                continue
            (a, first), (b, last) = points[0], points[-1]
            if a == b:
                continue
            step = (last - first) / (b - a)
            axis = Axis(along, first - step * a, step)
            if step and all(abs(first + step * (place - a) - value) <= abs(step) * ALIGNED for place, value in points):
                yield axis


def _bar(drawing: Drawing, axis: Axis, secret: Secret, names: set[str], known: Columns) -> Iterator[Told]:
    """The end of the bar, or the middle of the dot, that stands at a hidden row's label."""
    labels = [label for label in drawing.letters if plain(label.text) in names]
    if known.kinds[secret.column] != COUNT or not labels:
        return
    bars = _bars(drawing.shapes, axis)
    base = _base(bars, axis)
    for label in labels:
        for shape in bars:
            low, high = _across(shape, axis)
            middle = label.y - LETTERS if axis.along == "x" else label.x  # letters stand on their line
            if not low - ALIGNED <= middle <= high + ALIGNED:
                continue
            ends = _along(shape, axis)
            if shape.kind in DOTS:
                place = sum(ends) / 2
            elif min(abs(end - base) for end in ends) > ALIGNED:
                continue
            else:
                place = max(ends, key=lambda end: abs(end - base))
            value = axis.step * (place - base)
            half = abs(axis.step) * PRECISION
            span = whole_within(value - half, value + half)
            if not span.empty and span.most > 0 and abs(place - base) > PRECISION:
                yield "measured bar", span, f"the bar of “{label.text}” ends at {value:.2f}"


def _across(shape: Shape, axis: Axis) -> tuple[float, float]:
    return (shape.top, shape.bottom) if axis.along == "x" else (shape.left, shape.right)


def _along(shape: Shape, axis: Axis) -> tuple[float, float]:
    return (shape.left, shape.right) if axis.along == "x" else (shape.top, shape.bottom)


def _bars(shapes: Sequence[Shape], axis: Axis) -> list[Shape]:
    """The shapes that are as broad as some other, and not nearly as broad as the whole drawing, as its ground is."""
    broad = [
        (shape, high - low) for shape in shapes for low, high in [_across(shape, axis)] if shape.kind in BARS | DOTS
    ]
    if not broad:
        return []
    whole = max(high for shape, _ in broad for _, high in [_across(shape, axis)])
    whole -= min(low for shape, _ in broad for low, _ in [_across(shape, axis)])
    each = Counter(round(breadth) for _, breadth in broad)
    return [shape for shape, breadth in broad if 0 < breadth < MOST_OF_IT * whole and each[round(breadth)] > 1]


def _base(bars: Sequence[Shape], axis: Axis) -> float:
    """Where nought is: at the numeral, which stands a little beside its tick, or where most bars near it begin."""
    zero = -axis.start / axis.step
    near = Counter(
        round(end, 1)
        for shape in bars
        if shape.kind not in DOTS
        for end in _along(shape, axis)
        if abs(end - zero) <= BESIDE
    )
    return near.most_common(1)[0][0] if near else zero


def _classes(drawing: Drawing) -> Iterator[tuple[str, float, float, str]]:
    """The classes of a legend: a colour, and the numbers between which it stands."""
    for one in drawing.letters:
        ends = _ends(one.text)
        if ends is None:
            continue
        near = [
            s for s in drawing.shapes
            if s.kind in {"rect", "circle", "path"} and s.fill and s.right <= one.x + ALIGNED
            and s.top - 20 <= one.y <= s.bottom + 20 and one.x - s.right < 60 and s.right - s.left < 80
        ]  # fmt: skip
        if near:
            nearest = min(near, key=lambda s: (one.x - s.right) + abs((s.top + s.bottom) / 2 - one.y))
            yield nearest.fill, *ends, one.text


def _ends(text: str) -> tuple[float, float] | None:
    if match := CLASS.search(text):
        return _figure(match[1]), _figure(match[2])
    if match := UNDER.search(text):
        return 0.0, _figure(match[1])
    if match := OVER.search(text):
        return _figure(match[1]), inf
    return None


def _figure(written: str) -> float:
    return float(written.replace(",", "").rstrip("."))


def _class(secret: Secret, known: Columns, people: Populations, low: float, high: float, text: str) -> Iterator[Told]:
    """A class of a map, as a range of the count: by the residents, where it is a class of rates."""
    says = f"its class on the map is “{text}”"
    rates = known.of(RATE)
    if not rates:
        yield "map class", Span(low, high), says
        return
    base: Said | None = next((p for c in known.of(PEOPLE) if (p := number_at(known, secret.row, c))), None)
    base = base or next((people[plain(label)] for label in secret.labels if plain(label) in people), None)
    if base is not None and high < inf:
        unit = per(secret.grid.headings[rates[0]])
        yield "map class", whole_within(low * base.low / unit, high * base.high / unit), says
