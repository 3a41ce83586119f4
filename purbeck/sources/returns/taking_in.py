"""A partner's file taken in through the door: stored whole with its issues, or not at all."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from purbeck import provenance
from purbeck.errors import SourceError, StorageError
from purbeck.sources.returns import ledger
from purbeck.sources.returns.contract import Contract, contract
from purbeck.sources.returns.cover import Cover, columns_of, sender_of
from purbeck.sources.returns.fitting import Fitted, Place, fit
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.placing import placed
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.stored import FOLDER, ISSUES, FileSink, read_rows, write_issues
from purbeck.sources.returns.terms import Terms
from purbeck.store import flush
from purbeck.workspace import Tell, Workspace

ARRIVING, ARRIVED = (
    ".arriving",
    ".arrived",
)  # folders below sources/returns: half written, and whole but not yet in place
ENTRIES = "entries.json"
ID_LENGTH = 12


@dataclass(frozen=True)
class Added:
    """What `add` did: `outcome` is taken, replaced or held; `fitted` says what became of the rows, None where it was held."""

    outcome: str
    stored_as: str
    fitted: Fitted | None = None
    replaced: tuple[str, ...] = ()


def add(
    workspace: Workspace, path: Path, name: str, today: dt.date, tell: Tell, terms: Terms | None = None,
    replacing: bool = False, place: Place = placed,
) -> Added:  # fmt: skip
    """Take a partner's file in under a contract.

    The same bytes under the same terms are held already; under other terms, or another version of the contract, they take the
    place of what was stored. Records of days that are held already are refused, unless `replacing`. Raises ReturnRefusedError
    where nothing of the file may be kept; the ledger then has a line that says so, without any value. Raises SourceError for
    a file that cannot be read, StorageError where the disk refuses: nothing is stored then either.
    """
    promised, terms = contract(name), terms or Terms()
    with workspace.store.lock():
        finish(workspace)
        if not path.is_file():
            raise SourceError(f'There is no file "{path}".', "Correct the name, or give the whole path.")
        given = provenance.file_hash(path)
        entry = Entry(today.isoformat(), name, "", "", given, terms.sha256, 0, 0, 0, "", "", "refused", "")
        try:
            return _taken(workspace, path, promised, terms, entry, today, tell, replacing, place)
        except ReturnRefusedError as refused:
            ledger.enter(workspace.path, replace(entry, why=refused.why))
            raise
        except SourceError:
            ledger.enter(workspace.path, replace(entry, why="the file cannot be read"))
            raise


def _taken(
    workspace: Workspace, path: Path, promised: Contract, terms: Terms, entry: Entry, today: dt.date, tell: Tell,
    replacing: bool, place: Place,
) -> Added:  # fmt: skip
    stored_as = f"{FOLDER}/{promised.name}/{entry.given_sha256[:ID_LENGTH]}.csv"
    held = {name: one for name, one in ledger.held(workspace.path).items() if one.contract == promised.name}
    arriving = workspace.sources / FOLDER / ARRIVING
    try:
        arriving.mkdir(parents=True)
        sink = FileSink(arriving / "rows.new")
        try:
            fitted = fit(path, promised, terms, today, sink, tell, place)
        finally:
            sink.close()
        sha256 = provenance.file_hash(sink.path)
        same = next(
            (name for name, one in held.items() if one.stored_sha256 == sha256 and _is_there(workspace, one)), None
        )
        if same is not None:
            return Added("held", same)
        gone = _making_room(workspace, held, stored_as, fitted, replacing)
        write_issues(fitted.issues, stored_as, arriving / "issues.new")
        taken = replace(
            entry, stored_as=stored_as, stored_sha256=sha256, rows_read=fitted.rows_read, rows_kept=fitted.rows_kept,
            rows_rejected=fitted.rows_rejected, first_day=fitted.cover.first_day, last_day=fitted.cover.last_day,
            event="taken",
        )  # fmt: skip
        lines = [replace(held[name], entered_on=entry.entered_on, event="replaced", why="") for name in gone]
        _commit(arriving, [*lines, taken])
    except OSError as error:
        raise StorageError(
            f"The return could not be stored ({error.strerror or error}). Nothing was changed.",
            "Make room on the disk, check that the workspace may be written to, and run the command again.",
        ) from error
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    finish(workspace)
    return Added("replaced" if gone else "taken", stored_as, fitted, tuple(gone))


def _making_room(
    workspace: Workspace, held: dict[str, Entry], stored_as: str, fitted: Fitted, replacing: bool
) -> list[str]:  # fmt: skip
    """The stored files whose place a return takes. Raises ReturnRefusedError where records of the same days are held."""
    gone = [stored_as] if stored_as in held else []
    if fitted.contract.holds != "records":
        return gone
    for name in held:
        if name in gone or not (workspace.sources / name).exists():
            continue
        before = cover_of(workspace, fitted.contract, name)
        shared = list(before.shared(fitted.cover))
        if not shared:
            continue
        if replacing and before.within(fitted.cover):
            gone.append(name)
            continue
        raise _held_days(name, shared[0], before, fitted.cover, fitted.contract, replacing)
    return gone


def _is_there(workspace: Workspace, entry: Entry) -> bool:
    """Whether a stored file is where the ledger says, as it was stored."""
    path = workspace.sources / entry.stored_as
    return path.exists() and issues_path(path).exists() and provenance.file_hash(path) == entry.stored_sha256


def cover_of(workspace: Workspace, promised: Contract, stored_as: str) -> Cover:
    """Which days a stored file covers, and whose they are."""
    cover = Cover()
    cover.add(read_rows(workspace.sources / stored_as, columns_of(promised)), promised)
    return cover


def _held_days(
    name: str, senders: tuple[str, str], before: Cover, now: Cover, promised: Contract, replacing: bool
) -> ReturnRefusedError:
    held, given = senders
    whose = f" of {held or given}" if held or given else ""
    old, new = " to ".join(before.spans[held]), " to ".join(now.spans[given])
    todo = f"Send only the days after {before.spans[held][1]}, or the whole of {old} again"
    todo = (
        f"{todo} and add it with --replace."
        if replacing
        else f"{todo}; to put this file in the place of the one held, add it with --replace."
    )
    unsaid = ""
    if not (held and given):
        sender = sender_of(promised)
        which = "Neither says" if held == given else "The one held does not say" if given else "This one does not say"
        unsaid = f" {which} whose records they are."
        todo += (
            f' If they are of two, put "{promised.column(sender).heading}" into every row, or write always = '
            f'{{ {sender} = "CODE" }} into a mapping for each.'
        )
    return ReturnRefusedError(
        f"Records{whose} of {old} are held already (sources/{name}), and this file covers {new}: they would be counted "
        f"twice.{unsaid}",
        todo,
        "days that are held already",
    )


# --- in one step ------------------------------------------------------------------------------------------------------------


def _commit(arriving: Path, entries: list[Entry]) -> None:
    """Make what has arrived count, in one step: the folder gets the name that `finish` looks for."""
    listed = arriving / ENTRIES
    listed.write_text(json.dumps([asdict(entry) for entry in entries]), encoding="utf-8")
    flush(listed)
    arriving.rename(arriving.with_name(ARRIVED))


def finish(workspace: Workspace) -> None:
    """Bring to an end what a killed command began: what had not wholly arrived is forgotten, what had is put in its place.

    Doing it again changes nothing.
    """
    folder = workspace.sources / FOLDER
    shutil.rmtree(folder / ARRIVING, ignore_errors=True)
    arrived = folder / ARRIVED
    if not (arrived / ENTRIES).is_file():
        shutil.rmtree(arrived, ignore_errors=True)
        return
    entries = [Entry(**one) for one in json.loads((arrived / ENTRIES).read_text(encoding="utf-8"))]
    taken = entries[-1]
    _enter_once(workspace.path, entries)
    for entry in entries[:-1]:
        if entry.stored_as != taken.stored_as:
            remove(workspace, [entry.stored_as])
    target = workspace.sources / taken.stored_as
    target.parent.mkdir(parents=True, exist_ok=True)
    for part, place in (("issues.new", issues_path(target)), ("rows.new", target)):
        if (arrived / part).exists():
            (arrived / part).replace(place)
    (arrived / ENTRIES).unlink()
    shutil.rmtree(arrived, ignore_errors=True)


def _enter_once(workspace: Path, entries: list[Entry]) -> None:
    """Add lines to the ledger, all at once, unless they are its last already."""
    if ledger.entries(workspace)[-len(entries) :] != entries:
        ledger.enter(workspace, *entries)


def remove(workspace: Workspace, stored: Iterable[str]) -> None:
    """Take stored files and their issues away, where they are there."""
    for name in stored:
        (workspace.sources / name).unlink(missing_ok=True)
        issues_path(workspace.sources / name).unlink(missing_ok=True)


def issues_path(stored: Path) -> Path:
    """Where the issues of a stored file are."""
    return stored.with_name(stored.stem + ISSUES)
