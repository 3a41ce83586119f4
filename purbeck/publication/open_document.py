"""A workbook becomes an ODS file: the sheets of the XLSX, cell by cell, and the same bytes each time."""

from __future__ import annotations

import io
import re

from odf import dc, meta
from odf.namespaces import OFFICENS, STYLENS, nsdict
from odf.number import Number, NumberStyle, PercentageStyle, Text
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    Header,
    HeaderFooterProperties,
    HeaderStyle,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableRowProperties,
    TextProperties,
)
from odf.table import (
    DatabaseRange,
    DatabaseRanges,
    Table,
    TableCell,
    TableColumn,
    TableHeaderRows,
    TableRow,
)
from odf.teletype import addTextToElement
from odf.text import A, P

from purbeck.figures import rounded
from purbeck.language.speaker import language
from purbeck.publication.sheets import (
    FONT,
    LINK_COLOUR,
    SIZE,
    TITLE_SIZE,
    Book,
    Cell,
    Sheet,
    heads_height,
    height_of,
    holds_numbers,
    title_height,
)
from purbeck.publication.undated import in_xml, undated

WIDTH_OF_A_CHARACTER = 0.23  # centimetres, at twelve points
EDGE = "0.2cm"  # between a number and the next column
NO_DAY = "1980-01-01T00:00:00"
INTERNAL = re.compile(r"^internal:'(.*)'!A1$")
HEADING, WORDS, LINK, HEAD, NUMBER_HEAD = "Heading_20_1", "Words", "Link", "Head", "NumberHead"
RULE = "0.75pt solid #16191b"


def open_document(held: Book) -> bytes:
    """The bytes of the ODS file of a workbook; it opens at the first sheet."""
    _declare_namespaces()
    document = OpenDocumentSpreadsheet()
    _describe(document, held)
    written = Writing(document)
    ranges = DatabaseRanges()
    for sheet in held.sheets:
        document.spreadsheet.addElement(written.sheet(sheet))
        if sheet.grid is not None:
            ranges.addElement(_named(sheet))
    document.spreadsheet.addElement(ranges)
    file = io.BytesIO()
    document.write(file)
    return undated(file.getvalue())


def _declare_namespaces() -> None:
    """Name every namespace before the first file: odfpy declares those that its process has met so far, in that order."""
    for namespace in nsdict:
        P().get_nsprefix(namespace)


def _describe(document: OpenDocumentSpreadsheet, held: Book) -> None:
    """Title, subject, language and paper of the whole."""
    for element, words in ((dc.Title, held.title), (dc.Subject, held.subject), (dc.Language, language())):
        document.meta.addElement(element(text=words))
    document.meta.addElement(meta.CreationDate(text=NO_DAY))
    default = Style(name="Default", family="table-cell")
    code, _, country = language().partition("-")
    default.addElement(
        TextProperties(
            fontfamily=FONT, fontsize=f"{SIZE}pt", language=code, country=country or "GB", fontnameasian=FONT
        )
    )
    document.styles.addElement(default)
    layout = PageLayout(name="A4")
    paper = PageLayoutProperties(pagewidth="29.7cm", pageheight="21cm", printorientation="landscape")
    paper.setAttrNS(STYLENS, "scale-to-X", "1")  # one page across, as many down as it takes: odfpy does not know them
    paper.setAttrNS(STYLENS, "scale-to-Y", "0")
    layout.addElement(paper)
    room = HeaderStyle()
    room.addElement(HeaderFooterProperties(minheight="0.75cm", marginbottom="0.25cm"))
    layout.addElement(room)
    document.automaticstyles.addElement(layout)
    page = MasterPage(name="Default", pagelayoutname="A4")
    if held.mark:
        over = Header()
        over.addElement(P(text=held.mark))
        page.addElement(over)
    document.masterstyles.addElement(page)


class Writing:
    """The styles of one file, made as they are asked for, and its sheets written with them."""

    def __init__(self, document: OpenDocumentSpreadsheet) -> None:
        self._document = document
        self._numbers: dict[str, str] = {}
        self._columns: dict[int, str] = {}
        self._heights: dict[int, str] = {}
        bold = {"fontweight": "bold"}
        self._style(HEADING, bold | {"fontsize": f"{TITLE_SIZE}pt"}, displayname="Heading 1")
        self._style(WORDS, {})
        self._style(LINK, {"color": LINK_COLOUR, "textunderlinestyle": "solid"})
        self._style(HEAD, bold, {"borderbottom": RULE})
        self._style(NUMBER_HEAD, bold, {"borderbottom": RULE, "paddingright": EDGE}, align="end")

    def _style(
        self, name: str, text: dict[str, str], cell: dict[str, str] | None = None, align: str = "start", **more: str
    ) -> None:
        made = Style(name=name, family="table-cell", parentstylename="Default", **more)
        made.addElement(TableCellProperties(wrapoption="wrap", verticalalign="top", **(cell or {})))
        made.addElement(ParagraphProperties(textalign=align))
        made.addElement(TextProperties(**text))
        self._document.styles.addElement(made)

    def sheet(self, sheet: Sheet) -> Table:
        """A sheet with its title in A1, the lines below it, and its table."""
        table = Table(name=sheet.name)
        for width in sheet.widths:
            table.addElement(TableColumn(stylename=self._column(width), defaultcellstylename=WORDS))
        table.addElement(self._row([self._cell(Cell(sheet.title), HEADING)], title_height(sheet)))
        for line in sheet.lines:
            table.addElement(self._row([self._cell(line)], height_of([(line.value, sheet.width)])))
        if sheet.grid is not None:
            heads = [
                self._cell(Cell(heading), NUMBER_HEAD if holds_numbers(sheet.grid, n) else HEAD)
                for n, heading in enumerate(sheet.grid.headings)
            ]
            top = TableHeaderRows()
            top.addElement(self._row(heads, heads_height(sheet.grid, sheet.widths)))
            table.addElement(top)
            for cells in sheet.grid.rows:
                texts = [(cell.value, width) for cell, width in zip(cells, sheet.widths, strict=True)]
                table.addElement(self._row(list(map(self._cell, cells)), height_of(texts)))
        return table

    def _cell(self, cell: Cell, style: str = WORDS) -> TableCell:
        if not isinstance(cell.value, str):
            made = TableCell(stylename=self._number(cell.number_format))
            # As odfpy has it, a value would be checked and turned to text for each cell, which takes most of the time.
            kind = "percentage" if cell.number_format.endswith("%") else "float"
            made.attributes[OFFICENS, "value-type"] = kind
            made.attributes[OFFICENS, "value"] = repr(cell.value)
            made.addElement(P(text=_as_read(cell.value, cell.number_format)), check_grammar=False)
            return made
        made = TableCell(stylename=LINK if cell.link else style)
        made.attributes[OFFICENS, "value-type"] = "string"
        for line in in_xml(cell.value).split("\n"):
            words = P()
            if cell.link:
                words.addElement(A(href=_address(cell.link), text=line))
            else:
                addTextToElement(words, line)  # runs of spaces have elements of their own
            made.addElement(words, check_grammar=False)
        return made

    def _row(self, cells: list[TableCell], height: int) -> TableRow:
        """A row of a height: LibreOffice fits rows to the text on screen, and in print another word may go to the next line."""
        if height not in self._heights:
            self._heights[height] = f"height{height}"
            made = Style(name=self._heights[height], family="table-row")
            made.addElement(TableRowProperties(rowheight=f"{height}pt", useoptimalrowheight="false"))
            self._document.automaticstyles.addElement(made)
        row = TableRow(stylename=self._heights[height])
        for cell in cells:
            row.addElement(cell, check_grammar=False)
        return row

    def _column(self, width: int) -> str:
        if width not in self._columns:
            self._columns[width] = f"width{width}"
            made = Style(name=self._columns[width], family="table-column")
            made.addElement(TableColumnProperties(columnwidth=f"{width * WIDTH_OF_A_CHARACTER:.2f}cm"))
            self._document.automaticstyles.addElement(made)
        return self._columns[width]

    def _number(self, number_format: str) -> str:
        """The style of a number of a format, "#,##0.000", "0.0%" or "" for as it is."""
        if number_format not in self._numbers:
            name = self._numbers[number_format] = f"number{len(self._numbers) + 1}"
            shown = {}
            if number_format:
                self._document.automaticstyles.addElement(_shown_as(f"{name}shown", number_format))
                shown = {"datastylename": f"{name}shown"}
            made = Style(name=name, family="table-cell", parentstylename="Default", **shown)
            made.addElement(TableCellProperties(verticalalign="top", paddingright=EDGE))
            made.addElement(ParagraphProperties(textalign="end"))
            self._document.automaticstyles.addElement(made)
        return self._numbers[number_format]


def _shown_as(name: str, number_format: str) -> NumberStyle | PercentageStyle:
    percentage = number_format.endswith("%")
    made = (PercentageStyle if percentage else NumberStyle)(name=name)
    made.addElement(
        Number(decimalplaces=_decimals(number_format), minintegerdigits=1, grouping=str("," in number_format).lower())
    )
    if percentage:
        made.addElement(Text(text="%"))
    return made


def _decimals(number_format: str) -> int:
    return len(number_format.removesuffix("%").partition(".")[2])


def _as_read(value: float, number_format: str) -> str:
    """A number in the words of its format, for whoever reads the file without a spreadsheet program."""
    if not number_format:
        return repr(value)
    if number_format.endswith("%"):
        return f"{rounded(100 * value, _decimals(number_format)):f}%"
    return f"{rounded(value, _decimals(number_format)):{',' if ',' in number_format else ''}f}"


def _address(link: str) -> str:
    inside = INTERNAL.match(link)
    return f"#{inside[1]}.A1" if inside else link


def _named(sheet: Sheet) -> DatabaseRange:
    """The table of a sheet, by name and with its header row said, as a table of XLSX is."""
    assert sheet.grid is not None
    top = 2 + len(sheet.lines)
    last = _letters(len(sheet.grid.headings))
    place = f"{sheet.name}.A{top}:{sheet.name}.{last}{top + len(sheet.grid.rows)}"
    return DatabaseRange(
        name=sheet.grid.name, targetrangeaddress=place, containsheader="true", displayfilterbuttons="false"
    )


def _letters(column: int) -> str:
    """The letters of a column counted from 1: A, Z, AA."""
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters
