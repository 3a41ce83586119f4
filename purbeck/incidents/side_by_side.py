"""Recorded crime of our CSPs beside street-level rows of the same area, months and kinds of offence."""

from __future__ import annotations

from pathlib import Path

import ibis
import pandas as pd

from purbeck import places
from purbeck.incidents import incident, recorded
from purbeck.incidents.recorded import months_of
from purbeck.sources import recorded_crime
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.workspace import Workspace

KINDS = Path(__file__).with_name("recorded_kinds.csv")
COLUMNS = ("csp", "kind", "quarters", "recorded_crime", "street_level", "street_level_per_100", "note")

WHY_THEY_DIFFER = (
    "The two never agree, and neither is wrong. Recorded crime counts every offence, with or without a place, and is revised "
    "with each edition. A street-level row without a place is in no CSP, and a row stands as it did in the newest download. "
    "Use recorded crime to compare years and areas, street-level rows to find places, and never mix the two in one figure."
)


def side_by_side(workspace: Workspace) -> pd.DataFrame:
    """For each CSP that holds any of us and each kind of offence, both counts over the quarters that both have whole.

    Returns `COLUMNS`, empty where no recorded crime was given. Quarters are of the latest financial year in which the
    CSP's force filed all three months of any. A CSP that the Home Office's notes call unassigned in that year has no
    count of recorded crime, and the note stands beside it.
    """
    if not workspace.store.parts(recorded_crime.TABLE):
        return pd.DataFrame(columns=list(COLUMNS))
    members = workspace.table(PLACES).dropna(subset=["csp_code"])
    ours = members.loc[members["ours"], ["csp_code", "csp_name", "force_name"]]
    ours = ours.drop_duplicates("csp_code").sort_values("csp_code")
    flags = workspace.table(recorded.FLAGS_TABLE)
    flags = flags[flags["flag"] == "unassigned"]
    rows = []
    for csp in ours.itertuples():
        theirs = workspace.store.rows(recorded.TABLE, csp_code=csp.csp_code)
        street = _street_level(workspace, members.loc[members["csp_code"] == csp.csp_code, "lsoa21"])
        both = _quarters_of_both(theirs, _months_filed(workspace, csp.force_name))
        said = flags[(flags["financial_year"] == both[0]) & flags["csp"].isin(theirs["csp"])]
        note = recorded.said_of(said.iloc[0]) if len(said) else ""
        rows += _of_csp(csp.csp_name, theirs, street, both, note)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _street_level(workspace: Workspace, lsoas: pd.Series) -> pd.DataFrame:
    """Street-level rows located in some LSOAs, by month and category."""
    store = workspace.store
    link = store.engine.frame(pd.DataFrame({"lsoa21": sorted(lsoas)}), ibis.schema({"lsoa21": "string"}))
    rows = store.read(incident.TABLE).semi_join(link, "lsoa21")
    return store.fetch(rows.group_by("month", "supplied_category").agg(n=rows.count()))


def _months_filed(workspace: Workspace, force: str | None) -> set[str]:
    """The months that the territorial force filed at street level."""
    held = workspace.table(FORCE_MONTHS)
    same = held["force"].map(places.force_key) == places.force_key(force or "")
    return set(held.loc[held["chosen"] & same, "month"])


def _quarters_of_both(theirs: pd.DataFrame, filed: set[str]) -> tuple[str, list[int]]:
    """The latest financial year, and its quarters, that both sources hold whole; no year where there is none."""
    held = theirs[["financial_year", "quarter"]].drop_duplicates().itertuples(index=False)
    both = [(str(year), int(quarter)) for year, quarter in held if set(months_of(str(year), int(quarter))) <= filed]
    latest = max((year for year, _ in both), default="")
    return latest, sorted(quarter for year, quarter in both if year == latest)


def _of_csp(
    name: str, theirs: pd.DataFrame, street: pd.DataFrame, both: tuple[str, list[int]], note: str
) -> list[tuple[object, ...]]:
    year, quarters = both
    if theirs.empty:
        return [(name, "", "", None, None, None, "The tables of recorded crime name no such CSP.")]
    if not year:
        return [(name, "", "", None, None, None, "No quarter is held by both sources.")]
    held = theirs[(theirs["financial_year"] == year) & theirs["quarter"].isin(quarters)]
    in_months = street[street["month"].isin([m for q in quarters for m in months_of(year, q)])]
    said = f"{year}, quarter{'s' if len(quarters) > 1 else ''} {', '.join(map(str, quarters))}"
    rows: list[tuple[object, ...]] = []
    for category, groups in pd.read_csv(KINDS, comment="#").groupby("category", sort=False)["offence_group"]:
        counted = None if note else int(held.loc[held["offence_group"].isin(groups), "count"].sum())
        ours = int(in_months.loc[in_months["supplied_category"] == category, "n"].sum())
        share = 100 * ours / counted if counted else None
        rows.append((name, category, said, counted, ours, share, f"Unavailable: {note}" if note else ""))
    return rows
