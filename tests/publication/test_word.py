"""The Word document as a partner gets it: its styles, captions, contents, alternative texts, heads of tables and marks."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

import docx
import pytest
import sample_findings as samples
from docx.document import Document
from docx.oxml.ns import qn

from purbeck.disclosure import ReleasedFinding
from purbeck.publication.build import draw_all
from purbeck.publication.content import Grid
from purbeck.publication.document import document
from purbeck.publication.maps import map_of
from purbeck.publication.pictures import chart_picture, map_picture, png_of
from purbeck.publication.publication import Publication, anchor
from purbeck.publication.tables import MOST_STACKED
from purbeck.publication.undated import in_xml
from purbeck.publication.word import word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def file(formats: dict[str, str | bytes]) -> bytes:
    """The file."""
    return bytes(formats["vale.docx"])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def opened(file: bytes) -> Document:
    """The file as python-docx opens it."""
    return docx.Document(io.BytesIO(file))


def of_style(opened: Document, style: str) -> list[str]:
    """The text of every paragraph of a style."""
    return [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == style]


def shown(marked: Publication) -> list[ReleasedFinding]:
    """The findings that are not hidden."""
    return [finding for finding in marked.findings if finding.decision == "as it stands"]


def test_headings_are_headings_and_no_level_is_skipped(opened: Document, marked: Publication) -> None:
    assert of_style(opened, "Title") == [samples.ABOUT.title]
    chapters = [f"{chapter.number} {chapter.title}" for chapter in marked.chapters]
    annexes = [annex.title for annex in marked.annexes]
    firsts = of_style(opened, "Heading 1")
    assert firsts[: 1 + len(chapters) + len(annexes)] == ["Summary", *chapters, *annexes]
    parts = of_style(opened, "Heading 2")
    assert [title for title in parts if title in {s.title for s in marked.sections}] == [
        s.title for s in marked.sections
    ]
    assert [in_xml(finding.title) for finding in marked.findings] == of_style(opened, "Heading 3")
    levels = [int(p.style.name[-1]) for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1 and all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_statement_stands_whole_and_ends_with_the_number_of_its_finding(
    opened: Document, marked: Publication
) -> None:
    said = set(of_style(opened, "Normal"))
    for finding in marked.findings:
        assert in_xml(f"{finding.statement} [finding {finding.id}]") in said


def test_pictures_are_the_drawings_of_the_page(
    file: bytes, formats: dict[str, str | bytes], marked: Publication
) -> None:
    """Dots are measured by nobody: each picture of a chart is the page's own drawing, which is."""
    page = str(formats["index.html"])
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        pictures = {held.read(name) for name in held.namelist() if name.startswith("word/media/")}
    charts = [chart for chart in draw_all(marked).values() if chart]
    assert len(charts) > 5 and all(chart.drawings[0].inside in page for chart in charts)
    drawn = {png_of(chart_picture(chart.drawings[0])[0]) for chart in charts}
    assert drawn <= pictures
    maps = [map_picture(found, "")[0].count(found.inside) for one in shown(marked) if (found := map_of(one))]
    assert len(pictures - drawn) <= len(maps) and set(maps) == {1}


def test_every_caveat_is_an_item_of_a_list(opened: Document, marked: Publication) -> None:
    items = set(of_style(opened, "List Bullet"))
    told = {caveat for finding in marked.findings for caveat in finding.caveats} - {samples.STAND_IN}
    assert {in_xml(caveat) for caveat in told} <= items


def test_contents_are_a_field_whose_entries_are_there_and_lead_to_the_parts(opened: Document) -> None:
    instructions = [e.text for e in opened.element.iter(qn("w:instrText"))]
    assert [words for words in instructions if words.startswith("TOC")] == [r'TOC \o "1-1" \h \z \u']
    entries = [p for p in opened.paragraphs if p.style.name == "toc 1"]
    assert [entry.text for entry in entries] == of_style(opened, "Heading 1")
    bookmarks = {mark.get(qn("w:name")) for mark in opened.element.iter(qn("w:bookmarkStart"))}
    leads = [link.get(qn("w:anchor")) for entry in entries for link in entry._p.iter(qn("w:hyperlink"))]
    assert len(leads) == len(entries) and set(leads) <= bookmarks


def test_no_link_leads_nowhere_and_bookmarks_are_what_word_takes(opened: Document, marked: Publication) -> None:
    names = [mark.get(qn("w:name")) for mark in opened.element.iter(qn("w:bookmarkStart"))]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)
    leads = {link.get(qn("w:anchor")) for link in opened.element.iter(qn("w:hyperlink"))} - {None}
    assert leads <= set(names)
    assert {anchor(finding).replace("-", "_") for finding in marked.findings} <= set(names)


def test_captions_are_numbered_by_fields_and_name_their_findings(opened: Document, marked: Publication) -> None:
    written = {block.caption for annex in marked.annexes for block in annex.blocks if isinstance(block, Grid)}
    for kind in ("Figure", "Table"):
        captions = [p for p in opened.paragraphs if p.style.name == "Caption" and p.text.startswith(kind)]
        assert captions
        numbers = [re.match(rf"{kind} (\d+): ", p.text)[1] for p in captions]  # type: ignore[index]
        assert numbers == [str(n) for n in range(1, len(captions) + 1)]
        for paragraph in captions:
            assert any(f"SEQ {kind}" in (e.text or "") for e in paragraph._p.iter(qn("w:instrText")))
            named = re.findall(r"\[finding (\w+)\]", paragraph.text)
            assert named or paragraph.text.partition(": ")[2] in written
            assert set(named) <= {finding.id for finding in marked.findings}


def test_every_picture_says_what_it_shows_and_is_no_wider_than_the_text(opened: Document, marked: Publication) -> None:
    said = [e.get("descr") for e in opened.element.iter(qn("wp:docPr"))]
    charted = [finding for finding in shown(marked) if finding.chart != "none" and finding.rows]
    assert said == [in_xml(finding.alternative) for finding in charted]
    section = opened.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert opened.inline_shapes and all(0 < shape.width <= room for shape in opened.inline_shapes)


def test_every_table_has_a_style_a_name_and_a_head_that_is_said_again(opened: Document) -> None:
    assert opened.tables
    for table in opened.tables:
        assert table.style.name == "Purbeck Table"
        first, *others = table._tbl.iter(qn("w:tr"))
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others) and others
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in others)
        assert table._tbl.tblPr.find(f"{W}tblCaption") is not None
        assert table._tbl.tblPr.find(f"{W}tblLook").get(f"{W}firstRow") == "1"
        assert not [e for e in table._tbl.iter() if e.tag in (f"{W}gridSpan", f"{W}vMerge")], "no merged cells"


def test_a_table_stands_beneath_its_chart_as_on_the_page(opened: Document) -> None:
    table = next(t for t in opened.tables if t.cell(0, 0).text == "Kind" and t.cell(1, 0).text.startswith("Serious"))
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[2] == ["Violence and sexual offences", "7,878", "20.8", "20.3", "21.2"]


def test_a_long_table_is_said_to_be_elsewhere(opened: Document) -> None:
    assert max(len(table.rows) for table in opened.tables) <= MOST_STACKED + 1
    assert any(
        "The table of 300 rows is in the workbook and in figures/" in words for words in of_style(opened, "Small")
    )


def test_hidden_figure_has_neither_picture_nor_number(opened: Document) -> None:
    text = "\n".join(p.text for p in opened.paragraphs)
    assert samples.hidden().title in text
    assert not [p for p in opened.paragraphs if p.style.name == "Caption" and samples.hidden().id in p.text]


def test_words_stay_words_whatever_they_hold(opened: Document) -> None:
    held = in_xml(samples.MARKUP)
    text = "\n".join(p.text for p in opened.paragraphs)
    assert f"Statement {held}" in text and f"Title {held}" in text and f"Caveat {held}" in text
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert f"Cell {held}" in cells and f"Kind {held}" in cells


def test_document_is_british_a4_titled_dateless_and_marked_on_every_page(opened: Document, file: bytes) -> None:
    about, section = opened.core_properties, opened.sections[0]
    assert (about.title, about.author, about.language) == (samples.ABOUT.title, samples.ABOUT.partnership, "en-GB")
    assert about.created == about.modified and about.created.year == 1980 and not about.last_modified_by
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert samples.MARK in section.header.paragraphs[0].text and samples.MARK in of_style(opened, "Normal")
    styles = zipfile.ZipFile(io.BytesIO(file)).read("word/styles.xml").decode()
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"en-GB"}
    assert "asciiTheme" not in styles


def test_styles_have_the_names_that_word_itself_has_for_them(file: bytes) -> None:
    styles = zipfile.ZipFile(io.BytesIO(file)).read("word/styles.xml").decode()
    named = re.findall(r'w:styleId="(\w+)"[^>]*>\s*<w:name w:val="([^"]+)"', styles)
    assert len({name for name, _ in named}) == len(named) == len({name.lower() for _, name in named})
    assert {("Heading1", "heading 1"), ("Caption", "caption"), ("TOC1", "toc 1"), ("ListBullet", "List Bullet"),
            ("Title", "Title"), ("Normal", "Normal"), ("Hyperlink", "Hyperlink")} <= set(named)  # fmt: skip


def test_every_part_of_the_file_is_xml_and_has_no_time(file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))


def test_same_findings_give_the_same_bytes(file: bytes, marked: Publication) -> None:
    assert word(document(marked, draw_all(marked))) == file
