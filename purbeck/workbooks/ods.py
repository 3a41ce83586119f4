"""Rows of OpenDocument spreadsheets as a stream, so that a sheet of a gigabyte takes little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from purbeck import archives
from purbeck.errors import SourceError

CONTENT = "content.xml"
MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# The vocabularies of OpenDocument 1.3, part 3, that sheets are written in, by the customary prefix of each. A file may
# choose other prefixes; its first element says which.
NAMESPACES = {
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0": name for name in ("table", "text", "office", "style")
}  # fmt: skip
NUMBERS = ("float", "percentage", "currency")

# A sheet says "this row 1,048,000 times more" of the empty rest of it. Rows and cells with something in them are never
# written that way so often; a file that does is made to fill the memory.
MOST_COLUMNS = 500
MOST_TIMES = 10_000


@dataclass(frozen=True)
class Row:
    """A row of a sheet that is not empty: its number, counting from 1, and the text of its cells.

    A number is given as the file holds it ("8306"), not as a reader of the sheet sees it ("8,306").
    """

    sheet: str
    number: int
    cells: tuple[str, ...]


def is_spreadsheet(path: Path) -> bool:
    """Whether a file is an OpenDocument spreadsheet, told by its content."""
    with path.open("rb") as file:
        return MEDIA_TYPE in file.read(200)


def rows(path: Path, heard: Callable[[int, int], None] | None = None) -> Iterator[Row]:
    """Every row with something in it, of each sheet, in order; `heard` is told bytes read and bytes there are.

    Raises SourceError where the file is damaged, cut short or made to fill memory or disk.
    """
    yield from read(path, Reader(path.name), heard)


def read(path: Path, reader: Reader, heard: Callable[[int, int], None] | None = None) -> Iterator[Row]:
    """Every row that a reader makes of a file; errors as those of `rows`."""
    member = archives.entry(path, CONTENT)
    done = 0
    try:
        for block in member.blocks():
            reader.parser.Parse(block, False)
            done += len(block)
            if heard is not None:
                heard(done, member.size_bytes)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(path.name, expat.ErrorString(error.code)) from error
    yield from reader.taken()


def damaged(name: str, reason: str) -> SourceError:
    """The error for a spreadsheet that cannot be read to its end."""
    return SourceError(
        f"{name} is a damaged spreadsheet ({reason}).",
        "Download it again, put the new one in its place and run the command again; nothing was lost.",
    )


class Names:
    """The names of elements and attributes as this file writes them."""

    def __init__(self, root: dict[str, str]) -> None:
        said = {uri: key.partition(":")[2] for key, uri in root.items() if key.partition(":")[0] == "xmlns"}
        prefixes = {name: said.get(uri, name) for uri, name in NAMESPACES.items()}

        def of(name: str) -> str:
            space, _, local = name.partition(":")
            return f"{prefixes[space]}:{local}" if prefixes[space] else local

        self.sheet, self.sheet_name = of("table:table"), of("table:name")
        self.row, self.row_times = of("table:table-row"), of("table:number-rows-repeated")
        self.cells = (of("table:table-cell"), of("table:covered-table-cell"))
        self.cell_times = of("table:number-columns-repeated")
        self.kind, self.number, self.string = of("office:value-type"), of("office:value"), of("office:string-value")
        self.date, self.boolean = of("office:date-value"), of("office:boolean-value")
        self.note, self.paragraph = of("office:annotation"), of("text:p")
        self.spaces, self.how_many, self.tab, self.line_break = map(
            of, ("text:s", "text:c", "text:tab", "text:line-break")
        )
        self.column, self.visibility = of("table:table-column"), of("table:visibility")
        self.rows_spanned, self.columns_spanned = of("table:number-rows-spanned"), of("table:number-columns-spanned")
        self.style, self.style_name, self.sheet_style = of("style:style"), of("style:name"), of("table:style-name")
        self.sheet_properties, self.display = of("style:table-properties"), of("table:display")


class Reader:
    """What the parser tells, made into rows. Each kind of element has a function of its own: there are millions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.names: Names | None = None
        self.sheet, self.row, self.row_times, self.times = "", 0, 1, 1
        self.cells: list[str] = []
        self.empty = 0  # cells since the last with something in it
        self.value: str | None = None
        self.words: list[str] = []
        self.paragraphs = 0
        self.ready: list[Row] = []
        self.at_begin: dict[str, Callable[[dict[str, str]], None]] = {}
        self.at_end: dict[str, Callable[[], None]] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity

    def taken(self) -> list[Row]:
        """The rows finished since the last call."""
        ready, self.ready = self.ready, []
        return ready

    def _entity(self, *_: object) -> None:
        raise damaged(self.name, "it defines entities, as files made to do harm do")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in self.at_begin:
            self.at_begin[name](attributes)
        elif self.names is None:
            self.names = Names(attributes)
            self.at_begin = {self.names.sheet: self.begin_sheet}

    def _end(self, name: str) -> None:
        if name in self.at_end:
            self.at_end[name]()

    def begin_sheet(self, attributes: dict[str, str]) -> None:
        """A sheet begins."""
        assert self.names is not None
        self.sheet, self.row = attributes.get(self.names.sheet_name, ""), 0
        self.listen(self.names)

    def _end_sheet(self) -> None:
        assert self.names is not None
        self.at_begin, self.at_end = {self.names.sheet: self.begin_sheet}, {}

    def listen(self, names: Names) -> None:
        """From here on to the end of the sheet, take what its elements hold."""

        def begin_row(attributes: dict[str, str]) -> None:
            self.row_times = self.repeated(attributes.get(names.row_times))
            self.cells, self.empty = [], 0

        def begin_cell(attributes: dict[str, str]) -> None:
            self.times = self.repeated(attributes.get(names.cell_times))
            self.value = attributes.get(names.number if attributes.get(names.kind) in NUMBERS else names.string)
            self.words, self.paragraphs = [], 0

        def begin_note(_: dict[str, str]) -> None:
            """A comment on a cell is no part of its text: until it ends, nothing else is listened to."""
            self.at_begin, self.at_end = {}, {names.note: lambda: self.listen(names)}

        def spaces(attributes: dict[str, str]) -> None:
            self.words.append(" " * min(self.repeated(attributes.get(names.how_many)), MOST_TIMES))

        self.at_begin = {
            names.row: begin_row, names.paragraph: self._begin_paragraph, names.spaces: spaces, names.note: begin_note,
            names.tab: lambda _: self.words.append("\t"), names.line_break: lambda _: self.words.append("\n"),
            **dict.fromkeys(names.cells, begin_cell),
        }  # fmt: skip
        self.at_end = {
            names.row: self._end_row, names.paragraph: self._end_paragraph, names.sheet: self._end_sheet,
            **dict.fromkeys(names.cells, self._end_cell),
        }  # fmt: skip

    def _begin_paragraph(self, _: dict[str, str]) -> None:
        if self.paragraphs:
            self.words.append("\n")
        self.paragraphs += 1
        self.parser.CharacterDataHandler = self.words.append

    def _end_paragraph(self) -> None:
        self.parser.CharacterDataHandler = None

    def _end_cell(self) -> None:
        text = "".join(self.words) if self.value is None else self.value
        if not text:
            self.empty += self.times
            return
        if len(self.cells) + self.empty + self.times > MOST_COLUMNS:
            raise damaged(self.name, f"{self.sheet}, row {self.row + 1}: more than {MOST_COLUMNS:,} columns")
        if self.empty:
            self.cells += [""] * self.empty
            self.empty = 0
        self.cells += [text] * self.times

    def _end_row(self) -> None:
        if self.cells:
            if self.row_times > MOST_TIMES:
                raise damaged(self.name, f"{self.sheet}, row {self.row + 1}: repeated {self.row_times:,} times")
            cells = tuple(self.cells)
            self.ready += [Row(self.sheet, self.row + n, cells) for n in range(1, self.row_times + 1)]
        self.row += self.row_times

    def repeated(self, times: str | None) -> int:
        """How many times a cell or row stands there."""
        if times is None:
            return 1
        if not times.isascii() or not times.isdigit() or times == "0":
            raise damaged(self.name, f'a cell or row repeated "{times[:20]}" times')
        return int(times)
