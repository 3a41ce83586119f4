"""The styles, paper, header and footer of a Word document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from purbeck.language.speaker import language, said
from purbeck.publication.blocks import DOCUMENT, Document
from purbeck.publication.undated import in_xml

FONT = "Arial"
INK, SOFT, BLUE, RULE = "16191B", "50575B", "0B4F8A", "C3C8CA"
TABLE_STYLE = "PurbeckTable"
WORD_OF_2013 = "15"  # else Word opens the file in a mode for older ones
RIGHT_EDGE = 9412  # twentieths of a point from the left margin
KEPT, WHOLE, NEW_PAGE = "<w:keepNext/>", "<w:keepLines/>", "<w:pageBreakBefore/>"
EDGE = f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{INK}"/></w:pBdr>'
SMALL = "Small"
# The names that Word itself has, and what its files call them.
BUILT_IN = {"Normal": "Normal", "Title": "Title", "caption": "Caption", "toc 1": "TOC1"}
BUILT_IN |= {f"heading {level}": f"Heading{level}" for level in (1, 2, 3)}


@dataclass(frozen=True)
class ParagraphStyle:
    """A style by the name that Word has for it, its size in half points, the space round it in twentieths of a point.

    `how` is what else its paragraphs have; `level` is that of a heading.
    """

    name: str
    size: int
    before: int = 0
    after: int = 120
    line: int = 264
    how: str = ""
    bold: bool = False
    colour: str = INK
    level: int | None = None

    @property
    def identity(self) -> str:
        """What paragraphs call it by."""
        return BUILT_IN.get(self.name, self.name.replace(" ", ""))


STYLES = (
    ParagraphStyle("Normal", 21),
    ParagraphStyle("Title", 52, after=160, bold=True),
    ParagraphStyle("heading 1", 38, after=160, how=KEPT + WHOLE + NEW_PAGE, bold=True, level=0),
    ParagraphStyle("heading 2", 26, before=320, after=100, how=KEPT + WHOLE, bold=True, level=1),
    ParagraphStyle("heading 3", 22, before=200, after=80, how=KEPT + WHOLE, bold=True, level=2),
    ParagraphStyle("caption", 18, before=120, after=80, how=WHOLE, bold=True),
    ParagraphStyle("toc 1", 21, after=60),
    ParagraphStyle("Contents Heading", 38, after=160, how=KEPT + NEW_PAGE, bold=True),
    ParagraphStyle("Opening", 23),
    ParagraphStyle("Warning", 21, how=EDGE),
    ParagraphStyle(SMALL, 17, colour=SOFT),
    ParagraphStyle("Figure", 21, before=120, after=60, how=KEPT),
    ParagraphStyle("Table Text", 18, before=20, after=20, line=240),
    ParagraphStyle("Table Small", 16, before=20, after=20, line=240),
    ParagraphStyle("After Table", 8, after=60),
)


def style_document(made: WordDocument, document: Document) -> None:
    """Give a new Word document its styles, its paper, its language and what stands at the top and foot of each page."""
    styles = made.styles.element
    _one_font_and_language(styles)
    for style in STYLES:
        _put(styles, style)
    styles.append(_parsed(
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>'
        f'<w:rPr><w:color w:val="{BLUE}"/><w:u w:val="single"/></w:rPr></w:style>'
    ))  # fmt: skip
    styles.append(_parsed(_table_style()))
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    _line(section.header, f"{_words(document.mark, bold=True)}<w:r><w:tab/></w:r>{_words(document.title)}")
    page = _words(f"{said('Page', DOCUMENT)} ")
    _line(section.footer, f"{_words(document.foot)}<w:r><w:tab/></w:r>{page}{_page_number()}")
    _settings(made.settings.element)


def _parsed(xml: str) -> Any:
    """An element from XML whose outermost tag names no namespace yet."""
    tag, rest = xml.split(" ", 1)
    return parse_xml(f"{tag} {nsdecls('w')} {rest}")


def _one_font_and_language(styles: Any) -> None:
    """Every style in one typeface and British English: the template that python-docx brings has an American's theme."""
    for fonts in styles.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)
    for tongue in styles.iter(qn("w:lang")):
        tongue.attrib.clear()
        tongue.set(qn("w:val"), language())
        tongue.set(qn("w:eastAsia"), language())


def _settings(settings: Any) -> None:
    for tongue in settings.iter(qn("w:themeFontLang")):
        tongue.attrib.clear()
        tongue.set(qn("w:val"), language())
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_OF_2013)


def _put(styles: Any, style: ParagraphStyle) -> None:
    """Put a paragraph style in the place of the one of its name, or after the last."""
    normal = style.name == "Normal"
    based = "" if normal else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
    kind = ' w:default="1"' if normal else "" if style.name in BUILT_IN else ' w:customStyle="1"'
    outline = "" if style.level is None else f'<w:outlineLvl w:val="{style.level}"/>'
    made = _parsed(
        f'<w:style w:type="paragraph"{kind} w:styleId="{style.identity}">'
        f'<w:name w:val="{style.name}"/>{based}<w:qFormat/><w:pPr>{style.how}<w:spacing w:before="{style.before}" '
        f'w:after="{style.after}" w:line="{style.line}" w:lineRule="auto"/>{outline}</w:pPr><w:rPr>'
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>{"<w:b/>" if style.bold else ""}'
        f'<w:color w:val="{style.colour}"/><w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )
    old = [one for one in styles if one.get(qn("w:styleId")) == style.identity]
    for one in old:
        styles.replace(one, made)
    if not old:
        styles.append(made)


def _table_style() -> str:
    """Rules between rows and a heavier one under the head, whose letters are bold; no grid, no fill."""
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="Purbeck Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>'
        '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


def _line(place: Any, inside: str) -> None:
    """The one line of a header or footer, with a tab to the right edge."""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{RIGHT_EDGE}"/></w:tabs>'
    made = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{SMALL}"/>{tab}</w:pPr>{inside}</w:p>')
    first = place.paragraphs[0]._p
    first.getparent().replace(first, made)


def _words(text: str, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(in_xml(text))}</w:t></w:r>'


def _page_number() -> str:
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve">PAGE</w:instrText></w:r>{middle}{_words("1")}{end}'
