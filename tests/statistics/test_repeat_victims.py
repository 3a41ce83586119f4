"""Intervals for repeat victims against figures worked by hand, Byar's limits and simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.statistics.intervals import count_interval
from purbeck.statistics.repeat_victims import repeat_interval
from purbeck.statistics.simulated_intervals import coverage_of_repeat_interval


def test_by_hand():
    # 60 people once, 15 twice, 5 who had 30 of the 120 events: six each, 3 beyond three. Squares: 60 + 60 + 5 (36 + 3 x 4)
    # = 360; 360 / 80 = 4.5 and sqrt(4.5) = 2.1213. Byar for 80: 80 (1 - 1/720 - 1.95996/(3 sqrt 80))^3 = 63.4338;
    # 81 (1 - 1/729 + 1.95996/(3 sqrt 81))^3 = 99.5679. 120 - 2.1213 x 16.5662 = 84.858; 120 + 2.1213 x 19.5679 = 161.510.
    found = repeat_interval([60, 15, 5], 120)
    assert (found.events, found.people, found.spread) == (120, 80, 3.0)
    assert (found.lower, found.upper) == pytest.approx((84.858, 161.510), abs=0.005)


@given(st.integers(0, 3000))
def test_where_nobody_recurs_it_is_the_interval_of_a_count(people):
    found = repeat_interval([people, 0, 0])
    lower, upper = count_interval(people)
    assert (found.spread, found.lower, found.upper) == pytest.approx((1.0, float(lower), float(upper)))


@given(st.integers(0, 500), st.integers(0, 100), st.integers(0, 50), st.integers(0, 200))
def test_it_holds_the_count_and_is_never_narrower_than_byars(once, twice, more, beyond):
    events = once + 2 * twice + 3 * more + (beyond if more else 0)
    found = repeat_interval([once, twice, more], events)
    assert found.lower <= events <= found.upper and found.spread >= 1.0
    lower, upper = count_interval(events)
    if found.people >= 10:  # below, exact limits are wider than Byar's from which they change
        assert found.upper - found.lower >= 0.98 * float(upper - lower)


def test_without_the_events_those_with_three_or_more_had_three():
    assert repeat_interval([60, 15, 5]) == repeat_interval([60, 15, 5], 105)


@pytest.mark.parametrize(
    ("people", "events", "words"),
    [
        ([60, 15, 5], 104, "104 events cannot have befallen .* at least 105"),
        ([60, 15, 0], 91, "exactly 90"),
        ([60, 15], None, "not three numbers"),
        ([60, 15, -1], None, "-1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(people, events, words):
    with pytest.raises(ValueError, match=words):
        repeat_interval(people, events)


def test_it_holds_the_mean_where_the_interval_of_separate_events_does_not():
    adjusted = coverage_of_repeat_interval(50.0, 0.4, replicates=1000)
    separate = coverage_of_repeat_interval(50.0, 0.4, adjusted=False, replicates=1000)
    assert 0.93 <= adjusted.observed <= 0.98 and separate.observed < 0.87
    assert np.isnan(adjusted.closed_form)
