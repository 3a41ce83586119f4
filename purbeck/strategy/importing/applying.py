"""An import carried out in one step, or taken back to the byte; what would give a fault is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from purbeck.errors import SourceError, StrategyError
from purbeck.provenance import file_hash
from purbeck.store import flush
from purbeck.strategy.faults import FOLDER, Fault
from purbeck.strategy.files import FILES
from purbeck.strategy.importing import aside, ledger, toml_text
from purbeck.strategy.importing.proposal import Proposal
from purbeck.strategy.strategy import read_files
from purbeck.workspace import Workspace

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Applied:
    """What an import did: its number, the file it added to, and what was written beside the spreadsheet.

    Where every row was refused it is no import: its number is 0, and no file was added to.
    """

    number: int
    file: str
    refused: Path | None
    left_out: Path | None


@dataclass(frozen=True)
class Undone:
    """The import that was taken back; `changed` is false where its file was already as it was before."""

    line: ledger.Line
    changed: bool


def with_faults(workspace: Workspace, proposal: Proposal) -> Proposal:
    """The proposal, with the faults that the files would have if it were carried out."""
    target = workspace.path / FOLDER / proposal.target
    return replace(proposal, faults=_faults_with(workspace, proposal.target, _added_to(_bytes(target), proposal)))


def apply(workspace: Workspace, proposal: Proposal, spreadsheet: Path, day: dt.date, skip_bad: bool) -> Applied | None:
    """Add the entries of a proposal to the strategy's file; None where there is nothing to add, and no row was refused.

    Raises SourceError where rows are refused and are not to be skipped, StrategyError where the files would have faults. Then
    nothing was written.
    """
    refused = proposal.of("refused")
    if refused and not skip_bad:
        raise SourceError(
            f"{len(refused)} of {proposal.read} rows of {proposal.file} are refused; nothing was written.",
            "Put them right in the sheet; or add --skip-bad, which takes in the others and writes these to a file "
            "beside the sheet.",
        )
    if not proposal.entries:
        return Applied(0, "", *aside.write(proposal, spreadsheet)) if refused else None
    target = workspace.path / FOLDER / proposal.target
    before = _bytes(target)
    after = _added_to(before, proposal)
    faults = _faults_with(workspace, proposal.target, after)
    if faults:
        raise _would_fault(faults, "With these rows")
    asides = aside.write(proposal, spreadsheet)
    number = ledger.next_number(workspace)
    copy = ledger.copy_of(number, proposal.target) if before is not None else ""
    if before is not None:
        _put(workspace.path / copy, before)
    ledger.enter(workspace, _line(proposal, spreadsheet, day, number, before, after, copy))
    _put(target, after)
    return Applied(number, f"{FOLDER}/{proposal.target}", *asides)


def undo(workspace: Workspace, day: dt.date) -> Undone | None:
    """Put the file of the last import that stands back as it was before; None where there is none to take back.

    Raises StrategyError where the file was changed since, or other files have come to need what was added.
    """
    standing = ledger.standing(workspace)
    if not standing:
        return None
    last = standing[-1]
    target = workspace.path / FOLDER / last.file
    now = _hash(_bytes(target))
    if now not in {last.before, last.after}:
        where = (
            f"Compare it with {last.copy}, the file as it was before" if last.copy else "There was no such file before"
        )
        raise StrategyError(
            f"{FOLDER}/{last.file} was changed since import {last.number} ({last.spreadsheet}, {last.day}); to take that "
            "back would undo the change as well.",
            f"{where}, and take out by hand what should go.",
        )
    if now == last.after:
        _restore(workspace, last, target)
    ledger.enter(workspace, replace(last, what=ledger.UNDO, day=day.isoformat()))
    return Undone(last, changed=now == last.after)


def _restore(workspace: Workspace, last: ledger.Line, target: Path) -> None:
    before = _bytes(workspace.path / last.copy) if last.copy else None
    if _hash(before) != last.before:
        raise StrategyError(
            f"{last.copy} is no longer the file as it was before import {last.number}.",
            "Put it back from a backup, or take out by hand what should go; nothing was changed.",
        )
    held = {(fault.where.file, fault.subject, fault.what) for fault in read_files(workspace.path / FOLDER)[1]}
    faults = _faults_with(workspace, last.file, before)
    new = tuple(fault for fault in faults if (fault.where.file, fault.subject, fault.what) not in held)
    if new:
        raise _would_fault(new, "Without these entries")
    if before is None:
        target.unlink()
    else:
        _put(target, before)


def _would_fault(faults: tuple[Fault, ...], what: str) -> StrategyError:
    listed = "\n".join(f"- {fault}" for fault in faults)
    many = f"{len(faults)} faults" if len(faults) > 1 else "one fault"
    return StrategyError(
        f"{what} the files of {FOLDER}/ would have {many}:\n{listed}", "Put that right first; nothing was changed."
    )


def _faults_with(workspace: Workspace, file: str, content: bytes | None) -> tuple[Fault, ...]:
    """The faults of the strategy's files if one of them had other content, or were not there."""
    folder = workspace.path / FOLDER
    with tempfile.TemporaryDirectory() as scratch:
        for shape in FILES:
            for path in folder.glob(shape.file):
                there = Path(scratch) / path.relative_to(folder)
                there.parent.mkdir(exist_ok=True)
                shutil.copyfile(path, there)
        target = Path(scratch) / file
        target.parent.mkdir(exist_ok=True)
        if content is None:
            target.unlink(missing_ok=True)
        else:
            target.write_bytes(content)
        return read_files(Path(scratch))[1]


def _added_to(before: bytes | None, proposal: Proposal) -> bytes:
    """A file with the entries at its end, in its own kind of line ends. What stands in it stays as it is, to the byte."""
    numbers = [row.number for row in proposal.of("added")]
    held = before or b""
    if not numbers:
        return held
    sheet = f', sheet "{proposal.table.sheet.name}"' if proposal.table.sheet.name else ""
    rows = f"rows {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"row {numbers[0]}"
    text = toml_text.comment(f'Taken from "{proposal.file}"{sheet}, {rows}')
    text += toml_text.entries(proposal.table.name, proposal.entries)
    gap = "" if held in {b"", BOM} else "\n" if held.endswith(b"\n") else "\n\n"
    added = gap + text
    return held + (added.replace("\n", "\r\n") if b"\r\n" in held else added).encode("utf-8")


def _line(
    proposal: Proposal, spreadsheet: Path, day: dt.date, number: int, before: bytes | None, after: bytes, copy: str
) -> ledger.Line:
    return ledger.Line(
        number=number, what=ledger.IMPORT, day=day.isoformat(), file=proposal.target, list=proposal.table.name,
        spreadsheet=proposal.file, spreadsheet_sha256=file_hash(spreadsheet), sheet=proposal.table.sheet.name,
        rows_read=proposal.read, rows_kept=proposal.kept, rows_rejected=proposal.rejected, added=len(proposal.entries),
        before=_hash(before), after=_hash(after), copy=copy,
    )  # fmt: skip


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _hash(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _put(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_bytes(content)
        flush(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
