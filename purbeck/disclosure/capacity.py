"""People at services of the strategy, as an edition may show them: hidden, rounded or as counted."""

from __future__ import annotations

from purbeck.disclosure.rules import CountRule
from purbeck.disclosure.rules_in_words import way
from purbeck.strategy.provision import rules as provision_rules
from purbeck.strategy.services import Service


def as_counted(service: Service, rule: CountRule) -> Service:
    """A service with those who came and who wait as the rule shows them.

    Rounded, those who came are not shown where what is left of its places may be a small number, or where it cannot be told
    whether the service is full.
    """
    found = service.capacity
    if found is None:
        return service
    used = None if _leaves_open(found.people, found.used, rule) else _shown(found.used, rule)
    shown = found.model_copy(update={"used": used, "waiting": _shown(found.waiting, rule)})
    return service.model_copy(update={"capacity": shown})


def in_words(services: tuple[Service, ...], rule: CountRule) -> str:
    """What was done to these counts, as a sentence; "" where no service has any."""
    counted = [one.capacity for one in services if one.capacity is not None]
    if all(one.used is None and one.waiting is None for one in counted):
        return ""
    left = (
        ", and those who came are not shown where that leaves open whether there is room" if rule.round_to > 1 else ""
    )
    return f"Of the numbers of people who came and who wait, {way(rule)}{left}."


def _shown(count: int | None, rule: CountRule) -> int | None:
    return None if count is None or rule.hides(count, count) else rule.rounded(count)


def _leaves_open(people: int, used: int | None, rule: CountRule) -> bool:
    """Whether rounding leaves open that few places are left, or that the service is full. Only what is shown is looked at."""
    if used is None or rule.round_to == 1 or rule.hides(used, used):
        return False
    least, most = rule.shown_range(rule.rounded(used))
    few_left = people - most <= rule.highest_hidden and people - least >= 1
    return few_left or least < provision_rules().full_share * people <= most
