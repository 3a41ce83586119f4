"""Strategies made in Python with known answers, and one as large as anybody's."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

from purbeck.strategy.actions import Action
from purbeck.strategy.factors import Factor
from purbeck.strategy.indicators import Indicator
from purbeck.strategy.interventions import Intervention
from purbeck.strategy.partners import Partner
from purbeck.strategy.plan import About, Aim, Outcome, Priority
from purbeck.strategy.related import Board, RelatedStrategy
from purbeck.strategy.services import Service
from purbeck.strategy.strategy import Strategy

ON = dt.date(2026, 11, 26)
ABOUT = About(title="Our strategy", starts=dt.date(2026, 4, 1), ends=dt.date(2029, 3, 31), made_up=True)
LEVELS = ("society", "community", "relationship", "individual")
PREVENTION = ("primary", "secondary", "tertiary")
HORIZONS = ("short", "medium", "long")
TIERS = ("respond", "intervene_early", "research")


def priority(name: str = "weapons", **more: Any) -> Priority:
    """A priority."""
    return Priority(**({"id": name, "title": f"Priority {name}", "tier": "intervene_early"} | more))


def aim(name: str = "fewer", of: str = "weapons", **more: Any) -> Aim:
    """An aim."""
    return Aim(**({"id": name, "title": f"Aim {name}", "priority": of} | more))


def outcome(name: str, aims: tuple[str, ...] = ("fewer",), **more: Any) -> Outcome:
    """An outcome."""
    return Outcome(**({"id": name, "title": f"Outcome {name}", "aims": aims, "horizon": "short"} | more))


def indicator(name: str, **more: Any) -> Indicator:
    """An indicator that is not measured yet."""
    words = {"id": name, "title": f"Indicator {name}", "status": "not_yet_quantifiable", "reason": "Not counted yet."}
    return Indicator(**(words | {"direction": "down", "horizon": "short"} | more))


def action(name: str, **more: Any) -> Action:
    """An action."""
    words = {
        "id": name,
        "title": f"Action {name}",
        "owner": "Head of safety",
        "partner": "police",
        "state": "under_way",
    }
    return Action(**(words | more))


def related(name: str, **more: Any) -> RelatedStrategy:
    """A related strategy."""
    return RelatedStrategy(**({"id": name, "title": f"Strategy {name}", "starts": dt.date(2025, 4, 1)} | more))


def board(name: str, **more: Any) -> Board:
    """A board."""
    return Board(**({"id": name, "title": f"Board {name}"} | more))


def factor(name: str, **more: Any) -> Factor:
    """A risk factor."""
    words = {"id": name, "title": f"Factor {name}", "kind": "risk", "level": "community", "strength": "strong"}
    return Factor(**(words | {"source": "A review"} | more))


def service(name: str, **more: Any) -> Service:
    """A service."""
    words = {"id": name, "title": f"Service {name}", "what": "Help.", "offered_by": "A charity"}
    return Service(**(words | {"prevention": "secondary"} | more))


def intervention(name: str, **more: Any) -> Intervention:
    """An intervention that goes on."""
    words = {"id": name, "title": f"Intervention {name}", "what": "Patrols.", "places": ("Vale",)}
    return Intervention(**(words | {"starts": dt.date(2026, 5, 1), "dose": "Twice a day"} | more))


def strategy(**lists: Any) -> Strategy:
    """A strategy of those lists, with one partner."""
    police = Partner(id="police", title="Vale Police", kind="police")
    return Strategy(**({"about": ABOUT, "partners": (police,), "files": ("strategy.toml",)} | lists))


def backwards(held: Strategy) -> Strategy:
    """The same strategy with every list written from its end."""
    lists = {one.name: getattr(held, one.name) for one in fields(Strategy)}
    turned = {name: tuple(reversed(value)) for name, value in lists.items() if isinstance(value, tuple)}
    return replace(held, **turned)


def large(
    priorities: int = 6, others: int = 10, actions: int = 40, words: str = "that people would write in full"
) -> Strategy:
    """A strategy of that many priorities, related strategies and actions, with two factors and services to a priority."""
    first = tuple(priority(f"p{n}", title=f"Priority {n} {words}", tier=TIERS[n % 3], groups=(f"group {n % 4}",))
                  for n in range(priorities))  # fmt: skip
    aims = tuple(aim(f"a{n}", f"p{n // 2}", title=f"Aim {n} {words}") for n in range(2 * priorities))
    ends = tuple(outcome(f"o{n}", (f"a{n // 2}",), horizon=HORIZONS[n % 3], title=f"Outcome {n} {words}")
                 for n in range(2 * len(aims)))  # fmt: skip
    done = tuple(
        action(f"t{n}", title=f"Action {n} {words}", aims=(aims[n % len(aims)].id,) if aims else (),
               resources=({"what": f"Resource {n} {words}", "pounds": 1000.0 * n, "secured": n % 5 > 0},) if n % 3 else ())
        for n in range(actions)
    )  # fmt: skip
    theirs = tuple(
        related(f"r{n}", title=f"Strategy {n} {words}", ends=dt.date(2027 + n % 5, 3, 31),
                aims=tuple(one.id for k, one in enumerate(aims) if (k * 7 + n) % 11 < 2), groups=(f"group {n % 5}",))
        for n in range(others)
    )  # fmt: skip
    factors = tuple(factor(f"f{n}", title=f"Factor {n} {words}", level=LEVELS[n % 4], kind=("risk", "protective")[n % 2],
                           priorities=(f"p{n // 2}",)) for n in range(2 * priorities))  # fmt: skip
    services = tuple(service(f"s{n}", title=f"Service {n} {words}", prevention=PREVENTION[n % 3], factors=(f"f{n}",),
                             groups=(f"group {n % 4}",), routes=("school",)) for n in range(2 * priorities))  # fmt: skip
    return strategy(
        priorities=first, aims=aims, outcomes=ends, actions=done, related=theirs, factors=factors, services=services
    )
