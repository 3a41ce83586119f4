"""What is said of every possible count is true of each: held against the same asked of counts drawn from the ranges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.statistics import process_control
from purbeck.statistics.dispersion import year_on_year
from purbeck.statistics.intervals import ratio_interval
from purbeck.statistics.possible import agreed, exact, first, leading
from purbeck.statistics.possible_signals import possible_adjusted, possible_signals
from purbeck.statistics.possible_years import HIGHER, LOWER, NO_DIFFERENCE, possible_ratio
from purbeck.statistics.seasonality import seasonally_adjusted

RULES = ("outside_limits", "seven_one_side_of_mean", "seven_point_trend", "two_of_three_near_limit")
BASES = st.sampled_from([1, 5, 10])


def rounded(counts: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """The ranges that counts rounded to a base leave: 5 to 7 and 3 to 4 for 5."""
    shown = (counts + base // 2) // base * base
    low = np.where(shown == 0, 0, shown - base // 2)
    return np.maximum(low, 0), np.where(shown == 0, base - base // 2 - 1, low + base - 1)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), min_size=1, max_size=6), st.data())
def test_the_first_is_passed_by_no_other_whatever_the_counts(
    ranges: list[tuple[int, int]], data: st.DataObject
) -> None:
    least, most = [low for low, _ in ranges], [low + wide for low, wide in ranges]
    true = [data.draw(st.integers(a, b)) for a, b in zip(least, most, strict=True)]
    at = first(least, most)
    if at is not None:
        assert true[at] == max(true)
    assert first(true, true) == true.index(max(true)), "of exact counts there always is one"
    if leading(least, most, 3):
        assert true[:3] == sorted(true, reverse=True)[:3]


def test_a_number_of_which_nothing_is_known_may_be_the_largest() -> None:
    assert first([20, float("nan")], [24, float("nan")]) is None
    assert first([20, 3], [24, 7]) == 0
    assert first([20, 23], [24, 27]) is None
    assert first([], []) is None
    assert exact([3, 4], [3, 4]) and not exact([3, 4], [3, 5])


@settings(max_examples=200, deadline=None)
@given(st.integers(5, 300), st.integers(5, 300), BASES, BASES, st.data())
def test_what_is_agreed_of_a_ratio_is_said_of_every_pair_of_counts(
    here: int, there: int, wide: int, wider: int, data: st.DataObject
) -> None:
    def side(one: int, other: int) -> str:
        lower, upper = ratio_interval(one, 1.0, other, 1.0, 0.95)
        return HIGHER if lower > 1 else LOWER if upper < 1 else NO_DIFFERENCE

    found = agreed(side, (here, here + wide), (there, there + wider))
    if found is not None:
        assert side(data.draw(st.integers(here, here + wide)), data.draw(st.integers(there, there + wider))) == found


def series(seed: int, mean: float, months: int, jump: float) -> np.ndarray:
    """Months round a mean, from one of them on higher."""
    generator = np.random.default_rng(seed)
    level = np.where(np.arange(months) >= months * 2 // 3, mean * jump, mean)
    return generator.poisson(level)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([8.0, 60.0, 700.0]),
    st.sampled_from([1.0, 1.3, 2.0]),
    BASES,
    st.integers(7, 36),
)
def test_signals_that_are_sure_are_there_and_those_that_are_not_possible_are_not(
    seed: int, mean: float, jump: float, base: int, months: int
) -> None:
    counts = series(seed, mean, months, jump)
    least, most = rounded(counts, base)
    found = possible_signals(least, most)
    for draw in range(4):
        true = counts if draw == 0 else np.random.default_rng(seed + draw).integers(least, most + 1)
        chart = process_control.xmr(true)
        for name in RULES:
            fired, sure = getattr(chart, name), found.rules[name]
            assert ((sure == 0) | (sure == fired)).all(), name
            assert ((fired == sure) | found.open).all(), name


def test_a_large_step_is_sure_and_a_small_one_is_open() -> None:
    counts = np.array([500, 510, 495, 505, 500, 490, 505, 500, 510, 495, 900, 505])
    found = possible_signals(*rounded(counts, 5))
    assert found.rules["outside_limits"][10] == 1 and not found.open[10]
    few = np.array([12, 15, 11, 14, 13, 12, 16, 14, 12, 15, 13, 22])
    assert possible_signals(*rounded(few, 5)).open[11]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([12.0, 60.0, 700.0]), BASES, st.integers(24, 40))
def test_seasonally_adjusted_months_lie_within_their_ends(seed: int, mean: float, base: int, months: int) -> None:
    generator = np.random.default_rng(seed)
    number = np.arange(months) % 12 + 1
    counts = generator.poisson(mean * (1 + 0.3 * np.sin(number / 2)) * np.exp(np.arange(months) / 100))
    least, most = rounded(np.maximum(counts, 8), base)
    ends = possible_adjusted(least, most, number)
    assert ends is not None
    for draw in range(3):
        true = np.random.default_rng(seed + draw).integers(least, most + 1)
        values = seasonally_adjusted(true, number).values
        assert (ends[0] <= values + 1e-6).all() and (values <= ends[1] + 1e-6).all()
    if base == 1:
        assert ends[1] == pytest.approx(ends[0], rel=1e-6), "exact counts have no room"


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([12.0, 60.0, 700.0]),
    st.sampled_from([0.7, 1.0, 1.15, 1.6]),
    BASES,
    st.integers(6, 12),
)
def test_two_years_differ_as_is_said_whatever_the_counts(
    seed: int, mean: float, times: float, base: int, months: int
) -> None:
    generator = np.random.default_rng(seed)
    base_counts = np.maximum(generator.poisson(mean, months), 3)
    late_counts = np.maximum(generator.poisson(mean * times, months), 3)
    exposure = np.full(months, 1000.0), 1000.0 * (1 + generator.uniform(0, 0.05, months))
    ends = rounded(base_counts, base), rounded(late_counts, base)
    earlier, later = (rounded(counts.sum(), base) for counts in (base_counts, late_counts))
    found = possible_ratio(
        *ends, ((float(earlier[0]), float(earlier[1])), (float(later[0]), float(later[1]))), exposure
    )
    chart = year_on_year(
        np.concatenate([base_counts, late_counts]), np.concatenate(exposure), np.repeat([2024, 2025], months),
        np.tile(np.arange(months), 2), 2024, 2025,
    )  # fmt: skip
    assert found.lower <= chart.lower * (1 + 1e-9) and chart.upper <= found.upper * (1 + 1e-9)
    said = HIGHER if chart.lower > 1 else LOWER if chart.upper < 1 else NO_DIFFERENCE
    assert found.says in (said, None)
    if base == 1 and np.ptp(exposure[1]) == 0:
        assert found.lower == pytest.approx(chart.lower, rel=1e-6) and found.says == said
