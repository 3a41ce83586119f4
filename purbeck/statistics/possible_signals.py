"""Which months of a process chart signal for every count that rounding leaves possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from purbeck.statistics import process_control as control
from purbeck.statistics.possible import Floats
from purbeck.statistics.seasonality import MONTHS_IN_A_YEAR

Flags = NDArray[np.bool_]
HAIR = 1e-9
STEEPEST = 20.0  # slopes on the log scale looked at, a year: e to the 20th is no trend of anything


@dataclass(frozen=True)
class PossibleSignals:
    """Each rule's signals that are there for every count (+1, -1, 0), by name; and the points at which a rule may fire or not."""

    rules: dict[str, control.Signals]
    open: Flags


def possible_signals(least: ArrayLike, most: ArrayLike) -> PossibleSignals:
    """What the rules of `process_control.xmr` say of every series within the ranges; nan is a missing value.

    Each rule fires where conditions hold together of which none is a denial: that points lie on a side, beyond a line, above
    the one before. So conditions that surely hold give signals that are surely there, and conditions that may hold every
    signal there may be. Mean and mean moving range are bounded, outwards, from the ends of the values.
    """
    low, high = np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
    side, reach = _distances(low, high), _reach(low, high)
    fired = {sign: _rules(side[sign], reach, _steps(low, high)[sign]) for sign in (1, -1)}
    rules: dict[str, control.Signals] = {}
    unsure = np.zeros(len(low), dtype=bool)
    for name in fired[1]:
        found = np.zeros(len(low), dtype=np.int8)
        for sign in (1, -1):
            sure, may = fired[sign][name]
            there = sure & ~fired[-sign][name][1]
            found[there] = sign
            unsure |= may & ~there
        rules[name] = found
    return PossibleSignals(rules, unsure)


def possible_adjusted(least: ArrayLike, most: ArrayLike, month_of_year: ArrayLike) -> tuple[Floats, Floats] | None:
    """Ends of what `seasonality.seasonally_adjusted` gives of every series within the ranges; None where they have no end.

    Given its slope, the model's months have a closed form: the events of a month over the sum of exp(slope x time) of its
    years. The slope is bounded exactly, since its score falls as it rises and is linear in the counts.
    """
    low, high = np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
    known = np.isfinite(low)
    time = ((np.arange(len(low)) - (len(low) - 1) / 2) / MONTHS_IN_A_YEAR)[known]
    month = (np.asarray(month_of_year) - 1)[known]
    slopes = _slopes(low[known], high[known], time, month)
    if slopes is None:
        return None
    ratio_low, ratio_high = _season_ratios(slopes, time, month)
    sums = [np.bincount(month, weights=ends[known], minlength=MONTHS_IN_A_YEAR) for ends in (low, high)]
    found = np.full((2, len(low)), np.nan)
    rest_low, rest_high = sums[0][month] - low[known], sums[1][month] - high[known]
    of_month = (_share(low[known], rest_high), _share(high[known], rest_low))  # of the events of its month of the year
    # The number itself, and so much of what other months of the year have as the seasons' ratio says.
    others_low = (ratio_low * sums[0]).sum(axis=1) - sums[0]
    others_high = (ratio_high * sums[1]).sum(axis=1) - sums[1]
    hair = (1 - HAIR) / MONTHS_IN_A_YEAR, (1 + HAIR) / MONTHS_IN_A_YEAR  # the model is fitted to a tolerance
    found[0, known] = (low[known] + of_month[0] * others_low[month]) * hair[0]
    found[1, known] = (high[known] + of_month[1] * others_high[month]) * hair[1]
    return found[0], found[1]


def _share(part: Floats, rest: Floats) -> Floats:
    whole = part + rest
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _slopes(low: Floats, high: Floats, time: Floats, month: NDArray[np.int64]) -> tuple[float, float] | None:
    """The lowest and the highest slope that any series within the ranges has."""

    def score(slope: float, upper: bool) -> float:
        weight = time - _middle_times(slope, time, month)[month]
        ends = (high, low) if upper else (low, high)
        return float(np.where(weight > 0, ends[0] * weight, ends[1] * weight).sum())

    found = []
    for upper in (False, True):
        if score(-STEEPEST, upper) <= 0 or score(STEEPEST, upper) >= 0:
            return None
        found.append(float(optimize.brentq(score, -STEEPEST, STEEPEST, args=(upper,), xtol=1e-12)))
    return found[0] - HAIR, found[1] + HAIR


def _middle_times(slope: float, time: Floats, month: NDArray[np.int64]) -> Floats:
    """The mean time of each month of the year, weighted by exp(slope x time)."""
    weight = np.exp(slope * time)
    return np.bincount(month, weights=weight * time) / np.bincount(month, weights=weight)


def _season_ratios(slopes: tuple[float, float], time: Floats, month: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Ends of the sum of exp(slope x time) of each month over that of each other: no steeper than their mean times differ."""
    middle = (slopes[0] + slopes[1]) / 2
    logs = np.log(np.bincount(month, weights=np.exp(middle * time)))
    early, late = (_middle_times(slope, time, month) for slope in slopes)
    steepest = np.maximum(np.abs(late[:, None] - early[None, :]), np.abs(early[:, None] - late[None, :]))
    away = steepest * (slopes[1] - slopes[0]) / 2
    np.fill_diagonal(away, 0.0)
    centre = logs[:, None] - logs[None, :]
    return np.exp(centre - away), np.exp(centre + away)


def _distances(low: Floats, high: Floats) -> dict[int, tuple[Floats, Floats]]:
    """By sign, how far each point lies on that side of the mean: at the least and at the most."""
    n = int(np.isfinite(low).sum())
    others_low, others_high = np.nansum(low) - low, np.nansum(high) - high
    above = low * (1 - 1 / n) - others_high / n, high * (1 - 1 / n) - others_low / n
    slack = HAIR * max(abs(np.nanmean(high)), abs(np.nanmean(low)))
    return {1: (above[0] - slack, above[1] + slack), -1: (-above[1] - slack, -above[0] + slack)}


def _reach(low: Floats, high: Floats) -> tuple[float, float]:
    """The least and the most that the limits lie from the mean."""
    ranges_low = np.maximum(0.0, np.maximum(low[1:] - high[:-1], low[:-1] - high[1:]))
    ranges_high = np.maximum(high[1:] - low[:-1], high[:-1] - low[1:])
    known = np.isfinite(ranges_high)
    ranges_low, ranges_high = ranges_low[known], ranges_high[known]
    # Sums are taken in another order than the chart takes them: a hair of slack.
    times = control.SCREEN_IN_MEAN_RANGES * (1 - HAIR), control.SCREEN_IN_MEAN_RANGES * (1 + HAIR)
    screen = times[0] * ranges_low.mean(), times[1] * ranges_high.mean()
    kept = (ranges_high < screen[0]) | (ranges_high == 0)
    dropped = (ranges_low >= screen[1]) & (ranges_low > 0)
    maybe = ~kept & ~dropped
    least = _extreme_mean(ranges_low[kept], np.sort(ranges_low[maybe]), least=True)
    most = _extreme_mean(ranges_high[kept], np.sort(ranges_high[maybe])[::-1], least=False)
    return control.LIMIT_IN_MEAN_RANGES * least * (1 - HAIR), control.LIMIT_IN_MEAN_RANGES * most * (1 + HAIR)


def _extreme_mean(kept: Floats, maybe: Floats, least: bool) -> float:
    """The least, or the most, that the mean of what is kept can be with any of those that may be kept, the best first."""
    total, number = float(kept.sum()), len(kept)
    for one in maybe:
        better = number == 0 or (one < total / number if least else one > total / number)
        if not better:
            break
        total, number = total + float(one), number + 1
    return total / number if number else 0.0


def _steps(low: Floats, high: Floats) -> dict[int, tuple[Flags, Flags]]:
    """By sign, the steps from each point to the next that surely go, and that may go, that way."""
    with np.errstate(invalid="ignore"):
        return {1: (low[1:] > high[:-1], high[1:] > low[:-1]), -1: (high[1:] < low[:-1], low[1:] < high[:-1])}


def _rules(
    distance: tuple[Floats, Floats], reach: tuple[float, float], steps: tuple[Flags, Flags]
) -> dict[str, tuple[Flags, Flags]]:
    """Of one sign, by rule: the points at which it surely fires, and at which it may."""
    least, most = distance
    share = control.NEAR_LIMIT_SHARE
    with np.errstate(invalid="ignore"):
        side = least > 0, most > 0
        outside = (least > reach[1]) & side[0], (most > reach[0]) & side[1]
        near = (least > share * reach[1]) & side[0], (most > share * reach[0]) & side[1]
    return {
        "outside_limits": outside,
        "seven_one_side_of_mean": _both(control.runs(one.astype(np.int8), control.RUN_LENGTH) for one in side),
        "seven_point_trend": _both(control.trends(one.astype(np.int8)) for one in steps),
        "two_of_three_near_limit": _both(
            control.two_of_three(n.astype(np.int8), s.astype(np.int8)) for n, s in zip(near, side, strict=True)
        ),
    }


def _both(signals: Iterable[control.Signals]) -> tuple[Flags, Flags]:
    sure, may = (one != 0 for one in signals)
    return sure, may
