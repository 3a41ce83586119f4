"""What an import would do, row by row: the noun of this folder. Rows read = rows kept + rows rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from purbeck.strategy.entry import Part
from purbeck.strategy.faults import Fault
from purbeck.strategy.importing.message import Message
from purbeck.strategy.importing.table import Column, Line, Table

Outcome = Literal["added", "there", "refused", "no_entry"]
KEPT: tuple[Outcome, ...] = ("added", "there")  # what the sheet says stands in the strategy, from now on or already


@dataclass
class Row:
    """A row of the sheet, and what becomes of it.

    "there" is a row whose entry stands in the strategy already and says the same; "no_entry" a total, a footnote, a
    repetition. `refusals` are why it is refused, `said` what is to be known of how it was read, `unused` values that
    were read as nothing, by column.
    """

    line: Line
    outcome: Outcome = "added"
    id: str = ""
    title: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    part: Part | None = None
    why: str = ""
    refusals: list[Message] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its number in the sheet."""
        return self.line.row

    def refuse(self, what: str, todo: str, column: int = 0, heading: str = "") -> None:
        """Say why it cannot be taken."""
        self.refusals.append(Message(self.number, column, heading, what, todo))

    def say(self, what: str, column: int = 0, heading: str = "", todo: str = "") -> None:
        """Say what is to be known of how it was read."""
        self.said.append(Message(self.number, column, heading, what, todo))


@dataclass(frozen=True)
class Proposal:
    """All of it. `faults` are what the strategy's files would give if it were carried out; then it cannot be.

    `named` says whether the list was named, or told by the headings.
    """

    file: str
    table: Table
    named: bool
    target: str  # the strategy's file that the list stands in
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    def of(self, *outcomes: Outcome) -> tuple[Row, ...]:
        """The rows with one of these outcomes."""
        return tuple(row for row in self.rows if row.outcome in outcomes)

    @property
    def read(self) -> int:
        """How many rows were read."""
        return len(self.rows)

    @property
    def kept(self) -> int:
        """How many of them stand in the strategy once it is carried out."""
        return len(self.of(*KEPT))

    @property
    def rejected(self) -> int:
        """How many of them do not."""
        return len(self.of("refused", "no_entry"))

    @property
    def entries(self) -> Sequence[dict[str, Any]]:
        """What would be written, in the order of the rows."""
        return [row.raw for row in self.of("added")]

    @property
    def left_out(self) -> tuple[tuple[Column, int], ...]:
        """The columns that give no field and hold something, and in how many rows they do."""
        counted = [
            (column, sum(column.number in row.line.cells for row in self.rows))
            for column in self.table.columns
            if not column.path
        ]
        return tuple((column, count) for column, count in counted if count)
