"""Known leaks of documents, spreadsheets and maps' data: hidden columns, comments, deleted text, notes, properties."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from made_ods import document as open_document_content
from made_ods import row, sheet, write_document
from made_releases import FINDING, HEADS, HIDDEN, ROWS, TITLE, geopackage, page, pdf, repacked, table

from purbeck.attack import attack

OPEN = [(ward, {"Cedar Cross": "3", "Elder Moor": "2"}.get(ward, shown)) for ward, shown in ROWS]
Made = Callable[[Path, bool], dict[str, str | bytes]]


def workbook(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook with the table on its first sheet, and whatever is written after it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        first = book.add_worksheet("Contacts")
        first.write(0, 0, TITLE)
        for at, line in enumerate((HEADS, *ROWS), start=1):
            for column, text in enumerate(line):
                first.write(at, column, float(text) if text.isdigit() else text)
        write(book)
    return out.getvalue()


def hidden_column(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet_of = book.worksheets()[0]
        for at, (_, count) in enumerate(OPEN, start=2):
            if leaking:
                sheet_of.write(at, 2, float(count))
        sheet_of.set_column(2, 2, None, None, {"hidden": True})

    return {"contacts.xlsx": workbook(write)}


def hidden_sheet(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def write(book: xlsxwriter.Workbook) -> None:
        workings = book.add_worksheet("Workings")
        workings.hide()
        for at, line in enumerate([HEADS, *(OPEN if leaking else ROWS)]):
            for column, text in enumerate(line):
                workings.write(at, column, float(text) if text.isdigit() else text)

    return {"contacts.xlsx": workbook(write)}


def comment_of_a_cell(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def write(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].write_comment(4, 1, "Cedar Cross was 3" if leaking else "Cedar Cross was hidden")

    return {"contacts.xlsx": workbook(write)}


def property_of_a_workbook(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def write(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"comments": "Cedar Cross 3, checked" if leaking else "Cedar Cross checked"})

    return {"contacts.xlsx": workbook(write)}


def open_document(folder: Path, leaking: bool) -> dict[str, str | bytes]:
    lines = [HEADS, *(OPEN if leaking else ROWS)]
    cells = [[int(text) if text.isdigit() else text for text in line] for line in lines]
    made = write_document(folder / "contacts.ods", open_document_content(sheet("Contacts", *map(row, cells))))
    return page(table()) | {"contacts.ods": made.read_bytes()}


def document(change: Callable[[docx.document.Document, bool], None], leaking: bool) -> dict[str, str | bytes]:
    made = docx.Document()
    made.add_heading(TITLE, level=2)
    held = made.add_table(rows=0, cols=2)
    for line in (HEADS, *ROWS):
        cells = held.add_row().cells
        for at, text in enumerate(line):
            cells[at].text = text
    change(made, leaking)
    out = io.BytesIO()
    made.save(out)
    return {"contacts.docx": out.getvalue()}


def hidden_text(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def change(made: docx.document.Document, leaking: bool) -> None:
        run = made.add_paragraph("Cedar Cross is hidden.").add_run(" Cedar Cross 3." if leaking else " Cedar Cross.")
        run.font.hidden = True

    return document(change, leaking)


def comment_of_a_document(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def change(made: docx.document.Document, leaking: bool) -> None:
        run = made.add_paragraph("See the table.").runs[0]
        made.add_comment(
            run, text="Cedar Cross is 3, do not print" if leaking else "Do not print", author="A", initials="A"
        )

    return document(change, leaking)


def deleted_text(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    def change(made: docx.document.Document, leaking: bool) -> None:
        run = made.add_paragraph("").add_run("Cedar Cross 3" if leaking else "Cedar Cross")
        taken = run._r.makeelement(qn("w:del"), {qn("w:id"): "1", qn("w:author"): "A"})
        run._r.getparent().append(taken)
        taken.append(run._r)
        for text in run._r.findall(qn("w:t")):
            text.tag = qn("w:delText")

    return document(change, leaking)


def table_of_a_document(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    made = docx.Document()
    made.add_heading(TITLE, level=2)
    held = made.add_table(rows=0, cols=2)
    for line in (HEADS, *(OPEN if leaking else ROWS)):
        cells = held.add_row().cells
        for at, text in enumerate(line):
            cells[at].text = text
    out = io.BytesIO()
    made.save(out)
    return page(table()) | {"contacts.docx": out.getvalue()}


def cache_of_a_chart(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    chart = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    names = "".join(f"<c:pt><c:v>{ward}</c:v></c:pt>" for ward, _ in ROWS)
    values = "".join(f"<c:pt><c:v>{count if leaking else ''}</c:v></c:pt>" for _, count in OPEN)
    part = (
        f'<c:chartSpace xmlns:c="{chart}"><c:ser><c:cat>{names}</c:cat><c:val>{values}</c:val></c:ser></c:chartSpace>'
    )
    files = document(lambda _made, _leaking: None, leaking)
    held = files["contacts.docx"]
    assert isinstance(held, bytes)
    return {"contacts.docx": repacked(held, {"word/charts/chart1.xml": part})}


def lines_of_a_pdf(_folder: Path, leaking: bool) -> dict[str, str | bytes]:
    lines = [
        f"{ward:<20}{count:>8}" if leaking else f"{ward:<20}{shown}"
        for (ward, count), (_, shown) in zip(OPEN, ROWS, strict=True)
    ]
    return page(table()) | {"contacts.pdf": pdf([TITLE, "", *lines])}


def attribute_of_a_layer(folder: Path, leaking: bool) -> dict[str, str | bytes]:
    rows = [
        (ward, int(count) if leaking or shown == count else None)
        for (ward, count), (_, shown) in zip(OPEN, ROWS, strict=True)
    ]
    return page(table()) | {"wards.gpkg": geopackage(folder, rows)}


MADE: dict[str, Made] = {
    "a hidden column of a workbook": hidden_column,
    "a hidden sheet of a workbook": hidden_sheet,
    "a comment of a cell": comment_of_a_cell,
    "a property of a workbook": property_of_a_workbook,
    "a sheet of an OpenDocument file": open_document,
    "hidden text of a document": hidden_text,
    "a comment of a document": comment_of_a_document,
    "deleted text of a document": deleted_text,
    "a table of a document": table_of_a_document,
    "what a chart of a document keeps": cache_of_a_chart,
    "the lines of a PDF": lines_of_a_pdf,
    "an attribute of a GeoPackage": attribute_of_a_layer,
}


@pytest.mark.parametrize("name", MADE)
def test_leak_is_caught(name: str, tmp_path: Path) -> None:
    found = attack(MADE[name](tmp_path, True))
    assert any(one.found.exact and one.found.least == 3 for one in found.leaks), list(found.in_words())


@pytest.mark.parametrize("name", MADE)
def test_mended_twin_passes(name: str, tmp_path: Path) -> None:
    found = attack(MADE[name](tmp_path, False))
    assert found.safe, list(found.in_words())
    assert len(found.unchecked) == 1, "but for the counts, of which there is no file"


def test_what_cannot_be_read_is_told_of() -> None:
    found = attack(
        page(table()) | {"broken.docx": b"PK\x03\x04 no document", "map.png": b"\x89PNG", "sound.mp3": b"\xff\xfb"}
    )
    assert [words.split(" could")[0] for words in found.unchecked[1:]] == ["broken.docx", "map.png", "sound.mp3"]
    assert found.hidden == sum(shown == HIDDEN for _, shown in ROWS), FINDING
