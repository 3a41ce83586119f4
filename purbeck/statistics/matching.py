"""Finds which events of two lists are the same, by time, place and kind, and how often that is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MINUTES_OF_A_DAY = 1_440
PAIRS_AT_ONCE = 2_000_000
PLACE_KNOWN = ("both_to_the_point", "one_to_an_area", "not_by_both")
PLACE = 1  # of the levels: time comes first, then place, then kinds
SAME, DIFFERENT, NOT_SAID = 0, 1, 2
# What an agreement never seen counts for, so that no ratio is infinite: half a pair.
UNSEEN = 0.5
ROUNDS, SETTLED = 500, 1e-9


@dataclass(frozen=True)
class Events:
    """Events of one list, one entry each.

    `earliest` and `latest` are minutes on one clock; `easting` and `northing` metres, nan where the place is not known;
    `reach` metres that the event may be from that point. `kinds` are whatever else both lists say in words, such as how it was
    done: each a number for the word, below 0 where not said. Both lists have the same kinds, in the same order.
    """

    earliest: Whole
    latest: Whole
    easting: Floats
    northing: Floats
    reach: Floats
    kinds: tuple[Whole, ...]

    def __len__(self) -> int:
        return len(self.earliest)


@dataclass(frozen=True)
class Rules:
    """How two events are compared and when they are taken for one.

    `minutes` and `metres` are the upper ends of rising levels: pairs further apart than the last are not compared.
    `point` is the metres up to which a place is known to the point and not only to an area. `days` are the shifts that
    show which pairs chance alone makes: whole weeks, so that a busy night meets a busy night. A pair is taken where it
    is more likely than `least`, the likeliest first, for as long as no more than `most_false` of those taken are expected
    to be wrong.
    """

    minutes: tuple[int, ...]
    metres: tuple[int, ...]
    point: float
    days: tuple[int, ...]
    least: float
    most_false: float


@dataclass(frozen=True)
class MatchError:
    """How good the matches are, as far as the lists themselves tell.

    `expected_pairs` is how many pairs of the two lists are expected to be one event; `taken` how many were taken.
    `expected_false` is the share of those taken that are expected to be wrong by their probabilities, `chance_false` by
    how many were taken where one list was shifted in time. `expected_found` is the share of all true pairs that were
    taken. Shares are nan where nothing was taken or expected.
    """

    expected_pairs: float
    taken: int
    expected_false: float
    chance_false: float
    expected_found: float


@dataclass(frozen=True)
class Matches:
    """Pairs taken for one event: their places in the two lists, in the order of the first, and how likely each is.

    `place` says how well the place was known, a number of PLACE_KNOWN. `error` is of all, `by_place` of each of those.
    """

    first: Whole
    second: Whole
    probability: Floats
    place: Whole
    error: MatchError
    by_place: tuple[MatchError, ...]


@dataclass(frozen=True)
class _Pairs:
    """Candidate pairs: places in the two lists, and the level of agreement in time, in place and in each kind."""

    first: Whole
    second: Whole
    levels: tuple[Whole, ...]


def match(first: Events, second: Events, rules: Rules) -> Matches:
    """Pair events of two lists that are likely one event, each with at most one of the other list.

    The odds that a pair is one event are its prior odds times, for time, place and each kind, how often true pairs agree
    that well over how often chance pairs do (Fellegi and Sunter). Chance pairs are counted after shifting one list by
    whole weeks; what true pairs look like, and how many there are, is estimated by expectation-maximisation. A pair's
    probability allows for its rivals, the other pairs of either event. Among rivals the set of pairs with the greatest
    product of odds is taken.

    No event is compared that may have happened over a longer time than the last level of minutes. `first` should be the
    longer list.

    Source: Fellegi and Sunter, Journal of the American Statistical Association 64 (1969) 1183-1210; Jaro, the same 84
    (1989) 414-420 for the estimation and the assignment.
    """
    pairs = _candidates(first, second, rules, 0)
    shifted = [_candidates(first, second, rules, days) for days in rules.days]
    weights = _log_weights(pairs, shifted, rules)
    probability, taken = _taken(pairs, weights, rules, None)
    limit = float(probability[taken].min()) if len(taken) else 1.0
    by_chance = [p.levels[PLACE][_taken(p, weights, rules, limit)[1]] // len(rules.metres) for p in shifted]
    place = pairs.levels[PLACE] // len(rules.metres)
    free = 1.0 - len(taken) / max(len(second), 1)  # an event with its true partner is not open to a false one

    def error(of: NDArray[np.bool_], chance: float) -> MatchError:
        chosen = probability[taken[of[taken]]]
        expected = float(probability[of].sum())
        n = len(chosen)
        nan = float("nan")
        return MatchError(
            expected, n, float(1 - chosen.mean()) if n else nan, min(free * chance / n, 1.0) if n else nan,
            float(chosen.sum() / expected) if expected > 0 else nan,
        )  # fmt: skip

    mean = [float(np.mean([np.sum(c == known) for c in by_chance])) for known in range(len(PLACE_KNOWN))]
    by_place = tuple(error(place == known, mean[known]) for known in range(len(PLACE_KNOWN)))
    whole = error(np.ones(len(place), dtype=np.bool_), sum(mean))
    return Matches(pairs.first[taken], pairs.second[taken], probability[taken], place[taken], whole, by_place)


def _candidates(first: Events, second: Events, rules: Rules, days: int) -> _Pairs:
    """Pairs near enough in time and place, the second list moved by so many days."""
    reach = rules.minutes[-1]
    order = np.argsort(first.earliest, kind="stable")
    sorted_earliest = first.earliest[order]
    moved = replace(
        second, earliest=second.earliest + days * MINUTES_OF_A_DAY, latest=second.latest + days * MINUTES_OF_A_DAY
    )
    low = np.searchsorted(sorted_earliest, moved.latest - reach, "left")
    high = np.searchsorted(sorted_earliest, moved.earliest + reach, "right")
    count = np.maximum(high - low, 0)
    if not count.sum():
        none = np.empty(0, dtype=np.int64)
        return _Pairs(none, none, (none,) * (PLACE + 1 + len(second.kinds)))
    begins = np.flatnonzero(np.diff(np.cumsum(count) // PAIRS_AT_ONCE, prepend=-1))
    parts = [
        _compared(first, moved, order, low, count, slice(a, b), rules)
        for a, b in zip(begins, [*begins[1:], len(count)], strict=True)
    ]
    a, b, *levels = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return _Pairs(a, b, tuple(levels))


def _compared(
    first: Events, second: Events, order: Whole, low: Whole, count: Whole, some: slice, rules: Rules
) -> tuple[Whole, ...]:
    """The pairs of some events of the second list: places in both lists, levels of time, place and kinds."""
    b = np.repeat(np.arange(len(count))[some], count[some])
    within = np.arange(len(b)) - np.repeat(np.cumsum(count[some]) - count[some], count[some])
    a = order[low[b] + within]
    # As far apart as the two can have been: a vague time agrees no better than it is known.
    gap = np.maximum(first.latest[a] - second.earliest[b], second.latest[b] - first.earliest[a])
    distance = np.hypot(first.easting[a] - second.easting[b], first.northing[a] - second.northing[b])
    reach = first.reach[a] + second.reach[b]
    unknown = np.isnan(distance)
    near = (gap <= rules.minutes[-1]) & (unknown | (distance - reach <= rules.metres[-1]))
    a, b, gap, distance, unknown = a[near], b[near], gap[near], distance[near], unknown[near]
    steps = len(rules.metres)
    level = np.minimum(np.searchsorted(rules.metres, distance, "left"), steps - 1)
    vague = np.maximum(first.reach[a], second.reach[b]) > rules.point
    place = np.where(unknown, 2 * steps, level + steps * vague)
    kinds = (_agreement(mine[a], theirs[b]) for mine, theirs in zip(first.kinds, second.kinds, strict=True))
    return a, b, np.searchsorted(rules.minutes, gap, "left"), place, *kinds


def _agreement(mine: Whole, theirs: Whole) -> Whole:
    return np.where((mine >= 0) & (theirs >= 0), np.where(mine == theirs, SAME, DIFFERENT), NOT_SAID)


@dataclass(frozen=True)
class _Weights:
    """Log odds: the prior ones, and what each level of each comparison adds."""

    prior: float
    added: tuple[Floats, ...]

    def of(self, pairs: _Pairs) -> Floats:
        return self.prior + sum(
            (added[level] for added, level in zip(self.added, pairs.levels, strict=True)), np.zeros(len(pairs.first))
        )


def _log_weights(pairs: _Pairs, shifted: list[_Pairs], rules: Rules) -> _Weights:
    """Estimate how many pairs are true and how true ones agree, chance pairs being as the shifted lists have them."""
    kinds = len(pairs.levels) - PLACE - 1
    sizes = (len(rules.minutes), 2 * len(rules.metres) + 1, *(NOT_SAID + 1,) * kinds)
    others = [tuple(m for m in range(len(sizes)) if m != n) for n in range(len(sizes))]
    chance = [
        _shares(np.mean([np.bincount(p.levels[n], minlength=size) for p in shifted], axis=0))
        for n, size in enumerate(sizes)
    ]
    by_chance = float(np.mean([len(p.first) for p in shifted]))
    seen = np.zeros(sizes)
    np.add.at(seen, pairs.levels, 1)
    total = max(float(seen.sum()), 1.0)
    share = min(max((total - by_chance) / total, 1 / total), 1 - 1 / (total + 1))
    true = [
        _shares(np.maximum(np.bincount(pairs.levels[n], minlength=size) / total - (1 - share) * chance[n], 0) * total)
        for n, size in enumerate(sizes)
    ]
    unlike = (1 - share) * _product(chance)
    for _ in range(ROUNDS):
        alike = share * _product(true)
        is_true = seen * alike / (alike + unlike)
        before, share = share, min(max(float(is_true.sum()) / total, 1 / total), 1 - 1 / (total + 1))
        true = [_shares(is_true.sum(axis=axes)) for axes in others]
        unlike = (1 - share) * _product(chance)
        if abs(share - before) < SETTLED:
            break
    added = tuple(np.log(t) - np.log(c) for t, c in zip(true, chance, strict=True))
    return _Weights(float(np.log(share / (1 - share))), added)


def _shares(counts: Floats) -> Floats:
    smoothed = counts + UNSEEN
    return np.asarray(smoothed / smoothed.sum(), dtype=np.float64)


def _product(shares: list[Floats]) -> Floats:
    return reduce(np.multiply.outer, shares)


def _taken(pairs: _Pairs, weights: _Weights, rules: Rules, limit: float | None) -> tuple[Floats, Whole]:
    """The probability of every pair, and which pairs are taken, in order.

    With a `limit` those are taken that are as likely, whatever share of them is expected to be wrong.
    """
    if not len(pairs.first):
        return np.empty(0), np.empty(0, dtype=np.int64)
    odds = np.exp(np.minimum(weights.of(pairs), 700.0))
    rivals = np.bincount(pairs.first, odds)[pairs.first] + np.bincount(pairs.second, odds)[pairs.second] - 2 * odds
    probability = odds / (1.0 + odds + np.maximum(rivals, 0.0))
    assigned = _assigned(pairs, np.log(odds))
    chosen = assigned[probability[assigned] >= (rules.least if limit is None else limit)]
    if limit is None:
        likeliest = chosen[np.lexsort((chosen, -probability[chosen]))]
        wrong = np.cumsum(1 - probability[likeliest]) / np.arange(1, len(likeliest) + 1)
        chosen = likeliest[wrong <= rules.most_false]
    return probability, chosen[np.lexsort((pairs.second[chosen], pairs.first[chosen]))]


def _assigned(pairs: _Pairs, log_odds: Floats) -> Whole:
    """The pairs, each event in one at most, whose log odds sum highest; none that is likelier false than true."""
    better = np.flatnonzero(log_odds > 0)
    if not len(better):
        return better
    one, one_at = np.unique(pairs.first[better], return_inverse=True)
    other, other_at = np.unique(pairs.second[better], return_inverse=True)
    size = len(one) + len(other)
    links = sparse.coo_array((np.ones(len(better)), (one_at, other_at + len(one))), shape=(size, size))
    group = sparse.csgraph.connected_components(links, directed=False)[1][one_at]
    order = np.argsort(group, kind="stable")
    found = []
    for members in np.split(better[order], np.flatnonzero(np.diff(group[order])) + 1):
        if len(members) == 1:
            found.append(members)
            continue
        rows, row = np.unique(pairs.first[members], return_inverse=True)
        columns, column = np.unique(pairs.second[members], return_inverse=True)
        gain, which = np.zeros((len(rows), len(columns))), np.full((len(rows), len(columns)), -1)
        gain[row, column], which[row, column] = log_odds[members], members
        picked = which[optimize.linear_sum_assignment(gain, maximize=True)]
        found.append(picked[picked >= 0])
    return np.asarray(np.concatenate(found), dtype=np.int64)
