"""The logic model: from what is put in to outcomes and aims, and where that chain is broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from purbeck.strategy.actions import Action
from purbeck.strategy.plan import Aim, Horizon
from purbeck.strategy.strategy import Strategy, by_id

Break = Literal[
    "no_input", "input_not_secured", "input_ended", "halted", "no_dose", "no_measure", "no_action", "no_outcome",
    "no_indicator", "no_aim",
]  # fmt: skip
OF_INPUTS = frozenset({"no_input", "input_not_secured", "input_ended"})
HALTED = frozenset({"paused", "stopped"})


@dataclass(frozen=True)
class Chain:
    """One action on its way to an aim: the outcomes it leads to, and where its chain is broken."""

    action: str
    intervention: str | None
    outcomes: tuple[str, ...]
    breaks: tuple[Break, ...]


@dataclass(frozen=True)
class Reached:
    """An outcome of an aim, and where the chain to it is broken."""

    outcome: str
    horizon: Horizon
    breaks: tuple[Break, ...]


@dataclass(frozen=True)
class Lane:
    """Everything that leads to one aim."""

    aim: str
    priority: str
    chains: tuple[Chain, ...]
    outcomes: tuple[Reached, ...]
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Whether no link of it is broken."""
        return not (self.breaks or any(c.breaks for c in self.chains) or any(o.breaks for o in self.outcomes))


@dataclass(frozen=True)
class LogicModel:
    """A lane for each aim, and the chains of actions that serve none; all in the order of ids, horizons first."""

    lanes: tuple[Lane, ...] = ()
    loose: tuple[Chain, ...] = ()

    def of_priority(self, priority: str) -> tuple[Lane, ...]:
        """The lanes of a priority's aims."""
        return tuple(lane for lane in self.lanes if lane.priority == priority)


def logic_model(strategy: Strategy, on: dt.date, with_inputs: bool = True) -> LogicModel:
    """The logic model of a strategy as it stands on a day; without looking at what is put in where that is not at hand."""
    if not with_inputs:
        return _without_inputs(logic_model(strategy, on))
    lanes = tuple(_lane(strategy, aim, on) for aim in sorted(strategy.aims, key=lambda aim: aim.id))
    adrift = sorted((action for action in strategy.actions if not action.aims), key=lambda action: action.id)
    return LogicModel(
        lanes, tuple(Chain(a.id, a.intervention, (), (*_breaks(strategy, a, on), "no_aim")) for a in adrift)
    )


def _without_inputs(model: LogicModel) -> LogicModel:
    def seen(chain: Chain) -> Chain:
        return replace(chain, breaks=tuple(b for b in chain.breaks if b not in OF_INPUTS))

    lanes = tuple(replace(lane, chains=tuple(map(seen, lane.chains))) for lane in model.lanes)
    return LogicModel(lanes, tuple(map(seen, model.loose)))


def _lane(strategy: Strategy, aim: Aim, on: dt.date) -> Lane:
    actions = sorted(strategy.actions_of(aim.id), key=lambda action: action.id)
    outcomes = sorted(
        strategy.outcomes_of(aim.id), key=lambda outcome: (get_args(Horizon).index(outcome.horizon), outcome.id)
    )
    shown = {name for indicator in strategy.indicators for name in indicator.outcomes}
    breaks: list[Break] = []
    breaks += [] if actions else ["no_action"]
    breaks += [] if outcomes else ["no_outcome"]
    breaks += [] if strategy.indicators_of(aim.id) else ["no_indicator"]
    return Lane(
        aim=aim.id,
        priority=aim.priority,
        chains=tuple(_chain(strategy, action, aim, on) for action in actions),
        outcomes=tuple(Reached(o.id, o.horizon, () if o.id in shown else ("no_indicator",)) for o in outcomes),
        breaks=tuple(breaks),
    )


def _chain(strategy: Strategy, action: Action, aim: Aim, on: dt.date) -> Chain:
    """An action leads to the outcomes that its indicators show; where they show none, to every outcome of the aim."""
    ours = [outcome.id for outcome in strategy.outcomes_of(aim.id)]
    moved = by_id(strategy.indicators)
    shown = {outcome for name in action.indicators for outcome in moved[name].outcomes}
    led_to = [name for name in ours if name in shown] or ours
    return Chain(action.id, action.intervention, tuple(sorted(led_to)), tuple(_breaks(strategy, action, on)))


def _breaks(strategy: Strategy, action: Action, on: dt.date) -> Iterable[Break]:
    if not action.resources:
        yield "no_input"
    if any(not resource.secured for resource in action.resources):
        yield "input_not_secured"
    if action.state not in {"done", "stopped"} and any(r.until is not None and r.until < on for r in action.resources):
        yield "input_ended"
    if action.state in HALTED:
        yield "halted"
    if action.intervention and by_id(strategy.interventions)[action.intervention].dose is None:
        yield "no_dose"
    if not action.indicators:
        yield "no_measure"
