"""Map, locate and check incidents, span by span; only spans whose files changed are made again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import provenance
from purbeck.incidents import covered, incident, odd_months, quality, record_quality, recorded, records, shared_events
from purbeck.incidents.locate import on_national_grid, point_fraction
from purbeck.sources import police_street
from purbeck.sources.build import LSOA_CODES, NO_FILES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.returns.records import RECORDS
from purbeck.store import Store
from purbeck.workspace import Tell, Workspace

OUTCOME_GROUPS = Path(__file__).with_name("outcome_groups.csv")
SORTED = (
    "prefix", "row", "falls_within", "crime_id", "month", "easting", "northing", "lsoa_code", "lsoa11", "lsoa21", "method",
    "group", "crime_type", "identical_position", "again_row",
)  # fmt: skip
SUPPLIED = tuple(c.name for c in police_street.TABLE.columns if c.name not in ("file", "row"))


# A year with no more rows than this is made in one go: a month by itself costs as much to plan as 50,000 rows to make.
ROWS_OF_A_WHOLE_YEAR = 400_000
MOST_ROWS_IN_A_FILE = 10_000_000  # the row has seven digits in an identifier


@dataclass(frozen=True)
class Span:
    """A month, or a whole year where there is little of it: the files that count, later repeats of their IDs, its key."""

    part: str
    chosen: pd.DataFrame
    repeats: pd.DataFrame
    key: str


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the incidents, and what is known of their quality, up to date with the tables as supplied."""
    store = workspace.store
    spans = _spans(store)
    held = store.parts(incident.TABLE)
    stale = [s for s in spans if held.get(s.part) != s.key]
    if not spans:  # no street-level row is held: one part without rows
        spans = [_no_span(store)]
    store.run_side_by_side(partial(_build_span, store), stale, lambda n: tell("making incidents", n, len(stale)))
    days = {name: covered.days_of_files(workspace, name) for name, table in RECORDS.items() if store.parts(table)}
    days = {name: of_files for name, of_files in days.items() if len(of_files)}  # a table may be held without a row
    found = records.parts(store, days, shared_events.build(store, days, tell))
    new = [part for part in found if held.get(part.name) != part.key]
    store.run_side_by_side(
        partial(records.build_part, store), new, lambda n: tell("making incidents of records", n, len(new))
    )
    keys = {span.part: span.key for span in spans} | {part.name: part.key for part in found}
    store.keep_parts(incident.TABLE, keys)
    record_quality.build(store, days, found)
    quality.build(workspace, tell)
    odd_months.build(workspace, tell)
    recorded.build(workspace, tell)


def _spans(store: Store) -> list[Span]:
    chosen = store.fetch(store.read(FORCE_MONTHS).filter(ibis._.chosen))
    year = chosen["month"].str[:4]
    large = chosen.groupby(year)["rows"].transform("sum") > ROWS_OF_A_WHOLE_YEAR if len(chosen) else year == ""
    chosen["part"] = chosen["month"].where(large, year)
    repeats = _later_repeats(store).merge(chosen[["month", "part"]].drop_duplicates(), on="month")
    lookups = store.key(LSOA_CODES)
    spans = []
    for part, rows in chosen.groupby("part"):
        files = rows[["month", "force", "file", "sha256", "rows"]]
        files = files.sort_values(["month", "force", "file"], ignore_index=True)
        again = repeats.loc[repeats["part"] == part, ["file", "row", "crime_id"]].reset_index(drop=True)
        key = provenance.key_of(files.to_dict("split"), again.to_dict("split"), lookups, provenance.code_hash())
        spans.append(Span(str(part), files, again, key))
    return spans


def _no_span(store: Store) -> Span:
    key = provenance.key_of(NO_FILES, provenance.code_hash())
    store.write_part(incident.TABLE, NO_FILES, incident.TABLE.empty(), key, True)
    return Span(NO_FILES, pd.DataFrame(), pd.DataFrame(), key)


def _chosen_rows(store: Store, chosen: ir.Table | None = None) -> ir.Table:
    rows = store.read(police_street.TABLE)
    chosen = store.read(FORCE_MONTHS).filter(ibis._.chosen) if chosen is None else chosen
    same = (rows.month == chosen.month) & (rows.falls_within == chosen.force) & (rows.file == chosen.file)
    return rows.semi_join(chosen, same)


def _later_repeats(store: Store) -> pd.DataFrame:
    """Rows (month, file, row, crime_id) whose Crime ID an earlier row has: earlier by month, then file, then row.

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
    return later.sort_values(["month", "file", "row"], ignore_index=True)[["month", "file", "row", "crime_id"]]


def _build_span(store: Store, span: Span) -> None:
    engine = store.engine
    rows = _rows_of(store, span)
    points = on_national_grid(engine, rows)
    repeats = engine.frame(span.repeats, ibis.schema({"file": "string", "row": "int64", "crime_id": "string"}))
    marked = _marked(_located(store, rows, points), _identical(rows, repeats), repeats)
    made = _as_incidents(engine.frame(outcome_groups()), marked)
    store.write_part(incident.TABLE, span.part, made, span.key, True)


def _rows_of(store: Store, span: Span) -> ir.Table:
    """The rows that count for a span, with how the identifiers of their force and month begin, and their position."""
    chosen = pd.DataFrame({f"chosen_{name}": span.chosen[name] for name in ("month", "force", "file")})
    chosen["prefix"] = [
        identifier_prefix(m, f) for m, f in zip(chosen["chosen_month"], chosen["chosen_force"], strict=True)
    ]
    chosen["place"] = chosen["prefix"].rank(method="first").astype("int64")
    link = store.engine.frame(chosen, ibis.schema(dict.fromkeys(chosen.columns, "string") | {"place": "int64"}))
    rows = store.read(police_street.TABLE)
    rows = rows.filter(rows.month.between(chosen["chosen_month"].min(), chosen["chosen_month"].max()))
    same = (
        (rows.file == link.chosen_file) & (rows.falls_within == link.chosen_force) & (rows.month == link.chosen_month)
    )
    rows = rows.inner_join(link, same).drop("chosen_file", "chosen_force", "chosen_month")
    return rows.mutate(position=rows.place * MOST_ROWS_IN_A_FILE + rows.row).drop("place")


def _identical(rows: ir.Table, repeats: ir.Table) -> ir.Table:
    """The position of every row that is the same throughout as an earlier one.

    Only rows without an identifier, or with one that comes again, can be.
    """
    again = repeats.select(again_id="crime_id").distinct()
    alike = rows.left_join(again, rows.crime_id == again.again_id)
    alike = alike.filter(alike.crime_id.isnull() | alike.again_id.notnull()).select("position", digest=_digest(alike))
    same = ibis.window(group_by=alike.digest, order_by=alike.position)
    return alike.select("position", nth=ibis.row_number().over(same)).filter(ibis._.nth > 0)


def _marked(rows: ir.Table, identical: ir.Table, repeats: ir.Table) -> ir.Table:
    """Rows with `identical_position` where an earlier row is the same, and `again_row` where it has the same ID."""
    same = identical.select(identical_position="position")
    again = repeats.select(again_file="file", again_row="row")
    marked = rows.left_join(same, rows.position == same.identical_position)
    return marked.left_join(again, (marked.file == again.again_file) & (marked.row == again.again_row))


def _digest(rows: ir.Table) -> ir.IntegerColumn:
    """One number for everything supplied in a row, equal where all of it is equal."""
    return ibis.struct({name: rows[name] for name in SUPPLIED}).hash()


def outcome_groups() -> pd.DataFrame:
    """The outcomes that data.police.uk lists (category), and the group of each."""
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
    # The engine may turn a join round, and then gives the rows in the order of the other side. They are sorted while they
    # are narrow: the view keeps the many columns below from being made first and carried through the sort.
    rows = rows.select(*SORTED, "position").order_by("position").view()
    # The engine writes a column in another form where it happens to know that nothing in it is empty, which depends on
    # what it read before. Of a column that may be made empty here it knows nothing, so that like rows give like bytes.
    passed_on = {name: rows[name].nullif("") for name in ("falls_within", "crime_id", "month", "crime_type")}
    located = rows.easting.notnull()
    return rows.select(
        incident_id=rows.prefix + rows.row.cast("string").lpad(7, "0"),
        source=ibis.literal(police_street.SOURCE.name),
        recorded_by=passed_on["falls_within"],
        supplied_id=passed_on["crime_id"],
        month=passed_on["month"],
        date_precision=ibis.literal("month"),
        easting=rows.easting,
        northing=rows.northing,
        location_precision=ibis.cases((located, "street"), (rows.lsoa_code.notnull(), "lsoa"), else_="none"),
        lsoa11=rows.lsoa11,
        lsoa21=rows.lsoa21,
        lsoa21_method=rows.method,
        outcome_group=rows.group,
        supplied_category=passed_on["crime_type"],
        repeat_kind=ibis.cases(
            (rows.identical_position.notnull(), "identical_row"),
            (rows.again_row.notnull(), "repeated_id"),
            else_="none",
        ),
    )


def identifier_prefix(month: str, force: str) -> str:
    """How the identifiers of a force's month begin: "police_street/2025-01/dorset-police/"."""
    return f"{police_street.SOURCE.name}/{month}/{re.sub(r'[^a-z0-9]+', '-', force.lower())}/"
