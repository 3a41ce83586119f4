"""Consent in a spreadsheet: no row gives it that says there is none, or what nobody knows."""

from __future__ import annotations

from purbeck.strategy.importing import spellings
from purbeck.strategy.importing.cells import Cell
from purbeck.strategy.importing.fields import fields_of
from purbeck.strategy.importing.proposal import Row
from purbeck.strategy.importing.spellings import alike, heading_alike, is_among
from purbeck.strategy.importing.table import Column, Table
from purbeck.strategy.reading import VOICES

CONSENT = "consent"
PURPOSES, WITHDRAWN = "consent.purposes", "consent.withdrawn"
DAYS = {"consent.given", WITHDRAWN}
KEPT = "there is no consent: the statement is kept, and never shown; what else the row says of consent is left out"
UNKNOWN = "it does not say what consent is for in words that are known: the statement is kept without consent, and never shown"
DOUBT = "nobody can tell from it whether consent holds"


def look(row: Row, table: Table) -> None:
    """Take the consent of a row away where a column says that there is none, or what it is for in words that nobody knows.

    Refuses the row where a day is in doubt.
    """
    if table.name != VOICES:
        return
    held = [(one, row.line.cells[one.number]) for one in table.columns if one.number in row.line.cells]
    told = next((one for one, cell in held if _asks(one) and says_no(cell.text)), None)
    unknown = next((one for one, _ in held if one.path == PURPOSES and _refused(row, one)), None)
    if told is not None or unknown is not None:
        row.refusals = [one for one in row.refusals if unknown is None or one.column != unknown.number]
        row.raw.pop(CONSENT, None)
        row.unused += [one.number for one, _ in held if one.path.startswith(f"{CONSENT}.")]
    if told is not None:
        row.say(KEPT, told.number, told.heading)
    elif unknown is not None:
        choices = [choice.replace("_", " ") for choice in fields_of(VOICES)[PURPOSES].choices]
        row.say(UNKNOWN, unknown.number, unknown.heading, f"Write one or more of: {', '.join(choices)}.")
    elif CONSENT in row.raw:
        for column, cell in held:
            if column.path in DAYS and column.number in row.unused and not _never(column, cell):
                todo = "Write the day" + (", or empty the cell." if column.path == WITHDRAWN else " it was given.")
                row.refuse(DOUBT, todo, column.number, column.heading)


def says_no(text: str) -> bool:
    """Whether a text says that there is no consent: "No", "Refused", "not given"."""
    first = alike(text).split(" ")[0].rstrip(".,:;!-–—")
    return is_among(text, spellings.values().no) or first in spellings.values().consent.refused


def _asks(column: Column) -> bool:
    """Whether a column says if there is consent, be it read or not."""
    if column.path:
        return column.path == PURPOSES
    return any(word in heading_alike(column.heading) for word in spellings.values().consent.asked)


def _refused(row: Row, column: Column) -> bool:
    """Whether what a column holds was refused."""
    return any(one.column == column.number for one in row.refusals)


def _never(column: Column, cell: Cell) -> bool:
    """Whether a cell says that consent was never taken back."""
    return column.path == WITHDRAWN and is_among(cell.text, spellings.values().consent.never)
