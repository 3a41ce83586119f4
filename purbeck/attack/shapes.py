"""Drawings as boxes and letters: where each bar, dot and area stands, transforms worked in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from purbeck.attack.found import Lettering, Point, Shape
from purbeck.attack.markup import Element

Matrix = tuple[float, float, float, float, float, float]
LINE, POINT = "line", "point"
UNFILLED = ("", "none", "transparent")

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
TRANSFORM = re.compile(r"(translate|scale|matrix|rotate)\s*\(([^)]*)\)")
FIGURE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
STEP = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}


def drawn(picture: Element) -> tuple[list[Shape], list[Lettering]]:
    """The shapes and the letters of an SVG, in its own units."""
    shapes: list[Shape] = []
    letters: list[Lettering] = []
    _gather(picture, UNIT, "", shapes, letters)
    return shapes, letters


def _gather(one: Element, outer: Matrix, fill: str, shapes: list[Shape], letters: list[Lettering]) -> None:
    if one.tag in {"defs", "clippath", "style", "#comment"} or one.attributes.get("display") == "none":
        return
    here = moved(outer, _matrix(one.attributes.get("transform", "")))
    fill = one.attributes.get("fill", fill)
    if one.tag == "text":
        x, y = _place(here, (_figure(one, "x"), _figure(one, "y")))
        letters.append(Lettering(x, y, one.text()))
        return
    points = list(_outline(one))
    if points:
        placed = [_place(here, point) for point in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        title = next(
            (child.text() for child in one.children if isinstance(child, Element) and child.tag == "title"), ""
        )
        label = title or one.attributes.get("aria-label", "")
        kind = _kind(one, fill)
        colour = one.attributes.get("stroke", "") if kind == POINT and fill in UNFILLED else fill
        shapes.append(
            Shape(min(xs), min(ys), max(xs), max(ys), colour, label, kind, tuple(placed) if kind == LINE else ())
        )
    for child in one.children:
        if isinstance(child, Element):
            _gather(child, here, fill, shapes, letters)


def _kind(one: Element, fill: str) -> str:
    """What a shape is: its element, but that a path or polyline that nothing fills is a line, and one of arcs alone a point."""
    steps = {letter.upper() for letter, _ in STEP.findall(one.attributes.get("d", ""))}
    if one.tag == "path" and "A" in steps and steps <= set("MAZ"):
        return POINT
    open_ended = one.tag == "polyline" or (one.tag == "path" and "Z" not in steps)
    return LINE if open_ended and fill in UNFILLED else one.tag


def _figure(one: Element, name: str) -> float:
    match = FIGURE.match(one.attributes.get(name, "").strip())
    return float(match[0]) if match else 0.0


def _outline(one: Element) -> Iterator[Point]:
    """The corners of a shape; of a curve, its ends."""
    if one.tag in {"rect", "image"}:
        x, y, w, h = (_figure(one, name) for name in ("x", "y", "width", "height"))
        yield from ((x, y), (x + w, y + h))
    elif one.tag in {"circle", "ellipse"}:
        x, y, r = _figure(one, "cx"), _figure(one, "cy"), _figure(one, "r")
        across, down = r or _figure(one, "rx"), r or _figure(one, "ry")
        yield from ((x - across, y - down), (x + across, y + down))
    elif one.tag == "line":
        yield from ((_figure(one, "x1"), _figure(one, "y1")), (_figure(one, "x2"), _figure(one, "y2")))
    elif one.tag in {"polygon", "polyline"}:
        figures = [float(f) for f in FIGURE.findall(one.attributes.get("points", ""))]
        yield from zip(figures[::2], figures[1::2], strict=False)
    elif one.tag == "path":
        yield from _path(one.attributes.get("d", ""))


def _path(steps: str) -> Iterator[Point]:
    x = y = 0.0
    for letter, held in STEP.findall(steps):
        kind = letter.upper()
        figures = [float(f) for f in FIGURE.findall(held)]
        takes = TAKES.get(kind, 0)
        for at in range(0, len(figures) - takes + 1, takes) if takes else ():
            x, y = _stepped(kind, letter.islower(), figures[at : at + takes], x, y)
            yield x, y


def _stepped(kind: str, relative: bool, figures: list[float], x: float, y: float) -> Point:
    base_x, base_y = (x, y) if relative else (0.0, 0.0)
    if kind == "H":
        return base_x + figures[0], y
    if kind == "V":
        return x, base_y + figures[0]
    return base_x + figures[-2], base_y + figures[-1]


def _matrix(written: str) -> Matrix:
    found = UNIT
    for name, held in TRANSFORM.findall(written):
        f = [float(one) for one in FIGURE.findall(held)]
        if name == "translate" and f:
            found = moved(found, (1, 0, 0, 1, f[0], f[1] if len(f) > 1 else 0))
        elif name == "scale" and f:
            found = moved(found, (f[0], 0, 0, f[1] if len(f) > 1 else f[0], 0, 0))
        elif name == "matrix" and len(f) == len(UNIT):
            found = moved(found, (f[0], f[1], f[2], f[3], f[4], f[5]))
    return found


def moved(a: Matrix, b: Matrix) -> Matrix:
    """The transform that does `b`, then `a`."""
    return (
        a[0] * b[0] + a[2] * b[1], a[1] * b[0] + a[3] * b[1], a[0] * b[2] + a[2] * b[3], a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4], a[1] * b[4] + a[3] * b[5] + a[5],
    )  # fmt: skip


def _place(m: Matrix, point: Point) -> Point:
    return m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]
