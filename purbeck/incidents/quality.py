"""Coverage and completeness of each source, by force and month, measured before anything is concluded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import places, provenance
from purbeck.incidents import incident, odd_months
from purbeck.incidents.side_by_side import side_by_side
from purbeck.sources import csp_names
from purbeck.sources.build import PLACES
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

TABLE = Table(
    name="quality",
    meaning="What each force's each month holds: rows, rows with a place, repeats, rows outside the force's own area",
    columns=(
        Column("source", "string", "the source", required=True),
        Column("month", "string", "the month", required=True),
        Column("recorded_by", "string", "the force", required=True),
        Column("rows", "int64", "incidents", unit="incidents", required=True),
        Column("without_point", "int64", "with no map point", unit="incidents", required=True),
        Column("without_lsoa", "int64", "with no LSOA of England and Wales", unit="incidents", required=True),
        Column("point_without_lsoa", "int64", "with a map point but no LSOA", unit="incidents", required=True),
        Column("carried_by_split", "int64", "in an LSOA of 2011 since split, placed by map point", unit="incidents",
               required=True),
        Column("without_id", "int64", "with no identifier", unit="incidents", required=True),
        Column("repeated_id", "int64", "with an identifier an earlier row has", unit="incidents", required=True),
        Column("identical_row", "int64", "the same throughout as an earlier row", unit="incidents", required=True),
    ),
    key=("source", "month", "recorded_by"),
    parts="as the incidents",
)  # fmt: skip


def build(workspace: Workspace, tell: Tell) -> None:
    """Count what the incidents hold and lack, by source, month and force, part by part of the incidents."""
    store = workspace.store
    keys = {part: provenance.key_of(key, provenance.code_hash()) for part, key in store.parts(incident.TABLE).items()}
    held = store.parts(TABLE)
    stale = [part for part, key in keys.items() if held.get(part) != key]
    work = partial(_build_part, store, keys)
    store.run_side_by_side(work, stale, lambda n: tell("checking quality", n, len(stale)))
    store.keep_parts(TABLE, keys)


def _build_part(store: Store, keys: dict[str, str], part: str) -> None:
    path = store.part_path(incident.TABLE, part, store.parts(incident.TABLE)[part])
    store.write_part(TABLE, part, _counted(store.engine.parquet(incident.TABLE, [path])), keys[part], False)


def _counted(rows: ir.Table) -> ir.Table:
    def n(condition: ir.BooleanValue) -> ir.IntegerScalar:
        return rows.count(where=condition)

    return rows.group_by("source", "month", "recorded_by").agg(
        rows=rows.count(),
        without_point=n(rows.easting.isnull()),
        without_lsoa=n(rows.lsoa21.isnull()),
        point_without_lsoa=n(rows.lsoa21.isnull() & rows.easting.notnull()),
        carried_by_split=n(rows.lsoa21_method == "split_by_point"),
        without_id=n(rows.supplied_id.isnull()),
        repeated_id=n(rows.repeat_kind == "repeated_id"),
        identical_row=n(rows.repeat_kind == "identical_row"),
    )


@dataclass(frozen=True)
class Check:
    """What `purbeck check` shows: frames by source, force and month, totals of what was set aside, and recorded crime of our
    CSPs beside street-level rows. `odd_months` are those of every force. `unknown_csps` says in words which names of recorded
    crime are no CSP's, and what to do."""

    coverage: pd.DataFrame
    completeness: pd.DataFrame
    files: pd.DataFrame
    issues: pd.DataFrame
    side_by_side: pd.DataFrame
    odd_months: pd.DataFrame
    unknown_csps: tuple[str, ...]


def check(workspace: Workspace) -> Check:
    """Coverage (months filed by year) and completeness (latest year) of forces near us, files and issues by source.

    A force is near where it recorded anything in our area in the latest year, or its own area is in our region.
    """
    held, files, issues = workspace.table(TABLE), workspace.table(FILES), workspace.table(ISSUES)
    held = held[held["source"] == STREET.name].assign(year=lambda rows: rows["month"].str[:4])
    latest = held[held["year"] == held["year"].max()]
    inside = located_in_our_area(workspace, sorted(latest["month"].unique()))
    members = workspace.table(PLACES)
    regions = members.loc[members["ours"], "region_code"]
    around = {
        places.force_key(f) for f in members.loc[members["region_code"].isin(regions), "force_name"].dropna().unique()
    }
    near = held["recorded_by"].isin(inside.index) | held["recorded_by"].map(places.force_key).isin(around)
    latest = latest[near[latest.index]]
    coverage = held[near].pivot_table(index="recorded_by", columns="year", values="month", aggfunc="nunique")
    sums = latest.groupby("recorded_by", as_index=False)[["rows", "without_lsoa", "repeated_id", "identical_row"]].sum()
    sums.insert(2, "in_our_area", sums["recorded_by"].map(inside).fillna(0).astype("int64"))
    totals = files.groupby("source", as_index=False)[["rows_read", "rows_kept", "rows_rejected"]].sum()
    counted = issues.groupby(["source", "rule", "action"], as_index=False).agg(
        issues=("message", "size"), example=("message", "first")
    )
    for force in sorted(set(members.loc[members["ours"], "force_name"].dropna())):
        if len(coverage) and places.force_key(force) not in set(coverage.index.map(places.force_key)):
            coverage.loc[force] = 0  # ours, of which no month was filed
    filed = coverage.fillna(0).astype("int64").reset_index()
    odd = workspace.table(odd_months.TABLE).drop(columns="spreads")
    unknown = tuple(issues.loc[issues["rule"] == csp_names.RULE, "message"])
    return Check(filed, sums, totals, counted, side_by_side(workspace), odd, unknown)


def located_in_our_area(workspace: Workspace, months: list[str]) -> pd.Series:
    """How many street-level incidents of these months lie in the partnership's area, by the force that recorded them."""
    store = workspace.store
    rows = store.read(incident.TABLE)
    inside = store.read(PLACES).filter(ibis._.ours).select("lsoa21")
    rows = rows.filter(rows.source == STREET.name, rows.month.isin(months)).semi_join(inside, "lsoa21")
    counted = store.fetch(rows.group_by("recorded_by").agg(n=rows.count()).order_by("recorded_by"))
    return counted.set_index("recorded_by")["n"]
