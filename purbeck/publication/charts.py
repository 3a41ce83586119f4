"""Which chart a finding makes: its drawings for a desk and a telephone, and the key to its marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from purbeck.disclosure import ReleasedFinding
from purbeck.publication.chart_breaks import break_key
from purbeck.publication.chart_funnel import draw_funnel
from purbeck.publication.chart_rows import draw_bars, draw_comparison, draw_ranks
from purbeck.publication.chart_theme import DESK, PAPERS, Drawn, Paper, with_own_ids
from purbeck.publication.chart_time import draw_process, draw_years, signal_key
from purbeck.publication.publication import anchor
from purbeck.publication.specifications import specification

Draw = Callable[[ReleasedFinding, Paper], Drawn]

DRAWN: dict[str, Draw] = {
    "bars": draw_bars,
    "years": draw_years,
    "process": draw_process,
    "series": draw_process,
    "comparison": draw_comparison,
    "ranks": draw_ranks,
    "funnel": draw_funnel,
}
ALONG_TIME = frozenset({"years", "process", "series"})
NOT_DRAWN_HERE = frozenset({"none", "map"})


@dataclass(frozen=True)
class Drawing:
    """One drawing: the paper it was made for, the svg tag's viewBox, what stands inside the tag."""

    paper: str
    viewbox: str
    inside: str


@dataclass(frozen=True)
class Chart:
    """A finding's chart: its drawings, what its letters and numbers stand for, and the chart to explore in a browser."""

    drawings: tuple[Drawing, ...]
    signals: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    specification: dict[str, Any] | None = None


def chart_of(finding: ReleasedFinding) -> Chart | None:
    """The chart of a finding; None where it has none, no rows, or is a map. Raises ValueError for a kind not known."""
    if finding.chart in NOT_DRAWN_HERE or not finding.rows:
        return None
    if finding.chart not in DRAWN:
        raise ValueError(f'finding {finding.id} asks for a chart "{finding.chart}"; known are {sorted(DRAWN)}')
    drawn = {paper: DRAWN[finding.chart](finding, paper) for paper in PAPERS}
    drawings = tuple(_drawing(one, paper, anchor(finding)) for paper, one in drawn.items())
    signals = signal_key(finding) if finding.chart == "process" else ()
    breaks = break_key(finding) if finding.chart in ALONG_TIME else ()
    return Chart(drawings, signals, breaks, specification(drawn[DESK]))


def _drawing(drawn: Drawn, paper: Paper, name: str) -> Drawing:
    inside = with_own_ids(drawn.inside, f"{name}-{paper.name}")
    return Drawing(paper.name, f"0 0 {paper.width} {drawn.height}", inside)
