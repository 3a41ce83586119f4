"""Which decisions have been published, and how they stood: a ledger that is only added to."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from purbeck import provenance
from purbeck.errors import SettingsError
from purbeck.strategy.decisions import Decision
from purbeck.workspace import Workspace, add_lines, whole_lines

LEDGER = "ledger/decisions.csv"
COLUMNS = ("decision", "sha256", "published")


@dataclass(frozen=True)
class Published:
    """A decision as it was first published: the hash of what it said, and the day."""

    sha256: str
    on: dt.date


def digest(decision: Decision) -> str:
    """One hash for all that a decision says; where it stands in its file, and fields left out, have no part in it.

    Nor have the statements it cites: whoever takes theirs back must be able to have it taken out.
    """
    return provenance.key_of(decision.model_dump(mode="json", exclude_defaults=True, exclude={"voices"}))


def published(workspace: Workspace) -> dict[str, Published]:
    """The decisions that have been published, by id. Raises SettingsError for a line that is no entry of the ledger."""
    text = whole_lines(workspace.path / LEDGER, COLUMNS)
    found: dict[str, Published] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if line == 1 or not row:
            continue
        try:
            name, sha256, on = row
            found.setdefault(name, Published(sha256, dt.date.fromisoformat(on)))
        except ValueError:
            raise SettingsError(
                f"{LEDGER}, line {line}: {','.join(row)[:200]} is not an entry ({', '.join(COLUMNS)}).",
                "Put back a copy of the file; it is only ever added to.",
            ) from None
    return found


def enter(workspace: Workspace, decisions: Sequence[Decision], on: dt.date) -> None:
    """Write down the decisions that are published for the first time, in one step."""
    held = published(workspace)
    fresh = sorted((one.id, digest(one), on.isoformat()) for one in decisions if one.id not in held)
    if fresh:
        add_lines(workspace.path / LEDGER, COLUMNS, fresh)
