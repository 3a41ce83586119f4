"""Our rate against others': ratios worked by hand, how often the interval holds, ranks, the funnel, the thresholds."""

from __future__ import annotations

import datetime as dt
import math
import tomllib

import numpy as np
import pandas as pd
import pytest
from made_up_evidence import PEOPLE, VIOLENCE, MadeUpEvidence, a_year, members, rates
from scipy import stats

from purbeck.analyses import comparison
from purbeck.analyses.analysis import RULES_FILE, read_rules
from purbeck.places import ENGLAND_AND_WALES


def against(us: dict[str, int], outside: dict[str, int], outside_people: int = 10 * PEOPLE) -> MadeUpEvidence:
    """Us, and a force, region and nation that are the same people with the same months."""
    rows = [rates(us)]
    whole = {month: us.get(month, 0) + count for month, count in outside.items()}
    for kind, code in (("force", "f"), ("region", "r"), ("nation", "n"), ("nation", ENGLAND_AND_WALES[0])):
        rows.append(rates(outside, kind, code, group="outside", people=outside_people))
        rows.append(rates(whole, kind, code, people=outside_people + PEOPLE))
    return MadeUpEvidence(pd.concat(rows, ignore_index=True), members())


def test_the_ratio_is_worked_by_hand() -> None:
    us, them = [100, 110, 90, 105, 95, 100, 100, 110, 90, 105, 95, 100], [1000] * 12
    found = comparison.ratios(against(a_year(2025, us), a_year(2025, them)))
    assert found["comparator_type"].tolist() == ["force", "region", "nation"], "England is not named twice"
    region = found[found["comparator_type"] == "region"].iloc[0]
    assert region["ratio"] == pytest.approx((1200 / PEOPLE) / (12_000 / (10 * PEOPLE)))
    assert region["comparator_rate"] == pytest.approx(1000 * 13_200 / (11 * PEOPLE)), "ours is in the printed rate"
    assert region["outside_rate"] == pytest.approx(10.0), "and not in the ratio's"
    assert (region["comparator_count"], region["outside_count"]) == (13_200, 12_000)
    # Chi-square of the 12 x 2 table of months over 11 degrees of freedom, below 1, so 1; interval by Student's t.
    expected = stats.contingency.expected_freq(np.array([us, them]).T)
    chi_square = ((np.array([us, them]).T - expected) ** 2 / expected).sum()
    assert chi_square / 11 < 1
    assert region["dispersion"] == 1
    reach = stats.t.ppf(0.975, 11) * math.sqrt(1 / 1200 + 1 / 12_000)
    assert (region["lower"], region["upper"]) == pytest.approx((math.exp(-reach), math.exp(reach)))


def test_the_dispersion_is_the_chi_square_of_months_by_place() -> None:
    us, them = [150, 60, 120, 80, 130, 70, 140, 90, 110, 60, 150, 90], [1000, 1100] * 6
    row = comparison.ratios(against(a_year(2025, us), a_year(2025, them))).iloc[0]
    table = np.array([us, them]).T
    expected = stats.contingency.expected_freq(table)
    spread = ((table - expected) ** 2 / expected).sum() / 11
    assert spread > 5
    assert row["dispersion"] == pytest.approx(spread)
    reach = stats.t.ppf(0.975, 11) * math.sqrt(spread * (1 / sum(us) + 1 / sum(them)))
    assert row["lower"] == pytest.approx(row["ratio"] * math.exp(-reach))


def test_small_counts_have_the_exact_interval() -> None:
    # The example on the help page of R's poisson.test: 11 in 800 against 21 in 3,011, taken as years; 9 is below 10.
    us = a_year(2025, [1] * 9 + [0] * 3)
    row = comparison.ratios(against(us, a_year(2025, [2] * 11 + [0]))).iloc[0]
    share = stats.binomtest(9, 31).proportion_ci(0.95, "exact")
    assert row["lower"] == pytest.approx(share.low / (1 - share.low) * 10)
    assert row["upper"] == pytest.approx(share.high / (1 - share.high) * 10)


def test_a_shared_season_is_not_taken_for_dispersion() -> None:
    season = [60, 62, 70, 100, 120, 130, 140, 135, 110, 95, 80, 70]
    row = comparison.ratios(against(a_year(2025, season), a_year(2025, [10 * n for n in season]))).iloc[0]
    assert row["dispersion"] == 1


def test_the_ratio_of_like_places_is_called_different_one_time_in_twenty() -> None:
    # Months with variance 4 times the mean, ours and theirs, one rate for both. 150 worlds, 5%: 0.7% to 11%.
    random = np.random.default_rng(11)
    clear = 0
    for _ in range(150):
        us = a_year(2025, random.negative_binomial(60 / 3, 1 / 4, 12))
        them = rates(a_year(2025, random.negative_binomial(600 / 3, 1 / 4, 12)), "region", "r", people=10 * PEOPLE)
        made = MadeUpEvidence(rates(us), members())
        spread = comparison._spread(made, VIOLENCE, them[them["period_type"] == "month"])
        theirs = them[them["period_type"] == "calendar_year"].iloc[0]
        found = comparison._ratio(made.years.iloc[0], theirs, spread, made)
        clear += found["lower"] > 1 or found["upper"] < 1
    assert 0.007 <= clear / 150 <= 0.11


def districts(counts: dict[str, list[int]], people: dict[str, int] | None = None) -> MadeUpEvidence:
    """Districts with their months; d1 is ours."""
    rows = [
        rates(a_year(2025, months), "district", code, people=(people or {}).get(code, PEOPLE))
        for code, months in counts.items()
    ]
    rows.append(rates(a_year(2025, counts["d1"])))
    return MadeUpEvidence(pd.concat(rows, ignore_index=True), members(districts=list(counts)))


def test_districts_are_ranked_from_the_highest_rate() -> None:
    found = comparison.standing(districts({"d1": [20] * 12, "d2": [40] * 12, "d3": [10] * 12}))
    found = found.set_index("place_code")
    assert found["rank"].to_dict() == {"d1": 2.0, "d2": 1.0, "d3": 3.0}
    assert (found["rank_lower"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_upper"]).all()
    assert found["funnel_z"].isna().all(), "three places make no funnel"
    assert list(found.reset_index().columns.sort_values()) == sorted(c.name for c in comparison.STANDING.columns)


def test_a_place_whose_force_filed_less_than_nine_months_is_not_ranked() -> None:
    found = comparison.standing(districts({"d1": [20] * 12, "d2": [40] * 8, "d3": [10] * 9}))
    assert set(found["place_code"]) == {"d1", "d3"}
    assert set(found["ranked"]) == {2}
    assert set(found["places"]) == {3}


def test_the_funnel_finds_the_one_that_differs_and_no_other() -> None:
    # 40 places with one true rate and one of twice that. Poisson: about 2 of 40 lie beyond 95%, and none beyond 99.8%.
    random = np.random.default_rng(3)
    counts = {f"d{n}": random.poisson(50, 12).tolist() for n in range(1, 41)} | {
        "d41": random.poisson(100, 12).tolist()
    }
    found = comparison.standing(districts(counts)).set_index("place_code")
    beyond = found[(found["rate_per_1000"] > found["upper_998"]) | (found["rate_per_1000"] < found["lower_998"])]
    assert beyond.index.tolist() == ["d41"]
    assert found.loc["d41", "rank"] == 1
    inside = found["rate_per_1000"].between(found["lower_95"], found["upper_95"])
    assert inside.drop("d41").mean() > 0.85
    assert (found["lower_998"] < found["lower_95"]).all()
    assert (found["upper_95"] < found["upper_998"]).all()


def test_limits_narrow_as_places_grow() -> None:
    random = np.random.default_rng(4)
    people = {f"d{n}": 20_000 * n for n in range(1, 21)}
    counts = {code: random.poisson(size / 10_000, 12).tolist() for code, size in people.items()}
    found = comparison.standing(districts(counts, people)).sort_values("person_years")
    assert found["upper_95"].is_monotonic_decreasing
    assert found["lower_95"].is_monotonic_increasing


def test_every_threshold_says_what_it_is_since_when_why_whence_and_how_sure() -> None:
    rules = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    for name, rule in rules.items():
        assert set(rule) == {"value", "unit", "from", "reason", "source", "certainty"}, name
        assert isinstance(rule["from"], dt.date), name
        assert rule["certainty"].split(":")[0] in ("sure", "unsure"), name
        assert len(rule["reason"]) > 20, name
        assert len(rule["source"]) > 5, name
    assert set(vars(read_rules())) == set(rules)
