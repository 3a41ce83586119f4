"""Where numbers stand on a map: off their places, tied to them by lines, none over another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

ROUNDS = 400
# Distances in radii of a mark: between two marks, and between a mark and any place that is marked.
BETWEEN_MARKS, FROM_PLACES = 2.2, 1.7
CLOSE_ENOUGH = 0.02
GOLDEN_ANGLE = 2.399963


@dataclass(frozen=True)
class Mark:
    """A number's middle, and the place it is about."""

    x: float
    y: float
    place_x: float
    place_y: float


def label_places(places: Sequence[Point], radius: float, size: Point) -> list[Mark]:
    """A mark for each place, inside the drawing, off every place and apart from every other mark. Always the same."""
    marks = [_start(place, n, places, radius) for n, place in enumerate(places)]
    for _ in range(ROUNDS):
        pushed = _push(marks, places, radius)
        marks = [(min(max(x, radius), size[0] - radius), min(max(y, radius), size[1] - radius)) for x, y in marks]
        if not pushed:
            break
    _uncross(marks, places)
    return [Mark(*mark, *place) for mark, place in zip(marks, places, strict=True)]


def _start(place: Point, n: int, places: Sequence[Point], radius: float) -> Point:
    """A step off the place, away from its neighbours, each with a turn of its own so that equal places part."""
    near = [p for p in places if math.dist(p, place) < 8 * radius]
    away_x, away_y = place[0] - sum(p[0] for p in near) / len(near), place[1] - sum(p[1] for p in near) / len(near)
    length = math.hypot(away_x, away_y)
    if length < radius * CLOSE_ENOUGH:
        away_x, away_y, length = math.cos(n * GOLDEN_ANGLE - 1), math.sin(n * GOLDEN_ANGLE - 1), 1.0
    step = FROM_PLACES * radius / length
    turn = radius * CLOSE_ENOUGH
    return place[0] + away_x * step + turn * math.cos(n), place[1] + away_y * step + turn * math.sin(n)


def _push(marks: list[Point], places: Sequence[Point], radius: float) -> bool:
    """Move marks that are too close to a mark or a place; whether any was."""
    moved = False
    for i in range(len(marks)):
        for j in range(i):
            if step := _step(marks[i], marks[j], BETWEEN_MARKS * radius):
                marks[i] = marks[i][0] + step[0] / 2, marks[i][1] + step[1] / 2
                marks[j] = marks[j][0] - step[0] / 2, marks[j][1] - step[1] / 2
                moved = True
        for place in places:
            if step := _step(marks[i], place, FROM_PLACES * radius):
                marks[i] = marks[i][0] + step[0], marks[i][1] + step[1]
                moved = True
    return moved


def _step(point: Point, other: Point, least: float) -> Point | None:
    """How far a point must go to be the least distance from another; None where it is."""
    apart = math.dist(point, other)
    if apart >= least * (1 - CLOSE_ENOUGH):
        return None
    share = (least - apart) / (apart or 1)
    return (point[0] - other[0]) * share, (point[1] - other[1]) * share


def _uncross(marks: list[Point], places: Sequence[Point]) -> None:
    """Let two marks change places while that makes their lines shorter: shortest lines never cross."""
    better = True
    while better:
        better = False
        for i in range(len(marks)):
            for j in range(i):
                now = math.dist(marks[i], places[i]) + math.dist(marks[j], places[j])
                if math.dist(marks[j], places[i]) + math.dist(marks[i], places[j]) < now - 1e-6:
                    marks[i], marks[j] = marks[j], marks[i]
                    better = True
