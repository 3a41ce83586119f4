"""What the risk matrix is made from, as plain rows: priorities, judgements, weights, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeVar


@dataclass(frozen=True)
class Priority:
    """A priority of the strategy. `themes` are those of the definition whose findings speak of it; it may have none."""

    id: str
    title: str
    tier: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What one role thinks of one priority by one criterion. `score` is None where it cannot tell.

    A role that judged again is heard as it judged last.
    """

    priority: str
    criterion: str
    score: float | None
    role: str
    reason: str
    on: dt.date


@dataclass(frozen=True)
class WeightRange:
    """The least and the greatest share, from 0 to 1, that a criterion should have of all weights in one role's view.

    A role that set it again is heard as it set it last.
    """

    criterion: str
    lowest: float
    highest: float
    role: str
    reason: str
    on: dt.date


@dataclass(frozen=True)
class Asked:
    """What people wrote down: all of it may be empty, and its order does not matter."""

    priorities: tuple[Priority, ...]
    judgements: tuple[Judgement, ...] = ()
    weight_ranges: tuple[WeightRange, ...] = ()


@dataclass(frozen=True)
class FindingRow:
    """A finding as it was released, with the names that `disclosure.ReleasedFinding` gives its fields.

    All are to be of one definition, the headline's. A hidden one says so in `decision`, and has no value.
    """

    id: str
    build: str
    analysis: str
    measure: str
    theme: str
    comparator: str
    value: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    period: str
    certainty: str
    coverage: float | None
    decision: str
    breaks: tuple[tuple[str, str, str, str], ...] = ()

    @classmethod
    def of(cls, released: object) -> FindingRow:
        """What the risk matrix asks of a released finding."""
        return cls(**{one.name: getattr(released, one.name) for one in fields(cls)})

    @property
    def hidden(self) -> bool:
        """Whether disclosure control hid its figures."""
        return self.decision.startswith("hidden")


Said = TypeVar("Said", Judgement, WeightRange)


def last_of_each_role(said: Iterable[Said]) -> list[Said]:
    """What each role said last; of one day all of it, since nobody can say which came last."""
    every = list(said)
    last = {role: max(one.on for one in every if one.role == role) for role in {one.role for one in every}}
    return [one for one in every if one.on == last[one.role]]
