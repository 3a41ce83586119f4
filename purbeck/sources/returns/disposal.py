"""Disposal of what partners sent: files and tables go, the ledger says so, and it is done again."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Set
from dataclasses import dataclass, replace
from pathlib import Path

from purbeck.errors import SettingsError, StorageError
from purbeck.periods import spoken_day
from purbeck.sources.returns import ledger
from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.records import RECORDS
from purbeck.sources.returns.register import must_go
from purbeck.sources.returns.taking_in import finish, issues_path, remove
from purbeck.sources.source import Issue
from purbeck.store import LOCK
from purbeck.workspace import Workspace

RULE = "disposed"
AGAIN = "found again and removed, as after a restore"  # why, in the ledger


@dataclass(frozen=True)
class Disposal:
    """What is disposed of: the entries of the stored files, and how many tables go with them."""

    files: tuple[Entry, ...]
    tables: int


def plan(workspace: Workspace, name: str, on: dt.date, past_end: bool) -> Disposal:
    """What disposing of a source would take away: all of it, or what has been held beyond its time on a day.

    Raises SettingsError for a name that is no contract's, or where nothing of it is held.
    """
    promised = contract(name)
    held = [entry for entry in ledger.held(workspace.path).values() if entry.contract == name]
    chosen = [entry for entry in held if not past_end or must_go(promised, entry) <= on]
    if not chosen:
        beyond = " beyond its time" if past_end and held else ""
        raise SettingsError(
            f"Nothing of {name} is held{beyond}, so there is nothing to dispose of.",
            f"See what is held, and until when: purbeck returns {workspace.path}",
        )
    tables = [path for path in workspace.store.root.rglob("*.parquet") if not _is_kept(workspace, path, {name})]
    return Disposal(tuple(chosen), len(tables))


def dispose(workspace: Workspace, name: str, on: dt.date, past_end: bool, why: str) -> Disposal:
    """Take away what `plan` says: first the ledger, then the tables, which a build makes again, and the files last.

    Whoever stops it after the first step finds it carried on by the next build, which sees the files. Raises as `plan`;
    StorageError where the disk refuses.
    """
    with workspace.store.lock():
        finish(workspace)
        found = plan(workspace, name, on, past_end)
        ledger.enter(workspace.path, *[
            replace(entry, entered_on=on.isoformat(), event="disposed", why=why) for entry in found.files
        ])  # fmt: skip
        try:
            _remove_tables(workspace, {name})
            remove(workspace, [entry.stored_as for entry in found.files])
        except OSError as error:
            raise StorageError(
                f"The ledger says that {name} is disposed of; the disk refused to remove some of it ({error.strerror or error}).",
                f"Close programs that have it open, then run: purbeck build {workspace.path}",
            ) from error
    return found


def again(workspace: Workspace, on: dt.date) -> list[Issue]:
    """Take away files that the ledger says were disposed of and that are there again, as after a restore; an issue for each.

    The ledger has another line for each, too. A file taken in again since is held, and left alone.
    """
    held = ledger.held(workspace.path)
    gone = {entry.stored_as: entry for entry in ledger.entries(workspace.path) if entry.event == "disposed"}
    back = sorted(name for name in gone if name not in held and _is_there(workspace, name))
    if back:
        ledger.enter(workspace.path, *(replace(gone[name], entered_on=on.isoformat(), why=AGAIN) for name in back))
        try:
            _remove_tables(workspace, {gone[name].contract for name in back})
            remove(workspace, back)
        except OSError as error:
            raise StorageError(
                f"sources/{back[0]} was disposed of, is there again, and cannot be removed ({error.strerror or error}).",
                "Remove it, then run the command again.",
            ) from error
    return [_issue(gone[name]) for name in back]


def _issue(entry: Entry) -> Issue:
    """What is said of a file that was there again."""
    day = spoken_day(dt.date.fromisoformat(entry.entered_on))
    return Issue(
        entry.contract, entry.stored_as, None, None, None, RULE, "rejected",
        f"sources/{entry.stored_as} was disposed of on {day} and was there again, as after a restore. It was removed again, with "
        "every table made from it; take it out of the copy that it came from, too.",
    )  # fmt: skip


def _is_there(workspace: Workspace, name: str) -> bool:
    return (workspace.sources / name).exists() or issues_path(workspace.sources / name).exists()


def _is_kept(workspace: Workspace, path: Path, names: Set[str]) -> bool:
    """Whether a file or folder of tables/ has nothing in it of the contracts named.

    A table in tables/sources/ holds rows of its own source's files alone, but for that of all returned figures. Any other is
    taken for one that mixes sources: incidents carry what they were matched with, and every later table adds up or tells of all.
    """
    own = {RECORDS.get(name, RETURNED).name for name in names}
    inside = path.relative_to(workspace.store.root).parts
    return len(inside) > 1 and inside[0] == "sources" and f"sources/{inside[1].partition('.')[0]}" not in own


def _remove_tables(workspace: Workspace, names: Set[str]) -> None:
    """Take away every table that can have something of the contracts named in it, and all that is noted beside them.

    The lock that is held and the engine's scratch folder stay. A build makes the tables again from what is left.
    """
    root = workspace.store.root
    for path in (*root.iterdir(), *(root / "sources").glob("*")):
        if path.name in (LOCK, "sources") or path == workspace.store.scratch or _is_kept(workspace, path, names):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
