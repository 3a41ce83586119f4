"""What people wrote down becomes what an assessment may show of it, without anybody's words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from purbeck.disclosure.checklist import StatutoryChecklist, released_checklist
from purbeck.disclosure.findings import ReleasedFinding
from purbeck.disclosure.own_rules import rules_in_force
from purbeck.disclosure.paragraphs import ReleasedParagraph, released_paragraphs
from purbeck.disclosure.places import large_places, small_places
from purbeck.disclosure.priorities import ReleasedMatrix, release_matrix
from purbeck.disclosure.strategy import ReleasedStrategy, release_strategy
from purbeck.disclosure.voices import Dropped, Statement, heard
from purbeck.findings.build import headline_first
from purbeck.strategy.strategy import Strategy, read
from purbeck.strategy.voices import VoiceRole
from purbeck.workspace import Workspace


@dataclass(frozen=True)
class Heard:
    """How many statements of a role an edition of the strategy shows, and what they are about."""

    role: VoiceRole
    statements: int
    themes: tuple[str, ...]


@dataclass(frozen=True)
class ReleasedWriting:
    """What people wrote, as an assessment of an edition may show it; None and empty where nothing is written.

    No statement is in it. Consent lets words onto the pages of the strategy, where a ledger follows it until it ends; a
    document that is downloaded cannot be called back, and this one has maps of small areas. `heard` says who was heard.
    """

    strategy: ReleasedStrategy | None = None
    matrix: ReleasedMatrix | None = None
    checklist: StatutoryChecklist | None = None
    heard: tuple[Heard, ...] = ()
    unheard: tuple[Dropped, ...] = ()
    paragraphs: tuple[ReleasedParagraph, ...] = ()
    notes: tuple[str, ...] = ()


def released_writing(
    workspace: Workspace, findings: Sequence[ReleasedFinding], chapters: Mapping[str, Collection[str]], edition: str,
    on: dt.date,
) -> ReleasedWriting:  # fmt: skip
    """The strategy and the paragraphs of a workspace as its needs assessment may show them.

    Parameters
    ----------
    workspace : the partnership's own, whose tables are as built.
    findings : as the edition shows them, in order.
    chapters : the slug of each chapter, and the ids of the findings in it.
    on : the day, on which consent counts and what runs and ends is told.

    Raises ParagraphError where a paragraph may not be published, StrategyError where a file of the strategy cannot be used.
    """
    strategy = read(workspace)
    own = released_paragraphs(workspace, findings, chapters, edition, strategy)
    notes = list(own.warnings)
    if own.withheld:
        notes.append(f"Paragraphs left out because they repeat what somebody said: {own.withheld}.")
    if not strategy.written:
        return ReleasedWriting(paragraphs=own.paragraphs, notes=tuple(notes))
    released = _without_words(workspace, strategy, findings, edition, on)
    if released.withheld:
        notes.append(f"Texts of the strategy left out because they repeat what somebody said: {released.withheld}.")
    said = heard(strategy.voices, edition, on, large_places(workspace))
    return ReleasedWriting(
        released, _matrix(workspace, _silent(strategy), findings, edition, on), released_checklist(released),
        _by_role(said.statements), said.dropped, own.paragraphs, tuple(notes),
    )  # fmt: skip


def _silent(strategy: Strategy) -> Strategy:
    """A strategy of which no statement may be shown, so that no text that repeats one is."""
    return replace(strategy, voices=tuple(one.model_copy(update={"consent": None}) for one in strategy.voices))


def _without_words(
    workspace: Workspace, strategy: Strategy, findings: Sequence[ReleasedFinding], edition: str, on: dt.date
) -> ReleasedStrategy:
    small = small_places(workspace)
    named = {finding.id: small.not_named_in(finding) for finding in findings}
    return release_strategy(
        _silent(strategy), edition, on, named, large_places(workspace), on, rules_in_force(workspace)
    )


def _matrix(
    workspace: Workspace, strategy: Strategy, findings: Sequence[ReleasedFinding], edition: str, on: dt.date
) -> ReleasedMatrix:
    settings = workspace.partnership
    headline = headline_first(workspace)[0].id
    rows = [one for one in findings if one.definition == headline]
    generator = np.random.default_rng(settings.seed)
    return release_matrix(strategy, edition, on, rows, generator, settings.confidence, on)


def _by_role(statements: Sequence[Statement]) -> tuple[Heard, ...]:
    """Roles in their order, each with how many spoke and what about, what most spoke of first."""
    found = []
    for role in get_args(VoiceRole):
        said = [one for one in statements if one.role == role]
        themes = Counter(theme for one in said for theme in one.themes)
        if said:
            found.append(Heard(role, len(said), tuple(sorted(themes, key=lambda theme: (-themes[theme], theme)))))
    return tuple(found)
