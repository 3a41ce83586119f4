"""Stops and searches from data.police.uk; the force is the one that the file is named after."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from purbeck.sources import monthly_files
from purbeck.sources.monthly_files import Form, Reading, Rule, Supplied
from purbeck.store import Store
from purbeck.tables import Column, Table

COLUMNS = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", "Gender", "Age range",
    "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome",
    "Outcome linked to object of search", "Removal of more than just outer clothing",
)  # fmt: skip
# From https://data.police.uk/about/#stop-and-search-columns
TYPES = ("Person search", "Person and Vehicle search", "Vehicle search")
AGE_RANGES = ("under 10", "10-17", "18-24", "25-34", "over 34")
YES_OR_NO = {"part_of_operation": COLUMNS[2], "outcome_linked": COLUMNS[13], "clothing_removed": COLUMNS[14]}
TEXT = {
    "gender": "Gender", "age_range": "Age range", "self_defined_ethnicity": "Self-defined ethnicity",
    "officer_defined_ethnicity": "Officer-defined ethnicity", "legislation": "Legislation",
    "object_of_search": "Object of search", "outcome": "Outcome",
}  # fmt: skip

TABLE = Table(
    name="sources/stop_and_search",
    meaning="Stops and searches as data.police.uk supplies them, one row for each row supplied",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in the file, counting the header as 1", required=True),
        Column("force", "string", "the force, as the file's name writes it: dorset", required=True),
        Column("month", "string", "the month the file is named after, like 2025-03", required=True),
        Column("type", "string", "Type: whether a person, a vehicle or both were searched"),
        Column("time", "timestamp", "Date: date and time, in UTC as supplied", required=True),
        Column("part_of_operation", "boolean", "Part of a policing operation"),
        Column("longitude", "float64", "Longitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("latitude", "float64", "Latitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("gender", "string", "Gender"),
        Column("age_range", "string", "Age range"),
        Column("self_defined_ethnicity", "string", "Self-defined ethnicity: what the person said"),
        Column("officer_defined_ethnicity", "string", "Officer-defined ethnicity"),
        Column("legislation", "string", "Legislation: the power used"),
        Column("object_of_search", "string", "Object of search"),
        Column("outcome", "string", "Outcome"),
        Column("outcome_linked", "boolean", "Outcome linked to object of search"),
        Column("clothing_removed", "boolean", "Removal of more than just outer clothing"),
    ),
    key=("file", "row"),
    parts="up to 64 MB of CSV from one archive or folder",
)

SOURCE = monthly_files.source("stop_and_search", "Stops and searches", TABLE)

FORM = Form(SOURCE, TABLE, "files of stops and searches", COLUMNS, ("Date",), "stop-and-search", force_from_name=True)


def read_part(store: Store, part: str, key: str, supplied: list[Supplied]) -> Reading:
    """Read some files into one part of the table. Rows that cannot be used become issues."""
    return monthly_files.read_part(store, FORM, part, key, supplied, _typed, _rules, _kept)


def _typed(rows: ir.Table) -> ir.Table:
    return monthly_files.with_coordinates(rows).mutate(time=rows["Date"].try_cast("timestamp"))


def _rules(rows: ir.Table) -> list[Rule]:
    # The time is in UTC and the month that of the clock on the wall, which is the same or an hour ahead.
    months = (rows.time.strftime("%Y-%m"), (rows.time + ibis.interval(hours=1)).strftime("%Y-%m"))
    other_month = ibis.and_(*(month != rows.named_month for month in months))
    return [
        ("Date", "time", "rejected", "is not a date and time like 2025-03-31T22:15:00+00:00", rows.time.isnull()),
        ("Date", "month_of_file", "rejected", "is not in the month that the file is named after",
         other_month.fill_null(False)),
        *monthly_files.coordinate_rules(rows),
        ("Type", "listed", "kept_as_supplied", "is not a type that data.police.uk lists",
         ~rows["Type"].isin(TYPES).fill_null(True)),
        ("Age range", "listed", "kept_as_supplied", "is not an age range that data.police.uk lists",
         ~rows["Age range"].isin(AGE_RANGES).fill_null(True)),
        *((name, "yes_or_no", "kept_without_value", "is neither True nor False", _flag(rows[name]).isnull()
           & rows[name].notnull()) for name in YES_OR_NO.values()),
    ]  # fmt: skip


def _flag(text: ir.StringValue) -> ir.BooleanValue:
    return ibis.cases((text.lower() == "true", True), (text.lower() == "false", False))


def _kept(rows: ir.Table) -> ir.Table:
    return rows.select(
        "file",
        "row",
        "time",
        force=rows.named_force,
        month=rows.named_month,
        type=rows["Type"],
        **monthly_files.coordinates(rows),
        **{ours: rows[name] for ours, name in TEXT.items()},
        **{ours: _flag(rows[name]) for ours, name in YES_OR_NO.items()},
    )
