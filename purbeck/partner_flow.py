"""The way of partners' returns: asked for, checked, taken in through the door, and let go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from purbeck.sources.returns import by_hand, checking, disposal, taking_in
from purbeck.sources.returns.checking import Checked
from purbeck.sources.returns.contract import contract, contracts
from purbeck.sources.returns.disposal import Disposal
from purbeck.sources.returns.register import Line, register
from purbeck.sources.returns.taking_in import Added
from purbeck.sources.returns.templates import written
from purbeck.sources.returns.terms import Terms
from purbeck.sources.source import ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, silent


def contracts_named(beginning: str) -> list[tuple[str, str]]:
    """Contracts whose names begin so, each with its title: what a shell completes with."""
    return [(name, one.title) for name, one in contracts().items() if name.startswith(beginning)]


def template(name: str, out: Path | str) -> list[Path]:
    """Write what a partner is sent of a contract into a folder: sheet (XLSX, CSV), sharing annex, impact assessment.

    Raises SettingsError where there is no such contract, StorageError where a file is there already.
    """
    return written.write(contract(name), Path(out))


def returns(path: Path | str, on: dt.date) -> list[Line]:
    """A line for each source that partners were asked for or sent, as things are on a day. Errors as `register`."""
    return register(Workspace(Path(path)), on)


def dispose(
    path: Path | str, name: str, on: dt.date, past_end: bool = False, why: str = "", dry_run: bool = False
) -> Disposal:  # fmt: skip
    """Take away what a source sent, or with `dry_run` only say what would go. Errors as `disposal.dispose`."""
    workspace = Workspace(Path(path))
    return (
        disposal.plan(workspace, name, on, past_end)
        if dry_run
        else disposal.dispose(workspace, name, on, past_end, why)
    )


def check_return(
    file: Path | str, name: str, today: dt.date, days: str = "", write: Path | None = None, tell: Tell = silent
) -> Checked:
    """Hold a file against the contract of that name; with `write`, write a copy of what may leave. Errors as `checking.check`."""
    return checking.check(Path(file), name, today, tell, Terms(day_form=days), write)


def add(
    path: Path | str, file: Path | str, name: str, today: dt.date, days: str = "", replacing: bool = False,
    tell: Tell = silent,
) -> Added:  # fmt: skip
    """Take a partner's file into a workspace under the contract of that name. Errors as `taking_in.add`."""
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    try:
        return taking_in.add(workspace, Path(file), name, today, tell, Terms(day_form=days), replacing)
    finally:
        workspace.store.close()


def stopped(workspace: Workspace) -> list[str]:
    """What the last build found in sources/ that should not be there, or should and is not; none of it was read."""
    issues = workspace.store.rows(ISSUES)
    return list(issues.loc[issues["rule"].isin((by_hand.RULE, by_hand.GONE)), "message"])
