"""The structure of a released strategy, worked out from what an edition may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from purbeck.disclosure.strategy import PART_OF_AREA, ReleasedStrategy
from purbeck.strategy.gaps import ROUTES, Double, Gap, doubles, gaps
from purbeck.strategy.interdependence import Interdependence, Term, Tie, interdependence
from purbeck.strategy.logic_model import Break, Chain, Lane, LogicModel, Reached, logic_model
from purbeck.strategy.provision import Provision, Reach, Room, Rule, Serves, Work, provision, rules
from purbeck.strategy.related import RelatedStrategy
from purbeck.strategy.services import Service
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

E = TypeVar("E", Service, RelatedStrategy)


def interdependence_of(strategy: ReleasedStrategy) -> Interdependence:
    """The strategy among others, on its day."""
    return interdependence(_apart(strategy), strategy.on)


def _apart(strategy: ReleasedStrategy) -> ReleasedStrategy:
    """The strategy with small places that are not named told apart: that two have one each does not put them in one."""
    return replace(
        strategy,
        services=tuple(map(_in_a_place_of_its_own, strategy.services)),
        related=tuple(map(_in_a_place_of_its_own, strategy.related)),
    )


def _in_a_place_of_its_own(entry: E) -> E:
    places = tuple(f"{place}: {entry.id}" if place == PART_OF_AREA else place for place in entry.places)
    return entry.model_copy(update={"places": places})


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
    return doubles(_apart(strategy), strategy.on)


def gap_rules() -> Mapping[str, Rule]:
    """The rules that find gaps and duplicates, by their names, in the order of their file."""
    return rules().rules


def levels_wanted(tier: str) -> tuple[str, ...]:
    """The levels of prevention at which a priority of a tier needs services."""
    return tuple(level for name, levels in rules().levels.items() if name == tier for level in levels)
