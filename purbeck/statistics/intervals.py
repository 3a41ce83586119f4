"""Intervals for a count, a share, and the ratio of two rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

# Byar's approximation is within 0.2% of the exact limits from ten events up, so public health practice in England
# changes method there (Public Health England, Technical Guide: Confidence Intervals, May 2018, appendices 1 and 2).
BYAR_FROM_COUNT = 10


def tail_probability(confidence: float) -> float:
    """Probability left in each tail by a two-sided level: 0.95 gives 0.025.

    Raises ValueError when the level is not strictly between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence is {confidence}; it must lie between 0 and 1, for example 0.95")
    return (1.0 - confidence) / 2.0


def whole_counts(count: ArrayLike) -> NDArray[np.int64]:
    """Return the counts as whole numbers.

    Raises ValueError naming the first value that is negative, fractional or missing.
    """
    given = np.asarray(count)
    if given.size and given.dtype.kind not in "iu":
        as_float = np.asarray(given, dtype=np.float64)
        wrong = ~np.isfinite(as_float) | (as_float != np.floor(as_float))
        if wrong.any():
            raise ValueError(f"a count is {as_float[wrong].flat[0]}; counts must be whole numbers")
    whole = np.asarray(given, dtype=np.int64)
    if (whole < 0).any():
        raise ValueError(f"a count is {whole[whole < 0].flat[0]}; counts cannot be negative")
    return whole


def positive_exposure(exposure: ArrayLike) -> NDArray[np.float64]:
    """Return the exposures as floats.

    Raises ValueError naming the first value that is zero, negative, infinite or missing.
    """
    checked = np.asarray(exposure, dtype=np.float64)
    wrong = ~(np.isfinite(checked) & (checked > 0))
    if wrong.any():
        raise ValueError(f"an exposure is {checked[wrong].flat[0]}; exposures must be above zero and finite")
    return checked


def count_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits for the mean of a Poisson count: exact chi-square below 10 events, Byar's approximation from 10.

    `count` is an array of any shape; both limits have that shape and are in events. Divide them by the exposure for
    the limits of a rate. The lower limit of a count of 0 is 0. Limits are worked out once for each distinct count, so
    a million rows cost about as much as sorting them.

    Raises ValueError for counts that are negative or not whole, and for a confidence outside 0 to 1.

    Source: Garwood, Biometrika 28 (1936) 437-442 (exact); Breslow and Day, Statistical Methods in Cancer Research II,
    IARC 1987 (Byar); the change at 10: Public Health England, Technical Guide: Confidence Intervals (2018).
    """
    tail = tail_probability(confidence)
    whole = whole_counts(count)
    distinct, position = np.unique(whole, return_inverse=True)
    use_byar = _uses_byar(distinct)
    lower = np.where(use_byar, _byar_lower(distinct, tail), _exact_lower(distinct, tail))
    upper = np.where(use_byar, _byar_upper(distinct, tail), _exact_upper(distinct, tail))
    position = position.reshape(whole.shape)
    return lower[position], upper[position]


def count_interval_method(count: ArrayLike) -> NDArray[np.str_]:
    """Return which method `count_interval` uses for each count, "exact" or "byar", in the shape of `count`."""
    return np.where(_uses_byar(whole_counts(count)), "byar", "exact")


def _uses_byar(count: NDArray[np.int64]) -> NDArray[np.bool_]:
    return count >= BYAR_FROM_COUNT


def _exact_lower(count: NDArray[np.int64], tail: float) -> NDArray[np.float64]:
    # Half a chi-square quantile of twice the count is a gamma quantile of the count; of 0 it is 0 with certainty.
    quantile = special.gammaincinv(np.maximum(count, 1), tail)
    return np.asarray(np.where(count == 0, 0.0, quantile), dtype=np.float64)


def _exact_upper(count: NDArray[np.int64], tail: float) -> NDArray[np.float64]:
    return np.asarray(special.gammaincinv(count + 1.0, 1.0 - tail), dtype=np.float64)


def _byar_lower(count: NDArray[np.int64], tail: float) -> NDArray[np.float64]:
    z = special.ndtri(1.0 - tail)
    at_least_one = np.maximum(count, 1).astype(np.float64)
    return np.asarray(at_least_one * (1 - 1 / (9 * at_least_one) - z / (3 * np.sqrt(at_least_one))) ** 3)


def _byar_upper(count: NDArray[np.int64], tail: float) -> NDArray[np.float64]:
    z = special.ndtri(1.0 - tail)
    one_more = count.astype(np.float64) + 1.0
    return np.asarray(one_more * (1 - 1 / (9 * one_more) + z / (3 * np.sqrt(one_more))) ** 3)


def share_interval(
    numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson score limits for a share, between 0 and 1.

    `numerator` of `denominator` are whole counts that broadcast together; both limits have the broadcast shape. Where
    the denominator is 0 there is no share and both limits are nan.

    Raises ValueError for counts that are negative or not whole, and for a numerator above its denominator.

    Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212; Newcombe, Statistics in
    Medicine 17 (1998) 857-872, method 3.
    """
    z = float(special.ndtri(1.0 - tail_probability(confidence)))
    part, whole = np.broadcast_arrays(whole_counts(numerator), whole_counts(denominator))
    if (part > whole).any():
        row = np.flatnonzero((part > whole).ravel())[0]
        raise ValueError(f"a numerator of {part.flat[row]} is above its denominator of {whole.flat[row]}")
    known = np.where(whole == 0, np.nan, whole.astype(np.float64))
    return share_limits(part / known, known, z)


def share_limits(share: ArrayLike, events: ArrayLike, z: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson score limits for a share of so many events, which need not be whole, at `z` standard errors.

    `share` and `events` broadcast together. `share_interval` is for counts and a confidence; this is for events that
    tell less than their number, because they come in clusters.
    """
    known, of = np.broadcast_arrays(np.asarray(share, dtype=np.float64), np.asarray(events, dtype=np.float64))
    shrunk_centre = (known + z**2 / (2 * of)) / (1 + z**2 / of)
    half_width = z / (1 + z**2 / of) * np.sqrt(known * (1 - known) / of + z**2 / (4 * of**2))
    # At 0 and at the whole the formula gives 0 and 1 up to rounding; say so exactly.
    lower = np.where(known == 0, 0.0, shrunk_centre - half_width)
    upper = np.where(known == 1, 1.0, shrunk_centre + half_width)
    return lower, upper


def uncertain_rate_limits(
    count: ArrayLike,
    count_limits: tuple[ArrayLike, ArrayLike],
    exposure: ArrayLike,
    exposure_limits: tuple[ArrayLike, ArrayLike],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits for count / exposure where the exposure is an estimate with limits of its own.

    All inputs broadcast together; `count_limits` are those of `count_interval`, `exposure_limits` lie round `exposure`
    at the same confidence. On the log scale the distances from each estimate to its limits are squared and added: the
    lower limit takes the count's lower and the exposure's upper, the upper limit the others. With an exact exposure
    these are the count's limits over it. The lower limit of a count of 0 is 0; its upper limit is the count's upper
    over the exposure's lower, since there is no logarithm of 0.

    Raises ValueError for exposures or limits of them that are not above zero.

    Source: method of variance estimates recovery, Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702, carried to
    a ratio by logarithms; its failing at 0: Newcombe, Statistical Methods in Medical Research 25 (2016) 1774-1779.
    """
    some = whole_counts(count)
    middle = positive_exposure(exposure)
    below, above = (positive_exposure(limit) for limit in exposure_limits)
    lower_count, upper_count = (np.asarray(limit, dtype=np.float64) for limit in count_limits)
    at_least_one = np.maximum(some, 1).astype(np.float64)
    rate = at_least_one / middle
    down = np.hypot(np.log(at_least_one / np.where(some > 0, lower_count, 1.0)), np.log(above / middle))
    up = np.hypot(np.log(upper_count / at_least_one), np.log(middle / below))
    lower = np.where(some > 0, rate * np.exp(-down), 0.0)
    upper = np.where(some > 0, rate * np.exp(up), upper_count / below)
    return lower, upper


def ratio_interval(
    count_a: ArrayLike,
    exposure_a: ArrayLike,
    count_b: ArrayLike,
    exposure_b: ArrayLike,
    confidence: float = 0.95,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact limits for (count_a / exposure_a) / (count_b / exposure_b), two independent Poisson rates.

    Given the total, count_a is binomial; its Clopper-Pearson limits are carried over to the ratio of the rates. The
    four inputs broadcast together and both limits have the broadcast shape. The lower limit is 0 when count_a is 0,
    the upper limit is infinite when count_b is 0; with nothing in either the limits are 0 and infinity. Exposures may
    be in any unit, the same one for both. Only counting chance is in these limits: where events come in clusters they
    are too narrow (see `dispersion`).

    Raises ValueError for counts that are negative or not whole, and for exposures that are not above zero.

    Source: Przyborowski and Wilenski, Biometrika 31 (1940) 313-323; Clopper and Pearson, Biometrika 26 (1934)
    404-413; the limits of R's poisson.test.
    """
    tail = tail_probability(confidence)
    a, b = np.broadcast_arrays(whole_counts(count_a), whole_counts(count_b))
    exposures = positive_exposure(exposure_b) / positive_exposure(exposure_a)
    # An infinite or zero beta parameter stands for a limit that is known without working it out.
    odds_lower = _odds(special.betaincinv(np.maximum(a, 1), b + 1.0, tail))
    odds_upper = _odds(special.betaincinv(a + 1.0, np.maximum(b, 1), 1.0 - tail))
    lower = np.where(a == 0, 0.0, odds_lower) * exposures
    upper = np.where(b == 0, np.inf, odds_upper) * exposures
    return lower, upper


def _odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(probability / (1.0 - probability), dtype=np.float64)
