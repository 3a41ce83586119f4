"""Rank intervals where the answer is known without simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from purbeck.statistics.ranks import rank_interval


def test_equal_rates_share_the_best_of_their_ranks_and_the_interval_holds_them_all():
    result = rank_interval([9, 60, 9, 30, 9, 2, 2], [1.0] * 7)
    assert result.rank.tolist() == [3, 1, 3, 2, 3, 6, 6]
    assert result.sharing.tolist() == [3, 1, 3, 1, 3, 2, 2]
    assert (result.lower <= result.rank).all() and (result.upper >= result.rank + result.sharing - 1).all()


def test_units_far_apart_keep_their_ranks():
    result = rank_interval([1000, 100_000, 10_000], [1.0, 1.0, 1.0])
    assert result.rank.tolist() == [3, 1, 2]
    assert result.lower.tolist() == result.upper.tolist() == [3, 1, 2]


@pytest.mark.parametrize(("low_count", "high_count", "certain"), [(8, 25, True), (16, 25, False), (0, 4, True)])
def test_two_units_follow_the_beta_distribution(low_count, high_count, certain):
    # With equal exposures gamma(a + 1/2) exceeds gamma(b + 1/2) when a beta(a + 1/2, b + 1/2) value exceeds 1/2.
    first = stats.beta.sf(0.5, low_count + 0.5, high_count + 0.5)
    assert (first < 0.025) == certain
    result = rank_interval([low_count, high_count], [1.0, 1.0], draws=20_000)
    assert result.lower.tolist() == ([2, 1] if certain else [1, 1])
    assert result.upper.tolist() == ([2, 1] if certain else [2, 2])


def test_units_all_alike_may_hold_any_rank():
    # Ranks of 100 like units are uniform on 1 to 100; units alike share one interval, at or just beyond 3 to 98.
    result = rank_interval([50] * 100, [10.0] * 100)
    assert set(result.rank) == {1} and set(result.sharing) == {100}
    assert set(result.lower) <= {1, 2, 3} and set(result.upper) <= {98, 99, 100}
    assert len(set(result.lower)) == len(set(result.upper)) == 1


def test_the_interval_holds_a_rank_that_draws_alone_would_not():
    # One event more than 299 like units is rank 1, though in most draws dozens of the others come out above it.
    result = rank_interval([101] + [100] * 299, [1000.0] * 300)
    assert (result.rank[0], result.lower[0]) == (1, 1)
    assert result.upper[0] > 200
    assert (result.lower[1:], result.upper[1:]) == (pytest.approx(2), pytest.approx(300)), (
        "all the ranks that they share"
    )


def test_exposure_decides_the_rate_and_its_unit_does_not():
    counts, exposure = [50, 50, 80], np.array([1.0, 2.0, 10.0])
    result = rank_interval(counts, exposure)
    assert result.rank.tolist() == [1, 2, 3]
    scaled = rank_interval(counts, exposure / 1000)
    assert (scaled.lower == result.lower).all() and (scaled.upper == result.upper).all()


def test_more_dispersion_or_confidence_is_wider():
    rng = np.random.default_rng(2)
    exposure = rng.lognormal(11, 0.5, 60)
    counts = rng.poisson(exposure * 0.02 * rng.lognormal(0, 0.1, 60))
    plain = rank_interval(counts, exposure)
    for wider in (rank_interval(counts, exposure, dispersion=5.0), rank_interval(counts, exposure, 0.998)):
        assert (wider.upper - wider.lower).mean() > 1.2 * (plain.upper - plain.lower).mean()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from([1.0, 2.0, 5.0])), min_size=2, max_size=25),
    st.randoms(use_true_random=False),
)
def test_shuffled_rows_give_the_same_answer_which_holds_the_rank(units, random):
    counts, exposure = np.array([c for c, _ in units]), np.array([e for _, e in units])
    result = rank_interval(counts, exposure, draws=300)
    order = random.sample(range(len(units)), len(units))
    shuffled = rank_interval(counts[order], exposure[order], draws=300)
    assert (shuffled.lower == result.lower[order]).all() and (shuffled.upper == result.upper[order]).all()
    assert (result.lower <= result.rank).all() and (result.rank <= result.upper).all()
    assert (result.rank + result.sharing - 1 <= result.upper).all()
    assert result.lower.min() >= 1 and result.upper.max() <= len(units)


def test_a_seed_repeats_and_a_generator_moves_on():
    counts, exposure = np.arange(20, 60), np.ones(40)
    again = [rank_interval(counts, exposure, draws=400, seed=3).lower.tolist() for _ in range(2)]
    assert again[0] == again[1]
    generator = np.random.default_rng(3)
    moving = [rank_interval(counts, exposure, draws=400, seed=generator).lower.tolist() for _ in range(2)]
    assert moving[0] == again[0] != moving[1]


@pytest.mark.parametrize(
    ("counts", "exposure", "options", "message"),
    [
        ([5], [1.0], {}, "at least two"),
        ([5, 6], [1.0], {}, "two columns of one length"),
        ([5, -6], [1.0, 1.0], {}, "cannot be negative"),
        ([5, 6], [1.0, 0.0], {}, "exposures must be above zero"),
        ([5, 6], [1.0, 1.0], {"draws": 39}, "39 draws"),
        ([5, 6], [1.0, 1.0], {"dispersion": 0.5}, "dispersion is 0.5"),
    ],
)
def test_impossible_input_is_refused(counts, exposure, options, message):
    with pytest.raises(ValueError, match=message):
        rank_interval(counts, exposure, **options)
