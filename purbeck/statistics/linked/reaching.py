"""How one need is met: near by first, farther round where that does not do, the whole component last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.moves import Moved, Ranges, Target, cheapest_moves
from purbeck.statistics.linked.nearby import nearby
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.system import LinkedSystem, Whole
from purbeck.statistics.linked.witnesses import Witnesses

# How many numbers are looked at before the next and wider look.
LOOKS = (60, 240, 1_000, 4_000)
# A way that costs something is held against that of the next look, where that is no wider than this.
SECOND_LOOK = 120
WIDEST_SPAN = 1_000


@dataclass(eq=False)
class Search:
    """What is searched: the system, what is known of its numbers, and the solutions found so far."""

    system: LinkedSystem
    ranges: Ranges
    found: Witnesses

    @cached_property
    def labels(self) -> Whole:
        """Which numbers hang together through those that can move at some cost."""
        return self.system.components(np.isfinite(self.ranges.to_move()))

    @cached_property
    def members(self) -> dict[int, Whole]:
        """The numbers of each component, ascending."""
        order = np.argsort(self.labels, kind="stable")
        cut = np.flatnonzero(np.diff(self.labels[order])) + 1
        return {int(self.labels[some[0]]): some for some in np.split(order, cut)}

    def look(self, number: int) -> Iterator[tuple[Whole, int | None]]:
        """Wider and wider sets of numbers round one, with how far they may be moved; the whole component at the end."""
        if self.labels[number] < 0:
            return
        everything = self.members[int(self.labels[number])]
        cost = self.ranges.to_move()
        for limit in LOOKS:
            if len(everything) <= limit:
                break
            yield nearby(self.system, number, cost, limit), None
        yield everything, None
        yield everything, WIDEST_SPAN


def ways(needs: Needs, at: int, found: Witnesses) -> list[list[Target]]:
    """What would meet one need, beyond the solutions found so far: any one of these lists of targets. Its range comes first."""
    number, width = int(needs.numbers[at]), int(needs.width[at])
    targets = []
    if needs.least[at] <= needs.most[at]:
        if found.high[number] < needs.most[at]:
            targets.append(Target(number, at_least=int(needs.most[at])))
        if found.low[number] > needs.least[at]:
            targets.append(Target(number, at_most=int(needs.least[at])))
        if targets:
            return [targets]
    low, high = int(found.low[number]), int(found.high[number])
    if high - low >= width:
        return [[]]
    up, down = Target(number, at_least=low + width), Target(number, at_most=high - width)
    half = (high - low + width + 1) // 2
    both = [Target(number, at_least=low + half), Target(number, at_most=low + half - width)]
    return [[up], [down], both] if width > 1 else [[up], [down]]


def meet(search: Search, needs: Needs, at: int, widest: int | None = None) -> Moved | None:
    """The cheapest way found to meet one need, of the first look that has any and the next; None where there is none.

    widest : how many numbers to look at before giving up; all that hang together where it is not given.
    """
    number = int(needs.numbers[at])
    best: Moved | None = None
    for numbers, span in search.look(number):
        if widest is not None and len(numbers) > 2 * widest:
            break
        found = [
            moved
            for targets in ways(needs, at, search.found)
            if targets
            and (moved := cheapest_moves(search.system, search.found.base, search.ranges, targets, numbers, span))
        ]
        cheapest = min(found, key=lambda moved: moved.cost, default=None)
        if cheapest is not None and cheapest.cost == 0:
            return cheapest
        if cheapest is not None and len(numbers) >= SECOND_LOOK:
            return cheapest if best is None or cheapest.cost < best.cost else best
        if best is not None and (cheapest is None or cheapest.cost >= best.cost):
            return best
        best = best if cheapest is None or (best is not None and best.cost <= cheapest.cost) else cheapest
    return best


def unmet(needs: Needs, found: Witnesses) -> NDArray[np.int64]:
    """The places of needs that the solutions found so far do not meet."""
    return np.flatnonzero(~needs.met(found.low, found.high))
