"""The promises of the methods, in a few hundred replicates; `make simulate` runs the long form."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from bench.simulate import RESULTS, simulated_code, what_runs
from purbeck.statistics.intervals import count_interval
from purbeck.statistics.simulated_intervals import (
    closed_form_coverage,
    coverage_of_count_interval,
    coverage_of_standardised_rate,
)
from purbeck.statistics.simulation import (
    coverage_of_rank_interval,
    false_positive_rate_xmr,
    false_positive_rate_year_on_year,
    overdispersed_counts,
    seasonal_level,
    simulation_table,
)

# 400 replicates of a 5% event have a standard error of 1.1 points: 0.015 to 0.095 is four of them either side of 5.5%.
FOUR_ERRORS = (0.015, 0.095)


@pytest.mark.parametrize("mean_count", [30.0, 300.0])
@pytest.mark.parametrize("months", [6, 12])
def test_year_on_year_cries_wolf_about_one_time_in_twenty(mean_count, months):
    rate = false_positive_rate_year_on_year(mean_count, 5.0, months, replicates=400)
    assert FOUR_ERRORS[0] <= rate.observed <= FOUR_ERRORS[1]


def test_year_on_year_cries_wolf_more_when_months_hang_together():
    # The known limit of the method, stated on its page: at autocorrelation 0.4 about 15%.
    assert 0.08 < false_positive_rate_year_on_year(300.0, 5.0, 12, 0.4, replicates=400).observed < 0.23


def test_a_stable_series_signals_as_often_as_the_page_says():
    assert 0.22 < false_positive_rate_xmr(36, 300.0, 1.0, replicates=400).observed < 0.40


@pytest.mark.parametrize(("mean_count", "highest"), [(1.0, 0.99), (9.5, 0.98), (200.0, 0.96)])
def test_count_intervals_hold_the_mean_at_least_as_often_as_promised(mean_count, highest):
    coverage = coverage_of_count_interval(mean_count)
    assert 0.95 - 4 * coverage.standard_error <= coverage.observed <= highest


@pytest.mark.parametrize("mean_count", [0.5, 9.5, 20.0, 200.0])
def test_simulated_coverage_is_what_it_must_come_to(mean_count):
    # scipy's Poisson chances, which our sum does not use; the simulation within four of its standard errors of them.
    counts = np.arange(int(mean_count * 3 + 60))
    lower, upper = count_interval(counts)
    expected = poisson.pmf(counts, mean_count)[(lower <= mean_count) & (mean_count <= upper)].sum()
    assert closed_form_coverage(mean_count) == pytest.approx(expected, abs=1e-12)
    simulated = coverage_of_count_interval(mean_count)
    assert abs(simulated.observed - expected) < 4 * simulated.standard_error


def test_count_intervals_never_hold_the_mean_less_than_94_times_in_a_hundred():
    means = np.concatenate([np.arange(0.05, 40, 0.05), np.arange(40, 1000, 2.5)])
    assert min(closed_form_coverage(float(mean)) for mean in means) >= 0.95


def test_standardised_rates_hold_the_truth_from_a_mean_of_twenty():
    assert 0.93 <= coverage_of_standardised_rate(20.0, replicates=4000).observed <= 0.975


def test_the_committed_results_keep_what_the_pages_promise():
    rows = pd.read_csv(RESULTS, comment="#")
    assert (rows["replicates"].where(rows["method"] == "count_interval", 2_000) >= 2_000).all()
    counts = rows[rows["method"] == "count_interval"]
    assert (counts["observed"] >= 0.94).all()
    assert (np.abs(counts["observed"] - counts["closed_form"]) < 4 * counts["standard_error"]).all()
    modelled = rows[
        rows["method"].isin(["standardised_rate", "repeat_interval"]) & ~rows["scenario"].str.contains("as if")
    ]
    large = modelled[modelled["scenario"].str.extract(r"(\d+)")[0].astype(int) >= 20]
    assert large["observed"].between(0.93, 0.97).all() and len(large) >= 9
    assert (modelled["replicates"] >= 2_000).all()


def test_rank_intervals_hold_true_ranks_when_told_the_dispersion():
    assert 0.93 < coverage_of_rank_interval(units=100, replicates=10).observed < 0.99
    ignored = coverage_of_rank_interval(units=100, dispersion=5.0, replicates=10)
    told = coverage_of_rank_interval(units=100, dispersion=5.0, allowed_dispersion=5.0, replicates=10)
    assert ignored.observed < 0.80 and 0.93 < told.observed < 0.99


@pytest.mark.parametrize(("dispersion", "autocorrelation"), [(1.0, 0.0), (5.0, 0.0), (5.0, 0.6)])
def test_simulated_counts_have_the_mean_variance_and_correlation_asked_for(dispersion, autocorrelation):
    generator = np.random.default_rng(4)
    mean = np.full(40_000, 200.0)
    counts = overdispersed_counts(mean, dispersion, autocorrelation, generator)
    assert counts.mean() == pytest.approx(200, rel=0.02)
    assert counts.var() / counts.mean() == pytest.approx(dispersion, rel=0.06)
    # Poisson noise on top carries no correlation, which leaves (dispersion - 1) / dispersion of the latent one.
    correlation = np.corrcoef(counts[1:], counts[:-1])[0, 1]
    assert correlation == pytest.approx(autocorrelation * (dispersion - 1) / dispersion, abs=0.03)


def test_the_simulated_season_swings_by_fifteen_percent_and_keeps_the_year():
    level = seasonal_level(np.arange(12))
    assert (level.min(), level.mean(), level.max()) == pytest.approx((0.85, 1.0, 1.15))


def test_the_table_is_the_same_every_time():
    small = simulation_table(replicates=8)
    pd.testing.assert_frame_equal(small, simulation_table(replicates=8))
    assert set(small["method"]) == {
        "year_on_year", "xmr", "count_interval", "rank_interval", "funnel", "concentration", "held_share_interval",
        "odd_values", "standardised_rate", "repeat_interval", "capture", "under_recording",
    }  # fmt: skip
    assert small["observed"].between(0, 1).all() and not small.duplicated(["method", "scenario"]).any()


def test_results_are_stale_when_any_module_that_is_simulated_changes_and_no_other():
    names = {path.stem for path in simulated_code()}
    assert {"simulation", "simulated_intervals", "standardised", "intervals", "dispersion", "loglinear"} <= names
    assert "acceptability" not in names  # it is held to published figures, not simulated


def test_results_are_stale_where_code_changes_and_not_where_only_its_words_do():
    said = what_runs('def twice(n):\n    """Double."""\n    return 2 * n\n')
    assert said == what_runs('"""Of numbers."""\n\n\ndef twice(n):\n    """Two\n    times."""\n\n    return 2 * n\n')
    assert said != what_runs('def twice(n):\n    """Double."""\n    return n + n\n')
