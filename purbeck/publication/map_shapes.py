"""Boundaries on the National Grid as paths of an SVG, small enough to stand inside a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Ring = list[tuple[float, float]]

# A page shows a map about 640 pixels wide: steps of a fifth of a pixel are finer than anyone sees.
STEPS_WIDE = 3200
MARGIN_SHARE = 0.03
BAR_SHARE = 0.05


@dataclass(frozen=True)
class Shape:
    """The rings of an area, metres east and north; `middle` is the centre of its largest ring."""

    rings: tuple[Ring, ...]
    middle: tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """Metres to whole steps of the drawing: `scale` is steps a metre; north is up."""

    west: float
    north: float
    scale: float
    width: int
    height: int
    margin: float

    @classmethod
    def over(cls, shapes: Iterable[Shape]) -> Grid:
        """The grid on which all the shapes fill the width, with room for a scale bar below."""
        points = [point for shape in shapes for ring in shape.rings for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        margin = STEPS_WIDE * MARGIN_SHARE
        across, down = max(east - west, 1), max(north - south, 1)
        # A tall area is bounded by its height, so that the map fits a screen.
        scale = (STEPS_WIDE - 2 * margin) / max(across, down / 1.1)
        width = round(across * scale + 2 * margin)
        height = round(down * scale + 2 * margin + STEPS_WIDE * BAR_SHARE)
        return cls(west - margin / scale, north + margin / scale, scale, width, height, margin)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point in metres lies in the drawing."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale


def shape_of(geometry: dict[str, Any]) -> Shape:
    """A GeoJSON polygon or multipolygon, coordinates in metres. Raises ValueError for anything else."""
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ValueError(f'a map takes Polygon or MultiPolygon, not "{geometry["type"]}"')
    rings = tuple([(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon)
    largest = max((polygon[0] for polygon in polygons), key=lambda ring: abs(_area(ring)))
    return Shape(rings, _centre([(float(x), float(y)) for x, y, *_ in largest]))


def _area(ring: list[Any]) -> float:
    """Twice the signed area of a ring, measured from its first corner to keep the figures small."""
    x0, y0 = ring[0][0], ring[0][1]
    return float(sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring)))


def _centre(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of a ring; the middle of its corners where it has no area."""
    twice = _area(ring)
    x0, y0 = ring[0]
    if not twice:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x_sum = y_sum = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        x_sum += cross * (ax + bx - 2 * x0)
        y_sum += cross * (ay + by - 2 * y0)
    return x0 + x_sum / (3 * twice), y0 + y_sum / (3 * twice)


def path_of(shape: Shape, grid: Grid) -> str:
    """The path of a shape in whole steps, each corner counted from the last; corners that fall together are one.

    Neighbours round their common corners alike, so that no gap opens between them.
    """
    return "".join(_ring_path(ring, grid) for ring in shape.rings)


def _ring_path(ring: Ring, grid: Grid) -> str:
    steps: list[tuple[int, int]] = []
    for x, y in ring:
        at_x, at_y = grid.place(x, y)
        step = round(at_x), round(at_y)
        if not steps or step != steps[-1]:
            steps.append(step)
    if len(steps) > 1 and steps[0] == steps[-1]:
        steps.pop()
    moves = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(steps)]
    return f"M{steps[0][0]} {steps[0][1]}l{' '.join(moves)}z" if moves else f"M{steps[0][0]} {steps[0][1]}h1v1z"
