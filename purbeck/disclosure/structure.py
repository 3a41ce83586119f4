"""The structure of a released strategy, worked out from what an edition may show."""

from __future__ import annotations

from collections.abc import Mapping

from purbeck.disclosure.strategy import ReleasedStrategy
from purbeck.strategy.gaps import ROUTES, Double, Gap, doubles, gaps
from purbeck.strategy.interdependence import Interdependence, Term, Tie, interdependence
from purbeck.strategy.logic_model import Break, Chain, Lane, LogicModel, Reached, logic_model
from purbeck.strategy.provision import Provision, Reach, Room, Rule, Serves, Work, provision, rules
from purbeck.strategy.sharing import Shared

__all__ = [
    "ROUTES",
    "Break",
    "Chain",
    "Double",
    "Gap",
    "Interdependence",
    "Lane",
    "LogicModel",
    "Provision",
    "Reach",
    "Reached",
    "Room",
    "Rule",
    "Serves",
    "Shared",
    "Term",
    "Tie",
    "Work",
    "doubles_of",
    "gap_rules",
    "gaps_of",
    "interdependence_of",
    "levels_wanted",
    "logic_model_of",
    "provision_of",
]


def interdependence_of(strategy: ReleasedStrategy) -> Interdependence:
    """The strategy among others, on its day."""
    return interdependence(strategy, strategy.on)


def logic_model_of(strategy: ReleasedStrategy) -> LogicModel:
    """The logic model, on its day; without what is put in where the edition does not show that."""
    return logic_model(strategy, strategy.on, with_inputs=not strategy.public)


def provision_of(strategy: ReleasedStrategy) -> Provision:
    """Need set against services, on its day."""
    return provision(strategy, strategy.on)


def gaps_of(strategy: ReleasedStrategy, provided: Provision) -> tuple[Gap, ...]:
    """What nobody provides, on its day."""
    return gaps(strategy, provided, strategy.on)


def doubles_of(strategy: ReleasedStrategy) -> tuple[Double, ...]:
    """Services that may do the same, on its day."""
    return doubles(strategy, strategy.on)


def gap_rules() -> Mapping[str, Rule]:
    """The rules that find gaps and duplicates, by their names, in the order of their file."""
    return rules().rules


def levels_wanted(tier: str) -> tuple[str, ...]:
    """The levels of prevention at which a priority of a tier needs services."""
    return tuple(level for name, levels in rules().levels.items() if name == tier for level in levels)
