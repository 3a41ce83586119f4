"""What a source is: its supplier, licence and handling; and the tables every source fills."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from purbeck.tables import Column, Table

ACTIONS = ("rejected", "kept_without_value", "kept_as_supplied")

ISSUES = Table(
    name="issues",
    meaning="What was wrong in the files as supplied, a row for each value or row set aside",
    columns=(
        Column("source", "string", "the source the file belongs to", required=True),
        Column("file", "string", "the file, inside sources/; the part after ! is inside an archive", required=True),
        Column("row", "int64", "the row, counting the header as 1; empty where the whole file is meant"),
        Column("column", "string", "the column, as the supplier names it"),
        Column("value", "string", "the value found, as supplied"),
        Column("rule", "string", "the rule that the value or row breaks", required=True),
        Column("action", "string", "what was done with it", vocabulary=ACTIONS, required=True),
        Column("message", "string", "the same in words, and what to do", required=True),
    ),
    key=("source", "file", "row", "column", "rule", "value"),
)

FILES = Table(
    name="files",
    meaning="Each file read, with its hash and how many of its rows were kept",
    columns=(
        Column("source", "string", "the source the file belongs to", required=True),
        Column("file", "string", "the file, inside sources/; the part after ! is inside an archive", required=True),
        Column("sha256", "string", "hash of the file, or of the archive it lies in", required=True),
        Column("given", "int64", "the order in which files were given: later is higher", required=True),
        Column("downloaded", "string", "date and time of the archive's entry; empty for a loose file"),
        Column("rows_read", "int64", "rows below the header", unit="rows", required=True),
        Column("rows_kept", "int64", "rows in the table as supplied", unit="rows", required=True),
        Column("rows_rejected", "int64", "rows set aside in issues", unit="rows", required=True),
    ),
    key=("source", "file"),
)


@dataclass(frozen=True)
class Source:
    """A supplier's data and the terms it comes under.

    `already_public` sources are not suppressed for their own counts. `retention` and `gateway` are what a data
    register needs to say.
    """

    name: str
    title: str
    supplier: str
    licence: str
    attribution: str
    page: str
    gateway: str
    retention: str
    already_public: bool
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Issue:
    """One row of the issues table."""

    source: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    action: str
    message: str


@dataclass(frozen=True)
class FileRead:
    """One row of the files table: what became of a file's rows."""

    source: str
    file: str
    sha256: str
    given: int
    downloaded: str | None
    rows_read: int
    rows_kept: int
    rows_rejected: int


@dataclass(frozen=True)
class SuppliedFile:
    """A file in the workspace's sources/ folder, as the data register knows it."""

    name: str
    sha256: str
    given: int


def issues_frame(issues: list[Issue]) -> pd.DataFrame:
    """Issues as rows of the issues table."""
    return pd.DataFrame([asdict(i) for i in issues], columns=[c.name for c in ISSUES.columns])


def files_frame(files: list[FileRead]) -> pd.DataFrame:
    """Files read as rows of the files table."""
    return pd.DataFrame([asdict(f) for f in files], columns=[c.name for c in FILES.columns])
