"""Charts of one thing a row: bars of themes, dots of places or ranks, each with its interval."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import altair as alt

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import HIDDEN, UNAVAILABLE, missing, per_cent, percent, whole
from purbeck.language.speaker import said
from purbeck.publication.chart_theme import (
    ACCENT,
    CHART,
    INK,
    OTHERS,
    PALE,
    SOFT,
    WHITE,
    Drawn,
    Layer,
    Margins,
    Paper,
    Row,
    axis,
    draw,
    pixels,
    rows_of,
    words_beside,
)
from purbeck.publication.tables import PERCENT, axis_title, hides, measured, numbered

DRAWN_COLUMNS = ("rate_per_1000", "share", "score")
BESIDE = ("region", "nation")  # columns of other places' figures, which are said and not drawn
LABEL_WIDTH, VALUE_WIDTH = 236, 160
LETTERS_A_LINE = {False: 29, True: 42}
LETTERS_OF_WORDS = {False: 24, True: 46}
BAR_HEIGHT, DOT_SIZE, LEADING = 20, 130, 17


@dataclass(frozen=True)
class Entry:
    """One row of such a chart, with its place in the table; a value that is None is said in words and not drawn."""

    label: str
    value: float | None
    lower: float | None
    upper: float | None
    words: str
    ours: bool
    row: int
    whole: bool = True


def draw_bars(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """Bars of rates or shares from zero, in the order of the rows; a region's and a nation's figure in words."""
    name, label = _estimate(finding), finding.columns[0][0]
    entries = [
        Entry(str(r[label]), r[name], r.get("lower"), r.get("upper"), _said(finding, r), ours=True, row=r["row"])
        for r in numbered(finding)
    ]
    return _draw_entries(entries, paper, axis_title(finding, name), bars=True, start=0)


def draw_comparison(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """Dots of places' rates, highest first; hollow where a force did not file every month."""
    name = _estimate(finding)
    rows = sorted(numbered(finding), key=lambda r: (missing(r[name]), -(r[name] or 0), r["place"]))
    entries = [
        Entry(str(r["place"]), r[name], r.get("lower"), r.get("upper"), _compared(finding, r), r["ours"] is True,
              r["row"], whole=_is_whole(r.get("coverage")))
        for r in rows
    ]  # fmt: skip
    return _draw_entries(entries, paper, axis_title(finding, name), bars=False, start=0)


def draw_ranks(finding: ReleasedFinding, paper: Paper) -> Drawn:
    """Dots of ranks with the ranks that chance alone could give, the highest at the top."""
    rows = sorted(numbered(finding), key=lambda r: (missing(r["rank"]), _number_of(r["rank"]) or 0, r["place"]))
    entries = [
        Entry(str(r["place"]), _number_of(r["rank"]), r["lower"], r["upper"], _ranked(r), r["ours"] is True, r["row"])
        for r in rows
    ]
    return _draw_entries(entries, paper, axis_title(finding, "rank"), bars=False, start=None)


def _number_of(rank: float | str | None) -> float | None:
    """The number of a rank, which is written "6=" where several places share it."""
    return float(rank.removesuffix("=")) if isinstance(rank, str) else rank


def _is_whole(coverage: float | None) -> bool:
    return coverage is None or missing(coverage) or coverage >= 1


def _estimate(finding: ReleasedFinding) -> str:
    """The column that a chart is of."""
    return next(name for name, _, _ in finding.columns if name in DRAWN_COLUMNS)


def _said(finding: ReleasedFinding, row: Row) -> str:
    """The figure of a row in words, with its unit where that is short, and those of region and nation below it."""
    name = _estimate(finding)
    titles = {column: title for column, title, _ in finding.columns}
    sign = PERCENT if next(unit for column, _, unit in finding.columns if column == name) == PERCENT else ""
    words = [HIDDEN if hides(finding.protected, row) else _with(sign, row[name], row.get("lower"), row.get("upper"))]
    return "\n".join([*words, *(f"{titles[c]} {_with(sign, row[c])}" for c in BESIDE if c in row)])


def _with(sign: str, value: float | None, lower: float | None = None, upper: float | None = None) -> str:
    if sign and not missing(value):
        return f"{per_cent(value)}{sign}"
    return measured(value, lower, upper)


def _compared(finding: ReleasedFinding, row: Row) -> str:
    words = _said(finding, row)
    if _is_whole(row.get("coverage")) or words == UNAVAILABLE:
        return words
    return f"{words}\n{percent(row['coverage'])} filed"


def _ranked(row: Row) -> str:
    if missing(row["rank"]):
        return UNAVAILABLE
    said = row["rank"] if isinstance(row["rank"], str) else whole(row["rank"])
    if missing(row["lower"]) or missing(row["upper"]):
        return said
    return f"{said} ({whole(row['lower'])} to {whole(row['upper'])})"


def _draw_entries(entries: list[Entry], paper: Paper, title: str, bars: bool, start: float | None) -> Drawn:
    """One chart: names, marks, whiskers, figures. `start` is where the scale begins, None where the figures do."""
    rows, height = _rows(entries, paper)
    margins = Margins(6, 14) if paper.narrow else Margins(LABEL_WIDTH, VALUE_WIDTH)
    plot = paper.width - margins.left - margins.right
    x = alt.X("value:Q", scale=_scale(entries, start), axis=axis(paper, title))
    y = y_of("middle", height)
    measured_rows = [row for row in rows if row["value"] is not None]
    layers: list[Layer] = [_frame_of(x, y)]
    layers += _bar_layers(measured_rows, x, height) if bars else []
    layers += _whiskers(measured_rows, y)
    layers += [] if bars else [_dots(measured_rows, x, y)]
    points = [{"row": row["row"], "x": row["value"], "y": row["middle"]} for row in measured_rows]
    return draw(layers, paper, height, margins, _words(rows, paper, plot), points, along="y")


def _scale(entries: list[Entry], start: float | None) -> alt.Scale:
    ends = [v for e in entries for v in (e.value, e.lower, e.upper) if v is not None and not missing(v)] or [1.0]
    if start is None:
        return alt.Scale(domain=[max(1, min(ends) - 1), max(ends) + 1], nice=False, zero=False)
    return alt.Scale(domain=[start, max(*ends, start + 1e-9)], nice=True)


def _rows(entries: list[Entry], paper: Paper) -> tuple[list[Row], int]:
    """The entries with the middle of each mark, and the height they take, in pixels: long names take more lines."""
    rows, top = [], 0
    for entry in entries:
        names = textwrap.wrap(said(entry.label, CHART), LETTERS_A_LINE[paper.narrow])
        words = _wrapped(entry.words, paper)
        lines = max(len(names), len(words))
        above = LEADING * (len(names) + len(words)) + 16 if paper.narrow else max(23, LEADING * lines // 2 + 5)
        below = 18 if paper.narrow else above
        rows.append(_row(entry, names, words, top + above))
        top += above + below
    return rows, top


def _wrapped(words: str, paper: Paper) -> list[str]:
    """A figure's words in lines: one for each place on a desk, run together on a telephone."""
    said_lines = [said(line, CHART) for line in words.split("\n")]
    lines = ["; ".join(said_lines)] if paper.narrow else said_lines
    return [short for line in lines for short in textwrap.wrap(line, LETTERS_OF_WORDS[paper.narrow])]


def _row(entry: Entry, names: list[str], words: list[str], middle: float) -> Row:
    value = None if missing(entry.value) else entry.value
    unsure = missing(entry.lower) or missing(entry.upper)
    return {
        "names": names, "middle": middle,
        "value": value, "lower": None if unsure else entry.lower, "upper": None if unsure else entry.upper,
        "words": words, "colour": ACCENT if entry.ours else OTHERS,
        "fill": (ACCENT if entry.ours else OTHERS) if entry.whole else WHITE,
        "top": middle - BAR_HEIGHT / 2, "bottom": middle + BAR_HEIGHT / 2, "zero": 0, "ours": entry.ours, "row": entry.row,
    }  # fmt: skip


def y_of(field: str, height: int) -> alt.Y:
    """A field that holds pixels from the top of a plot of this height."""
    return alt.Y(f"{field}:Q", scale=pixels(height), axis=None)


def _frame_of(x: alt.X, y: alt.Y) -> alt.Chart:
    """The axis alone, so that it stands even where no figure is available."""
    chart: alt.Chart = alt.Chart(rows_of([{"value": None, "middle": 0}])).mark_point(opacity=0).encode(x=x, y=y)
    return chart


def _bar_layers(rows: list[Row], x: alt.X, height: int) -> list[Layer]:
    chart = alt.Chart(rows_of(rows)).mark_rect(color=PALE, stroke=ACCENT, strokeWidth=1, opacity=1)
    return [chart.encode(x=x, x2=alt.X2("zero:Q"), y=y_of("top", height), y2=alt.Y2("bottom:Q"))]


def _whiskers(rows: list[Row], y: alt.Y) -> list[Layer]:
    drawn = [row for row in rows if row["lower"] is not None]
    if not drawn:
        return []
    base = alt.Chart(rows_of(drawn))
    colour = alt.Color("colour:N", scale=None)
    lower, upper = alt.X("lower:Q"), alt.X("upper:Q")
    return [
        base.mark_rule(strokeWidth=2.5).encode(x=lower, x2=alt.X2("upper:Q"), y=y, color=colour),
        base.mark_tick(orient="vertical", size=12, thickness=2.5, opacity=1).encode(x=lower, y=y, color=colour),
        base.mark_tick(orient="vertical", size=12, thickness=2.5, opacity=1).encode(x=upper, y=y, color=colour),
    ]


def _dots(rows: list[Row], x: alt.X, y: alt.Y) -> alt.Chart:
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("colour:N", scale=None)
    dots = alt.Chart(rows_of(rows)).mark_point(shape="circle", size=DOT_SIZE, strokeWidth=2.5, opacity=1)
    chart: alt.Chart = dots.encode(x=x, y=y, fill=fill, stroke=stroke)
    return chart


def _words(rows: list[Row], paper: Paper, plot: int) -> str:
    """Names and figures: beside the marks on a desk, above them on a telephone. Ours are bold among others."""
    mixed = len({row["ours"] for row in rows}) > 1
    written = ""
    for ours in (True, False):
        some = [row for row in rows if row["ours"] is ours]
        weight = "bold" if ours and mixed else "normal"
        for field, beside, align in (("names", -12, "right"), ("words", plot + 14, "left")):
            colour = INK if field == "names" else SOFT
            x, align_here = (0, "left") if paper.narrow else (beside, align)
            lines = [line for row in some for line in _lines(row, field, paper)]
            written += words_beside(lines, x, paper.text - (field == "words"), align_here, weight, colour)
    return written


def _lines(row: Row, field: str, paper: Paper) -> list[Row]:
    """The lines of a name or a figure, each at its own height in pixels."""
    lines = row[field]
    if not paper.narrow:
        first = row["middle"] - LEADING * (len(lines) - 1) / 2
    elif field == "names":
        first = row["middle"] - 21 - LEADING * (len(lines) + len(row["words"]) - 1)
    else:
        first = row["middle"] - 21 - LEADING * (len(lines) - 1)
    return [{"text": line, "y": first + LEADING * n} for n, line in enumerate(lines)]
