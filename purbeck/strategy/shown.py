"""Which statements each folder of pages shows: a ledger, so that consent that ends is not forgotten there."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from purbeck.errors import SettingsError
from purbeck.strategy.voices import Voice
from purbeck.workspace import Workspace, add_lines, whole_lines

LEDGER = "ledger/statements-shown.csv"
COLUMNS = ("number", "folder", "edition", "on", "statement")


@dataclass(frozen=True)
class Shown:
    """What a folder of publications/ was last written with: its edition, and ids of the statements on its pages."""

    folder: str
    edition: str
    statements: frozenset[str]


@dataclass(frozen=True)
class Overdue:
    """A folder whose pages hold statements that it may show no more, or that are in the files no more."""

    folder: str
    edition: str
    statements: tuple[str, ...]


def shown(workspace: Workspace) -> dict[str, Shown]:
    """The folders that are there, by name, as last written. Raises SettingsError for a line that is no entry."""
    return {name: one for name, one in _last(workspace).items() if (workspace.publications / name).is_dir()}


def _last(workspace: Workspace) -> dict[str, Shown]:
    text = whole_lines(workspace.path / LEDGER, COLUMNS)
    found: dict[str, tuple[int, Shown]] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if line == 1 or not row:
            continue
        try:
            number, folder, edition, _, statement = row
            before = found.get(folder)
            held = before[1].statements if before and before[0] == int(number) else frozenset()
            fresh = Shown(folder, edition, held | ({statement} if statement else set()))
            found[folder] = (int(number), fresh)
        except ValueError:
            raise SettingsError(
                f"{LEDGER}, line {line}: {','.join(row)[:200]} is not an entry ({', '.join(COLUMNS)}).",
                "Put back a copy of the file; it is only ever added to.",
            ) from None
    return {folder: one for folder, (_, one) in found.items()}


def enter(workspace: Workspace, folder: str, edition: str, on: dt.date, statements: Iterable[str]) -> None:
    """Write down which statements a folder shows from now on, in one step; one that shows none has a line of its own."""
    text = whole_lines(workspace.path / LEDGER, COLUMNS)
    number = max((int(row[0]) for row in csv.reader(io.StringIO(text, newline="")) if row and row[0].isdigit()), default=0)
    rows = [(number + 1, folder, edition, on.isoformat(), one) for one in sorted(set(statements)) or [""]]
    add_lines(workspace.path / LEDGER, COLUMNS, rows)


def overdue(held: Iterable[Shown], voices: Iterable[Voice], on: dt.date) -> Iterator[Overdue]:
    """Folders with statements whose consent does not hold on a day for their edition, or that were taken out since."""
    known = {voice.id: voice for voice in voices}
    for one in sorted(held, key=lambda each: each.folder):
        over = tuple(sorted(name for name in one.statements if not _holds(known.get(name), one.edition, on)))
        if over:
            yield Overdue(one.folder, one.edition, over)


def _holds(voice: Voice | None, edition: str, on: dt.date) -> bool:
    return voice is not None and voice.consent is not None and voice.consent.covers(edition, on)
