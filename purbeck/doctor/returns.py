"""What partners sent: whether any of it is held too long, and whether what was asked for has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from purbeck.doctor.remark import LOOK, OK, Remark
from purbeck.periods import spoken_day
from purbeck.sources.returns import ledger
from purbeck.sources.returns.register import must_go, register
from purbeck.sources.returns.taking_in import issues_path
from purbeck.workspace import Workspace


def look(workspace: Workspace, on: dt.date) -> Iterator[Remark]:
    """A remark on each file held beyond its time, one on what has not come; nothing where no partner was asked or sent."""
    lines = register(workspace, on)
    for line in lines:
        for entry in line.past_its_end:
            yield Remark(
                LOOK, "returns", f"sources/{entry.stored_as} should have gone on "
                f"{spoken_day(must_go(line.contract, entry))}: {line.contract.name} may be kept {line.contract.retention}.",
                f"Run: purbeck dispose {workspace.path} {line.contract.name} --past-end --dry-run",
            )  # fmt: skip
    lacking = [line.contract.name for line in lines if any(gap.kind != "past_its_end" for gap in line.gaps)]
    if lacking:
        yield Remark(LOOK, "returns", f"Something is lacking of: {', '.join(lacking)}.",
                     f"See what: purbeck returns {workspace.path}")  # fmt: skip
    elif lines and not any(line.past_its_end for line in lines):
        yield Remark(
            OK, "returns", f"{len(lines)} sources are as they were asked for, and none is held beyond its time."
        )


def let_go(workspace: Workspace) -> set[str]:
    """Files inside sources/ that the ledger of returns says were replaced or disposed of, and that are not held again."""
    told = {entry.stored_as for entry in ledger.entries(workspace.path) if entry.event in ("replaced", "disposed")}
    return told - set(ledger.held(workspace.path))


def lists_of_issues(workspace: Workspace) -> set[str]:
    """The lists of issues that lie beside stored returns: Purbeck's own, and in no register."""
    return {issues_path(Path(name)).as_posix() for name in ledger.held(workspace.path)}
