"""Weighted sums of counts, and age-standardised rates: Dobson's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from purbeck.statistics.intervals import count_interval, whole_counts

Floats = NDArray[np.float64]

# Below 10 events a standardised rate rests on too few to be relied on (Public Health England, Technical Guide:
# Confidence Intervals, May 2018; PHEindicatormethods withholds it too).
FEWEST_EVENTS = 10


@dataclass(frozen=True)
class StandardisedRates:
    """Rates that areas would have if their people were of the standard population's ages.

    value, lower, upper : events per person of exposure; nan where withheld. events : all ages together.
    """

    value: Floats
    lower: Floats
    upper: Floats
    events: NDArray[np.int64]


def standardised_rate(
    events: ArrayLike, exposure: ArrayLike, standard: ArrayLike, confidence: float = 0.95
) -> StandardisedRates:
    """Directly standardised rates, withheld (nan) below 10 events and where nobody lives in some band of the standard.

    `events` and `exposure` (person-years) are areas x age bands, or one area's bands; `standard` is people of the
    standard population in each band, of which only the proportions matter. With rates O/n and weights w, the rate is
    sum(w O / n) / sum(w), its variance sum(w^2 O / n^2) / sum(w)^2; the limits are those of the total count, as
    `count_interval` gives them, moved to the rate: rate + sqrt(variance / O) (limit - O).

    Raises ValueError for counts that are negative or not whole, exposures that are negative or not known, a standard
    with nobody in it, and bands that do not match.

    Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10 (1991) 457-462, around Byar's limits, as
    in Public Health England's Technical Guide: Confidence Intervals (2018).
    """
    counts, people = np.atleast_2d(whole_counts(events)), np.atleast_2d(np.asarray(exposure, dtype=np.float64))
    weight = np.asarray(standard, dtype=np.float64)
    _check(counts, people, weight)
    known = (people > 0).all(axis=1)
    per_event = np.divide(weight, people, out=np.zeros_like(people), where=people > 0) / weight.sum()
    rate, lower, upper = weighted_sum(counts, per_event, confidence)
    total = counts.sum(axis=1)
    given = known & (total >= FEWEST_EVENTS)
    value, low, high = (np.where(given, part, np.nan) for part in (rate, lower, upper))
    return StandardisedRates(value, low, high, total)


def weighted_sum(counts: ArrayLike, weights: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Sum of weights times counts over the last axis, and the limits of its mean: value, lower, upper.

    `counts` (whole) and `weights` (0 or more, in any unit) broadcast together; limits as of `weighted_limits`. With no event
    at all nothing says which weight the next would have: the upper limit is that of 0 events times the largest weight.

    Raises ValueError for counts that are negative or not whole, and for weights below 0.
    """
    events, weight = np.broadcast_arrays(whole_counts(counts), np.asarray(weights, dtype=np.float64))
    if not (weight >= 0).all():
        raise ValueError(f"a weight is {weight[~(weight >= 0)].flat[0]}; weights must be known and not below zero")
    value, squares = (weight * events).sum(axis=-1), (weight**2 * events).sum(axis=-1)
    total = events.sum(axis=-1)
    lower, upper = weighted_limits(value, np.where(total > 0, squares, weight.max(axis=-1) ** 2), total, confidence)
    return value, lower, upper


def weighted_limits(
    value: ArrayLike, squares: ArrayLike, events: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Dobson's limits for a weighted sum of counts that is added up already.

    value : the sum of weights over the events. squares : the sum of their squares; for no events, the square of a weight
    that one could have. events : how many. All broadcast together. The limits are the value plus sqrt(squares / events)
    times the distance from the events to their own limits (`count_interval`); the lower is never below 0.

    Raises ValueError for counts that are negative or not whole.

    Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10 (1991) 457-462.
    """
    total = whole_counts(events)
    middle = np.asarray(value, dtype=np.float64)
    scale = np.sqrt(np.asarray(squares, dtype=np.float64) / np.maximum(total, 1))
    lower, upper = (middle + scale * (limit - total) for limit in count_interval(total, confidence))
    return np.maximum(lower, 0.0), upper


def ranged_limits(
    least: ArrayLike, most: ArrayLike, light: ArrayLike, heavy: ArrayLike, confidence: float = 0.95
) -> tuple[float, float]:
    """Limits for a weighted sum of counts of which only ranges are known: no counts within the ranges have wider ones.

    least, most : the fewest and the most events of each kind, whole; light, heavy : the least and the most that one of them may
    weigh, 0 or more; all of one length. The limits are the sum of the fewest by the light weights less how far chance may take it
    down (never below 0), and that of the most by the heavy ones plus how far it may take it up. How far is sqrt(sum of w^2 times
    the most) times the distance of n events from their own limit over sqrt(n), at the fewest or the most events in all, whichever
    is further: downwards that grows with n, upwards it falls. Of single counts the limits are those of `weighted_limits`.

    Raises ValueError for counts that are negative, not whole, or of which the most are fewer than the fewest.
    """
    few, many = whole_counts(least), whole_counts(most)
    if (few > many).any():
        raise ValueError(f"the most, {many.tolist()}, are fewer than the fewest, {few.tolist()}")
    ends = np.array([few.sum(), many.sum()])
    down, up = (
        float(np.max(np.abs(limit - ends) / np.sqrt(np.maximum(ends, 1)))) for limit in count_interval(ends, confidence)
    )
    low, high = (np.asarray(weights, dtype=np.float64) for weights in (light, heavy))
    lower, upper = (float(np.sqrt(_squares(many, weights, ends[0]))) for weights in (low, high))
    return max(float(few @ low) - down * lower, 0.0), float(many @ high) + up * upper


def _squares(counts: NDArray[np.int64], weights: Floats, fewest: int) -> float:
    """The sum of squared weights over the events; where there may be none at all, no less than one that an event could have."""
    found = float(counts @ weights**2)
    return max(found, float(weights.max(initial=0.0)) ** 2) if fewest == 0 else found


def _check(counts: NDArray[np.int64], people: Floats, weight: Floats) -> None:
    bands = weight.shape[0] if weight.ndim == 1 else -1
    if counts.shape != people.shape or counts.ndim != 2 or counts.shape[1] != bands:
        raise ValueError(
            f"events {counts.shape}, exposure {people.shape} and standard {weight.shape} must have the same age bands"
        )
    wrong = ~(np.isfinite(people) & (people >= 0))
    if wrong.any():
        raise ValueError(f"an exposure is {people[wrong].flat[0]}; exposures must be known and not below zero")
    if not (np.isfinite(weight).all() and (weight > 0).all()):
        raise ValueError(f"the standard population is {weight.tolist()}; every band must have people in it")
