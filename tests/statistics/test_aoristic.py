"""Spreading spans over the hours of the week: against published examples, and minute by minute."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.statistics.aoristic import week_hours

MONDAY, FRIDAY = 0, 4


def test_ratcliffes_worked_example():
    """jratcliffe.net/aoristic-analysis: away from 8am to 4pm, "0.125 for each hour between 8am and 4pm"."""
    found = week_hours(["2025-03-03T08:00"], ["2025-03-03T16:00"])  # a Monday
    expected = np.zeros((7, 24))
    expected[MONDAY, 8:16] = 0.125
    np.testing.assert_array_equal(found, expected)


def test_a_burglary_from_nine_to_five_is_an_eighth_in_each_hour():
    """routineactivity.github.io/aoristic-crime-analysis: "counted as 1/8th of a crime in each hour"."""
    found = week_hours(["2025-03-07T09:00"], ["2025-03-07T17:00"])
    assert found[FRIDAY, 9:17].tolist() == [1 / 8] * 8 and found.sum() == 1


def test_a_week_or_longer_is_a_168th_in_each_hour():
    """The R package aoristic 1.1.1: spans over 168 hours give 1/168, "~ 0.0059", to each hour."""
    found = week_hours(["2025-03-03T00:00"], ["2025-04-01T13:20"])
    np.testing.assert_allclose(found, 1 / 168)


def test_a_known_time_counts_whole_in_its_hour():
    found = week_hours(["2025-03-07T23:59"], ["2025-03-07T23:59"])
    assert found[FRIDAY, 23] == 1 and found.sum() == 1


def test_events_weigh_their_spans():
    found = week_hours(["2025-03-07T23:30"], ["2025-03-08T00:30"], [6])
    assert found[FRIDAY, 23] == 3 and found[FRIDAY + 1, 0] == 3 and found.sum() == 6


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 400), st.one_of(st.integers(0, 200), st.integers(0, 9 * 1440))), max_size=4
    )
)
def test_every_minute_counts_alike(spans):
    monday = dt.datetime.fromisoformat("2024-01-01T00:00")
    expected = np.zeros((7, 24))
    for start, length in spans:
        if length >= 7 * 24 * 60:
            expected += 1 / 168
            continue
        for minute in range(start, start + max(length, 1)):
            when = monday + dt.timedelta(minutes=minute)
            expected[when.weekday(), when.hour] += 1 / max(length, 1)
    earliest = [monday + dt.timedelta(minutes=start) for start, _ in spans]
    latest = [monday + dt.timedelta(minutes=start + length) for start, length in spans]
    np.testing.assert_allclose(week_hours(earliest, latest), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("earliest", "latest", "events", "said"),
    [
        (["2025-03-07T10:00"], ["2025-03-07T09:00"], None, "1 spans end before they begin"),
        (["NaT"], ["2025-03-07T09:00"], None, "none of them missing"),
        (["2025-03-07T10:00"], ["2025-03-07T11:00"], [1, 2], "do not fit"),
    ],
)
def test_what_cannot_be_spread_is_refused(earliest, latest, events, said):
    with pytest.raises(ValueError, match=said):
        week_hours(earliest, latest, events)
