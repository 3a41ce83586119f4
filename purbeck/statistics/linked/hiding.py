"""Which further numbers to hide, so that those that must stay uncertain do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.moves import Ranges
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.reaching import Search, meet, unmet
from purbeck.statistics.linked.system import LinkedSystem, Whole
from purbeck.statistics.linked.witnesses import Witnesses


class Unprotectable(ValueError):
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
    Raises Unprotectable where a need cannot be met.

    Each need in turn is met for the least cost, up and down at once, by a whole-number programme of the numbers near it, then
    of wider parts: the order of Kelly, Golden and Assad, Networks 22 (1992) 397-417, with an exact step. A number hidden on
    the way takes another value in one of the solutions, so it is not exact; and what is hidden later only leaves more possible.
    """
    ranges = Ranges(*(getattr(given, name).copy() for name in given.__dataclass_fields__))
    found = Witnesses(base)
    search = Search(system, ranges, found)
    hidden: list[int] = []
    for at in unmet(needs, found):
        if needs.met(found.low, found.high)[at]:
            continue
        moved = meet(search, needs, int(at))
        if moved is None:
            raise Unprotectable(int(needs.numbers[at]))
        found.record(moved)
        ranges.hide(moved.hidden)
        hidden += moved.hidden.tolist()
    return Choice(np.array(sorted(hidden), dtype=np.int64), found)
