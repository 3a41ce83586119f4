"""XmR charts by the Making Data Count rules, and the false signals to expect from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Signals = NDArray[np.int8]

# 3 / d2 with d2 = 1.128 for ranges of two values: Wheeler and Chambers, Understanding Statistical Process Control
# (1992); NHS England, Making Data Count; NHSRplotthedots, R/ptd_spc_standard.R.
LIMIT_IN_MEAN_RANGES = 2.66
# Upper limit of a moving range, D4 for ranges of two: the same sources. Larger ranges are screened out once.
SCREEN_IN_MEAN_RANGES = 3.267
NEAR_LIMIT_SHARE = 2.0 / 3.0
ROUNDING_SHARE = 1e-12
RUN_LENGTH = 7
# NHSRplotthedots, R/ptd_add_short_group_warnings.R: groups with fewer than 12 observations "have trial limits".
FIRM_LIMITS_FROM_POINTS = 12
# The shortest series on which each rule could fire; below it a chart would be a mean with no rules.
MINIMUM_POINTS = 7
MINIMUM_RANGES = MINIMUM_POINTS - 1


@dataclass(frozen=True)
class RuleSignals:
    """Where each rule fired, in the shape of the values: +1 high or rising, -1 low or falling, 0 no signal.

    `signal` is true where any rule fired.
    """

    outside_limits: Signals
    seven_one_side_of_mean: Signals
    seven_point_trend: Signals
    two_of_three_near_limit: Signals
    signal: NDArray[np.bool_]


@dataclass(frozen=True)
class XmrChart(RuleSignals):
    """An XmR chart of one series, levels in the unit of its values.

    `trial` says that fewer than FIRM_LIMITS_FROM_POINTS values set the limits; `n_points` counts known values.
    """

    mean: float
    lower_limit: float
    upper_limit: float
    mean_moving_range: float
    n_points: int
    trial: bool


@dataclass(frozen=True)
class XmrTable(RuleSignals):
    """XmR charts of many series, time along the last axis: levels have one entry a series, rules the table's shape."""

    mean: Floats
    lower_limit: Floats
    upper_limit: Floats
    mean_moving_range: Floats
    n_points: NDArray[np.int64]
    trial: NDArray[np.bool_]


@dataclass(frozen=True)
class FalseSignals:
    """What an XmR chart of a stable series shows by chance.

    `share_of_series` is the proportion of series with at least one signalled point, `points_per_series` the mean number
    of signalled points, over `replicates` simulated series of `n_points`.
    """

    n_points: int
    replicates: int
    share_of_series: float
    points_per_series: float


def xmr(values: ArrayLike, screen_ranges: bool = True, floor_at_zero: bool = False) -> XmrChart:
    """Chart one series in time order; nan is a missing value and breaks runs and moving ranges.

    Limits are mean +/- 2.66 x mean moving range. With `screen_ranges` (the default, as in NHSRplotthedots) moving
    ranges of 3.267 mean ranges or more are left out once and the mean range is taken again. With `floor_at_zero` the
    lower limit is not shown below 0 (counts, rates); rules are not affected. The rules, named as in the result:

    - outside_limits: beyond a limit.
    - seven_one_side_of_mean: seven or more points in a row on one side of the mean; a point on the mean breaks the run.
    - seven_point_trend: seven points in a row each above (or each below) the one before, that is six differences of one
      sign; an equal value breaks it. The sign is the direction of the trend, whichever side of the mean it is on.
    - two_of_three_near_limit: of three points in a row, all on the same side of the mean, at least two lie beyond two
      thirds of the way to the limit (points beyond the limit included). Only those two or three are signalled.

    Raises ValueError unless there are MINIMUM_POINTS values and MINIMUM_RANGES pairs of neighbouring values.

    Source: NHS England, Making Data Count; nhs-r-community/NHSRplotthedots (rules in R/ptd_calculate_point_type.R, and
    issue 194 for counting points beyond the limit in the two-of-three rule).
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"values have {series.ndim} dimensions; xmr takes one series (see xmr_table)")
    points, ranges = int(_is_known(series).sum()), int(_is_known(np.diff(series)).sum())
    if points < MINIMUM_POINTS or ranges < MINIMUM_RANGES:
        raise ValueError(
            f"too few values for an XmR chart: {points} values with {ranges} pairs of neighbours, and at least "
            f"{MINIMUM_POINTS} and {MINIMUM_RANGES} are needed"
        )
    chart = xmr_table(series[np.newaxis, :], screen_ranges, floor_at_zero)
    return XmrChart(
        **{field.name: getattr(chart, field.name)[0] for field in fields(RuleSignals)},
        mean=float(chart.mean[0]),
        lower_limit=float(chart.lower_limit[0]),
        upper_limit=float(chart.upper_limit[0]),
        mean_moving_range=float(chart.mean_moving_range[0]),
        n_points=int(chart.n_points[0]),
        trial=bool(chart.trial[0]),
    )


def xmr_table(values: ArrayLike, screen_ranges: bool = True, floor_at_zero: bool = False) -> XmrTable:
    """Chart many series at once: the last axis is time, each row is charted by itself, by the rules of `xmr`.

    Rows too short for a chart have nan limits and no signals. Raises ValueError for infinite values.
    """
    table = np.asarray(values, dtype=np.float64)
    if np.isinf(table).any():
        raise ValueError("a value is infinite; use nan for a missing value")
    n_points, mean, mean_range = _centre_and_range(table, screen_ranges)
    reach = LIMIT_IN_MEAN_RANGES * mean_range
    # A missing value compares false with everything, so it is on no side of anything and ends every run.
    with np.errstate(invalid="ignore"):
        distance = table - mean[..., None]
        # The mean of equal values can miss them by a rounding error, which is no side to be on.
        distance = np.where(np.abs(distance) <= ROUNDING_SHARE * np.abs(mean[..., None]), 0.0, distance)
        side = _sign(distance)
        outside = np.where(np.abs(distance) > reach[..., None], side, 0).astype(np.int8)
        near = np.where(np.abs(distance) > NEAR_LIMIT_SHARE * reach[..., None], side, 0).astype(np.int8)
    rules = {
        "outside_limits": outside,
        "seven_one_side_of_mean": runs(side, RUN_LENGTH),
        "seven_point_trend": trends(_steps(table)),
        "two_of_three_near_limit": two_of_three(near, side),
    }
    lower = mean - reach
    return XmrTable(
        mean=mean,
        lower_limit=np.maximum(lower, 0.0) if floor_at_zero else lower,
        upper_limit=mean + reach,
        mean_moving_range=mean_range,
        n_points=n_points,
        trial=n_points < FIRM_LIMITS_FROM_POINTS,
        signal=np.any([rule != 0 for rule in rules.values()], axis=0),
        **rules,
    )


@lru_cache(maxsize=256)
def expected_false_signals(
    n_points: int,
    replicates: int = 20_000,
    seed: int = 20_260,
    mean_count: float | None = None,
    screen_ranges: bool = True,
) -> FalseSignals:
    """Simulate what charts of `n_points` stable, independent values show by chance, limits drawn from the same values.

    Values are normal, or Poisson with `mean_count` events each. The same arguments always give the same answer. With
    20,000 replicates the share of series is known to within 0.7 percentage points (95%).

    Raises ValueError for fewer than MINIMUM_POINTS points.

    Source: direct simulation; why each rule added raises false alarms: Champ and Woodall, Technometrics 29 (1987)
    393-399.
    """
    if n_points < MINIMUM_POINTS:
        raise ValueError(f"{n_points} points; a chart needs at least {MINIMUM_POINTS}")
    generator = np.random.default_rng(seed)
    shape = (replicates, n_points)
    values = generator.normal(size=shape) if mean_count is None else generator.poisson(mean_count, size=shape)
    signal = xmr_table(values, screen_ranges).signal
    return FalseSignals(
        n_points=n_points,
        replicates=replicates,
        share_of_series=float(signal.any(axis=1).mean()),
        points_per_series=float(signal.sum(axis=1).mean()),
    )


def _is_known(values: Floats) -> NDArray[np.bool_]:
    return np.isfinite(values)


def _sign(values: Floats) -> Signals:
    return (values > 0).astype(np.int8) - (values < 0).astype(np.int8)


def _mean_of_known(values: Floats, known: NDArray[np.bool_], fewest: int) -> tuple[NDArray[np.int64], Floats]:
    number = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    mean = np.where(number >= fewest, total / np.maximum(number, 1), np.nan)
    return np.asarray(number, dtype=np.int64), np.asarray(mean, dtype=np.float64)


def _centre_and_range(table: Floats, screen_ranges: bool) -> tuple[NDArray[np.int64], Floats, Floats]:
    n_points, mean = _mean_of_known(table, _is_known(table), MINIMUM_POINTS)
    ranges = np.abs(np.diff(table, axis=-1))
    known = _is_known(ranges)
    _, mean_range = _mean_of_known(ranges, known, MINIMUM_RANGES)
    if screen_ranges:
        with np.errstate(invalid="ignore"):
            # A constant series has a mean range of 0, and no range is below that: its zero ranges are kept.
            kept = known & ((ranges < SCREEN_IN_MEAN_RANGES * mean_range[..., None]) | (ranges == 0))
        _, screened = _mean_of_known(ranges, kept, 1)
        mean_range = np.where(np.isfinite(mean_range), screened, np.nan)
    return n_points, mean, np.where(np.isfinite(mean), mean_range, np.nan)


def runs(direction: Signals, length: int) -> Signals:
    """Keep the sign of each value that belongs to a run of `length` or more equal, non-zero signs."""
    marked = np.zeros_like(direction)
    windows = direction.shape[-1] - length + 1
    for sign in (1, -1):
        matches = direction == sign
        whole = np.ones((*direction.shape[:-1], max(windows, 0)), dtype=bool)
        for offset in range(length if windows > 0 else 0):
            whole &= matches[..., offset : offset + windows]
        for offset in range(length if windows > 0 else 0):
            marked[..., offset : offset + windows][whole] = sign
    return marked


def _steps(table: Floats) -> Signals:
    """Whether each value goes up or down to the next."""
    with np.errstate(invalid="ignore"):
        return _sign(np.diff(table, axis=-1))


def trends(steps: Signals) -> Signals:
    """Mark the points of every trend: a run of six steps of one sign covers seven points."""
    steps = runs(steps, RUN_LENGTH - 1)
    marked = np.zeros((*steps.shape[:-1], steps.shape[-1] + 1), dtype=np.int8)
    marked[..., :-1] = steps
    # A point that ends one trend and begins the next is shown with the trend it ends.
    marked[..., 1:] = np.where(steps != 0, steps, marked[..., 1:])
    return marked


def two_of_three(near: Signals, side: Signals) -> Signals:
    """Keep the near-limit points of each three in a row that are on one side with at least two near its limit."""
    marked = np.zeros_like(near)
    windows = near.shape[-1] - 2
    for sign in (1, -1):
        near_limit, same_side = near == sign, side == sign
        thirds = [slice(offset, offset + windows) for offset in range(3)]
        enough = sum(near_limit[..., third].astype(np.int8) for third in thirds) >= 2
        fires = enough & same_side[..., thirds[0]] & same_side[..., thirds[1]] & same_side[..., thirds[2]]
        for third in thirds:
            marked[..., third][fires & near_limit[..., third]] = sign
    return marked
