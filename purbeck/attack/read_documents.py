"""Documents as an outsider takes them apart: DOCX with comments, deletions and hidden text; PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pypdf

from purbeck.attack import pdf_text
from purbeck.attack.found import Found, Grid, Words, finding_in
from purbeck.figures import many

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, MEDIA = "word/document.xml", "word/media/"
DESCRIBED = ("descr", "title")
STYLED_HEADING = re.compile(r"(?i)heading|caption|title")
OTHER_PARTS = re.compile(
    r"(^|/)(comments\w*|footnotes|endnotes|header\d*|footer\d*|core|app|custom|item\d+|chart\d+|persons?|threadedComment\d*|"
    r"meta|sharedStrings|drawing\d+|pivotCacheRecords\d+|externalLink\d+|vmlDrawing\d+|content|workbook)\.(xml|vml)$"
)
COLUMN_GAP = re.compile(r"\s{2,}")


@dataclass
class _Document:
    file: str
    found: Found = field(default_factory=Found)
    title: str = ""
    finding: str = ""
    tables: int = 0

    def body(self, root: ElementTree.Element) -> None:
        """Paragraphs and tables in order; a heading or a caption is the title of what follows it."""
        for one in root:
            if one.tag == f"{WORD}p":
                self._paragraph(one)
            elif one.tag == f"{WORD}tbl":
                self._table(one)
            else:
                self.body(one)

    def _paragraph(self, one: ElementTree.Element) -> None:
        text = _shown(one)
        style = next((s.get(f"{WORD}val", "") for s in one.iter(f"{WORD}pStyle")), "")
        bookmarks = " ".join(b.get(f"{WORD}name", "") for b in one.iter(f"{WORD}bookmarkStart")).replace("_", "-")
        self.finding = finding_in(f"{bookmarks} {text}") or self.finding
        if STYLED_HEADING.search(style) and text:
            self.title = text
        self._say("paragraph", text)
        self._beneath(one)

    def _beneath(self, one: ElementTree.Element) -> None:
        hidden = "".join(t.text or "" for run in one.iter(f"{WORD}r") if _vanished(run) for t in run.iter(f"{WORD}t"))
        self._say("hidden text", hidden)
        self._say("deleted text", "".join(t.text or "" for t in one.iter(f"{WORD}delText")))
        for inner in one.iter():
            for name in DESCRIBED:
                if inner.tag.endswith("}docPr") and inner.get(name):
                    self._say("alternative text", inner.get(name, ""))

    def _table(self, one: ElementTree.Element) -> None:
        self.tables += 1
        lines = [tuple(_shown(cell) for cell in row.iter(f"{WORD}tc")) for row in one.iter(f"{WORD}tr")]
        if lines:
            self.found.grids.append(
                Grid(
                    self.file,
                    f"table {self.tables} “{self.title}”",
                    self.title,
                    self.finding,
                    lines[0],
                    tuple(lines[1:]),
                )
            )
        self._beneath(one)

    def _say(self, part: str, text: str) -> None:
        if text.strip():
            self.found.words.append(Words(self.file, part, " ".join(text.split()), self.finding, self.title))


def _vanished(run: ElementTree.Element) -> bool:
    return any(one.get(f"{WORD}val", "1") not in {"0", "false"} for one in run.iter(f"{WORD}vanish"))


def _shown(one: ElementTree.Element) -> str:
    texts = (t.text or "" for run in one.iter(f"{WORD}r") if not _vanished(run) for t in run.iter(f"{WORD}t"))
    return " ".join("".join(texts).split())


def read_docx(file: str, held: bytes) -> Found:
    """A Word document: its paragraphs and tables, then every other part that a program can open."""
    document = _Document(file)
    with zipfile.ZipFile(io.BytesIO(held)) as packed:
        document.body(ElementTree.fromstring(packed.read(BODY)))
        document.found.join(other_parts(file, packed))
        pictures = sum(name.startswith(MEDIA) for name in packed.namelist())
    if pictures:
        document.found.unread.append(
            (f"{file}, {many(pictures, 'picture', 'pictures')}", "pictures made of dots are not measured")
        )
    return document.found


def other_parts(file: str, packed: zipfile.ZipFile) -> Found:
    """Texts of the parts of an office file that are not its body: comments, notes, properties, charts, caches."""
    found = Found()
    for name in sorted(packed.namelist()):
        if not OTHER_PARTS.search(name):
            continue
        if name.endswith("content.xml") or name.endswith("workbook.xml") or name.endswith("sharedStrings.xml"):
            wanted = {"annotation", "definedName"}
        else:
            wanted = set()
        for text in _texts(packed.read(name), wanted):
            found.words.append(Words(file, f"part {name}", text, finding_in(text)))
    return found


def _texts(held: bytes, wanted: set[str]) -> Iterator[str]:
    """The texts of an XML part, a paragraph, a comment or a point of a chart at a time; "" for none."""
    try:
        root = ElementTree.fromstring(held)
    except ElementTree.ParseError:  # old drawings are not quite XML; their texts are between the brackets all the same
        yield " ".join(re.sub(rb"<[^>]*>", b" ", held).decode("utf-8", "replace").split())
        return
    if wanted:
        for one in root.iter():
            if one.tag.rsplit("}", 1)[-1] in wanted:
                yield " ".join(part.strip() for part in one.itertext() if part.strip())
        return
    if root.tag.endswith("chartSpace"):
        yield from _chart(root)
        return
    for child in root:
        if text := " ".join(part.strip() for part in child.itertext() if part.strip()):
            yield text


def _chart(root: ElementTree.Element) -> Iterator[str]:
    """The points of a chart as "category: number", from the values that it keeps of its sheet."""
    for series in (one for one in root.iter() if one.tag.endswith("}ser")):
        held = {
            kind: [
                v.text or "" for part in series if part.tag.endswith(kind) for v in part.iter() if v.tag.endswith("}v")
            ]
            for kind in ("}cat", "}val")
        }
        yield "; ".join(f"{name}: {value}" for name, value in zip(held["}cat"], held["}val"], strict=False))


# --- PDF ------------------------------------------------------------------------------------------------------------


def read_pdf(file: str, held: bytes, titles: frozenset[str] = frozenset()) -> Found:
    """A PDF: its lines, a table wherever lines have columns, notes, alternative texts, properties and attachments.

    `titles` are the titles of tables elsewhere in the release, without capitals: a line that is one begins its table here.
    """
    found = Found()
    reader = pypdf.PdfReader(io.BytesIO(held))
    for name, value in (reader.metadata or {}).items():
        found.words.append(Words(file, f"property {name}", str(value)))
    read = _Lines(file, titles)
    for number, page in enumerate(reader.pages, start=1):
        found.join(read.page(number, pdf_text.lines(page)))
    for part, text in pdf_text.unseen(reader, held):
        found.words.append(Words(file, part, text, finding_in(text)))
    for name, attached in reader.attachments.items():
        for one in attached:
            found.words.append(Words(file, f"attachment {name}", one.decode("utf-8", "replace")))
    return found


@dataclass
class _Lines:
    """The lines of a PDF, page after page: a line that is a title of a table in the release begins that table here."""

    file: str
    titles: frozenset[str]
    title: str = ""
    finding: str = ""

    def page(self, number: int, lines: list[str]) -> Found:
        """The words of a page, and a table wherever lines that follow each other have columns."""
        found, held = Found(), list[tuple[str, ...]]()
        for line in [*lines, ""]:
            words = " ".join(line.split())
            cells = tuple(COLUMN_GAP.split(line.strip()))
            if len(cells) > 1:
                held.append(cells)
            elif held:
                heads = ("",) * max(map(len, held))
                found.grids.append(Grid(self.file, f"page {number}", self.title, self.finding, heads, tuple(held)))
                held = []
            self.finding = finding_in(words) or self.finding
            self.title = words if words.casefold() in self.titles else self.title
            if words:
                found.words.append(Words(self.file, f"page {number}", words, self.finding, self.title))
        return found
