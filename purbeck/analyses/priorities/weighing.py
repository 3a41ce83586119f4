"""How criteria are weighed: the weights shown, and the bounds within which random ones are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.analyses.priorities.inputs import WeightRange, last_of_each_role
from purbeck.analyses.priorities.rules import Rules

DECIMALS = 9  # of a sum of shares: three thirds may come out a hair above or below 1
HALVINGS = 100  # of the range the common factor lies in: more than floating point can tell apart


@dataclass(frozen=True)
class Weighing:
    """One entry a criterion: the weight shown, and the least and greatest that is drawn; weights shown add up to 1.

    `views` are the ranges that people gave each criterion, of each role the last.
    """

    shown: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    views: tuple[tuple[WeightRange, ...], ...]


def weighing(ranges: Iterable[WeightRange], rules: Rules) -> Weighing:
    """The weights of the rules, each kept within the widest range that holds the views of all who gave one.

    A criterion nobody gave a range for may weigh anything. The rules' weights are scaled by one factor until, each kept
    within its range, they add up to 1.

    Raises ValueError where no weights that add up to 1 lie within the ranges.
    """
    views = _views(ranges, rules)
    lowest, highest = _ends(views)
    if round(lowest.sum(), DECIMALS) > 1 or round(highest.sum(), DECIMALS) < 1:
        raise ValueError(
            f"ranges of weights that add up to {lowest.sum():g} at least and {highest.sum():g} at most hold no 1"
        )
    usual = np.array([criterion.weight for criterion in rules.criteria])
    little, much = 0.0, 1.0 / usual.min()
    for _ in range(HALVINGS):
        factor = (little + much) / 2
        if np.clip(factor * usual, lowest, highest).sum() < 1:
            little = factor
        else:
            much = factor
    return Weighing(np.clip(much * usual, lowest, highest), lowest, highest, views)


def sums_of_ends(ranges: Iterable[WeightRange], rules: Rules) -> tuple[float, float]:
    """What the least and the greatest weights of all criteria add up to: weights lie within where 1 lies between."""
    lowest, highest = _ends(_views(ranges, rules))
    return round(float(lowest.sum()), DECIMALS), round(float(highest.sum()), DECIMALS)


def _views(ranges: Iterable[WeightRange], rules: Rules) -> tuple[tuple[WeightRange, ...], ...]:
    """What each role last gave each criterion, in one order whatever order they came in."""
    given = sorted(set(ranges), key=lambda one: (one.role, one.lowest, one.highest, one.reason))
    return tuple(tuple(last_of_each_role(one for one in given if one.criterion == name)) for name in rules.names)


def _ends(views: tuple[tuple[WeightRange, ...], ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the greatest weight of each criterion."""
    lowest = np.array([min((one.lowest for one in of), default=0.0) for of in views])
    highest = np.array([max((one.highest for one in of), default=1.0) for of in views])
    return lowest, highest
