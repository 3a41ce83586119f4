"""Two sets of files beside each other: what differs is named by finding and place, what says the same is not."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.verification import Verified, compare
from purbeck.verification.contents import Item, items

ONE, TWO = "0a1b2c3d4e5f", "f5e4d3c2b1a0"
FIGURES = f"figures/finding-{ONE}.csv"
CODE, OTHER = "0.1.0 (aaaaaaaaaaaa)", "0.1.0 (bbbbbbbbbbbb)"


def files(robbery: object = 120, code: str = CODE, build: str = "cafe" * 16, cell: object = 24) -> dict[str, bytes]:
    """A small publication."""
    table = f"id,title,value,lower,upper,n\r\n{ONE},Robbery,{robbery},99.5,143.2,120\r\n"
    table += f"{TWO},Arson,hidden,hidden,hidden,hidden\r\n"
    article = f'<article id="finding-{ONE}"><h3>Robbery</h3><p>{robbery} offences.</p></article>'
    page = f'<html lang="en"><body>{article}<p>{code}</p></body></html>'
    described = {"codeVersion": code, "resources": [{"finding": ONE, "build": build, "path": FIGURES}]}
    return {
        "data/findings.csv": b"\xef\xbb\xbf" + table.encode(),
        FIGURES: f"Month,Offences\r\n2025-01,{cell}\r\n2025-02,12\r\n".encode(),
        "index.html": page.encode(),
        "datapackage.json": json.dumps(described).encode(),
    }


def told(found: Verified) -> list[tuple[str, str, str, str, str]]:
    """The differences as tuples."""
    return [(one.finding, one.file, one.place, one.printed, one.derived) for one in found.differences]


def test_same_files_hold() -> None:
    found = compare(files(), files())
    assert found.holds
    assert (found.findings, found.files, found.same, found.alike) == (2, 4, 4, ())
    # findings.csv: 120, 99.5, 143.2 and 120; figures: 24 and 12; the page: 120
    assert found.numbers == 7 + len(["0.1.0 in the page", "0.1.0 in the descriptor"])


def test_cells_are_named_by_finding_row_and_column() -> None:
    found = compare(files(robbery=121, cell=25), files())
    assert not found.holds
    assert (ONE, "data/findings.csv", f"row {ONE}, value", "121", "120") in told(found)
    assert (ONE, FIGURES, "row 2025-01, Offences", "25", "24") in told(found)
    assert (ONE, "index.html", "sentence, Robbery", "121 offences.", "120 offences.") in told(found)
    assert len(found.differences) == 3
    said = list(found.in_words())
    assert f"{FIGURES}, finding {ONE}, row 2025-01, Offences: printed is “25”, derived is “24”." in said
    assert said[-1].startswith("3 differences. Compared: 2 findings, ")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_changed_number_is_never_passed_over(printed: int, derived: int) -> None:
    assert compare(files(cell=printed), files(cell=derived)).holds is (printed == derived)


def test_rows_and_files_that_are_lacking_or_too_many_are_told() -> None:
    held = files()
    short = held | {FIGURES: b"Month,Offences\r\n2025-02,12\r\n"}
    assert told(compare(short, held)) == [
        (ONE, FIGURES, "row 2025-01, Month", "", "2025-01"),
        (ONE, FIGURES, "row 2025-01, Offences", "", "24"),
    ]
    more = held | {"notes.txt": b"not ours"}
    assert told(compare(more, held)) == [("", "notes.txt", "", "a file", "")]
    assert told(compare(held, more)) == [("", "notes.txt", "", "", "a file")]


def test_what_is_not_printed_is_compared_as_well() -> None:
    held = files()
    styled = held | {"index.html": held["index.html"].replace(b"<article", b'<article style="color:red"')}
    (one,) = compare(styled, held).differences
    assert (one.file, one.place) == ("index.html", "line 1")


def test_versions_are_no_difference_where_the_code_is_another() -> None:
    older = files(code=OTHER, build="beef" * 16)
    assert compare(older, files(), remade=True).holds
    assert compare(older, files(), remade=True).alike == ("datapackage.json", "index.html")
    assert not compare(older, files()).holds
    assert [one.printed for one in compare(files(121, code=OTHER), files(), remade=True).differences] == [
        "121",
        "121 offences.",
    ]


def test_damaged_file_is_told() -> None:
    (one,) = compare(files() | {"datapackage.json": b"{"}, files()).differences
    assert one.file == "datapackage.json"
    assert "cannot be read" in one.printed


def packed(body: bytes, picture: bytes = b"dots", how: int = zipfile.ZIP_STORED) -> bytes:
    """A Word document with a paragraph and a picture."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        text = (
            f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>'.encode()
            + body
            + b"</w:t></w:r></w:p></w:body></w:document>"
        )
        file.writestr("word/document.xml", text)
        file.writestr("word/media/image1.png", picture)
    return out.getvalue()


def test_archive_that_says_the_same_is_the_same_however_it_is_packed_and_drawn() -> None:
    one, other = (
        files() | {"a.docx": packed(b"12")},
        files() | {"a.docx": packed(b"12", b"others", zipfile.ZIP_DEFLATED)},
    )
    found = compare(one, other)
    assert found.holds
    assert found.alike == ("a.docx",)
    assert "Other bytes that say the same: a.docx." in found.compared()
    (difference,) = compare(files() | {"a.docx": packed(b"13")}, one).differences
    assert (difference.file, difference.place, difference.printed) == ("a.docx", "paragraph", "13")


def layer(folder: Path, shape: bytes) -> bytes:
    """A file of one layer with one shape."""
    path = folder / "layer.gpkg"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create table wards (name text, shape blob)")
        database.execute("insert into wards values ('Alder', ?)", (shape,))
    return path.read_bytes()


def test_shapes_of_a_layer_are_compared(tmp_path: Path) -> None:
    one, other = (files() | {"areas.gpkg": layer(tmp_path, shape)} for shape in (b"square", b"circle"))
    (difference,) = compare(one, other).differences
    assert (difference.file, difference.place) == ("areas.gpkg", "table wards")


@pytest.mark.parametrize(("text", "numbers"), [
    ("7,587 offences, 20.8 per 1,000", 3), ("finding-0a1b2c3d4e5f", 0), ("aaaaaaaaaaaa", 0), ("hidden", 0), ("-1.5", 1),
    ("95% interval 20.3 to 21.2", 3), ("", 0),
])  # fmt: skip
def test_numbers_are_counted_and_ids_are_none(text: str, numbers: int) -> None:
    assert Item("", "", text).numbers == numbers


def test_rows_of_one_label_keep_apart() -> None:
    found = items("a.csv", b"ward,sex,n\r\nAlder,f,1\r\nAlder,m,2\r\n")
    assert [one.place for one in found if one.text in "12"] == ["row Alder, n", "row Alder (2), n"]
