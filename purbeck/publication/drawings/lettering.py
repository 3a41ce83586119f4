"""How wide words are in the page's type, and how they break into lines."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Advance widths of Arial and of its metric double Liberation Sans, in thousandths of the type's size.
WIDTHS = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft·", 333: "()-`r“”", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jckvsxyz", 556: "#$0123456789?L_abdeghnopqu£–", 584: "+<=>~×−", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…→", 1015: "@",
}  # fmt: skip
WIDTH_OF = {letter: width for width, letters in WIDTHS.items() for letter in letters}
UNKNOWN = 1000
BOLD = 1.1
# A reader without either face has a wider one; much of the difference is taken in here, the rest by a box's margins.
SPARE = 1.06


def width(words: str, size: float, bold: bool = False) -> float:
    """How wide words are, in pixels, with some to spare."""
    units = sum(map(_units, words))
    return units / 1000 * size * SPARE * (BOLD if bold else 1)


@cache
def _units(letter: str) -> int:
    """The width of a letter; with an accent it is as wide as without."""
    if unicodedata.combining(letter):
        return 0
    return WIDTH_OF.get(letter) or WIDTH_OF.get(unicodedata.normalize("NFD", letter)[0], UNKNOWN)


def wrap(words: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """Words in lines, none wider than the room: broken at spaces, after hyphens and strokes, else within a word."""
    lines: list[str] = []
    line = ""
    for piece, spaced in _pieces(words):
        joined = f"{line} {piece}" if line and spaced else line + piece
        if width(joined, size, bold) <= room:
            line = joined
            continue
        lines += [line] if line else []
        line = piece
        while width(line, size, bold) > room and len(line) > 1:
            fits = _fits(line, size, room, bold)
            lines.append(line[:fits])
            line = line[fits:]
    return (*lines, line) if line else tuple(lines)


def _pieces(words: str) -> list[tuple[str, bool]]:
    """Pieces that stay together, each with whether a space stands before it."""
    return [
        (piece, number == 0)
        for word in words.split()
        for number, piece in enumerate(re.findall(r"[^-/]+[-/]*|[-/]+", word))
    ]


def _fits(word: str, size: float, room: float, bold: bool) -> int:
    """How many letters of a word fit: at least one."""
    fits = 1
    while fits < len(word) and width(word[: fits + 1], size, bold) <= room:
        fits += 1
    return fits
