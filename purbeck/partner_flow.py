"""The way of partners' returns: what is asked for, checked where it is, taken in through the door."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from purbeck.sources.returns import checking, taking_in
from purbeck.sources.returns.checking import Checked
from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.taking_in import Added
from purbeck.sources.returns.templates import written
from purbeck.sources.returns.terms import Terms
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, silent


def template(name: str, out: Path | str) -> list[Path]:
    """Write what a partner is sent of a contract into a folder: sheet (XLSX, CSV), sharing annex, impact assessment.

    Raises SettingsError where there is no such contract, StorageError where a file is there already.
    """
    return written.write(contract(name), Path(out))


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
