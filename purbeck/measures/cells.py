"""Counted incidents by LSOA and month: the small table that every measure is added up from."""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.types as ir

from purbeck import provenance
from purbeck.definition.definition import COUNTED
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

CELLS = Table(
    name="cells",
    meaning="Counted incidents that have an LSOA, by month, LSOA and theme",
    columns=(
        Column("month", "string", "the month", required=True),
        Column("definition", "string", "the definition", required=True),
        Column("source", "string", "the source", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("lsoa21", "string", "LSOA of 2021", required=True),
        Column("count", "int64", "incidents", unit="incidents", required=True),
    ),
    key=("definition", "source", "theme", "lsoa21"),
    parts="one month",
)


def build(workspace: Workspace, tell: Tell) -> str:
    """Bring the cells up to date with what is counted; the key of all of them together."""
    store = workspace.store
    keys = {month: provenance.key_of(key) for month, key in store.parts(COUNTED).items()}
    held = store.parts(CELLS)
    stale = [month for month, key in keys.items() if held.get(month) != key]
    work = partial(_build_month, store, keys)
    store.run_side_by_side(work, stale, lambda n: tell("counting by place and month", n, len(stale)))
    store.keep_parts(CELLS, keys)
    return provenance.key_of(keys)


def _build_month(store: Store, keys: dict[str, str], month: str) -> None:
    incidents = store.engine.parquet([store.part_path(INCIDENTS, month, store.parts(INCIDENTS)[month])])
    counted = store.engine.parquet([store.part_path(COUNTED, month, store.parts(COUNTED)[month])])
    store.write_part(CELLS, month, _cells(incidents, counted, month), keys[month], False)


def _cells(incidents: ir.Table, counted: ir.Table, month: str) -> ir.Table:
    located = incidents.filter(incidents.lsoa21.notnull()).select("incident_id", "source", "lsoa21")
    rows = counted.select("incident_id", "definition", "theme").inner_join(located, "incident_id")
    cells = rows.group_by("definition", "source", "theme", "lsoa21").agg(count=rows.count())
    return cells.mutate(month=ibis.literal(month))
