"""The way of partners' returns: what is asked for, what came, what must go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from purbeck.sources.returns import disposal
from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.disposal import Disposal
from purbeck.sources.returns.register import Line, register
from purbeck.sources.returns.templates import written
from purbeck.workspace import Workspace


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
    return disposal.plan(workspace, name, on, past_end) if dry_run else disposal.dispose(workspace, name, on, past_end, why)
