"""The ledger of partners' returns: what was taken in, refused, replaced and disposed of."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass
from pathlib import Path

from purbeck.ledger import Ledger

EVENTS = ("taken", "refused", "replaced", "disposed")
COLUMNS = (
    "entered_on", "contract", "stored_as", "stored_sha256", "given_sha256", "mapping_sha256", "rows_read", "rows_kept",
    "rows_rejected", "first_day", "last_day", "event", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line: what became of one file under one contract.

    `stored_as` is the file inside sources/, "" where none was stored. `first_day` and `last_day` are ISO days that the rows
    cover, "" where none is known. `why` names columns and rules, and never a value.
    """

    entered_on: str
    contract: str
    stored_as: str
    stored_sha256: str
    given_sha256: str
    mapping_sha256: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    first_day: str
    last_day: str
    event: str
    why: str


def _entry(row: list[str]) -> Entry:
    """An entry of the fields of a line. Raises ValueError for what is none."""
    on, contract, stored_as, stored, given, mapping, read, kept, rejected, first, last, event, why = row
    for day in filter(None, (on, first, last)):
        dt.date.fromisoformat(day)
    if event not in EVENTS or not on:
        raise ValueError(event)
    counts = (int(read), int(kept), int(rejected))
    return Entry(on, contract, stored_as, stored, given, mapping, *counts, first, last, event, why)


RETURNS = Ledger("ledger/returns.csv", COLUMNS, _entry)


def entries(workspace: Path) -> list[Entry]:
    """Every entry, in the order entered. Raises SettingsError where the ledger cannot be read."""
    return RETURNS.entries(workspace)


def enter(workspace: Path, *new: Entry) -> None:
    """Add entries, all in one step. Raises StorageError where the disk refuses."""
    RETURNS.add(workspace, [astuple(entry) for entry in new])


def held(workspace: Path) -> dict[str, Entry]:
    """The stored files that should be there, by their name inside sources/, in the order entered.

    A line of `taken` puts a file there, `replaced` and `disposed` take it away.
    """
    found: dict[str, Entry] = {}
    for entry in entries(workspace):
        if entry.event == "taken":
            found.pop(entry.stored_as, None)
            found[entry.stored_as] = entry
        elif entry.event in ("replaced", "disposed"):
            found.pop(entry.stored_as, None)
    return found
