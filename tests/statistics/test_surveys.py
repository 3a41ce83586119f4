"""Weighted shares of a survey against the package survey of R, whatever the order of people and the scale of weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from purbeck.errors import SettingsError
from purbeck.statistics.surveys import ALONE, shares

ANSWERS = Path(__file__).with_name("survey_answers.csv")  # made up: 19 clusters in 3 strata, 199 people, two questions
YES = {"yes": 1.0, "no": 0.0}
# R 4.2.2, survey 4.1.1: svyciprop(~I(a == "yes"), subset(svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight,
# data = d), !is.na(a)), method = "beta"); of groups, a subset of that; one by one, ids = ~1 and no strata; with all of west
# one cluster, options(survey.lonely.psu = "adjust") for the centre and "certainty" for certain.
BY_R = {
    ("a", "all"): (0.281709756877, 0.191399214358, 0.387069208778, 187),
    ("a", "rural"): (0.318447369325, 0.211964832608, 0.440906954799, 80),
    ("a", "urban"): (0.252690251754, 0.137984781746, 0.399681149966, 107),
    ("b", "all"): (0.0484015625504, 0.0207315013596, 0.0942113536299, 199),
    ("b", "rural"): (0.0771682797798, 0.0226849846751, 0.181094968369, 86),
    ("b", "urban"): (0.0254682194568, 0.00429728622336, 0.0790190554375, 113),
    ("a", "one by one"): (0.281709756877, 0.21125440302, 0.361038108481, 187),
    ("b", "one by one"): (0.0484015625504, 0.0197632408774, 0.0969371682008, 199),
    ("a", "centre"): (0.281709756877, 0.192220337754, 0.385955473791, 187),
    ("a", "certain"): (0.281709756877, 0.197867755839, 0.378384800564, 187),
}


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rows = pd.read_csv(ANSWERS)
    return rows.assign(a=rows["a"].map(YES), b=rows["b"].map(YES))


def found(rows: pd.DataFrame) -> np.ndarray:
    return rows[["estimate", "lower", "upper", "answers"]].to_numpy(dtype=float)


@pytest.mark.parametrize(("question", "what"), list(BY_R))
def test_estimates_and_intervals_are_those_of_r(people: pd.DataFrame, question: str, what: str) -> None:
    rows, by, strata, clusters, alone = people, [], ["stratum"], ["cluster"], "stop"
    if what in ALONE:
        rows, alone = people.assign(cluster=people["cluster"].where(people["stratum"] != "west", "one")), what
    elif what == "one by one":
        strata, clusters = [], []
    elif what != "all":
        by = ["rural_urban"]
    made = shares(rows, question, by, strata, clusters, alone, 0.95)
    made = made[made["rural_urban"] == what] if by else made
    assert found(made)[0] == pytest.approx(BY_R[question, what], rel=1e-6)


def test_where_everyone_answers_alike_the_interval_has_a_length() -> None:
    """Equal weights, one by one: the exact interval of Clopper and Pearson, as scipy has it."""
    rows = pd.DataFrame({"weight": 1.0, "q": 0.0}, index=range(60))
    of_none = stats.binomtest(0, 60).proportion_ci(method="exact")
    assert found(shares(rows, "q", [], [], [], "stop", 0.95))[0] == pytest.approx([0, of_none.low, of_none.high, 60])
    of_all = stats.binomtest(60, 60).proportion_ci(method="exact")
    made = shares(rows.assign(q=1.0), "q", [], [], [], "stop", 0.95)
    assert found(made)[0] == pytest.approx([1, of_all.low, of_all.high, 60])


def test_nobody_answered(people: pd.DataFrame) -> None:
    assert shares(people.assign(a=np.nan), "a", ["sex"], ["stratum"], ["cluster"], "stop", 0.95).empty


def test_a_stratum_with_one_cluster_stops_until_somebody_decides(people: pd.DataFrame) -> None:
    alone = people.assign(cluster=people["cluster"].where(people["stratum"] != "west", "one"))
    with pytest.raises(SettingsError, match="one cluster alone, from which nobody can tell") as stopped:
        shares(alone, "a", [], ["stratum"], ["cluster"], "stop", 0.95)
    assert 'one_cluster = "centre"' in stopped.value.todo


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 1_000))
def test_order_of_people_and_scale_of_weights_change_nothing(people: pd.DataFrame, seed: int, scale: float) -> None:
    shuffled = people.sample(frac=1, random_state=seed).assign(weight=lambda rows: rows["weight"] * scale)
    for by in ([], ["rural_urban", "sex"]):
        one, other = (
            shares(rows, "a", by, ["stratum"], ["cluster"], "stop", 0.95) for rows in (people, shuffled)
        )  # fmt: skip
        np.testing.assert_allclose(found(one), found(other), rtol=1e-9)


def test_ninety_five_in_a_hundred_intervals_hold_the_truth() -> None:
    """Clusters drawn from a finite town with unlike shares, 400 draws: between 92% and 98.5% hold what the whole town says."""
    chance = np.random.default_rng(7)
    town = [chance.random(60) < share for share in chance.beta(3, 9, 400)]
    truth = np.concatenate(town).mean()
    held = 0
    for _ in range(400):
        drawn = [(n, who) for n, which in enumerate(chance.choice(400, 30, replace=False)) for who in town[which][:15]]
        rows = pd.DataFrame(drawn, columns=["cluster", "q"]).assign(weight=1.0).astype({"q": float})
        (made,) = found(shares(rows, "q", [], [], ["cluster"], "stop", 0.95))
        held += made[1] <= truth <= made[2]
    assert 0.92 <= held / 400 <= 0.985, held
