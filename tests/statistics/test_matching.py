"""Matching without identities: planted pairs found, false ones few, and the error that the lists tell is the true one."""

import itertools

import numpy as np
import pytest

from purbeck.statistics.matching import PLACE_KNOWN, Events, Rules, _assigned, _Pairs, match

RULES = Rules((15, 30, 60, 120, 240), (100, 250, 500, 1000, 2500), 250.0, (-21, -14, -7, 7, 14, 21), 0.5, 0.05)
SEEDS = range(6)


SORTS = [0.4, 0.22, 0.2, 0.08, 0.06, 0.04]
HURT = 0.4  # of the first list's events, share at which somebody was


def made_up(seed, known, days=365, police=25.0, hospital=4.0, both=0.6, told=1.0, sorts=False):
    """Two services' events over a year in 18 by 15 km, and which are one: place in the second list to place in the first.

    `told` is the share of the second list that says a place. With `sorts` both say what sort of place it was, wrongly by chance
    in one of five, and the first whether somebody was hurt, wrongly in one of ten.
    """
    rng = np.random.default_rng(seed)
    cells = np.array(list(itertools.product(range(12), range(10)))) * 1500.0
    pull = rng.gamma(0.6, size=len(cells))

    def events(n):
        hour = np.where(rng.random(n) < 0.55, rng.normal(23, 2.5, n), rng.uniform(0, 24, n))
        cell = rng.choice(len(cells), n, p=pull / pull.sum())
        at = cells[cell] + rng.uniform(-700, 700, (n, 2))
        return (
            rng.integers(0, days, n) * 1440 + (hour * 60).astype(int),
            cell,
            at,
            rng.choice(5, n, p=[0.6, 0.12, 0.1, 0.1, 0.08]),
        )

    time, cell, at, kind = events(rng.poisson(hospital * days))
    shared = np.flatnonzero(rng.random(len(time)) < both)
    others = events(rng.poisson(police * days))
    first_time, _, first_at, first_kind = (
        np.concatenate([mine[shared], theirs]) for mine, theirs in zip((time, cell, at, kind), others, strict=True)
    )
    n = len(first_time)
    span = np.where(rng.random(n) < 0.2, rng.integers(10, 120, n), 0)
    begins = first_time - (span * rng.random(n)).astype(int)
    spot = first_at + rng.normal(0, 40, (n, 2))
    kinds = np.where(rng.random(n) < 0.2, -1, first_kind)
    said = time + np.rint(rng.normal(0, 20, len(time))).astype(int)
    said = np.where(rng.random(len(time)) < 0.7, said // 15 * 15, said)
    place = {
        "point": (at + rng.normal(0, 120, at.shape), 150.0),
        "area": (cells[cell], 800.0),
        "nowhere": (np.full(at.shape, np.nan), 0.0),
    }[known]
    theirs = np.where(rng.random(len(time)) < 0.1, rng.integers(0, 5, len(time)), kind)
    where = np.where(rng.random(len(time)) < told, place[0].T, np.nan)
    mine, also = said_besides(rng, shared, n, len(time), sorts)
    first = Events(begins, begins + span, *spot.T, np.full(n, 50.0), (kinds, *mine))
    second = Events(said, said, *where, np.full(len(time), place[1]), (theirs, *also))
    return first, second, dict(zip(shared.tolist(), range(len(shared)), strict=True))


def said_besides(rng, shared, police, hospital, sorts):
    """Sort of place and whether somebody was hurt, of the first list and of the second; nothing without `sorts`."""
    if not sorts:
        return (), ()
    sort = rng.choice(len(SORTS), hospital, p=SORTS)
    first = rng.choice(len(SORTS), police, p=SORTS)
    first[: len(shared)] = sort[shared]
    wrong = rng.random(hospital) < 0.2
    sort[wrong] = rng.choice(len(SORTS), wrong.sum(), p=SORTS)
    hurt = rng.random(police) < HURT
    hurt[: len(shared)] = rng.random(len(shared)) < 0.9
    return (first, hurt.astype(int)), (sort, np.ones(hospital, dtype=int))


def found_and_false(seed, known, **more):
    first, second, truth = made_up(seed, known, **more)
    matches = match(first, second, RULES)
    pairs = zip(matches.first.tolist(), matches.second.tolist(), strict=True)
    right = sum(truth.get(b) == a for a, b in pairs)
    taken = matches.error.taken
    return right / len(truth), (taken - right) / max(taken, 1), matches


def test_where_the_place_is_known_to_a_point_nine_in_ten_are_found_and_one_in_twenty_is_false():
    for seed in SEEDS:
        found, false, _ = found_and_false(seed, "point")
        assert found >= 0.9 and false <= 0.05


def test_where_the_place_is_an_area_fewer_are_found_and_few_are_false():
    results = [found_and_false(seed, "area")[:2] for seed in SEEDS]
    assert 0.55 <= np.mean([found for found, _ in results]) <= 0.8
    assert max(false for _, false in results) <= 0.05


def test_sort_of_place_and_hurt_find_nine_in_ten_where_one_in_ten_says_no_place_and_where_all_say_an_area():
    for more in ({"known": "point", "told": 0.9}, {"known": "area"}):
        for seed in SEEDS:
            found, false, matches = found_and_false(seed, sorts=True, **more)
            assert found >= 0.9 and false <= 0.05
            assert matches.error.expected_false >= false - 0.01
            assert matches.error.chance_false == pytest.approx(false, abs=0.025)


def test_of_events_without_a_place_few_are_found_by_time_and_sort_alone_and_the_whole_stays_below_one_in_twenty():
    unplaced, right, taken = 0, 0, 0
    for seed in SEEDS:
        first, second, truth = made_up(seed, "point", told=0.8, sorts=True)
        matches = match(first, second, RULES)
        nowhere = np.isnan(second.easting[matches.second])
        are_true = np.array(
            [truth.get(b) == a for a, b in zip(matches.first.tolist(), matches.second.tolist(), strict=True)]
        )
        assert (~are_true).mean() <= 0.05
        unplaced += sum(np.isnan(second.easting[b]) for b in truth)
        right, taken = right + int((are_true & nowhere).sum()), taken + int(nowhere.sum())
    assert 0.3 <= right / unplaced <= 0.7 and right / taken >= 0.7


def test_where_no_place_is_known_nothing_is_taken_for_a_match():
    for seed in SEEDS:
        found, _, matches = found_and_false(seed, "nowhere")
        assert found == 0 and matches.error.taken == 0 and np.isnan(matches.error.expected_false)


def test_the_error_that_the_lists_tell_is_near_the_true_one():
    for known, apart in (("point", 0.04), ("area", 0.1)):
        for seed in SEEDS:
            found, false, matches = found_and_false(seed, known)
            assert matches.error.expected_found == pytest.approx(found, abs=apart)
            assert matches.error.expected_false >= false - 0.01  # what is promised is no better than what is true
            assert matches.error.chance_false == pytest.approx(false, abs=0.025)


def test_lists_with_nothing_in_common_give_next_to_nothing():
    for seed in SEEDS:
        first, second, _ = made_up(seed, "point", both=0.0)
        matches = match(first, second, RULES)
        assert matches.error.taken <= 0.01 * len(second)


def test_each_event_is_in_one_pair_at_most_and_the_order_of_the_lists_does_not_matter():
    first, second, _ = made_up(1, "point", days=120)
    matches = match(first, second, RULES)
    assert len(set(matches.first.tolist())) == len(matches.first) == len(set(matches.second.tolist()))
    turn = np.random.default_rng(0).permutation(len(first))
    numbers = ("earliest", "latest", "easting", "northing", "reach")
    turned = Events(*(getattr(first, name)[turn] for name in numbers), tuple(kind[turn] for kind in first.kinds))
    again = match(turned, second, RULES)
    assert {(int(turn[a]), int(b)) for a, b in zip(again.first, again.second, strict=True)} == {
        (int(a), int(b)) for a, b in zip(matches.first, matches.second, strict=True)
    }


def test_the_assignment_is_the_best_of_all():
    rng = np.random.default_rng(3)
    for _ in range(30):
        rows, columns = rng.integers(1, 5, 2)
        gain = rng.normal(0.5, 2.0, (rows, columns))
        a, b = (x.ravel() for x in np.indices(gain.shape))
        nothing = np.zeros(len(a), dtype=np.int64)
        chosen = _assigned(_Pairs(a, b, (nothing, nothing, nothing)), gain.ravel())
        best = 0.0
        for picks in itertools.product(range(-1, columns), repeat=int(rows)):
            used = [p for p in picks if p >= 0]
            if len(set(used)) == len(used):
                best = max(best, sum(gain[r, p] for r, p in enumerate(picks) if p >= 0))
        assert gain.ravel()[chosen].sum() == pytest.approx(best)


def test_a_time_too_vague_is_not_compared_and_empty_lists_match_nothing():
    def one(earliest, latest):
        there = np.array([0.0])
        return Events(np.array([earliest]), np.array([latest]), there, there, there + 50, (np.array([1]),))

    assert match(one(0, 600), one(100, 100), RULES).error.taken == 0
    none = Events(
        *(np.empty(0, dtype=np.int64) for _ in range(2)),
        *(np.empty(0) for _ in range(3)),
        (np.empty(0, dtype=np.int64),),
    )
    empty = match(none, none, RULES)
    assert empty.error.taken == 0 and len(empty.by_place) == len(PLACE_KNOWN)
