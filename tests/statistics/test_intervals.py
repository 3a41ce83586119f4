"""Intervals against published tables, R, scipy and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from purbeck.statistics.intervals import (
    count_interval,
    count_interval_method,
    ratio_interval,
    share_interval,
    uncertain_rate_limits,
)

COUNTS = st.integers(min_value=0, max_value=50_000)
CONFIDENCE = st.sampled_from([0.9, 0.95, 0.99, 0.998])


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    # Garwood, Biometrika 28 (1936), 95% limits for a Poisson mean, as in any textbook table.
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (9, 4.115, 17.085)],
)
def test_small_counts_have_garwoods_limits(count, lower, upper):
    assert np.allclose(count_interval(count), (lower, upper), atol=6e-4)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(10, 4.795, 18.390), (20, 12.217, 30.888), (100, 81.364, 121.627)]
)
def test_byar_is_within_a_fifth_of_a_percent_of_garwood(count, lower, upper):
    # Garwood's exact limits; "within 0.2% of the exact value for numerators of 10 or more": PHE Technical Guide (2018).
    assert np.allclose(count_interval(count), (lower, upper), rtol=0.002)


def test_byar_by_hand():
    # 10 (1 - 1/90 - 1.95996/(3 sqrt 10))^3 = 10 x 0.782291^3; 11 (1 - 1/99 + 1.95996/(3 sqrt 11))^3 = 11 x 1.186884^3.
    assert np.allclose(count_interval(10), (10 * 0.782291**3, 11 * 1.186884**3), rtol=1e-5)


@pytest.mark.parametrize(
    ("count", "rate", "lower", "upper"),
    # PROVENANCE.md of the real open data: Dorset 2025 by Census 2021 residents (379,589), per 1,000, 95% Byar.
    [(7878, 20.75, 20.30, 21.22), (91, 0.24, 0.19, 0.29), (125, 0.33, 0.27, 0.39)],
)
def test_dorset_rates_have_the_limits_in_the_provenance_notes(count, rate, lower, upper):
    thousands = 379_589 / 1000
    low, high = count_interval(count)
    assert (round(count / thousands, 2), round(float(low) / thousands, 2), round(float(high) / thousands, 2)) == (
        rate,
        lower,
        upper,
    )


@pytest.mark.parametrize(
    ("count", "people", "confidence", "expected"),
    # PHStatsMethods 0.1.16, ph_rate(..., multiplier=100000).
    [
        (9, 12_000, 0.95, (75.0, 34.29477581, 142.3733621)),
        (10, 8_000, 0.95, (125.0, 59.84312392, 229.8932326)),
        (65, 100_000, 0.95, (65.0, 50.16318771, 82.84913855)),
        (1820, 200_000, 0.95, (910.0, 868.6679232, 952.7906564)),
        (9, 12_000, 0.998, (75.0, 20.43687004, 188.8114442)),
        (1820, 200_000, 0.998, (910.0, 845.5031661, 977.8646104)),
    ],
)
def test_rates_are_phstatsmethods_to_six_digits(count, people, confidence, expected):
    lower, upper = count_interval(count, confidence)
    found = [float(part) / people * 100_000 for part in (count, lower, upper)]
    assert found == pytest.approx(expected, rel=5e-7)


@pytest.mark.parametrize(
    ("part", "whole", "confidence", "expected"),
    # PHStatsMethods 0.1.16, ph_proportion; R 4.2.2, prop.test(65, 1e5, correct = FALSE), gives the third too.
    [
        (9, 12_000, 0.95, (0.0003946378748, 0.00142490122)),
        (10, 8_000, 0.95, (0.0006791348014, 0.002299617207)),
        (65, 100_000, 0.95, (0.0005100582804, 0.0008283048951)),
        (1820, 200_000, 0.998, (0.008466872391, 0.009780004041)),
    ],
)
def test_proportions_are_phstatsmethods_and_rs_to_six_digits(part, whole, confidence, expected):
    found = [float(limit) for limit in share_interval(part, whole, confidence)]
    assert found == pytest.approx(expected, rel=5e-7)


def test_method_changes_at_ten():
    assert count_interval_method([0, 9, 10, 500]).tolist() == ["exact", "exact", "byar", "byar"]


@given(st.lists(COUNTS, min_size=1, max_size=30), CONFIDENCE)
def test_limits_hold_the_count_and_rise_with_it(counts, confidence):
    ordered = np.sort(counts)
    lower, upper = count_interval(ordered, confidence)
    assert (lower <= ordered).all() and (ordered < upper).all()
    rises = np.diff(ordered) > 0
    assert (np.diff(lower)[rises] > 0).all() and (np.diff(upper)[rises] > 0).all()


@given(COUNTS)
def test_more_confidence_is_wider(count):
    narrow, wide = count_interval(count, 0.9), count_interval(count, 0.998)
    assert wide[0] <= narrow[0] and narrow[1] < wide[1]


def test_shape_is_kept_and_an_empty_array_is_allowed():
    assert count_interval([[1, 2, 3], [4, 5, 6]])[0].shape == (2, 3)
    assert count_interval(np.array([], dtype=int))[1].shape == (0,)


@pytest.mark.parametrize("bad", [[-1], [1.5], [np.nan], [np.inf]])
def test_counts_that_are_not_counts_are_refused_by_value(bad):
    with pytest.raises(ValueError, match=str(bad[0])):
        count_interval(bad)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95])
def test_confidence_must_be_a_share(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        count_interval(5, confidence)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), CONFIDENCE)
def test_share_limits_are_statsmodels_wilson(part_and_whole, confidence):
    part, whole = part_and_whole
    expected = proportion_confint(part, whole, alpha=1 - confidence, method="wilson")
    assert np.allclose(share_interval(part, whole, confidence), expected, atol=1e-12)


def test_share_of_newcombes_example():
    # Newcombe, Statistics in Medicine 17 (1998), Table I, method 3: 81/263 is 0.2553 to 0.3662, 0/20 is 0 to 0.1611.
    assert np.allclose(share_interval([81, 0], [263, 20]), [[0.2553, 0.0], [0.3662, 0.1611]], atol=5e-5)


def test_share_of_nothing_is_unknown():
    lower, upper = share_interval([0, 1], [0, 2])
    assert np.isnan([lower[0], upper[0]]).all() and np.isfinite([lower[1], upper[1]]).all()


def test_share_above_one_is_refused():
    with pytest.raises(ValueError, match="5 is above its denominator of 4"):
        share_interval([1, 5], [4, 4])


def test_ratio_is_r_poisson_test():
    # R: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), the example on its help page: 0.8584264 to 4.2772659.
    assert np.allclose(ratio_interval(11, 800, 21, 3011), (0.8584264, 4.2772659), atol=5e-8)


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.1, 100), st.floats(0.1, 100), CONFIDENCE)
def test_ratio_is_the_exact_binomial_interval_of_scipy(a, b, exposure_a, exposure_b, confidence):
    lower, upper = ratio_interval(a, exposure_a, b, exposure_b, confidence)
    scale = exposure_b / exposure_a
    if a + b:
        exact = binomtest(a, a + b).proportion_ci(confidence, method="exact")
        assert np.isclose(lower, exact.low / (1 - exact.low) * scale, rtol=1e-6)
        assert np.isinf(upper) if b == 0 else np.isclose(upper, exact.high / (1 - exact.high) * scale, rtol=1e-6)
    else:
        assert (lower, upper) == (0, np.inf)


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.1, 100), st.floats(0.1, 100))
def test_ratio_holds_the_estimate_and_turns_over_with_its_sides(a, b, exposure_a, exposure_b):
    lower, upper = ratio_interval(a, exposure_a, b, exposure_b)
    assert lower < (a / exposure_a) / (b / exposure_b) < upper
    turned = ratio_interval(b, exposure_b, a, exposure_a)
    assert np.allclose((1 / upper, 1 / lower), turned)


def test_scaling_both_exposures_leaves_the_ratio_and_scaling_one_scales_it():
    plain = np.array(ratio_interval(30, 2.0, 20, 3.0))
    assert np.allclose(ratio_interval(30, 2000.0, 20, 3000.0), plain)
    assert np.allclose(ratio_interval(30, 1.0, 20, 3.0), 2 * plain)


@pytest.mark.parametrize("exposure", [0, -1, np.nan, np.inf])
def test_exposure_must_be_above_zero(exposure):
    with pytest.raises(ValueError, match="exposures must be above zero"):
        ratio_interval(1, exposure, 1, 1)


def test_uncertain_people_that_are_certain_give_the_limits_of_the_count() -> None:
    count = np.array([0, 3, 10, 761])
    limits = count_interval(count)
    lower, upper = uncertain_rate_limits(count, limits, 40.0, (40.0, 40.0))
    np.testing.assert_allclose(lower, limits[0] / 40.0)
    np.testing.assert_allclose(upper, limits[1] / 40.0)


@pytest.mark.parametrize("mean", [5, 50, 700])
@pytest.mark.parametrize("spread", [0.05, 0.2])
@pytest.mark.parametrize("shape", ["log-normal", "normal"])
def test_intervals_over_uncertain_people_hold_the_true_rate_as_often_as_they_say(
    mean: int, spread: float, shape: str
) -> None:
    random = np.random.default_rng(20260101)
    true, runs = 1_000.0, 20_000
    count = random.poisson(mean, runs)
    error = random.normal(0, spread, runs)
    if shape == "log-normal":
        people = true * np.exp(error)
        ends = people * np.exp(-1.96 * spread), people * np.exp(1.96 * spread)
    else:
        people = true * (1 + error)
        ends = people - 1.96 * spread * true, people + 1.96 * spread * true
    sound = (people > 0) & (ends[0] > 0)
    lower, upper = uncertain_rate_limits(
        count[sound], count_interval(count[sound]), people[sound], (ends[0][sound], ends[1][sound])
    )
    held = float(np.mean((lower <= mean / true) & (mean / true <= upper)))
    assert 0.94 < held < 0.985, "wide where counts are small, as exact intervals are"
    if mean * spread**2 > 1:  # where the people vary more than the count, leaving them out would be wrong
        lower, upper = (limit / people[sound] for limit in count_interval(count[sound]))
        assert np.mean((lower <= mean / true) & (mean / true <= upper)) < 0.9


def test_people_of_none_or_below_are_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        uncertain_rate_limits([5], ([1.6], [11.7]), [10.0], ([0.0], [20.0]))
