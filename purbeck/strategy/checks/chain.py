"""From commitment and priority to aim, indicator and action: links of the chain that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.strategy.actions import Action
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import Remark, look
from purbeck.strategy.plan import Aim
from purbeck.strategy.strategy import Strategy

NOBODY_NEED_MOVE = {"held_in_abeyance", "retired"}
BLANK = 'or say under [[blanks]] why it is left blank (of = "{of}").'


def standing(strategy: Strategy) -> list[Action]:
    """The actions that were not stopped."""
    return [action for action in strategy.actions if action.state != "stopped"]


def priority_without_aim(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """A priority under which nothing is to be achieved."""
    for priority in strategy.priorities:
        if not strategy.aims_of(priority.id) and not strategy.blank("aims", priority.id):
            yield look(
                priority, f'"{priority.title}" has no aim.', f"Write one under [[aims]], {BLANK.format(of='aims')}"
            )


def priority_without_evidence(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """A priority that rests on no finding."""
    for priority in strategy.priorities:
        if not priority.evidence and not strategy.blank("evidence", priority.id):
            yield look(
                priority,
                f'"{priority.title}" names no finding it rests on.',
                f"Write evidence = [ids of findings], {BLANK.format(of='evidence')}",
            )


def aim_without_indicator(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An aim of which nobody could say whether it is reached; retired indicators do not count."""
    for aim in strategy.aims:
        held = [one for one in strategy.indicators_of(aim.id) if one.status != "retired"]
        if not held and not _left_blank(strategy, "indicators", aim):
            yield look(
                aim,
                f'"{aim.title}" has no indicator: nobody could say whether it is reached.',
                f"Name it in the aims of an indicator, {BLANK.format(of='indicators')}",
            )


def aim_without_action(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An aim for which nothing is done; actions that were stopped do not count."""
    for aim in strategy.aims:
        held = [action for action in strategy.actions_of(aim.id) if action.state != "stopped"]
        if not held and not _left_blank(strategy, "actions", aim):
            yield look(
                aim,
                f'"{aim.title}" has no action.',
                f"Name it in the aims of an action, {BLANK.format(of='actions')}",
            )


def indicator_nobody_moves(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An indicator that no action should move; one that is only watched, held in abeyance or retired need not be."""
    moved = {name for action in standing(strategy) for name in action.indicators}
    for one in strategy.indicators:
        needless = one.direction == "watch" or one.status in NOBODY_NEED_MOVE
        if one.id not in moved and not needless and not strategy.blank("actions", one.id):
            yield look(
                one,
                f'No action says that it moves "{one.title}".',
                'Name it in the indicators of an action, or write direction = "watch" where it is only watched.',
            )


def indicator_of_no_aim(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An indicator that is for no aim and no outcome; a retired one need not be."""
    for one in strategy.indicators:
        if not one.aims and not one.outcomes and one.status != "retired":
            yield look(one, f'"{one.title}" is for no aim and no outcome.', "Write aims = [...] or outcomes = [...].")


def action_serves_no_aim(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An action, not stopped, that serves no aim."""
    for action in standing(strategy):
        if not action.aims:
            yield look(
                action, f'"{action.title}" serves no aim.', "Write aims = [...], or ask whether to go on with it."
            )


def commitment_without_action(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """Something promised that no action keeps; actions that were stopped do not count."""
    kept = {name for action in standing(strategy) for name in action.commitments}
    for one in strategy.commitments:
        if one.id not in kept and not strategy.blank("actions", one.id):
            yield look(
                one,
                f'"We will {one.words}" is kept by no action.',
                f"Name it in the commitments of an action, {BLANK.format(of='actions')}",
            )


def horizon_without_indicator(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An outcome with a horizon, short, medium or long, at which nothing is measured, although its aims have indicators."""
    for outcome in strategy.outcomes:
        near = [one for aim in outcome.aims for one in strategy.indicators_of(aim) if one.status != "retired"]
        if near and outcome.horizon not in {one.horizon for one in near}:
            yield look(
                outcome,
                f'"{outcome.title}" is for the {outcome.horizon} term, and no indicator of its aims is.',
                f'Give it an indicator with horizon = "{outcome.horizon}", or correct one of the two horizons.',
            )


def left_blank(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """What is marked as lost or not yet written; nothing is wrong with that, and it is not to be forgotten."""
    for one in strategy.blanks:
        what = one.of.replace("_", " ") + (f" of {one.under}" if one.under else "")
        late = one.expected is not None and one.expected < beside.on
        todo = "The day it was expected is past." if late else "Nothing, until it is found or written."
        yield look(one, f"left blank: {what}. {one.why.rstrip('.')}.", todo)


def _left_blank(strategy: Strategy, of: str, aim: Aim) -> bool:
    return bool(strategy.blank(of, aim.id) or strategy.blank(of, aim.priority))
