"""Which units are most alike: standardised variables, weighted distances, the nearest few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Distances that differ by less than this are ties: what is left of them is rounding, and would follow the order of rows.
DECIMALS_OF_A_DISTANCE = 9

TRANSFORMATIONS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "none": lambda values: values,
    "square_root": np.sqrt,
    "logarithm": np.log,
}


@dataclass(frozen=True)
class Standardised:
    """A variable as standard scores: one entry a unit, nan where it has no value; `mean` and `deviation` undo it.

    Both are of the transformed values, over the `units` that have one. A variable that is the same everywhere tells
    nothing apart: its deviation is 0 and its scores are nan.
    """

    scores: NDArray[np.float64]
    mean: float
    deviation: float
    units: int


def standardise(values: ArrayLike, transformation: str = "none") -> Standardised:
    """Transform a variable, then take away its mean and divide by its standard deviation (of all units, not a sample).

    `values` has one entry a unit, nan where there is none. Every unit counts once, whatever its size. Scores do not
    depend on the order of the units; nor on a positive change of unit (all transformations), nor on a shift (`none`).

    Raises ValueError for a transformation not known, a negative value under `square_root`, one not above 0 under
    `logarithm`, an infinite value, or more than one dimension.
    """
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 1:
        raise ValueError(f"values have {given.ndim} dimensions; give one column")
    if transformation not in TRANSFORMATIONS:
        raise ValueError(f'"{transformation}" is no transformation; known are {", ".join(TRANSFORMATIONS)}')
    known = given[~np.isnan(given)]
    _refuse_values_out_of_range(known, transformation)
    changed = TRANSFORMATIONS[transformation](given)
    # Summed in order of size, so that shuffled rows give the same last digit.
    ordered = np.sort(changed[~np.isnan(changed)])
    if ordered.size == 0 or ordered[0] == ordered[-1]:
        mean = float(ordered[0]) if ordered.size else float("nan")
        return Standardised(np.full(given.shape, np.nan), mean, 0.0, int(ordered.size))
    mean = float(ordered.mean())
    deviation = float(np.sqrt(np.mean((ordered - mean) ** 2)))
    return Standardised((changed - mean) / deviation, mean, deviation, int(ordered.size))


def _refuse_values_out_of_range(known: NDArray[np.float64], transformation: str) -> None:
    if np.isinf(known).any():
        raise ValueError("a value is infinite; give nan where a unit has none")
    if transformation == "square_root" and (known < 0).any():
        raise ValueError(f"a value is {known.min()}; a square root needs values of 0 or more")
    if transformation == "logarithm" and (known <= 0).any():
        raise ValueError(f"a value is {known.min()}; a logarithm needs values above 0")


def distances(scores: ArrayLike, unit: int, weights: ArrayLike) -> NDArray[np.float64]:
    """How far each unit lies from one of them: the root of the weighted mean of squared differences in scores.

    `scores` is units x variables, `unit` a row of it, `weights` one for each variable, on any common scale. In standard
    deviations: 0 is no difference at all, 1 is one standard deviation in every variable. nan where either unit lacks a
    variable; 0 from the unit to itself.

    Raises ValueError where the shapes do not agree or weights are not above zero.
    """
    table, weight = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or weight.shape != (table.shape[1],) or not weight.size:
        raise ValueError(f"scores {table.shape} and weights {weight.shape} do not agree: one weight for each column")
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError(f"weights are {weight.tolist()}; each must be above zero")
    squared = (table - table[unit]) ** 2 @ (weight / weight.sum())
    return np.asarray(np.round(np.sqrt(squared), DECIMALS_OF_A_DISTANCE), dtype=np.float64)


def nearest(
    scores: ArrayLike, codes: Sequence[str] | NDArray[np.str_], units: Sequence[int], weights: ArrayLike, number: int
) -> list[list[tuple[str, float]]]:
    """For each of `units` (rows of `scores`) those most like it, as (code, distance), the nearest first.

    Ties come in the order of their codes. Units that lack a variable are in no list, and one that lacks a variable
    itself has an empty one. Fewer than `number` where there are not so many. The answer does not depend on the order of
    the rows.

    Raises ValueError as `distances` does, and where codes are not one for each unit or `number` is below 1.
    """
    names = np.asarray(codes, dtype=np.str_)
    different = len(np.unique(names))
    if different != len(names) or len(names) != len(np.asarray(scores)):
        raise ValueError(f"{different:,} different codes for {len(np.asarray(scores)):,} units; give one for each")
    if number < 1:
        raise ValueError(f"{number} units were asked for; ask for at least 1")
    return [_nearest(distances(scores, unit, weights), names, unit, number) for unit in units]


def _nearest(away: NDArray[np.float64], names: NDArray[np.str_], unit: int, number: int) -> list[tuple[str, float]]:
    comparable = np.flatnonzero(~np.isnan(away) & (np.arange(len(away)) != unit))
    if len(comparable) > number:  # those as near as the last of the list, with its ties, before their codes are sorted
        comparable = comparable[away[comparable] <= np.partition(away[comparable], number - 1)[number - 1]]
    order = comparable[np.lexsort((names[comparable], away[comparable]))][:number]
    return [(str(names[n]), float(away[n])) for n in order]
