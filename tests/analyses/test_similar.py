"""Most-similar areas of made-up places: made as declared, recomputed from what is published, the same when shuffled."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from made_up_evidence import MadeUpEvidence, a_year, members, rates
from scipy.spatial import distance

from purbeck import Workspace
from purbeck.analyses.analysis import read_rules
from purbeck.analyses.similar import neighbours, values, variables
from purbeck.analyses.similar import rates as similar_rates
from purbeck.statistics.similarity import TRANSFORMATIONS

RULES = read_rules()
DECLARED = variables.read_variables()
NAMED = {variable.name: variable for variable in DECLARED.variables}


def areas(number: int = 40, seed: int = 5) -> pd.DataFrame:
    """Made-up areas with every variable, in the order of their codes."""
    generator = np.random.default_rng(seed)
    table = {name: generator.uniform(0.05, 0.6, number) for name in NAMED}
    table["residents_per_hectare"] = generator.lognormal(2, 1.5, number)
    return pd.DataFrame(table, index=[f"E0600{n:04d}" for n in range(number)])


def lists_of(wide: pd.DataFrame) -> dict[str, list[tuple[str, float]]]:
    """The list of every area."""
    scores, scales = values.standardised("district", wide, RULES)
    weights = scales[scales["used"]].set_index("variable")["weight"]
    found = neighbours.lists(scores, weights, sorted(wide.index), "district", RULES)
    return {
        str(code): list(zip(rows["neighbour_code"], rows["distance"], strict=True))
        for code, rows in found.groupby("place_code")
    }


# --- what is declared ------------------------------------------------------------------------------------------------


def test_every_variable_says_why_and_whence_and_belongs_to_a_topic() -> None:
    for variable in DECLARED.variables:
        assert variable.reason and variable.source and variable.period, variable.name
        assert variable.topic in DECLARED.weights
        assert variable.transformation in TRANSFORMATIONS
    assert {v.topic for v in DECLARED.variables} == set(DECLARED.weights)


def test_no_variable_is_made_of_recorded_crime() -> None:
    assert {v.table for v in DECLARED.variables} == {
        "sources/boundaries", "sources/residents", "sources/rurality", "sources/households", "sources/ethnic_groups",
    }  # fmt: skip
    assert {"imd_crime_domain", "imd_score", "recorded_crime"} <= set(DECLARED.left_out)


# --- how a variable is made of an area's parts -----------------------------------------------------------------------


def test_a_share_is_of_the_sums_and_not_the_mean_of_shares() -> None:
    parts = pd.DataFrame({"above": [10.0, 90.0, 5.0], "below": [100.0, 100.0, 50.0]}, index=["l1", "l2", "l3"])
    area_of = pd.Series(["a", "a", "b"], index=["l1", "l2", "l3"])
    found = variables.of_areas(NAMED["social_rented_share"], parts, area_of)
    assert found.to_dict() == {"a": 0.5, "b": 0.1}


def test_diversity_is_the_chance_that_two_differ() -> None:
    parts = pd.DataFrame({"one": [50.0, 50.0], "two": [50.0, 0.0], "three": [0.0, 100.0]}, index=["l1", "l2"])
    found = variables.of_areas(NAMED["ethnic_diversity"], parts, pd.Series(["a", "b"], index=["l1", "l2"]))
    assert found.to_dict() == pytest.approx({"a": 0.5, "b": 1 - (1 / 9 + 4 / 9)})


def test_an_area_one_of_whose_parts_is_missing_lacks_the_variable_and_so_does_one_without_people() -> None:
    parts = pd.DataFrame({"above": [10.0, 0.0], "below": [100.0, 40.0]}, index=["l1", "l3"])
    area_of = pd.Series(["a", "a", "b"], index=["l1", "l2", "l3"])
    assert variables.of_areas(NAMED["social_rented_share"], parts, area_of).isna().to_dict() == {"a": True, "b": False}
    density = variables.of_areas(NAMED["residents_per_hectare"], parts, area_of)
    assert density.isna().all(), "nobody to the hectare has no logarithm"


# --- weights, and what is left out -----------------------------------------------------------------------------------


def test_topics_count_alike_whatever_number_of_variables_they_have() -> None:
    _, scales = values.standardised("district", areas(), RULES)
    assert scales["weight"].sum() == pytest.approx(1)
    assert scales.groupby("topic")["weight"].sum().tolist() == pytest.approx([0.2] * 5)


def test_a_variable_that_is_not_held_or_hardly_held_or_tells_nothing_is_left_out_with_its_reason() -> None:
    wide = areas()
    wide["rural_share"] = np.nan
    wide.loc[wide.index[:5], "social_rented_share"] = np.nan  # 35 of 40 is below nine in ten
    wide["ethnic_diversity"] = 0.25
    scores, scales = values.standardised("district", wide, RULES)
    reasons = scales.set_index("variable")["reason"]
    assert reasons[reasons != ""].to_dict() == {
        "rural_share": "not_supplied", "social_rented_share": "too_few_areas", "ethnic_diversity": "same_everywhere",
    }  # fmt: skip
    assert not set(reasons[reasons != ""].index) & set(scores)
    weights = scales.set_index("variable")["weight"]
    assert weights["residents_per_hectare"] == weights["deprived_in_two_dimensions_share"] == pytest.approx(0.25)
    assert weights[reasons != ""].eq(0).all()


def test_an_area_that_lacks_a_variable_is_in_no_list_and_has_none() -> None:
    wide = areas()
    wide.loc["E06000007", "private_rented_share"] = np.nan
    found = lists_of(wide)
    assert "E06000007" not in found
    assert all(code != "E06000007" for rows in found.values() for code, _ in rows)
    assert len(found) == 39


def test_a_list_is_cut_short_where_it_would_hold_most_of_the_areas_there_are() -> None:
    assert {len(rows) for rows in lists_of(areas(40)).values()} == {RULES.similar_large}
    assert {len(rows) for rows in lists_of(areas(9)).values()} == {4}
    assert lists_of(areas(2)) == {}


# --- the order of rows and the unit do not matter --------------------------------------------------------------------


def test_shuffled_areas_and_variables_give_the_same_lists() -> None:
    wide = areas()
    shuffled = wide.sample(frac=1, random_state=3)
    assert lists_of(shuffled) == lists_of(wide)
    assert lists_of(shuffled[list(reversed(list(wide)))]) == lists_of(wide)


@pytest.mark.parametrize("name", NAMED)
def test_another_unit_gives_the_same_lists(name: str) -> None:
    wide = areas()
    before, after = lists_of(wide), lists_of(wide.assign(**{name: wide[name] * 247.1}))
    for code, rows in before.items():
        assert [c for c, _ in after[code]] == [c for c, _ in rows]
        assert [d for _, d in after[code]] == pytest.approx([d for _, d in rows], abs=1e-7)


# --- Brackenshire: what is published is enough to find the same ------------------------------------------------------


def test_anyone_can_recompute_every_list_from_the_tables(district: Workspace) -> None:
    held, scales, listed = (district.table(t) for t in (values.VALUES, values.SCALES, neighbours.TABLE))
    assert set(listed["place_type"]) == set(values.KINDS)
    for kind, ours in listed.groupby("place_type"):
        used = scales[(scales["place_type"] == kind) & scales["used"]].set_index("variable")
        table = held[held["place_type"] == kind].pivot(index="place_code", columns="variable", values="value")
        changed = table.copy()
        for name, row in used.iterrows():
            how = {"none": lambda x: x, "square_root": np.sqrt, "logarithm": np.log}[row["transformation"]]
            changed[name] = how(table[name])
        names = list(used.index)
        scores = (changed[names] - changed[names].mean()) / changed[names].std(ddof=0)
        for code, rows in itertools.islice(ours.groupby("place_code"), 20):
            away = distance.cdist(scores.loc[[code]], scores, "euclidean", w=used["weight"].to_numpy())[0]
            nearest = pd.Series(away, index=scores.index).drop(code).sort_values(kind="stable").head(len(rows))
            assert rows.sort_values("order")["neighbour_code"].tolist() == nearest.index.tolist()
            assert rows.sort_values("order")["distance"].to_numpy() == pytest.approx(nearest.to_numpy(), abs=1e-6)


def test_every_district_ward_and_small_area_of_ours_has_a_list_and_every_variable_a_line(district: Workspace) -> None:
    listed, scales = district.table(neighbours.TABLE), district.table(values.SCALES)
    from purbeck.sources.build import PLACES

    ours = district.table(PLACES)
    ours = ours[ours["ours"]]
    for kind, column in (
        ("district", "district_code"),
        ("ward", "ward_code"),
        ("lsoa21", "lsoa21"),
        ("csp", "csp_code"),
    ):
        assert set(listed.loc[listed["place_type"] == kind, "place_code"]) == set(ours[column].dropna()), kind
    assert set(scales["variable"]) == set(NAMED)
    assert (listed["place_code"] != listed["neighbour_code"]).all()


# --- rates beside theirs ---------------------------------------------------------------------------------------------


def test_an_area_whose_force_filed_nothing_has_no_rate_and_is_never_zero() -> None:
    names = ("d1", "d2", "d3", "d4")
    whole = a_year(2025, [100] * 12)
    rows = pd.concat(
        [rates(whole, "district", "d1"), rates(a_year(2025, [150] * 12), "district", "d2"),
         rates(whole, "district", "d3", unfiled=[f"2025-{m:02d}" for m in range(4, 13)])]
    )  # fmt: skip
    evidence = MadeUpEvidence(rows, members("d1", names))
    near = pd.DataFrame({"code": names, "name": names, "order": range(4), "distance": [0.0, 0.1, 0.2, 0.3]})
    years, months = (evidence.measures(period_type=period) for period in ("calendar_year", "month"))
    found = similar_rates._of_theme(evidence, near, years, months).set_index("place_code")
    assert found["ranked"].tolist() == [True, True, False, False]
    assert found["coverage"].tolist() == [1, 1, 0.25, 0]
    assert pd.isna(found.loc["d4", "count"]) and pd.isna(found.loc["d4", "rate_per_1000"])
    assert found.loc["d3", "count"] == 300 and pd.isna(found.loc["d3", "rank"])
    assert found["rank"].dropna().to_dict() == {"d1": 2, "d2": 1}
