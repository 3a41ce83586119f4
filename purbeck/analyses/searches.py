"""Stops and searches: counts, with how much of each is known, beside the people who live here.

Method: searches of our force over the latest year of months filed; by what the person said of their ethnic group, beside
residents of the whole force area, with what the ratio would be if all who did not say were White. It scores nobody. Not
for: vehicles alone, forces that file nothing, or saying why. See docs/methods/searches.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from purbeck import periods, places
from purbeck.analyses.analysis import Evidence
from purbeck.incidents.locate import to_national_grid
from purbeck.sources import boundaries, census, stop_and_search
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import MONTHLY_FILES
from purbeck.statistics.intervals import count_interval, ratio_interval
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_name("search_ethnic_groups.toml")
MONTHS = 12
PEOPLE = 1000
VEHICLE_ALONE = "Vehicle search"
WHITE, NOT_STATED = "white", "not_stated"
AREAS = ("force", "ours")
BY = ("all", "month", "object_of_search", "outcome", "age_range", "ethnic_group")

TABLE = Table(
    name="analyses/searches",
    meaning="Stops and searches of people by our force in its latest months filed, and of those, the ones in our area",
    columns=(
        Column("area", "string", "the whole force, or the part of it that is ours", vocabulary=AREAS, required=True),
        Column("force_code", "string", "our force", required=True),
        Column("first", "string", "the first month counted", required=True),
        Column("last", "string", "the last month counted", required=True),
        Column("months", "int64", "how many months were filed from the first to the last", unit="months", required=True),
        Column("group_by", "string", "what searches are told apart by", vocabulary=BY, required=True),
        Column("group_value", "string", "the group, in the supplier's words where they are its own", required=True),
        Column("count", "int64", "searches", unit="searches", required=True),
        Column("known", "int64", "searches of which it is known what they are told apart by", unit="searches",
               required=True),
        Column("total", "int64", "all searches there", unit="searches", required=True),
        Column("residents", "int64", "residents of the group, Census 2021; of the whole force area", unit="people"),
        Column("rate", "float64", "searches per 1,000 residents of the group and year", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("ratio", "float64", "that rate over the rate of White residents", decimals=HELD),
        Column("ratio_lower", "float64", "lower end of its interval", decimals=HELD),
        Column("ratio_upper", "float64", "upper end of its interval", decimals=HELD),
        Column("ratio_if_white", "float64", "the same ratio if all who did not say were White", decimals=HELD),
    ),
    key=("area", "group_by", "group_value"),
    by_area=True,
)  # fmt: skip
READ = (PLACES, stop_and_search.TABLE, MONTHLY_FILES, census.ETHNIC_GROUPS, boundaries.TABLE)


@cache
def _listed() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def broad_group(name: object) -> str:
    """The broad ethnic group of a name as suppliers write it; "not_stated" where that is what it says, "" for no group."""
    listed = _listed()
    if not isinstance(name, str) or not name.strip():
        return ""
    if name in listed["not_stated"]:
        return NOT_STATED
    return next((group for group, begins in listed["groups"].items() if name.startswith(tuple(begins))), "")


def searches(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none where our force filed no stops and searches."""
    home = evidence.home("force")
    rows = _latest(evidence, home[1]) if home else pd.DataFrame()
    if home is None or rows.empty:
        return TABLE.empty()
    first, last, months = rows["month"].min(), rows["month"].max(), int(rows["month"].nunique())
    residents = _residents(evidence, home[0])
    found: list[dict[str, object]] = []
    for area in AREAS:
        here = rows if area == "force" else _in_our_area(evidence, rows)
        if here is None:
            continue
        shared = {
            "area": area,
            "force_code": home[0],
            "first": first,
            "last": last,
            "months": months,
            "total": len(here),
        }
        made = list(_counts(here))
        if area == "force" and residents:
            made = _beside_residents(made, residents, months / MONTHS, evidence.partnership.confidence)
        found += [shared | row for row in made]
    return pd.DataFrame(found, columns=[c.name for c in TABLE.columns])


def _latest(evidence: Evidence, force: str) -> pd.DataFrame:
    """Searches of people by a force in the year that ends with the last month it filed, from the files that count."""
    workspace = evidence.workspace
    files = workspace.table(MONTHLY_FILES)
    mine = files[
        (files["source"] == stop_and_search.SOURCE.name) & files["chosen"]
        & (files["force"].map(places.force_key) == places.force_key(force))
    ]  # fmt: skip
    if mine.empty:
        return mine
    last = periods.month_number(mine["month"].max())
    mine = mine[mine["month"].map(periods.month_number) > last - MONTHS]
    rows = workspace.table(stop_and_search.TABLE).merge(mine[["file", "month"]], on=["file", "month"])
    return rows[rows["type"] != VEHICLE_ALONE]


def _in_our_area(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame | None:
    """The searches whose map point lies in our LSOAs; None where no boundaries are held."""
    shapes = evidence.workspace.table(boundaries.TABLE)
    members = evidence.members
    ours = shapes[shapes["lsoa21"].isin(members.loc[members["ours"], "lsoa21"])]
    located = rows.dropna(subset=["longitude", "latitude"])
    if ours.empty:
        return None
    easting, northing = to_national_grid(located["longitude"].to_numpy(), located["latitude"].to_numpy())
    return located[boundaries.Lsoas(ours).at(easting.astype(float), northing.astype(float)) != ""]


def _residents(evidence: Evidence, force_code: str) -> dict[str, int]:
    """Residents of the force area by broad ethnic group; empty where any of its LSOAs has no figure."""
    lsoas = evidence.members.loc[evidence.members["force_code"] == force_code, "lsoa21"]
    rows = evidence.workspace.table(census.ETHNIC_GROUPS)
    rows = rows[rows["lsoa21"].isin(lsoas)]
    if rows["lsoa21"].nunique() < len(lsoas):
        return {}
    grouped = rows.groupby(rows["ethnic_group"].map(broad_group))["residents"].sum()
    return {str(group): int(people) for group, people in grouped.items() if group and people}


def _counts(rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Counts by each thing that searches are told apart by, with of how many it is known."""
    yield {"group_by": "all", "group_value": "all", "count": len(rows), "known": len(rows)}
    rows = rows.assign(ethnic_group=rows["self_defined_ethnicity"].map(broad_group).replace("", np.nan))
    for name in BY[1:]:
        values = rows[name].dropna()
        known = int((values != NOT_STATED).sum())
        for value, count in values.value_counts().sort_index().items():
            yield {"group_by": name, "group_value": str(value), "count": int(count), "known": known}


def _beside_residents(
    rows: list[dict[str, object]], residents: dict[str, int], years: float, confidence: float
) -> list[dict[str, object]]:
    """The rows, with a rate per 1,000 residents and a ratio to White residents where they are of an ethnic group."""
    counts = {str(r["group_value"]): int(str(r["count"])) for r in rows if r["group_by"] == "ethnic_group"}
    return [
        row | _rates(str(row["group_value"]), counts, residents, years, confidence)
        if row["group_by"] == "ethnic_group" and row["group_value"] in residents
        else row
        for row in rows
    ]


def _rates(
    group: str, counts: dict[str, int], residents: dict[str, int], years: float, confidence: float
) -> dict[str, object]:
    count, people = counts[group], residents[group] * years / PEOPLE
    lower, upper = count_interval(count, confidence)
    found: dict[str, object] = {
        "residents": residents[group], "rate": count / people, "lower": float(lower) / people, "upper": float(upper) / people,
    }  # fmt: skip
    white = counts.get(WHITE, 0)
    if group == WHITE or not white or WHITE not in residents:
        return found
    of_white = residents[WHITE] * years / PEOPLE
    ends = ratio_interval(count, people, white, of_white, confidence)
    return found | {
        "ratio": (count / people) / (white / of_white), "ratio_lower": float(ends[0]), "ratio_upper": float(ends[1]),
        "ratio_if_white": (count / people) / ((white + counts.get(NOT_STATED, 0)) / of_white),
    }  # fmt: skip
