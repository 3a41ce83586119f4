"""Ledgers: CSV files that are only added to, of which no line is passed over and none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from purbeck.errors import SettingsError, StorageError
from purbeck.store import flush

T = TypeVar("T")
FRESH = ".new"


@dataclass(frozen=True)
class Ledger(Generic[T]):
    """A ledger of a workspace.

    Parameters
    ----------
    file : where it is, from the workspace's folder on.
    columns : its heading.
    entry : makes an entry of the fields of a line; raises ValueError where they are none.
    todo : what to do about a line that is none.
    shorter : how many columns a ledger of an older version has, 0 for as many; the fields that it lacks are "".
    """

    file: str
    columns: tuple[str, ...]
    entry: Callable[[list[str]], T]
    todo: str = "Put back a copy of the file; it is only ever added to."
    shorter: int = 0

    def entries(self, workspace: Path) -> list[T]:
        """Every entry, in the order entered; none where there is no such file yet.

        Raises SettingsError for a heading or a line that is not this ledger's, StorageError where it cannot be read. A last
        line without a line end is a line like others: it counts where it is an entry, and is told of where it is none.
        """
        return self._entries(self._text(workspace))

    def _entries(self, text: str) -> list[T]:
        found, older = [], bool(self.shorter)
        for number, row in self._rows(text):
            older = older and len(row) == self.shorter  # such lines come first: one further down was cut
            try:
                if not older and len(row) != len(self.columns):
                    raise ValueError(row)
                found.append(self.entry([*row, *[""] * (len(self.columns) - len(row))]))
            except ValueError:
                raise self._fault(number, row, "an entry") from None
        return found

    def add(self, workspace: Path, rows: Sequence[Sequence[object]]) -> None:
        """Add rows at the end, in one step: whoever stops it half way finds the ledger as it was.

        Raises what `entries` does: nothing is added to a ledger that cannot be read. StorageError where the disk refuses.
        """
        held, added = self._text(workspace), io.StringIO()
        self._entries(held)
        csv.writer(added).writerows(rows)
        lines = held.splitlines(keepends=True)[1:] if held else []
        if lines:
            lines[-1] = lines[-1].rstrip("\r\n") + "\r\n"
        text = "".join([",".join(self.columns), "\r\n", *lines, added.getvalue()])
        path = workspace / self.file
        fresh = path.with_name(path.name + FRESH)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(text.encode("utf-8"))
            flush(fresh)
            fresh.replace(path)
        except OSError as error:
            raise StorageError(
                f"{self.file} could not be written ({error.strerror or error}). It is as it was.",
                f"Make room on the disk, close programs that have it open, and remove {self.file}{FRESH} if it is there. Then "
                "run the command again.",
            ) from error

    def _text(self, workspace: Path) -> str:
        path = workspace / self.file
        try:
            held = path.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise StorageError(
                f"{self.file} cannot be read ({error.strerror or error}).",
                "It has to be a file that you may read. Put back a copy of it, or close programs that have it open.",
            ) from error
        try:
            text = held.decode("utf-8-sig")  # a spreadsheet leaves a byte-order mark
        except UnicodeDecodeError as error:
            line = held[: error.start].count(b"\n") + 1
            raise SettingsError(f"{self.file}, line {line}: it is not in UTF-8.", self.todo) from None
        if not text.strip():
            raise SettingsError(f"{self.file}, line 1: the file is empty; not even its heading is left.", self.todo)
        return text

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The lines after the heading, each with its number; whatever the line ends are."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            for row in reader:
                if reader.line_num == 1:
                    if tuple(row) not in {self.columns, self.columns[: self.shorter or None]}:
                        raise self._fault(1, row, "the heading")
                elif row:
                    yield reader.line_num, row
        except csv.Error as error:
            last = text.splitlines()[-1:]
            raise self._fault(reader.line_num, last, f"an entry: {error}") from None

    def _fault(self, number: int, row: list[str], what: str) -> SettingsError:
        columns = ", ".join(self.columns)
        return SettingsError(
            f"{self.file}, line {number}: {','.join(row)[:200]} is not {what} ({columns}).", self.todo
        )  # fmt: skip
