"""Measures of small made-up worlds agree with sums done by hand in pandas, whatever the world."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck import Workspace, flow
from purbeck.measures import build as measures
from purbeck.measures.cells import CELLS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.periods import months_from
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.store import quiet_known_warnings
from purbeck.workspace import silent

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

VIOLENCE, ROBBERY = "violence_and_sexual_offences", "robbery"
TOTAL = "serious_violence"
MONTHS = tuple(months_from("2024-12", "2025-12"))
NATIONS = {"E": ("E92000001", "England"), "W": ("W92000004", "Wales")}
BOTH = "K04000001"

# LSOA, ward, district, CSP, force, region. The second district is split between two CSPs and two wards cross nothing;
# the CSP "c1" takes in part of it; the partnership may be any of them.
WORLD = (
    ("E01000001", "w1", "d1", "c1", "North", "rA"), ("E01000002", "w1", "d1", "c1", "North", "rA"),
    ("E01000003", "w2", "d2", "c1", "North", "rA"), ("E01000004", "w3", "d2", "c2", "North", "rA"),
    ("E01000005", "w4", "d3", "c3", "South", "rA"), ("E01000006", "w4", "d3", "c3", "South", "rA"),
    ("E01000007", "w5", "d4", "c4", "South", "rB"), ("E01000008", "w6", "d4", "c4", "South", "rB"),
    ("W01000001", "w7", "d5", "c5", "Gwent", "W92000004"), ("W01000002", "w7", "d5", "c5", "Gwent", "W92000004"),
)  # fmt: skip
PLACE_COLUMNS = {"lsoa21": "lsoa21", "ward": "ward_code", "district": "district_code", "csp": "csp_code",
                 "force": "force_code", "region": "region_code", "nation": "nation_code"}  # fmt: skip
AREAS = {
    "one district": {"E01000001", "E01000002"},
    "a CSP that takes part of a split district": {"E01000001", "E01000002", "E01000003"},
    "two forces": {"E01000003", "E01000004", "E01000005", "E01000006"},
    "two regions, a list of LSOAs": {"E01000006", "E01000007"},
    "two nations": {"E01000008", "W01000001"},
}


@dataclass(frozen=True)
class Made:
    """A world: its places, which force filed which month, its incidents and whose area is ours."""

    places: pd.DataFrame
    filed: frozenset[tuple[str, str]]
    incidents: pd.DataFrame


def places_of(residents: list[int], ours: set[str]) -> pd.DataFrame:
    """The places table of the world."""
    rows = []
    for (lsoa, ward, district, csp, force, region), people in zip(WORLD, residents, strict=True):
        nation = NATIONS[lsoa[0]]
        row = {"lsoa21": lsoa, "lsoa_name": f"{lsoa} name", "residents": people, "ours": lsoa in ours}
        for kind, code in (("ward", ward), ("district", district), ("csp", csp), ("force", force), ("region", region)):
            row |= {f"{kind}_code": code, f"{kind}_name": code}
        rows.append(row | {"nation_code": nation[0], "nation_name": nation[1]})
    return pd.DataFrame(rows)


@st.composite
def worlds(draw: st.DrawFn) -> Made:
    """A world with random people, months filed and incidents; at least one month filed."""
    residents = draw(st.lists(st.integers(500, 3_000), min_size=len(WORLD), max_size=len(WORLD)))
    ours = AREAS[draw(st.sampled_from(sorted(AREAS)))]
    everything = [(force, month) for force in ("North", "South", "Gwent") for month in MONTHS]
    left_out = draw(st.sets(st.sampled_from(everything), max_size=len(everything) - 1))
    number = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(number)
    rows = int(random.integers(0, 400))
    incidents = pd.DataFrame(
        {
            "month": random.choice(MONTHS, rows),
            "lsoa21": random.choice([*(row[0] for row in WORLD), "", "E01000001"], rows),
            "theme": random.choice([VIOLENCE, VIOLENCE, ROBBERY], rows),
            "recorded_by": random.choice(["North Police", "South Police", "British Transport Police"], rows),
        }
    )
    incidents["lsoa21"] = incidents["lsoa21"].replace("", None)
    return Made(places_of(residents, ours), frozenset(set(everything) - left_out), incidents)


def fill(workspace: Workspace, made: Made) -> None:
    """Write the tables that measures are made from, as the stages before would."""
    store = workspace.store
    forces = pd.DataFrame(
        [
            {"month": m, "force": f"{f} Police", "file": "a", "sha256": "b", "rows": 1, "chosen": True}
            for f, m in made.filed
        ]
    )
    transport = {
        "month": MONTHS[0],
        "force": "British Transport Police",
        "file": "a",
        "sha256": "b",
        "rows": 9,
        "chosen": True,
    }
    old = {"month": MONTHS[0], "force": "South Police", "file": "older", "sha256": "c", "rows": 1, "chosen": False}
    forces = pd.concat([forces, pd.DataFrame([transport, old])], ignore_index=True)
    store.write(PLACES, made.places, "places")
    store.write(FORCE_MONTHS, forces, "months")
    rows = made.incidents.dropna(subset=["lsoa21"]).assign(definition=TOTAL, source="police_street")
    rows = rows.groupby(["month", "definition", "source", "theme", "lsoa21"], as_index=False).size()
    store.write_part(CELLS, "all", rows.rename(columns={"size": "count"}), "cells", False)
    store.keep_parts(CELLS, {"all": "cells"})


def measured(made: Made) -> pd.DataFrame:
    """The measures table of a world, from its cells on."""
    quiet_known_warnings()
    with tempfile.TemporaryDirectory() as folder:
        workspace = flow.new(Path(folder) / "us", name="Us", area=["E06000001"])
        fill(workspace, made)
        with mock.patch.object(measures.cells_, "build", return_value="cells"):
            measures.build(workspace, silent)
        rows = workspace.table(MEASURES)
        workspace.store.close()
    return rows


def by_hand(made: Made) -> pd.DataFrame:
    """Count, person-years and coverage of every place and calendar month or year, in plain pandas.

    A row counts where it lies, whoever recorded it, if the force of its place filed that month; the denominator is the
    people of those same places and months; every LSOA is in one place of each type.
    """
    people = made.places.merge(pd.DataFrame({"month": MONTHS}), how="cross")
    filed = pd.DataFrame(sorted(made.filed), columns=["force_code", "month"]).assign(filed=True)
    people = people.merge(filed, on=["force_code", "month"], how="left")
    people["filed"] = people["filed"].notna()
    wide = pd.crosstab([made.incidents["lsoa21"], made.incidents["month"]], made.incidents["theme"])
    wide = wide.reindex(columns=[VIOLENCE, ROBBERY], fill_value=0).reset_index()
    people = people.merge(wide, on=["lsoa21", "month"], how="left").fillna({VIOLENCE: 0, ROBBERY: 0})
    people["year"] = people["month"].str[:4]
    people["partnership"], people["everything"] = "us", BOTH
    found = []
    kinds = [*PLACE_COLUMNS.items(), ("partnership", "partnership"), ("nation", "everything")]
    for kind, column in kinds:
        inside = people[people["ours"]] if kind in ("lsoa21", "ward", "partnership") else people
        for group in ("all", "outside"):
            if group == "outside":
                if kind not in ("force", "region", "nation"):
                    continue
                around = inside.loc[inside["ours"], column].unique()
                inside = inside[~inside["ours"] & inside[column].isin(around)]
            for period, length in (("month", 1), ("year", 12)):
                for (code, when), rows in inside.groupby([column, period]):
                    filed_rows = rows[rows["filed"]]
                    whole = rows.drop_duplicates("lsoa21")["residents"].sum() * length
                    if filed_rows.empty:
                        continue
                    row = {
                        "place_type": kind, "place_code": code, "period": when, "group_value": group,
                        "person_years": filed_rows["residents"].sum() / 12,
                        "coverage": filed_rows["residents"].sum() / whole, VIOLENCE: int(filed_rows[VIOLENCE].sum()),
                        ROBBERY: int(filed_rows[ROBBERY].sum()),
                    }  # fmt: skip
                    found.append(row | {TOTAL: row[VIOLENCE] + row[ROBBERY]})
    return pd.DataFrame(found)


def as_by_hand(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of months and calendar years in the form `by_hand` gives; nations other than our own are not around us."""
    rates = rows[(rows["measure"] == "rate_per_1000") & rows["period_type"].isin(["month", "calendar_year"])]
    start = pd.to_datetime(rates["period_start"]).dt.strftime("%Y-%m")
    period = start.where(rates["period_type"] == "month", start.str[:4])
    rates = rates.assign(period=period)
    keys = ["place_type", "place_code", "period", "group_value"]
    counts = rates.pivot(index=keys, columns="theme", values="count")[[VIOLENCE, ROBBERY, TOTAL]]
    totals = rates[rates["theme"] == TOTAL].set_index(keys)[["denominator", "coverage"]]
    return counts.join(totals).rename(columns={"denominator": "person_years"}).reset_index()


@settings(max_examples=6, deadline=None)
@given(worlds())
def test_any_world_is_measured_right(made: Made) -> None:
    rows = measured(made)
    every_count_denominator_and_coverage_is_that_of_sums_by_hand(rows, made)
    parts_add_up_to_the_whole(rows)
    every_number_lies_in_its_interval_and_its_range(rows)


def every_count_denominator_and_coverage_is_that_of_sums_by_hand(rows: pd.DataFrame, made: Made) -> None:
    ours = as_by_hand(rows)
    hand = by_hand(made)
    keys = ["place_type", "place_code", "period", "group_value"]
    # The other nation than ours stands in the tables "outside" too, since England and Wales is taken as one.
    around = set(made.places.loc[made.places["ours"], "nation_code"]) | {BOTH}
    beyond = (ours["place_type"] == "nation") & (ours["group_value"] == "outside") & ~ours["place_code"].isin(around)
    both = ours[~beyond].merge(hand, on=keys, how="outer", suffixes=("", "_hand"), indicator=True)
    wrong = both[both["_merge"] != "both"]
    assert wrong.empty, wrong[[*keys, "_merge"]].to_string()
    for theme in (VIOLENCE, ROBBERY, TOTAL):
        assert (both[theme] == both[f"{theme}_hand"]).all()
    np.testing.assert_allclose(both["person_years"], both["person_years_hand"], atol=0.001)
    np.testing.assert_allclose(both["coverage"], both["coverage_hand"], atol=1e-6)


def summed(rows: pd.DataFrame, kind: str, group: str = "all") -> pd.DataFrame:
    """Counts and person-years of one type of place, added up by theme and period."""
    chosen = rows[(rows["measure"] == "rate_per_1000") & (rows["place_type"] == kind) & (rows["group_value"] == group)]
    chosen = chosen[chosen["place_code"] != BOTH]
    return chosen.groupby(["theme", "period_type", "period_start"])[["count", "denominator"]].sum().sort_index()


def parts_add_up_to_the_whole(rows: pd.DataFrame) -> None:
    # Small places have one rolling year only, so it is left out where they are added up.
    for smaller, larger in (("lsoa21", "ward"), ("lsoa21", "partnership"), ("district", "csp"), ("district", "force"),
                            ("district", "region"), ("region", "nation")):  # fmt: skip
        parts, whole = summed(rows, smaller), summed(rows, larger)
        whole = whole[whole.index.isin(parts.index)]
        parts = parts[parts.index.get_level_values("period_type") != "rolling_12_months"]
        whole = whole[whole.index.get_level_values("period_type") != "rolling_12_months"]
        pd.testing.assert_frame_equal(parts, whole, atol=0.01, rtol=0)
    rates = rows[rows["measure"] == "rate_per_1000"]
    keys = ["place_type", "place_code", "group_value", "period_type", "period_start"]
    by_theme = rates[rates["theme"] != TOTAL].groupby(keys)["count"].sum()
    assert by_theme.eq(rates[rates["theme"] == TOTAL].set_index(keys)["count"].reindex(by_theme.index)).all()
    months = rates[rates["period_type"] == "month"]
    months = months.assign(year=pd.to_datetime(months["period_start"]).dt.year)
    years = rates[rates["period_type"] == "calendar_year"]
    years = years.assign(year=pd.to_datetime(years["period_start"]).dt.year)
    keys = ["place_type", "place_code", "group_value", "theme", "year"]
    added = months.groupby(keys)[["count", "denominator"]].sum()
    np.testing.assert_allclose(added, years.set_index(keys)[["count", "denominator"]].reindex(added.index), atol=0.01)


def every_number_lies_in_its_interval_and_its_range(rows: pd.DataFrame) -> None:
    known = rows.dropna(subset=["value"])
    assert (known["lower"] <= known["value"] + 1e-6).all()
    assert (known["value"] <= known["upper"] + 1e-6).all()
    assert ((rows["coverage"] > 0) & (rows["coverage"] <= 1)).all()
    assert (rows["count"] >= 0).all()
    counted = rows[rows["measure"] != "share"]
    assert counted["method"].eq(np.where(counted["count"] < 10, "exact", "byar")).all()
    shares = rows[rows["measure"] == "share"]
    assert set(shares["method"]) <= {"wilson"}
    assert shares["value"].dropna().between(0, 1).all()
    part_filed = np.where(rows["coverage"] < 1, "Not every month of the period was filed.", "")
    fallback = "Residents are those of Census 2021, for want of an estimate for the year."
    of_rate = np.char.strip(np.char.add(part_filed.astype(str), f" {fallback}"))
    assert rows["caveats"].eq(np.where(rows["measure"] == "rate_per_1000", of_rate, part_filed)).all()
    rates = rows[rows["measure"] == "rate_per_1000"]
    np.testing.assert_allclose(rates["value"], rates["count"] / rates["denominator"] * 1000, rtol=2e-5, atol=1e-5)


def test_the_order_of_rows_does_not_matter() -> None:
    made = a_world("one district", seed=3)
    shuffled = Made(
        made.places.sample(frac=1, random_state=1), made.filed, made.incidents.sample(frac=1, random_state=2)
    )
    pd.testing.assert_frame_equal(measured(made), measured(shuffled))


def a_world(area: str, seed: int, filed: set[tuple[str, str]] | None = None, rows: int = 3_000) -> Made:
    """A world in which every force filed every month, unless told otherwise."""
    random = np.random.default_rng(seed)
    incidents = pd.DataFrame(
        {
            "month": random.choice(MONTHS, rows), "lsoa21": random.choice([row[0] for row in WORLD], rows),
            "theme": random.choice([VIOLENCE, ROBBERY], rows), "recorded_by": "North Police",
        }
    )  # fmt: skip
    everything = {(force, month) for force in ("North", "South", "Gwent") for month in MONTHS}
    people = random.integers(800, 3_000, len(WORLD)).tolist()
    return Made(places_of(people, AREAS[area]), frozenset(everything if filed is None else filed), incidents)


@pytest.mark.parametrize("area", AREAS)
def test_us_and_outside_are_the_whole_of_what_we_lie_in(area: str) -> None:
    made = a_world(area, seed=7)
    rows = measured(made)
    rates = rows[(rows["measure"] == "rate_per_1000") & (rows["period_type"] == "calendar_year")]
    keys = ["place_type", "place_code", "theme", "period_start", "group_value"]
    rates = rates.set_index(keys)[["count", "denominator"]].sort_index()
    for kind in ("force", "region", "nation"):
        column = PLACE_COLUMNS[kind]
        for code in made.places.loc[made.places["ours"], column].unique():
            ours = made.places[made.places["ours"] & (made.places[column] == code)]
            whole = rates.loc[(kind, code)].xs("all", level="group_value")
            outside = rates.loc[(kind, code)].xs("outside", level="group_value")
            inside = made.incidents[made.incidents["lsoa21"].isin(ours["lsoa21"])]
            for (theme, start), row in whole.iterrows():
                months = [m for m in MONTHS if m[:4] == f"{start:%Y}"]
                mine = inside[inside["month"].isin(months) & (inside["theme"].eq(theme) | (theme == TOTAL))]
                assert outside.loc[(theme, start), "count"] + len(mine) == row["count"]
                person_years = ours["residents"].sum() * len(months) / 12
                assert outside.loc[(theme, start), "denominator"] + person_years == pytest.approx(
                    row["denominator"], abs=0.01
                )


def test_a_place_whose_force_filed_nothing_has_no_rows() -> None:
    filed = {("North", month) for month in MONTHS}
    rows = measured(a_world("one district", seed=5, filed=filed))
    assert set(rows.loc[rows["place_type"] == "force", "place_code"]) == {"North"}
    assert set(rows.loc[rows["place_type"] == "district", "place_code"]) == {"d1", "d2"}
    assert BOTH in set(rows["place_code"])
    assert "W92000004" not in set(rows["place_code"])


def test_rows_in_a_month_the_territorial_force_did_not_file_do_not_count() -> None:
    filed = {("North", month) for month in MONTHS if month != "2025-06"}
    made = a_world("one district", seed=6, filed=filed)
    rows = measured(made)
    year = rows[(rows["measure"] == "rate_per_1000") & (rows["place_type"] == "partnership")
                & (rows["period_type"] == "calendar_year") & (rows["theme"] == TOTAL)]  # fmt: skip
    row = year[pd.to_datetime(year["period_start"]).dt.year == 2025].iloc[0]
    inside = made.incidents[made.incidents["lsoa21"].isin(AREAS["one district"])]
    in_2025 = inside[inside["month"].str.startswith("2025")]
    assert row["count"] == (in_2025["month"] != "2025-06").sum() < len(in_2025)
    people = made.places.loc[made.places["ours"], "residents"].sum()
    assert row["denominator"] == pytest.approx(people * 11 / 12, abs=0.001)
    assert row["coverage"] == pytest.approx(11 / 12, abs=1e-6)
    assert row["value"] == pytest.approx(1000 * row["count"] / (people * 11 / 12), abs=1e-5)
