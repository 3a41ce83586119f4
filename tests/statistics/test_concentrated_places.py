"""Concentration against counting by hand, exact probabilities, and districts whose truth is known."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.statistics.concentration import fewest_places, held_next, share_by_chance
from purbeck.statistics.intervals import share_interval
from purbeck.statistics.simulation import coverage_of_held_share, held_by_places_chosen


def test_the_worked_example_of_the_methods_page():
    # docs/methods/concentration.md: ten places, 40 incidents; 16 + 6 are at least half of them, 16 a quarter.
    counts = [1, 16, 0, 2, 6, 3, 4, 0, 5, 3]
    assert fewest_places(counts, 0.5).tolist() == [1, 4]
    assert fewest_places(counts, 0.25).tolist() == [1]
    following = np.array([[1], [9], [2], [4], [3], [3], [5], [1], [6], [6]])
    held = held_next(following, [1, 4])
    assert held.share == pytest.approx(12 / 40)
    assert (held.lower, held.upper) == pytest.approx(tuple(float(x) for x in share_interval(12, 40)))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]))
def test_no_fewer_places_would_do(counts, share):
    chosen = fewest_places(counts, share)
    assert sum(counts[n] for n in chosen) >= share * sum(counts) - 1e-9
    for fewer in itertools.combinations(range(len(counts)), max(len(chosen) - 1, 0)):
        assert len(chosen) == 0 or sum(counts[n] for n in fewer) < share * sum(counts)


def test_places_alike_come_in_the_order_given_and_none_without_events():
    assert fewest_places([2, 2, 2, 2], 0.5).tolist() == [0, 1]
    assert fewest_places([0, 0], 0.5).tolist() == []


def test_the_share_by_chance_is_the_one_worked_out_exactly():
    # 4 events over 3 places with chances 1/2, 1/4, 1/4: how many hold half, over all 3^4 ways they can fall.
    chances, expected = (0.5, 0.25, 0.25), 0.0
    for way in itertools.product(range(3), repeat=4):
        counts = sorted((way.count(n) for n in range(3)), reverse=True)
        needed = next(k for k in (1, 2, 3) if sum(counts[:k]) >= 2)
        expected += math.prod(chances[n] for n in way) * needed / 3
    found = share_by_chance(4, [200, 100, 100], 0.5, draws=40_000)
    assert found.middle == pytest.approx(expected, abs=0.004)
    assert found.lower <= found.middle <= found.upper


def test_many_events_lie_as_people_do_and_few_lie_in_few_places():
    people = [1_500] * 100
    assert share_by_chance(1_000_000, people, 0.5, draws=100).middle == pytest.approx(0.5, abs=0.01)
    assert share_by_chance(10, people, 0.5, draws=200).middle <= 0.05


def test_without_excess_from_month_to_month_the_interval_is_close_to_wilsons():
    counts = np.tile([[10], [20], [30], [40]], (1, 12))
    held = held_next(counts, [0, 1])
    plain = [float(limit) for limit in share_interval(360, 1200)]
    assert held.dispersion == 1.0 and held.share == pytest.approx(0.3)
    assert (held.lower, held.upper) == pytest.approx(plain, abs=0.004)
    assert held.lower < plain[0] < plain[1] < held.upper  # Student's t at 11 degrees of freedom is wider


def test_months_that_swing_widen_the_interval():
    steady, swinging = np.array([[10] * 12, [30] * 12]), np.array([[1, 19] * 6, [30] * 12])
    assert held_next(swinging, [0]).dispersion > 3
    width = [held_next(table, [0]).upper - held_next(table, [0]).lower for table in (steady, swinging)]
    assert width[1] > 1.7 * width[0]


@pytest.mark.parametrize("events", [200, 2_000])
def test_where_risk_is_the_same_for_all_the_same_year_flatters_and_the_next_does_not(events):
    same, following = (held_by_places_chosen(240, events, 0.5, when, replicates=300) for when in ("same", "next"))
    assert same.observed > 0.5 - 1e-9 and same.observed - same.nominal > (0.25 if events == 200 else 0.08)
    assert following.observed == pytest.approx(following.nominal, abs=4 * following.standard_error)


@pytest.mark.parametrize("dispersion", [1.0, 5.0])
def test_the_interval_holds_the_true_share_about_as_often_as_promised(dispersion):
    coverage = coverage_of_held_share(dispersion=dispersion, replicates=600)
    assert coverage.observed == pytest.approx(0.95, abs=4 * 0.009 + 0.01)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fewest_places([1, -1], 0.5), "cannot be negative"),
        (lambda: fewest_places([1, 1], 0.0), "the share is 0.0"),
        (lambda: share_by_chance(0, [1, 1], 0.5), "0 events"),
        (lambda: share_by_chance(5, [1, 0], 0.5), "above zero"),
        (lambda: share_by_chance(5, [1, 1], 0.5, draws=10), "10 draws leave none"),
        (lambda: held_next([1, 2], [0]), "must be places x months"),
        (lambda: held_next([[0], [0]], [0]), "at least one event"),
    ],
)
def test_impossible_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
