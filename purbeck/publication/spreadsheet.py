"""A workbook becomes an XLSX file: real tables, tagged headings, links, no formulas, the same bytes."""

from __future__ import annotations

import copy
import datetime as dt
import io
from xml.etree import ElementTree

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from purbeck.publication.sheets import FONT as FONT_NAME
from purbeck.publication.sheets import (
    LINE_HEIGHT,
    LINK_COLOUR,
    SIZE,
    TITLE_SIZE,
    Book,
    Cell,
    Grid,
    Sheet,
    heads_height,
    height_of,
    holds_numbers,
    title_height,
)
from purbeck.publication.undated import NO_TIME, in_xml, undated

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = "xl/styles.xml"
HEADING_1 = ("Heading 1", "16")  # the name and number of the built-in style that screen readers know
FONT = {"font_name": FONT_NAME, "font_size": SIZE}
LONGEST_LINK = 2000  # Excel takes 2,079 characters
WRAPPED = {"text_wrap": True, "valign": "top"}
A4 = 9


def spreadsheet(held: Book) -> bytes:
    """The bytes of the XLSX file of a workbook; the same workbook gives the same bytes."""
    file = io.BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(
        file, {"in_memory": True, "default_format_properties": dict(FONT), **as_text}
    )  # a copy: it is written to
    book.set_properties({"title": held.title, "subject": held.subject, "author": "", "created": dt.datetime(*NO_TIME)})  # noqa: DTZ001
    formats = Formats(book)
    for sheet in held.sheets:
        page = book.add_worksheet(sheet.name)
        if held.mark:
            page.set_header(f"&L{held.mark.replace('&', '&&')}")
        _write(page, sheet, formats)
    book.close()
    return _with_tagged_headings(file.getvalue(), formats.title.xf_index)


class Formats:
    """The formats of a workbook, made as they are asked for."""

    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format(FONT | {"font_size": TITLE_SIZE, "bold": True, "valign": "top", "text_wrap": True})
        self.words = book.add_format(FONT | WRAPPED)
        self.link = book.add_format(FONT | WRAPPED | {"hyperlink": True, "font_color": LINK_COLOUR, "underline": 1})
        self.head = book.add_format(FONT | WRAPPED | {"bold": True, "bottom": 1})
        self.number_head = book.add_format(FONT | WRAPPED | {"bold": True, "bottom": 1, "align": "right", "indent": 1})
        self._book = book
        self._numbers: dict[str, Format] = {}

    def number(self, number_format: str) -> Format:
        """The format of a number."""
        if number_format not in self._numbers:
            shown = FONT | {"valign": "top", "align": "right", "indent": 1, "num_format": number_format or "General"}
            self._numbers[number_format] = self._book.add_format(shown)
        return self._numbers[number_format]


def _write(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    page.set_column(0, 0, sheet.width)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_default_row(LINE_HEIGHT)
    page.write_string(0, 0, in_xml(sheet.title), formats.title)
    page.set_row(0, title_height(sheet))
    for row, line in enumerate(sheet.lines, start=1):
        _write_cell(page, row, 0, line, formats)
        page.set_row(row, height_of([(line.value, sheet.width)]))
    if sheet.grid is not None:
        _write_grid(page, sheet.grid, 1 + len(sheet.lines), sheet.widths, formats)


def _write_grid(page: Worksheet, grid: Grid, top: int, widths: tuple[int, ...], formats: Formats) -> None:
    """A real table with its header row, no filter buttons and no background, headed on every printed page."""
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    heads = [formats.number_head if holds_numbers(grid, n) else formats.head for n in range(len(widths))]
    columns = [{"header": in_xml(h), "header_format": head} for h, head in zip(grid.headings, heads, strict=True)]
    options = {"name": grid.name, "columns": columns, "autofilter": False, "style": None}
    page.add_table(top, 0, top + len(grid.rows), len(grid.headings) - 1, options)
    page.repeat_rows(top)
    page.set_row(top, heads_height(grid, widths))
    for row, cells in enumerate(grid.rows, start=top + 1):
        page.set_row(row, height_of([(cell.value, width) for cell, width in zip(cells, widths, strict=True)]))
        for column, cell in enumerate(cells):
            _write_cell(page, row, column, cell, formats)


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, formats: Formats) -> None:
    if isinstance(cell.value, int | float):
        page.write_number(row, column, cell.value, formats.number(cell.number_format))
    elif cell.link and len(cell.link) <= LONGEST_LINK:
        page.write_url(row, column, cell.link, formats.link, in_xml(cell.value))
    else:
        page.write_string(row, column, in_xml(cell.value), formats.words)


def _with_tagged_headings(file: bytes, title_format: int) -> bytes:
    """The file with its titles marked as headings, which XlsxWriter does not do: the built-in style Heading 1."""
    return undated(file, lambda name, held: _styled(held, title_format) if name == STYLES else held)


def _styled(styles: bytes, title_format: int) -> bytes:
    ElementTree.register_namespace("", MAIN)
    top = ElementTree.fromstring(styles)
    style_formats, cell_formats, named = (_part(top, name) for name in ("cellStyleXfs", "cellXfs", "cellStyles"))
    title = cell_formats[title_format]
    number = str(len(style_formats))
    title.set("xfId", number)
    style = copy.deepcopy(title)
    del style.attrib["xfId"]
    style_formats.append(style)
    name, built_in = HEADING_1
    ElementTree.SubElement(named, f"{{{MAIN}}}cellStyle", {"name": name, "xfId": number, "builtinId": built_in})
    for part in (style_formats, named):
        part.set("count", str(len(part)))
    return bytes(ElementTree.tostring(top, encoding="UTF-8", xml_declaration=True))


def _part(top: ElementTree.Element, name: str) -> ElementTree.Element:
    found = top.find(f"{{{MAIN}}}{name}")
    assert found is not None, f"styles without {name}"
    return found
