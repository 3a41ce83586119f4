"""Lines and points of charts measured: what they tell of a row that the table hides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from purbeck.attack.columns import COUNT, RATE, Columns, is_total, number_at, per
from purbeck.attack.found import Drawing, Point, Secret, plain
from purbeck.attack.marks import Span, whole_within
from purbeck.attack.measured import BESIDE, DOTS, PRECISION, Axis, axes
from purbeck.attack.rows import Populations, Told, people_of
from purbeck.attack.shapes import LINE, POINT

FEWEST_POINTS = 3  # of a line; so many shown numbers have to agree with it, too
NEAR = 4.0  # how far a point may stand from the middle of its label, which may be turned


def told_by_lines(
    drawing: Drawing, secrets: Sequence[Secret], known: Columns, people: Populations
) -> Iterator[tuple[Secret, Told]]:  # fmt: skip
    """What the lines of a drawing tell of the hidden rows of its own table.

    A point is a row's where it stands at the row's label, or where a line has as many points as the table has rows. A line is of
    a column where it agrees with every number that the column shows.
    """
    trails = list(_trails(drawing))
    for axis in axes(drawing.letters) if trails else ():
        for trail in trails:
            for places in _placed(trail, axis, drawing, known):
                for column in known.of(COUNT, RATE):
                    yield from _of_column(places, axis, column, secrets, known, people)


def _trails(drawing: Drawing) -> Iterator[Sequence[Point]]:
    """The points of every line, and those of dots of one colour."""
    dots: dict[str, list[Point]] = defaultdict(list)
    for shape in drawing.shapes:
        if shape.kind == LINE and len(shape.points) >= FEWEST_POINTS:
            yield shape.points
        elif shape.kind in DOTS | {POINT}:
            dots[shape.fill].append(((shape.left + shape.right) / 2, (shape.top + shape.bottom) / 2))
    yield from (held for held in dots.values() if len(held) >= FEWEST_POINTS)


def _placed(trail: Sequence[Point], axis: Axis, drawing: Drawing, known: Columns) -> Iterator[dict[int, float]]:
    """Where on the axis each row's point stands: by its label, else by the order of the rows, upwards and downwards."""
    value, across = (0, 1) if axis.along == "x" else (1, 0)
    named: dict[int, float] = {}
    for one in drawing.letters:
        row = known.unique.get(plain(one.text))
        near = min(trail, key=lambda point: abs(point[across] - (one.x, one.y)[across]))
        if row is not None and abs(near[across] - (one.x, one.y)[across]) <= NEAR:
            named[row] = near[value]
    yield named
    rows = [row for row in range(len(known.cells)) if not is_total(known.labels[row])]
    if len(rows) == len(trail):
        ordered = [point[value] for point in sorted(trail, key=lambda point: point[across])]
        yield dict(zip(rows, ordered, strict=True))
        yield dict(zip(rows, ordered[::-1], strict=True))


def _of_column(
    places: Mapping[int, float], axis: Axis, column: int, secrets: Sequence[Secret], known: Columns, people: Populations
) -> Iterator[tuple[Secret, Told]]:  # fmt: skip
    shown = {row: number for row in places if (number := number_at(known, row, column))}
    if len(shown) < FEWEST_POINTS or len({number.value for number in shown.values()}) == 1:
        return
    beside = median(number.value - axis.at(places[row]) for row, number in shown.items())
    half = abs(axis.step) * PRECISION
    off = (
        abs(number.value - axis.at(places[row]) - beside) - (number.high - number.low) / 2
        for row, number in shown.items()
    )
    if abs(beside) > abs(axis.step) * BESIDE or max(off) > half:  # numerals stand a little beside their ticks
        return
    for secret in secrets:
        if secret.row not in places or known.kinds[secret.column] != COUNT:
            continue
        value = axis.at(places[secret.row]) + beside
        span = _span(secret, known, column, value - half, value + half, people)
        if span is not None and not span.empty and value > half:
            yield secret, ("measured line", span, f"the line stands at {value:.2f} for “{', '.join(secret.labels)}”")


def _span(secret: Secret, known: Columns, column: int, low: float, high: float, people: Populations) -> Span | None:
    """The counts that a measured number leaves: of a count itself, of a rate by the residents."""
    if known.kinds[column] == COUNT:
        return whole_within(low, high) if column == secret.column else None
    base = people_of(secret, known, people)
    if base is None:
        return None
    unit = per(secret.grid.headings[column])
    return whole_within(low * base.low / unit, high * base.high / unit)
