"""Stored files of returns: written beside their place, read back as texts, known by their hash."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import pandas as pd

from purbeck.sources.returns.noting import COLUMNS, Issues
from purbeck.store import flush
from purbeck.workbooks import text_blocks

FOLDER = "returns"  # below sources/
ISSUES = ".issues.csv"
TEXT = "str"


class FileSink:
    """Rows put one block after another into a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[bytes] | None = None
        self.empty = True

    def begin(self) -> None:
        """Forget every row."""
        self.close()
        self.file, self.empty = self.path.open("wb"), True

    def put(self, rows: pd.DataFrame) -> None:
        """Add rows; the first come under the heading."""
        assert self.file is not None
        text_blocks.write(rows, self.file, header=self.empty)
        self.empty = False

    def close(self) -> None:
        """Put what was written on the disk."""
        if self.file is not None:
            self.file.close()
            self.file = None
            flush(self.path)


def write_issues(issues: Issues, file: str, path: Path) -> None:
    """Write the issues of a return, a row each; only the heading where there are none. Messages name the file so."""
    with path.open("wb") as out:
        rows = issues.frame(file)
        rows["row"] = rows["row"].map(lambda row: "" if pd.isna(row) else str(int(row))).astype(TEXT)
        text_blocks.write(rows.astype(TEXT), out, header=True)
    flush(path)


def read_issues(path: Path) -> pd.DataFrame:
    """The issues of a stored file: row (whole numbers, or none), and texts."""
    rows = pd.read_csv(path, dtype=dict.fromkeys(COLUMNS, TEXT), keep_default_na=False)
    return rows.assign(row=pd.to_numeric(rows["row"], errors="coerce").astype("Int64"))


def read_rows(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """The rows of a stored file as texts, or only some of their columns."""
    return pd.read_csv(path, dtype=TEXT, keep_default_na=False, usecols=columns)
