"""One small chart, to see whether charts can be drawn on this machine."""

from __future__ import annotations

import vl_convert

from purbeck.publication.chart_theme import DESK, FONT, Margins, at_pixel_x, at_pixel_y, draw, text_layer

WORDS = "Offences"
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="30">{}</svg>'


def chart_is_drawn() -> bool:
    """Whether a chart can be drawn, and has its words in it."""
    drawn = draw([text_layer([{"text": WORDS}], at_pixel_x(5), at_pixel_y(5), 14)], DESK, 40, Margins(5, 5))
    return WORDS in drawn.inside


def letters_are_drawn() -> bool:
    """Whether a picture with a word in it differs from one without: where no font is found, letters are left out."""
    word = f'<text x="5" y="20" font-family="{FONT}" font-size="14">{WORDS}</text>'
    return bool(vl_convert.svg_to_png(EMPTY.format(word)) != vl_convert.svg_to_png(EMPTY.format("")))
