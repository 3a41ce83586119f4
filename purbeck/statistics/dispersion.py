"""How far counts vary beyond chance, and whether one year differs from another given that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from purbeck.statistics.intervals import positive_exposure, tail_probability, whole_counts
from purbeck.statistics.loglinear import fit_loglinear

# With fewer, the dispersion itself is hardly known: at 5 residual degrees of freedom its 95% interval already spans a
# factor of 15 (chi-square quantiles 0.83 and 12.83), at 2 a factor of 146. Six months set against the same six months
# give exactly 5. False positive rates found by simulation are in docs/methods/year-on-year.md.
MINIMUM_RESIDUAL_DF = 5


@dataclass(frozen=True)
class YearOnYear:
    """One year's rate over another's, like month compared with like month.

    `ratio`, `lower` and `upper` are the latest year's rate over the base year's; `p_value` is two-sided for a ratio of
    1; `dispersion` is the variance over the mean that the interval uses (never below 1); `residual_df` its degrees of
    freedom; `n` the number of rows that entered the fit.
    """

    ratio: float
    lower: float
    upper: float
    p_value: float
    dispersion: float
    residual_df: int
    n: int


def pearson_dispersion(observed: ArrayLike, expected: ArrayLike, residual_df: int) -> float:
    """Pearson's chi-square over its residual degrees of freedom: about 1 for Poisson counts around `expected`.

    `observed` and `expected` are counts of the same shape. Raises ValueError when an expected count is not above zero
    or when there are no residual degrees of freedom.

    Source: McCullagh and Nelder, Generalized Linear Models, 2nd edition (1989), chapter 6.
    """
    if residual_df < 1:
        raise ValueError(f"{residual_df} residual degrees of freedom; dispersion needs at least 1")
    counts = np.asarray(observed, dtype=np.float64)
    fitted = positive_exposure(expected)
    return float(np.sum((counts - fitted) ** 2 / fitted) / residual_df)


def year_on_year(
    counts: ArrayLike,
    exposure: ArrayLike,
    year: ArrayLike,
    season: ArrayLike,
    base_year: int,
    latest_year: int,
    confidence: float = 0.95,
) -> YearOnYear:
    """Compare two years month by month, allowing counts to vary more than a Poisson count would.

    One row a month: `counts` (events), `exposure` (person-years), `year` (whole numbers, any custom year), `season`
    (month of the year or any label that recurs). Fits log(count) = season + year + log(exposure) by quasi-likelihood;
    the dispersion is Pearson's chi-square over its residual degrees of freedom, and the interval uses Student's t with
    those degrees of freedom. Years other than the two compared may be given: they add to what is known of season and
    dispersion. Leave months that were not filed out of the rows.

    Dispersion below 1 is raised to 1: separate events cannot be steadier than chance, so a smaller estimate is luck,
    and would make the interval too narrow. Months in succession are taken as independent given the year and season;
    where one high month drags the next, the interval is too narrow (docs/methods/year-on-year.md says how much).

    Raises ValueError, in words, when a year has no rows or no events, when the two years share no season, or when
    fewer than MINIMUM_RESIDUAL_DF degrees of freedom are left.

    Source: Wedderburn, Biometrika 61 (1974) 439-447; McCullagh and Nelder (1989), chapters 6 and 9.
    """
    tail = tail_probability(confidence)
    table = _checked_rows(counts, exposure, year, season)
    _refuse_empty_years(table, base_year, latest_year)
    design = _design(table["year"], table["season"], base_year)
    column = 1 + [y for y in np.unique(table["year"]) if y != base_year].index(latest_year)
    residual_df = len(table["count"]) - int(np.linalg.matrix_rank(design))
    _refuse_thin_data(design, residual_df)
    fit = fit_loglinear(table["count"].astype(np.float64), design, np.log(table["exposure"]))
    dispersion = max(1.0, pearson_dispersion(table["count"], fit.fitted, residual_df))
    standard_error = float(np.sqrt(fit.covariance[column, column] * dispersion))
    return _ratio_of_years(float(fit.coefficients[column]), standard_error, dispersion, residual_df, len(design), tail)


def _ratio_of_years(
    log_ratio: float, standard_error: float, dispersion: float, residual_df: int, n: int, tail: float
) -> YearOnYear:
    half_width = float(special.stdtrit(residual_df, 1.0 - tail)) * standard_error
    return YearOnYear(
        ratio=float(np.exp(log_ratio)),
        lower=float(np.exp(log_ratio - half_width)),
        upper=float(np.exp(log_ratio + half_width)),
        p_value=float(2.0 * special.stdtr(residual_df, -abs(log_ratio) / standard_error)),
        dispersion=dispersion,
        residual_df=residual_df,
        n=n,
    )


def _checked_rows(
    counts: ArrayLike, exposure: ArrayLike, year: ArrayLike, season: ArrayLike
) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {
        "count": whole_counts(counts),
        "exposure": positive_exposure(exposure),
        "year": np.asarray(year),
        "season": np.asarray(season),
    }
    lengths = {name: values.shape for name, values in columns.items()}
    if len(set(lengths.values())) != 1 or columns["count"].ndim != 1:
        raise ValueError(f"counts, exposure, year and season must be columns of one length; given {lengths}")
    # A season that never had an event says nothing of the ratio, and its fitted level would run off to minus infinity.
    labels, position = np.unique(columns["season"], return_inverse=True)
    totals = np.bincount(position, weights=columns["count"], minlength=len(labels))
    used = totals[position] > 0
    return {name: values[used] for name, values in columns.items()}


def _refuse_empty_years(table: dict[str, NDArray[Any]], base_year: int, latest_year: int) -> None:
    if base_year == latest_year:
        raise ValueError(f"the base year and the latest year are both {base_year}; give two different years")
    for wanted in (base_year, latest_year):
        if not table["count"][table["year"] == wanted].sum():
            raise ValueError(f"no events in {wanted}; a ratio of years needs events in both")
    empty = [y for y in np.unique(table["year"]) if not table["count"][table["year"] == y].sum()]
    if empty:
        raise ValueError(f"no events in {empty[0]}; leave that year out of the rows")


def _refuse_thin_data(design: NDArray[np.float64], residual_df: int) -> None:
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("the years share too few months of the year to be compared like with like")
    if residual_df < MINIMUM_RESIDUAL_DF:
        raise ValueError(
            f"too few months: {residual_df} degrees of freedom are left to judge how far months vary, and "
            f"{MINIMUM_RESIDUAL_DF} are needed (six months against the same six months give 5)"
        )


def _design(year: NDArray[Any], season: NDArray[Any], base_year: int) -> NDArray[np.float64]:
    """Columns: intercept, one for each year but the base, one for each season but the first."""
    other_years = [y for y in np.unique(year) if y != base_year]
    columns = [np.ones(len(year))]
    columns += [(year == y).astype(np.float64) for y in other_years]
    columns += [(season == label).astype(np.float64) for label in np.unique(season)[1:]]
    return np.column_stack(columns)


def dispersed_ratio(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, dispersion: float, residual_df: int,
    confidence: float = 0.95,
) -> tuple[float, float, float]:  # fmt: skip
    """The ratio of two rates, a over b, and its interval where counts vary more than chance alone.

    The ratio is of the rates as they stand; the interval is that of a quasi-Poisson model with the dispersion given,
    by Student's t with its degrees of freedom: exp(log ratio +/- t sqrt(dispersion (1/count_a + 1/count_b))).

    Raises ValueError where a count or an exposure is not above zero, or the dispersion is below 1.

    Source: Wedderburn, Biometrika 61 (1974) 439-447.
    """
    if min(count_a, count_b) <= 0 or min(exposure_a, exposure_b) <= 0:
        raise ValueError("counts and exposures must be above zero for a ratio with dispersion")
    if dispersion < 1:
        raise ValueError(f"the dispersion is {dispersion}; separate events cannot vary less than chance alone")
    ratio = (count_a / exposure_a) / (count_b / exposure_b)
    reach = float(special.stdtrit(residual_df, 1.0 - tail_probability(confidence)))
    width = float(np.exp(reach * np.sqrt(dispersion * (1 / count_a + 1 / count_b))))
    return ratio, ratio / width, ratio * width


def typical_dispersion(counts: ArrayLike) -> float:
    """The middle place's dispersion: its periods round its own level, spread over them as everywhere's are.

    `counts` is places x periods, whole numbers. Never below 1; 1 where there is nothing to judge by. A season that all
    places share is no dispersion.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.size == 0 or table.min() < 0 or table.sum() == 0:
        return 1.0
    season = table.sum(axis=0) / table.sum()
    expected = table.sum(axis=1, keepdims=True) * season
    some = (expected > 0).all(axis=1)
    if not some.any():
        return 1.0
    each = ((table - expected)[some] ** 2 / expected[some]).sum(axis=1) / (table.shape[1] - 1)
    return max(1.0, float(np.median(each)))
