"""Our strategy among others: what each shares with it, who oversees what, what ends when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.circles import waits_in_a_circle
from purbeck.strategy.checks.overlap import boards_alike, strategies_alike
from purbeck.strategy.checks.remark import Remark
from purbeck.strategy.plan import Priority
from purbeck.strategy.related import RelatedStrategy
from purbeck.strategy.sharing import Shared, in_both, runs
from purbeck.strategy.strategy import Strategy, by_id

WhoseTerm = Literal["ours", "parent_plan", "related"]
TermState = Literal["ended", "not_begun", "running", "end_not_said"]


@dataclass(frozen=True)
class Tie:
    """What one related strategy shares with one of our priorities: at least one thing."""

    related: str
    priority: str
    shared: Shared


@dataclass(frozen=True)
class Term:
    """When a strategy runs, and how that stands to a day and to ours. `id` is "" for our own and the parent plan."""

    whose: WhoseTerm
    id: str
    title: str
    starts: dt.date | None
    ends: dt.date | None
    state: TermState
    ends_before_ours: bool


@dataclass(frozen=True)
class Oversight:
    """What a board oversees: ids of related strategies, and whether ours."""

    board: str
    related: tuple[str, ...]
    ours: bool


@dataclass(frozen=True)
class Interdependence:
    """Our strategy among others. Everything is in the order of ids or dates, whatever the order of the files.

    `shared` says for each related strategy what it shares with ours as a whole; `alone` are those that share nothing.
    `doubles` and `circles` are what the checks of the same matters say: strategies and boards that do the same, and related
    strategies that wait for each other.
    """

    shared: tuple[tuple[str, Shared], ...] = ()
    ties: tuple[Tie, ...] = ()
    alone: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    oversight: tuple[Oversight, ...] = ()
    terms: tuple[Term, ...] = ()

    def shared_by(self, related: str) -> Shared:
        """What a related strategy shares with ours as a whole."""
        return dict(self.shared)[related]


def interdependence(strategy: Strategy, on: dt.date) -> Interdependence:
    """Our strategy among others, as it stands on a day."""
    theirs = sorted(strategy.related, key=lambda related: related.id)
    beside = Beside(on)
    shared = tuple((related.id, _shared_with_ours(strategy, related)) for related in theirs)
    ties = tuple(tie for related in theirs for tie in _ties(strategy, related))
    return Interdependence(
        shared=shared,
        ties=ties,
        alone=tuple(name for name, found in shared if not found.count),
        doubles=_said(*strategies_alike(strategy, beside), *boards_alike(strategy, beside)),
        circles=_said(*waits_in_a_circle(Strategy(related=strategy.related, boards=strategy.boards), beside)),
        oversight=_oversight(strategy),
        terms=_terms(strategy, on),
    )


def _said(*remarks: Remark) -> tuple[str, ...]:
    return tuple(sorted({f"{remark.words} {remark.todo}" for remark in remarks}))


def _shared_with_ours(strategy: Strategy, related: RelatedStrategy) -> Shared:
    return Shared(
        tuple(sorted(set(related.aims))),
        tuple(sorted(set(related.measures))),
        in_both((group for priority in strategy.priorities for group in priority.groups), related.groups),
        in_both((place for priority in strategy.priorities for place in priority.places), related.places),
    )


def _ties(strategy: Strategy, related: RelatedStrategy) -> Iterable[Tie]:
    for priority in sorted(by_id(strategy.priorities).values(), key=lambda priority: priority.id):
        shared = _shared_with(strategy, priority, related)
        if shared.count:
            yield Tie(related.id, priority.id, shared)


def _shared_with(strategy: Strategy, priority: Priority, related: RelatedStrategy) -> Shared:
    aims = [aim.id for aim in strategy.aims_of(priority.id)]
    measures = {indicator.id for aim in aims for indicator in strategy.indicators_of(aim)}
    return Shared(
        in_both(aims, related.aims),
        in_both(measures, related.measures),
        in_both(priority.groups, related.groups),
        in_both(priority.places, related.places),
    )


def _oversight(strategy: Strategy) -> tuple[Oversight, ...]:
    ours = strategy.governance.board if strategy.governance else None
    return tuple(
        Oversight(board, tuple(sorted(r.id for r in strategy.related if r.board == board)), board == ours)
        for board in sorted(by_id(strategy.boards))
    )


def _terms(strategy: Strategy, on: dt.date) -> tuple[Term, ...]:
    """Ours, the parent plan's and the related strategies', the first to end first; those that do not say so last."""
    last = strategy.about.ends if strategy.about else None
    found = [_term("related", r.id, r.title, (r.starts, r.ends), last, on) for r in strategy.related]
    if plan := strategy.parent_plan:
        found.append(_term("parent_plan", "", plan.title, (plan.starts, plan.ends), last, on))
    if about := strategy.about:
        found.append(_term("ours", "", about.title, (about.starts, about.ends), last, on))
    return tuple(sorted(found, key=lambda t: (t.ends or dt.date.max, t.starts or dt.date.min, t.whose, t.title, t.id)))


def _term(
    whose: WhoseTerm, name: str, title: str, dates: tuple[dt.date | None, dt.date | None], last: dt.date | None, on: dt.date
) -> Term:  # fmt: skip
    starts, ends = dates
    before = ends is not None and last is not None and ends < last
    return Term(whose, name, title, starts, ends, _state(starts, ends, on), before)


def _state(starts: dt.date | None, ends: dt.date | None, on: dt.date) -> TermState:
    if ends is not None and ends < on:
        return "ended"
    if not runs(starts, ends, on):
        return "not_begun"
    return "running" if ends else "end_not_said"
