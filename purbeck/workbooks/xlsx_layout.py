"""What the values of an .xlsx workbook do not tell: merges, hidden parts, errors, per cent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from purbeck import archives
from purbeck.errors import SourceError
from purbeck.workbooks.sheet import DAY_ZERO, MOST_ROWS, Merge, Place, too_large

WORKBOOK, LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
DAY_ZERO_1904 = dt.date(1904, 1, 1)
PERCENT_FORMATS = {"9", "10"}  # the two built into Excel
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
YES = {"1", "true"}

Heard = Callable[[str, Mapping[str, str]], None]


@dataclass
class Layout:
    """One sheet of a workbook but for its values."""

    name: str
    part: str
    hidden: bool
    day_zero: dt.date
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    percentages: set[Place] = field(default_factory=set)
    uncomputed: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    too_large: str = ""
    widest: int = 0  # the last column with something in it


def layouts(path: Path, most_rows: int = MOST_ROWS) -> list[Layout]:
    """The sheets of a workbook, in order. Raises SourceError where it is damaged or a trap."""
    links: dict[str, str] = {}
    found: list[Layout] = []
    zero = [DAY_ZERO]

    def link(name: str, said: Mapping[str, str]) -> None:
        if name == "Relationship" and said["Type"].endswith("/worksheet"):  # a sheet may also be a chart
            links[said["Id"]] = normpath(join("xl", said["Target"])).lstrip("/")

    def sheet(name: str, said: Mapping[str, str]) -> None:
        if name == "workbookPr" and said.get("date1904") in YES:
            zero[0] = DAY_ZERO_1904
        elif name == "sheet":
            hidden = said.get("state", "visible") != "visible"
            if said["id"] in links:
                found.append(Layout(said["name"], links[said["id"]], hidden, zero[0]))

    _parse(path, LINKS, link)
    _parse(path, WORKBOOK, sheet)
    percent = _percent_styles(path)
    for layout in found:
        _Cells(path, layout, percent, most_rows)
    return found


def _percent_styles(path: Path) -> set[str]:
    """The numbers of the cell styles that show a number as per cent."""
    formats = set(PERCENT_FORMATS)
    styles: set[str] = set()
    within: list[str] = []  # the list of formats that is being read; styles of cells are counted in one of them
    count = [0]

    def heard(name: str, said: Mapping[str, str]) -> None:
        if name == "numFmt" and "%" in said.get("formatCode", ""):
            formats.add(said["numFmtId"])
        elif name in {"cellStyleXfs", "cellXfs"}:
            within[:] = [name]
        elif name == "xf" and within == ["cellXfs"]:
            if said.get("numFmtId") in formats:
                styles.add(str(count[0]))
            count[0] += 1
        elif name in {"cellStyles", "dxfs"}:
            within[:] = []

    if archives.holds(path, STYLES):
        _parse(path, STYLES, heard)
    return styles


class _Cells:
    """One pass over the cells of a sheet."""

    def __init__(self, path: Path, layout: Layout, percent: set[str], most_rows: int) -> None:
        self.layout, self.percent, self.most_rows = layout, percent, most_rows
        self.row = self.column = 0
        self.is_error = self.is_text = self.has_formula = False
        self.style = ""
        self.value: list[str] = []
        self.listening = False
        parser = _parser(path.name, self.begin)
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        _feed(path, layout.part, parser)

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        if name == "c":
            self.begin_cell(said)
        elif name == "v" or name == "t":
            self.listening = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.row = int(said.get("r", self.row + 1))
            self.column = 0
            if said.get("hidden") in YES:
                self.layout.hidden_rows.add(self.row)
        elif name == "col" and said.get("hidden") in YES:
            self.layout.hidden_columns.append((int(said["min"]), int(said["max"])))
        elif name == "mergeCell":
            self.layout.merges.append(_merge(said["ref"]))

    def begin_cell(self, said: Mapping[str, str]) -> None:
        at = CELL.fullmatch(said.get("r", ""))
        self.column = _number(at[1]) if at else self.column + 1
        self.is_error, self.is_text, self.has_formula = said.get("t") == "e", said.get("t") == "str", False
        self.style, self.value = said.get("s", ""), []

    def text(self, text: str) -> None:
        if self.listening:
            self.value.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name == "v" or name == "t":
            self.listening = False
        elif name == "c" and (self.value or self.has_formula):
            self.end_cell("".join(self.value))

    def end_cell(self, value: str) -> None:
        self.layout.too_large = self.layout.too_large or too_large(self.row, self.column, self.most_rows)
        if self.layout.too_large:
            return
        self.layout.widest = max(self.layout.widest, self.column)
        place = (self.row, self.column)
        if self.is_error:
            self.layout.errors[place] = value
        elif self.has_formula and not value:
            if not self.is_text:  # a formula may well give an empty text
                self.layout.uncomputed.add(place)
        elif self.style in self.percent:
            self.layout.percentages.add(place)


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    (left, top), (right, bottom) = (CELL.fullmatch(end).groups() for end in (first, last or first))  # type: ignore[union-attr]
    return Merge(int(top), _number(left), int(bottom), _number(right))


def _number(column: str) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _parser(file: str, begin: Heard) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        begin(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def entity(*_: object) -> None:
        raise damaged(file, "it defines entities, as files made to do harm do")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    return parser


def _parse(path: Path, part: str, begin: Heard) -> None:
    _feed(path, part, _parser(path.name, begin))


def _feed(path: Path, part: str, parser: expat.XMLParserType) -> None:
    try:
        for block in archives.entry(path, part).blocks():
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(path.name, f"{part}: {expat.ErrorString(error.code)}") from error
    except (KeyError, ValueError, AttributeError) as error:
        raise damaged(path.name, f"{part} is not written as a workbook is") from error


def damaged(file: str, reason: str) -> SourceError:
    """The error for a workbook whose parts cannot be read."""
    return SourceError(f"{file} is a damaged workbook ({reason}).", "Save it again, and run the command again.")
