"""Tables of partners' records: one row is one record, with the columns of its contract that are kept."""

from __future__ import annotations

from purbeck.sources.returns.contract import Column as Promised
from purbeck.sources.returns.contract import Contract, contracts
from purbeck.tables import Column, Table

PRECISIONS = ("exact", "street", "lsoa", "none")
TYPES = {
    "day": "date", "time": "timestamp", "count": "int64", "number": "float64", "share": "float64", "flag": "boolean",
}  # fmt: skip
ROW = (
    Column("file", "string", "the stored file, inside sources/", required=True),
    Column("row", "int64", "its row there, counting the header as 1", required=True),
)
# What a record's place comes to; what it was told by, where that was free text, is kept nowhere.
PLACE = (
    Column("easting", "int32", "of the place or its map point, EPSG:27700", unit="m"),
    Column("northing", "int32", "of the place or its map point, EPSG:27700", unit="m"),
    Column("lsoa21", "string", "LSOA code of 2021, where the place is known so exactly"),
    Column("location_precision", "string", "what is known of the place", vocabulary=PRECISIONS),
    Column("location_confidence", "float64", "how sure the place is, 0 to 1; empty where it is not known", decimals=4),
)


def kept(contract: Contract) -> tuple[Promised, ...]:
    """The columns of a contract that are kept, in order."""
    return tuple(column for column in contract.columns if not column.dropped)


def stored_names(contract: Contract) -> tuple[str, ...]:
    """The heading of a stored file: the columns kept, and for records what their place comes to."""
    names = [column.name for column in kept(contract)]
    place = [column.name for column in PLACE] if contract.holds == "records" else []
    return (*names, *(name for name in place if name not in names))


def _table(contract: Contract) -> Table:
    """The declared table of a contract that holds records."""
    placed = {column.name: column for column in PLACE}
    own = {
        column.name: Column(column.name, TYPES.get(column.form, "string"), column.meaning, column.unit)
        for column in kept(contract)
    }
    columns = [placed.get(name, own.get(name)) for name in stored_names(contract)]
    return Table(
        name=f"sources/{contract.name}",
        meaning=f"{contract.title}: {contract.one_row}",
        columns=(*ROW, *(column for column in columns if column is not None)),
        key=("file", "row"),
        parts="one stored file",
    )


RECORDS = {name: _table(contract) for name, contract in contracts().items() if contract.holds == "records"}
POLICE_EXTRACT = RECORDS["police_extract"]
EMERGENCY_DEPARTMENT = RECORDS["emergency_department"]
