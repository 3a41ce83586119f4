"""The rank of each place by its rate, with the range of ranks that chance leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from purbeck.statistics.intervals import positive_exposure, tail_probability, whole_counts

JEFFREYS_EVENTS = 0.5
# Rates are drawn and ranked this many draws at a time; only ranks, 4 bytes a unit a draw, are kept for all of them.
DRAWS_AT_A_TIME = 500
ROUNDING = 1e-6  # of a draw: a share such as 0.975 times the draws may come out a hair above the whole number it is


@dataclass(frozen=True)
class RankInterval:
    """Rank 1 is the highest rate. One entry a unit, in the order given.

    Units with equal rates have the best of the ranks they take up, and `sharing` is how many they are: 1 for most.
    """

    rank: NDArray[np.int64]
    sharing: NDArray[np.int64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]


def rank_interval(
    counts: ArrayLike,
    exposure: ArrayLike,
    confidence: float = 0.95,
    draws: int = 10_000,
    seed: int | np.random.Generator = 20_260,
    dispersion: float = 1.0,
) -> RankInterval:
    """Rank units by rate and simulate how far each rank could be off.

    One entry a unit: `counts` (events) and `exposure` (person-years). Each draw takes every unit's rate from its gamma
    posterior, shape count + 0.5 over exposure (Jeffreys' prior), and ranks all units; `lower` and `upper` are quantiles
    of a unit's ranks over the draws, widened where needed to hold the rank itself, or all those that it shares. The answer
    does not depend on the order of the rows.

    `dispersion` is the variance of a unit's count over its mean, when known to be more than 1 (see `dispersion.py`): a
    count with dispersion 5 tells as much as one a fifth its size, so it is divided by it.

    Raises ValueError for bad or unequal columns, fewer than two units, a dispersion below 1, or too few draws.

    Source: Goldstein and Spiegelhalter, Journal of the Royal Statistical Society A 159 (1996) 385-443; Marshall and
    Spiegelhalter, BMJ 316 (1998) 1701-1704.
    """
    tail = tail_probability(confidence)
    events, at_risk = whole_counts(counts), positive_exposure(exposure)
    _refuse_bad_request(events, at_risk, draws, tail, dispersion)
    # Drawn in an order that depends on the units alone, so that shuffled rows give the same answer; units alike in
    # count and exposure share the widest of their intervals, so that it does not matter which was drawn first.
    kinds, kind = np.unique(np.column_stack([events, at_risk]), axis=0, return_inverse=True)
    order = np.argsort(kind, kind="stable")
    generator = np.random.default_rng(seed)
    # Dividing every exposure by the dispersion too would change no rank.
    ranks = _drawn_ranks(events[order] / dispersion, at_risk[order], draws, generator)
    # The inverted distribution's quantiles; sorted unit by unit, which takes a quarter of the time of np.quantile.
    ranks_sorted = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    lowest, highest = (ranks_sorted[:, int(np.ceil(share * draws - ROUNDING)) - 1] for share in (tail, 1.0 - tail))
    lower, upper = np.full(len(kinds), len(events)), np.ones(len(kinds), dtype=np.int64)
    np.minimum.at(lower, kind[order], lowest)
    np.maximum.at(upper, kind[order], highest)
    rank, sharing = rank_of(events / at_risk)
    return RankInterval(rank, sharing, np.minimum(lower[kind], rank), np.maximum(upper[kind], rank + sharing - 1))


def rank_of(rate: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rank of each rate, 1 for the highest, and how many share it: equal rates have the best of their ranks."""
    _, kind, alike = np.unique(-rate, return_inverse=True, return_counts=True)
    best = np.cumsum(alike) - alike + 1
    return best[kind].astype(np.int64), alike[kind].astype(np.int64)


def _drawn_ranks(
    events: NDArray[np.float64], exposure: NDArray[np.float64], draws: int, generator: np.random.Generator
) -> NDArray[np.int32]:
    units = len(events)
    ranks = np.empty((draws, units), dtype=np.int32)
    for start in range(0, draws, DRAWS_AT_A_TIME):
        block = ranks[start : start + DRAWS_AT_A_TIME]
        rates = generator.gamma(events + JEFFREYS_EVENTS, size=block.shape) / exposure
        highest_first = np.argsort(-rates, axis=1)
        np.put_along_axis(block, highest_first, np.arange(1, units + 1, dtype=np.int32)[np.newaxis, :], axis=1)
    return ranks


def _refuse_bad_request(
    events: NDArray[np.int64], exposure: NDArray[np.float64], draws: int, tail: float, dispersion: float
) -> None:
    if events.ndim != 1 or events.shape != exposure.shape:
        raise ValueError(f"counts {events.shape} and exposure {exposure.shape} must be two columns of one length")
    if len(events) < 2:
        raise ValueError(f"{len(events)} units; a rank needs at least two")
    if draws * tail < 1:
        raise ValueError(f"{draws} draws leave none in the tails; give at least {int(np.ceil(1 / tail))}")
    if dispersion < 1.0:
        raise ValueError(f"the dispersion is {dispersion}; it must be at least 1")
