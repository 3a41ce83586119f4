"""The room in which an edition is made: what is published, and counts that may be shown."""

from __future__ import annotations

from pathlib import Path

import ibis.expr.types as ir
import pandas as pd

from purbeck.analyses.build import OF_PARTNERS
from purbeck.area_store import BesideStore
from purbeck.counts import Counts
from purbeck.definition.definition import COUNTED
from purbeck.errors import DisclosureError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents import categories, odd_months, quality, record_quality, recorded
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.shared_events import ERROR, PAIRS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.people import PEOPLE
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.sources.door import SOURCE_OF, SOURCES
from purbeck.sources.downloads import FORCE_MONTHS, MONTHLY_FILES
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import plain_errors
from purbeck.tables import Table
from purbeck.workspace import Workspace

SECRET = frozenset(source.name for source in SOURCES if not source.already_public)
# Tables in parts: those of partners' records begin with the name of their source.
PARTLY = (INCIDENTS, COUNTED, quality.TABLE, categories.TABLE)
# Tables of what is published, and those of everything of which the room sees the rows of what is published.
OPEN = frozenset(
    table.name
    for table in (
        MEASURES, PEOPLE, PLACES, LSOA_CODES, FORCE_MONTHS, MONTHLY_FILES, FILES, ISSUES, odd_months.TABLE,
        recorded.TABLE, recorded.FLAGS_TABLE, RETURNED, *PARTLY,
        *(table for source in SOURCES if source.already_public for table in source.tables),
    )
) | {name for name, source in SOURCE_OF.items() if source not in SECRET}  # fmt: skip
CLOSED = frozenset(
    table.name
    for table in (
        *RECORDS.values(), PAIRS, ERROR, record_quality.MONTHS, record_quality.COLUMNS,
        *(table for source in SOURCES if not source.already_public for table in source.tables if table != RETURNED),
    )
)  # fmt: skip
ANALYSED = "analyses/"
MADE_HERE = frozenset({FINDINGS.name, *(table.name for table in OF_PARTNERS)})


class OwnStore(BesideStore):
    """The tables of a workspace, but those that rest on partners' data, which are made here again."""

    def files(self, table: Table) -> list[Path]:
        """The Parquet files a table is made of."""
        return super().files(table) if table.name in MADE_HERE else self.shared.files(table)

    def parts(self, table: Table) -> dict[str, str]:
        """The parts of a table, which is the workspace's."""
        return self.shared.parts(table)

    def key(self, table: Table) -> str | None:
        """The key a table was made from."""
        return super().key(table) if table.name in MADE_HERE else self.shared.key(table)


class RoomStore(OwnStore):
    """The same without what partners' data can be seen in.

    A table that nobody declared open is refused: what cannot be read cannot be told.
    """

    def files(self, table: Table) -> list[Path]:
        """The Parquet files a table is made of; none of a table of partners' data."""
        if table.name in MADE_HERE:
            return super().files(table)
        if _is_secret(table):
            return []
        self._refuse_unknown(table)
        if table.name in {one.name for one in PARTLY}:
            parts = {part: key for part, key in self.shared.parts(table).items() if not _is_of_partners(part)}
            return [self.shared.part_path(table, part, key) for part, key in sorted(parts.items())]
        return self.shared.files(table)

    def key(self, table: Table) -> str | None:
        """The key a table was made from; None of a table of partners' data."""
        return None if _is_secret(table) else super().key(table)

    def rows(self, table: Table, **wanted: str) -> pd.DataFrame:
        """A table as a pandas frame, without the rows of partners' sources; empty where it is of these alone."""
        if _is_secret(table):
            return table.empty()
        found = super().rows(table, **wanted)
        named = _names_sources(table)
        return found[~found[named].isin(SECRET)].reset_index(drop=True) if named else found

    def read(self, table: Table) -> ir.Table:
        """A table as an expression, likewise."""
        if _is_secret(table):
            return self.engine.frame(table.empty(), table.schema)
        with plain_errors():
            found = self.engine.parquet(table, self._files_to_read(table))
        named = _names_sources(table)
        return found.filter(~found[named].isin(sorted(SECRET))) if named else found

    def _refuse_unknown(self, table: Table) -> None:
        if table.name not in OPEN and not table.name.startswith(ANALYSED):
            raise DisclosureError(
                f"An edition was to be made from the table {table.name}, which is not declared open to it.",
                "This is a fault in Purbeck, and nothing was released: please report it.",
            )


def _is_secret(table: Table) -> bool:
    return table.name in CLOSED


def _is_of_partners(part: str) -> bool:
    return part.split("-", maxsplit=1)[0] in SECRET


def _names_sources(table: Table) -> str:
    """The column that says of which source a row is; "" where there is none."""
    names = {column.name for column in table.columns}
    return next((name for name in ("source", "contract") if name in names and table.name not in MADE_HERE), "")


class Looking(Workspace):
    """A workspace in which what rests on partners' data is made again as it is, to see which counts that asks for."""

    def __init__(self, whole: Workspace, root: Path, counts: Counts) -> None:
        super().__init__(whole.path)
        self.__dict__["partnership"] = whole.partnership
        self.store = OwnStore(whole.store, root)
        self.counts = counts
        self._worked_out = whole._worked_out


class Room(Looking):
    """A workspace as an edition sees it: its settings, definitions and open tables, and counts as they may be shown."""

    def __init__(self, whole: Workspace, root: Path, counts: Counts) -> None:
        super().__init__(whole, root, counts)
        self.store = RoomStore(whole.store, root)
