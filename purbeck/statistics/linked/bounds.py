"""The tightest range of one number that an attacker can work out, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.propagation import ContradictionError, propagate
from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole
from purbeck.statistics.linked.whole_numbers import Part, UndecidedError, as_whole, best, part_of


def tightest_bounds(system: LinkedSystem, least: Whole, most: Whole, number: int) -> tuple[int, int]:
    """The least and the most that a number can be, over all whole numbers within the ranges that add up.

    least, most : shape (numbers,). `UNBOUNDED` stands for no upper limit, in the answer too. Propagation first; where sums have
    cycles, the fractional programme, whose answer is exact where it is whole; the whole-number programme where it is not.
    Raises ContradictionError where nothing adds up.
    """
    least, most = propagate(system, least, most)
    labels = system.components(least < most)
    if labels[number] < 0:
        return int(least[number]), int(most[number])
    members = np.flatnonzero(labels == labels[number])
    if _is_a_tree(system, labels, int(labels[number])):
        return int(least[number]), int(most[number])
    part = part_of(system, members, least)
    low, high = least[members], most[members]
    at = int(np.searchsorted(members, number))
    ends = []
    for sign in (1.0, -1.0):
        if sign < 0 and high[at] >= UNBOUNDED:
            ends.append(UNBOUNDED)
            continue
        aim = np.zeros(len(members))
        aim[at] = sign
        ends.append(_end(part, low, high, aim, at))
    return ends[0], ends[1]


def _end(part: Part, low: Whole, high: Whole, aim: NDArray[np.float64], at: int) -> int:
    """What one number of a part is where `aim` is least."""
    for whole in (False, True):
        found = best(part, low, high, aim, whole)
        if found is None:
            raise ContradictionError(int(part.numbers[at]))
        if as_whole(part, found, low, high) is not None:
            return round(float(found[at]))
    raise UndecidedError(f"values near number {part.numbers[at]} are not whole")


def _is_a_tree(system: LinkedSystem, labels: Whole, label: int) -> bool:
    """Whether the sums of a component have no cycle: then propagation has said all there is to say."""
    inside = labels[system.columns] == label
    rows, columns = system.row_of[inside], system.columns[inside]
    return len(rows) == len(np.unique(rows)) + len(np.unique(columns)) - 1
