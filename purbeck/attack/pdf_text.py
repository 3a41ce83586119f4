"""The lines of a PDF's pages, columns kept apart, and its unseen texts; what draws is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import IndirectObject

from purbeck.attack.shapes import UNIT, Matrix, moved

LITERAL = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
STRING = re.compile(LITERAL + rb"|<[0-9A-Fa-f\s]*>", re.DOTALL)
NUMBER = rb"[-+]?[\d.]+"
# A step is known by its name, which stands after its numbers: a map is a million numbers, and none of them begins a match.
STEP = re.compile(
    rb"(?P<array>\[(?:" + STRING.pattern + rb"|[^\]\[(<])*\])\s*(?P<all>TJ)?"
    rb"|(?P<string>" + STRING.pattern + rb")\s*(?P<show>Tj|'|\")?"
    rb"|(?<![^\s>\])])(?P<name>cm|Tm|Tf|T[dDL]|T\*|Do|BT|q|Q)(?![\w*])",
    re.DOTALL,
)
FONT = re.compile(rb"/([^\s/<>\[\]()]+)\s+(" + NUMBER + rb")\s*$")
FORM = re.compile(rb"/([^\s/<>\[\]()]+)\s*$")
BEFORE = 160  # bytes in which the numbers of a step stand
UNSEEN = re.compile(rb"/(Alt|ActualText|TU|Contents|E)\s*(" + LITERAL + rb"|<[0-9A-Fa-f\s]*>)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
CODE = rb"<([0-9A-Fa-f]+)>\s*"
PAIRS, TRIPLES = re.compile(CODE * 2), re.compile(CODE * 3)
SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
LINE, GAP, WORD = 0.45, 1.1, 0.12  # of the letters' height: apart on two lines, in two columns, as two words
USUAL_WIDTH, MOST_DEPTH = 500.0, 5


@dataclass(frozen=True)
class Font:
    """How a font's codes are read: bytes a code, letters by code, and widths in thousandths of the letters' height."""

    wide: int
    letters: Mapping[int, str]
    widths: Mapping[int, float]

    def read(self, held: bytes) -> tuple[str, float]:
        """A text, and how wide it is."""
        codes = [int.from_bytes(held[at : at + self.wide], "big") for at in range(0, len(held), self.wide)]
        text = "".join(self.letters.get(code, chr(code) if self.wide == 1 else "") for code in codes)
        return text, sum(self.widths.get(code, USUAL_WIDTH) for code in codes) / 1000


@dataclass(frozen=True)
class Chunk:
    """A text on a page: where it begins and ends, its height on the page, and how high its letters are."""

    x: float
    end: float
    y: float
    size: float
    text: str


def lines(page: pypdf.PageObject) -> list[str]:
    """The lines of a page from the top; three spaces stand between columns."""
    contents = page.get_contents()
    if contents is None:
        return []
    found = list(_chunks(contents.get_data(), page.get("/Resources"), UNIT, 0))
    rows: list[list[Chunk]] = []
    for chunk in sorted(found, key=lambda one: (-one.y, one.x)):
        if rows and abs(rows[-1][0].y - chunk.y) <= LINE * max(chunk.size, 1):
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return [_joined(sorted(row, key=lambda one: one.x)) for row in rows]


def _joined(row: list[Chunk]) -> str:
    text, end = "", row[0].x
    for one in row:
        gap = (one.x - end) / max(one.size, 1)
        text += ("   " if gap > GAP else " " if gap > WORD else "") + one.text if text else one.text
        end = max(end, one.end)
    return text.rstrip()


class _Pen:
    """Where text is written: the page's transform, the line's, and the font."""

    def __init__(self, base: Matrix) -> None:
        self.page, self.kept = base, list[tuple[Matrix, Font | None, float]]()
        self.line, self.text = UNIT, UNIT
        self.font: Font | None = None
        self.size, self.leading = 1.0, 0.0

    def step(self, name: bytes, before: bytes) -> None:
        """What moves the pen or keeps its place; `before` is what stands before the name."""
        if name == b"q":
            self.kept.append((self.page, self.font, self.size))
        elif name == b"Q" and self.kept:
            self.page, self.font, self.size = self.kept.pop()
        elif name == b"BT":
            self.line = self.text = UNIT
        elif name == b"T*":
            self.move(0, -self.leading)
        elif name in (b"cm", b"Tm"):
            given = _six(_numbers(before, 6))
            if name == b"cm":
                self.page = moved(self.page, given)
            else:
                self.line = self.text = given
        elif name == b"TL":
            self.leading = _numbers(before, 1)[0]
        elif name in (b"Td", b"TD"):
            x, y = _numbers(before, 2)
            self.leading = -y if name == b"TD" else self.leading
            self.move(x, y)

    def move(self, x: float, y: float) -> None:
        self.line = self.text = moved(self.line, (1, 0, 0, 1, x, y))

    def write(self, held: bytes, back: float = 0.0) -> Chunk | None:
        font = self.font or Font(1, {}, {})
        self.text = moved(self.text, (1, 0, 0, 1, -back / 1000 * self.size, 0))
        text, width = font.read(held)
        whole = moved(self.page, self.text)
        self.text = moved(self.text, (1, 0, 0, 1, width * self.size, 0))
        after = moved(self.page, self.text)
        high = self.size * max(abs(whole[3]), abs(whole[1]))
        return Chunk(whole[4], after[4], whole[5], high, text) if text.strip() or text == " " else None


def _chunks(held: bytes, resources: Any, base: Matrix, depth: int) -> Iterator[Chunk]:
    resources = resources.get_object() if resources is not None else {}
    named = {kind: _object(resources.get(kind)) or {} for kind in ("/Font", "/XObject")}
    fonts: dict[bytes, Font] = {}
    pen = _Pen(base)
    for step in _telling(held):
        name = step["name"]
        before = held[max(0, step.start() - BEFORE) : step.start()]
        if name is None:
            yield from _written(step, pen)
        elif name == b"Tf" and (match := FONT.search(before)):
            if match[1] not in fonts:
                fonts[match[1]] = _font(_object(named["/Font"].get("/" + match[1].decode("latin-1"))))
            pen.font, pen.size = fonts[match[1]], float(match[2])
        elif name == b"Do" and (match := FORM.search(before)) and depth < MOST_DEPTH:
            form = _object(named["/XObject"].get("/" + match[1].decode("latin-1")))
            if form is not None and form.get("/Subtype") == "/Form":
                placed = moved(pen.page, _six([float(one) for one in form.get("/Matrix", UNIT)]))
                yield from _chunks(form.get_data(), form.get("/Resources") or resources, placed, depth + 1)
        else:
            pen.step(name, before)


def _telling(held: bytes) -> list[re.Match[bytes]]:
    """The steps of a page without those between a "q" and its "Q" that write nothing: lines and shapes, nearly all there is."""
    steps: list[re.Match[bytes]] = []
    open_at: list[int] = []
    last_written = -1
    for step in STEP.finditer(held):
        name = step["name"]
        if name == b"q":
            open_at.append(len(steps))
        elif name == b"Q" and open_at and last_written < (begun := open_at.pop()):
            del steps[begun:]
            continue
        elif name == b"Do" or step["show"] or step["all"]:
            last_written = len(steps)
        if name or step["show"] or step["all"]:
            steps.append(step)
    return steps


def _six(held: list[float]) -> Matrix:
    a, b, c, d, e, f = held[-6:]
    return a, b, c, d, e, f


def _numbers(before: bytes, many: int) -> list[float]:
    """The last numbers before the name of a step; noughts where there are too few."""
    try:
        held = [float(one) for one in before.split()[-many:]]
    except ValueError:
        held = []
    return held if len(held) == many else [0.0] * many


def _written(step: re.Match[bytes], pen: _Pen) -> Iterator[Chunk]:
    if step["show"]:
        if step["show"] != b"Tj":
            pen.step(b"T*", b"")
        if chunk := pen.write(_bytes(step["string"])):
            yield chunk
    elif step["all"]:
        back = 0.0
        for part in re.finditer(STRING.pattern + rb"|" + NUMBER, step["array"], re.DOTALL):
            if part[0][:1] in b"(<":
                if chunk := pen.write(_bytes(part[0]), back):
                    yield chunk
                back = 0.0
            else:
                back += float(part[0])


def _bytes(written: bytes) -> bytes:
    """A string of a PDF as bytes."""
    if written[:1] == b"<":
        return bytes.fromhex(re.sub(rb"\s", b"", written[1:-1]).decode("ascii").ljust(2, "0"))
    return ESCAPE.sub(_escaped, written[1:-1]) if b"\\" in written else written[1:-1]


def _escaped(match: re.Match[bytes]) -> bytes:
    one = match[1]
    if one[:1].isdigit():
        return bytes([int(one, 8) & 255])
    return b"" if one.endswith(b"\n") and one != b"n" else ESCAPES.get(one, one)


def _object(held: Any) -> Any:
    return held.get_object() if isinstance(held, IndirectObject) else held


def _font(held: Any) -> Font:
    if held is None:
        return Font(1, {}, {})
    wide = 2 if held.get("/Subtype") == "/Type0" else 1
    mapped = _object(held.get("/ToUnicode"))
    letters = _letters(mapped.get_data()) if mapped is not None else {}
    if wide == 1:
        first = int(held.get("/FirstChar", 0))
        return Font(wide, letters, {first + at: float(w) for at, w in enumerate(_object(held.get("/Widths")) or ())})
    below = _object(_object(held["/DescendantFonts"])[0])
    return Font(wide, letters, _widths(_object(below.get("/W")) or []))


def _letters(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in SECTION.findall(cmap):
        if kind == b"bfchar":
            for code, letter in PAIRS.findall(body):
                found[int(code, 16)] = _utf16(letter)
        for first, last, letter in TRIPLES.findall(body) if kind == b"bfrange" else ():
            base = _utf16(letter)
            for at in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + at] = base[:-1] + chr(ord(base[-1]) + at)
    return found


def _utf16(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


def _widths(listed: Any) -> dict[int, float]:
    """Widths by code: "first [a b c]" or "first last width"."""
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(listed):
        first, second = int(listed[at]), _object(listed[at + 1])
        if isinstance(second, list):
            found |= {first + place: float(width) for place, width in enumerate(second)}
            at += 2
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(listed[at + 2]))
            at += 3
    return found


def unseen(reader: pypdf.PdfReader, held: bytes) -> Iterator[tuple[str, str]]:
    """Texts that no page shows: alternative and replacement texts, notes; what it is and what it says."""
    packed = sorted({number for number, _ in reader.xref_objStm.values()})
    streams: list[Any] = [reader.get_object(IndirectObject(number, 0, reader)) for number in packed]
    for blob in (held, *(one.get_data() for one in streams)):
        for kind, written in UNSEEN.findall(blob):
            body = _bytes(written)
            text = body.decode("utf-16") if body[:2] in (b"\xfe\xff", b"\xff\xfe") else body.decode("latin-1")
            yield ("note" if kind == b"Contents" else "alternative text"), " ".join(text.split())
