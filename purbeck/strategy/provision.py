"""Need set against services: which need is served by what, and how much room there is."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from purbeck.periods import months_after
from purbeck.strategy.entry import Day, Entry, Words
from purbeck.strategy.plan import Prevention, Priority, Tier
from purbeck.strategy.services import Capacity, Per, Route, Service
from purbeck.strategy.sharing import different, in_both, runs
from purbeck.strategy.strategy import Strategy

RULES = Path(__file__).with_name("provision.toml")
ServiceState = Literal["running", "ended", "not_begun"]


class Rule(BaseModel):
    """When something counts as a gap. provision.toml says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    words: Words
    why: Words
    source: Words
    dated: Day
    checked: bool


class Rules(BaseModel):
    """Every rule for gaps, and the numbers they use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    routes: tuple[Route, ...]
    alike_share: Annotated[float, Field(gt=0, le=1)]
    soon_months: int = Field(ge=0)
    old_months: int = Field(ge=0)
    full_share: Annotated[float, Field(gt=0, le=1)]
    levels: Mapping[Tier, tuple[Prevention, ...]]
    rules: Mapping[str, Rule]


@dataclass(frozen=True)
class Serves:
    """A service that serves a priority: named by it, or through factors that bear on the priority."""

    priority: str
    service: str
    prevention: Prevention | None
    through: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """What works on a factor now."""

    factor: str
    services: tuple[str, ...]
    interventions: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """People or a place that priorities name, or a route: the priorities, and the services there for them now."""

    words: str
    priorities: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """How much room a service has. None is unknown, never nought; `full` is None where it cannot be told."""

    service: str
    state: ServiceState
    people: int | None
    per: Per | None
    used: int | None
    waiting: int | None
    full: bool | None
    old: bool


@dataclass(frozen=True)
class Provision:
    """Need set against services that run on a day, in the order of ids, whatever the order of the files.

    `for_whom_unsaid` are services that run and do not say whom they are for: they count for no group by name.
    """

    serves: tuple[Serves, ...] = ()
    work: tuple[Work, ...] = ()
    groups: tuple[Reach, ...] = ()
    places: tuple[Reach, ...] = ()
    routes: tuple[Reach, ...] = ()
    rooms: tuple[Room, ...] = ()
    for_whom_unsaid: tuple[str, ...] = ()

    def of_priority(self, priority: str) -> tuple[Serves, ...]:
        """The services of a priority."""
        return tuple(one for one in self.serves if one.priority == priority)


@cache
def rules() -> Rules:
    """The rules that ship."""
    return Rules.model_validate(tomllib.loads(RULES.read_text(encoding="utf-8")))


def provision(strategy: Strategy, on: dt.date) -> Provision:
    """Need set against the services that run on a day."""
    services = sorted(strategy.services, key=lambda service: service.id)
    now = tuple(service for service in services if runs(service.starts, service.ends, on))
    priorities = sorted(strategy.priorities, key=lambda priority: priority.id)
    return Provision(
        serves=tuple(one for priority in priorities for one in _serves(strategy, priority, now)),
        work=tuple(_work(strategy, now, on)),
        groups=tuple(_reach_groups(priorities, now)),
        places=tuple(_reach_places(priorities, now)),
        routes=tuple(Reach(route, (), _ids(s for s in now if route in s.routes)) for route in _routes(now)),
        rooms=tuple(_room(service, on) for service in services),
        for_whom_unsaid=_ids(service for service in now if not service.groups),
    )


def _serves(strategy: Strategy, priority: Priority, now: Sequence[Service]) -> Iterator[Serves]:
    bearing = {factor.id for factor in strategy.factors if priority.id in factor.priorities}
    for service in now:
        through = () if priority.id in service.priorities else tuple(sorted(bearing.intersection(service.factors)))
        if through or priority.id in service.priorities:
            yield Serves(priority.id, service.id, service.prevention, through)


def _work(strategy: Strategy, now: Sequence[Service], on: dt.date) -> Iterator[Work]:
    going_on = [one for one in strategy.interventions if runs(one.starts, one.ends, on)]
    for factor in sorted(strategy.factors, key=lambda factor: factor.id):
        services = _ids(service for service in now if factor.id in service.factors)
        yield Work(factor.id, services, _ids(one for one in going_on if factor.id in one.factors))


def _reach_groups(priorities: Sequence[Priority], now: Sequence[Service]) -> Iterator[Reach]:
    for words in different(group for priority in priorities for group in priority.groups):
        named_by = _ids(priority for priority in priorities if in_both([words], priority.groups))
        yield Reach(words, named_by, _ids(service for service in now if in_both([words], service.groups)))


def _reach_places(priorities: Sequence[Priority], now: Sequence[Service]) -> Iterator[Reach]:
    for words in different(place for priority in priorities for place in priority.places):
        named_by = _ids(priority for priority in priorities if in_both([words], priority.places))
        there = (service for service in now if not service.places or in_both([words], service.places))
        yield Reach(words, named_by, _ids(there))


def _routes(now: Sequence[Service]) -> list[Route]:
    """The routes that should lead somewhere and those that do, in the order in which the vocabulary has them."""
    return [route for route in get_args(Route) if route in rules().routes or any(route in s.routes for s in now)]


def _room(service: Service, on: dt.date) -> Room:
    state: ServiceState = "running"
    if not runs(service.starts, service.ends, on):
        state = "ended" if service.ends is not None and service.ends < on else "not_begun"
    found = service.capacity
    if found is None:
        return Room(service.id, state, None, None, None, None, full=None, old=False)
    old = found.dated is not None and found.dated < months_after(on, -rules().old_months)
    return Room(service.id, state, found.people, found.per, found.used, found.waiting, _full(found), old)


def _full(found: Capacity) -> bool | None:
    """Whether nobody more can come; None where neither places used nor people waiting were counted."""
    if found.waiting:
        return True
    return None if found.used is None else found.used >= rules().full_share * found.people


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(sorted(entry.id for entry in entries))
