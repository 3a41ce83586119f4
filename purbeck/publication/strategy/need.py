"""Need set against services, drawn and tabled: by priority and level, by factor, by route."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from purbeck.disclosure import Prevention, Priority, ReleasedStrategy, Service
from purbeck.disclosure.structure import ROUTES, Provision, Reach, Room, Serves, levels_wanted
from purbeck.figures import listed, many, quoted, whole
from purbeck.publication.drawings.grid import Grid, Row, draw_grid
from purbeck.publication.drawings.sketch import Box
from purbeck.publication.strategy.pictures import Picture, picture
from purbeck.publication.strategy.rows import Cell, Link, Table
from purbeck.publication.strategy.words import Missing, named

LEVELS: dict[Prevention, str] = {
    "primary": "Primary: before anything happens",
    "secondary": "Secondary: with those at risk",
    "tertiary": "Tertiary: after harm was done",
}
UNSAID = "Level not written"
NOBODY = Box("No service", "missing")
PER = {"week": "a week", "month": "a month", "year": "a year", "at_once": "at once"}
WIDE = 0.32


def pictures(strategy: ReleasedStrategy, provided: Provision) -> list[Picture]:
    """The service map: priorities, factors and routes set against the services that run now."""
    found = []
    if strategy.services and strategy.priorities:
        found.append(_by_priority(strategy, provided))
    if strategy.services and strategy.factors:
        found.append(_by_factor(strategy, provided))
    if strategy.services:
        found.append(_by_route(strategy, provided))
    return found


def _by_priority(strategy: ReleasedStrategy, provided: Provision) -> Picture:
    unsaid = any(one.prevention is None for one in provided.serves)
    levels = (*get_args(Prevention), *((None,) if unsaid else ()))
    rows = [_priority_row(strategy, provided, priority, levels) for priority in strategy.priorities]
    heads = tuple(LEVELS[level] if level else UNSAID for level in levels)
    served = {one.priority for one in provided.serves}
    number = len(strategy.priorities)
    title = f"{len(served)} of {many(number, 'priority has', 'priorities have')} at least one service now"
    empty = sum(box == NOBODY for row in rows for cell in row.cells for box in cell)
    words = (
        f"{many(empty, 'place stands', 'places stand')} empty where the tier of a priority asks for a service."
        if empty
        else ("No place stands empty where the tier of a priority asks for a service.")
    )
    return picture(
        "by-priority", title, words, _told(rows, heads), lambda paper: draw_grid(Grid(heads, tuple(rows), 0.22), paper)
    )


def _priority_row(
    strategy: ReleasedStrategy, provided: Provision, priority: Priority, levels: Iterable[Prevention | None]
) -> Row:  # fmt: skip
    cells = []
    for level in levels:
        held = [one for one in provided.of_priority(priority.id) if one.prevention == level]
        held.sort(key=lambda one: bool(one.through))
        boxes = tuple(_service_box(strategy, provided, one) for one in held)
        wanted = level in levels_wanted(priority.tier)
        cells.append(boxes or ((NOBODY,) if wanted else ()))
    return Row(Box(priority.title, note=named(priority.tier)), tuple(cells))


def _by_factor(strategy: ReleasedStrategy, provided: Provision) -> Picture:
    interventions = {one.id: one.title for one in strategy.interventions}
    services = {one.id: one.title for one in strategy.services}
    working = {work.factor: work for work in provided.work}
    rows = []
    for factor in strategy.factors:
        work = working[factor.id]
        boxes = [Box(services[name], "tinted") for name in work.services]
        boxes = boxes or [Box(f"Intervention alone: {interventions[name]}") for name in work.interventions]
        rows.append(
            Row(Box(factor.title, note=f"{factor.kind.capitalize()}, {factor.level}"), (tuple(boxes) or (NOBODY,),))
        )
    worked = sum(bool(work.services) for work in provided.work)
    title = f"Services work on {worked} of {many(len(rows), 'factor', 'factors')} now"
    idle = [quoted(row.head.words) for row in rows if row.cells[0] == (NOBODY,)]
    words = f"Nothing works on {listed(idle)}." if idle else "Something works on every factor."
    heads = ("Services that work on it",)
    return picture(
        "by-factor",
        title,
        words,
        _told(rows, heads),
        lambda paper: draw_grid(Grid(heads, tuple(rows), WIDE, flowing=True), paper),
    )


def _by_route(strategy: ReleasedStrategy, provided: Provision) -> Picture:
    services = {one.id: one.title for one in strategy.services}
    rows = [
        Row(Box(f"From {ROUTES[reach.words]}" if reach.words != "self" else "By themselves"),
            (tuple(Box(services[name], "tinted") for name in reach.services) or (NOBODY,),))
        for reach in provided.routes
    ]  # fmt: skip
    nowhere = [ROUTES[reach.words] for reach in provided.routes if not reach.services]
    title = f"Nobody is led on from {listed(nowhere)}" if nowhere else "Every way that was looked at leads to a service"
    words = (
        f"{many(len(provided.routes) - len(nowhere), 'way leads', 'ways lead')} to a service, {len(nowhere)} to none."
    )
    heads = ("Services that take people from there",)
    return picture(
        "by-route",
        title,
        words,
        _told(rows, heads),
        lambda paper: draw_grid(Grid(heads, tuple(rows), WIDE, flowing=True), paper),
    )


def _service_box(strategy: ReleasedStrategy, provided: Provision, serves: Serves) -> Box:
    """A service with its room; on white where it serves the priority by way of a factor alone."""
    service = next(one for one in strategy.services if one.id == serves.service)
    room = next(room for room in provided.rooms if room.service == serves.service)
    return Box(service.title, "plain" if serves.through else "tinted", room_words(room))


def room_words(room: Room) -> str:
    """How much room a service has: "For 40 a year; 12 wait". Unknown is a word, never nought."""
    if room.people is None:
        return "How many is unknown"
    said = f"For {whole(room.people)} {PER[room.per or 'year']}"
    if room.waiting:
        return f"{said}; {many(room.waiting, 'waits', 'wait')}"
    return f"{said}; full" if room.full else said


def _told(rows: Iterable[Row], heads: Iterable[str]) -> list[str]:
    """Each row in a sentence."""
    said = []
    for row in rows:
        held = [(head.split(":")[0].lower(), boxes) for head, boxes in zip(heads, row.cells, strict=True) if boxes]
        cells = [f"{head}: {listed([box.said for box in boxes])}" for head, boxes in held]
        said.append(f"{row.head.words}. {_sentence('; '.join(cells)) if cells else 'Nothing is asked for or there'}.")
    return said


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def tables(strategy: ReleasedStrategy, provided: Provision) -> tuple[Table, ...]:
    """The tables of the services themselves, and of priorities, people, places and routes set against them."""
    return (_services(strategy, provided), _serves(strategy, provided), _reaches(strategy, provided))


def _services(strategy: ReleasedStrategy, provided: Provision) -> Table:
    rooms = {room.service: room for room in provided.rooms}
    states = {"running": "runs now", "ended": "ended", "not_begun": "not begun"}
    rows: list[tuple[Cell, ...]] = [
        (
            Link(one.title, f"#service-{one.id}"), _offered_by(strategy, one), one.groups or Missing("not written"),
            one.places or "the whole area", one.prevention or Missing("not written"),
            tuple(named(route) for route in one.routes), *_room_cells(strategy, one, rooms[one.id]), one.ends,
            states[rooms[one.id].state],
        )
        for one in strategy.services
    ]  # fmt: skip
    heads = ("Service", "Offered by", "For whom", "Where", "Level", "Ways to it", "Can take", "Per", "Used", "Wait", "Counted",
             "Paid for until", "State")  # fmt: skip
    return Table("services", "Services, and how many they can take", heads, tuple(rows),
                 numbers=frozenset({"Can take", "Used", "Wait"}))  # fmt: skip


def _offered_by(strategy: ReleasedStrategy, service: Service) -> Cell:
    partners = {one.id: one.title for one in strategy.partners}
    return partners[service.partner] if service.partner else service.offered_by


def _room_cells(strategy: ReleasedStrategy, service: Service, room: Room) -> tuple[Cell, ...]:
    """How many it can take, how many came and wait, and when that was counted; not every such count may be shown."""
    unknown, uncounted = Missing("unknown"), Missing("unknown, or not shown" if strategy.services_shown else "unknown")
    people: Cell = unknown if room.people is None else room.people
    used: Cell = uncounted if room.used is None else room.used
    waiting: Cell = uncounted if room.waiting is None else room.waiting
    dated = service.capacity.dated if service.capacity else None
    return people, PER[room.per] if room.per else None, used, waiting, dated


def _serves(strategy: ReleasedStrategy, provided: Provision) -> Table:
    services = {one.id: one.title for one in strategy.services}
    factors = {one.id: one.title for one in strategy.factors}
    rows: list[tuple[Cell, ...]] = [
        (
            Link(priority.title, f"index.html#priority-{priority.id}"), Link(services[one.service], f"#service-{one.service}"),
            one.prevention or Missing("not written"),
            tuple(Link(factors[name], f"#factor-{name}") for name in one.through) or "named by the service",
        )
        for priority in strategy.priorities for one in provided.of_priority(priority.id)
    ]  # fmt: skip
    heads = ("Priority", "Service", "Level", "By way of")
    return Table("services-by-priority", "Which service serves which priority now", heads, tuple(rows))


def _reaches(strategy: ReleasedStrategy, provided: Provision) -> Table:
    priorities = {one.id: one.title for one in strategy.priorities}
    services = {one.id: one.title for one in strategy.services}

    def row(kind: str, words: str, reach: Reach) -> tuple[Cell, ...]:
        return (
            words, kind, tuple(Link(priorities[name], f"index.html#priority-{name}") for name in reach.priorities),
            tuple(Link(services[name], f"#service-{name}") for name in reach.services) or Missing("no service"),
        )  # fmt: skip

    rows = [row("people", reach.words, reach) for reach in provided.groups]
    rows += [row("place", reach.words, reach) for reach in provided.places]
    rows += [row("way", ROUTES[reach.words], reach) for reach in provided.routes] if strategy.services else []
    heads = ("Who, where, from where", "Kind", "Named by", "Services now")
    return Table("people-places-ways", "People, places and ways, and the services there for them", heads, tuple(rows))
