"""In how few places events lie, in how few they would by chance, and what those hold of the next year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from purbeck.statistics.dispersion import MINIMUM_RESIDUAL_DF, pearson_dispersion
from purbeck.statistics.intervals import positive_exposure, share_limits, tail_probability, whole_counts


@dataclass(frozen=True)
class ChanceShare:
    """The share of places that would hold so much if only chance and the number of people told places apart."""

    middle: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Held:
    """What chosen places hold of a period they were not chosen on: a share with its interval.

    `dispersion` is how much more months vary than chance alone, at least 1; nan where too few months tell.
    """

    share: float
    lower: float
    upper: float
    dispersion: float


def fewest_places(counts: ArrayLike, share: float) -> NDArray[np.int64]:
    """The fewest places that hold at least this share of all events: their positions, the fullest first.

    `counts` has one entry a place. Places with the same count come in the order given, so give them in an order that
    does not depend on the counts, such as that of their codes. None where there are no events.

    Raises ValueError for counts that are negative or not whole, and a share not above 0 and at most 1.

    Source: the measure of Weisburd, Criminology 53 (2015) 133-157, who gives it for 25% and 50% of crime.
    """
    events = whole_counts(counts)
    if not 0 < share <= 1:
        raise ValueError(f"the share is {share}; it must lie above 0 and be at most 1, for example 0.5")
    order = np.argsort(-events, kind="stable")
    needed = np.searchsorted(np.cumsum(events[order]), share * events.sum() - 1e-9) + 1 if events.sum() else 0
    return np.asarray(order[:needed], dtype=np.int64)


def share_by_chance(
    events: int, exposure: ArrayLike, share: float, confidence: float = 0.95, draws: int = 1_000,
    seed: int | np.random.Generator = 20_260,
) -> ChanceShare:  # fmt: skip
    """The share of places that would hold `share` of the events if each person were at the same risk.

    `exposure` is people or person-years, an entry a place. Each draw spreads the events over the places by it
    (multinomial) and takes the fewest places that hold the share; `middle` is the mean over the draws, `lower` and
    `upper` are quantiles. Few events lie in few places by chance alone, which is what an observed share has to be set
    beside.

    Raises ValueError for events below 1, exposures not above zero, or too few draws.

    Source: Bernasco and Steenbeek, Journal of Quantitative Criminology 33 (2017) 451-467, on why the comparison with
    perfect equality misleads.
    """
    at_risk, tail = positive_exposure(exposure), tail_probability(confidence)
    if events < 1:
        raise ValueError(f"{events} events; at least 1 is needed")
    if draws * tail < 1:
        raise ValueError(f"{draws} draws leave none in the tails; give at least {int(np.ceil(1 / tail))}")
    drawn = np.random.default_rng(seed).multinomial(events, at_risk / at_risk.sum(), draws)
    held = np.cumsum(-np.sort(-drawn, axis=1), axis=1)
    needed = (held < share * events - 1e-9).sum(axis=1) + 1
    lower, upper = np.quantile(needed, [tail, 1 - tail])
    places = len(at_risk)
    return ChanceShare(float(needed.mean() / places), float(lower / places), float(upper / places))


def held_next(counts: ArrayLike, chosen: ArrayLike, confidence: float = 0.95) -> Held:
    """The share of a period's events that lie in places chosen on another period, with its interval.

    `counts` is places x months of the period measured, `chosen` positions of places. The interval is Wilson's for the
    events divided by their dispersion, with Student's t in place of the normal: how much the chosen places' share of a
    month varies from month to month, over what chance alone would give. Where there are too few months to tell, it is
    Wilson's own.

    Raises ValueError for counts that are negative or not whole, not a table, or all zero.
    """
    events = whole_counts(counts)
    if events.ndim != 2 or not events.sum():
        raise ValueError(f"counts {events.shape} must be places x months, with at least one event")
    inside, all_ = events[np.asarray(chosen, dtype=np.int64)].sum(axis=0), events.sum(axis=0)
    share, tail = float(inside.sum() / all_.sum()), tail_probability(confidence)
    some = all_ > 0
    df = int(some.sum()) - 1
    if df < MINIMUM_RESIDUAL_DF or not 0 < share < 1:
        lower, upper = share_limits(np.float64(share), np.float64(all_.sum()), float(special.ndtri(1 - tail)))
        return Held(share, float(lower), float(upper), float("nan"))
    # The variance of a month's count is all * share * (1 - share): Pearson's statistic of both sides adds up to that.
    both = np.concatenate([inside[some], (all_ - inside)[some]])
    expected = np.concatenate([share * all_[some], (1 - share) * all_[some]])
    spread = max(1.0, pearson_dispersion(both, expected, df))
    reach = float(special.stdtrit(df, 1 - tail))
    lower, upper = share_limits(np.float64(share), np.float64(all_.sum() / spread), reach)
    return Held(share, float(lower), float(upper), spread)
