"""XmR charts against NHSRplotthedots' published output, rules and bug list."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.statistics.process_control import MINIMUM_POINTS, expected_false_signals, xmr, xmr_table

# R: set.seed(123); rnorm(20), the data of NHSRplotthedots' test of ptd_spc_standard.
R_NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
# Level 0, neighbours 2 apart: mean range 2, limits at 5.32, two thirds of them at 3.55, no rule near firing.
CALM = [1.0, -1.0] * 8


def calm_with(end):
    return np.array([*CALM, *end])


def test_limits_are_those_nhsrplotthedots_published():
    # NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md: mean 0.142, lpl -3.01, upl 3.29.
    chart = xmr(R_NORMAL)
    assert (round(chart.mean, 3), round(chart.lower_limit, 2), round(chart.upper_limit, 2)) == (0.142, -3.01, 3.29)
    assert not chart.signal.any()


def test_limits_by_hand():
    # Values 10 12 10 14 10 12 10: mean 78/7, ranges 2 2 4 4 2 2, mean range 16/6.
    chart = xmr([10, 12, 10, 14, 10, 12, 10])
    assert chart.mean == pytest.approx(78 / 7)
    assert chart.mean_moving_range == pytest.approx(16 / 6)
    assert chart.upper_limit == pytest.approx(78 / 7 + 2.66 * 16 / 6)
    assert chart.lower_limit == pytest.approx(78 / 7 - 2.66 * 16 / 6)
    assert (chart.n_points, chart.trial) == (7, True)


def test_screening_leaves_out_large_ranges_once():
    # NHSRplotthedots' test: with y[15] set to 10 the limits are wider without screening than with it.
    spiked = np.array(R_NORMAL)
    spiked[14] = 10.0
    ranges = np.abs(np.diff(spiked))
    kept = ranges[ranges < 3.267 * ranges.mean()]
    assert len(kept) < len(ranges)
    assert xmr(spiked).mean_moving_range == pytest.approx(kept.mean())
    assert xmr(spiked, screen_ranges=False).mean_moving_range == pytest.approx(ranges.mean())


def test_a_point_outside_its_limits_signals_its_direction():
    assert xmr(calm_with([9.0])).outside_limits[-1] == 1
    assert xmr(calm_with([-9.0])).outside_limits[-1] == -1
    assert not xmr(CALM).signal.any()


def test_seven_on_one_side_signal_and_six_do_not():
    seven = xmr([1, 1, 1, 1, 1, 1, 1, -3, -2, -2]).seven_one_side_of_mean
    assert seven.tolist() == [1] * 7 + [0] * 3
    six = xmr([1, 1, 1, 1, 1, 1, -1, -3, -2, 0]).seven_one_side_of_mean
    assert not six.any()


def test_a_point_on_the_mean_breaks_a_run():
    values = [1, 1, 1, 0, 1, 1, 1, 1, -4, -3]
    assert np.mean(values) == 0
    assert not xmr(values).seven_one_side_of_mean.any()


@pytest.mark.parametrize("sign", [1, -1])
def test_a_trend_of_seven_signals_whole_in_either_direction_and_across_the_mean(sign):
    # Issues 167 (falling trends were missed) and 171 (trends that cross the mean were split by side).
    trend = xmr(sign * calm_with([-3.0, -2.0, -1.5, 0.0, 1.0, 2.0, 3.0])).seven_point_trend
    assert trend.tolist() == [0] * 16 + [sign] * 7


def test_six_rising_points_are_no_trend_and_an_equal_value_breaks_one():
    # NHSRplotthedots' tests: ptd_seven_point_trend(1:6) and c(1:3, 3:6) are all 0.
    assert not xmr([1, 2, 3, 4, 5, 6, 5]).seven_point_trend.any()
    assert not xmr([1, 2, 3, 3, 4, 5, 6]).seven_point_trend.any()
    assert (xmr([1, 2, 3, 4, 5, 6, 7]).seven_point_trend == 1).all()


def test_two_of_three_must_be_on_one_side_of_the_mean():
    # NHSRplotthedots issue 143 and its test: 5.5 then -5.5 after rep(c(1,-1), 8) are common cause.
    values = np.array(CALM)
    values[14:] = [5.5, -5.5]
    assert not xmr(values).signal.any()
    # The middle point across the mean: two high points near the limit, not all three on the same side.
    across = xmr(calm_with([4.0, -1.0, 4.0]))
    assert not across.two_of_three_near_limit.any()


def test_two_of_three_marks_only_the_points_near_the_limit():
    chart = xmr([*CALM, *CALM, 5.0, 2.0, 5.0, -1.0])
    assert 2 * chart.upper_limit / 3 < 5.0 < chart.upper_limit
    assert chart.two_of_three_near_limit.tolist() == [0] * 32 + [1, 0, 1, 0]


def test_a_point_beyond_the_limit_counts_among_two_of_three():
    # NHSRplotthedots issue 194, Making Data Count's own account: "all points beyond two-sigma are counted".
    chart = xmr(calm_with([-1.0, 9.0, 5.0, 1.0]))
    assert chart.outside_limits[17] == 1 and chart.outside_limits[18] == 0
    assert chart.two_of_three_near_limit[17:].tolist() == [1, 1, 0]


def test_a_missing_value_breaks_runs_trends_and_ranges():
    whole = xmr([1.0, 1, 1, 1, 1, 1, 1, 1, -4, -4, -4])
    broken = xmr([1.0, 1, 1, 1, np.nan, 1, 1, 1, 1, -4, -4, -4])
    assert whole.seven_one_side_of_mean.any() and not broken.seven_one_side_of_mean.any()
    assert broken.n_points == 11
    rising = xmr([1.0, 2, 3, 4, np.nan, 5, 6, 7, 8])
    assert not rising.seven_point_trend.any()
    assert rising.mean_moving_range == 1.0


def test_values_that_are_all_alike_do_not_signal_whatever_rounding_does():
    for value in (0.0, 0.1, 1 / 3, 1e9 / 7):
        assert not xmr([value] * 36).signal.any()


def test_a_last_missing_value_changes_nothing_before_it():
    # NHSRplotthedots issue 156: a trailing NA made earlier points special cause.
    with_gap, without = xmr([*R_NORMAL, np.nan]), xmr(R_NORMAL)
    assert with_gap.signal[:-1].tolist() == without.signal.tolist() and not with_gap.signal[-1]
    assert with_gap.upper_limit == without.upper_limit


def test_the_lower_limit_can_stop_at_zero_without_touching_the_rules():
    values = [3, 9, 1, 7, 0, 8, 2, 9, 1, 6, 0, 7]
    plain, floored = xmr(values), xmr(values, floor_at_zero=True)
    assert plain.lower_limit < 0 == floored.lower_limit
    assert (plain.signal == floored.signal).all()


def test_limits_are_on_trial_below_twelve_points():
    # NHSRplotthedots: "Some groups have 'n < 12' observations. These have trial limits".
    assert xmr(CALM[:11]).trial and not xmr(CALM[:12]).trial


def test_too_short_a_series_is_refused():
    with pytest.raises(ValueError, match="6 values with 5 pairs"):
        xmr([1, 2, 3, 4, 5, 6])
    with pytest.raises(ValueError, match="7 values with 5 pairs"):
        xmr([1, 2, 3, np.nan, 4, 5, 6, 7])
    with pytest.raises(ValueError, match="one series"):
        xmr([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="infinite"):
        xmr([*R_NORMAL, np.inf])


def rules_by_loop(values, mean, reach):
    """The four rules written out point by point, as their published definitions read."""
    n = len(values)
    side = np.sign(values - mean)
    near = np.where(np.abs(values - mean) > reach * 2 / 3, side, 0)
    runs, trend, two = np.zeros(n), np.zeros(n), np.zeros(n)
    for start in range(n - 6):
        window = slice(start, start + 7)
        for sign in (-1, 1):
            if (side[window] == sign).all():
                runs[window] = sign
            if (np.sign(np.diff(values[window])) == sign).all():
                trend[window] = sign
    for start in range(n - 2):
        window = range(start, start + 3)
        for sign in (-1, 1):
            if all(side[i] == sign for i in window) and sum(near[i] == sign for i in window) >= 2:
                for i in window:
                    two[i] = sign if near[i] == sign else two[i]
    return np.where(np.abs(values - mean) > reach, side, 0), runs, trend, two


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 21.0, 22.0, np.nan]), min_size=16, max_size=40))
def test_rules_agree_with_their_definitions_written_as_loops(values):
    series = np.array(values)
    known = np.isfinite(series)
    if known.sum() < MINIMUM_POINTS or np.isfinite(np.diff(series)).sum() < MINIMUM_POINTS - 1:
        return
    chart = xmr(series)
    with np.errstate(invalid="ignore"):
        expected = rules_by_loop(series, chart.mean, chart.upper_limit - chart.mean)
    # A point that ends a fall and begins a rise belongs to both trends; which of them is shown is not compared.
    peaks = np.zeros(len(series), dtype=bool)
    peaks[1:-1] = np.sign(np.diff(series))[:-1] * np.sign(np.diff(series))[1:] < 0
    assert chart.outside_limits.tolist() == np.nan_to_num(expected[0]).tolist()
    assert chart.seven_one_side_of_mean.tolist() == expected[1].tolist()
    assert (chart.seven_point_trend[~peaks] == expected[2][~peaks]).all()
    assert ((chart.seven_point_trend != 0) == (expected[2] != 0)).all()
    assert chart.two_of_three_near_limit.tolist() == expected[3].tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=40), st.floats(0.5, 20), st.integers(-50, 50))
def test_units_do_not_matter_and_upside_down_turns_the_signs(values, scale, shift):
    series = np.array(values, dtype=float)
    chart, moved, turned = xmr(series), xmr(series * scale), xmr(shift - series)
    assert (chart.signal == moved.signal).all()
    assert moved.upper_limit == pytest.approx(chart.upper_limit * scale)
    assert (turned.seven_point_trend == -chart.seven_point_trend).all()
    assert (turned.outside_limits == -chart.outside_limits).all()


def test_a_table_charts_each_row_as_if_alone():
    table = np.random.default_rng(7).normal(size=(40, 30))
    table[table > 2.2] = np.nan
    table[3, 5:] = np.nan
    charts = xmr_table(table, floor_at_zero=True)
    for row in [r for r in range(40) if r != 3]:
        alone = xmr(table[row], floor_at_zero=True)
        assert (alone.signal == charts.signal[row]).all()
        assert (alone.mean, alone.lower_limit, alone.trial) == (
            charts.mean[row],
            charts.lower_limit[row],
            charts.trial[row],
        )
    assert np.isnan(charts.upper_limit[3]) and not charts.signal[3].any() and charts.trial[3]


def test_false_signals_over_three_years_are_a_quarter_to_a_third():
    # The project's design expects 25 to 30% of stable series of 36 months to signal under all four rules.
    assert 0.25 <= expected_false_signals(36, screen_ranges=False).share_of_series <= 0.30
    assert 0.25 <= expected_false_signals(36).share_of_series <= 0.31


def test_false_signals_grow_with_length_and_repeat_exactly():
    shares = [expected_false_signals(points, replicates=5_000).share_of_series for points in (12, 24, 36, 60)]
    assert shares == sorted(shares) and shares[0] < 0.12 and shares[-1] > 0.4
    expected_false_signals.cache_clear()
    assert expected_false_signals(24, replicates=5_000).share_of_series == shares[1]
    assert expected_false_signals(24, replicates=5_000, seed=1).share_of_series != shares[1]
    with pytest.raises(ValueError, match="6 points"):
        expected_false_signals(6)


def test_false_signals_can_be_asked_for_counts():
    few = expected_false_signals(36, replicates=5_000, mean_count=3.0)
    assert few.share_of_series > expected_false_signals(36, replicates=5_000).share_of_series
    assert 0 < few.points_per_series < 36
