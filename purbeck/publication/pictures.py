"""Charts and maps as pictures that stand by themselves: SVG, and PNG for programs that need it."""

from __future__ import annotations

import struct
import zlib
from html import escape

import vl_convert

from purbeck.language.speaker import said
from purbeck.publication.chart_theme import FONT, INK, WHITE
from purbeck.publication.charts import Drawing
from purbeck.publication.maps import MAP, Map, MapKey
from purbeck.publication.undated import in_xml

WIDTH = 720  # pixels: a chart as it is drawn for a desk
EDGE = 24  # room for bold labels that are a little wider than was reckoned
KEY_SIZE, LINE = 0.024, 1.6  # type of a map's key as a share of the map's width; a line of it as a share of that
SCALE = 1.5  # 165 dots an inch at the width of a page
PACKED = 4  # of zlib's levels: the files are half as large as those of level 1; higher ones take three times as long
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The page's style sheet says these of a map; a picture by itself has none.
MAP_STYLE = f"""
.only-telephone {{ display: none }}
.map-inner {{ stroke: #8a969b; stroke-width: 2; stroke-linejoin: round }}
.map-outline {{ stroke: {INK}; stroke-width: 16; stroke-linejoin: round }}
.hatch {{ stroke: {INK}; stroke-width: 7 }}
.hatch-edge {{ stroke: {WHITE}; stroke-width: 16 }}
.map-marks circle {{ fill: {WHITE}; stroke: {INK}; stroke-width: 6 }}
.map-marks text {{ text-anchor: middle; font-weight: bold; fill: {INK} }}
.map-marks .map-dot {{ fill: {INK}; stroke: {WHITE}; stroke-width: 5 }}
.map-lead {{ stroke: {INK}; stroke-width: 7; fill: none }}
.map-lead-edge {{ stroke: {WHITE}; stroke-width: 16; fill: none }}
.map-scale path {{ fill: none; stroke: {INK}; stroke-width: 6 }}
.map-scale text {{ text-anchor: middle; fill: {INK} }}
"""


def chart_picture(drawn: Drawing) -> tuple[str, float]:
    """A chart as a file of SVG on white, and its height as a share of its width."""
    _, _, width, height = map(float, drawn.viewbox.split())
    return _svg((-EDGE, 0, width + 2 * EDGE, height), drawn.inside)


def map_picture(drawn: Map, measure: str) -> tuple[str, float]:
    """A map with its key below it as a file of SVG on white, and its height as a share of its width."""
    _, _, width, height = map(float, drawn.viewbox.split())
    size = width * KEY_SIZE
    lines = [_key_line(drawn.keys[n], height + size * (2 + n) * LINE, size) for n in range(len(drawn.keys))]
    title = f'<text x="{size:.0f}" y="{height + size * LINE:.0f}" font-size="{size:.0f}">{escape(said(measure, MAP))}</text>'
    key = f'<g fill="{INK}">{title}{"".join(lines)}</g>'
    whole = height + size * LINE * (len(lines) + 2)
    return _svg((0, 0, width, whole), f"<style>{MAP_STYLE}</style>{drawn.inside}{key}")


def _key_line(key: MapKey, y: float, size: float) -> str:
    """A line of the key: a square of the colour, hatched where that is what it explains, and its words."""
    left, top, wide = size, y - size * 0.85, size * 1.6
    strokes = "".join(f"M{left + at * wide:.0f} {top + size:.0f}l{size * 0.8:.0f} {-size:.0f}" for at in (0, 0.25, 0.5))
    hatched = f'<path class="hatch" d="{strokes}"/>' if key.pattern else ""
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{size:.0f}" fill="{key.colour}" stroke="{INK}" '
        f'stroke-width="5"/>{hatched}'
        f'<text x="{left + wide + size * 0.6:.0f}" y="{y:.0f}" font-size="{size:.0f}">{escape(said(key.words, MAP))}</text>'
    )


def _svg(box: tuple[float, float, float, float], inside: str) -> tuple[str, float]:
    left, top, width, height = box
    tall = height / width
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {height:g}" width="{WIDTH}" '
        f'height="{WIDTH * tall:.2f}" font-family="{FONT}">'
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{WHITE}"/>{inside}</svg>'
    )
    return in_xml(svg), tall


def png_of(svg: str) -> bytes:
    """A picture as PNG. The same picture and fonts give the same bytes."""
    return _packed(vl_convert.svg_to_png(svg, scale=SCALE))


def _packed(png: bytes) -> bytes:
    """A PNG file packed again: as drawn, its dots are hardly packed at all."""
    before, dots, after, at = b"", b"", b"", len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        end = at + 12 + length
        if png[at + 4 : at + 8] == b"IDAT":
            dots += png[at + 8 : end - 4]
        elif dots:
            after += png[at:end]
        else:
            before += png[at:end]
        at = end
    held = b"IDAT" + zlib.compress(zlib.decompress(dots), PACKED)
    return SIGNATURE + before + struct.pack(">I", len(held) - 4) + held + struct.pack(">I", zlib.crc32(held)) + after
