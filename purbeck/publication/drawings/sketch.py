"""A drawing in the making: boxes, lines and arrows, with the place of every label remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from purbeck.language.speaker import said
from purbeck.publication.chart_theme import ACCENT, AXIS, FONT, INK, MIDDLE_OF_TYPE, SOFT, WHITE, Paper
from purbeck.publication.charts import Drawing
from purbeck.publication.drawings.lettering import width, wrap

Style = Literal["ours", "plain", "tinted", "missing", "bare"]
Anchor = Literal["start", "middle", "end"]

TINT = "#e6eef2"
PADDING = 8
DRAWING = "a drawing"  # where words stand, as translators are told
LEADING = 1.22
NOTE_SMALLER = 1
# Fill, edge, dashes of the edge, colour of the words, colour of the note.
STYLES: dict[Style, tuple[str, str, str, str, str]] = {
    "ours": (ACCENT, ACCENT, "", WHITE, WHITE),
    "plain": (WHITE, AXIS, "", INK, SOFT),
    "tinted": (TINT, ACCENT, "", INK, SOFT),
    "missing": (WHITE, INK, "5 4", INK, SOFT),
    "bare": ("none", "none", "", INK, SOFT),
}


@dataclass(frozen=True)
class Rect:
    """A place on the paper, in pixels from its top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return self.y + self.height / 2

    def overlaps(self, other: Rect) -> bool:
        """Whether the two have any of the paper in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Rect) -> bool:
        """Whether the other lies within it."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


@dataclass(frozen=True)
class Box:
    """Words in a frame, a note below them in smaller type, and how it looks."""

    words: str
    style: Style = "plain"
    note: str = ""
    bold: bool = False

    @property
    def said(self) -> str:
        """Its words in a sentence: "Refuge (for 14 at once)"."""
        return f"{self.words} ({self.note[:1].lower()}{self.note[1:]})" if self.note else self.words


@dataclass
class Sketch:
    """What is drawn so far. `labels` are the places of words, `boxes` those of frames."""

    paper: Paper
    marks: list[str] = field(default_factory=list)
    labels: list[Rect] = field(default_factory=list)
    boxes: list[Rect] = field(default_factory=list)
    bottom: float = 0

    @property
    def size(self) -> int:
        """The size of its words: on a desk a little smaller than a chart's, since there are many more of them."""
        return self.paper.text if self.paper.narrow else self.paper.text - 1

    def height_of(self, box: Box, across: float) -> float:
        """How high a box of this width is."""
        lines, notes = self._lines(box, across)
        return 2 * PADDING + self._deep(len(lines), self.size) + self._deep(len(notes), self.size - NOTE_SMALLER)

    def width_of(self, box: Box, most: float) -> float:
        """How wide a box is whose words and note stand on a line each where they can."""
        words, note = said(box.words, DRAWING), said(box.note, DRAWING)
        needed = max(width(words, self.size, box.bold), width(note, self.size - NOTE_SMALLER))
        return min(needed + 2 * PADDING + 1, most)

    def box(self, box: Box, x: float, y: float, across: float, height: float | None = None) -> Rect:
        """Draw a box, at least as high as its words; returns its place."""
        lines, notes = self._lines(box, across)
        rect = Rect(x, y, across, max(height or 0, self.height_of(box, across)))
        fill, edge, dashes, ink, soft = STYLES[box.style]
        if box.style != "bare":
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            self.marks.append(
                f'<rect x="{_n(x + 0.75)}" y="{_n(y + 0.75)}" width="{_n(across - 1.5)}" height="{_n(rect.height - 1.5)}" rx="3" '
                f'fill="{fill}" stroke="{edge}" stroke-width="1.5"{dashed}/>'
            )
            self.boxes.append(rect)
        top = y + PADDING
        self.lines(lines, x + PADDING, top, ink, bold=box.bold)
        self.lines(notes, x + PADDING, top + self._deep(len(lines), self.size), soft, smaller=NOTE_SMALLER)
        self.bottom = max(self.bottom, rect.bottom)
        return rect

    def words(
        self, text: str, x: float, y: float, room: float, colour: str = INK, bold: bool = False, smaller: int = 0
    ) -> Rect:  # fmt: skip
        """Write words without a frame, wrapped to the room; returns their place."""
        return self.lines(wrap(said(text, DRAWING), self.size - smaller, room, bold), x, y, colour, bold, smaller)

    def lines(
        self, lines: Iterable[str], x: float, y: float, colour: str = INK, bold: bool = False, smaller: int = 0,
        anchor: Anchor = "start",
    ) -> Rect:  # fmt: skip
        """Write lines below each other; returns their place."""
        held, size = tuple(lines), self.size - smaller
        across = max((width(line, size, bold) for line in held), default=0.0)
        left = x - {"start": 0.0, "middle": across / 2, "end": across}[anchor]
        rect = Rect(left, y, across, self._deep(len(held), size))
        weight = ' font-weight="bold"' if bold else ""
        for number, line in enumerate(held):
            down = y + (number + 0.5) * size * LEADING + size * MIDDLE_OF_TYPE
            self.marks.append(
                f'<text x="{_n(x)}" y="{_n(down)}" text-anchor="{anchor}" font-family="{FONT}" font-size="{size}"{weight} '
                f'fill="{colour}">{escape(line, quote=False)}</text>'
            )
        if held:
            self.labels.append(rect)
            self.bottom = max(self.bottom, rect.bottom)
        return rect

    def line(
        self, points: Iterable[tuple[float, float]], colour: str = AXIS, thick: float = 1.5, dashes: str = ""
    ) -> None:
        """Draw a line through points."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.marks.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{_n(thick)}"{dashed}/>'
        )

    def arrow(self, points: Iterable[tuple[float, float]], colour: str = SOFT) -> None:
        """Draw a line through points with a head at the last."""
        held = list(points)
        (ax, ay), (bx, by) = held[-2:]
        self.line(held, colour)
        long = max(abs(bx - ax), abs(by - ay)) or 1
        ux, uy = (bx - ax) / long, (by - ay) / long
        head = ((bx, by), (bx - 7 * ux - 4 * uy, by - 7 * uy - 4 * ux), (bx - 7 * ux + 4 * uy, by - 7 * uy + 4 * ux))
        self.marks.append(f'<polygon points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in head)}" fill="{colour}"/>')

    def curve(self, start: tuple[float, float], end: tuple[float, float], thick: float, colour: str = SOFT) -> None:
        """Draw a curve that leaves and arrives level."""
        (ax, ay), (bx, by) = start, end
        half = (ax + bx) / 2
        self.marks.append(
            f'<path d="M{_n(ax)},{_n(ay)} C{_n(half)},{_n(ay)} {_n(half)},{_n(by)} {_n(bx)},{_n(by)}" fill="none" '
            f'stroke="{colour}" stroke-width="{_n(thick)}"/>'
        )

    def frame(self, rect: Rect, fill: str = "none", edge: str = AXIS, dashes: str = "") -> None:
        """Draw a frame without words: round other things, or a bar."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.marks.append(
            f'<rect x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}" fill="{fill}" '
            f'stroke="{edge}" stroke-width="1.5"{dashed}/>'
        )
        self.bottom = max(self.bottom, rect.bottom)

    def drawing(self) -> Drawing:
        """The finished drawing, as the page takes it."""
        return Drawing(self.paper.name, f"0 0 {self.paper.width} {_n(self.bottom + 2)}", "".join(self.marks))

    def _lines(self, box: Box, across: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        room = across - 2 * PADDING
        words, note = said(box.words, DRAWING), said(box.note, DRAWING)
        return wrap(words, self.size, room, box.bold), wrap(note, self.size - NOTE_SMALLER, room)

    @staticmethod
    def _deep(lines: int, size: float) -> float:
        return lines * size * LEADING


def _n(value: float) -> str:
    """A number of pixels, to a tenth, so that every machine writes the same."""
    return f"{round(value, 1):g}" if abs(value) < 100_000 else f"{round(value)}"
