"""Which imports were made and taken back: a ledger that is only added to, and copies of files."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from pathlib import Path

from purbeck.ledger import Ledger
from purbeck.workspace import Workspace

FOLDER = "ledger/imports"
LEDGER = f"{FOLDER}/imports.csv"
IMPORT, UNDO = "import", "undo"


@dataclass(frozen=True)
class Line:
    """One line of the ledger. An undo has the number of the import it takes back.

    `before` and `after` are hashes of the strategy's file, "" where there was none; `copy` is what it was before, "" likewise.
    """

    number: int
    what: str
    day: str
    file: str
    list: str
    spreadsheet: str
    spreadsheet_sha256: str
    sheet: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    added: int
    before: str
    after: str
    copy: str


COLUMNS = tuple(field.name for field in fields(Line))
WHOLE_NUMBERS = {"number", "rows_read", "rows_kept", "rows_rejected", "added"}


def _line(row: list[str]) -> Line:
    said = dict(zip(COLUMNS, row, strict=True))
    return Line(**{k: int(v) if k in WHOLE_NUMBERS else v for k, v in said.items()})  # type: ignore[arg-type]


IMPORTS = Ledger(LEDGER, COLUMNS, _line, "Correct that line or put back a copy of the file; nothing was changed.")


def lines(workspace: Workspace) -> list[Line]:
    """Every line. Raises SettingsError for one that is none."""
    return IMPORTS.entries(workspace.path)


def standing(workspace: Workspace) -> list[Line]:
    """The imports that were not taken back, in order."""
    found: dict[int, Line] = {}
    for line in lines(workspace):
        if line.what == IMPORT:
            found[line.number] = line
        else:
            found.pop(line.number, None)
    return list(found.values())


def next_number(workspace: Workspace) -> int:
    """The number of the next import; no number is used twice."""
    return max((line.number for line in lines(workspace)), default=0) + 1


def enter(workspace: Workspace, line: Line) -> None:
    """Add a line, in one step."""
    IMPORTS.add(workspace.path, [astuple(line)])


def copy_of(number: int, file: str) -> str:
    """Where the copy of a file as it was before an import is kept, from the workspace's folder on."""
    return f"{FOLDER}/{number:04d}-{Path(file).name}"
