"""The numbers that are likeliest to help one of them move, the cheapest first."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.system import LinkedSystem, Whole

# What each number counts for beside its cost: short ways round are tried before long ones.
STEP = 1.0


def nearby(system: LinkedSystem, start: int, cost: NDArray[np.float64], a_row: int, limit: int) -> Whole:
    """About `limit` numbers round `start`, ascending: from each sum reached, the `a_row` that cost least.

    cost : shape (numbers,), nought for those that can move as it is, infinite for those that cannot. Among equals those
    come first whose other sums are reached already, since they close a way round.
    """
    reached = np.zeros(system.rows, dtype=bool)
    chosen = {start}
    waiting = [(0.0, start)]
    while waiting and len(chosen) < limit:
        distance, number = heapq.heappop(waiting)
        for row in system.sums_of(number):
            if reached[row]:
                continue
            reached[row] = True
            others = system.numbers_of(int(row))
            others = others[np.isfinite(cost[others])]
            score = cost[others] + STEP * np.array([np.sum(~reached[system.sums_of(int(o))]) for o in others])
            for at in np.lexsort((others, score))[:a_row]:
                other = int(others[at])
                if other not in chosen:
                    chosen.add(other)
                    heapq.heappush(waiting, (distance + STEP + float(cost[other]), other))
    return np.array(sorted(chosen), dtype=np.int64)
