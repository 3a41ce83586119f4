"""Counted incidents by LSOA and month: the small table that every measure is added up from."""

from __future__ import annotations

from functools import partial

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
        Column("offence_code", "string", "Home Office offence code, where the source gives one"),
        Column("count", "int64", "incidents", unit="incidents", required=True),
    ),
    key=("definition", "source", "theme", "lsoa21", "month", "offence_code"),
    parts="as the incidents",
)


def build(workspace: Workspace, tell: Tell) -> str:
    """Bring the cells up to date with what is counted; the key of all of them together."""
    store = workspace.store
    keys = {part: provenance.key_of(key) for part, key in store.parts(COUNTED).items()}
    held = store.parts(CELLS)
    stale = [part for part, key in keys.items() if held.get(part) != key]
    work = partial(_build_part, store, keys)
    store.run_side_by_side(work, stale, lambda n: tell("counting by place and month", n, len(stale)))
    store.keep_parts(CELLS, keys)
    return provenance.key_of(keys)


def _build_part(store: Store, keys: dict[str, str], part: str) -> None:
    incidents = store.engine.parquet(INCIDENTS, [store.part_path(INCIDENTS, part, store.parts(INCIDENTS)[part])])
    counted = store.engine.parquet(COUNTED, [store.part_path(COUNTED, part, store.parts(COUNTED)[part])])
    store.write_part(CELLS, part, _cells(incidents, counted), keys[part], False)


def _cells(incidents: ir.Table, counted: ir.Table) -> ir.Table:
    located = incidents.filter(incidents.lsoa21.notnull()).select(
        "incident_id", "month", "source", "lsoa21", "offence_code"
    )
    rows = counted.select("incident_id", "definition", "theme").inner_join(located, "incident_id")
    return rows.group_by("month", "definition", "source", "theme", "lsoa21", "offence_code").agg(count=rows.count())
