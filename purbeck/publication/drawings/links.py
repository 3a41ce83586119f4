"""A map of links: ours left, theirs right, a curve as thick as what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from purbeck.publication.chart_theme import INK, OTHERS, SOFT, Paper
from purbeck.publication.drawings.sketch import Box, Rect, Sketch

GAP, SIDE, NARROW_SIDE = 10, 0.36, 0.38
ROUNDS = 12
THINNEST, STEP, THICKEST = 1.5, 1.25, 9.0


@dataclass(frozen=True)
class Node:
    """One thing on a side: its key, and its box."""

    key: str
    box: Box


@dataclass(frozen=True)
class Link:
    """What two things share: how many things."""

    left: str
    right: str
    count: int


def draw_links(
    lefts: Sequence[Node], rights: Sequence[Node], links: Sequence[Link], heads: tuple[str, str], paper: Paper
) -> Sketch:
    """Both sides with their links, in an order in which few of them cross."""
    sketch = Sketch(paper)
    across = paper.width * (NARROW_SIDE if paper.narrow else SIDE)
    ours, theirs = ordered(lefts, rights, links)
    sides = ((heads[0], ours, 0.0), (heads[1], theirs, paper.width - across))
    tops = [sketch.words(head, left, 0, across, INK, bold=True).bottom + GAP for head, _, left in sides]
    deep = [sum(sketch.height_of(node.box, across) + GAP for node in nodes) for _, nodes, _ in sides]
    placed: list[Mapping[str, Rect]] = []
    for (_, nodes, left), height in zip(sides, deep, strict=True):
        placed.append(_column(sketch, nodes, Rect(left, max(tops), across, max(deep)), max(deep) - height))
    _draw_curves(sketch, placed[0], placed[1], links)
    return sketch


def ordered(
    lefts: Sequence[Node], rights: Sequence[Node], links: Sequence[Link]
) -> tuple[list[Node], list[Node]]:  # fmt: skip
    """Both sides, each thing near the middle of what it is linked to; what is linked to nothing comes last."""
    ours, theirs = sorted(lefts, key=lambda node: node.key), sorted(rights, key=lambda node: node.key)
    to_right = {node.key: [link.right for link in links if link.left == node.key] for node in ours}
    to_left = {node.key: [link.left for link in links if link.right == node.key] for node in theirs}
    best, fewest = (ours, theirs), crossings(ours, theirs, links)
    for _ in range(ROUNDS):
        theirs = _nearest(theirs, to_left, ours)
        ours = _nearest(ours, to_right, theirs)
        found = crossings(ours, theirs, links)
        if found < fewest:
            best, fewest = (ours, theirs), found
    return best


def crossings(lefts: Sequence[Node], rights: Sequence[Node], links: Sequence[Link]) -> int:
    """How many pairs of links cross."""
    ours = {node.key: number for number, node in enumerate(lefts)}
    theirs = {node.key: number for number, node in enumerate(rights)}
    ends = [(ours[link.left], theirs[link.right]) for link in links]
    return sum((a - c) * (b - d) < 0 for number, (a, b) in enumerate(ends) for c, d in ends[:number])


def _nearest(nodes: Sequence[Node], linked: Mapping[str, Sequence[str]], others: Sequence[Node]) -> list[Node]:
    at = {node.key: number for number, node in enumerate(others)}

    def middle(node: Node) -> tuple[float, str]:
        ends = [at[key] for key in linked[node.key]]
        return (sum(ends) / len(ends) if ends else len(others), node.key)

    return sorted(nodes, key=middle)


def _column(sketch: Sketch, nodes: Sequence[Node], room: Rect, spare: float) -> dict[str, Rect]:
    """Draw the boxes of a side, spread over its height."""
    between = GAP + (spare / len(nodes) if nodes else 0)
    top, placed = room.y + (between - GAP) / 2, {}
    for node in nodes:
        placed[node.key] = sketch.box(node.box, room.x, top, room.width)
        top = placed[node.key].bottom + between
    return placed


def _draw_curves(sketch: Sketch, ours: Mapping[str, Rect], theirs: Mapping[str, Rect], links: Sequence[Link]) -> None:
    """Draw each link from a point of its own on either side, so that no two begin or end together."""
    for link in sorted(links, key=lambda one: (-one.count, one.left, one.right)):
        start = _port(
            ours[link.left],
            [theirs[one.right].middle for one in links if one.left == link.left],
            theirs[link.right].middle,
        )
        end = _port(
            theirs[link.right],
            [ours[one.left].middle for one in links if one.right == link.right],
            ours[link.left].middle,
        )
        thick = min(THINNEST + STEP * (link.count - 1), THICKEST)
        sketch.curve(
            (ours[link.left].right, start), (theirs[link.right].x, end), thick, OTHERS if link.count < 2 else SOFT
        )


def _port(box: Rect, others: Sequence[float], here: float) -> float:
    """How far down a box's side a link is tied: links are tied in the order in which their other ends stand."""
    at = sorted(others).index(here)
    return box.y + box.height * (at + 1) / (len(others) + 1)
