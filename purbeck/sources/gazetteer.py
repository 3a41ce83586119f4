"""A gazetteer, as a partnership gives it: names of streets, premises and areas, and where each is."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

KINDS = ("premises", "street", "area")
GRID = r"^([0-9]{1,7})?$"


def _fault(row: dict[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a row whose values have the right form; None where nothing is."""
    if bool(row["easting"]) != bool(row["northing"]):
        return "easting", "coordinates", "is one of a pair, and the other is missing"
    if not row["easting"] and not row["lsoa21"]:
        return "name", "place_told", "has neither coordinates nor an LSOA"
    return None


GAZETTEER = Lookup(
    table=Table(
        name="sources/gazetteer",
        meaning="Names of places here, and where each is: what places in words are looked up in",
        columns=(
            Column("name", "string", "the name, as people say it: Anchor Inn, High Street, Harbourside", required=True),
            Column("kind", "string", "premises (one spot), street (somewhere along it) or area (an LSOA)",
                   vocabulary=KINDS, required=True),
            Column("easting", "int32", "of the spot, or the middle of the street, EPSG:27700", unit="m"),
            Column("northing", "int32", "of the spot, or the middle of the street, EPSG:27700", unit="m"),
            Column("lsoa21", "string", "its LSOA of 2021, where the coordinates do not tell it"),
        ),
        key=("name", "kind", "easting", "northing", "lsoa21"),
    ),
    columns={"name": "(?i)name", "kind": "(?i)kind", "easting": "(?i)easting", "northing": "(?i)northing",
             "lsoa21": "(?i)lsoa21"},
    patterns={"name": r"\S", "kind": f"^({'|'.join(KINDS)})$", "easting": GRID, "northing": GRID,
              "lsoa21": r"^([EW]01[0-9]{6})?$"},
    expected={"name": "is empty, where a name is needed", "kind": f"is none of {', '.join(KINDS)}",
              "lsoa21": "is not an LSOA code like E01020481",
              **dict.fromkeys(("easting", "northing"), "is not in whole metres of the National Grid, like 367912")},
    check=_fault,
)  # fmt: skip

LOOKUPS = (GAZETTEER,)

SOURCE = Source(
    name="gazetteer",
    title="Gazetteer of places",
    supplier="The partnership, from its own list or one it may use (OS Open Names is open)",
    licence="As the list's own source allows",
    attribution="Source: the partnership's own list of places.",
    page="https://osdatahub.os.uk/downloads/open/OpenNames",
    gateway="Names of places; it is about nobody",
    retention="As long as it is useful",
    already_public=True,
    tables=(GAZETTEER.table,),
)
