"""Every incident by month, force, district and category: what all-crime context rests on."""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import provenance
from purbeck.incidents import incident
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

TABLE = Table(
    name="categories",
    meaning="Every incident that has a category, by month, force, district and category; small, and of no definition",
    columns=(
        Column("source", "string", "the source", required=True),
        Column("month", "string", "the month", required=True),
        Column("recorded_by", "string", "the force that recorded it", required=True),
        Column("category", "string", "the supplier's own category", required=True),
        Column("district_code", "string", "the district of its LSOA; empty without a place"),
        Column("force_code", "string", "the territorial force of its LSOA"),
        Column("region_code", "string", "the region of its LSOA"),
        Column("count", "int64", "incidents", unit="incidents", required=True),
    ),
    key=("source", "month", "recorded_by", "category", "district_code", "force_code", "region_code"),
    parts="as the incidents",
)


def build(workspace: Workspace, tell: Tell) -> str:
    """Bring the table up to date, part by part of the incidents; the key of all of them together."""
    store = workspace.store
    area = provenance.key_of(store.key(LSOA_CODES), provenance.code_hash())
    keys = {part: provenance.key_of(key, area) for part, key in store.parts(incident.TABLE).items()}
    held = store.parts(TABLE)
    stale = [part for part, key in keys.items() if held.get(part) != key]
    work = partial(_build_part, store, keys)
    store.run_side_by_side(work, stale, lambda n: tell("counting every kind of crime", n, len(stale)))
    store.keep_parts(TABLE, keys)
    return provenance.key_of(keys)


def _build_part(store: Store, keys: dict[str, str], part: str) -> None:
    path = store.part_path(incident.TABLE, part, store.parts(incident.TABLE)[part])
    counted = _counted(store.engine.parquet(incident.TABLE, [path]), store.read(PLACES))
    store.write_part(TABLE, part, counted, keys[part], False)


def _counted(incidents: ir.Table, areas: ir.Table) -> ir.Table:
    areas = areas.select("district_code", "force_code", "region_code", area="lsoa21")
    rows = incidents.filter(incidents.supplied_category.notnull())
    placed = rows.left_join(areas, rows.lsoa21 == areas.area)
    placed = placed.mutate(category=placed.supplied_category)
    return placed.group_by(*TABLE.key).agg(count=placed.count())


def in_our_area(workspace: Workspace) -> pd.DataFrame:
    """Counts by month, category and territorial force of the partnership's own area: months, category, force_code, count.

    Districts that are ours whole are added up from the table; of a district that is ours in part, incidents are counted.
    """
    members = workspace.table(PLACES)
    whole = members.groupby("district_code")["ours"].all()
    rows = workspace.table(TABLE)
    rows = rows[rows["district_code"].isin(whole.index[whole])][["month", "category", "force_code", "count"]]
    part = members[members["ours"] & ~members["district_code"].map(whole)]
    if len(part):
        store = workspace.store
        link = store.engine.frame(
            part[["lsoa21", "force_code"]], ibis.schema(dict.fromkeys(("lsoa21", "force_code"), "string"))
        )
        inside = store.read(incident.TABLE).inner_join(link, "lsoa21")
        inside = inside.filter(inside.supplied_category.notnull()).mutate(category=ibis._.supplied_category)
        counted = inside.group_by("month", "category", "force_code").agg(count=inside.count())
        rows = pd.concat([rows, store.fetch(counted)], ignore_index=True)
    return rows.groupby(["month", "category", "force_code"], as_index=False)["count"].sum()
