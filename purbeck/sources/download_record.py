"""The record of downloads: what came from which address, when, and as which file."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass, fields

from purbeck.ledger import Ledger
from purbeck.workspace import Workspace

RECORD_FILE = "ledger/downloads.csv"


@dataclass(frozen=True)
class Download:
    """One download: one row of the record.

    `time` is in UTC, `address` the one asked for and `reached` the one that answered; `etag` and `modified` are the
    server's marks of the edition; `file` is the name inside sources/ that holds these bytes.
    """

    time: str
    dataset: str
    address: str
    reached: str
    etag: str
    modified: str
    bytes: int
    sha256: str
    file: str


def _download(row: list[str]) -> Download:
    time, dataset, address, reached, etag, modified, size, sha256, file = row
    dt.datetime.fromisoformat(time)
    return Download(time, dataset, address, reached, etag, modified, int(size), sha256, file)


LEDGER = Ledger(
    RECORD_FILE, tuple(field.name for field in fields(Download)), _download,
    "Correct or take out that line; the files in sources/ are untouched.",
)  # fmt: skip


def downloads(workspace: Workspace) -> list[Download]:
    """Every download recorded, oldest first. Raises SettingsError for a line that is none."""
    return LEDGER.entries(workspace.path)


def record(workspace: Workspace, download: Download) -> None:
    """Add a download to the record, in one step."""
    LEDGER.add(workspace.path, [astuple(download)])
