"""One thing said of a row or a cell of a spreadsheet: where it is, what it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from purbeck.workbooks.sheet import cell_name


@dataclass(frozen=True, order=True)
class Message:
    """`column` is 0 for what concerns a whole row, `row` 0 for what concerns the whole sheet."""

    row: int
    column: int
    heading: str
    what: str
    todo: str = ""

    @property
    def where(self) -> str:
        """The row, and the column and cell where it concerns one: 'row 9, "Deadline" (D9)'."""
        if not self.row:
            return "the sheet"
        if not self.column:
            return f"row {self.row}"
        heading = f'"{self.heading}"' if self.heading else "a column without a heading"
        return f"row {self.row}, {heading} ({cell_name(self.row, self.column)})"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}." + (f" {self.todo}" if self.todo else "")
