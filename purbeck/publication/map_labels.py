"""Where numbers stand on a map so that none hides another: pushed apart, each tied to its place by a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 200
GAP = 1.12
MOVED_SHARE = 0.6


@dataclass(frozen=True)
class Mark:
    """A number's place, the place it is about, and whether the two are apart far enough to need a line."""

    x: float
    y: float
    from_x: float
    from_y: float
    moved: bool


def label_places(points: Sequence[tuple[float, float]], radius: float, size: tuple[float, float]) -> list[Mark]:
    """Places for round marks of one radius, at least a little apart and inside the drawing. Always the same."""
    at = [_nudged(x, y, n, radius) for n, (x, y) in enumerate(points)]
    for _ in range(ROUNDS):
        if not _push_apart(at, radius):
            break
        at = [(min(max(x, radius), size[0] - radius), min(max(y, radius), size[1] - radius)) for x, y in at]
    return [
        Mark(x, y, px, py, math.hypot(x - px, y - py) > radius * MOVED_SHARE)
        for (x, y), (px, py) in zip(at, points, strict=True)
    ]


def _nudged(x: float, y: float, n: int, radius: float) -> tuple[float, float]:
    """A hair's breadth in a direction of its own, so that marks on one spot have a way to part."""
    turn = n * 2.399963
    return x + radius * 0.01 * math.cos(turn), y + radius * 0.01 * math.sin(turn)


def _push_apart(at: list[tuple[float, float]], radius: float) -> bool:
    """Move each pair that is too close apart by half its overlap; whether any pair was."""
    moved = False
    least = 2 * radius * GAP
    for i in range(len(at)):
        for j in range(i):
            dx, dy = at[i][0] - at[j][0], at[i][1] - at[j][1]
            apart = math.hypot(dx, dy)
            if apart < least - 0.5:
                push = (least - apart) / 2 / (apart or 1)
                at[i] = at[i][0] + dx * push, at[i][1] + dy * push
                at[j] = at[j][0] - dx * push, at[j][1] - dy * push
                moved = True
    return moved
