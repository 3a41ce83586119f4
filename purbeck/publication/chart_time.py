"""Charts along time: years as points with intervals, months as a process with its limits and signals."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import altair as alt

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import UNAVAILABLE, decimals_of, missing, number, percent
from purbeck.language.speaker import said
from purbeck.periods import month_name, month_number, spoken_month
from purbeck.publication.chart_breaks import LEADING, bands, lines, marks_of, reasons
from purbeck.publication.chart_theme import (
    ABSENT,
    ACCENT,
    CHART,
    INK,
    OTHERS,
    SOFT,
    WHITE,
    Drawn,
    Layer,
    Margins,
    Paper,
    Row,
    at_pixel_y,
    axis,
    draw,
    edged_text,
    rows_of,
    text_layer,
)
from purbeck.publication.tables import axis_title, numbered, records

HEIGHTS = {False: 300, True: 250}
MOST_YEARS_LABELLED_ON_A_TELEPHONE = 6


def draw_years(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """Points with whiskers from a zero base; a year without a figure is a gap that says so; breaks as marked lines."""
    name = "rate_per_1000" if any(column == "rate_per_1000" for column, _, _ in finding.columns) else "value"
    rows = _years(numbered(finding), name)
    tops = [r["upper"] if r["upper"] is not None else r["rate"] for r in rows if r["rate"] is not None] or [1.0]
    labels = json.dumps(
        [_stacked(r["period"], paper, len(rows)) if _named(n, rows, paper) else "" for n, r in enumerate(rows)]
    )
    x = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-0.6, len(rows) - 0.4], nice=False, zero=False),
        axis=axis(
            paper,
            None,
            values=list(range(len(rows))),
            labelExpr=f"{labels}[datum.value]",
            grid=False,
            labelOverlap=False,
        ),
    )
    scale = alt.Scale(domain=[0, max(tops) * 1.08], nice=True)
    y = alt.Y("rate:Q", scale=scale, axis=axis(paper, axis_title(finding, name), tickCount=5))
    drawn = [r for r in rows if r["rate"] is not None]
    ends = (-0.6, len(rows) - 0.4)
    marks = marks_of(finding, lambda month: _year_place(rows, month), ends)
    margins = Margins(58 if paper.narrow else 64, 10, top=26 + LEADING * len(reasons(marks, paper)), bottom=44)
    layers: list[Layer] = [*_absent(rows, "rate", paper), *bands(marks), *lines(marks, ends, paper),
                           *_year_marks(drawn, x, y), *_year_words(rows, drawn, paper)]  # fmt: skip
    points = [{"row": r["row"], "x": r["at"], "y": r["rate"]} for r in drawn]
    return draw(layers, paper, HEIGHTS[paper.narrow], margins, points=points)


def _years(given: list[Row], column: str) -> list[Row]:
    """Every year from the first given to the last, those not given without a rate; `at` is the place along the axis."""
    by_year = {int(row["period"][:4]): row for row in given}
    financial = any("/" in row["period"] for row in given)
    years = range(min(by_year), max(by_year) + 1) if by_year else range(0)
    rows = []
    for at, year in enumerate(years):
        row = by_year.get(year, {})
        name = f"{year}/{(year + 1) % 100:02d}" if financial else str(year)
        rate, coverage = row.get(column), row.get("coverage")
        part = coverage is not None and coverage < 1
        rows.append({
            "at": at, "period": row.get("period", name), "rate": None if missing(rate) else rate,
            "lower": row.get("lower"), "upper": row.get("upper"), "fill": WHITE if part else ACCENT,
            "words": number(rate), "part": f"{percent(coverage)} filed" if part else "", "row": row.get("row"),
        })  # fmt: skip
    return rows


def _crowded(rows: list[Row], paper: Paper) -> bool:
    return paper.narrow and len(rows) > MOST_YEARS_LABELLED_ON_A_TELEPHONE


def _named(n: int, rows: list[Row], paper: Paper) -> bool:
    """Whether a year is named below the axis: on a crowded telephone every second, the last among them."""
    return not _crowded(rows, paper) or (len(rows) - 1 - n) % 2 == 0


def _year_place(rows: list[Row], month: int) -> float:
    """Where a month begins along the years: half a year before the middle of its own."""
    first = str(rows[0]["period"])
    return (month - int(first[:4]) * 12 - (3 if "/" in first else 0)) / 12 - 0.5


def _stacked(period: str, paper: Paper, years: int) -> str | list[str]:
    """2024/25 on two lines where there is no room for one."""
    if paper.narrow and years > 4 and "/" in period:
        return [period[:5], period[5:]]
    return period


def _year_marks(drawn: list[Row], x: alt.X, y: alt.Y) -> list[Layer]:
    at, lower, upper = alt.X("at:Q"), alt.Y("lower:Q"), alt.Y("upper:Q")
    tick: dict[str, Any] = {"orient": "horizontal", "size": 14, "thickness": 2.5, "color": ACCENT, "opacity": 1}
    sure = alt.Chart(rows_of([r for r in drawn if r["lower"] is not None and r["upper"] is not None]))
    return [
        alt.Chart(rows_of(drawn)).mark_point(opacity=0).encode(x=x, y=y),
        sure.mark_rule(strokeWidth=2.5, color=ACCENT).encode(x=at, y=lower, y2=alt.Y2("upper:Q")),
        sure.mark_tick(**tick).encode(x=at, y=lower),
        sure.mark_tick(**tick).encode(x=at, y=upper),
        alt.Chart(rows_of(drawn)).mark_point(size=130, strokeWidth=2.5, opacity=1, stroke=ACCENT)
        .encode(x=alt.X("at:Q"), y=alt.Y("rate:Q"), fill=alt.Fill("fill:N", scale=None)),
    ]  # fmt: skip


def _year_words(rows: list[Row], drawn: list[Row], paper: Paper) -> list[Layer]:
    """Each rate above its whisker; below, what a hollow point stands for."""
    some = drawn
    crowded = _crowded(rows, paper)
    if crowded:
        some = [r for r in drawn if r in (drawn[0], drawn[-1])]
    above = [r | {"text": r["words"], "top": r["rate"] if missing(r["upper"]) else r["upper"]} for r in some]
    below = [r | {"text": said(r["part"], CHART).replace(" ", "\n"), "low": r["rate"] if missing(r["lower"]) else r["lower"]}
             for r in drawn if r["part"] and not crowded]  # fmt: skip
    size = paper.text - 1
    at = alt.X("at:Q")
    return [
        *edged_text(above, at, alt.Y("top:Q"), size, align="center", dy=-14),
        text_layer(below, at, alt.Y("low:Q"), size - 1, align="center", dy=16, color=SOFT),
    ]


def signal_key(finding: ReleasedFinding) -> tuple[str, ...]:
    """The signals of a process chart in order of time, as "A, March 2024 to September 2024: ..."."""
    return tuple(f"{run['letter']}, {_span(run)}: {run['rule']}" for run in _runs(_months(records(finding))))


def _span(run: Row) -> str:
    first, last = spoken_month(run["first"]), spoken_month(run["last"])
    return first if first == last else f"{first} to {last}"


def draw_process(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """An XmR chart: a line with gaps, mean and limits, signals by shape and letter, breaks as marked lines."""
    rows = _months(numbered(finding))
    first, last = rows[0]["at"], rows[-1]["at"]
    ends = (first - 0.8, last + 0.8)
    marks = marks_of(finding, lambda month: month - 0.5, ends)
    margins = Margins(
        52 if paper.narrow else 64,
        48 if paper.narrow else 96,
        top=40 + LEADING * (len(reasons(marks, paper)) - 1),
        bottom=36,
    )
    ticks, labels = _ticks(first, last, paper)
    x = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[first - 0.8, last + 0.8], nice=False, zero=False),
        axis=axis(paper, None, values=ticks, labelExpr=f"{json.dumps(labels)}[datum.value]", grid=False),
    )
    levels = [r[k] for r in rows for k in ("value", "lower_limit", "upper_limit") if r[k] is not None] or [0.0, 1.0]
    room = (max(levels) - min(levels)) * 0.1 or 1
    scale = alt.Scale(domain=[max(0, min(levels) - room), max(levels) + room], nice=True, zero=False)
    y = alt.Y("value:Q", scale=scale, axis=axis(paper, finding.unit[:1].upper() + finding.unit[1:], tickCount=5))
    layers = [*_absent(rows, "value", paper), *bands(marks), *_levels(rows, paper), *_series(rows, x, y)]
    layers += [*_signals(rows, paper), *lines(marks, ends, paper)]
    points = [{"row": r["row"], "x": r["at"], "y": r["value"]} for r in rows if r["value"] is not None]
    return draw(layers, paper, HEIGHTS[paper.narrow], margins, points=points)


def _months(given: list[Row]) -> list[Row]:
    """Every month from the first given to the last; one not given has no value. `part` counts the stretches between
    rebasings, `at` is the month's number."""
    by_number = {month_number(row["month"]): row for row in given}
    rows: list[Row] = []
    part, level = 0, None
    for at in range(min(by_number), max(by_number) + 1):
        row = by_number.get(at, {})
        now = row.get("mean"), row.get("lower_limit"), row.get("upper_limit")
        if row and level is not None and now != level:
            part += 1
        level = now if row else level
        rows.append({
            "at": at, "month": row.get("month", ""), "value": None if missing(row.get("value")) else row["value"],
            **dict(zip(("mean", "lower_limit", "upper_limit"), level or (None,) * 3, strict=True)), "part": part,
            "rules": _rules(row.get("signal") or "", at), "row": row.get("row"),
        })  # fmt: skip
    return rows


def _rules(signal: str, at: int) -> tuple[str, ...]:
    """The rules that a month's words name, without the month, so that neighbours that signal alike read alike."""
    month = spoken_month(month_name(at))
    said = (
        part.replace(f": {month}", "").removeprefix(f"{month}, ").replace(": ", ", ") for part in signal.split("; ")
    )
    return tuple(part.replace("_", " ") for part in said if part)


def _ticks(first: int, last: int, paper: Paper) -> tuple[list[int], dict[str, str]]:
    """Januaries, named by their year; every third month, where there are fewer than two of them."""
    januaries = [at for at in range(first, last + 1) if at % 12 == 0]
    if len(januaries) >= 2:
        return januaries, {str(at): str(at // 12) for at in januaries}
    months = list(range(first, last + 1, 6 if paper.narrow and last - first > 8 else 3))
    return months, {str(at): f"{at % 12 + 1}/{at // 12}" for at in months}


def _absent(rows: list[Row], field: str, paper: Paper) -> list[Layer]:
    """A grey band over each run of months or years without a figure, which says so."""
    bands = []
    for gone, run in groupby(rows, key=lambda r: r[field] is None):
        months = list(run)
        if gone:
            bands.append({"from": months[0]["at"] - 0.5, "to": months[-1]["at"] + 0.5,
                          "at": (months[0]["at"] + months[-1]["at"]) / 2, "text": said(UNAVAILABLE, CHART)})  # fmt: skip
    if not bands:
        return []
    band = alt.Chart(rows_of(bands)).mark_rect(color=ABSENT).encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"))
    bottom = at_pixel_y(HEIGHTS[paper.narrow] - 10)
    words = text_layer(bands, alt.X("at:Q"), bottom, paper.text - 2, angle=270, color=SOFT)
    return [band, words]


def _levels(rows: list[Row], paper: Paper) -> list[Layer]:
    """The mean and the limits of each stretch, named at the right end of the last."""
    layers: list[Layer] = []
    for name, words, dash in (("mean", "average", [1, 0]), ("lower_limit", "limit", [6, 4]),
                              ("upper_limit", "limit", [6, 4])):  # fmt: skip
        drawn = [{"at": r["at"], "level": None if r["value"] is None else r[name], "mean": r["mean"], "part": r["part"]}
                 for r in rows]  # fmt: skip
        known = [r for r in drawn if r["level"] is not None]
        if not known:
            continue
        line = alt.Chart(rows_of(drawn)).mark_line(
            color=OTHERS, strokeWidth=1.5, strokeDash=dash, invalid="break-paths-show-domains"
        )
        layers.append(line.encode(x=alt.X("at:Q"), y=alt.Y("level:Q"), detail=alt.Detail("part:N")))
        side = {"lower_limit": "lower ", "upper_limit": "upper "}.get(name, "") if not paper.narrow else ""
        figure = number(known[-1]["level"], decimals_of(known[-1]["mean"]))
        last = [known[-1] | {"text": f"{said(side + words, CHART)}\n{figure}", "at": rows[-1]["at"]}]
        layers.append(text_layer(last, alt.X("at:Q"), alt.Y("level:Q"), paper.text - 2, color=SOFT, dx=9, dy=-6))
    return layers


def _series(rows: list[Row], x: alt.X, y: alt.Y) -> list[Layer]:
    base = alt.Chart(rows_of([{k: r[k] for k in ("at", "value")} for r in rows]))
    line = base.mark_line(color=ACCENT, strokeWidth=2, invalid="break-paths-show-domains").encode(x=x, y=y)
    points = alt.Chart(rows_of([r for r in rows if r["value"] is not None and not r["rules"]]))
    return [line, points.mark_point(shape="circle", filled=True, opacity=1, size=36, color=ACCENT)
            .encode(x=alt.X("at:Q"), y=alt.Y("value:Q"))]  # fmt: skip


def _runs(rows: list[Row]) -> list[Row]:
    """Neighbouring months that signal by one rule, in order of their first month, each with a letter."""
    runs: list[Row] = []
    for before, row in zip([{"rules": ()}, *rows], rows, strict=False):
        for rule in row["rules"]:
            if rule in before["rules"]:
                next(run for run in reversed(runs) if run["rule"] == rule)["last"] = row["month"]
            else:
                runs.append({"letter": _letter(len(runs)), "rule": rule, "first": row["month"], "last": row["month"]})
    return runs


def _letter(n: int) -> str:
    return chr(ord("A") + n) if n < 26 else _letter(n // 26 - 1) + _letter(n % 26)


def _signals(rows: list[Row], paper: Paper) -> list[Layer]:
    """Signals as diamonds, larger than points, with the letters of the runs that begin there; the page gives the key."""
    marked = [r for r in rows if r["rules"] and r["value"] is not None]
    if not marked:
        return []
    diamonds = alt.Chart(rows_of(marked)).mark_point(
        shape="diamond", filled=True, opacity=1, size=150, color=INK, stroke=WHITE, strokeWidth=1
    )
    layers: list[Layer] = [diamonds.encode(x=alt.X("at:Q"), y=alt.Y("value:Q"))]
    runs = _runs(rows)
    for high, dy in ((True, -17), (False, 18)):
        some = [r | {"text": "".join(run["letter"] for run in runs if run["first"] == r["month"])}
                for r in marked if (r["mean"] is None or r["value"] >= r["mean"]) is high]  # fmt: skip
        layers += edged_text(some, alt.X("at:Q"), alt.Y("value:Q"), paper.text, align="center", dy=dy)
    return layers
