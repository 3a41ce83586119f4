"""How criteria are weighed: the weights shown, and the bounds within which random ones are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.analyses.priorities.inputs import WeightRange
from purbeck.analyses.priorities.rules import Rules

HALVINGS = 100  # of the range the common factor lies in: more than floating point can tell apart


@dataclass(frozen=True)
class Weighing:
    """One entry a criterion: the weight shown, and the least and greatest that is drawn; weights shown add up to 1."""

    shown: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]


def weighing(ranges: Iterable[WeightRange], rules: Rules) -> Weighing:
    """The weights of the rules, each kept within the widest range that holds the views of all who gave one.

    A criterion nobody gave a range for may weigh anything. The rules' weights are scaled by one factor until, each kept
    within its range, they add up to 1.

    Raises ValueError where no weights that add up to 1 lie within the ranges.
    """
    lowest, highest = np.zeros(len(rules.names)), np.ones(len(rules.names))
    given = list(ranges)
    for n, name in enumerate(rules.names):
        views = [one for one in given if one.criterion == name]
        if views:
            lowest[n], highest[n] = min(one.lowest for one in views), max(one.highest for one in views)
    if lowest.sum() > 1 or highest.sum() < 1:
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
    return Weighing(np.clip(much * usual, lowest, highest), lowest, highest)
