"""Sheets of an OpenDocument spreadsheet with all that people see of them, for lists filled in."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from purbeck.workbooks import ods
from purbeck.workbooks.sheet import MOST_ROWS, Merge, Place, Sheet, Value, too_large

PERCENTAGE = "percentage"


def sheets(path: Path, most_rows: int = MOST_ROWS) -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet, in order. Raises SourceError where it is damaged or a trap."""
    reader = _Sheets(path.name, most_rows)
    deque(ods.read(path, reader), maxlen=0)  # its rows of texts are not needed
    return tuple(one.finished() for one in reader.sheets)


class _Gathered:
    """A sheet while it is read."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.cells: dict[Place, Value] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: list[tuple[int, int]] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.percentages: set[Place] = set()
        self.too_large = ""

    def finished(self) -> Sheet:
        if self.too_large:
            return Sheet(self.name, {}, hidden=self.hidden, too_large=self.too_large)
        rows, columns = {row for row, _ in self.cells}, {column for _, column in self.cells}
        return Sheet(
            self.name, self.cells, tuple(self.merges), self.hidden,
            frozenset(row for first, last in self.hidden_rows for row in rows if first <= row <= last),
            frozenset(column for first, last in self.hidden_columns for column in columns if first <= column <= last),
            frozenset(self.percentages),
        )  # fmt: skip


class _Sheets(ods.Reader):
    """The reader of rows, which notes beside each row what its text does not tell."""

    def __init__(self, name: str, most_rows: int) -> None:
        super().__init__(name)
        self.most_rows = most_rows
        self.sheets: list[_Gathered] = []
        self.undisplayed: set[str] = set()
        self.style_named = ""
        self.columns = 0
        self.at = 0
        self.said: Mapping[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take styles too, which stand before the first sheet."""
        first = self.names is None
        super().begin(name, attributes)
        if first and self.names is not None:
            self.at_begin |= {self.names.style: self._begin_style, self.names.sheet_properties: self._properties}

    def _begin_style(self, attributes: dict[str, str]) -> None:
        assert self.names is not None
        self.style_named = attributes.get(self.names.style_name, "")

    def _properties(self, attributes: dict[str, str]) -> None:
        assert self.names is not None
        if attributes.get(self.names.display) == "false":
            self.undisplayed.add(self.style_named)

    def begin_sheet(self, attributes: dict[str, str]) -> None:
        """A sheet, which its style may hide."""
        super().begin_sheet(attributes)
        assert self.names is not None
        self.sheets.append(_Gathered(self.sheet, attributes.get(self.names.sheet_style, "") in self.undisplayed))
        self.columns = 0

    def listen(self, names: ods.Names) -> None:
        """Add to what is heard of each row and cell."""
        super().listen(names)
        begin_row, begin_cell = self.at_begin[names.row], self.at_begin[names.cells[0]]
        end_cell = self.at_end[names.cells[0]]

        def column(attributes: dict[str, str]) -> None:
            first = self.columns + 1
            self.columns += self.repeated(attributes.get(names.cell_times))
            if attributes.get(names.visibility, "visible") != "visible":
                self.sheets[-1].hidden_columns.append((first, self.columns))

        def row(attributes: dict[str, str]) -> None:
            begin_row(attributes)
            if attributes.get(names.visibility, "visible") != "visible":
                self.sheets[-1].hidden_rows.append((self.row + 1, self.row + self.row_times))

        def cell(attributes: dict[str, str]) -> None:
            begin_cell(attributes)
            self.at, self.said = len(self.cells) + self.empty + 1, attributes

        def cell_ended() -> None:
            self._take(names)
            end_cell()

        self.at_begin |= {names.column: column, names.row: row, **dict.fromkeys(names.cells, cell)}
        self.at_end |= dict.fromkeys(names.cells, cell_ended)

    def _take(self, names: ods.Names) -> None:
        """Note the cell that has ended, in each row and column that it stands for."""
        sheet = self.sheets[-1]
        down, across = (self.repeated(self.said.get(name)) for name in (names.rows_spanned, names.columns_spanned))
        if down > 1 or across > 1:
            sheet.merges.append(Merge(self.row + 1, self.at, self.row + down, self.at + across - 1))
        text = self.value or "".join(self.words)
        if not text and names.date not in self.said and names.boolean not in self.said:
            return
        sheet.too_large = sheet.too_large or too_large(
            self.row + self.row_times, self.at + self.times - 1, self.most_rows
        )
        if sheet.too_large:
            return
        value = self._value(names, text)
        for row in range(self.row + 1, self.row + self.row_times + 1):
            for column in range(self.at, self.at + self.times):
                sheet.cells[row, column] = value
                if self.said.get(names.kind) == PERCENTAGE:
                    sheet.percentages.add((row, column))

    def _value(self, names: ods.Names, text: str) -> Value:
        try:
            if self.said.get(names.kind) in ods.NUMBERS:
                return float(text)
            if names.date in self.said:
                at = dt.datetime.fromisoformat(self.said[names.date])
                return at if at.time() != dt.time() else at.date()
        except ValueError as error:
            raise ods.damaged(
                self.name, f'{self.sheet}, row {self.row + 1}: "{text[:20]}" is no number or date'
            ) from error
        return self.said[names.boolean] == "true" if names.boolean in self.said else text
