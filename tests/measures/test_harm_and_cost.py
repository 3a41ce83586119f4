"""Harm and cost: sums of weights with their limits, missing weights, prices, and the figure that partnerships quote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_datasets import csv_text
from made_ods import HEADINGS, Cell, write_ods
from made_xlsx import workbook
from small_district import CSP_NORTH, month_of, read_measures, workspace

from purbeck.errors import SettingsError
from purbeck.measures import unit_costs, weighed
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.unit_costs import UnitCosts, deflators, prices_of, quoted
from purbeck.periods import financial_year
from purbeck.workspace import Workspace

PERSON, ROBBERY = "Violence against the person", "Robbery"
POLICE = {f"2025-{m:02d}.csv": month_of(f"2025-{m:02d}") for m in range(1, 13)}
YEAR = "2025/26"
# Offences a quarter in the CSP: assault with injury, homicide, an offence without weight, robbery.
QUARTERLY = {"8N": (PERSON, 25), "1": (PERSON, 1), "8S": (PERSON, 5), "34B": (ROBBERY, 10)}
CAMBRIDGE = workbook({"CCHI": [["CCHI 2023"], ["HO code", "Offence", "CCHI (days)"], ["1", "Murder", 4000],
                               ["8N", "Assault", 10], ["8N", "Assault on another", 30], ["34B", "Robbery", 300]]})  # fmt: skip
SEVERITY = csv_text([("Offence code", "Offence", "Weight"), ("1", "Homicide", "7000"), ("8N", "Assault", "200"),
                     ("34B", "Robbery", "900")]).encode()  # fmt: skip
DEFLATOR = csv_text([("Title", "Gross domestic product at market prices:Implied deflator:SA"), ("CDID", "YBGB"),
                     *((f"{year + (quarter == 1)} Q{quarter}", str(index)) for year, index in ((2015, 80), (2025, 120))
                       for quarter in (2, 3, 4, 1))]).encode()  # fmt: skip


def rows() -> list[tuple[Cell, ...]]:
    """A year of recorded crime in which the CSP has the same each quarter."""
    return [(YEAR, q, "Moor", "Northmoor", "Offence", group, group, code, n)
            for q in (1, 2, 3, 4) for code, (group, n) in QUARTERLY.items()]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A partnership that is one CSP, with a year of recorded crime, weights of both indices and a deflator."""
    folder = tmp_path_factory.mktemp("harm")
    ods = write_ods(folder / "made.ods", {"2025_26": [HEADINGS, *rows()]}).read_bytes()
    given = POLICE | {"prc.ods": ods, "cchi.xlsx": CAMBRIDGE, "css.csv": SEVERITY, "ybgb.csv": DEFLATOR}
    made = workspace(folder / "north", given, area=(CSP_NORTH,))
    return read_measures(made)


def of(made: Workspace, measure: str, **wanted: str) -> pd.Series:
    """The row of a measure for the financial year of the CSP, all themes together unless asked for."""
    definition = made.store.rows(MEASURES)["definition"].iloc[0]
    asked = {"theme": definition, "place_code": CSP_NORTH, "period_type": "financial_year", "group_by": "all"} | wanted
    found = made.store.rows(MEASURES, measure=measure, source="recorded_crime", **asked)
    assert len(found) == 1, found
    return found.iloc[0]


def test_harm_days_by_hand(built: Workspace) -> None:
    # 100 x 20 (the mean of 10 and 30) + 4 x 4,000 + 40 x 300 = 30,000 days; the 20 of 8S add nothing.
    found = of(built, "harm_days")
    assert (found["value"], found["count"], found["method"]) == (30_000.0, 164, "dobson_and_range")
    assert found["unit"] == "days of custody (2023)"
    assert "20 of 164 offences add nothing" in found["caveats"] and "(codes 8S)" in found["caveats"]
    # Least: 29,000, squares 100 x 100 + 4 x 4,000^2 + 40 x 300^2 = 67,610,000; sqrt(67,610,000 / 144) = 685.21. Byar of
    # 144: 121.44 and 169.54. 29,000 - 685.21 x 22.56 = 13,542. Most: 31,000, squares 67,690,000; sqrt(.../144) = 685.62;
    # 31,000 + 685.62 x 25.54 = 48,511.
    assert (found["lower"], found["upper"]) == pytest.approx((13_542, 48_511), abs=15)


def test_severity_stands_beside_it_and_both_per_1000(built: Workspace) -> None:
    found = of(built, "severity_score")
    assert found["value"] == 4 * 7000 + 100 * 200 + 40 * 900
    assert (found["method"], "several weights" in found["caveats"]) == ("dobson", False)
    per = of(built, "severity_score_per_1000")
    assert per["value"] == pytest.approx(found["value"] / per["denominator"] * 1000)
    assert per["denominator_kind"] == "residents" and per["unit"].endswith("per 1,000 residents a year")
    assert of(built, "harm_days_per_1000")["value"] == pytest.approx(30_000 / per["denominator"] * 1000)


def test_themes_add_up_to_the_total(built: Workspace) -> None:
    for measure in ("harm_days", "severity_score", "cost_gbp_as_quoted"):
        held = built.store.rows(MEASURES, measure=measure, place_code=CSP_NORTH, period_type="financial_year")
        held = held[held["group_by"] == "all"]
        total = held["theme"] == held["definition"]
        assert held.loc[~total, "value"].sum() == pytest.approx(held.loc[total, "value"].sum())
        assert held.loc[~total, "count"].sum() == held.loc[total, "count"].sum()


def test_cost_as_quoted_and_at_prices_of_the_year(built: Workspace) -> None:
    # 4 x 3,217,740 + 120 x 14,050 (8N and 8S) + 40 x 11,320, and half as much again: the deflator goes from 80 to 120.
    plain = 4 * 3_217_740 + 120 * 14_050 + 40 * 11_320
    found = of(built, "cost_gbp_as_quoted")
    assert (found["value"], found["unit"]) == (plain, "GBP at 2015/16 prices")
    carried = of(built, "cost_gbp")
    assert (carried["value"], carried["unit"]) == (pytest.approx(plain * 1.5), "GBP at 2025/26 prices")
    assert "Nobody has checked the unit costs" in carried["caveats"] and "count once" in carried["caveats"]


def test_components_add_up_to_the_cost(built: Workspace) -> None:
    parts = built.store.rows(MEASURES, measure="cost_gbp", place_type="partnership", period_type="financial_year",
                             group_by="cost_component")  # fmt: skip
    whole = of(built, "cost_gbp")
    parts = parts[parts["theme"] == whole["theme"]].set_index("group_value")["value"]
    assert set(parts.index) == {"police", "other_criminal_justice", "not_split"}
    assert parts.sum() == pytest.approx(whole["value"])
    assert parts["police"] == pytest.approx(4 * 11_960 * 1.5)


def test_what_has_no_weight_is_listed_with_its_share(built: Workspace) -> None:
    held = built.table(weighed.UNWEIGHED)
    found = held[(held["measure"] == "severity_score") & (held["theme"] == held["definition"])]
    assert found[["offence_code", "count"]].to_numpy().tolist() == [["8S", 20]]
    assert found["share_of_offences"].item() == pytest.approx(20 / 164)
    assert found["share_of_harm"].item() == pytest.approx(20 / 164)  # as heavy as the others on average
    assert "cost_gbp" not in set(held["measure"])


def test_5961_at_14050_is_the_83_75_million_that_a_partnership_published() -> None:
    # Wiltshire and Swindon: 5,961 offences of violence with injury at GBP 14,050, "83.8 million".
    costs = UnitCosts.model_validate(unit_costs.tomllib.loads(unit_costs.SHIPPED.read_text(encoding="utf-8")))
    assert costs.price_year == "2015/16"
    assert round(quoted(5_961, costs.kind_of()["8N"].total) / 1e6, 2) == 83.75


def test_a_financial_year_has_a_deflator_where_all_its_quarters_have() -> None:
    rows_ = pd.DataFrame({"period": ["2015", "2015 Q2", "2015 Q3", "2015 Q4", "2016 Q1", "2016 Q2"],
                          "deflator": [80.0, 79.0, 80.0, 81.0, 82.0, 90.0]})  # fmt: skip
    assert deflators(rows_) == {"2015/16": pytest.approx(80.5)}


def test_prices_are_carried_as_far_as_the_deflator_goes() -> None:
    by_year = {"2015/16": 80.0, "2023/24": 100.0}
    assert prices_of(financial_year(2023), "2015/16", by_year) == ("2023/24", 1.25)
    assert prices_of(financial_year(2025), "2015/16", by_year) == ("2023/24", 1.25)
    assert prices_of(financial_year(2025), "2015/16", {}) == ("2015/16", 1.0)


COSTS = """
price_year = "2015/16"
title = "t"
source = "s"
checked_on = 2026-01-01
checked_by = "somebody"
[[kinds]]
id = "one"
name = "One"
codes = ["8N"]
total = 100
"""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("components = { police = 101 }\nchecked = true", "the components come to more than the total of 100"),
        ("multiplier = 0.5\nchecked = true", "multiplier"),
        ('checked = true\n[[kinds]]\nid = "two"\nname = "Two"\ncodes = ["8N"]\ntotal = 1\nchecked = true', "8N is of two kinds"),
        ("", "checked"),
    ],
)  # fmt: skip
def test_a_partnerships_own_costs_are_checked_in_words(tmp_path: Path, more: str, words: str) -> None:
    made = workspace(tmp_path / "north", {}, area=(CSP_NORTH,))
    (made.path / unit_costs.LOCAL).write_text(COSTS + more, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        unit_costs.read_unit_costs(made)
    assert unit_costs.LOCAL in str(caught.value) and words in str(caught.value)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.floats(0, 8000)), min_size=1, max_size=6), st.randoms(use_true_random=False)
)  # fmt: skip
def test_the_order_of_codes_does_not_matter_and_limits_hold_the_sum(
    pairs: list[tuple[int, float]], random: object
) -> None:
    mixed = random.sample(pairs, len(pairs))  # type: ignore[attr-defined]
    found = []
    for order in (pairs, mixed):
        counts = np.array([[n for n, _ in order]])
        weights = np.array([[w for _, w in order]] * 3)
        one = weighed._summed(counts, weights, np.ones(len(order), dtype=bool), 0.95)
        found.append([one.value[0], one.lower[0], one.upper[0]])
    assert np.allclose(found[0], found[1])
    assert found[0][1] <= found[0][0] * (1 + 1e-12) and found[0][0] <= found[0][2] * (1 + 1e-12)
