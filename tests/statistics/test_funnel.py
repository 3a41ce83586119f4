"""The funnel against DerSimonian and Laird as others wrote it, published limits, and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects

from purbeck.statistics.funnel import funnel, winsorised_mean_square
from purbeck.statistics.simulation import false_alarms_of_funnel

EXPOSURE = np.array([90.0, 120, 150, 60, 200, 80, 110, 140, 70, 95, 160, 130])
COUNTS = np.array([95, 150, 120, 40, 260, 80, 90, 190, 66, 70, 200, 104])


def test_without_winsorising_tau_squared_is_dersimonian_and_laird():
    # DerSimonian and Laird (1986) as in statsmodels, on square roots of rates with variance 1/(4 x exposure). Theirs
    # measures from the weighted mean, ours from the target, so the target is put there; theirs is in the rate's unit.
    root = np.sqrt(COUNTS / EXPOSURE)
    target = np.average(root, weights=EXPOSURE) ** 2
    theirs = combine_effects(root, 1 / (4 * EXPOSURE), method_re="dl")
    ours = funnel(COUNTS, EXPOSURE, target, winsorised_share=0.0)
    assert ours.tau_squared * target == pytest.approx(theirs.tau2)
    assert ours.dispersion * len(COUNTS) == pytest.approx(theirs.q)


def test_tau_squared_by_hand_as_published():
    # Twelve units expected 100 each; z = 2 (sqrt(count) - 10). Counts 144, 121 and 81, 64 give z 4, 2, -2, -4, the
    # eight at 100 give 0. Sorted, the 10% quantiles fall at place 1 + 0.1 x 11 = 2.1: -4 is pulled in to
    # -2 + 0.1 x 2 = -1.8 and so is -2 (and likewise at the top), so phi = 4 x 1.8^2 / 12 = 1.08.
    # w = 4 x 100: tau^2 = (12 x 1.08 - 11) / (4800 - 400) = 1.96 / 4400.
    counts = [144, 121, 81, 64, *[100] * 8]
    published = funnel(counts, [100.0] * 12, target=1.0, correct_for_winsorising=False)
    assert published.z_unadjusted[:4].tolist() == pytest.approx([4, 2, -2, -4])
    assert published.dispersion == pytest.approx(1.08)
    assert published.tau_squared == pytest.approx(1.96 / 4400)
    assert published.z[0] == pytest.approx(0.2 / np.sqrt(1 / 400 + 1.96 / 4400))


def test_the_correction_for_winsorising_is_the_integral_it_says():
    for share in (0.05, 0.1, 0.2):
        q = norm.ppf(1 - share)
        middle = quad(lambda z: z**2 * norm.pdf(z), -q, q)[0]
        assert winsorised_mean_square(share) == pytest.approx(middle + 2 * share * q**2)
    assert winsorised_mean_square(0.0) == 1.0
    corrected, published = funnel(COUNTS, EXPOSURE), funnel(COUNTS, EXPOSURE, correct_for_winsorising=False)
    assert corrected.dispersion == pytest.approx(published.dispersion / winsorised_mean_square(0.1))
    assert corrected.tau_squared > published.tau_squared


def test_limits_are_funnelplotrs_on_the_square_root_scale():
    # FunnelPlotR, R/build_limits_lookup.R, "CQC": (1 + 1.959964 sqrt((1 / (2 sqrt E))^2 + tau^2))^2, and 3.090232.
    result = funnel(COUNTS, EXPOSURE)
    expected = EXPOSURE * result.target
    for confidence, z in ((0.95, 1.959964), (0.998, 3.090232)):
        reach = z * np.sqrt((1 / (2 * np.sqrt(expected))) ** 2 + result.tau_squared)
        lower, upper = result.limits(EXPOSURE, confidence)
        assert np.allclose(lower / result.target, (1 - reach) ** 2, rtol=1e-6)
        assert np.allclose(upper / result.target, (1 + reach) ** 2, rtol=1e-6)


def test_z_scores_are_funnelplotrs_to_six_digits():
    # R 4.2.2 with the functions of FunnelPlotR (R/od_adjustment.R, commit 225b14d): standardised ratios, "CQC", trimmed
    # by 0.1, of the same counts and their expected values.
    published = funnel(COUNTS, EXPOSURE, correct_for_winsorising=False)
    assert published.dispersion == pytest.approx(6.40111168697, rel=5e-7)
    assert published.tau_squared == pytest.approx(0.0123793439391, rel=5e-7)
    unadjusted = [0.119026359583, 2.123079874478, -3.103550114555, -3.170153258772, 3.367138723684, -0.377968721454,
                  -2.445718614350, 3.403772751617, -0.838681086059, -3.172270024096, 2.451521474081, -2.889247919167]  # fmt: skip
    adjusted = [0.0500885987923, 0.7914538499681, -1.0495033613347, -1.5660244225076, 1.0004953493161,
                -0.1668681637922, -0.9463109668700, 1.1865902082573, -0.3904332264388, -1.3054454736345,
                0.8055712495789, -1.0403915240919]  # fmt: skip
    assert published.z_unadjusted.tolist() == pytest.approx(unadjusted, rel=5e-7)
    assert published.z.tolist() == pytest.approx(adjusted, rel=5e-7)


def test_outside_the_limits_is_the_same_as_beyond_the_normal_quantile():
    result = funnel(COUNTS, EXPOSURE)
    lower, upper = result.limits(EXPOSURE, 0.8)
    rate = COUNTS / EXPOSURE
    assert ((rate < lower) | (rate > upper)).tolist() == (np.abs(result.z) > norm.ppf(0.9)).tolist()
    assert (np.abs(result.z) > norm.ppf(0.9)).any()


def test_units_that_differ_less_than_chance_get_no_extra_spread():
    result = funnel([100] * 20, [50.0] * 20)
    assert (result.tau_squared, result.target, result.dispersion) == (0.0, 2.0, 0.0)
    assert result.z.tolist() == result.z_unadjusted.tolist()


def test_the_lower_limit_stops_at_nothing():
    lower, upper = funnel(COUNTS, EXPOSURE).limits([0.1], 0.998)
    assert lower[0] == 0.0 and upper[0] > 1


def test_a_true_outlier_does_not_widen_its_own_funnel_much():
    with_outlier = np.append(COUNTS, 900)
    exposure = np.append(EXPOSURE, 100.0)
    winsorised = funnel(with_outlier, exposure, target=1.05)
    plain = funnel(with_outlier, exposure, target=1.05, winsorised_share=0.0)
    assert winsorised.tau_squared < plain.tau_squared / 3
    assert winsorised.z[-1] > 4 > plain.z[-1]


UNITS = st.lists(st.tuples(st.integers(0, 3000), st.floats(10, 5000)), min_size=10, max_size=60)


@settings(max_examples=50, deadline=None)
@given(UNITS.filter(lambda units: any(count for count, _ in units)), st.randoms(use_true_random=False))
def test_order_and_unit_of_exposure_do_not_matter(units, random):
    counts, exposure = np.array([c for c, _ in units]), np.array([e for _, e in units])
    result = funnel(counts, exposure)
    order = random.sample(range(len(units)), len(units))
    assert np.allclose(funnel(counts[order], exposure[order]).z, result.z[order])
    thousands = funnel(counts, exposure / 1000)
    assert np.allclose(thousands.z, result.z)
    assert np.allclose(thousands.limits(exposure / 1000), 1000 * np.array(result.limits(exposure)))
    assert result.tau_squared >= 0 and (np.abs(result.z) <= np.abs(result.z_unadjusted) + 1e-12).all()


@pytest.mark.parametrize(
    ("counts", "exposure", "options", "message"),
    [
        ([5] * 9, [1.0] * 9, {}, "9 units"),
        ([0] * 12, [1.0] * 12, {}, "target rate is 0"),
        ([5] * 12, [1.0] * 11, {}, "two columns of one length"),
        ([5] * 12, [0.0] * 12, {}, "exposures must be above zero"),
        ([5] * 12, [1.0] * 12, {"target": -1.0}, "target rate is -1"),
        ([5] * 12, [1.0] * 12, {"winsorised_share": 0.5}, "winsorised share is 0.5"),
    ],
)
def test_impossible_input_is_refused(counts, exposure, options, message):
    with pytest.raises(ValueError, match=message):
        funnel(counts, exposure, **options)


def test_false_alarms_are_near_what_the_limits_promise_only_when_corrected():
    corrected = false_alarms_of_funnel(replicates=100)
    published = false_alarms_of_funnel(replicates=100, correct_for_winsorising=False)
    assert 0.045 < corrected.observed < 0.075
    assert published.observed > 0.10
    strict = false_alarms_of_funnel(replicates=100, confidence=0.998)
    assert strict.observed < 0.006
