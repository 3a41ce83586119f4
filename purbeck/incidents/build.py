"""Map, locate and check incidents, month by month; only months whose files changed are made again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import provenance
from purbeck.incidents import incident, quality
from purbeck.incidents.locate import on_national_grid, point_fraction
from purbeck.sources import police_street
from purbeck.sources.build import LSOA_CODES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.store import Store
from purbeck.workspace import Tell, Workspace

OUTCOME_GROUPS = Path(__file__).with_name("outcome_groups.csv")
SUPPLIED = tuple(c.name for c in police_street.TABLE.columns if c.name not in ("file", "row"))


@dataclass(frozen=True)
class Month:
    """One month to make: the files that count for it, later repeats among its identifiers, and its key."""

    month: str
    chosen: pd.DataFrame
    repeats: pd.DataFrame
    key: str


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the incidents, and what is known of their quality, up to date with the tables as supplied."""
    store = workspace.store
    months = _months(store)
    held = store.parts(incident.TABLE)
    stale = [m for m in months if held.get(m.month) != m.key]
    store.run_side_by_side(partial(_build_month, store), stale, lambda n: tell("making incidents", n, len(stale)))
    store.keep_parts(incident.TABLE, {m.month: m.key for m in months})
    quality.build(workspace)


def _months(store: Store) -> list[Month]:
    chosen = store.fetch(store.read(FORCE_MONTHS).filter(ibis._.chosen))
    repeats = _later_repeats(store)
    lookups = store.key(LSOA_CODES)
    months = []
    for month, rows in chosen.groupby("month"):
        files = rows[["month", "force", "file", "sha256", "rows"]].sort_values(["force", "file"], ignore_index=True)
        again = repeats[repeats["month"] == month].reset_index(drop=True)
        key = provenance.key_of(
            files.to_dict("split"), again[["file", "row"]].to_dict("split"), lookups, provenance.code_hash()
        )
        months.append(Month(str(month), files, again, key))
    return months


def _chosen_rows(store: Store, chosen: ir.Table | None = None) -> ir.Table:
    rows = store.read(police_street.TABLE)
    chosen = store.read(FORCE_MONTHS).filter(ibis._.chosen) if chosen is None else chosen
    same = (rows.month == chosen.month) & (rows.falls_within == chosen.force) & (rows.file == chosen.file)
    return rows.semi_join(chosen, same)


def _later_repeats(store: Store) -> pd.DataFrame:
    """Rows (month, file, row) whose Crime ID an earlier row has: earlier by month, then file, then row.

    The identifiers are compared by hash first, which needs a tenth of the memory; the few that may repeat are then
    compared in full.
    """
    rows = _chosen_rows(store)
    rows = rows.filter(rows.crime_id.notnull())
    hashed = rows.select("month", "file", "row", "crime_id", digest=rows.crime_id.hash())
    often = hashed.group_by("digest").having(ibis._.count() > 1).agg(n=ibis._.count())
    suspects = store.fetch(hashed.semi_join(often, "digest").select("month", "file", "row", "crime_id"))
    suspects = suspects.sort_values(["crime_id", "month", "file", "row"], ignore_index=True)
    later = suspects[suspects.duplicated("crime_id", keep="first")]
    return later.sort_values(["month", "file", "row"], ignore_index=True)[["month", "file", "row"]]


def _build_month(store: Store, month: Month) -> None:
    engine = store.engine
    rows = _rows_of(store, month)
    with engine.held(rows.mutate(position=ibis.row_number(), digest=_digest(rows))) as held:
        identical = _identical(held)
        repeats = engine.frame(month.repeats[["file", "row"]], ibis.schema({"file": "string", "row": "int64"}))
        points = on_national_grid(engine, held)
        located = _located(store, held, points)
        marked = _marked(located, identical, repeats)
        store.write_part(incident.TABLE, month.month, _as_incidents(engine.frame(_outcomes()), marked), month.key, True)


def _rows_of(store: Store, month: Month) -> ir.Table:
    """The rows that count for a month, with how the identifiers of their force and month begin."""
    chosen = month.chosen[["force", "file"]].assign(
        prefix=[identifier_prefix(month.month, force) for force in month.chosen["force"]]
    )
    chosen = chosen.rename(columns={"force": "chosen_force", "file": "chosen_file"})
    link = store.engine.frame(chosen, ibis.schema(dict.fromkeys(chosen.columns, "string")))
    rows = store.read(police_street.TABLE).filter(ibis._.month == month.month)
    return rows.inner_join(link, (rows.file == link.chosen_file) & (rows.falls_within == link.chosen_force)).drop(
        "chosen_file", "chosen_force"
    )


def _identical(rows: ir.Table) -> ir.Table:
    """The position of every row that is the same throughout as an earlier one."""
    often = rows.group_by("digest").having(ibis._.count() > 1).agg(n=ibis._.count())
    alike = rows.select("position", "digest").semi_join(often, "digest")
    same = ibis.window(group_by=alike.digest, order_by=alike.position)
    return alike.select("position", place=ibis.row_number().over(same)).filter(ibis._.place > 0)


def _marked(rows: ir.Table, identical: ir.Table, repeats: ir.Table) -> ir.Table:
    """Rows with `identical_position` where an earlier row is the same, and `again_row` where it has the same ID."""
    same = identical.select(identical_position="position")
    again = repeats.select(again_file="file", again_row="row")
    marked = rows.left_join(same, rows.position == same.identical_position)
    return marked.left_join(again, (marked.file == again.again_file) & (marked.row == again.again_row))


def _digest(rows: ir.Table) -> ir.IntegerColumn:
    """One number for everything supplied in a row, equal where all of it is equal."""
    return ibis.struct({name: rows[name] for name in SUPPLIED}).hash()


def _outcomes() -> pd.DataFrame:
    return pd.read_csv(OUTCOME_GROUPS, comment="#", dtype="str")


def _located(store: Store, rows: ir.Table, points: ir.Table) -> ir.Table:
    """Rows with their LSOA of 2011 and 2021, and their map point on the National Grid."""
    codes = store.read(LSOA_CODES)
    fraction = point_fraction(rows.longitude, rows.latitude)
    rows = rows.mutate(fraction=fraction)
    coded = rows.left_join(
        codes,
        (rows.lsoa_code == codes.code) & (rows.fraction >= codes.share_from) & (rows.fraction < codes.share_to),
    )
    return coded.left_join(
        points, (coded.longitude == points.point_longitude) & (coded.latitude == points.point_latitude)
    )


def _as_incidents(outcomes: ir.Table, rows: ir.Table) -> ir.Table:
    rows = rows.left_join(outcomes, rows.last_outcome_category == outcomes.category)
    located = rows.easting.notnull()
    return rows.select(
        incident_id=rows.prefix + rows.row.cast("string").lpad(7, "0"),
        source=ibis.literal(police_street.SOURCE.name),
        recorded_by=rows.falls_within,
        supplied_id=rows.crime_id,
        month=rows.month,
        date_precision=ibis.literal("month"),
        easting=rows.easting,
        northing=rows.northing,
        location_precision=ibis.cases((located, "street"), (rows.lsoa_code.notnull(), "lsoa"), else_="none"),
        lsoa11=rows.lsoa11,
        lsoa21=rows.lsoa21,
        lsoa21_method=rows.method,
        outcome_group=rows.group,
        supplied_category=rows.crime_type,
        repeat_kind=ibis.cases(
            (rows.identical_position.notnull(), "identical_row"),
            (rows.again_row.notnull(), "repeated_id"),
            else_="none",
        ),
    )


def identifier_prefix(month: str, force: str) -> str:
    """How the identifiers of a force's month begin: "police_street/2025-01/dorset-police/"."""
    return f"{police_street.SOURCE.name}/{month}/{re.sub(r'[^a-z0-9]+', '-', force.lower())}/"
