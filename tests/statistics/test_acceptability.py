"""Rank acceptability against published analyses, and against answers that geometry gives without drawing."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from purbeck.statistics.acceptability import Range, acceptability, drawn_scores, drawn_weights

DRAWS = 50_000
SLACK = 0.01  # more than four standard errors of a share of 50,000 draws


def free_weights(criteria, draws=DRAWS, seed=1):
    return drawn_weights(draws, np.random.default_rng(seed), [0.0] * criteria, [1.0] * criteria)


def known(scores, draws=DRAWS):
    """The same scores in every draw."""
    return np.broadcast_to(np.asarray(scores, dtype=float), (draws, *np.shape(scores)))


# --- published: van Valkenhoef, Tervonen, Zhao, de Brock, Hillege and Postmus, Multicriteria benefit-risk assessment using
# network meta-analysis, Journal of Clinical Epidemiology 65 (2012) 394-403, without preference information. The
# distributions and the results of 10,000 draws are those that the authors' software (ADDIS, NetworkBenefitRiskTestBase)
# tests itself against: "the exact ones used for the paper". The log-odds of each outcome are placebo's, normal, plus the
# drugs', multivariate normal; a partial value is the probability itself, or one less it where the outcome is harmful.

DRUGS = ("fluoxetine", "paroxetine", "placebo", "sertraline", "venlafaxine")
OUTCOMES = {  # placebo's mean and standard deviation, the drugs' means, their covariances
    "diarrhoea": (-2.189737, 0.2074509, (0.60820293, 0.14088424, 0.93203685, 0.09601785), (
        (0.05366822, 0.04117003, 0.03407600, 0.03788519), (0.04117003, 0.08108542, 0.03778130, 0.04324302),
        (0.03407600, 0.03778130, 0.05394404, 0.03338272), (0.03788519, 0.04324302, 0.03338272, 0.09859621))),
    "dizziness": (-2.229952, 0.6103081, (0.1203208, 0.6538699, -0.2203627, 1.1915229), (
        (0.09124249, 0.07387436, 0.08086186, 0.06457527), (0.07387436, 0.14080128, 0.10328788, 0.07030520),
        (0.08086186, 0.10328788, 0.14662864, 0.06920427), (0.06457527, 0.07030520, 0.06920427, 0.08590214))),
    "response": (-0.1714358, 0.1129926, (0.4718129, 0.7258847, 0.6715258, 0.8211993), (
        (0.013445532, 0.010394690, 0.009881156, 0.010499559), (0.010394690, 0.023006616, 0.008196856, 0.010732709),
        (0.009881156, 0.008196856, 0.019023866, 0.009210099), (0.010499559, 0.010732709, 0.009210099, 0.019107243))),
    "headache": (-1.195991, 0.2926644, (0.1964591, 0.1263129, 0.2029933, -0.2254059), (
        (0.03519380, 0.02755068, 0.02189916, 0.02919822), (0.02755068, 0.04847513, 0.02374509, 0.03277411),
        (0.02189916, 0.02374509, 0.03259199, 0.02356638), (0.02919822, 0.03277411, 0.02356638, 0.05920276))),
    "insomnia": (-2.607277, 0.1905852, (0.7978386, 0.7486351, 1.0663029, 0.9744811), (
        (0.04388258, 0.03516051, 0.02560003, 0.03283164), (0.03516051, 0.06255486, 0.02807280, 0.03474863),
        (0.02560003, 0.02807280, 0.05402063, 0.02592013), (0.03283164, 0.03474863, 0.02592013, 0.06738850))),
    "nausea": (-2.017171, 0.1917053, (0.3951561, 0.6442827, 0.6469638, 0.9771107), (
        (0.04167875, 0.03492591, 0.02952693, 0.03559971), (0.03492591, 0.05629741, 0.03102295, 0.03658295),
        (0.02952693, 0.03102295, 0.04396177, 0.02899487), (0.03559971, 0.03658295, 0.02899487, 0.05369960))),
}  # fmt: skip
PUBLISHED_RANKS = [
    [0.0215, 0.2648, 0.3217, 0.3143, 0.0777], [0.1496, 0.3248, 0.2519, 0.2249, 0.0488],
    [0.6114, 0.1201, 0.0868, 0.0545, 0.1272], [0.0758, 0.1342, 0.1931, 0.2389, 0.3580],
    [0.1417, 0.1561, 0.1465, 0.1674, 0.3883],
]  # fmt: skip
PUBLISHED_CENTRAL = [
    [0.08646901, 0.24112709, 0.22045918, 0.1362404, 0.10229834, 0.21340600],
    [0.17593187, 0.12181948, 0.29181468, 0.1293235, 0.13949573, 0.14161473],
    [0.17986517, 0.17659262, 0.09069475, 0.1618931, 0.19437357, 0.19658082],
    [0.07495453, 0.31162260, 0.27471687, 0.1266365, 0.09423491, 0.11783455],
    [0.18030730, 0.07638429, 0.27879293, 0.2584503, 0.11542176, 0.09064338],
]
PUBLISHED_CONFIDENCE = [0.1144, 0.5532, 0.9870, 0.5538, 0.6522]


def drawn_outcomes(generator, draws):
    scores = np.empty((draws, len(DRUGS), len(OUTCOMES)))
    for n, (outcome, (mean, deviation, drugs, covariances)) in enumerate(OUTCOMES.items()):
        placebo = generator.normal(mean, deviation, draws)
        fluoxetine, paroxetine, sertraline, venlafaxine = generator.multivariate_normal(drugs, covariances, draws).T
        odds = [fluoxetine + placebo, paroxetine + placebo, placebo, sertraline + placebo, venlafaxine + placebo]
        happens = 1 / (1 + np.exp(-np.column_stack(odds)))
        scores[:, :, n] = happens if outcome == "response" else 1 - happens
    return scores


def test_the_published_analysis_of_antidepressants_comes_out():
    found = acceptability(drawn_outcomes(np.random.default_rng(2012), DRAWS), free_weights(len(OUTCOMES)))
    # Theirs are of 10,000 draws, to a standard error of 0.005; fluoxetine's central weights are a mean of 215 of them.
    assert np.abs(found.rank - PUBLISHED_RANKS).max() < 0.015
    assert np.abs(found.central_weights - PUBLISHED_CENTRAL).max() < 0.02
    assert np.abs(found.confidence - PUBLISHED_CONFIDENCE).max() < 0.02


# --- published: the model that ships with JSMAA (smaa2-benefitrisk.jsmaa), with the results that its test
# SMAA2SimulationTest.testCorrectResultsWithBRModel holds it to (0.02; confidence factors 0.03). Effects are normal, those
# on efficacy log-normal; a partial value is linear between the least and the greatest end of the 95% intervals.

EFFECTS = [  # criteria x (fluoxetine, paroxetine, sertraline, venlafaxine): mean, standard deviation
    [(0.0, 0.0), (0.086, 0.056), (0.095, 0.044), (0.113, 0.048)],
    [(11.7, 2.5), (9.2, 1.86), (15.4, 2.65), (5.5, 2.32)],
    [(7.2, 1.45), (10.6, 1.58), (7.5, 1.48), (15.7, 4.44)],
    [(16.6, 3.27), (21.2, 5.15), (20.2, 3.78), (12.8, 2.45)],
    [(13.7, 1.89), (14.3, 2.93), (15.0, 3.21), (11.2, 3.98)],
    [(18.6, 1.79), (18.3, 3.7), (19.5, 2.6), (31.0, 1.68)],
]


def test_the_model_that_ships_with_jsmaa_comes_out():
    generator = np.random.default_rng(2010)
    scores = np.empty((DRAWS, 4, 6))
    for n, effects in enumerate(EFFECTS):
        mean, deviation = np.array(effects).T
        drawn, ends = generator.normal(mean, deviation, (DRAWS, 4)), mean + 1.96 * np.outer([-1, 1], deviation)
        if n == 0:
            drawn, ends = np.exp(drawn), np.exp(ends)
        share = (drawn - ends.min()) / (ends.max() - ends.min())
        scores[:, :, n] = share if n == 0 else 1 - share
    found = acceptability(scores, free_weights(6))
    ranks = [[0.20, 0.28, 0.30, 0.22], [0.25, 0.29, 0.27, 0.19], [0.17, 0.25, 0.29, 0.30], [0.39, 0.18, 0.15, 0.29]]
    central = [
        [0.08, 0.14, 0.23, 0.18, 0.16, 0.22], [0.18, 0.17, 0.15, 0.13, 0.15, 0.22],
        [0.21, 0.10, 0.22, 0.13, 0.15, 0.20], [0.18, 0.21, 0.12, 0.21, 0.19, 0.09],
    ]  # fmt: skip
    assert np.abs(found.rank - ranks).max() < 0.02
    assert np.abs(found.central_weights - central).max() < 0.02
    assert np.abs(found.confidence - [0.48, 0.44, 0.34, 0.74]).max() < 0.03


# --- by geometry: weights are a point of a simplex, and the alternatives part it --------------------------------------


def test_two_alternatives_and_two_criteria_part_a_line():
    # The first leads where w > 3 (1 - w), so from 3/4 of the way on; central weights are the middles of the two parts.
    found = acceptability(known([[1, 0], [0, 3]]), free_weights(2))
    assert found.rank == pytest.approx(np.array([[0.25, 0.75], [0.75, 0.25]]), abs=SLACK)
    assert found.central_weights == pytest.approx(np.array([[7 / 8, 1 / 8], [3 / 8, 5 / 8]]), abs=SLACK)
    assert found.confidence.tolist() == [1, 1]


def test_two_alternatives_and_three_criteria_part_a_triangle():
    # Ahead by 2 on one, behind by 1 and by 2: it leads in the triangle at that corner that takes 2/3 of one side and 1/2
    # of the other, 1/3 of the whole; its middle is the mean of the corners (1, 0, 0), (1/3, 2/3, 0) and (1/2, 0, 1/2).
    found = acceptability(known([[2, 0, 0], [0, 1, 2]]), free_weights(3))
    assert found.rank == pytest.approx(np.array([[1 / 3, 2 / 3], [2 / 3, 1 / 3]]), abs=SLACK)
    assert found.central_weights[0] == pytest.approx([11 / 18, 2 / 9, 1 / 6], abs=SLACK)
    # The whole triangle's middle is (1/3, 1/3, 1/3); what the first does not have is the second's.
    assert found.central_weights[1] == pytest.approx([(1 - 11 / 18) / 2, (1 - 2 / 9) / 2, (1 - 1 / 6) / 2], abs=SLACK)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8, unique=True), st.integers(0, 2**32 - 1))
def test_two_alternatives_and_any_number_of_criteria_part_a_simplex(ahead, seed):
    # The share of a simplex on one side of a plane: sum over d > 0 of the products of d / (d - other d).
    share = sum(np.prod([d / (d - other) for other in ahead if other != d]) for d in ahead if d > 0)
    found = acceptability(known([ahead, [0] * len(ahead)]), free_weights(len(ahead), seed=seed))
    assert found.rank[0, 0] == pytest.approx(share, abs=1.5 * SLACK)


def test_as_many_specialists_as_criteria_lead_alike_often():
    found = acceptability(known(np.eye(4)), free_weights(4))
    assert found.rank[:, 0] == pytest.approx([1 / 4] * 4, abs=SLACK)
    # The largest of four parts of a stick broken at random is (1 + 1/2 + 1/3 + 1/4) / 4 on average.
    assert np.diag(found.central_weights) == pytest.approx([25 / 48] * 4, abs=SLACK)


# --- weights ----------------------------------------------------------------------------------------------------------


def test_weights_are_spread_evenly_over_the_simplex():
    weights = free_weights(4)
    assert weights.sum(axis=1) == pytest.approx(np.ones(DRAWS))
    assert stats.kstest(weights[:, 2], stats.beta(1, 3).cdf).statistic < SLACK, "each weight is beta(1, 3)"


def test_weights_within_bounds_are_those_of_the_simplex_that_lie_there():
    lower, upper = np.array([0.2, 0.0, 0.1, 0.0]), np.array([1.0, 0.3, 0.4, 0.35])
    within = drawn_weights(DRAWS, np.random.default_rng(3), lower, upper)
    assert ((within >= lower) & (within <= upper)).all() and within.sum(axis=1) == pytest.approx(np.ones(DRAWS))
    free = free_weights(4, draws=40 * DRAWS)
    kept = free[((free >= lower) & (free <= upper)).all(axis=1)]
    assert len(kept) > DRAWS
    assert within.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.003)
    assert within.std(axis=0) == pytest.approx(kept.std(axis=0), abs=0.003)


def test_narrow_upper_bounds_are_met_and_fixed_weights_stay():
    most = [0.16] * 7
    within = drawn_weights(1_000, np.random.default_rng(3), [0.0] * 7, most)
    assert (within <= most).all() and within.mean(axis=0) == pytest.approx([1 / 7] * 7, abs=0.003)
    fixed = drawn_weights(5, np.random.default_rng(3), [0.2, 0.5, 0.3], [0.2, 0.5, 0.3])
    assert fixed == pytest.approx(np.tile([0.2, 0.5, 0.3], (5, 1)))


@pytest.mark.parametrize(
    ("lower", "upper", "why"),
    [
        ([0.6, 0.6], [1.0, 1.0], "no weights that add up to 1 lie within"),
        ([0.0, 0.0], [0.4, 0.4], "no weights that add up to 1 lie within"),
        ([-0.1, 0.0], [1.0, 1.0], "no weights that add up to 1 lie within"),
        ([0.5, 0.3], [0.4, 1.0], "no weights that add up to 1 lie within"),
        ([0.0, 0.0], [1.0], "two columns of one length"),
        ([], [], "two columns of one length"),
    ],
)
def test_bounds_that_no_weights_can_meet_are_refused(lower, upper, why):
    with pytest.raises(ValueError, match=why):
        drawn_weights(10, np.random.default_rng(1), lower, upper)


# --- scores in doubt, missing, disputed -------------------------------------------------------------------------------


def first_of(cell, against, scale=(0.0, 4.0)):
    """How often an alternative with this cell, on one criterion, leads one that has a known score."""
    scores = drawn_scores([[cell], [{"": Range.exactly(against)}]], scale, DRAWS, np.random.default_rng(4))
    return acceptability(scores, np.ones((DRAWS, 1))).rank[0, 0]


def test_a_range_is_drawn_from_its_triangle_or_alike_throughout():
    assert first_of({"": Range(1, 4, 2)}, 3.0) == pytest.approx(stats.triang(1 / 3, 1, 3).sf(3), abs=SLACK)
    assert first_of({"": Range(1, 4, 1)}, 3.0) == pytest.approx(1 / 9, abs=SLACK), "at the lower end most likely"
    assert first_of({"": Range(1, 4)}, 3.0) == pytest.approx(1 / 3, abs=SLACK)
    assert first_of({"": Range.exactly(2)}, 3.0) == 0


def test_a_missing_score_is_anything_on_the_scale():
    assert first_of({}, 3.0) == pytest.approx(1 / 4, abs=SLACK)
    assert first_of({}, 1.0) == pytest.approx(3 / 4, abs=SLACK)


def test_judges_who_dissent_are_heard_alike_often():
    said = {"police": Range.exactly(4), "health": Range.exactly(1), "probation": Range(0, 4)}
    assert first_of(said, 2.0) == pytest.approx((1 + 0 + 1 / 2) / 3, abs=SLACK)


def test_a_whole_board_of_judges_is_heard():
    board = {f"judge {number}": Range.exactly(number % 5) for number in range(100)}
    drawn = drawn_scores([[board]], (0.0, 4.0), DRAWS, np.random.default_rng(3))
    assert [np.mean(drawn == score) for score in range(5)] == pytest.approx([0.2] * 5, abs=SLACK)


def test_a_judge_who_is_heard_is_heard_on_everything():
    # The strict and the lenient give both alternatives what they give, so the difference between the two never shows.
    cells = [[{"lenient": Range.exactly(4), "strict": Range.exactly(2)}],
             [{"strict": Range.exactly(1), "lenient": Range.exactly(3)}]]  # fmt: skip
    scores = drawn_scores(cells, (0, 4), DRAWS, np.random.default_rng(5))
    assert acceptability(scores, np.ones((DRAWS, 1))).rank.tolist() == [[1, 0], [0, 1]]


def test_scores_that_rest_on_one_measurement_move_together():
    cells = [[{"": Range(1, 3, 2, moves_with="one")}], [{"": Range(1.5, 3.5, 2.5, moves_with="one")}],
             [{"": Range(1, 3, 2, moves_with="other")}]]  # fmt: skip
    scores = drawn_scores(cells, (0, 4), DRAWS, np.random.default_rng(6))[:, :, 0]
    assert scores[:, 1] - scores[:, 0] == pytest.approx(np.full(DRAWS, 0.5))
    assert abs(np.corrcoef(scores[:, 0], scores[:, 2])[0, 1]) < 2 * SLACK


def test_who_said_nothing_of_a_cell_is_passed_over():
    cells = [[{"a": Range.exactly(0), "b": Range.exactly(4)}, {"b": Range.exactly(1)}]]
    scores = drawn_scores(cells, (0, 4), DRAWS, np.random.default_rng(5))
    assert np.unique(scores[:, 0, 1]).tolist() == [1]
    assert (scores[:, 0, 0] == 4).mean() == pytest.approx(1 / 2, abs=SLACK)


@pytest.mark.parametrize(("lower", "upper", "mode"), [(3, 1, None), (1, 3, 4), (1, 3, 0), (float("nan"), 3, None)])
def test_a_range_out_of_order_is_refused(lower, upper, mode):
    with pytest.raises(ValueError, match="is in no order"):
        Range(lower, upper, mode)


def test_a_score_off_the_scale_and_rows_of_unequal_length_are_refused():
    generator = np.random.default_rng(1)
    with pytest.raises(ValueError, match="off the scale of 0 to 4"):
        drawn_scores([[{"": Range(3, 5)}]], (0, 4), 10, generator)
    with pytest.raises(ValueError, match="different numbers of criteria"):
        drawn_scores([[{}], [{}, {}]], (0, 4), 10, generator)


# --- ties -------------------------------------------------------------------------------------------------------------


def test_ties_share_the_ranks_they_take_up():
    found = acceptability(known([[1, 1], [2, 2], [2, 2], [1, 1], [1, 1], [0, 3]], 500), np.full((500, 2), 0.5))
    third = 1 / 3
    assert found.rank == pytest.approx(np.array([
        [0, 0, 0, third, third, third], [0.5, 0.5, 0, 0, 0, 0], [0.5, 0.5, 0, 0, 0, 0],
        [0, 0, 0, third, third, third], [0, 0, 0, third, third, third], [0, 0, 1, 0, 0, 0],
    ]))  # fmt: skip
    assert found.confidence[1] == found.confidence[2] == 0.5
    assert np.isnan(found.confidence[[0, 3, 4, 5]]).all() and np.isnan(found.central_weights[0]).all()


def test_alternatives_alike_in_everything_are_tied_whatever_the_weights():
    # As in JSMAA's own test of equal ranks: central weights are then the middle of the simplex.
    found = acceptability(known([[1, 2, 3]] * 3), free_weights(3))
    assert found.rank == pytest.approx(np.full((3, 3), 1 / 3))
    assert found.central_weights == pytest.approx(np.full((3, 3), 1 / 3), abs=SLACK)


def test_noise_of_adding_up_breaks_no_tie():
    assert 0.1 * 3 != 0.3 * 1
    weights = np.array([[0.1, 0.3, 0.6]])
    assert acceptability(known([[3, 0, 0], [0, 1, 0]], 1), weights).rank.tolist() == [[0.5, 0.5], [0.5, 0.5]]


# --- properties -------------------------------------------------------------------------------------------------------

GRIDS = st.tuples(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=st.integers(0, 8).map(lambda n: n / 2)), st.integers(0, 2**32 - 1)
    )
)


@given(GRIDS)
def test_ranks_add_up_to_one_by_alternative_and_by_rank(drawn):
    scores, seed = drawn
    found = acceptability(scores, free_weights(scores.shape[2], len(scores), seed))
    assert found.rank.min() >= 0
    assert found.rank.sum(axis=0) == pytest.approx(np.ones(scores.shape[1]))
    assert found.rank.sum(axis=1) == pytest.approx(np.ones(scores.shape[1]))
    ever = ~np.isnan(found.confidence)
    assert found.central_weights[ever].sum(axis=1) == pytest.approx(np.ones(ever.sum()))


@given(GRIDS, st.randoms(use_true_random=False))
def test_the_order_of_alternatives_and_of_criteria_does_not_matter(drawn, order):
    scores, seed = drawn
    weights = free_weights(scores.shape[2], len(scores), seed)
    rows, columns = list(range(scores.shape[1])), list(range(scores.shape[2]))
    order.shuffle(rows), order.shuffle(columns)
    found, shuffled = acceptability(scores, weights), acceptability(scores[:, rows][:, :, columns], weights[:, columns])
    assert shuffled.rank == pytest.approx(found.rank[rows])
    assert shuffled.central_weights == pytest.approx(found.central_weights[rows][:, columns], nan_ok=True)
    assert shuffled.confidence == pytest.approx(found.confidence[rows], nan_ok=True)


@given(GRIDS)
def test_one_that_is_better_in_everything_is_always_first_and_worse_always_last(drawn):
    scores, seed = drawn
    best, worst = np.full_like(scores[:, :1], 4.5), np.full_like(scores[:, :1], -0.5)
    found = acceptability(
        np.concatenate([scores, best, worst], axis=1), free_weights(scores.shape[2], len(scores), seed)
    )
    assert found.rank[-2, 0] == found.rank[-1, -1] == found.confidence[-2] == pytest.approx(1)


@given(GRIDS, st.data())
def test_a_missing_score_stands_between_the_worst_and_the_best_it_could_be(drawn, data):
    scores, seed = drawn
    alternative = data.draw(st.integers(0, scores.shape[1] - 1))
    criterion = data.draw(st.integers(0, scores.shape[2] - 1))
    weights = free_weights(scores.shape[2], len(scores), seed)
    led = []
    for value in (0.0, drawn_scores([[{}]], (0, 4), len(scores), np.random.default_rng(seed))[:, 0, 0], 4.0):
        tried = scores.copy()
        tried[:, alternative, criterion] = value
        led.append(np.cumsum(acceptability(tried, weights).rank[alternative]))
    assert (led[0] <= led[1] + 1e-9).all() and (led[1] <= led[2] + 1e-9).all()


@given(st.floats(0, 4), st.floats(0, 4), st.floats(0, 1))
def test_widening_what_is_known_never_makes_a_lead_surer(one, other, share):
    # Of two known scores one leads for certain; with the first widened about itself it leads no more than that.
    reach = share * min(one, 4 - one)
    assume(reach == 0 or reach > 1e-6)  # sums are held to nine decimals: a range as narrow as that is lopsided
    wide = first_of({"": Range(one - reach, one + reach, one)}, other)
    lead = float(one > other) if round(abs(one - other), 9) else 0.5
    assert abs(wide - 0.5) <= abs(lead - 0.5) + SLACK


def test_shapes_that_do_not_agree_and_missing_numbers_are_refused():
    with pytest.raises(ValueError, match="do not agree"):
        acceptability(np.ones((5, 2, 3)), np.ones((5, 2)))
    with pytest.raises(ValueError, match="do not agree"):
        acceptability(np.ones((5, 0, 3)), np.ones((5, 3)))
    with pytest.raises(ValueError, match="draw missing scores from their scale first"):
        acceptability(np.full((5, 2, 3), np.nan), np.ones((5, 3)))
