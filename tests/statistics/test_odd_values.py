"""Odd counts: known errors are found, steady series hardly flagged, the odd one does not hide itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from purbeck.incidents.odd_months import read_limits
from purbeck.statistics.odd_values import OddLimits, odd_values
from purbeck.statistics.simulation import ODD_LIMITS, false_flags_of_odd_values

STEADY = [502, 489, 530, 511, 476, 498, 520, 515, 493, 507, 484, 526]


def test_simulation_runs_with_the_limits_in_force() -> None:
    assert read_limits() == ODD_LIMITS


@pytest.mark.parametrize("value", [1200, 150, 0])
def test_doubled_or_missing_month_is_found_wherever_it_stands(value: int) -> None:
    for n in range(len(STEADY)):
        counts = [*STEADY]
        counts[n] = value
        assert np.flatnonzero(odd_values(counts, range(12), ODD_LIMITS).odd).tolist() == [n]


def test_median_and_spread_are_those_of_the_months_around_without_the_month_itself() -> None:
    counts = [*STEADY[:7], 1200, *STEADY[8:]]
    found = odd_values(counts, range(12), ODD_LIMITS)
    around = np.array(counts[:7] + counts[8:], dtype=float)
    middle = np.median(around)
    spread = stats.median_abs_deviation(np.log((around + 0.5) / (middle + 0.5)), scale="normal")
    assert found.expected[7] == middle
    assert found.ratio[7] == pytest.approx(1200 / middle)
    assert found.spreads[7] == pytest.approx(np.log(1200.5 / (middle + 0.5)) / max(spread, middle**-0.5), rel=1e-4)


def test_neighbours_are_the_nearest_within_reach_across_gaps() -> None:
    limits = OddLimits(around=4, reach=5, fewest=3, ratio=1.75, spreads=5, smallest=50)
    at = [0, 1, 2, 20, 21, 22, 23]
    found = odd_values([100, 100, 100, 300, 310, 290, 305], at, limits)
    assert np.isnan(found.expected[:3]).all(), "two neighbours are too few"
    assert found.expected[3:].tolist() == [305, 300, 305, 300]
    assert not found.odd.any(), "a level that moved over the gap is not odd"


def test_small_counts_and_wide_ones_are_not_odd() -> None:
    assert not odd_values([40, 41, 39, 40, 42, 38, 40, 120], range(8), ODD_LIMITS).odd.any()
    summer_and_winter = [60, 62, 90, 170, 260, 320, 330, 300, 200, 120, 80, 64]
    assert not odd_values(summer_and_winter, range(12), ODD_LIMITS).odd.any()


def test_times_must_rise() -> None:
    with pytest.raises(ValueError, match="times rising"):
        odd_values([1, 2], [3, 3], ODD_LIMITS)


@given(st.lists(st.integers(50, 5000), min_size=8, max_size=30), st.integers(2, 9))
def test_scale_of_time_does_not_matter_and_flags_obey_the_ratio(counts: list[int], step: int) -> None:
    found = odd_values(counts, range(len(counts)), ODD_LIMITS)
    far = np.abs(np.log(found.ratio, where=found.ratio > 0, out=np.full(len(counts), np.inf))) >= np.log(1.75) - 1e-9
    assert (~found.odd | far).all()
    wider = OddLimits(12, 12 * step, 6, 1.75, 5.0, 50.0)
    assert np.array_equal(odd_values(counts, np.arange(len(counts)) * step, wider).odd, found.odd)


@pytest.mark.parametrize(("mean", "most"), [(60.0, 0.012), (300.0, 0.003), (1500.0, 0.002)])
def test_steady_series_are_flagged_no_more_than_the_methods_page_says(mean: float, most: float) -> None:
    assert false_flags_of_odd_values(mean, 5.0, 12, replicates=300).observed <= most
