"""The PDF read with pikepdf: what PDF/UA-1 asks of its structure. Nobody independent has validated it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
import sample_findings as samples
from pypdf import PdfReader

from purbeck.publication import pdf
from purbeck.publication.build import draw_all, pages
from purbeck.publication.document import document
from purbeck.publication.publication import Publication, compose
from purbeck.publication.undated import in_xml

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(formats: dict[str, str | bytes]) -> bytes:
    """The file."""
    return bytes(formats["vale.pdf"])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def opened(file: bytes) -> pikepdf.Pdf:
    """The file as pikepdf opens it."""
    return pikepdf.open(io.BytesIO(file))


def elements(opened: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the structure, in the order it is read."""

    def below(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from below(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from below(node.K)

    return list(below(opened.Root.StructTreeRoot.K))


def tagged(opened: pikepdf.Pdf, tag: str) -> list[pikepdf.Dictionary]:
    """Every element with a tag."""
    return [element for element in elements(opened) if str(element.S) == tag]


def parents(element: pikepdf.Dictionary) -> Iterator[str]:
    """The tags of what an element stands in, from the inside."""
    while "/P" in element and "/S" in element.P:
        element = element.P
        yield str(element.S)


def test_file_says_it_is_tagged_in_english_with_its_title_shown_and_by_which_standard(opened: pikepdf.Pdf) -> None:
    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"] == samples.ABOUT.title
        assert samples.ABOUT.partnership in said["dc:creator"]


def test_every_figure_says_what_it_shows(opened: pikepdf.Pdf, marked: Publication) -> None:
    said = [str(element.Alt) for element in tagged(opened, "/Figure")]
    charted = [f for f in marked.findings if f.decision == "as it stands" and f.chart != "none" and f.rows]
    assert said == [in_xml(finding.alternative) for finding in charted]


def test_every_table_has_a_row_of_heads_and_as_many_cells_in_each_row(opened: pikepdf.Pdf) -> None:
    tables = tagged(opened, "/Table")
    assert tables
    rows = tagged(opened, "/TR")
    widths: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        cells = [str(cell.S) for cell in row.K]
        assert set(cells) in ({"/TH"}, {"/TD"})
        table = row
        while str(table.S) != "/Table":
            table = table.P
        widths.setdefault(table.objgen, set()).add(len(cells))
    assert len(widths) == len(tables) and all(len(found) == 1 for found in widths.values())
    heads = tagged(opened, "/TH")
    assert heads and all("/THead" in parents(head) for head in heads)
    assert all(str(attribute.Scope) == "/Column" for head in heads for attribute in head.A if "/Scope" in attribute)


def titles(items: list[Any]) -> Iterator[str]:
    """The titles of bookmarks and of those beneath them."""
    for item in items:
        yield item.title
        yield from titles(item.children)


def test_headings_do_not_skip_a_level_and_are_bookmarks(opened: pikepdf.Pdf, marked: Publication) -> None:
    levels = [int(str(e.S)[2:]) for e in elements(opened) if str(e.S) in ("/H1", "/H2", "/H3", "/H4")]
    assert levels and all(later - earlier <= 1 for earlier, later in pairwise(levels))
    with opened.open_outline() as outline:
        parts = [item.title for item in outline.root]
        every = list(titles(outline.root))
    assert all(any(chapter.title in part for part in parts) for chapter in marked.chapters)
    assert {in_xml(finding.title) for finding in marked.findings} <= set(every)


def test_fonts_are_embedded_and_nothing_asks_for_a_network(opened: pikepdf.Pdf) -> None:
    fonts = [font for page in opened.pages for font in page.Resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        if str(font.Subtype) != "/Type3":
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
    assert "/JavaScript" not in opened.Root.get("/Names", {}) and "/OpenAction" not in opened.Root


def test_character_that_no_font_has_is_named_and_stops_nothing() -> None:
    odd = "Welsh ŵ, a picture \U0001faa0, none \u0378, a control \x00"
    finding = samples.released("bars", title=f"Title {odd}", statement=f"Statement {odd}", columns=samples.bars().columns,
                               rows=((f"Row {odd}", 12, 1.0, 0.5, 2.0),))  # fmt: skip
    publication = compose(samples.ABOUT, [finding])
    made = pdf.pdf(document(publication, draw_all(publication)))
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())
    assert "Statement Welsh ŵ, a picture [plunger], none [character u+0378]" in text


def test_same_findings_give_the_same_bytes_without_a_time(
    file: bytes, opened: pikepdf.Pdf, marked: Publication
) -> None:
    assert pdf.pdf(document(marked, draw_all(marked))) == file
    assert str(opened.docinfo["/CreationDate"]).startswith("D:19800101")


def test_without_typst_the_rest_is_published_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    files = pages(compose(samples.ABOUT, [samples.bars()]), name="vale")
    assert "vale.pdf" not in files and {"vale.docx", "vale.ods", "vale.xlsx"} <= set(files)
    page = str(files["index.html"])
    assert "The PDF was left out: typst is not installed." in page and "vale.pdf" not in page
