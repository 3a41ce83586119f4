"""The strategy of the complete files as a site, for tests of its pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from sample_findings import bars, every_kind

from purbeck.disclosure import (
    Heard,
    LargePlaces,
    ReleasedFinding,
    ReleasedParagraph,
    ReleasedWriting,
    release_strategy,
    released_checklist,
)
from purbeck.publication.strategy.build import pages
from purbeck.publication.strategy.site import Site
from purbeck.strategy.strategy import Strategy, read_files

COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
ON = dt.date(2026, 11, 26)
PLACES = LargePlaces({"brackenshire": "Brackenshire", "e06000901": "Brackenshire"})
EVIDENCE = "3f0a91bc77d2"


def complete() -> Strategy:
    """The strategy of the files in which every field is written."""
    strategy, faults = read_files(COMPLETE)
    assert faults == ()
    return strategy


def evidence() -> dict[str, ReleasedFinding]:
    """The finding that the complete files cite."""
    return {EVIDENCE: replace(bars(), id=EVIDENCE)}


def site(strategy: Strategy | None = None, edition: str = "partners", on: dt.date = ON, **others: Any) -> Site:
    """A site of a strategy, of the complete files if none is given; `others` are further fields of `Site`."""
    released = release_strategy(strategy or complete(), edition, on, evidence(), PLACES)
    return Site(**({"partnership": "Vale Partnership", "strategy": released, "code_version": "0.1"} | others))


def writing() -> ReleasedWriting:
    """What the people of the complete files wrote, with three paragraphs of an analyst, for a needs assessment."""
    first, _, third, *_ = every_kind()
    paragraphs = (
        ReleasedParagraph("data", "first", "Our **own** words.", (first.id,), ON),
        ReleasedParagraph("scale", third.id, "After the bars.", (third.id,)),
        ReleasedParagraph("scale", "last", "> Quoted\n\n- a\n- b [c](https://example.org)"),
    )
    strategy = release_strategy(complete(), "partners", ON, evidence(), PLACES)
    heard = (Heard("young_person", 3, ("carrying", "school")),)
    return ReleasedWriting(strategy, None, released_checklist(strategy), heard, (), paragraphs)


def written(strategy: Strategy | None = None, **how: Any) -> dict[str, str]:
    """Every file of that site as text, by its name."""
    return {
        name: held if isinstance(held, str) else held.decode() for name, held in pages(site(strategy, **how)).items()
    }
