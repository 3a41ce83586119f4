"""The styles, paper, header and footer of a Word document."""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from purbeck.publication.blocks import Document
from purbeck.publication.undated import in_xml

FONT, LANGUAGE = "Arial", "en-GB"
INK, SOFT, BLUE, RULE = "16191B", "50575B", "0B4F8A", "C3C8CA"
TABLE_STYLE = "PurbeckTable"
# Style, the one it is based on, size in half points, and what else its paragraphs and letters have. Those that Word
# has itself keep its names, so that its contents, captions and lists know them.
PARAGRAPHS = (
    ("Normal", "", 21, '<w:spacing w:before="0" w:after="120" w:line="264" w:lineRule="auto"/>', ""),
    ("Title", "Normal", 52, '<w:spacing w:before="0" w:after="160"/>', "<w:b/>"),
    ("Heading 1", "Normal", 38, '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="0" w:after="160"/><w:outlineLvl w:val="0"/>', "<w:b/>"),
    ("Heading 2", "Normal", 26, '<w:keepNext/><w:keepLines/><w:spacing w:before="320" w:after="100"/><w:outlineLvl w:val="1"/>', "<w:b/>"),
    ("Heading 3", "Normal", 22, '<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="2"/>', "<w:b/>"),
    ("Caption", "Normal", 18, '<w:keepLines/><w:spacing w:before="120" w:after="80"/>', "<w:b/>"),
    ("toc 1", "Normal", 21, '<w:spacing w:before="0" w:after="60"/>', ""),
    ("Contents Heading", "Normal", 38, '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="0" w:after="160"/>', "<w:b/>"),
    ("Opening", "Normal", 23, "", ""),
    ("Warning", "Normal", 21, f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{INK}"/></w:pBdr>', ""),
    ("Small", "Normal", 17, "", f'<w:color w:val="{SOFT}"/>'),
    ("Figure", "Normal", 21, '<w:keepNext/><w:spacing w:before="120" w:after="60"/>', ""),
    ("Table Text", "Normal", 18, '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>', ""),
    ("Table Small", "Normal", 16, '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>', ""),
    ("After Table", "Normal", 8, '<w:spacing w:before="0" w:after="60"/>', ""),
)  # fmt: skip


def style_document(made: WordDocument, document: Document) -> None:
    """Give a new Word document its styles, its paper and what stands at the top and foot of each page."""
    styles = made.styles.element
    _one_font_and_language(made)
    for style in PARAGRAPHS:
        _set(styles, *style)
    styles.append(_parsed(f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority '
                          f'w:val="99"/><w:rPr><w:color w:val="{BLUE}"/><w:u w:val="single"/></w:rPr></w:style>'))  # fmt: skip
    styles.append(_parsed(_table_style()))
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    _line(section.header, f"{_bold(document.mark)}<w:r><w:tab/></w:r>{_words(document.title)}")
    page = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' \
           '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'  # fmt: skip
    _line(section.footer, f"{_words(document.foot)}<w:r><w:tab/></w:r>{_words('Page ')}{page}")
    made.settings.element.append(_parsed(f'<w:themeFontLang w:val="{LANGUAGE}"/>'))


def _parsed(xml: str) -> object:
    """An element from XML whose outermost tag names no namespace yet."""
    tag, rest = xml.split(" ", 1)
    return parse_xml(f"{tag} {nsdecls('w')} {rest}")


def _one_font_and_language(made: WordDocument) -> None:
    """Every style in one typeface and British English: the template that python-docx brings has an American's theme."""
    styles = made.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)
    for language in styles.iter(qn("w:lang")):
        language.attrib.clear()
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)


def _set(styles: object, name: str, base: str, size: int, paragraph: str, letters: str) -> None:
    """Put a paragraph style in the place of the one of its name, or after the last."""
    identity = {"toc 1": "TOC1"}.get(name, name.replace(" ", ""))
    based = f'<w:basedOn w:val="{base.replace(" ", "")}"/><w:next w:val="Normal"/>' if base else ""
    default = ' w:default="1"' if name == "Normal" else ""
    shown = "<w:qFormat/>"
    colour = "" if "<w:color" in letters else f'<w:color w:val="{INK}"/>'
    made = _parsed(
        f'<w:style w:type="paragraph"{default} w:styleId="{identity}"><w:name w:val="{name.lower() if name.startswith("Heading") else name}"/>'
        f"{based}{shown}<w:pPr>{paragraph}</w:pPr><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>{letters}{colour}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
    old = [style for style in styles if style.get(qn("w:styleId")) == identity]
    for style in old:
        styles.replace(style, made)
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


def _line(place: object, inside: str) -> None:
    """The one line of a header or footer, with a tab to the right edge."""
    made = _parsed(
        '<w:p w:rsidR="00000000"><w:pPr><w:pStyle w:val="Small"/><w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs></w:pPr>'
        f"{inside}</w:p>"
    )
    first = place.paragraphs[0]._p
    first.getparent().replace(first, made)


def _words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(in_xml(text))}</w:t></w:r>'


def _bold(text: str) -> str:
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(in_xml(text))}</w:t></w:r>'
