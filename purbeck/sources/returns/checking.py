"""A return checked where it is, before it leaves: without workspace or network, nothing changed."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from purbeck.errors import StorageError
from purbeck.sources.returns.contract import Contract, contract
from purbeck.sources.returns.fitting import Fitted, fit
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.stored import ISSUES, FileSink, write_issues
from purbeck.sources.returns.terms import Terms
from purbeck.workspace import Tell


@dataclass(frozen=True)
class Checked:
    """What `check` found: `refused` says why the file as it is would be refused, None where it would be taken.

    `copy` and `issues` are the files written, None where none were asked for.
    """

    fitted: Fitted | None
    refused: ReturnRefusedError | None
    copy: Path | None = None
    issues: Path | None = None


class _CopySink(FileSink):
    """Rows under the contract's headings, without the columns of free text: those may name somebody."""

    def __init__(self, path: Path, promised: Contract) -> None:
        super().__init__(path)
        self.headings = {column.name: column.heading for column in promised.columns if column.form != "text"}

    def put(self, rows: pd.DataFrame) -> None:
        """Add rows."""
        kept = [name for name in self.headings if name in rows]
        super().put(rows[kept].rename(columns=self.headings).reset_index(drop=True))


class _Nowhere:
    """Rows that are only looked at."""

    def begin(self) -> None:
        """Forget every row."""

    def put(self, rows: pd.DataFrame) -> None:
        """Take no notice."""


def check(
    path: Path, name: str, today: dt.date, tell: Tell, terms: Terms | None = None, write: Path | None = None
) -> Checked:  # fmt: skip
    """Hold a file against a contract; with `write`, write a copy of what may leave, and a list of issues beside it.

    The copy has the contract's columns only, none of free text, and no value that identifies somebody; rows that do not fit
    are left out of it. Raises SourceError for a file that cannot be read, or of which no copy helps; StorageError where the copy
    cannot be written or something is there already.
    """
    promised, terms = contract(name), terms or Terms()
    fitted, refused = None, None
    try:
        fitted = fit(path, promised, terms, today, _Nowhere(), tell)
    except ReturnRefusedError as error:
        refused = error
    if write is None:
        return Checked(fitted, refused)
    if refused is not None and not refused.copy_helps:
        raise refused
    listed = write.with_name(write.stem + ISSUES)
    for target in (write, listed):
        if target.exists():
            raise StorageError(f'"{target}" is there already.', "Give the copy another name, or take that file away.")
    fitted = _write(path, promised, terms, today, tell, write, listed)
    return Checked(fitted, refused, write, listed)


def _write(
    path: Path, promised: Contract, terms: Terms, today: dt.date, tell: Tell, copy: Path, listed: Path
) -> Fitted:  # fmt: skip
    """Write the copy and its issues, both or neither."""
    try:
        with tempfile.TemporaryDirectory(dir=copy.parent) as folder:
            sink = _CopySink(Path(folder) / "copy", promised)
            try:
                fitted = fit(path, promised, terms, today, sink, tell, leave_out=True, keep_dropped=True)
            finally:
                sink.close()
            write_issues(fitted.issues, path.name, Path(folder) / "issues")
            (Path(folder) / "issues").replace(listed)
            sink.path.replace(copy)
            return fitted
    except OSError as error:
        raise StorageError(
            f'"{copy}" could not be written ({error.strerror or error}).', "Choose another folder, and run it again."
        ) from error
