"""The chart of weighted scores: a bar a priority, a numbered part a criterion, its range as a whisker."""

from __future__ import annotations

import textwrap

from markupsafe import Markup, escape

from purbeck.disclosure import ReleasedMatrix, ReleasedRank
from purbeck.figures import number
from purbeck.language.speaker import said
from purbeck.publication.chart_theme import CHART

DARK, LIGHT, INK, SOFT, LINE = "#0b5a7a", "#a9c9d8", "#16191b", "#50575b", "#b4babd"
TYPE, ROW_WORDS, BAR, BETWEEN, AXIS = 15, 20, 28, 22, 34
LETTER = 7.6  # width of a letter of this type, about
NARROWEST_NUMBER = 14


def drawn(matrix: ReleasedMatrix, width: int) -> tuple[Markup, str]:
    """The chart as the inside of an SVG, and its viewBox. Parts alternate between two shades, so that print can tell them."""
    pieces: list[str] = []
    y, per_row = 4.0, max(12, int(width / LETTER))
    scale = (width - 12) / matrix.highest
    for rank in matrix.ranks:
        for words in textwrap.wrap(f"{rank.rank}{'=' if rank.sharing > 1 else ''}. {said(rank.title, CHART)}", per_row):
            y += ROW_WORDS
            pieces.append(_text(0, y - 5, words, INK, bold=True))
        pieces += _bar(matrix, rank, y, scale)
        pieces += _whisker(rank, y, scale)
        y += BAR + BETWEEN
    pieces += _axis(matrix, y, scale)
    return Markup("".join(pieces)), f"0 0 {width} {y + AXIS:g}"


def _bar(matrix: ReleasedMatrix, rank: ReleasedRank, y: float, scale: float) -> list[str]:
    pieces, x = [], 0.0
    middle = (matrix.lowest + matrix.highest) / 2
    for n, criterion in enumerate(matrix.criteria, start=1):
        score = matrix.scores[rank.priority, criterion.name].score
        wide = criterion.weight * (middle if score is None else score) * scale
        fill, ink = (DARK, "#ffffff") if n % 2 else (LIGHT, INK)
        dashes = ""
        if score is None:
            fill, ink, dashes = "#ffffff", INK, ' stroke-dasharray="4 3"'
        pieces.append(
            f'<rect x="{x:.1f}" y="{y:g}" width="{wide:.1f}" height="{BAR}" fill="{fill}" stroke="{INK}"{dashes}/>'
        )
        if wide >= NARROWEST_NUMBER:
            pieces.append(_text(x + wide / 2, y + BAR / 2 + 5, str(n), ink, anchor="middle"))
        x += wide
    return pieces


def _whisker(rank: ReleasedRank, y: float, scale: float) -> list[str]:
    at, first, last = y + BAR + 7, rank.lower * scale, rank.upper * scale
    return [
        f'<path d="M{first:.1f} {at - 4:g}v8M{first:.1f} {at:g}H{last:.1f}M{last:.1f} {at - 4:g}v8" '
        f'fill="none" stroke="{INK}" stroke-width="2"/>'
    ]


def _axis(matrix: ReleasedMatrix, y: float, scale: float) -> list[str]:
    pieces = [f'<path d="M0 {y:g}H{matrix.highest * scale:.1f}" stroke="{LINE}"/>']
    for step in range(int(matrix.highest) + 1):
        anchor = "start" if step == 0 else "end" if step == int(matrix.highest) else "middle"
        pieces.append(f'<path d="M{step * scale:.1f} {y:g}v6" stroke="{LINE}"/>')
        pieces.append(_text(step * scale, y + 22, number(step, 0), SOFT, anchor=anchor))
    return pieces


def _text(x: float, y: float, words: str, colour: str, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:g}" font-size="{TYPE}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
