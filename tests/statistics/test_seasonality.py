"""Seasonal factors against series whose season is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import seasonal_decompose

from purbeck.statistics.process_control import xmr_table
from purbeck.statistics.seasonality import seasonally_adjusted
from purbeck.statistics.simulation import false_positive_rate_xmr

FACTORS = np.array([0.8, 0.8, 0.9, 1.0, 1.1, 1.1, 1.3, 1.3, 1.0, 0.9, 0.9, 0.9])
MONTH = np.arange(36) % 12 + 1


def test_planted_factors_come_back_exactly():
    assert FACTORS.mean() == pytest.approx(1.0)
    result = seasonally_adjusted(200 * FACTORS[MONTH - 1], MONTH)
    assert result.adjusted
    assert np.allclose(result.factors, FACTORS)
    assert np.allclose(result.values, 200)


def test_a_steady_rise_stays_in_the_values():
    rise = 1.1 ** (np.arange(36) / 12)
    result = seasonally_adjusted(200 * FACTORS[MONTH - 1] * rise, MONTH)
    assert np.allclose(result.factors, FACTORS)
    assert np.allclose(result.values, 200 * rise)


def test_gaps_stay_gaps_and_do_not_shift_the_season():
    values = 200 * FACTORS[MONTH - 1] * 1.1 ** (np.arange(36) / 12)
    values[[3, 4, 17, 30]] = np.nan
    result = seasonally_adjusted(values, MONTH)
    assert np.allclose(result.factors, FACTORS)
    assert (np.isnan(result.values) == np.isnan(values)).all()


def test_the_year_may_start_in_any_month():
    month = (np.arange(36) + 3) % 12 + 1
    assert np.allclose(seasonally_adjusted(FACTORS[month - 1], month).factors, FACTORS)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=24, max_size=48), st.floats(0.001, 1000))
def test_factors_average_one_keep_the_year_and_do_not_depend_on_the_unit(counts, scale):
    month = np.arange(len(counts)) % 12 + 1
    result = seasonally_adjusted(counts, month)
    assert result.adjusted and result.factors.mean() == pytest.approx(1.0)
    scaled = seasonally_adjusted(np.array(counts) * scale, month)
    assert np.allclose(scaled.factors, result.factors, rtol=1e-5)
    assert np.allclose(scaled.values, result.values * scale, rtol=1e-5)


@pytest.mark.parametrize(
    "values",
    [
        np.arange(1.0, 24.0),
        np.where(np.arange(24) == 5, np.nan, 10.0),
        np.where(np.arange(36) % 12 == 1, 0.0, 10.0),
    ],
    ids=["23 months", "a month seen once", "a month always empty"],
)
def test_too_little_to_go_on_comes_back_as_it_was_and_says_so(values):
    result = seasonally_adjusted(values, np.arange(len(values)) % 12 + 1)
    assert not result.adjusted
    assert np.array_equal(result.values, values, equal_nan=True)
    assert (result.factors == 1).all()


def test_adjusting_neither_hides_nor_invents_signals():
    # 36 stable months: about 30% of charts signal before there is a season, and after one is taken out (the tolerance
    # is five standard errors of 300 replicates). Unadjusted, the same swing makes nearly every chart signal.
    adjusted = false_positive_rate_xmr(36, seasonal=True, replicates=300)
    assert adjusted.observed == pytest.approx(0.32, abs=0.13)
    month = np.arange(36) % 12
    swing = 300 * (1 + 0.15 * np.cos(2 * np.pi * month / 12))
    raw = np.random.default_rng(1).negative_binomial(swing / 4, 1 / 5, size=(300, 36))
    assert xmr_table(raw).signal.any(axis=1).mean() > 0.6


def test_two_years_adjusted_by_a_centred_moving_average_nearly_always_signal():
    # Why seasonally_adjusted does not use the classical decomposition: statsmodels', on the same stable counts.
    counts = np.random.default_rng(2).negative_binomial(75, 1 / 5, size=(200, 24)).astype(float)
    classical = [row / seasonal_decompose(row, model="multiplicative", period=12).seasonal for row in counts]
    ours = [seasonally_adjusted(row, np.arange(24) % 12 + 1).values for row in counts]
    assert xmr_table(classical).signal.any(axis=1).mean() > 0.95
    assert xmr_table(ours).signal.any(axis=1).mean() < 0.35


@pytest.mark.parametrize(
    ("values", "month", "message"),
    [
        ([-1.0] * 24, list(range(1, 13)) * 2, "a value is -1.0"),
        ([1.0] * 24, list(range(12)) * 2, "a month of the year is 0"),
        ([1.0] * 24, list(range(1, 13)), "two columns of one length"),
    ],
)
def test_impossible_input_is_refused(values, month, message):
    with pytest.raises(ValueError, match=message):
        seasonally_adjusted(values, month)
