"""Which decisions have been published, and how they stood: a ledger that is only added to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from purbeck import provenance
from purbeck.ledger import Ledger
from purbeck.strategy.decisions import Decision
from purbeck.workspace import Workspace

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


def _entry(row: list[str]) -> tuple[str, Published]:
    name, sha256, on = row
    return name, Published(sha256, dt.date.fromisoformat(on))


DECISIONS = Ledger(LEDGER, COLUMNS, _entry)


def published(workspace: Workspace) -> dict[str, Published]:
    """The decisions that have been published, by id. Raises SettingsError for a line that is no entry of the ledger."""
    found: dict[str, Published] = {}
    for name, entry in DECISIONS.entries(workspace.path):
        found.setdefault(name, entry)
    return found


def states(workspace: Workspace) -> tuple[str, ...]:
    """A hash of the ledger as it was before its first entry and after each; the last is of the ledger as it is."""
    found = [""]
    for name, entry in DECISIONS.entries(workspace.path):
        found.append(provenance.key_of(found[-1], name, entry.sha256, entry.on)[: provenance.SHORT])
    return tuple(found)


def enter(workspace: Workspace, decisions: Sequence[Decision], on: dt.date) -> None:
    """Write down the decisions that are published for the first time, in one step, before the pages that show them."""
    held = published(workspace)
    fresh = sorted((one.id, digest(one), on.isoformat()) for one in decisions if one.id not in held)
    if fresh:
        DECISIONS.add(workspace.path, fresh)
