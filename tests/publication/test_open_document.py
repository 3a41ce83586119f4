"""The ODS file read with the standard library: the sheets of the workbook cell by cell, by the Analysis Function's rules."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
import sample_findings as samples

from purbeck.publication.open_document import open_document
from purbeck.publication.publication import Publication
from purbeck.publication.sheets import Book, Cell, Grid, Sheet
from purbeck.publication.undated import in_xml
from purbeck.publication.workbook import SHORTHAND, workbook

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}


def q(name: str) -> str:
    """The full name of "table:table-row"."""
    prefix, local = name.split(":")
    return f"{{{NAMES[prefix]}}}{local}"


@pytest.fixture(scope="module")
def file(formats: dict[str, str | bytes]) -> bytes:
    """The file."""
    return bytes(formats["vale.ods"])  # type: ignore[arg-type]


def part(file: bytes, name: str) -> ElementTree.Element:
    """A part of the file, parsed."""
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(file)).read(name))


def words(paragraph: ElementTree.Element) -> str:
    """The text of a paragraph, with the spaces and broken lines that have elements of their own."""
    said = paragraph.text or ""
    for child in paragraph:
        if child.tag == q("text:s"):
            said += " " * int(child.get(q("text:c"), "1"))
        elif child.tag == q("text:line-break"):
            said += "\n"
        else:
            said += words(child)
        said += child.tail or ""
    return said


def value(cell: ElementTree.Element) -> object:
    """What a cell holds."""
    if cell.get(q("office:value-type")) in ("float", "percentage"):
        return float(str(cell.get(q("office:value"))))
    return "\n".join(words(p) for p in cell.findall("text:p", NAMES))


def read(file: bytes) -> dict[str, list[list[object]]]:
    """The cells of every sheet."""
    tables = part(file, "content.xml").iter(q("table:table"))
    return {
        str(table.get(q("table:name"))): [
            [value(cell) for cell in row.findall("table:table-cell", NAMES)] for row in table.iter(q("table:table-row"))
        ]
        for table in tables
    }


def held(book: Book) -> dict[str, list[list[object]]]:
    """The cells that the workbook's description has."""
    found = {}
    for sheet in book.sheets:
        rows = [[sheet.title], *([line.value] for line in sheet.lines)]
        if sheet.grid:
            rows += [list(sheet.grid.headings), *([cell.value for cell in row] for row in sheet.grid.rows)]
        found[sheet.name] = [[in_xml(v) if isinstance(v, str) else float(v) for v in row] for row in rows]
    return found


def test_sheets_hold_cell_by_cell_what_the_workbook_is_described_to_hold(file: bytes, marked: Publication) -> None:
    assert read(file) == held(workbook(marked))


def test_nothing_is_merged_frozen_hidden_or_computed_and_no_cell_of_a_table_is_empty(file: bytes) -> None:
    text = zipfile.ZipFile(io.BytesIO(file)).read("content.xml").decode()
    for banned in (
        "number-columns-spanned",
        "number-rows-spanned",
        "table:formula",
        "covered-table-cell",
        "visibility",
    ):
        assert banned not in text
    assert "settings.xml" not in zipfile.ZipFile(io.BytesIO(file)).namelist(), "where panes would be frozen"
    assert all(cell not in ("", None) for rows in read(file).values() for row in rows for cell in row)


def test_title_is_a_heading_in_a1_and_the_head_of_every_table_is_marked(file: bytes) -> None:
    content, styles = part(file, "content.xml"), part(file, "styles.xml")
    named = {s.get(q("style:name")): s.get(q("style:display-name")) for s in styles.iter(q("style:style"))}
    ranges = {r.get(q("table:name")): r for r in content.iter(q("table:database-range"))}
    tables = list(content.iter(q("table:table")))
    for table in tables:
        first = next(table.iter(q("table:table-cell")))
        assert named[first.get(q("table:style-name"))] == "Heading 1"
        assert len(table.findall("table:table-header-rows", NAMES)) == (
            0 if table.get(q("table:name")) == "Cover" else 1
        )
    assert len(ranges) == len(tables) - 1
    assert all(r.get(q("table:contains-header")) == "true" for r in ranges.values())


def test_ranges_of_tables_are_where_the_tables_are(file: bytes, marked: Publication) -> None:
    ranges = {r.get(q("table:name")): r.get(q("table:target-range-address"))
              for r in part(file, "content.xml").iter(q("table:database-range"))}  # fmt: skip
    for sheet in workbook(marked).sheets[1:]:
        assert sheet.grid
        top, last = len(sheet.lines) + 2, len(sheet.lines) + 2 + len(sheet.grid.rows)
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(sheet.grid.headings) - 1]
        assert ranges[sheet.grid.name] == f"{sheet.name}.A{top}:{sheet.name}.{letter}{last}"


def test_every_sheet_bears_the_mark_and_every_table_names_its_finding(file: bytes) -> None:
    sheets = read(file)
    assert all(rows[1] == [samples.MARK] for rows in sheets.values())
    for name, rows in sheets.items():
        if name.startswith("Table_"):
            assert re.search(r"Finding \w{12}\.", "\n".join(str(row[0]) for row in rows[:8])), name
    assert sheets["Findings"][4][-1] == "Finding number"


def test_shorthand_is_explained_and_contents_lead_to_every_sheet(file: bytes) -> None:
    sheets = read(file)
    assert {str(row[0]) for row in sheets["Notes"]} >= set(SHORTHAND)
    contents = next(t for t in part(file, "content.xml").iter(q("table:table")) if t.get(q("table:name")) == "Contents")
    leads = [a.get(q("xlink:href")) for a in contents.iter(q("text:a"))]
    assert leads == [f"#{name}.A1" for name in sheets if name not in ("Cover", "Contents")]


def test_document_is_in_british_english_of_arial_with_a_title_and_no_time(file: bytes) -> None:
    about = part(file, "meta.xml")
    assert about.findtext(f".//{q('dc:title')}") == f"{samples.ABOUT.title}: {samples.ABOUT.partnership}"
    assert about.findtext(f".//{q('dc:language')}") == "en-GB"
    text = zipfile.ZipFile(io.BytesIO(file)).read("styles.xml").decode()
    assert 'fo:font-family="Arial"' in text and 'fo:country="GB"' in text and 'fo:font-size="12pt"' in text
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_numbers_are_read_in_the_words_of_their_format() -> None:
    cells = ((1234.5, "#,##0.00"), (0.0666, "0.0%"), (-12.25, "0.0"), (7, "#,##0"), (0.1, ""))
    grid = Grid("held", ("One",), (20,), tuple((Cell(number, number_format=form),) for number, form in cells))
    made = open_document(Book("T", "S", (Sheet("Only", "A title", (), grid),)))
    shown = [words(p) for p in part(made, "content.xml").iter(q("text:p"))]
    assert shown == ["A title", "One", "1,234.50", "6.7%", "-12.3", "7", "0.1"]


def test_mark_stands_over_each_printed_page_and_rows_have_room_for_their_lines() -> None:
    long = "A line of twenty. " * 4
    heads = ("One", "Residents of whom it is known (people)")  # which LibreOffice breaks into four lines
    grid = Grid("held", heads, (20, 14), ((Cell(long.strip()), Cell("short")),))
    made = open_document(Book("T", "S", (Sheet("Only", "A title", (), grid, width=20),), "For partners & nobody else"))
    over = part(made, "styles.xml").find(".//style:master-page/style:header", NAMES)
    assert over is not None and [words(p) for p in over] == ["For partners & nobody else"]
    content = part(made, "content.xml")
    heights = {
        style.get(q("style:name")): style.find("style:table-row-properties", NAMES).get(q("style:row-height"))  # type: ignore[union-attr]
        for style in content.iter(q("style:style")) if style.get(q("style:family")) == "table-row"
    }  # fmt: skip
    rows = [heights[row.get(q("table:style-name"))] for row in content.iter(q("table:table-row"))]
    assert rows == ["22pt", "64pt", "64pt"]


def test_same_findings_give_the_same_bytes(file: bytes, marked: Publication) -> None:
    assert open_document(workbook(marked)) == file
