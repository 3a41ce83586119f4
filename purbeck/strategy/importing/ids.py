"""Ids of entries out of a sheet: as written there, else made from the title, the same each time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from purbeck.strategy.files import LISTS
from purbeck.strategy.importing.known import Known, label_of
from purbeck.strategy.importing.proposal import Row
from purbeck.strategy.importing.spellings import alike, is_among, values
from purbeck.strategy.importing.table import Table

LONGEST = 48
ONLY_NUMBERS = re.compile(r"[\d-]+")
REFERENCE = re.compile(r"[\w.#/-]{1,20}( ?[\d./-]{1,9})?")  # of a statement: anything longer may be what somebody said

NO_REFERENCE = "it is longer than the id of a statement, and may be what somebody said"


def assign(rows: Iterable[Row], table: Table, known: Known) -> None:
    """Give each row its id, and make it known, so that other rows can name it by id, reference or title.

    A row whose title the strategy has already gets the id it has there. Two rows of one title get one id: which of them
    counts is settled once both are read.
    """
    if "id" not in LISTS[table.name].model_fields:
        return
    label = label_of(table.name)
    taken = set(known.ids[table.name])
    here: dict[str, str] = {}
    for row in rows:
        row.title = _text(row, table, label)
        written = _text(row, table, "id")
        if written and not is_among(written, values().nothing):
            if table.secret and not REFERENCE.fullmatch(written):
                row.refuse(
                    NO_REFERENCE, "Write a number or empty the cell: the statement is numbered then.", *_at(table)
                )
            else:
                row.id = _as_written(row, table, written)
        elif row.title:
            before = known.called(table.name, row.title)
            row.id = here.get(alike(row.title)) or (
                before.pop() if len(before) == 1 else _free(_slug(row.title), taken)
            )
            here[alike(row.title)] = row.id
        taken.add(row.id)
    for row in rows:
        if row.id and row.id not in known.ids[table.name]:
            known.add(table.name, row.id, row.title, _text(row, table, "id"))


def numbered(row: Row, table: Table, known: Known) -> None:
    """Give an id to a row whose list has no titles: voice-001, the next that is free."""
    before = _prefix(table.name)
    number = 1
    while f"{before}-{number:03d}" in known.ids[table.name]:
        number += 1
    row.id = f"{before}-{number:03d}"
    known.add(table.name, row.id)


def _as_written(row: Row, table: Table, written: str) -> str:
    made = _slug(written, LONGEST * 2)
    if ONLY_NUMBERS.fullmatch(made):  # "1.2" would name nothing that a reader of the files knows again
        made = f"{_prefix(table.name)}-{made}"
    if made != written:
        row.say(f'"{written}" is written as {made} in the files', *_at(table))
    return made


def _at(table: Table) -> tuple[int, str]:
    """The column of the ids."""
    column = next(c for c in table.taken() if c.path == "id")
    return column.number, column.heading


def _text(row: Row, table: Table, path: str) -> str:
    """What the column of a field says in a row; "" where it says nothing."""
    column = next((c for c in table.taken() if c.path == path), None) if path else None
    cell = row.line.cells.get(column.number) if column else None
    return " ".join(cell.text.split()) if cell else ""


def _slug(text: str, longest: int = LONGEST) -> str:
    """A text as an id: in small letters, digits and hyphens, cut between words."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", alike(text)) if not unicodedata.combining(c))
    plain = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")
    if len(plain) > longest:
        plain = plain[: longest + 1].rpartition("-")[0] or plain[:longest]
    return plain.strip("-") or "entry"


def _free(made: str, taken: set[str]) -> str:
    number = 2
    free = made
    while free in taken:
        free, number = f"{made}-{number}", number + 1
    return free


def _prefix(name: str) -> str:
    return _slug(LISTS[name].KIND)
