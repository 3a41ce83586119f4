"""The funnel: places by their people and rate, and the lines that chance would keep most within."""

from __future__ import annotations

import textwrap

import altair as alt

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import missing, number
from purbeck.language.speaker import said
from purbeck.publication.chart_theme import (
    ACCENT,
    CHART,
    OTHERS,
    SOFT,
    WHITE,
    Drawn,
    Layer,
    Margins,
    Paper,
    Row,
    at_pixel_x,
    at_pixel_y,
    axis,
    draw,
    edged_text,
    rows_of,
    text_layer,
)
from purbeck.publication.tables import axis_title, numbered, records

LIMITS = (("lower_95", [6, 4]), ("upper_95", [6, 4]), ("lower_998", [1, 0]), ("upper_998", [1, 0]))
NAMES = {"upper_95": "95%", "upper_998": "99.8%", "lower_95": "95%", "lower_998": "99.8%"}
MOST_BEYOND, FEWEST_TO_CUT = 2, 20
HEIGHTS = {False: 380, True: 300}


def draw_funnel(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """Places as dots, ours in the accent with its name, limits as lines named at their right end."""
    rows = numbered(finding)
    places = [r for r in rows if r["kind"] == "place" and not missing(r["rate_per_1000"])]
    lines = sorted((r for r in records(finding) if r["kind"] == "limit"), key=lambda r: r["person_years"])
    people = [r["person_years"] for r in places + lines] or [1.0]
    top = _top(places, lines)
    x = alt.X("person_years:Q", scale=alt.Scale(domain=[0, max(people) * 1.02], nice=False),
              axis=axis(paper, axis_title(finding, "person_years"), grid=False, tickCount=4))  # fmt: skip
    y = alt.Y("rate_per_1000:Q", scale=alt.Scale(domain=[0, top], nice=False),
              axis=axis(paper, axis_title(finding, "rate_per_1000")))  # fmt: skip
    layers = [*_limit_lines(lines, paper, x, y), *_dots([r for r in places if r["rate_per_1000"] <= top], paper, x, y)]
    layers += _beyond([r for r in places if r["rate_per_1000"] > top], paper)
    margins = Margins(52 if paper.narrow else 64, 54, top=34, bottom=64)
    points = [{"row": r["row"], "x": r["person_years"], "y": min(r["rate_per_1000"], top)} for r in places]
    return draw(layers, paper, HEIGHTS[paper.narrow], margins, points=points, along="xy")


def _top(places: list[Row], lines: list[Row]) -> float:
    """Where the paper ends: room for ours, for the limits of the largest, and for all places but the highest few.

    One city of few residents and many visitors would otherwise press all others flat.
    """
    last = lines[-1]["upper_998"] if lines and not missing(lines[-1]["upper_998"]) else 0.0
    rates = sorted((r["rate_per_1000"] for r in places), reverse=True)
    ours = [r["rate_per_1000"] for r in places if r["ours"] is True]
    most = rates[MOST_BEYOND] if len(rates) > FEWEST_TO_CUT else max(rates, default=1.0)
    return float(max([last, most, *ours])) * 1.06 or 1.0


def _beyond(places: list[Row], paper: Paper) -> list[Layer]:
    """Places above the paper as arrows at its edge, with their names and rates, the highest first."""
    if not places:
        return []
    arrows = alt.Chart(rows_of([_dot(r) for r in places])).mark_point(
        shape="triangle-up", filled=True, size=70, color=OTHERS, opacity=1
    )
    named = "; ".join(f"{r['place']} {number(r['rate_per_1000'])}"
                      for r in sorted(places, key=lambda r: (-r["rate_per_1000"], str(r["place"]))))  # fmt: skip
    words = [{"text": said(f"Beyond the top: {named}", CHART)}]
    return [
        arrows.encode(x=alt.X("person_years:Q"), y=at_pixel_y(-2)),
        text_layer(words, at_pixel_x(0), at_pixel_y(-20), paper.text - 2, color=SOFT),
    ]


def _limit_lines(lines: list[Row], paper: Paper, x: alt.X, y: alt.Y) -> list[Layer]:
    layers: list[Layer] = []
    for name, dash in LIMITS:
        drawn = [{"person_years": r["person_years"], "level": r[name], "text": NAMES[name]}
                 for r in lines if not missing(r[name])]  # fmt: skip
        if drawn:
            line = alt.Chart(rows_of(drawn)).mark_line(color=OTHERS, strokeWidth=1.5, strokeDash=dash, clip=True)
            layers.append(line.encode(x=x, y=alt.Y("level:Q")))
            layers.append(text_layer(drawn[-1:], alt.X("person_years:Q"), alt.Y("level:Q"), paper.text - 2,
                                     dx=6, color=SOFT))  # fmt: skip
    middle = [r for r in lines if not missing(r.get("rate_per_1000"))]
    if middle:
        line = alt.Chart(rows_of(middle)).mark_line(color=OTHERS, strokeWidth=1)
        layers.append(line.encode(x=x, y=y))
        at = alt.X("person_years:Q"), alt.Y("rate_per_1000:Q")
        layers.append(
            text_layer([middle[-1] | {"text": said("average", CHART)}], *at, paper.text - 2, dx=6, color=SOFT)
        )
    return layers


def _dots(places: list[Row], paper: Paper, x: alt.X, y: alt.Y) -> list[Layer]:
    others = alt.Chart(rows_of([_dot(r) for r in places if r["ours"] is not True]))
    ours = [{n: held for n, held in _dot(r).items() if n != "row"} for r in places if r["ours"] is True]  # never fades
    grey = others.mark_point(shape="circle", filled=True, size=30, color=OTHERS, opacity=0.5).encode(x=x, y=y)
    accent = alt.Chart(rows_of(ours)).mark_point(
        shape="circle", filled=True, size=170, color=ACCENT, stroke=WHITE, strokeWidth=2, opacity=1
    )
    names = [r | {"text": "\n".join(textwrap.wrap(said(r["place"], CHART), 16 if paper.narrow else 24))} for r in ours]
    at = alt.X("person_years:Q"), alt.Y("rate_per_1000:Q")
    return [grey, accent.encode(x=x, y=y), *edged_text(names, *at, paper.text, dx=13)]


def _dot(row: Row) -> Row:
    return {name: row[name] for name in ("place", "person_years", "rate_per_1000", "ours", "row")}
