"""An edition: counts protected, and the findings made again of what may be shown."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from purbeck import provenance
from purbeck.analyses import build as analyses
from purbeck.disclosure import releases
from purbeck.disclosure.asked import Asked, Recording, Released, completed
from purbeck.disclosure.before import Before, joined
from purbeck.disclosure.known import structure
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.own_rules import rules_hash, rules_in_force
from purbeck.disclosure.protecting import Held, protect
from purbeck.disclosure.released_files import COLUMNS
from purbeck.disclosure.room import SECRET, Looking, Room
from purbeck.findings import build as findings
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.indicators import indicator_findings
from purbeck.sources.source import FILES
from purbeck.statistics.linked import UNBOUNDED
from purbeck.strategy.faults import FOLDER as STRATEGY
from purbeck.strategy.strategy import read_files
from purbeck.workspace import Tell, Workspace, silent

FOLDER = "released"
ROOM_KEY = "made for an edition"  # never looked at: a room is made anew each time


@dataclass(frozen=True)
class Edition:
    """What an edition may show: `rows` of the findings table, and `counts`, the protected frame (no rows where all is open).

    `release` is made of what is shown alone, so that nothing hidden can be guessed from it.
    """

    name: str
    rows: pd.DataFrame
    counts: pd.DataFrame
    structure: Structure
    release: str
    room: Workspace


def edition(workspace: Workspace, name: str, tell: Tell = silent) -> Edition:
    """The edition of that name, made once in a run, beside what its readers have already.

    Raises SettingsError where there is no such edition or the rules contradict each other, DisclosureError where it cannot be
    made safe.
    """
    before = releases.earlier(workspace, name)
    key = (FOLDER, name, workspace.store.key(FINDINGS), *map(len, before), rules_hash(workspace))
    return workspace.once(key, lambda: _made(workspace, name, tell, before))


def clear_room(workspace: Workspace, name: str) -> None:
    """Remove the tables that an edition was made of, once it is written; what cannot be removed is written over next time."""
    room = workspace.store.root / FOLDER / name
    shutil.rmtree(room, ignore_errors=True)
    with suppress(OSError):  # another edition's may be there
        room.parent.rmdir()


def _made(workspace: Workspace, name: str, tell: Tell, earlier: Sequence[Sequence[Before]]) -> Edition:
    rules = rules_in_force(workspace)
    rules.edition(name)
    if not _holds_partners_data(workspace):
        rows = workspace.table(FINDINGS)
        return Edition(
            name, rows, pd.DataFrame(columns=list(COLUMNS)), Structure({}, {}), _release(name, rows), workspace
        )
    root = workspace.store.root / FOLDER / name
    asked = _asked(workspace, root, tell)
    known = [structure(workspace, asked, [one.counts for one in held]) for held in earlier]
    first, *others = (Held(*joined(own, held)) for own, held in zip(known, earlier, strict=True))
    tell("protecting counts", 0, 1)
    counts = protect(_filled(asked), first.structure, rules, name, first.earlier, others)
    tell("protecting counts", 1, 1)
    room = Room(
        workspace, root, Released(asked, counts, {source: rules.of(name, source).round_to for source in SECRET})
    )
    _make(room, tell)
    rows = room.table(FINDINGS)
    return Edition(name, rows, counts, known[0], _release(name, rows), room)


def _holds_partners_data(workspace: Workspace) -> bool:
    return bool(SECRET & set(workspace.table(FILES)["source"]))


def _asked(workspace: Workspace, root: Path, tell: Tell) -> Asked:
    """Everything that analyses and findings ask for of data that are not published already."""
    recording = Recording()
    looking = Looking(workspace, root.with_name(f"{root.name}.asked"), recording)
    try:
        _make(looking, tell)
    finally:
        shutil.rmtree(looking.store.root, ignore_errors=True)
    return recording.asked


def _make(room: Workspace, tell: Tell) -> None:
    """The analyses, findings and indicators that rest on partners' data, in a room."""
    analyses.build_again(room, ROOM_KEY, tell)
    findings.build_again(room, ROOM_KEY, tell)
    written, _ = read_files(room.path / STRATEGY)  # of a strategy with faults, what is in order
    indicator_findings(room, written.indicators)


def _filled(asked: Asked) -> pd.DataFrame:
    """The counts asked for; one that the supplier hid or rounded, and of which no range is held, may be any."""
    cells = asked.all_cells()
    return completed(cells.assign(least=cells["least"].fillna(0), most=cells["most"].fillna(UNBOUNDED)))


def _release(name: str, rows: pd.DataFrame) -> str:
    """A name for what is shown, made of that alone."""
    shown = rows.drop(columns=["build", "provenance"]).sort_values("id")
    return provenance.key_of([name, shown.to_json(orient="records")])[: provenance.SHORT]
