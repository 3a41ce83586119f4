"""Other whole numbers that add up as well: how one of them can be pushed up or down, and at what cost of hiding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole
from purbeck.statistics.linked.whole_numbers import MOST_NODES, Part, Undecided, as_whole, part_of

# How far any number may be moved to let one of them move by one; with a little more for the smallest moves.
SPAN = 4


@dataclass(frozen=True)
class Target:
    """A number is to be at least, or at most, so much."""

    number: int
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, eq=False)
class Ranges:
    """What is known of each number, and what would be if it were hidden, at a cost (infinite where it cannot be).

    Shapes (numbers,).
    """

    least: Whole
    most: Whole
    hidden_least: Whole
    hidden_most: Whole
    cost: NDArray[np.float64]

    def at(self, numbers: Whole) -> Ranges:
        """Of some numbers alone."""
        return Ranges(*(getattr(self, name)[numbers] for name in self.__dataclass_fields__))

    def hide(self, numbers: Whole) -> None:
        """Take numbers as hidden from now on."""
        self.least[numbers] = self.hidden_least[numbers]
        self.most[numbers] = self.hidden_most[numbers]
        self.cost[numbers] = np.inf

    def to_move(self) -> NDArray[np.float64]:
        """What it costs to let a number move: nought where its range has room, infinite where it is held for good."""
        return np.where(self.least < self.most, 0.0, self.cost)


@dataclass(frozen=True, eq=False)
class Moved:
    """For each target the values of the numbers, and what had to be hidden for it, with its cost."""

    numbers: Whole
    values: tuple[Whole, ...]
    hidden: Whole
    cost: float


def cheapest_moves(
    system: LinkedSystem, base: Whole, ranges: Ranges, targets: Sequence[Target], numbers: Whole, reach: int | None = None
) -> Moved | None:  # fmt: skip
    """Values for `numbers` that reach each target, all other numbers as in `base`, for the least cost of hiding.

    None where there are none within `reach` of the base (SPAN times the farthest target where it is not given).
    """
    part, here, local = part_of(system, numbers, base), base[numbers], ranges.at(numbers)
    span = reach or SPAN * (1 + max(_distance(base, target) for target in targets))
    may = np.flatnonzero(np.isfinite(local.cost))
    lows, highs = [], []
    for target in targets:
        low, high = np.maximum(local.least, here - span), np.minimum(local.most, here + span)
        low[may] = np.maximum(local.hidden_least[may], here[may] - span)
        high[may] = np.minimum(local.hidden_most[may], here[may] + span)
        at = int(np.searchsorted(numbers, target.number))
        low[at] = low[at] if target.at_least is None else max(low[at], target.at_least)
        high[at] = high[at] if target.at_most is None else min(high[at], target.at_most)
        if low[at] > high[at]:
            return None
        lows.append(low)
        highs.append(high)
    solved = _solve(part, local, may, lows, highs, here)
    if solved is None:
        return None
    values = tuple(_checked(part, one, low, high) for one, low, high in zip(solved, lows, highs, strict=True))
    outside = [(v[may] < local.least[may]) | (v[may] > local.most[may]) for v in values]
    hidden = may[np.logical_or.reduce(outside)] if len(may) else may
    return Moved(numbers, values, numbers[hidden], float(local.cost[hidden].sum()))


def _distance(base: Whole, target: Target) -> int:
    ends = [end for end in (target.at_least, target.at_most) if end is not None]
    return max((abs(end - int(base[target.number])) for end in ends), default=0)


def _solve(
    part: Part, local: Ranges, may: Whole, lows: list[Whole], highs: list[Whole], here: Whole
) -> list[NDArray[np.float64]] | None:
    """One programme of a copy of the part for each target, which share what is hidden; in differences from the base."""
    copies, size, choices = len(lows), len(here), len(may)
    nothing = sparse.csr_array((copies * len(part.missing), choices))
    sums = sparse.hstack([sparse.block_diag([part.matrix] * copies), nothing]) if choices else sparse.block_diag(
        [part.matrix] * copies
    )  # fmt: skip
    constraints = [optimize.LinearConstraint(sums.tocsr(), 0, 0)]
    pick = sparse.csr_array((np.ones(choices), (np.arange(choices), may)), shape=(choices, size))
    for copy in range(copies if choices else 0):
        blank = [sparse.csr_array((choices, size))] * copies
        blank[copy] = pick
        shown_low, shown_high = (end[may] - here[may] for end in (local.least, local.most))
        low, high = lows[copy][may] - here[may], highs[copy][may] - here[may]
        up, down = np.maximum(high - shown_high, 0), np.minimum(low - shown_low, 0)
        above = sparse.hstack([*blank, sparse.diags_array(-up.astype(np.float64))]).tocsr()
        below = sparse.hstack([*blank, sparse.diags_array(-down.astype(np.float64))]).tocsr()
        constraints += [
            optimize.LinearConstraint(above, -np.inf, np.maximum(shown_high, low)),
            optimize.LinearConstraint(below, np.minimum(shown_low, high), np.inf),
        ]
    found = optimize.milp(
        np.concatenate([np.zeros(copies * size), local.cost[may]]), integrality=np.ones(copies * size + choices),
        bounds=optimize.Bounds(
            np.concatenate([*(low - here for low in lows), np.zeros(choices)]),
            np.concatenate([*(high - here for high in highs), np.ones(choices)]),
        ),
        constraints=constraints, options={"node_limit": MOST_NODES},
    )  # fmt: skip
    if found.status == 2:
        return None
    if found.x is None:
        raise Undecided(found.message)
    return [np.asarray(found.x[copy * size : (copy + 1) * size]) + here for copy in range(copies)]


def _checked(part: Part, values: NDArray[np.float64], low: Whole, high: Whole) -> Whole:
    solution = as_whole(part, values, low, np.minimum(high, UNBOUNDED))
    if solution is None:
        raise Undecided("the solver's values do not add up exactly")
    return solution
