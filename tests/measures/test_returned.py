"""Figures that partners returned, as measures: hidden cells as ranges, rates, sums over whole areas, repeat victims."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_district import CSP_MARSH, CSP_NORTH, LSOAS, NORTHMOOR, SOUTHFEN, month_of, read_measures, workspace

from purbeck.measures.exposures import Everyone
from purbeck.measures.returned import rows, tells_people_apart
from purbeck.sources.build import PLACES
from purbeck.statistics.intervals import count_interval
from purbeck.statistics.repeat_victims import repeat_interval
from purbeck.workspace import Workspace

ADMISSIONS, REPEATS, SURVEY = "hospital_admissions_return", "repeat_victimisation", "crime_survey"
YEAR = ("calendar_year", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
NORTH = [code for code, _, csp in LSOAS if csp == CSP_NORTH]
PEOPLE = 1_500


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A partnership that is one CSP of five small areas, with a year of street-level rows."""
    folder = tmp_path_factory.mktemp("returned")
    police = {f"2025-{m:02d}.csv": month_of(f"2025-{m:02d}") for m in range(1, 13)}
    return read_measures(workspace(folder / "north", police, area=(CSP_NORTH,)))


def cell(place: str, place_type: str, value: float | None, basis: str = "exact", **more: object) -> dict[str, object]:
    """One returned figure; a hidden one is 1 to 7."""
    low, high = {"hidden": (1.0, 7.0), "rounded": ((value or 0) - 2, (value or 0) + 2)}.get(basis, (None, None))
    kind, start, end = YEAR
    return {
        "contract": ADMISSIONS, "place_type": place_type, "place_code": place, "period_type": kind, "period_start": start,
        "period_end": end, "group_by": "all", "group_value": "all", "figure": "admissions", "unit": "admissions",
        "kind": "events", "value": value, "lower": low, "upper": high, "basis": basis,
    } | more  # fmt: skip


def measured(made: Workspace, cells: list[dict[str, object]]) -> pd.DataFrame:
    members = made.table(PLACES).reset_index(drop=True)
    frame = pd.DataFrame(cells)
    frame[["value", "lower", "upper"]] = frame[["value", "lower", "upper"]].astype(float)
    found = rows(frame, Everyone.of(made, members), made.partnership, {CSP_NORTH: "Northmoor"})
    assert not found.duplicated(["measure", "source", "theme", "place_type", "place_code", "group_by", "group_value",
                                 "period_start", "denominator_kind"]).any()  # fmt: skip
    return found


def one(found: pd.DataFrame, place: str, measure: str = "count", **wanted: str) -> pd.Series:
    chosen = found[(found["place_code"] == place) & (found["measure"] == measure)]
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return chosen.iloc[0]


def test_an_exact_count_has_its_interval_and_its_rate(made: Workspace) -> None:
    found = measured(made, [cell(CSP_NORTH, "csp", 20.0)])
    row = one(found, CSP_NORTH)
    assert (row["count"], row["value"], row["method"], row["source"]) == (20, 20.0, "byar", ADMISSIONS)
    assert (row["lower"], row["upper"]) == pytest.approx((12.2, 30.9), abs=0.05)  # Byar's limits of 20, as printed
    assert (row["definition"], row["theme"], row["place_name"]) == ("none", "admissions", "Northmoor")
    rate = one(found, CSP_NORTH, "rate_per_1000")
    assert rate["denominator"] == 5 * PEOPLE and rate["value"] == pytest.approx(20 / 7.5)
    assert rate["unit"] == "admissions per 1,000 residents a year"


def test_people_have_a_rate_over_residents_and_not_over_time(made: Workspace) -> None:
    quarter = {"period_type": "quarter", "period_start": dt.date(2025, 10, 1), "period_end": dt.date(2025, 12, 31)}
    people = {"contract": "probation", "figure": "supervised", "unit": "people", "kind": "people"}
    rate = one(measured(made, [cell(CSP_NORTH, "csp", 30.0, **quarter, **people)]), CSP_NORTH, "rate_per_1000")
    assert rate["value"] == pytest.approx(30 / 7.5), "30 people among 7,500, whatever the length of the period"
    assert rate["unit"] == "people per 1,000 residents"


def test_a_hidden_count_is_a_range_and_never_a_zero(made: Workspace) -> None:
    found = measured(made, [cell(CSP_NORTH, "csp", None, "hidden")])
    row = one(found, CSP_NORTH)
    assert row["count"] is pd.NA and np.isnan(row["value"]) and row["method"] == "exact_and_range"
    # Garwood: the lower limit of 1 is 0.0253, the upper of 7 is 14.42.
    assert (row["lower"], row["upper"]) == pytest.approx((0.0253, 14.4227), abs=0.0005)
    assert row["caveats"].startswith("The supplier hid this count")
    assert one(found, CSP_NORTH, "rate_per_1000")["upper"] == pytest.approx(14.4227 / 7.5, abs=0.0005)


def test_a_rounded_count_takes_in_what_rounds_to_it(made: Workspace) -> None:
    row = one(measured(made, [cell(CSP_NORTH, "csp", 10.0, "rounded")]), CSP_NORTH)
    lower, upper = count_interval([8, 12])
    assert (row["value"], row["lower"], row["upper"]) == (10.0, lower[0], upper[1])


def test_small_areas_add_up_where_all_of_them_are_there(made: Workspace) -> None:
    cells = [cell(code, "lsoa21", float(n)) for n, code in enumerate(NORTH, start=1)]
    found = measured(made, cells)
    assert one(found, CSP_NORTH)["count"] == one(found, made.partnership.code)["count"] == 15
    assert one(found, NORTHMOOR)["count"] == 10  # its four small areas
    assert SOUTHFEN not in set(found["place_code"])  # one of its two was not returned
    assert CSP_NORTH not in set(measured(made, cells[1:])["place_code"])


def test_a_sum_with_a_hidden_part_is_a_range(made: Workspace) -> None:
    cells = [cell(code, "lsoa21", 10.0) for code in NORTH[:-1]] + [cell(NORTH[-1], "lsoa21", None, "hidden")]
    row = one(measured(made, cells), CSP_NORTH)
    assert row["count"] is pd.NA
    assert (row["lower"], row["upper"]) == (count_interval(41)[0], count_interval(47)[1])


def test_what_was_returned_for_a_place_stands_before_any_sum(made: Workspace) -> None:
    found = measured(made, [*(cell(code, "lsoa21", 1.0) for code in NORTH), cell(CSP_NORTH, "csp", 9.0)])
    assert one(found, CSP_NORTH)["count"] == 9
    assert one(found, made.partnership.code)["count"] == 9  # the partnership is that CSP


def test_an_estimate_keeps_the_suppliers_interval_and_is_never_added(made: Workspace) -> None:
    estimate = {"contract": SURVEY, "figure": "estimate", "unit": "share of respondents", "kind": "estimate", "lower": 0.02,
                "upper": 0.06, "group_by": "question", "group_value": "violence"}  # fmt: skip
    found = measured(made, [cell(CSP_NORTH, "csp", 0.04, "estimate", **estimate)])
    row = one(found, made.partnership.code, "estimate")
    assert (row["value"], row["lower"], row["upper"], row["method"]) == (0.04, 0.02, 0.06, "as_supplied")
    both = [cell(place, "csp", 0.04, "estimate", **estimate) for place in (CSP_NORTH, CSP_MARSH)]
    assert SOUTHFEN not in set(measured(made, both)["place_code"])
    assert "rate_per_1000" not in set(found["measure"])


def test_groups_of_people_have_no_rate_per_resident(made: Workspace) -> None:
    group = {"group_by": "age_group", "group_value": "under_25"}
    assert set(measured(made, [cell(CSP_NORTH, "csp", 20.0, **group)])["measure"]) == {"count"}
    assert tells_people_apart(ADMISSIONS, "cause+age_group") and not tells_people_apart(ADMISSIONS, "cause")


def frequencies(people: tuple[float | None, ...], offences: tuple[float, ...] | None) -> list[dict[str, object]]:
    table = []
    for times, n, of in zip(("1", "2", "3_and_over"), people, offences or (None,) * 3, strict=True):
        group = {"contract": REPEATS, "group_by": "crime_kind+times", "group_value": f"robbery+{times}"}
        table.append(cell(CSP_NORTH, "csp", n, "exact" if n is not None else "hidden", figure="victims", unit="people",
                          **group | {"kind": "people"}))  # fmt: skip
        if of is not None:
            table.append(cell(CSP_NORTH, "csp", of, figure="offences", unit="offences", **group))
    return table


def test_a_table_of_frequencies_widens_the_interval_of_its_offences(made: Workspace) -> None:
    found = measured(made, frequencies((60.0, 15.0, 5.0), (60.0, 30.0, 30.0)))
    row = one(found, CSP_NORTH, theme="offences", group_by="crime_kind")
    assert (row["count"], row["method"], row["group_value"]) == (120, "repeat_victims", "robbery")
    assert (row["lower"], row["upper"]) == pytest.approx((84.858, 161.510), abs=0.005)  # by hand: its methods page
    assert "1.7 times as wide" in row["caveats"]
    without = one(
        measured(made, frequencies((60.0, 15.0, 5.0), None)), CSP_NORTH, theme="offences", group_by="crime_kind"
    )
    assert without["upper"] == repeat_interval([60, 15, 5]).upper and "three times" in without["caveats"]


def test_a_table_with_a_hidden_cell_adds_nothing(made: Workspace) -> None:
    found = measured(made, frequencies((60.0, 15.0, None), None))
    assert "repeat_victims" not in set(found["method"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=5, max_size=5), st.permutations(range(5)))
def test_totals_add_up_and_order_does_not_matter(made: Workspace, values: list[int | None], order: list[int]) -> None:
    cells = [
        cell(code, "lsoa21", None if n is None else float(n), "hidden" if n is None else "exact")
        for code, n in zip(NORTH, values, strict=True)
    ]
    plain, mixed = measured(made, cells), measured(made, [cells[n] for n in order])
    pd.testing.assert_frame_equal(plain, mixed)
    total = one(plain, CSP_NORTH)
    known = sum(n or 0 for n in values)
    if None in values:
        assert total["count"] is pd.NA
        hidden = values.count(None)
        assert (total["lower"], total["upper"]) == (
            count_interval(known + hidden)[0],
            count_interval(known + 7 * hidden)[1],
        )
    else:
        assert total["count"] == known
