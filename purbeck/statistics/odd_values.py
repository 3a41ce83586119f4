"""Counts far from those around them in time, by a measure that odd ones cannot hide themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from purbeck.statistics.intervals import whole_counts

# The median absolute deviation of a normal variable is this share of its standard deviation, the wrong way up.
MAD_TO_STANDARD_DEVIATION = 1.4826


@dataclass(frozen=True)
class OddLimits:
    """When a count is odd.

    `around` nearest values judge it, none further than `reach` places away, and at least `fewest` of them. It is odd
    where it is `ratio` times their median, or less than the median over `ratio`; and `spreads` of their spread from it;
    and the median is `smallest` or more.
    """

    around: int
    reach: int
    fewest: int
    ratio: float
    spreads: float
    smallest: float


@dataclass(frozen=True)
class OddValues:
    """For each value: the median of those around it, the value over it, how many spreads away it is, whether it is odd.

    All are nan (`odd` False) where too few values are near, or they are too small.
    """

    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    spreads: NDArray[np.float64]
    odd: NDArray[np.bool_]


def odd_values(counts: ArrayLike, at: ArrayLike, limits: OddLimits) -> OddValues:
    """Judge each count of a series by the median of those nearest in time, itself left out.

    counts : whole numbers. at : where each stands in time (month numbers), rising; gaps are allowed. The spread is of
    log(count / median): 1.4826 times the median absolute deviation, and never less than a Poisson count's, 1 /
    sqrt(median). Half a count is added to count and median, so that a zero has a logarithm.

    Raises ValueError where `at` does not rise or is of another length.

    Source: Hampel, Journal of the American Statistical Association 69 (1974) 383-393, for the median and its deviation.
    """
    values, place = whole_counts(counts).astype(np.float64), np.asarray(at, dtype=np.int64)
    if values.shape != place.shape or values.ndim != 1 or (np.diff(place) <= 0).any():
        raise ValueError(f"counts and times must be of one length, times rising; given {len(values)}, {len(place)}")
    found = np.full((3, len(values)), np.nan)
    for n in range(len(values)):
        around = _around(values, place, n, limits)
        if len(around) >= limits.fewest and (middle := float(np.median(around))) >= limits.smallest:
            found[:, n] = middle, values[n] / middle, _spreads_away(values[n], middle, around)
    expected, ratio, spreads = found
    with np.errstate(invalid="ignore"):
        odd = ((ratio >= limits.ratio) | (ratio <= 1 / limits.ratio)) & (np.abs(spreads) >= limits.spreads)
    return OddValues(expected, ratio, spreads, odd)


def _around(values: NDArray[np.float64], place: NDArray[np.int64], n: int, limits: OddLimits) -> NDArray[np.float64]:
    """The nearest values in time, the earlier first where two are as near."""
    away = np.abs(place - place[n])
    nearest = np.argsort(away, kind="stable")
    return values[[k for k in nearest if 0 < away[k] <= limits.reach][: limits.around]]


def _spreads_away(value: float, middle: float, around: NDArray[np.float64]) -> float:
    logs = np.log((around + 0.5) / (middle + 0.5))
    deviation = float(np.median(np.abs(logs - np.median(logs)))) * MAD_TO_STANDARD_DEVIATION
    return float(np.log((value + 0.5) / (middle + 0.5)) / max(deviation, 1 / np.sqrt(middle)))
