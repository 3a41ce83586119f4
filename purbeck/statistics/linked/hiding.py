"""Which further numbers to hide, so that those that must stay uncertain do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.moves import Ranges
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.propagation import propagate
from purbeck.statistics.linked.reaching import Search, meet, unmet
from purbeck.statistics.linked.reopening import reopened
from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole
from purbeck.statistics.linked.witnesses import Witnesses


class UnprotectableError(ValueError):
    """Nothing that may be hidden keeps `number` as uncertain as it must stay."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"nothing that may be hidden keeps number {number} uncertain enough")


@dataclass(frozen=True, eq=False)
class Hideable:
    """What is shown of each number, what would be known of it if it were hidden, and what that costs.

    least, most : the public range as it is shown; equal where exact. hidden_least, hidden_most : the range if it were
    hidden. cost : infinite where it cannot be hidden, or is already. Shapes (numbers,).
    """

    least: Whole
    most: Whole
    hidden_least: Whole
    hidden_most: Whole
    cost: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Choice:
    """Numbers that are to be hidden besides, ascending, and the solutions that show that every need is met."""

    hidden: Whole
    found: Witnesses


def choose_hidden(system: LinkedSystem, base: Whole, given: Hideable, needs: Needs) -> Choice:
    """Hide further numbers until every need is met, and no number hidden for it is exact.

    base : the true numbers (shape (numbers,)); they add up and lie within what is shown. The same input gives the same choice.
    Raises UnprotectableError where a need cannot be met.

    Each need in turn is met for the least cost, up and down at once, by a whole-number programme of the numbers near it, then
    of wider parts: the order of Kelly, Golden and Assad, Networks 22 (1992) 397-417, with an exact step. A number hidden on
    the way takes another value in one of the solutions, so it is not exact; and what is hidden later only leaves more possible.
    """
    before, ranges = (Ranges(*(getattr(given, name).copy() for name in given.__dataclass_fields__)) for _ in range(2))
    found = Witnesses(base)
    search = Search(system, ranges, found)
    hidden = _parts_of_needs(system, ranges, needs)
    for at in unmet(needs, found):
        while not needs.met(found.low, found.high)[at]:
            moved = meet(search, needs, int(at))
            if moved is None:
                raise UnprotectableError(int(needs.numbers[at]))
            found.record(moved)
            ranges.hide(moved.hidden)
            hidden += moved.hidden.tolist()
    hidden, found = reopened(system, before, hidden, needs, found)
    return Choice(np.array(sorted(hidden), dtype=np.int64), found)


def _parts_of_needs(system: LinkedSystem, ranges: Ranges, needs: Needs) -> list[int]:
    """Hide what is known of the parts of a sum whose whole could not be as small as it must, for them: of many needs at once.

    Two parts of at least one each make a whole of at least two. Where their ranges are needs as well, which every way of meeting
    the whole's need would have to hide, the search is spared them.
    """
    asked = np.zeros(system.size, dtype=bool)
    asked[needs.numbers] = True
    lowest = np.full(system.size, UNBOUNDED)
    lowest[needs.numbers] = np.where(needs.least <= needs.most, needs.least, UNBOUNDED)
    whole_of = system.columns[system.starts[:-1]][system.row_of] if system.rows else system.columns
    hidden: list[int] = []
    while True:
        least, _ = propagate(system, ranges.least, ranges.most)
        short = (least > lowest)[whole_of] & (system.signs < 0)
        parts = np.unique(system.columns[short])
        parts = parts[asked[parts] & np.isfinite(ranges.cost[parts])]
        if not len(parts):
            return hidden
        ranges.hide(parts)
        hidden += parts.tolist()
