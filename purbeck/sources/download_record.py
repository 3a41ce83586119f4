"""The record of downloads: what came from which address, when, and as which file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import astuple, dataclass, fields

from purbeck.errors import SettingsError
from purbeck.workspace import Workspace, add_lines, whole_lines

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


COLUMNS = tuple(field.name for field in fields(Download))


def downloads(workspace: Workspace) -> list[Download]:
    """Every download recorded, oldest first. Raises SettingsError for a line that is none."""
    found = []
    text = whole_lines(workspace.path / RECORD_FILE, COLUMNS)
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if line == 1 or not row:
            continue
        try:
            time, dataset, address, reached, etag, modified, size, sha256, file = row
            dt.datetime.fromisoformat(time)
            found.append(Download(time, dataset, address, reached, etag, modified, int(size), sha256, file))
        except ValueError:
            raise SettingsError(
                f"{RECORD_FILE}, line {line}: {','.join(row)[:200]} is not a download ({', '.join(COLUMNS)}).",
                "Correct or take out that line; the files in sources/ are untouched.",
            ) from None
    return found


def record(workspace: Workspace, download: Download) -> None:
    """Add a download to the record, in one step."""
    add_lines(workspace.path / RECORD_FILE, COLUMNS, [astuple(download)])
