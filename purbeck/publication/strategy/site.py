"""What a strategy's site is made from, and what each of its pages is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from purbeck.disclosure import (
    ReleasedFinding,
    ReleasedIndicator,
    ReleasedMatrix,
    ReleasedStrategy,
    StatutoryChecklist,
)
from purbeck.publication.publication import SourceNote, anchor
from purbeck.publication.strategy.rows import Table

EDITIONS = {"partners": "Partners’ edition: a working draft", "public": "Public edition"}
UNTITLED = "Strategy"
MADE_UP = "This strategy is made up. No place, person, organisation, decision or figure in it is real."


@dataclass(frozen=True)
class Site:
    """Everything the pages are made from.

    Parameters
    ----------
    assessment : where the page of the needs assessment is, seen from this folder; "" where there is none to link to.
    on_assessment : the ids of the findings on that page.
    sources : the sources of the figures shown, named at the foot of the pages.
    stand_in : what has to be said where the definition that figures rest on is not the partnership's own; else "".
    changed : of each decision, by id, what has changed in the findings it rests on.
    """

    partnership: str
    strategy: ReleasedStrategy
    code_version: str
    assessment: str = ""
    on_assessment: frozenset[str] = frozenset()
    sources: tuple[SourceNote, ...] = ()
    stand_in: str = ""
    indicators: Mapping[str, ReleasedIndicator] = field(default_factory=dict)
    matrix: ReleasedMatrix | None = None
    checklist: StatutoryChecklist | None = None
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The strategy's title."""
        return self.strategy.about.title if self.strategy.about else UNTITLED

    @property
    def edition(self) -> str:
        """Which edition this is, in words."""
        return EDITIONS[self.strategy.edition]

    @property
    def made_up(self) -> str:
        """What every page says first where nothing is real; else ""."""
        return MADE_UP if self.strategy.about is not None and self.strategy.about.made_up else ""

    def finding(self, name: str) -> ReleasedFinding | None:
        """The finding of an id; None where this workspace holds none of it."""
        return self.strategy.findings.get(name)

    def address_of(self, finding: ReleasedFinding) -> str:
        """Where a finding stands on the page of the needs assessment; "" where it does not."""
        return f"{self.assessment}#{anchor(finding)}" if finding.id in self.on_assessment else ""


@dataclass(frozen=True)
class Content:
    """What a page's template is given besides what every template has, and the tables of the page."""

    context: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: its file, its name in the navigation and as a heading, its template, and what makes its content."""

    file: str
    title: str
    template: str
    content: Callable[[Site], Content]
