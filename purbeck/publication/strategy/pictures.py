"""A picture of a page: for a desk and a telephone, with its title and what one would say by phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from purbeck.publication.chart_theme import PAPERS, Paper
from purbeck.publication.charts import Drawing
from purbeck.publication.drawings.sketch import Sketch


@dataclass(frozen=True)
class Picture:
    """A picture: its name on the page, a title that states the answer, its drawings.

    `words` is what one would say of it by telephone, `told` everything that is drawn, a sentence each.
    """

    name: str
    title: str
    words: str
    told: tuple[str, ...]
    drawings: tuple[Drawing, ...]


def picture(name: str, title: str, words: str, told: Iterable[str], draw: Callable[[Paper], Sketch]) -> Picture:
    """A picture drawn for every paper."""
    return Picture(name, title, words, tuple(told), tuple(draw(paper).drawing() for paper in PAPERS))
