"""Limits that take in every comparison of two years that rounded counts leave possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from purbeck.statistics.intervals import tail_probability
from purbeck.statistics.possible import Floats, Range

LOWER, NO_DIFFERENCE, HIGHER = "lower", "no difference", "higher"


@dataclass(frozen=True)
class PossibleRatio:
    """What the comparison of two years may come to: `lower` and `upper` hold the limits of every one that is possible.

    `says` is on which side of 1 both limits lie for every count; None where that is open.
    """

    lower: float
    upper: float
    says: str | None


def possible_ratio(
    base: tuple[ArrayLike, ArrayLike], latest: tuple[ArrayLike, ArrayLike], years: tuple[Range, Range],
    exposure: tuple[ArrayLike, ArrayLike], confidence: float = 0.95,
) -> PossibleRatio:  # fmt: skip
    """What `dispersion.year_on_year` gives of two years, month by month, for every count within its range.

    base, latest : the least and the most of each month of the two years, like months at the same place. years : of their
    sums, base then latest, which may be told better than the months are. exposure : person-years of the months.

    With two years the model has a closed form given the ratio r of the rates: of the C events of a pair of like months the
    latest year has the share p = rk / (1 + rk), k being the ratio of their exposures. Then r solves sum(latest) = sum(C p),
    Pearson's chi-square is the sum of (latest - C p)^2 / (C p (1 - p)), and 1 / sum(C p (1 - p)) the variance of log r
    before dispersion. Each is bounded by itself, outwards.
    """
    (base_low, base_high), (late_low, late_high) = (_floats(*base), _floats(*latest))
    k = np.asarray(exposure[1], dtype=np.float64) / np.asarray(exposure[0], dtype=np.float64)
    sums = [
        (max(float(low.sum()), year[0]), min(float(high.sum()), year[1]))
        for (low, high), year in zip(((base_low, base_high), (late_low, late_high)), years, strict=True)
    ]
    if sums[0][0] <= 0 or sums[1][0] <= 0:
        return PossibleRatio(0.0, float("inf"), None)
    # A mean of the shares p lies between the least and the greatest of them, so the odds of the sums tell r.
    r = sums[1][0] / sums[0][1] / k.max(), sums[1][1] / sums[0][0] / k.min()
    p = r[0] * k / (1 + r[0] * k), r[1] * k / (1 + r[1] * k)
    spread = np.stack([one * (1 - one) for one in p])
    # p(1 - p) is highest at one half, which may lie between the ends.
    most_spread = np.where((p[0] < 0.5) & (p[1] > 0.5), 0.25, spread.max(axis=0))
    least_spread = spread.min(axis=0)
    low, high = base_low + late_low, base_high + late_high
    used = high > 0  # a month in which nothing ever was has no part in it
    off_low = late_low * (1 - p[1]) - base_high * p[1]
    off_high = late_high * (1 - p[0]) - base_low * p[0]
    nearest = np.maximum(0.0, np.maximum(off_low, -off_high))
    farthest = np.maximum(np.abs(off_low), np.abs(off_high))
    if (low[used] == 0).any():
        return PossibleRatio(0.0, float("inf"), None)
    df = int(used.sum()) - 1
    chi = (
        float((nearest**2 / (high * most_spread))[used].sum()),
        float((farthest**2 / (low * least_spread))[used].sum()),
    )
    information = float((low * least_spread)[used].sum()), float((high * most_spread)[used].sum())
    t = float(special.stdtrit(df, 1.0 - tail_probability(confidence)))
    narrow = t * np.sqrt(max(1.0, chi[0] / df) / information[1])
    wide = t * np.sqrt(max(1.0, chi[1] / df) / information[0])
    logs = float(np.log(r[0])), float(np.log(r[1]))
    return PossibleRatio(float(np.exp(logs[0] - wide)), float(np.exp(logs[1] + wide)), _says(logs, narrow, wide))


def _says(logs: tuple[float, float], narrow: float, wide: float) -> str | None:
    if logs[0] - wide > 0:
        return HIGHER
    if logs[1] + wide < 0:
        return LOWER
    return NO_DIFFERENCE if logs[1] - narrow <= 0 and logs[0] + narrow >= 0 else None


def _floats(least: ArrayLike, most: ArrayLike) -> tuple[Floats, Floats]:
    return np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
