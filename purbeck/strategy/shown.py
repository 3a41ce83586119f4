"""Which statements each folder of pages shows: a ledger, so that consent that ends is not forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, get_args

from purbeck.ledger import Ledger
from purbeck.strategy.voices import Edition, Voice
from purbeck.workspace import Workspace

LEDGER = "ledger/statements-shown.csv"
COLUMNS = ("number", "folder", "edition", "on", "statement", "pages", "decisions")
FIRST_COLUMNS = 5  # of the ledgers that an older Purbeck began: they do not say which pages


@dataclass(frozen=True)
class Shown:
    """A folder of publications/, its edition, and the ids of the statements on its pages; None where nobody knows which.

    `pages` is the mark of its pages, a hash of what is on them, "" for those that an older Purbeck wrote; `decisions` how the
    ledger of decisions stood when they were made. `quoted` are statements whose words are on its pages and may not be.
    """

    folder: str
    edition: str
    statements: frozenset[str] | None
    pages: str = ""
    decisions: str = ""
    quoted: frozenset[str] = frozenset()

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
    pages: str
    decisions: str


def _line(row: list[str]) -> _Line:
    number, folder, edition, on, statement, pages, decisions = row
    if edition not in get_args(Edition):
        raise ValueError(edition)
    return _Line(int(number), folder, edition, dt.date.fromisoformat(on), statement, pages, decisions)


STATEMENTS = Ledger(LEDGER, COLUMNS, _line, shorter=FIRST_COLUMNS)


def shown(workspace: Workspace) -> list[Shown]:
    """What was published, in the order entered. Raises SettingsError for a line that is no entry."""
    together: dict[int, list[_Line]] = {}
    for line in STATEMENTS.entries(workspace.path):
        together.setdefault(line.number, []).append(line)
    return [
        Shown(
            lines[0].folder, lines[0].edition, frozenset(one.statement for one in lines if one.statement),
            lines[0].pages, lines[0].decisions,
        )
        for lines in together.values()
    ]  # fmt: skip


def shown_in(workspace: Workspace, folders: Mapping[str, tuple[str, str]]) -> tuple[Shown, ...]:
    """What the folders of pages that are there show, given the edition that each holds and the mark of its pages.

    Pages are known by their mark, whatever their folder is called now. Those that an older Purbeck wrote have none, and are
    known by their folder's name. Nobody knows of pages that the ledger does not have, or has as the other edition.
    """
    by_mark, by_name = {}, {}
    for one in shown(workspace):
        if one.pages:
            by_mark[one.pages] = one
        else:
            by_name[one.folder] = one
    found = []
    for name, (edition, pages) in sorted(folders.items()):
        held = by_mark.get(pages) if pages else by_name.get(name)
        known = held is not None and held.edition == edition
        found.append(replace(held, folder=name) if held and known else Shown(name, edition, None, pages))
    return tuple(found)


def enter(workspace: Workspace, fresh: Shown, on: dt.date) -> None:
    """Enter what pages show, in one step, before they are written; pages that show no statement have a line of their own.

    Whoever is stopped half way has the old pages or the new, and each is known by its mark.
    """
    held = [one for one in shown(workspace) if one.pages == fresh.pages]
    if held and held[-1] == fresh:
        return
    number = max((line.number for line in STATEMENTS.entries(workspace.path)), default=0) + 1
    STATEMENTS.add(
        workspace.path,
        [
            (number, fresh.folder, fresh.edition, on.isoformat(), one, fresh.pages, fresh.decisions)
            for one in sorted(fresh.statements or frozenset()) or [""]
        ],
    )
