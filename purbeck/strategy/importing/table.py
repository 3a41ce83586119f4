"""A list within a sheet: which row heads it, which column is which field, which rows people filled in."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from purbeck.errors import SourceError
from purbeck.strategy.importing import days, spellings
from purbeck.strategy.importing.cells import Cell
from purbeck.strategy.importing.fields import fields_of
from purbeck.strategy.importing.known import file_of, label_of
from purbeck.strategy.importing.message import Message
from purbeck.strategy.importing.spellings import alike, heading_alike, tidy
from purbeck.strategy.reading import VOICES
from purbeck.workbooks.sheet import Merge, Sheet, letters

HEADED_WITHIN = 60  # rows
JOINED = {"prose"}  # kinds of field that several columns may give together; so may all that hold several values
LIKE_ENOUGH = 0.8


@dataclass(frozen=True)
class Column:
    """A column: its number and heading, the field it gives, or "" and why it gives none."""

    number: int
    heading: str
    path: str
    why: str = ""

    @property
    def name(self) -> str:
        """As people would name it."""
        return f'"{self.heading}" ({letters(self.number)})' if self.heading else f"column {letters(self.number)}"


@dataclass(frozen=True)
class Line:
    """A row with something of its own in it: its cells by column, and the merges that lie across its columns."""

    row: int
    cells: Mapping[int, Cell]
    across: tuple[Merge, ...] = ()
    covered: tuple[int, ...] = ()  # columns in which it holds something beneath a merge

    @property
    def own(self) -> list[Cell]:
        """The cells that no merge filled."""
        return [cell for cell in self.cells.values() if not cell.filled]


@dataclass(frozen=True)
class Table:
    """A list of entries as a sheet holds it."""

    name: str
    sheet: Sheet
    header: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    above: tuple[tuple[int, str], ...]
    said: tuple[Message, ...]
    doubtful: frozenset[int]

    @property
    def secret(self) -> bool:
        """Whether it holds what people said, of which no message repeats anything: others may read the message."""
        return file_of(self.name).startswith(f"{VOICES}/")

    def taken(self) -> Iterator[Column]:
        """The columns that give a field."""
        return (column for column in self.columns if column.path)

    def repeats_headings(self, line: Line) -> bool:
        """Whether a row says the headings again, as on every printed page."""
        said = {column.number: column.heading for column in self.columns if column.heading}
        return len(line.cells) > 1 and all(alike(c.text) == alike(said.get(n, "")) for n, c in line.cells.items())


def header_of(sheet: Sheet, name: str) -> tuple[int, int]:
    """The row of a sheet that heads a list, and how many fields it names; 0 and 0 where none does.

    It must name what people call an entry by, or of a list whose entries are called by nothing two fields.
    """
    best = (0, 0)
    needed = {path for path, field in fields_of(name).items() if field.needed} - {"id"}
    label = label_of(name)
    known = spellings.known_headings(name)
    for row in sheet.rows[:HEADED_WITHIN]:
        found = {known[h][0] for text in _texts(sheet, row).values() if (h := heading_alike(text)) in known}
        enough = min(2, len(needed)) if label else 2
        if (not label or label in found) and len(found) >= enough and len(found) > best[1]:
            best = (row, len(found))
    return best


def table_of(file: str, sheet: Sheet, name: str, header: int) -> Table:
    """The list that a row heads. Raises SourceError where headings are merged across columns or take several rows."""
    last = _end_of_headings(file, sheet, header)
    said: list[Message] = []
    cells, covered = _filled(sheet, last, said)
    lines = tuple(_lines(sheet, last, cells, covered))
    columns = _columns(sheet, name, header, {number for line in lines for number in line.cells})
    said += _hidden(sheet, lines, columns)
    above = tuple((row, " ".join(_texts(sheet, row, filled=False).values())) for row in sheet.rows if row < header)
    kinds = fields_of(name)
    doubtful = frozenset(
        c.number for c in columns if c.path and kinds[c.path].kind == "day"
        and days.month_first([ln.cells[c.number].text for ln in lines if c.number in ln.cells])
    )  # fmt: skip
    return Table(name, sheet, header, columns, lines, above, tuple(said), doubtful)


def _texts(sheet: Sheet, row: int, filled: bool = True) -> dict[int, str]:
    """The texts of a row by column; `filled` takes those that an upright merge brings down into it."""
    found = {column: tidy(str(sheet.cells[row, column])) for column in sheet.columns if (row, column) in sheet.cells}
    for merge in sheet.merges if filled else ():
        if merge.upright and merge.top < row <= merge.bottom and (merge.top, merge.left) in sheet.cells:
            found.setdefault(merge.left, tidy(str(sheet.cells[merge.top, merge.left])))
    return dict(sorted((column, text) for column, text in found.items() if text))


def _end_of_headings(file: str, sheet: Sheet, header: int) -> int:
    where = f"{file}, sheet {sheet.name}, row {header}" if sheet.name else f"{file}, row {header}"
    last = header
    for merge in sheet.merges:
        if merge.top <= header <= merge.bottom and (merge.top, merge.left) in sheet.cells:
            if not merge.upright:
                text = " ".join(tidy(str(sheet.cells[merge.top, merge.left])).split())
                raise SourceError(
                    f'{where}: the heading "{text}" is merged across columns ({merge}), so that it cannot be told what '
                    "stands in each of them.",
                    "Take the merge apart and give each column a heading of its own in one row, then run it again.",
                )
            last = max(last, merge.bottom)
    below = [row for row in sheet.rows if header < row <= last]
    if below:
        raise SourceError(
            f"{where}: the headings go on in row {below[0]}, below cells that are merged over both rows.",
            "Put all headings into one row, then run it again.",
        )
    return last


def _filled(
    sheet: Sheet, last: int, said: list[Message]
) -> tuple[dict[tuple[int, int], Cell], dict[int, list[int]]]:  # fmt: skip
    """The cells below the headings with those that upright merges give; columns with content beneath a merge, by row."""
    places = {*sheet.cells, *sheet.uncomputed}
    cells = {place: _cell(sheet, place) for place in places if place[0] > last}
    cells = {place: cell for place, cell in cells.items() if cell.text or cell.uncomputed}
    rows = {row for row, _ in cells}
    covered: dict[int, list[int]] = {}
    for merge in sheet.merges:
        if merge.top <= last:
            continue
        for row, column in merge.places():
            if (row, column) in cells:
                covered.setdefault(row, []).append(column)
        first = cells.get((merge.top, merge.left))
        down = [row for row in range(merge.top + 1, merge.bottom + 1) if row in rows]
        if merge.upright and first is not None and down:
            for row in down:
                cells.setdefault(
                    (row, merge.left),
                    Cell(first.value, (row, merge.left), first.percentage, first.uncomputed, filled=True),
                )
            said.append(Message(merge.top, 0, "", f"{merge} is merged; what it says was read for each of its rows"))
    return cells, covered


def _cell(sheet: Sheet, place: tuple[int, int]) -> Cell:
    return Cell(sheet.cells.get(place, ""), place, place in sheet.percentages, place in sheet.uncomputed)


def _lines(
    sheet: Sheet, last: int, cells: dict[tuple[int, int], Cell], covered: dict[int, list[int]]
) -> Iterator[Line]:  # fmt: skip
    across = [merge for merge in sheet.merges if not merge.upright and merge.top > last]
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(cells.items()):
        by_row.setdefault(row, {})[column] = cell
    for row, held in by_row.items():
        if any(not cell.filled for cell in held.values()):
            merged = tuple(merge for merge in across if merge.top <= row <= merge.bottom)
            yield Line(row, held, merged, tuple(covered.get(row, ())))


def _columns(sheet: Sheet, name: str, header: int, used: set[int]) -> tuple[Column, ...]:
    """Every column with a heading or something below it. Of several that give one field, the likeliest heading counts."""
    texts = {number: " ".join(text.split()) for number, text in _texts(sheet, header).items()}
    known, fields = spellings.known_headings(name), fields_of(name)
    ranks = {number: known[h] for number, text in texts.items() if (h := heading_alike(text)) in known}
    best: dict[str, int] = {}
    for number, (path, _) in sorted(ranks.items(), key=lambda one: (one[1][1], one[0])):
        best.setdefault(path, number)
    found = []
    for number in sorted({*texts, *used}):
        heading = texts.get(number, "")
        path = ranks[number][0] if number in ranks else ""
        joins = path and (fields[path].many or fields[path].kind in JOINED)
        if path and not joins and best[path] != number:
            why = f'it reads as {fields[path].spoken}, which "{texts[best[path]]}" gives'
            found.append(Column(number, heading, "", why))
        else:
            found.append(Column(number, heading, path, "" if path else _why(name, heading, known)))
    return tuple(found)


def _why(name: str, heading: str, known: Mapping[str, tuple[str, int]]) -> str:
    """Why a column gives no field."""
    if not heading:
        return "it has no heading"
    if alike(heading.rstrip(".:")) in spellings.ignored_headings():
        return "it says nothing of an entry"
    if elsewhere := spellings.why_elsewhere(name, heading):
        return elsewhere
    close = difflib.get_close_matches(heading_alike(heading), known, n=1, cutoff=LIKE_ENOUGH)
    return f'no field is headed so; did you mean "{close[0]}"?' if close else "no field is headed so"


def _hidden(sheet: Sheet, lines: tuple[Line, ...], columns: tuple[Column, ...]) -> Iterator[Message]:
    """What is said of rows and columns that the sheet hides: they count as the others do."""
    rows = [str(line.row) for line in lines if line.row in sheet.hidden_rows]
    if rows:
        which = f"row {rows[0]} is" if len(rows) == 1 else f"rows {', '.join(rows)} are"
        yield Message(0, 0, "", f"{which} hidden, and read like the others", "Delete what should not be read.")
    for column in columns:
        if column.number in sheet.hidden_columns:
            done = "read like the others" if column.path else "left out"
            yield Message(0, 0, "", f"column {column.name} is hidden, and {done}")
