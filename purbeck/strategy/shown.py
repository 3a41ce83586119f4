"""Which statements each folder of pages shows: a ledger, so that consent that ends is not forgotten."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, get_args

from purbeck.errors import SettingsError
from purbeck.strategy.voices import Edition, Voice
from purbeck.workspace import Workspace, add_lines, whole_lines

LEDGER = "ledger/statements-shown.csv"
COLUMNS = ("number", "folder", "edition", "on", "statement")


@dataclass(frozen=True)
class Shown:
    """A folder of publications/, its edition, and the ids of the statements on its pages; None where nobody knows which."""

    folder: str
    edition: str
    statements: frozenset[str] | None

    def over(self, voices: Iterable[Voice], on: dt.date) -> tuple[str, ...]:
        """Its statements whose consent does not cover its edition on a day, or that are in the files no more."""
        held = {one.id for one in voices if one.consent is not None and one.consent.covers(self.edition, on)}
        return tuple(sorted((self.statements or frozenset()) - held))


class _Line(NamedTuple):
    number: int  # lines of one number were entered together
    folder: str
    edition: str
    on: dt.date
    statement: str


def shown(workspace: Workspace) -> dict[str, Shown]:
    """What each folder was last written with, by its name. Raises SettingsError for a line that is no entry."""
    last: dict[str, list[_Line]] = {}
    for line in _lines(workspace):
        before = last.get(line.folder, [line])
        last[line.folder] = [*before, line] if before[0].number == line.number else [line]
    return {
        name: Shown(name, lines[0].edition, frozenset(one.statement for one in lines if one.statement))
        for name, lines in last.items()
    }


def shown_in(workspace: Workspace, folders: Mapping[str, str]) -> tuple[Shown, ...]:
    """What the folders of pages that are there show, given the edition that each holds.

    Nobody knows of a folder that the ledger does not have, or has with the other edition: it was written before there was a
    ledger, or was renamed or copied by hand.
    """
    held = shown(workspace)
    nobody_knows = [Shown(name, edition, None) for name, edition in sorted(folders.items())]
    return tuple(
        held[one.folder] if one.folder in held and held[one.folder].edition == one.edition else one
        for one in nobody_knows
    )


@contextmanager
def entered(workspace: Workspace, fresh: Shown, on: dt.date, folders: Mapping[str, str]) -> Iterator[None]:
    """Enter what a folder shows, before its pages are written as well as after.

    Whoever is stopped half way has the old pages or the new, so that what either shows is entered first. Of old pages that
    the ledger does not know nothing is entered first: they stay unknown until the new ones stand in their place.
    """
    old = shown_in(workspace, {fresh.folder: folders[fresh.folder]}) if fresh.folder in folders else ()
    before = [one.statements for one in old]
    if None not in before:
        _enter(workspace, fresh, on, (fresh.statements or frozenset()).union(*filter(None, before)))
    yield
    _enter(workspace, fresh, on, fresh.statements or frozenset())


def _enter(workspace: Workspace, fresh: Shown, on: dt.date, statements: Iterable[str]) -> None:
    """Add the statements of a folder, in one step; a folder that shows none has a line of its own."""
    number = max((line.number for line in _lines(workspace)), default=0) + 1
    rows = [(number, fresh.folder, fresh.edition, on.isoformat(), one) for one in sorted(statements) or [""]]
    add_lines(workspace.path / LEDGER, COLUMNS, rows)


def _lines(workspace: Workspace) -> Iterator[_Line]:
    text = whole_lines(workspace.path / LEDGER, COLUMNS)
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if line == 1 or not row:
            continue
        try:
            number, folder, edition, on, statement = row
            if edition not in get_args(Edition):
                raise ValueError(edition)
            yield _Line(int(number), folder, edition, dt.date.fromisoformat(on), statement)
        except ValueError:
            raise SettingsError(
                f"{LEDGER}, line {line}: {','.join(row)[:200]} is not an entry ({', '.join(COLUMNS)}).",
                "Put back a copy of the file; it is only ever added to.",
            ) from None
