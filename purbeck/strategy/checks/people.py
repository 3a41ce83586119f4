"""Who has to do it: owners with too much."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.periods import spoken_month
from purbeck.strategy.actions import Action
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import LOOK, Remark
from purbeck.strategy.strategy import Strategy

CLOSED = {"done", "stopped"}


def owner_with_too_much(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A role that answers for more open actions than the rule allows, or for more due in one month."""
    owners: dict[str, list[Action]] = {}
    for action in sorted(strategy.actions, key=lambda one: one.id):
        if action.state not in CLOSED:
            owners.setdefault(" ".join(action.owner.casefold().split()), []).append(action)
    most, at_once = int(beside.rules.open_actions.value), int(beside.rules.due_at_once.value)
    for actions in owners.values():
        if len(actions) > most:
            yield _too_much(actions, f"answers for {len(actions)} open actions; more than {most} is much for one role")
            continue
        months: dict[str, list[Action]] = {}
        for action in actions:
            if action.due is not None:
                months.setdefault(f"{action.due:%Y-%m}", []).append(action)
        for month, due in sorted(months.items()):
            if len(due) > at_once:
                yield _too_much(
                    due, f"has {len(due)} actions due in {spoken_month(month)}; more than {at_once} is much"
                )


def _too_much(actions: list[Action], words: str) -> Remark:
    first = actions[0]
    listed = ", ".join(action.id for action in actions)
    todo = "Share them out, or put some of them later."
    return Remark(LOOK, first.where, f"owner {first.owner}", f"{first.owner} {words}: {listed}.", todo)
