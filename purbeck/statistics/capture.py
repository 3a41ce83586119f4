"""How many there are in all, from how far lists of them overlap; never without what it supposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

import numpy as np
from scipy import special

from purbeck.statistics.intervals import tail_probability
from purbeck.statistics.loglinear import fit_loglinear

THREE_LISTS = 3


@dataclass(frozen=True)
class Overlap:
    """Events that two lists hold: in the first alone, in the second alone, in both."""

    first_only: int
    second_only: int
    both: int

    def __post_init__(self) -> None:
        if min(self.first_only, self.second_only, self.both) < 0:
            raise ValueError(f"an overlap has a count below zero: {self}")

    @property
    def seen(self) -> int:
        """In either list: what there is at the least, whatever is supposed."""
        return self.first_only + self.second_only + self.both


@dataclass(frozen=True)
class Total:
    """How many in all, with limits; the lower one is never below what was seen. Infinite where nothing bounds it."""

    value: float
    lower: float
    upper: float
    standard_error: float


def chapman(overlap: Overlap, confidence: float = 0.95) -> Total:
    """Chapman's estimate, for two lists neither of which makes the other likelier, every match true and found.

    Limits: log-normal in what was not seen (Chao, Biometrics 43 (1987) 783-791). Source: Chapman, University of California
    Publications in Statistics 1 (1951) 131-160; variance: Seber, Biometrika 57 (1970) 313-318.
    """
    first, second, both = overlap.first_only + overlap.both, overlap.second_only + overlap.both, overlap.both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return _total(overlap.seen, total, variance, confidence)


def like_reach(overlap: Overlap, at_most: float) -> bool:
    """Whether neither list holds more than so many times as many events alone as the other, as Chao's lower bound supposes.

    With a and b events alone its unseen part is (a + b)^2 / 4ab times Petersen's, however alike people are: it is a lower
    bound only where a and b are near each other. Where they are not, and being in one list makes the other no less likely,
    Petersen's estimate is the lower bound.
    """
    fewer, more = sorted((overlap.first_only, overlap.second_only))
    return more <= at_most * fewer


def chao_lower_bound(seen: int, once: int, twice: int, lists: int = 2, confidence: float = 0.95) -> Total:
    """Chao's lower bound, for lists that reach alike while people differ in how likely they are to be listed at all.

    `seen` events in any of so many `lists`, of which `once` in one alone and `twice` in two. Where none is in two lists, the
    bias-corrected form. Of lists of unlike reach it is no lower bound: ask `like_reach` first.

    Source: Chao, Biometrics 43 (1987) 783-791; for a given number of lists, and the variances: Colwell and others, Journal
    of Plant Ecology 5 (2012) 3-21.
    """
    share = (lists - 1) / lists
    if twice:
        of = once / twice
        unseen = share * once * of / 2
        variance = twice * (share * of**2 / 2 + share**2 * of**3 + share**2 * of**4 / 4)
    else:
        unseen = share * once * (once - 1) / 2
        held = share**2 * once**4 / (4 * (seen + unseen)) if seen else 0.0
        variance = unseen + share**2 * once * (2 * once - 1) ** 2 / 4 - held
    return _total(seen, seen + unseen, max(variance, 0.0), confidence)


def over_assumptions(
    overlap: Overlap, dependence: Sequence[float], missed: Sequence[float], false: Sequence[float]
) -> tuple[float, float]:
    """The least and the most that there may be in all, over every combination of what is supposed.

    dependence : how many times the odds of being in one list are those of events in the other (1: not at all).
    missed : shares of true matches that were not found; `false` : shares of the matches found that are none.

    A match more takes one event off each list alone. Infinite where nothing overlaps.

    Source: the odds-ratio form of dependence, as in Gerritse, van der Heijden and Bakker, Journal of Official Statistics 31
    (2015) 357-379.
    """
    found = []
    for odds, lost, wrong in product(dependence, missed, false):
        if not (odds > 0 and 0 <= lost < 1 and 0 <= wrong <= 1):
            raise ValueError(f"dependence {odds}, missed {lost}, false {wrong}: above 0, from 0 to 1, from 0 to 1")
        both = overlap.both * (1 - wrong) / (1 - lost)
        both = min(both, overlap.first_only + overlap.both, overlap.second_only + overlap.both)
        first, second = (alone + overlap.both - both for alone in (overlap.first_only, overlap.second_only))
        unseen = odds * first * second / both if both else np.inf
        found.append(first + second + both + unseen)
    return float(min(found)), float(max(found))


@dataclass(frozen=True)
class LogLinearTotal:
    """What one log-linear model says: which pairs of lists (by their place, from 0) it lets hang together, and its total."""

    pairs: tuple[tuple[int, int], ...]
    total: Total
    aic: float


def log_linear(cells: Mapping[tuple[bool, bool, bool], int], confidence: float = 0.95) -> list[LogLinearTotal]:
    """Every log-linear model of three lists that lets some pairs hang together, the best by AIC first.

    `cells` are the seven counts by membership of the three lists. None supposes that nothing binds all three at once: that
    cannot be known. Models that do not settle are left out. Raises ValueError where a cell is missing or below zero.

    Source: Fienberg, Biometrika 59 (1972) 591-603; standard errors as R's Rcapture gives them: Baillargeon and Rivest,
    Journal of Statistical Software 19(5) (2007).
    """
    members = [(a, b, c) for a, b, c in product((True, False), repeat=THREE_LISTS) if a or b or c]
    if set(cells) != set(members) or min(cells.values()) < 0:
        raise ValueError("three lists have seven cells, none below zero: every membership but that of no list")
    counts = np.array([cells[m] for m in members], dtype=np.float64)
    lists = np.array(members, dtype=np.float64)
    found = []
    for pairs in _sets(list(combinations(range(THREE_LISTS), 2))):
        together = [lists[:, a] * lists[:, b] for a, b in pairs]
        design = np.column_stack([np.ones(len(members)), lists, *together])
        try:
            fit = fit_loglinear(counts, design, np.zeros(len(members)))
        except ValueError:
            continue
        unseen = float(np.exp(fit.coefficients[0]))
        variance = unseen + unseen**2 * float(fit.covariance[0, 0])
        likelihood = float(np.sum(counts * np.log(fit.fitted) - fit.fitted - special.gammaln(counts + 1)))
        total = _total(int(counts.sum()), float(counts.sum()) + unseen, variance, confidence)
        found.append(LogLinearTotal(pairs, total, 2 * design.shape[1] - 2 * likelihood))
    return sorted(found, key=lambda one: (one.aic, one.pairs))


def _sets(of: list[tuple[int, int]]) -> Iterable[tuple[tuple[int, int], ...]]:
    return chain.from_iterable(combinations(of, size) for size in range(len(of) + 1))


def _total(seen: int, total: float, variance: float, confidence: float) -> Total:
    """With log-normal limits of what was not seen."""
    unseen = total - seen
    error = float(np.sqrt(variance))
    if unseen <= 0:
        return Total(float(total), float(seen), float(total), error)
    z = float(special.ndtri(1.0 - tail_probability(confidence)))
    factor = float(np.exp(z * np.sqrt(np.log1p(variance / unseen**2))))
    return Total(float(total), float(seen + unseen / factor), float(seen + unseen * factor), error)
