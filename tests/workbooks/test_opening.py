"""Spreadsheet files opened: what each kind holds, what its values do not tell, and files that cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from made_ods import cell, document, row, sheet, write_document, write_ods
from made_xlsx import workbook
from openpyxl.worksheet.worksheet import Worksheet

from purbeck.errors import SourceError
from purbeck.workbooks import delimited_text
from purbeck.workbooks.opening import read
from purbeck.workbooks.sheet import DAY_ZERO, MOST_ROWS, Merge, Sheet, cell_name, letters

HALF_PAST_NINE = dt.datetime(2027, 3, 31, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
ODD = (
    b"<x><sheet/><c r='Q'><v>1</v></c><mergeCell ref='?'/><Relationship/></x>"  # well formed, and no part of a workbook
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def excel(path: Path, change: Callable[[Worksheet], None]) -> Sheet:
    """The first sheet of a workbook that openpyxl wrote."""
    book = openpyxl.Workbook()
    change(book.active)
    book.save(path)
    return read(path).sheets[0]


def with_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_cells_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert cell_name(9, 4) == "D9"
    assert str(Merge(2, 1, 4, 1)) == "A2:A4"


def test_every_kind_of_value_of_a_workbook(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page["B3"] = "words\nand more "
        page["C3"], page["D3"] = 12, 1.5
        page["E3"] = dt.date(2027, 3, 31)
        page["F3"] = HALF_PAST_NINE
        page["G3"], page["H3"] = True, dt.time(9, 30)

    found = excel(tmp_path / "b.xlsx", fill)
    assert found.cells == {
        (3, 2): "words\nand more ", (3, 3): 12.0, (3, 4): 1.5, (3, 5): dt.date(2027, 3, 31),
        (3, 6): HALF_PAST_NINE, (3, 7): True, (3, 8): dt.time(9, 30),
    }  # fmt: skip
    assert not isinstance(found.cells[3, 5], dt.datetime)
    assert (found.rows, found.columns) == ((3,), (2, 3, 4, 5, 6, 7, 8))


def test_what_the_values_of_a_workbook_do_not_tell(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page["A1"] = "merged"
        page.merge_cells("A1:A3")
        page.merge_cells("B1:D2")
        page["B4"] = "=1+1"
        page["C4"] = "#REF!"
        page["C4"].data_type = "e"
        page["D4"], page["E4"], page["F4"] = 0.5, 0.5, 0.5
        page["D4"].number_format, page["E4"].number_format = "0%", '0.0"% of all"'
        page.row_dimensions[4].hidden = True
        page.column_dimensions["D"].hidden = True

    found = excel(tmp_path / "b.xlsx", fill)
    assert found.merges == (Merge(1, 1, 3, 1), Merge(1, 2, 2, 4))
    assert found.uncomputed == {(4, 2)}
    assert found.cells[4, 3] == "#REF!"
    assert found.percentages == {(4, 4), (4, 5)}
    assert (found.hidden_rows, found.hidden_columns) == ({4}, {4})


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    def formula(content: bytes) -> bytes:
        cells = b'<c r="B1" t="str"><f>IF(1,"","x")</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
        return content.replace(b"</row>", cells, 1)

    (tmp_path / "b.xlsx").write_bytes(with_part(workbook({"A": [["x"]]}), "xl/worksheets/sheet1.xml", formula))
    found = read(tmp_path / "b.xlsx").sheets[0]
    assert found.uncomputed == frozenset()
    assert found.cells == {(1, 1): "x", (1, 3): 2.0}


def test_hidden_sheets_and_the_day_that_a_workbook_counts_from(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Archive").sheet_state = "veryHidden"
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2027, 3, 31)
    book.save(tmp_path / "b.xlsx")
    first, second = read(tmp_path / "b.xlsx").sheets
    assert (first.hidden, second.hidden) == (False, True)
    assert first.day_zero == dt.date(1904, 1, 1)
    assert first.cells == {(1, 1): dt.date(2027, 3, 31)}


def test_other_prefixes_and_cells_without_their_place_are_read(tmp_path: Path) -> None:
    def prefixed(_: bytes) -> bytes:
        return (
            f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="2" max="2" hidden="true"/></x:cols><x:sheetData>'
            '<x:row><x:c t="inlineStr"><x:is><x:t>one</x:t></x:is></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>'
            '</x:sheetData><x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
        ).encode()

    (tmp_path / "b.xlsx").write_bytes(with_part(workbook({"A": [["x"]]}), "xl/worksheets/sheet1.xml", prefixed))
    found = read(tmp_path / "b.xlsx").sheets[0]
    assert found.merges == (Merge(1, 1, 2, 1),)
    assert found.cells[1, 2] == "#N/A"
    assert found.hidden_columns == {2}


def test_every_kind_of_value_of_opendocument(tmp_path: Path) -> None:
    def typed(kind: str, value: str, words: str = "seen") -> str:
        name = "value" if kind in {"float", "percentage"} else f"{kind}-value"
        return f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"><text:p>{words}</text:p></table:table-cell>'

    failed = '<table:table-cell table:formula="of:=x" office:value-type="string" office:string-value=""><text:p>#REF!</text:p>'
    cells = (
        cell("words") + typed("float", "12.5") + typed("percentage", "0.5", "50%") + typed("date", "2027-03-31")
        + typed("date", "2027-03-31T09:30:00") + typed("boolean", "true") + f"{failed}</table:table-cell>"
        + cell("twice").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"')
    )  # fmt: skip
    content = document(sheet("One", f"<table:table-row>{cells}</table:table-row>"))
    found = read(write_document(tmp_path / "b.ods", content)).sheets[0]
    assert list(found.cells.values()) == [
        "words", 12.5, 0.5, dt.date(2027, 3, 31), HALF_PAST_NINE, True, "#REF!", "twice", "twice",
    ]  # fmt: skip
    assert found.percentages == {(1, 3)}
    assert found.day_zero == DAY_ZERO


def test_what_the_values_of_opendocument_do_not_tell(tmp_path: Path) -> None:
    styles = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles>'
    )
    merged = cell("m").replace(
        "<table:table-cell", '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3"'
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    hidden = row(["x", "y"]).replace("<table:table-row>", '<table:table-row table:visibility="collapse">')
    content = document(
        sheet("One", columns, f"<table:table-row>{merged}</table:table-row>", hidden), sheet("Two", row(["z"]))
    )
    content = content.replace(b"<office:body>", f"{styles}<office:body>".encode()).replace(
        b"<office:document-content ",
        b'<office:document-content xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" ',
    )
    content = content.replace(b'<table:table table:name="Two"', b'<table:table table:style-name="ta2" table:name="Two"')
    one, two = read(write_document(tmp_path / "b.ods", content)).sheets
    assert one.merges == (Merge(1, 1, 2, 3),)
    assert (one.hidden_rows, one.hidden_columns) == ({2}, {2})
    assert (one.hidden, two.hidden) == (False, True)


def test_a_comment_on_a_cell_of_opendocument_is_no_part_of_it(tmp_path: Path) -> None:
    noted = cell("words").replace("<text:p>", "<office:annotation><text:p>why?</text:p></office:annotation><text:p>")
    found = read(
        write_document(tmp_path / "b.ods", document(sheet("One", f"<table:table-row>{noted}</table:table-row>")))
    )
    assert found.sheets[0].cells == {(1, 1): "words"}


# --- text ---------------------------------------------------------------------------------------------------------------


def text(content: str | bytes) -> tuple[dict[tuple[int, int], object], tuple[str, ...]]:
    """The cells and remarks of a text file."""
    book = delimited_text.book(Path("b.csv"), content.encode() if isinstance(content, str) else content)
    return dict(book.sheets[0].cells), book.remarks


def test_rows_of_text_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found, _ = text('a,b\r\n\r\n"two\r\nlines",\r\nlast,x\r\n')
    assert found == {(1, 1): "a", (1, 2): "b", (3, 1): "two\r\nlines", (4, 1): "last", (4, 2): "x"}


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ("a;b\n1,5;2\n", {(1, 1): "a", (1, 2): "b", (2, 1): "1,5", (2, 2): "2"}),
        ('a,b\n"x; y",2\n', {(1, 1): "a", (1, 2): "b", (2, 1): "x; y", (2, 2): "2"}),
        ('a;b\n"x, y";2\n', {(1, 1): "a", (1, 2): "b", (2, 1): "x, y", (2, 2): "2"}),
        ("a\tb\n1\t2", {(1, 1): "a", (1, 2): "b", (2, 1): "1", (2, 2): "2"}),
        ("sep=;\na;b\n", {(1, 1): "a", (1, 2): "b"}),
        ("one\ntwo", {(1, 1): "one", (2, 1): "two"}),
        ("", {}),
    ],
)
def test_the_delimiter_is_the_one_that_makes_rows_alike(content: str, cells: dict[tuple[int, int], str]) -> None:
    assert text(content)[0] == cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_each_encoding_is_read_and_only_a_guess_is_said(encoding: str) -> None:
    found, said = text("é,£5\n".encode(encoding))
    assert found == {(1, 1): "é", (1, 2): "£5"}
    assert bool(said) is (encoding == "cp1252")


@pytest.mark.parametrize("content", [b"a\x00b", b"\xff\xfea", b"\x81\x8d\xff"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"is neither a workbook \(.xlsx\)"):
        text(content)


def test_a_quotation_mark_left_open_swallows_nothing() -> None:
    with pytest.raises(SourceError, match=r"b.csv, line 3: a quotation mark is not closed"):
        text('a,b\n1,2\n"open,3\n4,5\n')


# --- files that cannot be read --------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_or_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        read(tmp_path / "b.xlsx")
    with pytest.raises(SourceError, match="cannot be opened"):
        read(tmp_path)  # a folder


def test_an_older_or_locked_workbook_is_told_how_to_save(tmp_path: Path) -> None:
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(SourceError, match=r"older kind \(.xls\), or one locked with a password"):
        read(tmp_path / "b.xls")


@pytest.mark.parametrize("cut", [30, 200, -40])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    (tmp_path / "b.xlsx").write_bytes(workbook({"A": [["x", "y"]]})[:cut])
    with pytest.raises(SourceError):
        read(tmp_path / "b.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("broken", [b"<", b"", b"<a><b></a>", ODD])
def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path, part: str, broken: bytes) -> None:
    (tmp_path / "b.xlsx").write_bytes(with_part(workbook({"A": [["x"]]}), part, lambda _: broken))
    try:
        found = read(tmp_path / "b.xlsx")
    except SourceError as error:
        assert "save it again as .xlsx, .ods or .csv" in error.todo
    else:
        assert found.sheets == ()


def test_entities_and_bombs_are_refused(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    (tmp_path / "b.xlsx").write_bytes(with_part(workbook({"A": [["x"]]}), "xl/worksheets/sheet1.xml", lambda _: entity))
    with pytest.raises(SourceError, match="it defines entities"):
        read(tmp_path / "b.xlsx")


def test_a_stray_cell_far_out_makes_a_sheet_too_large_before_it_fills_the_memory(tmp_path: Path) -> None:
    found = excel(tmp_path / "b.xlsx", lambda page: page.cell(1_048_576, 16_384, "x"))
    assert found.too_large.startswith("there is something in cell XFD1048576, beyond the 20,000 rows and 500 columns")
    assert not found.cells
    far = "<table:table-row table:number-rows-repeated='30000'/>" + row(["x"])
    one, two = read(write_document(tmp_path / "b.ods", document(sheet("One", far), sheet("Two", row(["y"]))))).sheets
    assert one.too_large.startswith("there is something in cell A30001, beyond")
    assert two.cells == {(1, 1): "y"}, "the others are read"
    with pytest.raises(SourceError, match=rf"b.csv: there is something in cell A{MOST_ROWS + 1}, beyond"):
        text("\n" * MOST_ROWS + "x")


def test_words_that_a_spreadsheet_would_take_for_a_formula_are_words_again() -> None:
    assert text("'=1+1,'-x,'Tis,'\n")[0] == {(1, 1): "=1+1", (1, 2): "-x", (1, 3): "'Tis", (1, 4): "'"}


def test_a_damaged_opendocument_file_is_refused(tmp_path: Path) -> None:
    good = write_ods(tmp_path / "b.ods", {"One": [["x"]]}).read_bytes()
    (tmp_path / "c.ods").write_bytes(good[:-60])
    with pytest.raises(SourceError):
        read(tmp_path / "c.ods")
    bad = cell("x").replace('"string"', '"date" office:date-value="soon"')
    with pytest.raises(SourceError, match='"x" is no number or date'):
        read(write_document(tmp_path / "d.ods", document(sheet("One", f"<table:table-row>{bad}</table:table-row>"))))
