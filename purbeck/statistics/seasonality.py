"""Monthly values with the time of year taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from purbeck.statistics.loglinear import fit_loglinear

MONTHS_IN_A_YEAR = 12
# With one value a calendar month, the factor would be that value's own noise and the month would always look ordinary.
FEWEST_VALUES_IN_A_MONTH = 2


@dataclass(frozen=True)
class SeasonalAdjustment:
    """A series and its seasonal factors.

    `values` has the length and unit of the input, nan where it was nan; `factors` holds January to December, mean 1;
    `adjusted` is false where there was too little to go on: then the values are as given and the factors all 1.
    """

    values: NDArray[np.float64]
    factors: NDArray[np.float64]
    adjusted: bool


def seasonally_adjusted(values: ArrayLike, month_of_year: ArrayLike) -> SeasonalAdjustment:
    """Divide each month's value by how high that month of the year usually is.

    `values` are counts or rates of months in time order, without skipped rows (a missing month is a nan); months are
    numbered 1 to 12. Fits log(value) = month of year + straight line in time by Poisson quasi-likelihood, which allows
    zeros and gaps and is the same in any unit; the month effects, scaled to a mean of 1 so that the level of a year is
    kept, are the factors. The line is there so that a steady rise is not taken for a season; it stays in the values.

    Needs each calendar month at least twice, so 24 months or more, and none with nothing in it; otherwise the values
    come back as they are, flagged. Not the classical ratio to a centred moving average: with two years that leaves one
    ratio a month, and stable series charted after it signalled 99% of the time (docs/methods/process-control.md).

    Raises ValueError for negative or infinite values, months outside 1 to 12, and unequal lengths.

    Source: Cameron and Trivedi, Regression Analysis of Count Data, 2nd edition (2013), chapter 7 (log-linear seasonal
    models); Wedderburn, Biometrika 61 (1974) 439-447 (quasi-likelihood).
    """
    series, month = _checked_series(values, month_of_year)
    known = np.isfinite(series)
    seen = np.bincount(month[known], minlength=MONTHS_IN_A_YEAR)
    totals = np.bincount(month[known], weights=series[known], minlength=MONTHS_IN_A_YEAR)
    if seen.min() < FEWEST_VALUES_IN_A_MONTH or totals.min() == 0:
        return SeasonalAdjustment(series, np.ones(MONTHS_IN_A_YEAR), adjusted=False)
    in_month = (month[known, np.newaxis] == np.arange(MONTHS_IN_A_YEAR)).astype(np.float64)
    years_from_middle = (np.flatnonzero(known) - (len(series) - 1) / 2) / MONTHS_IN_A_YEAR
    design = np.column_stack([in_month, years_from_middle])
    fit = fit_loglinear(series[known], design, np.zeros(known.sum()))
    level = np.exp(fit.coefficients[:MONTHS_IN_A_YEAR])
    factors = level / level.mean()
    return SeasonalAdjustment(series / factors[month], factors, adjusted=True)


def _checked_series(values: ArrayLike, month_of_year: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    series = np.array(values, dtype=np.float64)
    month = np.asarray(month_of_year)
    if series.ndim != 1 or series.shape != month.shape:
        raise ValueError(f"values {series.shape} and months {month.shape} must be two columns of one length")
    wrong = (series < 0) | np.isinf(series)
    if wrong.any():
        raise ValueError(f"a value is {series[wrong][0]}; values must be 0 or more and finite, or nan when missing")
    outside = ~np.isin(month, np.arange(1, MONTHS_IN_A_YEAR + 1))
    if outside.any():
        raise ValueError(f"a month of the year is {month[outside][0]}; months are numbered 1 to 12")
    return series, month.astype(np.int64) - 1
