"""Concentration over made-up small areas: counted by hand, refused where it would mislead, found where it is planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from made_up_evidence import VIOLENCE, MadeUpEvidence, rates

from purbeck.analyses import concentration
from purbeck.analyses.concentration import change_between, concentrated
from purbeck.breaks import read_shipped

PLACES = [f"E0100000{n}" for n in range(8)]


def evidence(
    tables: Mapping[int, np.ndarray], missing: Sequence[tuple[str, str]] = (), places: Sequence[str] = PLACES,
    people: Sequence[int] | None = None,
) -> MadeUpEvidence:  # fmt: skip
    """Counts of small areas, places x months from January, by year; `missing` are (month, place) that was not filed."""
    rows = [
        {"measure": "count", "theme": VIOLENCE, "place_type": "lsoa21", "place_code": place, "group_value": "all",
         "period_type": "month", "first": f"{year}-{month:02d}", "count": int(count), "coverage": 1.0}
        for year, table in tables.items()
        for place, counts in zip(places, table, strict=True)
        for month, count in enumerate(counts, start=1)
        if (f"{year}-{month:02d}", place) not in missing
    ]  # fmt: skip
    whole = rates({f"{year}-{m:02d}": 1 for year in tables for m in range(1, 13)})
    members = pd.DataFrame(
        {"lsoa21": places, "ours": True, "force_name": "Dorset", "residents": people or [1_500] * len(places)}
    )
    made = MadeUpEvidence(pd.concat([pd.DataFrame(rows), whole], ignore_index=True), members)
    made.__dict__["breaks"] = read_shipped()
    return made


def years(before: Sequence[int], after: Sequence[int], first: int = 2024) -> dict[int, np.ndarray]:
    """The same counts every month of each of two years."""
    return {first + n: np.tile(np.array(counts)[:, np.newaxis], (1, 12)) for n, counts in enumerate((before, after))}


def half(made: MadeUpEvidence) -> dict[str, object]:
    """The row of half the incidents."""
    rows = concentrated(made)
    return rows[rows["share"] == 0.5].iloc[0].to_dict()


def test_places_are_chosen_on_one_year_and_measured_on_the_next() -> None:
    found = half(evidence(years([10, 1, 8, 1, 1, 1, 1, 1], [4, 1, 8, 9, 1, 1, 1, 1]), people=[500, *[1_500] * 7]))
    assert found["chosen_codes"] == "E01000000,E01000002"  # 10 and 8 of 24
    assert (found["chosen_places"], found["same_places"]) == (2, 2)  # 9 and 8 of 26 in the year itself
    assert found["held_count"] == 12 * (4 + 8)
    assert found["held_share"] == pytest.approx(12 / 26)
    assert found["residents_share"] == pytest.approx(2_000 / 11_000)
    assert found["lower"] < found["held_share"] < found["upper"]
    assert found["reason"] == "" and found["chance_share"] == pytest.approx(0.5, abs=0.1)


def test_rows_in_another_order_give_the_same() -> None:
    made = evidence(years([10, 1, 8, 1, 1, 1, 1, 1], [4, 1, 8, 9, 1, 1, 1, 1]))
    before = concentrated(made)
    made.rows = made.rows.sample(frac=1, random_state=1)
    made.__dict__["members"] = made.members.iloc[::-1]
    pd.testing.assert_frame_equal(concentrated(made), before)


def test_a_month_not_filed_for_all_of_us_is_in_neither_year() -> None:
    counts = years([10, 1, 8, 1, 1, 1, 1, 1], [4, 1, 8, 9, 1, 1, 1, 1])
    found = half(evidence(counts, missing=[("2024-02", PLACES[3]), *((f"2025-{m:02d}", PLACES[0]) for m in (7, 8))]))
    assert found["chosen_months"] == "1,3,4,5,6,7,8,9,10,11,12"
    assert found["measured_months"] == "1,2,3,4,5,6,9,10,11,12"
    assert found["chosen_count"] == 11 * 24 and found["measured_count"] == 10 * 26


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (evidence({2025: years([9] * 8, [9] * 8)[2025]}), "too_few_months"),
        (evidence(years([9] * 8, [9] * 8), [(f"2024-{m:02d}", PLACES[0]) for m in range(3, 13)]), "too_few_months"),
        (evidence(years([1] * 8, [1] * 8)), "too_few_events"),
        (evidence(years([9] * 8, [9] * 8, 2021)), "places_changed"),
        (evidence(years([9] * 8, [9] * 8, 2022)), "places_changed"),
        (evidence(years([9] * 8, [9] * 8, 2023)), "places_changed"),
        (evidence(years([99], [99]), places=PLACES[:1]), "too_few_places"),
        (evidence(years([9] * 8, [9] * 8, 2019)), ""),
    ],
)  # fmt: skip
def test_nothing_is_said_where_it_would_mislead(made: MadeUpEvidence, reason: str) -> None:
    found = half(made)
    assert found["reason"] == reason
    assert pd.isna(found["held_share"]) == bool(reason)


def test_what_changed_is_said() -> None:
    known = read_shipped()
    assert change_between(known, ["Dorset"], 2021, 2022) == "new map points"
    assert "small areas of 2021" in change_between(known, ["Dorset"], 2023, 2024)
    assert change_between(known, ["Dorset"], 2024, 2025) == change_between(known, ["Dorset"], 2017, 2018) == ""
    assert change_between(known, ["Greater Manchester"], 2018, 2019) != "", "its system changed in 2019"


def test_without_a_year_there_is_nothing() -> None:
    made = evidence({2025: np.ones((8, 12))})
    made.__dict__["latest_year"] = None
    assert concentrated(made).empty


def test_the_vocabulary_holds_every_reason() -> None:
    column = next(c for c in concentration.TABLE.columns if c.name == "reason")
    assert column.vocabulary == concentration.REASONS


def _district(rate: np.ndarray, seed: int) -> dict[str, object]:
    generator = np.random.default_rng(seed)
    places = [f"E010{n:05d}" for n in range(len(rate))]
    tables = {year: generator.poisson(rate[:, np.newaxis] / 12, (len(rate), 12)) for year in (2024, 2025)}
    return half(evidence(tables, places=places))


def test_a_cluster_is_found_and_a_district_without_one_shows_none() -> None:
    alike = np.full(120, 12.0)
    planted = alike.copy()
    planted[10:16] *= 8
    with_cluster = _district(planted, 1)
    assert {f"E010{n:05d}" for n in range(10, 16)} <= set(str(with_cluster["chosen_codes"]).split(","))
    assert with_cluster["lower"] > with_cluster["residents_share"] + 0.1
    apart = 0
    for seed in range(40):
        found = _district(alike, seed)
        apart += not found["lower"] <= found["residents_share"] <= found["upper"]
        assert found["same_places"] / 120 < found["residents_share"] + 0.12
    assert apart <= 6  # 2 expected; more than 6 come once in 200 times
