"""A document becomes a DOCX file to edit, with styles, captions, contents and alternative texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from purbeck.language.speaker import language, said
from purbeck.publication.blocks import (
    DOCUMENT,
    Block,
    Contents,
    Document,
    Heading,
    Items,
    Picture,
    Run,
    Runs,
    Table,
    Words,
    widths,
)
from purbeck.publication.pictures import png_of
from purbeck.publication.undated import NO_TIME, in_xml, undated
from purbeck.publication.word_styles import TABLE_STYLE, style_document

EMUS_A_CENTIMETRE = 360_000
TWIPS_A_CENTIMETRE = 567
TEXT_WIDTH, TALLEST = 16.6, 15.0  # centimetres: A4 within its margins; a picture with its caption and a short table
LONGEST_BOOKMARK = 40
STYLES = {"ordinary": "Normal", "opening": "Opening", "warning": "Warning", "small": "Small"}
CONTENTS, NUMBERED = r'TOC \o "1-1" \h \z \u', r" SEQ {} \* ARABIC "
QUOTE = {'"': "&quot;"}
SMALL_TABLE = 6  # columns: where there are more, type is smaller


def word(document: Document) -> bytes:
    """The bytes of the DOCX file of a document. The same document, on a machine with the same fonts, gives the same bytes."""
    made = docx.Document()
    style_document(made, document)
    _describe(made, document)
    writing = Writing(made)
    end = made.element.body.sectPr
    for xml in writing.body(document):
        end.addprevious(parse_xml(xml))
    file = io.BytesIO()
    made.save(file)
    return undated(file.getvalue())


def _describe(made: WordDocument, document: Document) -> None:
    properties, day = made.core_properties, dt.datetime(*NO_TIME)  # noqa: DTZ001
    properties.title, properties.subject, properties.author = document.title, document.subject, document.author
    properties.language, properties.comments, properties.keywords = language(), document.mark, ""
    properties.last_modified_by, properties.revision = "", 1
    properties.created = properties.modified = day


class Writing:
    """The blocks of one document as WordprocessingML, numbered as they come."""

    def __init__(self, made: WordDocument) -> None:
        self._part = made.part
        self._links: dict[str, str] = {}
        self._anchors = 0
        self._pictures = 0
        self._captions = {"Figure": 0, "Table": 0}

    def body(self, document: Document) -> Iterable[str]:
        """Every element of the body, in order; the first part begins on the page of the title."""
        yield _paragraph("Title", _run(document.title))
        firsts = [b for b in document.blocks if isinstance(b, Heading) and b.level == 1]
        for block in document.blocks:
            if isinstance(block, Contents):
                yield from self._contents(firsts)
            else:
                yield from self._block(block, firsts[0].anchor)

    def _block(self, block: Block, first: str) -> Iterable[str]:
        if isinstance(block, Heading):
            same_page = '<w:pageBreakBefore w:val="0"/>' if block.anchor == first else ""
            yield _paragraph(f"Heading{block.level}", self._marked(_run(block.text), block.anchor), same_page)
        elif isinstance(block, Words):
            yield _paragraph(STYLES[block.kind], self._runs(block.runs))
        elif isinstance(block, Items):
            yield from (_paragraph("ListBullet", self._runs(item)) for item in block.items)
        elif isinstance(block, Picture):
            yield _paragraph("Figure", self._picture(block))
            yield self._caption("Figure", block.caption)
        elif isinstance(block, Table):
            yield self._caption("Table", block.caption, keep=True)
            yield self._table(block)
            yield _paragraph("AfterTable", "")

    # --- words ------------------------------------------------------------------------------------------------------

    def _runs(self, runs: Runs) -> str:
        return "".join(map(self._run, runs))

    def _run(self, run: Run) -> str:
        if not run.link:
            return _run(run.text, run.bold, language=run.language)
        words = _run(run.text, run.bold, "Hyperlink", run.language)
        if run.link.startswith("#"):
            return f'<w:hyperlink w:anchor="{_bookmark(run.link[1:])}" w:history="1">{words}</w:hyperlink>'
        if run.link not in self._links:
            self._links[run.link] = self._part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{self._links[run.link]}" w:history="1">{words}</w:hyperlink>'

    def _marked(self, words: str, anchor: str) -> str:
        if not anchor:
            return words
        self._anchors += 1
        start = f'<w:bookmarkStart w:id="{self._anchors}" w:name="{_bookmark(anchor)}"/>'
        return f'{start}{words}<w:bookmarkEnd w:id="{self._anchors}"/>'

    def _contents(self, headings: list[Heading]) -> Iterable[str]:
        """The field of contents, its entries written out so that it shows before anybody brings it up to date."""
        yield _paragraph("ContentsHeading", _run(said("Contents", DOCUMENT)))
        begin = _field("begin") + _instruction(CONTENTS) + _field("separate")
        for n, heading in enumerate(headings):
            entry = self._run(Run(heading.text, link=f"#{heading.anchor}"))
            yield _paragraph(
                "TOC1", (begin if n == 0 else "") + entry + (_field("end") if n == len(headings) - 1 else "")
            )

    def _caption(self, kind: str, words: str, keep: bool = False) -> str:
        self._captions[kind] += 1
        label = said(kind, DOCUMENT)
        number = _field("begin") + _instruction(NUMBERED.format(kind)) + _field("separate")
        number += _run(str(self._captions[kind])) + _field("end")
        kept = "<w:keepNext/>" if keep else ""
        return _paragraph("Caption", f"{_run(f'{label} ')}{number}{_run(f': {words}')}", kept)

    # --- pictures and tables ----------------------------------------------------------------------------------------

    def _picture(self, picture: Picture) -> str:
        relation, _ = self._part.get_or_add_image(io.BytesIO(png_of(picture.svg)))
        self._pictures += 1
        width = min(TEXT_WIDTH, TALLEST / picture.tall)
        extent = f'cx="{width * EMUS_A_CENTIMETRE:.0f}" cy="{width * picture.tall * EMUS_A_CENTIMETRE:.0f}"'
        alternative = quoteattr(in_xml(picture.alternative))
        label = escape(said("Figure", DOCUMENT), QUOTE)
        name = f'id="{self._pictures}" name="{label} {self._captions["Figure"] + 1}" descr={alternative}'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {name}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch>'
            f'<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
            "</w:drawing></w:r>"
        )

    def _table(self, table: Table) -> str:
        shares = widths(table)
        twips = [round(share / sum(shares) * TEXT_WIDTH * TWIPS_A_CENTIMETRE) for share in shares]
        style = "TableSmall" if len(table.heads) > SMALL_TABLE else "TableText"
        head = self._row(tuple(map(Run, table.heads)), table.numeric, twips, style, head=True)
        rows = "".join(self._row(row, table.numeric, twips, style) for row in table.rows)
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
        named = quoteattr(in_xml(table.caption))
        return (
            f'<w:tbl {_namespaces()}><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
            f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={named}/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
        )

    def _row(self, cells: Runs, numeric: tuple[bool, ...], twips: list[int], style: str, head: bool = False) -> str:
        """A row that stays on one page; the head is marked as one and said again on each page."""
        made = []
        for cell, number, width in zip(cells, numeric, twips, strict=True):
            side = '<w:jc w:val="right"/>' if number else ""
            made.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{side}'
                f"</w:pPr>{self._run(cell)}</w:p></w:tc>"
            )
        marked = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{marked}</w:trPr>{''.join(made)}</w:tr>"


@cache
def _namespaces() -> str:
    return str(nsdecls("w", "r", "wp", "a", "pic"))


def _paragraph(style: str, inside: str, more: str = "") -> str:
    return f'<w:p {_namespaces()}><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _run(text: str, bold: bool = False, style: str = "", language: str = "") -> str:
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += "<w:b/>" if bold else ""
    properties += f'<w:lang w:val="{language}"/>' if language else ""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(in_xml(text))}</w:t></w:r>'


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{escape(words)}</w:instrText></w:r>'


def _bookmark(anchor: str) -> str:
    """The name of the bookmark of an anchor: Word takes letters, digits and underscores only, and not many."""
    return anchor.replace("-", "_")[:LONGEST_BOOKMARK]
