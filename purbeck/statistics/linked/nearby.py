"""The numbers likeliest to help one of them move: those that close ways round, the cheapest first."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.system import LinkedSystem, Whole


def nearby(system: LinkedSystem, start: int, cost: NDArray[np.float64], limit: int) -> Whole:
    """About `limit` numbers round `start`, ascending, of which most have all their sums among those reached.

    cost : shape (numbers,), nought for those that can move as it is, infinite for those that cannot. A number can only move if in
    each of its sums another does, so that next comes, again and again, the number that costs least with the sums it adds.
    """
    degree = np.diff(system.column_starts)
    missing: dict[int, int] = {}
    chosen: set[int] = set()
    reached: set[int] = set()
    waiting = [(0.0, 0, start)]
    turn = 0
    while waiting and len(chosen) < limit:
        _, _, number = heapq.heappop(waiting)
        if number in chosen:
            continue
        chosen.add(number)
        for row in system.sums_of(number).tolist():
            if row in reached:
                continue
            reached.add(row)
            for other in system.numbers_of(row).tolist():
                if cost[other] != np.inf and other not in chosen:
                    missing[other] = missing.get(other, int(degree[other])) - 1
                    turn += 1
                    heapq.heappush(waiting, (missing[other] + float(cost[other]), turn, other))
    return np.array(sorted(chosen), dtype=np.int64)
