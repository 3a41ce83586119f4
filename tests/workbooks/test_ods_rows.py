"""Reading OpenDocument spreadsheets: every way a cell can be written, every way a file can be broken."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_ods import MEDIA_TYPE, NAMESPACES, cell, document, row, sheet, write_document, write_ods

from purbeck.errors import SourceError
from purbeck.workbooks.ods import MOST_COLUMNS, MOST_TIMES, Row, is_spreadsheet, rows

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


def cells_of(tmp_path: Path, *elements: str) -> list[tuple[str, ...]]:
    """The cells of each row of a sheet with these elements in it."""
    path = write_document(tmp_path / "a.ods", document(sheet("S", *elements)))
    return [found.cells for found in rows(path)]


def test_rows_come_in_order_with_sheet_and_number(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", {"One": [("a", 1), ("b", -2)], "Two": [("c",)]})
    assert list(rows(path)) == [Row("One", 1, ("a", "1")), Row("One", 2, ("b", "-2")), Row("Two", 1, ("c",))]


NOTE = "<office:annotation><text:p>a remark</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ('office:value-type="float" office:value="8306"><text:p>8,306</text:p>', "8306"),
        ('office:value-type="string" office:string-value="kept"><text:p>seen</text:p>', "kept"),
        ("><text:p>one</text:p><text:p>two</text:p>", "one\ntwo"),
        ('><text:p>a<text:s text:c="3"/>b<text:s/>c</text:p>', "a   b c"),
        ("><text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"),
        ("><text:p>a <text:span>bold</text:span> <text:a>link</text:a></text:p>", "a bold link"),
        (f">{NOTE}<text:p>x</text:p>", "x"),
        (f"><text:p>a</text:p>{NOTE}", "a"),
        ("><text:p>Fish &amp; chips &#233;</text:p>", "Fish & chips é"),
    ],
)
def test_each_way_of_writing_a_cell(tmp_path: Path, inside: str, read: str) -> None:
    written = f"<table:table-row><table:table-cell {inside}</table:table-cell>{cell('next')}</table:table-row>"
    assert cells_of(tmp_path, written) == [(read, "next")]


def test_repeated_cells_and_rows_are_given_as_often_as_they_stand(tmp_path: Path) -> None:
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
    gap = '<table:table-cell table:number-columns-repeated="3"/>'
    path = write_document(
        tmp_path / "a.ods",
        document(
            sheet(
                "S",
                f'<table:table-row table:number-rows-repeated="2">{twice}{gap}{cell("y")}{gap}</table:table-row>',
                '<table:table-row table:number-rows-repeated="5"><table:table-cell/></table:table-row>',
                row(["end"]),
            )
        ),
    )
    wide = ("x", "x", "", "", "", "y")
    assert list(rows(path)) == [Row("S", 1, wide), Row("S", 2, wide), Row("S", 8, ("end",))]


def test_other_prefixes_than_the_customary_ones(tmp_path: Path) -> None:
    said = NAMESPACES.replace("xmlns:table=", "xmlns:t=").replace("xmlns:text=", "xmlns=")
    numbered = '<t:table-cell office:value-type="float" office:value="7"><p>7.0</p></t:table-cell>'
    line = f"<t:table-row><t:table-cell><p>a</p></t:table-cell>{numbered}</t:table-row>"
    content = f'<x {said}><t:table t:name="S">{line}</t:table></x>'
    path = write_document(tmp_path / "a.ods", content.encode())
    assert list(rows(path)) == [Row("S", 1, ("a", "7"))]


def test_told_by_content(tmp_path: Path) -> None:
    assert is_spreadsheet(write_ods(tmp_path / "a.zip", {"S": []}))
    (tmp_path / "b.ods").write_bytes(b"a,b\n")
    assert not is_spreadsheet(tmp_path / "b.ods")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(TEXTS | st.integers(-(10**9), 10**9), min_size=1, max_size=6), max_size=8))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, table: list[list[str | int]]) -> None:
    path = write_ods(tmp_path_factory.mktemp("ods") / "a.ods", {"S": table})
    wanted = []
    for number, values in enumerate(table, start=1):
        texts = [str(v) for v in values]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            wanted.append(Row("S", number, tuple(texts)))
    assert list(rows(path)) == wanted


def bomb() -> bytes:
    """A document whose entities grow without end."""
    lines = ['<!ENTITY a "aaaaaaaaaa">', *(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in ("ab", "bc", "cd"))]
    return f"<?xml version='1.0'?><!DOCTYPE x [{''.join(lines)}]><x {NAMESPACES}>&d;</x>".encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (document(sheet("S", row(["a"])))[:-40], "no element found"),
        (b"<html><body>Page not found</body>", "no element found"),
        (b"", "no element found"),
        (document("<table:table>").replace(b"</office:body>", b""), "mismatched tag"),
        (bomb(), "it defines entities"),
        (document(sheet("S", f'<table:table-row table:number-rows-repeated="{MOST_TIMES + 1}">{cell("a")}</table:table-row>')),
         "repeated 10,001 times"),
        (document(sheet("S", f'<table:table-row><table:table-cell table:number-columns-repeated="{MOST_COLUMNS + 1}">'
                             "<text:p>a</text:p></table:table-cell></table:table-row>")), "more than 500 columns"),
        (document(sheet("S", '<table:table-row table:number-rows-repeated="-1"/>')), 'repeated "-1" times'),
    ],
)  # fmt: skip
def test_damaged_content_is_said_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        list(rows(write_document(tmp_path / "bad.ods", content)))
    assert caught.value.what.startswith("bad.ods is a damaged spreadsheet")
    assert words in caught.value.what
    assert "Download it again" in caught.value.todo


def test_half_a_download(tmp_path: Path) -> None:
    whole = write_ods(tmp_path / "a.ods", {"S": [(n, "text") for n in range(5_000)]}).read_bytes()
    (tmp_path / "half.ods").write_bytes(whole[: len(whole) // 2])
    assert is_spreadsheet(tmp_path / "half.ods")
    with pytest.raises(SourceError, match=r"half\.ods is a damaged ZIP archive"):
        list(rows(tmp_path / "half.ods"))


def test_spreadsheet_without_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", MEDIA_TYPE)
    with pytest.raises(SourceError, match=r"it holds no content\.xml"):
        list(rows(tmp_path / "a.ods"))


def test_memory_does_not_grow_with_the_sheet(tmp_path: Path) -> None:
    """Measured in a process of its own: ten times the rows, the same memory."""
    measure = (
        "import sys, tracemalloc; from pathlib import Path; from purbeck.workbooks.ods import rows\n"
        "tracemalloc.start(); n = sum(1 for _ in rows(Path(sys.argv[1]))); print(n, tracemalloc.get_traced_memory()[1])"
    )
    peaks = {}
    for many in (3_000, 30_000):
        path = write_ods(
            tmp_path / f"{many}.ods", {"S": [(n, "Violence against the person", "8N") for n in range(many)]}
        )
        said = subprocess.run([sys.executable, "-c", measure, str(path)], capture_output=True, text=True, check=True)
        found, peak = map(int, said.stdout.split())
        assert found == many
        peaks[many] = peak
    assert peaks[30_000] < peaks[3_000] * 2


def test_how_much_has_been_read_is_told_up_to_the_whole(tmp_path: Path) -> None:
    """Files of a gigabyte take minutes: whoever waits sees them pass."""
    made = write_ods(tmp_path / "made.ods", {"a": [(f"cell {n}", n) for n in range(5_000)]})
    told: list[tuple[int, int]] = []
    assert sum(1 for _ in rows(made, lambda done, of: told.append((done, of)))) == 5_000
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 1
    assert told[-1][0] == told[-1][1] == max(of for _, of in told)
