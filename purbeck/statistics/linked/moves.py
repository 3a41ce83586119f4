"""Other whole numbers that add up as well: one pushed up or down, and what must be hidden for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from purbeck.statistics.linked.system import LinkedSystem, Whole
from purbeck.statistics.linked.whole_numbers import MOST_NODES, Part, UndecidedError, as_whole, part_of

# How far any number may be moved to let one of them move by one; with a little more for the smallest moves.
SPAN = 4
NEAR = 1e-6


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
    system: LinkedSystem, base: Whole, ranges: Ranges, targets: Sequence[Target], numbers: Whole, reach: int | None = None,
    exactly: bool = False,
) -> Moved | None:  # fmt: skip
    """Values for `numbers` that reach each target, all other numbers as in `base`, for a low cost of hiding.

    For the least cost of all with `exactly`, which takes long for more than some tens of numbers. None where there are none
    within `reach` of the base (SPAN times the farthest target where it is not given).
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
    values = _values(part, local, may, lows, highs, here, exactly)
    if values is None:
        return None
    outside = [(v[may] < local.least[may]) | (v[may] > local.most[may]) for v in values]
    hidden = may[np.logical_or.reduce(outside)] if len(may) else may
    return Moved(numbers, tuple(values), numbers[hidden], float(local.cost[hidden].sum()))


def _distance(base: Whole, target: Target) -> int:
    ends = [end for end in (target.at_least, target.at_most) if end is not None]
    return max((abs(end - int(base[target.number])) for end in ends), default=0)


def _values(
    part: Part, local: Ranges, may: Whole, lows: list[Whole], highs: list[Whole], here: Whole, exactly: bool
) -> list[Whole] | None:
    """Whole values that reach each target: those of the fractional programme where they are whole.

    Else those of the whole-number programme that may hide what the fractional one did, and last of that which may hide anything.
    """
    solved = _solve(part, local, may, lows, highs, here, whole=exactly)
    if solved is None:
        return None
    found = _whole(part, solved, lows, highs)
    if found is not None:
        return found
    if exactly:
        _undecided()
    beyond = [(v[may] < local.least[may] - NEAR) | (v[may] > local.most[may] + NEAR) for v in solved]
    used = may[np.logical_or.reduce(beyond)]
    for allowed in (used, may) if len(used) < len(may) else (may,):
        shut = np.setdiff1d(may, allowed)
        low, high = [one.copy() for one in lows], [one.copy() for one in highs]
        for one in low:
            one[shut] = np.maximum(one[shut], local.least[shut])
        for one in high:
            one[shut] = np.minimum(one[shut], local.most[shut])
        solved = _solve(part, local, allowed, low, high, here, whole=True)
        if solved is not None:
            return _whole(part, solved, low, high) or _undecided()
    return None


def _whole(part: Part, solved: list[NDArray[np.float64]], lows: list[Whole], highs: list[Whole]) -> list[Whole] | None:
    """The values as whole numbers, if all of them are."""
    values = [as_whole(part, one, low, high) for one, low, high in zip(solved, lows, highs, strict=True)]
    found = [one for one in values if one is not None]
    return found if len(found) == len(values) else None


def _undecided() -> NoReturn:
    raise UndecidedError("the solver's values do not add up exactly")


def _solve(
    part: Part, local: Ranges, may: Whole, lows: list[Whole], highs: list[Whole], here: Whole, whole: bool
) -> list[NDArray[np.float64]] | None:
    """One programme of a copy of the part for each target, which share what is hidden; in differences from the base."""
    copies, size, choices = len(lows), len(here), len(may)
    low, high = np.concatenate(lows) - np.tile(here, copies), np.concatenate(highs) - np.tile(here, copies)
    at = (np.arange(copies)[:, None] * size + may).ravel()  # the numbers that may be hidden, copy by copy
    above, below = (np.tile((end - here)[may], copies) for end in (local.most, local.least))
    far = max(1, int((high[at] - above).max(initial=1)), int((below - low[at]).max(initial=1)))
    nothing, endless = np.zeros(copies * len(part.missing)), np.full(copies * choices, np.inf)
    found = optimize.milp(
        np.concatenate([np.zeros(copies * size), local.cost[may]]),
        integrality=np.full(copies * size + choices, int(whole)),
        bounds=optimize.Bounds(np.concatenate([low, np.zeros(choices)]), np.concatenate([high, np.ones(choices)])),
        constraints=optimize.LinearConstraint(
            _copied(part, copies, at, far),
            np.concatenate([nothing, -endless, below]),
            np.concatenate([nothing, above, endless]),
        ),
        options={"node_limit": MOST_NODES},
    )
    if found.status == 2:
        return None
    if found.x is None:
        raise UndecidedError(found.message)
    return [np.asarray(found.x[copy * size : (copy + 1) * size]) + here for copy in range(copies)]


def _copied(part: Part, copies: int, at: Whole, far: int) -> sparse.csr_array:
    """The sums of each copy; then, for each number that may be hidden (`at`), how far above and below what is shown it may be."""
    height, size = part.matrix.shape
    sums, rows, choices = copies * height, len(at), len(at) // copies
    which, hide = np.arange(rows), copies * size + np.tile(np.arange(choices), copies)
    blocks = part.matrix.tocoo()
    copy = np.repeat(np.arange(copies), blocks.nnz)
    row = [np.tile(blocks.coords[0], copies) + copy * height, *[sums + which] * 2, *[sums + rows + which] * 2]
    column = [np.tile(blocks.coords[1], copies) + copy * size, at, hide, at, hide]
    value = [np.tile(blocks.data, copies), *(np.full(rows, sign) for sign in (1, -far, 1, far))]
    return sparse.coo_array(
        (np.concatenate(value).astype(np.float64), (np.concatenate(row), np.concatenate(column))),
        shape=(sums + 2 * rows, copies * size + choices),
    ).tocsr()
