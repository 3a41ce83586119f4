"""A strategy's priorities, scores and ranges of weights as the risk matrix takes them."""

from __future__ import annotations

from purbeck.analyses.priorities.inputs import Asked, Judgement, Priority, WeightRange
from purbeck.analyses.priorities.rules import Rules
from purbeck.analyses.priorities.weighing import sums_of_ends
from purbeck.errors import StrategyError
from purbeck.strategy.faults import NOWHERE, Fault, Where
from purbeck.strategy.strategy import Strategy

FILE = "scores.toml"


def asked(strategy: Strategy, rules: Rules) -> Asked:
    """What the partnership wrote down, of which the matrix is made.

    Raises StrategyError, which lists every score off the scale and ranges of weights that cannot add up to 1.
    """
    judgements = tuple(Judgement(s.priority, s.criterion, s.score, s.by, s.reason, s.on) for s in strategy.scores)
    ranges = tuple(WeightRange(w.criterion, w.lowest, w.highest, w.by, w.reason, w.on) for w in strategy.weights)
    faults = [*_off_the_scale(strategy, rules), *_without_a_sum(strategy, ranges, rules)]
    if faults:
        listed = "\n".join(f"- {fault}" for fault in sorted(faults, key=lambda fault: fault.where))
        raise StrategyError(f"The risk matrix cannot be made:\n{listed}", "Put that right and run the command again.")
    priorities = tuple(Priority(one.id, one.title, one.tier, one.themes) for one in strategy.priorities)
    return Asked(priorities, judgements, ranges)


def _off_the_scale(strategy: Strategy, rules: Rules) -> list[Fault]:
    lowest, highest = rules.scale
    return [
        Fault(
            one.where, f"score of {one.priority} by {one.criterion}, score",
            f"{one.score:g} is off the scale, which runs from {lowest:g} to {highest:g}",
            "Write a score on the scale, or leave the line out where the role cannot tell.",
        )
        for one in strategy.scores
        if one.score is not None and not lowest <= one.score <= highest
    ]  # fmt: skip


def _without_a_sum(strategy: Strategy, ranges: tuple[WeightRange, ...], rules: Rules) -> list[Fault]:
    least, most = sums_of_ends(ranges, rules)
    if least <= 1 <= most:
        return []
    first = min((one.where for one in strategy.weights), default=NOWHERE)
    said = f"the lowest of all criteria add up to {least:g}" if least > 1 else f"the highest add up to {most:g}"
    return [
        Fault(
            first if first != NOWHERE else Where(FILE, 0), "weights",
            f"no weights lie within these ranges: {said}, where weights add up to 1",
            "Widen some of the ranges; a criterion without a range may weigh anything.",
        )
    ]  # fmt: skip
