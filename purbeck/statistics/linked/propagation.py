"""How narrow ranges become when each sum is looked at by itself, until nothing changes."""

from __future__ import annotations

import numpy as np

from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole

# Rounds after which it stops: what it has by then holds, only it may not be the narrowest that propagation can say.
MOST_ROUNDS = 500


class ContradictionError(ValueError):
    """No whole numbers within the ranges add up. `number` is one whose range came out empty."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"no whole numbers within these ranges add up: nothing is left for number {number}")


def propagate(system: LinkedSystem, least: Whole, most: Whole) -> tuple[Whole, Whole]:
    """Ranges that hold every solution, as narrow as each sum by itself can make them.

    least, most : shape (numbers,); `UNBOUNDED` stands for no upper limit. What comes out has the same shape. Where the sums of
    numbers that are not yet exact have no cycle, these are the tightest ranges; elsewhere they may be too wide, never too
    narrow. Raises ContradictionError where nothing is left.

    Source: bounds consistency of linear equations, as in Harvey and Stuckey, Constraints 8 (2003) 173-207.
    """
    least, most = least.astype(np.int64), np.minimum(most, UNBOUNDED).astype(np.int64)
    _check(least, most)
    if not system.rows:
        return least, most
    used = np.flatnonzero(np.diff(system.column_starts))
    begin = system.column_starts[used]
    plus = system.signs > 0
    for _ in range(MOST_ROUNDS):
        low, high = least[system.columns], most[system.columns]
        smallest, largest = np.where(plus, low, -high), np.where(plus, high, -low)
        under = system.totals(smallest)[system.row_of] - smallest
        over = system.totals(largest)[system.row_of] - largest
        at_least, at_most = np.where(plus, -over, under), np.where(plus, -under, over)
        raised = np.maximum(least[used], np.maximum.reduceat(at_least[system.by_column], begin))
        lowered = np.minimum(most[used], np.minimum.reduceat(at_most[system.by_column], begin))
        if np.array_equal(raised, least[used]) and np.array_equal(lowered, most[used]):
            break
        least[used], most[used] = raised, lowered
        _check(least, most)
    return least, most


def _check(least: Whole, most: Whole) -> None:
    empty = np.flatnonzero(least > most)
    if len(empty):
        raise ContradictionError(int(empty[0]))
