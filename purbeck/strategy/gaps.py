"""Gaps and duplicates in what is provided, each in a plain sentence with the rule that found it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from purbeck.figures import listed, many, quoted
from purbeck.periods import months_after, spoken_day
from purbeck.strategy.plan import Prevention, Priority
from purbeck.strategy.provision import Provision, Reach, Room, rules
from purbeck.strategy.services import Service
from purbeck.strategy.sharing import in_both, runs
from purbeck.strategy.strategy import Strategy, by_id

ROUTES = {
    "custody": "police custody", "emergency_department": "an emergency department", "school": "school",
    "police": "the police", "self": "themselves", "ambulance": "an ambulance", "court": "court",
    "general_practice": "general practice", "housing": "housing", "prison": "prison", "probation": "probation",
    "social_care": "social care", "voluntary": "a voluntary organisation", "youth_justice": "youth justice",
}  # fmt: skip
LEVELS: dict[Prevention, str] = {
    "primary": "primary level, before anything happens",
    "secondary": "secondary level, with those at risk",
    "tertiary": "tertiary level, after harm was done",
}


@dataclass(frozen=True)
class Gap:
    """Something to ask about: the rule that found it, the id or words it is about, a sentence."""

    rule: str
    subject: str
    words: str


@dataclass(frozen=True)
class Double:
    """Two services that may do the same, in a sentence."""

    first: str
    second: str
    words: str


Find = Callable[[Strategy, Provision, dt.date], Iterator[Gap]]


def gaps(strategy: Strategy, provided: Provision, on: dt.date) -> tuple[Gap, ...]:
    """Every gap on a day, in the order of the rules and then of ids; none where no service is written down at all."""
    if not strategy.services:
        return ()
    return tuple(gap for find in FINDERS for gap in find(strategy, provided, on))


def doubles(strategy: Strategy, on: dt.date) -> tuple[Double, ...]:
    """Pairs of services that run on a day and may do the same, with what there is of room."""
    now = sorted((s for s in strategy.services if runs(s.starts, s.ends, on)), key=lambda service: service.id)
    factors, priorities = by_id(strategy.factors), by_id(strategy.priorities)
    found = []
    for one, other in combinations(now, 2):
        both = [factors[name].title for name in in_both(one.factors, other.factors)]
        both += [priorities[name].title for name in in_both(one.priorities, other.priorities)]
        either = len({*one.factors, *other.factors}) + len({*one.priorities, *other.priorities})
        if both and _same_people(one, other) and len(both) >= rules().alike_share * either:
            words = f"{quoted(one.title)} and {quoted(other.title)} may do the same: both work on "
            words += listed([quoted(title) for title in both])
            words += f", at {one.prevention} level" if one.prevention else ""
            found.append(Double(one.id, other.id, f"{words}. {_room_of_two(one, other)}"))
    return tuple(found)


def _same_people(one: Service, other: Service) -> bool:
    """Whether two services reach some of the same people, as far as is said, at the same level of prevention.

    A service that names no place serves the whole area, and so every place.
    """
    groups = in_both(one.groups, other.groups) or not (one.groups or other.groups)
    places = not one.places or not other.places or in_both(one.places, other.places)
    return one.prevention == other.prevention and bool(groups) and bool(places)


def _room_of_two(one: Service, other: Service) -> str:
    waiting = [service for service in (one, other) if service.capacity and service.capacity.waiting]
    if len(waiting) == 2:
        return "People wait for both, so both may be needed."
    if waiting:
        free = other if waiting == [one] else one
        return f"People wait for {quoted(waiting[0].title)}; whether {quoted(free.title)} has room is worth asking."
    return "Nobody is recorded as waiting for either."


def _unserved_priorities(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    for priority in _in_order(strategy):
        if rules().levels[priority.tier] and not provided.of_priority(priority.id):
            yield Gap("priority_without_service", priority.id, f"No service serves {quoted(priority.title)} now.")


def _unserved_levels(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    for priority in _in_order(strategy):
        found = {one.prevention for one in provided.of_priority(priority.id)}
        if not found or None in found:
            continue
        for level in rules().levels[priority.tier]:
            if level not in found:
                words = f"For {quoted(priority.title)} no service works at {LEVELS[level]}."
                yield Gap("level_without_service", priority.id, words)


def _untouched_factors(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    factors, interventions = by_id(strategy.factors), by_id(strategy.interventions)
    for work in provided.work:
        factor = factors[work.factor]
        what = f"a {factor.kind} factor with {_evidence(factor.strength)}"
        if not work.services and not work.interventions:
            words = f"Nothing works on {quoted(factor.title)}, {what}."
            yield Gap("factor_without_work", factor.id, words)
        elif not work.services:
            names = listed([_until(interventions[name].title, interventions[name].ends) for name in work.interventions])
            words = f"No service works on {quoted(factor.title)}, {what}. An intervention does: {names}."
            yield Gap("factor_by_intervention_alone", factor.id, words)


def _unserved_groups(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    unsaid = len(provided.for_whom_unsaid)
    more = f" {many(unsaid, 'service does', 'services do')} not say for whom." if unsaid else ""
    for reach in provided.groups:
        if not reach.services:
            words = f"No service says that it is for {reach.words}, named by {_named_by(strategy, reach)}.{more}"
            yield Gap("group_without_service", reach.words, words)


def _unserved_places(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    for reach in provided.places:
        if not reach.services:
            words = f"No service serves {reach.words} or the whole area; it is named by {_named_by(strategy, reach)}."
            yield Gap("place_without_service", reach.words, words)


def _routes(strategy: Strategy, provided: Provision, _: dt.date) -> Iterator[Gap]:
    services = by_id(strategy.services)
    full = {room.service for room in provided.rooms if room.full}
    for reach in provided.routes:
        origin = ROUTES[reach.words]
        if not reach.services:
            yield Gap("route_to_nowhere", reach.words, f"No service takes people who come from {origin}.")
        elif full.issuperset(reach.services):
            names = listed([quoted(services[name].title) for name in reach.services])
            words = f"From {origin} people are led only to what is full: {names}."
            yield Gap("route_to_full", reach.words, words)


def _rooms(strategy: Strategy, provided: Provision, on: dt.date) -> Iterator[Gap]:
    services = by_id(strategy.services)
    for room in provided.rooms:
        if room.state == "running" and room.full:
            yield Gap("people_wait", room.service, _wait(services[room.service], room))
    for room in provided.rooms:
        if words := _ending(services[room.service], on):
            yield Gap("ends_soon", room.service, words)
    for room in provided.rooms:
        title = quoted(services[room.service].title)
        if room.state == "running" and room.people is None:
            yield Gap("capacity_unknown", room.service, f"How many people {title} can take is unknown.")
        elif room.state == "running" and room.old:
            words = f"How many people {title} can take was last counted more than {rules().old_months} months ago."
            yield Gap("capacity_unknown", room.service, words)


FINDERS: tuple[Find, ...] = (
    _unserved_priorities, _unserved_levels, _untouched_factors, _unserved_groups, _unserved_places, _routes, _rooms,
)  # fmt: skip


def _wait(service: Service, room: Room) -> str:
    if room.waiting:
        words = f"{many(room.waiting, 'person waits', 'people wait')} for {quoted(service.title)}"
    else:
        words = f"{quoted(service.title)} is full: {room.used} of {many(room.people or 0, 'place', 'places')} used"
    dated = service.capacity.dated if service.capacity else None
    return f"{words} (counted on {spoken_day(dated)})." if dated else f"{words}."


def _ending(service: Service, on: dt.date) -> str:
    if service.ends is None or not months_after(on, -rules().soon_months) <= service.ends <= months_after(
        on, rules().soon_months
    ):
        return ""
    verb = "ended" if service.ends < on else "is paid for until"
    return f"{quoted(service.title)} {verb} {'on ' if verb == 'ended' else ''}{spoken_day(service.ends)}."


def _until(title: str, ends: dt.date | None) -> str:
    return f"{quoted(title)}, until {spoken_day(ends)}" if ends else quoted(title)


def _evidence(strength: str) -> str:
    return "evidence of unknown strength" if strength == "unknown" else f"{strength} evidence"


def _named_by(strategy: Strategy, reach: Reach) -> str:
    priorities = by_id(strategy.priorities)
    return listed([quoted(priorities[name].title) for name in reach.priorities])


def _in_order(strategy: Strategy) -> list[Priority]:
    return sorted(strategy.priorities, key=lambda priority: priority.id)
