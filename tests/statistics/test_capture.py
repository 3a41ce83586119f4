"""Totals from overlapping lists, against published examples and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from purbeck.statistics.capture import Overlap, chao_lower_bound, chapman, like_reach, log_linear, over_assumptions

# Hepatitis A in a college in Taiwan, three lists (serum tests, hospitals, epidemiologists): Chao, Tsay, Lin, Shau and Chao,
# Statistics in Medicine 20 (2001) 3123-3157, table II; also the data set HAV of the R package CARE1.
HEPATITIS = {
    (True, True, True): 28, (True, True, False): 21, (True, False, True): 17, (False, True, True): 18,
    (True, False, False): 69, (False, True, False): 55, (False, False, True): 63,
}  # fmt: skip
# The totals that the same paper prints for the models (its table of log-linear models), by the pairs that hang together.
PUBLISHED = {
    (): 388, ((0, 1),): 416, ((0, 2),): 393, ((1, 2),): 413, ((0, 1), (0, 2)): 464, ((0, 2), (1, 2)): 452,
    ((0, 1), (1, 2)): 527, ((0, 1), (0, 2), (1, 2)): 1313,
}  # fmt: skip


def test_chapman_of_the_textbook_turtles():
    # Ten marked, fifteen caught, five of them marked: 28 by Chapman, 30 by Lincoln and Petersen.
    found = chapman(Overlap(5, 10, 5))
    assert found.value == pytest.approx(11 * 16 / 6 - 1)
    assert found.standard_error**2 == pytest.approx(11 * 16 * 5 * 10 / (36 * 7))
    assert 20 <= found.lower < found.value < found.upper


def test_chaos_bound_of_the_cottontail_rabbits():
    # Chao 1987: 76 rabbits, 43 caught once and 16 twice in many trappings: 134 (the box held 135).
    assert round(chao_lower_bound(76, 43, 16, lists=10**9).value) == 134
    # With eighteen trappings the factor 17/18 makes it 131.
    assert round(chao_lower_bound(76, 43, 16, lists=18).value) == 131


def test_chaos_bound_without_an_overlap_is_finite():
    found = chao_lower_bound(30, 30, 0)
    assert found.value == pytest.approx(30 + 0.5 * 30 * 29 / 2)
    assert 30 <= found.lower < found.upper < np.inf


def test_chaos_bound_is_never_below_chapmans_estimate():
    # By the inequality of arithmetic and geometric means: lists of unlike reach make it larger.
    for one, other, both in ((50, 50, 20), (200, 10, 20), (5, 400, 30)):
        overlap = Overlap(one, other, both)
        assert chao_lower_bound(overlap.seen, one + other, both).value >= chapman(overlap).value


@pytest.mark.parametrize("found", log_linear(HEPATITIS), ids=lambda one: str(one.pairs))
def test_log_linear_totals_are_those_published(found):
    assert abs(found.total.value - PUBLISHED[found.pairs]) < 0.6


def test_all_pairs_together_is_the_published_closed_form():
    found = next(one for one in log_linear(HEPATITIS) if len(one.pairs) == 3)
    unseen = 28 * 69 * 55 * 63 / (21 * 17 * 18)
    assert found.total.value == pytest.approx(271 + unseen, rel=1e-9)
    # By the delta method the logarithm of a product of counts has the sum of their reciprocals as variance.
    spread = sum(1 / n for n in HEPATITIS.values())
    assert found.total.standard_error == pytest.approx(np.sqrt(unseen + unseen**2 * spread), rel=1e-9)


# The model of all pairs has no degree of freedom left, of which statsmodels complains.
@pytest.mark.parametrize("found", [m for m in log_linear(HEPATITIS) if len(m.pairs) < 3], ids=lambda m: str(m.pairs))
def test_log_linear_totals_and_errors_are_those_of_statsmodels(found):
    lists = np.array(list(HEPATITIS), dtype=float)
    together = [lists[:, a] * lists[:, b] for a, b in found.pairs]
    design = np.column_stack([np.ones(7), lists, *together])
    fit = sm.GLM(list(HEPATITIS.values()), design, family=sm.families.Poisson()).fit(tol=1e-12)
    unseen = np.exp(fit.params[0])
    assert found.total.value == pytest.approx(271 + unseen, rel=1e-6)
    assert found.total.standard_error == pytest.approx(np.sqrt(unseen + unseen**2 * fit.cov_params()[0, 0]), rel=1e-5)
    assert found.aic == pytest.approx(fit.aic, rel=1e-6)


def test_log_linear_models_come_best_first_and_need_three_lists():
    aic = [one.aic for one in log_linear(HEPATITIS)]
    assert len(aic) == 8 and aic == sorted(aic)
    with pytest.raises(ValueError, match="three lists have seven cells"):
        log_linear({(True, True): 3})


def test_the_range_holds_the_estimate_of_lists_apart_and_grows_with_what_is_supposed():
    overlap = Overlap(300, 200, 100)
    petersen = 600 + 300 * 200 / 100
    assert over_assumptions(overlap, (1.0,), (0.0,), (0.0,)) == pytest.approx((petersen, petersen))
    assert over_assumptions(overlap, (0.5, 2.0), (0.0,), (0.0,)) == pytest.approx((600 + 300, 600 + 1200))
    # A fifth of the true matches missed: 125 of both, 275 and 175 alone.
    least, most = over_assumptions(overlap, (1.0,), (0.0, 0.2), (0.0,))
    assert (least, most) == pytest.approx((275 + 175 + 125 + 275 * 175 / 125, petersen))
    # A tenth of the matches false: 90 of both, 310 and 210 alone.
    assert over_assumptions(overlap, (1.0,), (0.0,), (0.1,))[1] == pytest.approx(610 + 310 * 210 / 90)


def test_nothing_in_both_bounds_nothing():
    assert over_assumptions(Overlap(5, 5, 0), (1.0,), (0.0,), (0.0,)) == (np.inf, np.inf)


def test_everything_in_both_leaves_nothing_unseen():
    found = chapman(Overlap(0, 0, 12))
    assert (found.value, found.lower, found.upper) == (12, 12, 12)


def test_impossible_counts_and_assumptions_are_refused():
    with pytest.raises(ValueError, match="below zero"):
        Overlap(-1, 2, 3)
    with pytest.raises(ValueError, match="dependence 0"):
        over_assumptions(Overlap(1, 2, 3), (0.0,), (0.0,), (0.0,))


@pytest.mark.parametrize(
    ("alone", "alike"), [((5, 10), True), ((10, 5), True), ((5, 11), False), ((7_267, 445), False), ((0, 1), False)]
)
def test_lists_of_unlike_reach_are_told(alone: tuple[int, int], alike: bool) -> None:
    """Chao's unseen part over Petersen's is (a + b)^2 / 4ab: 9/8 where one list holds twice as many alone."""
    assert like_reach(Overlap(*alone, 5), 2.0) is alike
    if alike:
        overlap = Overlap(*alone, 5)
        petersen = alone[0] * alone[1] / 5
        assert (chao_lower_bound(overlap.seen, sum(alone), 5).value - overlap.seen) / petersen == pytest.approx(9 / 8)
