"""Which chart a finding makes: its drawings for a desk and a telephone, and the key to its marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from purbeck.disclosure import ReleasedFinding
from purbeck.publication.chart_breaks import break_key
from purbeck.publication.chart_funnel import draw_funnel
from purbeck.publication.chart_rows import draw_bars, draw_comparison, draw_ranks
from purbeck.publication.chart_theme import PAPERS, Drawn, Paper, with_own_ids
from purbeck.publication.chart_time import draw_process, draw_years, signal_key
from purbeck.publication.publication import anchor

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
    """A finding's chart: its drawings, and what its letters and numbers stand for."""

    drawings: tuple[Drawing, ...]
    signals: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()


def chart_of(finding: ReleasedFinding) -> Chart | None:
    """The chart of a finding; None where it has none, no rows, or is a map. Raises ValueError for a kind not known."""
    if finding.chart in NOT_DRAWN_HERE or not finding.rows:
        return None
    if finding.chart not in DRAWN:
        raise ValueError(f'finding {finding.id} asks for a chart "{finding.chart}"; known are {sorted(DRAWN)}')
    drawings = tuple(_drawing(finding, paper) for paper in PAPERS)
    if finding.chart not in ALONG_TIME:
        return Chart(drawings)
    signals = signal_key(finding) if finding.chart == "process" else ()
    return Chart(drawings, signals, break_key(finding))


def _drawing(finding: ReleasedFinding, paper: Paper) -> Drawing:
    height, inside = DRAWN[finding.chart](finding, paper)
    return Drawing(paper.name, f"0 0 {paper.width} {height}", with_own_ids(inside, f"{anchor(finding)}-{paper.name}"))
