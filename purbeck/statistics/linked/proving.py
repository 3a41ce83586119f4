"""Whether what is shown leaves every number as uncertain as it must stay: the audit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.bounds import tightest_bounds
from purbeck.statistics.linked.moves import Ranges
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.propagation import propagate
from purbeck.statistics.linked.reaching import Search, meet, unmet
from purbeck.statistics.linked.system import LinkedSystem, Whole
from purbeck.statistics.linked.whole_numbers import some_solution
from purbeck.statistics.linked.witnesses import Witnesses


@dataclass(frozen=True, eq=False)
class Proof:
    """Whether each need is met (shape (needs,)), and what an attacker cannot exclude of each number (shapes (numbers,)).

    `least` and `most` are the tightest bounds where a need is not met. Where it is, they are what solutions show to be possible:
    the attacker's range is at least so wide.
    """

    safe: NDArray[np.bool_]
    least: Whole
    most: Whole


def prove(system: LinkedSystem, least: Whole, most: Whole, needs: Needs, base: Whole | None = None) -> Proof:
    """Whether the public ranges leave every need met: by solutions that show it, or by tightest bounds that deny it.

    base : a solution to start from; without it one is looked for. Raises ContradictionError where the ranges do not add up.
    """
    least, most = propagate(system, least, most)
    found = Witnesses(some_solution(system, least, most) if base is None else base)
    never = np.full(system.size, np.inf)
    search = Search(system, Ranges(least, most, least, most, never), found)
    refused = ~needs.met(least, most)  # what propagation denies, no solution can show
    low, high = found.low.copy(), found.high.copy()
    for at in unmet(needs, found):
        while not (refused[at] or needs.met(found.low, found.high)[at]):
            moved = meet(search, needs, int(at))
            if moved is None:
                refused[at] = True
            else:
                found.record(moved)
    low, high = found.low.copy(), found.high.copy()
    for number in needs.numbers[refused]:
        low[number], high[number] = tightest_bounds(system, least, most, int(number))
    return Proof(needs.met(low, high), low, high)
