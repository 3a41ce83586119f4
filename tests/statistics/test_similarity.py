"""Most-similar units against scipy's own distances, a hand-worked example, shuffling and changes of unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from purbeck.statistics.similarity import distances, nearest, standardise


def scores_of(columns, transformations):
    """Standard scores of several variables, units x variables."""
    pairs = zip(columns, transformations, strict=True)
    return np.column_stack([standardise(column, how).scores for column, how in pairs])


def test_the_worked_example_of_the_methods_page():
    # docs/methods/most-similar-areas.md: four units of 1, 2, 4 and 8 per hectare; shares of 10%, 20%, 30% and 40%.
    # Logarithms to base 2 are 0, 1, 2, 3: mean 1.5, deviation sqrt(1.25). Shares have the same scores.
    # All four scores are (-1.5, -0.5, 0.5, 1.5) / sqrt(1.25), so one step is 1 / sqrt(1.25) = 0.894 in each.
    scores = scores_of([[1, 2, 4, 8], [0.1, 0.2, 0.3, 0.4]], ["logarithm", "none"])
    assert scores[:, 0] == pytest.approx(np.array([-1.5, -0.5, 0.5, 1.5]) / np.sqrt(1.25))
    found = nearest(scores, ["a", "b", "c", "d"], [0], [1, 1], 3)[0]
    assert [code for code, _ in found] == ["b", "c", "d"]
    assert [away for _, away in found] == pytest.approx([0.8944272, 1.7888544, 2.6832816])


@pytest.mark.parametrize("how", ["none", "square_root", "logarithm"])
def test_scores_are_scipys(how):
    values = np.random.default_rng(1).lognormal(0, 1, 200)
    changed = {"none": values, "square_root": values**0.5, "logarithm": np.log(values)}[how]
    found = standardise(values, how)
    assert found.scores == pytest.approx(stats.zscore(changed))
    assert (found.mean, found.deviation, found.units) == pytest.approx((changed.mean(), changed.std(), 200))


def test_distances_are_scipys():
    generator = np.random.default_rng(2)
    scores, weights = generator.normal(size=(50, 6)), generator.uniform(0.1, 2, 6)
    expected = [distance.euclidean(scores[7], row, w=weights / weights.sum()) for row in scores]
    assert distances(scores, 7, weights) == pytest.approx(expected, abs=1e-8)
    whole = distance.cdist(scores, scores, "euclidean", w=weights / weights.sum())
    order = np.argsort(whole[7])[1:11]
    found = nearest(scores, [f"u{n}" for n in range(50)], [7], weights, 10)[0]
    assert [code for code, _ in found] == [f"u{n}" for n in order]


def test_one_standard_deviation_in_every_variable_is_a_distance_of_one():
    assert distances([[0.0, 0.0, 0.0], [1.0, -1.0, 1.0]], 0, [3, 1, 2])[1] == 1.0


def test_ties_come_in_the_order_of_their_codes():
    scores = np.array([[0.0], [1.0], [-1.0], [1.0], [0.5]])
    for number, expected in ((4, ["q", "a", "b", "z"]), (2, ["q", "a"])):
        assert [code for code, _ in nearest(scores, ["m", "z", "b", "a", "q"], [0], [1], number)[0]] == expected


def test_a_unit_without_a_value_is_not_compared_and_has_no_list():
    scores = scores_of([[1.0, 2.0, np.nan, 4.0], [1.0, 5.0, 2.0, 3.0]], ["none", "none"])
    of_a, of_c = nearest(scores, list("abcd"), [0, 2], [1, 1], 9)
    assert {code for code, _ in of_a} == {"b", "d"}
    assert of_c == []
    assert standardise([1.0, 2.0, np.nan, 4.0]).units == 3


def test_a_variable_that_is_the_same_everywhere_says_so():
    found = standardise([0.1, 0.1, 0.1])
    assert found.deviation == 0 and np.isnan(found.scores).all()


TABLES = st.integers(3, 12).flatmap(
    lambda units: st.lists(
        st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=units, max_size=units, unique_by=tuple
    )
)
HOWS = ("none", "square_root", "logarithm")


def lists_of(table, codes):
    """Each unit's list by its code; nothing where a variable does not vary."""
    scores = scores_of(np.asarray(table, dtype=float).T, HOWS)
    return dict(zip(codes, nearest(scores, codes, range(len(codes)), [1, 2, 1], 4), strict=True))


@settings(max_examples=60, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_lists(table, random):
    codes = [f"E{n:03d}" for n in range(len(table))]
    order = random.sample(range(len(table)), len(table))
    shuffled = lists_of([table[n] for n in order], [codes[n] for n in order])
    assert shuffled == lists_of(table, codes)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.tuples(*[st.sampled_from([0.001, 0.3, 2.471, 100.0, 1e5])] * 3), st.sampled_from([0.0, -7.3, 1000.0]))
def test_another_unit_gives_the_same_lists(table, factors, shift):
    # Hectares or square kilometres, shares or percentages; a shift only where nothing is transformed.
    codes = [f"E{n:03d}" for n in range(len(table))]
    rescaled = np.asarray(table, dtype=float) * factors + np.array([shift, 0.0, 0.0])
    before, after = lists_of(table, codes), lists_of(rescaled, codes)
    for code in codes:
        assert [c for c, _ in after[code]] == [c for c, _ in before[code]]
        assert [d for _, d in after[code]] == pytest.approx([d for _, d in before[code]], abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: standardise([1.0, -1.0], "square_root"), "a value is -1.0"),
        (lambda: standardise([1.0, 0.0], "logarithm"), "needs values above 0"),
        (lambda: standardise([1.0, np.inf]), "infinite"),
        (lambda: standardise([1.0, 2.0], "rank"), '"rank" is no transformation'),
        (lambda: standardise([[1.0], [2.0]]), "2 dimensions"),
        (lambda: distances([[1.0, 2.0]], 0, [1.0]), "do not agree"),
        (lambda: distances([[1.0, 2.0]], 0, [1.0, 0.0]), "above zero"),
        (lambda: nearest([[1.0], [2.0]], ["a", "a"], [0], [1.0], 1), "1 different codes for 2 units"),
        (lambda: nearest([[1.0], [2.0]], ["a", "b"], [0], [1.0], 0), "ask for at least 1"),
    ],
)
def test_impossible_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
