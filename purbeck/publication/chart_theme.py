"""How every chart looks: one accent for us, grey for others, sizes for a desk and for a telephone."""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import altair as alt
import vl_convert

from purbeck.language.speaker import said

Layer: TypeAlias = "alt.Chart | alt.LayerChart"
Row: TypeAlias = dict[str, Any]
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
ACCENT = "#0b5a7a"
PALE = "#8db9cb"
OTHERS = "#6b7276"
INK = "#16191b"
SOFT = "#50575b"
GRID = "#dfe2e4"
AXIS = "#8a9195"
ABSENT = "#f0f1f2"
WHITE = "#ffffff"
CHART = "a chart"  # where words stand, as translators are told
MIDDLE_OF_TYPE = 0.3  # how far below its middle a line of type stands, as a share of its size


@dataclass(frozen=True)
class Paper:
    """The width a chart is drawn for and its type sizes, in pixels of that width."""

    name: str
    width: int
    text: int
    narrow: bool


@dataclass(frozen=True)
class Drawn:
    """A drawing: its whole height in pixels of its paper, and what stands between its svg tags.

    That for a desk is kept as Vega too, for readers to explore: `points` are those that have a row in the finding's table
    (`row`, and `x` and `y` on the scales), `along` is the direction in which they follow each other, "x", "y" or "xy".
    """

    height: int
    inside: str
    vega: dict[str, Any] | None = None
    points: tuple[Row, ...] = ()
    along: str = "x"


# Drawn twice rather than shrunk: type made for a desk is unreadable on a telephone.
DESK = Paper("desk", 720, 15, narrow=False)
TELEPHONE = Paper("telephone", 340, 14, narrow=True)
PAPERS = (DESK, TELEPHONE)


@dataclass(frozen=True)
class Margins:
    """Room round the plot, in pixels."""

    left: int
    right: int
    top: int = 12
    bottom: int = 56


def rows_of(rows: list[Row]) -> alt.InlineData:
    """Rows as data held inside the chart: as text, since Altair copies lists anew at every step."""
    return alt.InlineData(values=json.dumps(rows), format=alt.JsonDataFormat(type="json"))


def axis(paper: Paper, title: str | None, **more: Any) -> alt.Axis:
    """An axis in the house style, its title lines broken to the paper."""
    lines = None if title is None else textwrap.wrap(said(title, CHART), 38 if paper.narrow else 80)
    settings: dict[str, Any] = {
        "title": lines, "labelFontSize": paper.text - 1, "titleFontSize": paper.text, "titleFontWeight": "normal",
        "titleColor": INK, "labelColor": INK, "gridColor": GRID, "domainColor": AXIS, "tickColor": AXIS,
        "labelPadding": 5, "titlePadding": 9, "format": ",.10~g", "tickCount": 4 if paper.narrow else 6,
    }  # fmt: skip
    if "values" in more:
        settings["tickCount"] = len(more["values"])  # Vega thins out values that are more than the count
    return alt.Axis(**(settings | more))


def pixels(last: float) -> alt.Scale:
    """A scale on which a position is its own pixel, from the top."""
    return alt.Scale(domain=[0, last], range=[0, last], nice=False, zero=False)


def at_pixel_x(pixel: float) -> alt.XValue:
    """One place across the plot, in pixels from its left."""
    return alt.XValue(pixel)  # type: ignore[no-untyped-call]


def at_pixel_y(pixel: float) -> alt.YValue:
    """One place down the plot, in pixels from its top."""
    return alt.YValue(pixel)  # type: ignore[no-untyped-call]


def text_layer(rows: list[Row], x: Any, y: Any, size: int, **mark: Any) -> alt.Chart:
    """Words on the chart, from each row's `text`; a line break in it breaks the line."""
    style: dict[str, Any] = {"fontSize": size, "color": INK, "lineBreak": "\n", "align": "left", "baseline": "middle"}
    chart: alt.Chart = alt.Chart(rows_of(rows)).mark_text(**(style | mark)).encode(x=x, y=y, text=alt.Text("text:N"))
    return chart


def edged_text(rows: list[Row], x: Any, y: Any, size: int, **mark: Any) -> list[alt.Chart]:
    """Bold words that stay readable among marks: written twice, first as their own white edge."""
    edge = {"stroke": WHITE, "strokeWidth": 5, "color": WHITE}
    return [text_layer(rows, x, y, size, fontWeight="bold", **(mark | style)) for style in (edge, {})]


def words_beside(lines: list[Row], x: float, size: int, align: str, weight: str, colour: str) -> str:
    """Lines of text at places known in pixels (`text`, and `y` its middle), as Vega writes them, and ten times sooner."""
    anchor = {"left": "start", "right": "end"}[align]
    style = f'font-family="{FONT}" font-size="{size}px" font-weight="{weight}" fill="{colour}"'
    down = math.floor(size * MIDDLE_OF_TYPE + 0.5)
    return "".join(
        f'<text text-anchor="{anchor}" transform="translate({x:.10g},{line["y"] + down:.10g})" {style}>'
        f"{escape(line['text'], quote=False)}</text>"
        for line in lines
    )


def unchecked() -> AbstractContextManager[None]:
    """Altair without its check of each piece as it is made, which takes longer than drawing does; the tests draw with it."""
    found: AbstractContextManager[None] = alt.utils.schemapi.debug_mode(False)
    return found


def draw(
    layers: list[Layer], paper: Paper, height: int, margins: Margins, words: str = "", points: Iterable[Row] = (),
    along: str = "x",
) -> Drawn:  # fmt: skip
    """Layers as an SVG without its own tag: the page gives it its width and its name.

    `height` is that of the plot, `words` are laid over it (`words_beside`). The same layers give the same bytes.
    """
    context: dict[str, Any] = {"top_level": False, "datasets": {}}
    # Put together as plain data: a LayerChart copies every layer within it four times before it is written out.
    chart = {
        "$schema": alt.SCHEMA_URL,
        "layer": [layer.to_dict(validate=False, context=context) for layer in layers],
        "width": paper.width - margins.left - margins.right,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": margins.left, "right": margins.right, "top": margins.top, "bottom": margins.bottom},
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
        "datasets": context["datasets"],
    }
    vega = vl_convert.vegalite_to_vega(chart)
    inside = _inside(str(vl_convert.vega_to_svg(vega)))
    over = f'<g class="lettering" transform="translate({margins.left},{margins.top})">{words}</g>' if words else ""
    whole = height + margins.top + margins.bottom
    return Drawn(whole, inside + over, None if paper.narrow else vega, tuple(points), along)


def _inside(svg: str) -> str:
    """Everything between the svg tags. Roles that Vega writes are dropped: the page names the whole as one image."""
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return re.sub(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"', "", inside)


def with_own_ids(inside: str, prefix: str) -> str:
    """Ids made the chart's own and numbered anew, so that a clip of one chart never cuts another on the same page.

    Vega numbers them through the life of the process: left alone, the same chart would differ from run to run.
    """
    ids = list(dict.fromkeys(re.findall(r'\bid="([^"]*)"', inside)))
    for number, name in enumerate(ids, start=1):
        inside = inside.replace(f'id="{name}"', f'id="{prefix}-{number}"').replace(f"#{name})", f"#{prefix}-{number})")
    return inside
