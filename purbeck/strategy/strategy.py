"""A strategy: everything the partnership wrote down in `strategy/`, read and found to be in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from purbeck.errors import StrategyError
from purbeck.strategy.actions import Action
from purbeck.strategy.decisions import Decision
from purbeck.strategy.entry import Entry
from purbeck.strategy.factors import Factor
from purbeck.strategy.faults import FOLDER, Fault
from purbeck.strategy.files import LISTS, TABLES
from purbeck.strategy.indicators import Indicator
from purbeck.strategy.interventions import Intervention
from purbeck.strategy.partners import Partner
from purbeck.strategy.plan import (
    About,
    Adopted,
    Aim,
    Blank,
    Commitment,
    Consultation,
    Governance,
    Kind,
    Outcome,
    ParentPlan,
    Priority,
    Review,
    Tier,
)  # fmt: skip
from purbeck.strategy.questions import Question
from purbeck.strategy.reading import read_folder
from purbeck.strategy.related import Board, RelatedStrategy
from purbeck.strategy.scores import Score, Weight
from purbeck.strategy.services import Service
from purbeck.strategy.voices import NotHeard, Voice
from purbeck.workspace import Workspace

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Strategy:
    """All of it. Entries keep the order they were written in, for lists on pages; nothing that is computed depends on it."""

    about: About | None = None
    parent_plan: ParentPlan | None = None
    definition: Adopted | None = None
    governance: Governance | None = None
    kinds: tuple[Kind, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    priorities: tuple[Priority, ...] = ()
    aims: tuple[Aim, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    reviews: tuple[Review, ...] = ()
    blanks: tuple[Blank, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    actions: tuple[Action, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    related: tuple[RelatedStrategy, ...] = ()
    boards: tuple[Board, ...] = ()
    questions: tuple[Question, ...] = ()
    partners: tuple[Partner, ...] = ()
    scores: tuple[Score, ...] = ()
    weights: tuple[Weight, ...] = ()
    decisions: tuple[Decision, ...] = ()
    factors: tuple[Factor, ...] = ()
    services: tuple[Service, ...] = ()
    voices: tuple[Voice, ...] = ()
    not_heard: tuple[NotHeard, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def written(self) -> bool:
        """Whether anything is written yet."""
        return bool(self.files)

    def tier_of(self, aim: Aim) -> Tier:
        """The tier of an aim: its own, else its priority's."""
        return aim.tier or by_id(self.priorities)[aim.priority].tier

    def aims_of(self, priority: str) -> tuple[Aim, ...]:
        """The aims of a priority."""
        return tuple(aim for aim in self.aims if aim.priority == priority)

    def outcomes_of(self, aim: str) -> tuple[Outcome, ...]:
        """The outcomes of an aim."""
        return tuple(outcome for outcome in self.outcomes if aim in outcome.aims)

    def indicators_of(self, aim: str) -> tuple[Indicator, ...]:
        """The indicators of an aim, its own and those of its outcomes."""
        outcomes = {outcome.id for outcome in self.outcomes_of(aim)}
        return tuple(i for i in self.indicators if aim in i.aims or outcomes.intersection(i.outcomes))

    def actions_of(self, aim: str) -> tuple[Action, ...]:
        """The actions that serve an aim."""
        return tuple(action for action in self.actions if aim in action.aims)

    def blank(self, of: str, under: str | None = None) -> Blank | None:
        """The blank that stands for something, of an entry or of all of them; None where it is not left blank."""
        return next((b for b in self.blanks if b.of == of and b.under in (None, under)), None)


def by_id(entries: Iterable[E]) -> dict[str, E]:
    """Entries by their ids."""
    return {entry.id: entry for entry in entries}


def read(workspace: Workspace) -> Strategy:
    """The strategy of a workspace; an empty one where nothing is written yet.

    Raises StrategyError, which lists every fault of every file in the order of files and lines.
    """
    strategy, faults = read_files(workspace.path / FOLDER)
    if faults:
        listed = "\n".join(f"- {fault}" for fault in faults)
        many = f"are {len(faults)} faults" if len(faults) > 1 else "is one fault"
        raise StrategyError(
            f"There {many} in the files of {FOLDER}/:\n{listed}",
            "Put those lines right and run the command again; nothing was changed.",
        )
    return strategy


def read_files(folder: Path) -> tuple[Strategy, tuple[Fault, ...]]:
    """What is in order in a folder of files, and every fault. Where there are faults the strategy is incomplete."""
    reading = read_folder(folder)
    found: dict[str, Any] = {name: tuple(reading.lists.get(name, ())) for name in LISTS}
    found |= {("about" if name == "strategy" else name): reading.tables.get(name) for name in TABLES}
    return Strategy(**found, files=tuple(reading.files)), tuple(reading.faults)
