"""Street-level crime from data.police.uk: archives as served, folders of months, single files."""

from __future__ import annotations

from contextlib import ExitStack

import ibis
import ibis.expr.types as ir

from purbeck.errors import TableError
from purbeck.sources import monthly_files
from purbeck.sources.monthly_files import (
    AREA_CODE,
    LATITUDE_RANGE,
    LONGITUDE_RANGE,
    MONTH,
    Copy,
    Form,
    Reading,
    Rule,
    Supplied,
)
from purbeck.store import Store, union
from purbeck.tables import Column, Table

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip

NEEDED = ("Month", "Falls within")  # without them a row belongs nowhere

# Every category data.police.uk has used since December 2010, from its own list of changes:
# https://data.police.uk/changelog/ and https://data.police.uk/about/#columns
CATEGORIES = (
    "Anti-social behaviour", "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime",
    "Other theft", "Possession of weapons", "Public disorder and weapons", "Public order", "Robbery", "Shoplifting",
    "Theft from the person", "Vehicle crime", "Violence and sexual offences", "Violent crime",
)  # fmt: skip

OURS = {c.lower().replace(" ", "_"): c for c in COLUMNS}
SPOKEN = ("crime_id", "reported_by", "falls_within", "location", "lsoa_name", "last_outcome_category", "context")

TABLE = Table(
    name="sources/police_street",
    meaning="Street-level crime as data.police.uk supplies it, one row for each row supplied",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in the file, counting the header as 1", required=True),
        Column("crime_id", "string", "Crime ID; always empty for anti-social behaviour"),
        Column("month", "string", "Month, like 2025-03", required=True),
        Column("reported_by", "string", "Reported by"),
        Column("falls_within", "string", "Falls within: the force", required=True),
        Column("longitude", "float64", "Longitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("latitude", "float64", "Latitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("location", "string", "Location, in words"),
        Column("lsoa_code", "string", "LSOA code, of 2011 until 2023 and of 2021 since"),
        Column("lsoa_name", "string", "LSOA name"),
        Column("crime_type", "string", "Crime type"),
        Column("last_outcome_category", "string", "Last outcome category at the date of the download"),
        Column("context", "string", "Context; always empty so far"),
    ),
    key=("file", "row"),
    parts="up to 64 MB of CSV from one archive or folder",
)

SOURCE = monthly_files.source("police_street", "Street-level crime", TABLE)


FORM = Form(SOURCE, TABLE, "street-level files", COLUMNS, NEEDED, "street")


def read_part(store: Store, part: str, key: str, supplied: list[Supplied]) -> Reading:
    """Read some files into one part of the table. Rows that cannot be used become issues."""
    return monthly_files.read_copies(
        store, FORM, supplied, lambda copies, reading: _write(store, part, key, copies, reading)
    )


def _write(store: Store, part: str, key: str, copies: list[Copy], reading: Reading) -> dict[str, int]:
    """Write the rows of the copies as one part of the table; the rows written of each file.

    Files as they should be are read at full speed, and what was written is then held against the number of lines and
    against every rule. Where anything differs, the part is read again with care, so that each bad line and value is
    found and named.
    """
    if copies and all(c.header == list(COLUMNS) and c.even for c in copies):
        counts = _write_quickly(store, part, key, copies)
        if counts == {c.label: c.rows for c in copies if c.rows}:
            return counts
    return _write_carefully(store, part, key, copies, reading)


def _write_quickly(store: Store, part: str, key: str, copies: list[Copy]) -> dict[str, int] | None:
    """The rows written of each file; None where any is doubtful, or the engine gives up on the text."""
    try:
        store.write_part(TABLE, part, _as_expected(store, copies), key, ordered=True)
    except TableError:
        return None
    found = store.fetch(_doubts(store.engine.parquet(TABLE, [store.part_path(TABLE, part, key)])))
    named = found["file"].map({c.label: c.month for c in copies})
    strange = (
        (found["doubtful"] > 0)
        | ~found["month"].str.fullmatch(MONTH).fillna(False).astype(bool)
        | (named.notna() & (named != found["month"]))
        | found["falls_within"].isna()
        | (found["falls_within"] != found["falls_within"].map(str.strip, na_action="ignore"))
    )
    return None if strange.any() else found.groupby("file")["rows"].sum().astype(int).to_dict()


def _as_expected(store: Store, copies: list[Copy]) -> ir.Table:
    """Rows of files in the expected form, under the columns of the table."""
    rows = monthly_files.numbered(store, FORM, copies, {"Longitude": "DOUBLE", "Latitude": "DOUBLE"})
    return rows.select("file", "row", **{ours: rows[c] for ours, c in OURS.items()})


def _doubts(written: ir.Table) -> ir.Table:
    """For each file, month and force, the rows written and how many of them break a rule about the rest of the row."""
    lonely = written.longitude.isnull() != written.latitude.isnull()
    outside = ~(written.longitude.between(*LONGITUDE_RANGE) & written.latitude.between(*LATITUDE_RANGE))
    doubtful = ibis.or_(
        lonely | outside.fill_null(False),
        ~written.lsoa_code.re_search(AREA_CODE).fill_null(True),
        ~written.crime_type.isin(CATEGORIES).fill_null(False),
        *(written[name].startswith(" ").fill_null(False) for name in SPOKEN),  # or the commas would be miscounted
    )
    return written.group_by("file", "month", "falls_within").agg(
        rows=written.count(), doubtful=doubtful.fill_null(True).sum()
    )


def _write_carefully(store: Store, part: str, key: str, copies: list[Copy], reading: Reading) -> dict[str, int]:
    with ExitStack() as stack:
        careful = [_checked(monthly_files.careful_rows(store, FORM, copy, reading)) for copy in copies]
        if careful:
            rows = stack.enter_context(store.engine.held(union(careful)))
            monthly_files.note_values(store, FORM, rows, _rules, reading)
            store.write_part(TABLE, part, _kept(rows), key, ordered=True)
        else:
            store.write_part(TABLE, part, TABLE.empty(), key, ordered=True)
    return monthly_files.rows_of_files(store, FORM, part, key)


def _rules(rows: ir.Table) -> list[Rule]:
    return [
        ("Month", "month", "rejected", "is not a month like 2025-03",
         ~rows["Month"].re_search(MONTH).fill_null(False)),
        ("Month", "month_of_file", "rejected", "is not the month that the file is named after",
         (rows["Month"] != rows.named_month).fill_null(False)),
        ("Falls within", "force_named", "rejected", "names no force", rows["Falls within"].isnull()),
        *monthly_files.coordinate_rules(rows),
        monthly_files.area_rule(rows),
        ("Crime type", "category", "kept_as_supplied", "is not a category that data.police.uk lists",
         ~rows["Crime type"].isin(CATEGORIES).fill_null(False)),
    ]  # fmt: skip


def _checked(rows: ir.Table) -> ir.Table:
    """Rows with their coordinates as numbers, and whether any rule is broken."""
    typed = monthly_files.with_coordinates(rows)
    return typed.mutate(doubtful=ibis.or_(*(breaks for *_, breaks in _rules(typed))))


def _kept(rows: ir.Table) -> ir.Table:
    """The rows that can be used; a value that cannot is null."""
    broken = {(column, rule): breaks for column, rule, _, _, breaks in _rules(rows)}
    rejected = rows.doubtful & ibis.or_(
        broken["Month", "month"], broken["Month", "month_of_file"], broken["Falls within", "force_named"]
    )
    return rows.filter(~rejected).select(
        file=rows.file,
        row=rows.row,
        crime_id=rows["Crime ID"],
        month=rows["Month"],
        reported_by=rows["Reported by"],
        falls_within=rows["Falls within"],
        **monthly_files.coordinates(rows),
        location=rows["Location"],
        lsoa_code=(rows.doubtful & broken["LSOA code", "area_code"]).ifelse(ibis.null(), rows["LSOA code"]),
        lsoa_name=rows["LSOA name"],
        crime_type=rows["Crime type"],
        last_outcome_category=rows["Last outcome category"],
        context=rows["Context"],
    )
