"""Outcomes from data.police.uk: what became of recorded crimes, month by month."""

from __future__ import annotations

import ibis.expr.types as ir

from purbeck.sources import monthly_files
from purbeck.sources.monthly_files import MONTH, Form, Reading, Rule, Supplied
from purbeck.store import Store
from purbeck.tables import Column, Table

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Outcome type",
)  # fmt: skip

TABLE = Table(
    name="sources/police_outcomes",
    meaning="Outcomes as data.police.uk supplies them, one row for each row supplied; a crime with several suspects has several",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in the file, counting the header as 1", required=True),
        Column("crime_id", "string", "Crime ID, as the street-level file has it", required=True),
        Column("month", "string", "the month of the outcome, like 2025-03", required=True),
        Column("reported_by", "string", "Reported by"),
        Column("falls_within", "string", "Falls within: the force", required=True),
        Column("longitude", "float64", "Longitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("latitude", "float64", "Latitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("location", "string", "Location, in words"),
        Column("lsoa_code", "string", "LSOA code, of 2011 until 2023 and of 2021 since"),
        Column("lsoa_name", "string", "LSOA name"),
        Column("outcome_type", "string", "Outcome type"),
    ),
    key=("file", "row"),
    parts="up to 64 MB of CSV from one archive or folder",
)

SOURCE = monthly_files.source("police_outcomes", "Outcomes of recorded crimes", TABLE)

FORM = Form(SOURCE, TABLE, "files of outcomes", COLUMNS, ("Crime ID", "Month", "Falls within"), "outcomes")


def read_part(store: Store, part: str, key: str, supplied: list[Supplied]) -> Reading:
    """Read some files into one part of the table. Rows that cannot be used become issues."""
    return monthly_files.read_part(
        store, FORM, part, key, supplied, monthly_files.with_coordinates, _rules, _kept
    )  # fmt: skip


def _rules(rows: ir.Table) -> list[Rule]:
    return [
        ("Crime ID", "crime_named", "rejected", "names no crime, so the outcome is nobody's", rows["Crime ID"].isnull()),
        ("Month", "month", "rejected", "is not a month like 2025-03",
         ~rows["Month"].re_search(MONTH).fill_null(False)),
        ("Month", "month_of_file", "rejected", "is not the month that the file is named after",
         (rows["Month"] != rows.named_month).fill_null(False)),
        ("Falls within", "force_named", "rejected", "names no force", rows["Falls within"].isnull()),
        ("Outcome type", "outcome_named", "rejected", "names no outcome", rows["Outcome type"].isnull()),
        *monthly_files.coordinate_rules(rows),
        monthly_files.area_rule(rows),
    ]  # fmt: skip


def _kept(rows: ir.Table) -> ir.Table:
    *_, bad_code = monthly_files.area_rule(rows)
    return rows.select(
        "file",
        "row",
        crime_id=rows["Crime ID"],
        month=rows["Month"],
        reported_by=rows["Reported by"],
        falls_within=rows["Falls within"],
        **monthly_files.coordinates(rows),
        location=rows["Location"],
        lsoa_code=bad_code.ifelse(None, rows["LSOA code"]),
        lsoa_name=rows["LSOA name"],
        outcome_type=rows["Outcome type"],
    )
