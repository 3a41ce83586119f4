"""The same thing twice: strategies with the same aims and people, boards with the same members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import Remark, look
from purbeck.strategy.related import RelatedStrategy
from purbeck.strategy.strategy import Strategy

KINDS = ("aims", "groups", "places", "measures")


def strategies_alike(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """Two strategies that do the same thing at the same time, and of which nobody says how they go together.

    Two related strategies are taken to do the same thing where they share an aim and something of as many of aims, groups,
    places and measures as the rule says, are in force at the same time, and neither waits for the other. One related
    strategy and ours, where it has the share of our aims that the rule says and nothing says how the two meet.
    """
    for one, other in combinations(sorted(strategy.related, key=lambda entry: entry.id), 2):
        linked = other.id in one.depends_on or one.id in other.depends_on
        shared = [kind for kind in KINDS if _plain(getattr(one, kind)) & _plain(getattr(other, kind))]
        enough = "aims" in shared and len(shared) >= beside.rules.shared_kinds.value
        if enough and not linked and _at_the_same_time(one, other):
            words = f'"{one.title}" and "{other.title}" share {_listed(shared)}.'
            yield look(
                one, words, f"Ask who does what; write depends_on where {one.id} or {other.id} waits for the other."
            )
    for one in strategy.related:
        share = len(set(one.aims)) / len(strategy.aims) if strategy.aims else 0
        if one.aims and share >= beside.rules.shared_aims.value and one.meets is None:
            words = f'"{one.title}" has {len(set(one.aims))} of our {len(strategy.aims)} aims as well.'
            yield look(one, words, "Write under meets how the two are kept together, and who sees to it.")


def boards_alike(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """Two boards with much the same members and business."""
    for one, other in combinations(sorted(strategy.boards, key=lambda entry: entry.id), 2):
        members, business = _overlap(one.members, other.members), _overlap(one.business, other.business)
        if members >= beside.rules.shared_members.value and business >= beside.rules.shared_business.value:
            both = sorted(_plain(one.business) & _plain(other.business))
            words = f'"{one.title}" and "{other.title}" have much the same members and business ({_listed(both)}).'
            yield look(one, words, "Ask whether one meeting would do.")


def _plain(words: Iterable[str]) -> set[str]:
    """Words however they are spaced and capitalised."""
    return {" ".join(one.casefold().split()) for one in words}


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """What both have, as a share of what either has."""
    either = _plain(one) | _plain(other)
    return len(_plain(one) & _plain(other)) / len(either) if either else 0.0


def _at_the_same_time(one: RelatedStrategy, other: RelatedStrategy) -> bool:
    """Whether their times meet; where a date is not written, they may."""
    first = one.ends is None or other.starts is None or other.starts <= one.ends
    second = other.ends is None or one.starts is None or one.starts <= other.ends
    return first and second


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
