"""Year on year against a contingency table worked by other code, and its refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import chi2_contingency

from purbeck.statistics.dispersion import MINIMUM_RESIDUAL_DF, pearson_dispersion, year_on_year

BASE = [40, 50, 60, 60, 50, 40]
LATEST = [60, 50, 70, 50, 70, 60]


def two_years(base, latest, exposure_base=1.0, exposure_latest=1.0, confidence=0.95):
    months = len(base)
    return year_on_year(
        [*base, *latest],
        [exposure_base] * months + [exposure_latest] * months,
        [2024] * months + [2025] * months,
        list(range(1, months + 1)) * 2,
        2024,
        2025,
        confidence,
    )


def test_two_whole_years_follow_from_their_totals_and_a_chi_square():
    # With equal exposures the model is a months x years contingency table without interaction: the ratio is that of
    # the totals, 360/300, the dispersion scipy's chi-square over its degrees of freedom, and the variance of the log
    # ratio (1/300 + 1/360) x dispersion.
    result = two_years(BASE, LATEST)
    chi_square, _, degrees, _ = chi2_contingency([BASE, LATEST], correction=False)
    half = stats.t.ppf(0.975, degrees) * np.sqrt((1 / 300 + 1 / 360) * chi_square / degrees)
    assert result.ratio == pytest.approx(1.2)
    assert (result.residual_df, result.n) == (degrees, 12)
    assert result.dispersion == pytest.approx(chi_square / degrees)
    assert (result.lower, result.upper) == pytest.approx((1.2 * np.exp(-half), 1.2 * np.exp(half)))
    assert result.p_value == pytest.approx(2 * stats.t.sf(np.log(1.2) / (half / stats.t.ppf(0.975, 5)), 5))


def test_dispersion_below_one_is_raised_to_one():
    steady = two_years([50] * 6, [55] * 6)
    half = stats.t.ppf(0.975, 5) * np.sqrt(1 / 300 + 1 / 330)
    assert steady.dispersion == 1.0
    assert steady.upper == pytest.approx(1.1 * np.exp(half))


def test_pearson_dispersion_by_hand():
    # ((12-10)^2 + (8-10)^2)/10 + (26-20)^2/20 = 0.8 + 1.8 over 2 degrees of freedom.
    assert pearson_dispersion([12, 8, 26], [10, 10, 20], 2) == pytest.approx(1.3)
    with pytest.raises(ValueError, match="at least 1"):
        pearson_dispersion([1], [1], 0)


def test_exposure_of_a_year_scales_its_rate():
    plain, halved = two_years(BASE, LATEST), two_years(BASE, LATEST, exposure_latest=0.5)
    assert halved.ratio == pytest.approx(2 * plain.ratio)
    assert halved.p_value < plain.p_value


def test_a_season_is_compared_with_itself():
    # July and August are high each year; the latest year lacks January to March, which a plain mean would call a rise.
    level = np.array([10, 10, 10, 20, 20, 20, 90, 90, 20, 20, 10, 10])
    counts = np.concatenate([level * 10, level[3:] * 10])
    season = np.concatenate([np.arange(1, 13), np.arange(4, 13)])
    year = np.repeat([2024, 2025], [12, 9])
    assert year_on_year(counts, np.ones(21), year, season, 2024, 2025).ratio == pytest.approx(1.0)


def test_a_third_year_adds_degrees_of_freedom():
    counts = [*BASE, *LATEST, *BASE]
    result = year_on_year(counts, np.ones(18), np.repeat([2023, 2024, 2025], 6), list(range(6)) * 3, 2024, 2025)
    assert (result.ratio, result.residual_df) == (pytest.approx(300 / 360), 10)


COUNTS = st.lists(st.integers(1, 500), min_size=12, max_size=12)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS, st.randoms(use_true_random=False))
def test_swapping_years_inverts_and_shuffling_rows_changes_nothing(base, latest, random):
    forward, backward = two_years(base, latest), two_years(latest, base)
    assert forward.ratio == pytest.approx(1 / backward.ratio, rel=1e-6)
    assert (forward.lower, forward.upper) == pytest.approx((1 / backward.upper, 1 / backward.lower), rel=1e-6)
    assert forward.lower < forward.ratio < forward.upper
    order = random.sample(range(24), 24)
    rows = (np.array([*base, *latest]), np.ones(24), np.repeat([2024, 2025], 12), np.tile(np.arange(12), 2))
    shuffled = year_on_year(*(column[order] for column in rows), 2024, 2025)
    assert shuffled.p_value == pytest.approx(forward.p_value, abs=1e-8)


def test_a_month_without_events_in_any_year_is_set_aside():
    with_empty = two_years([*BASE, 0], [*LATEST, 0])
    assert with_empty == two_years(BASE, LATEST)


def test_too_few_months_are_refused_in_words():
    with pytest.raises(ValueError, match="too few months: 4 degrees of freedom"):
        two_years(BASE[:5], LATEST[:5])
    assert two_years(BASE, LATEST).residual_df == MINIMUM_RESIDUAL_DF


@pytest.mark.parametrize(
    ("base", "latest", "message"),
    [([0] * 6, LATEST, "no events in 2024"), (BASE, [0] * 6, "no events in 2025")],
)
def test_a_year_without_events_is_refused(base, latest, message):
    with pytest.raises(ValueError, match=message):
        two_years(base, latest)


def test_years_that_share_no_month_are_refused():
    with pytest.raises(ValueError, match="share too few months"):
        year_on_year([5] * 12, np.ones(12), np.repeat([2024, 2025], 6), np.arange(12), 2024, 2025)


def test_events_that_never_fall_in_a_shared_month_are_refused():
    # 2024 has events only in months that 2025 lacks: nothing holds the ratio.
    counts = [0, 0, 0, 0, 0, 0, 9, 8, 7, 9, 8, 7, 5, 6, 7, 8, 5, 6, 9, 9, 9, 9, 9, 9]
    season = [*range(12), *range(6), *range(6, 12)]
    with pytest.raises(ValueError, match="does not settle"):
        year_on_year(counts, np.ones(24), [2024] * 12 + [2025] * 6 + [2023] * 6, season, 2024, 2025)


def test_other_impossible_requests_are_refused():
    with pytest.raises(ValueError, match="two different years"):
        year_on_year([5] * 12, np.ones(12), np.repeat([2024, 2025], 6), list(range(6)) * 2, 2025, 2025)
    with pytest.raises(ValueError, match="no events in 2019"):
        year_on_year([5] * 12, np.ones(12), np.repeat([2024, 2025], 6), list(range(6)) * 2, 2019, 2025)
    with pytest.raises(ValueError, match="no events in 2023; leave that year out"):
        years = np.repeat([2023, 2024, 2025], 6)
        year_on_year([0] * 6 + [5] * 12, np.ones(18), years, list(range(6)) * 3, 2024, 2025)
    with pytest.raises(ValueError, match="columns of one length"):
        year_on_year([5] * 12, np.ones(11), np.repeat([2024, 2025], 6), list(range(6)) * 2, 2024, 2025)
