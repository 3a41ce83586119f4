"""What waits for what: circles in which nothing can begin, waiting for something later or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from purbeck.periods import spoken_day
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import Remark, broken, look
from purbeck.strategy.entry import Entry
from purbeck.strategy.strategy import Strategy, by_id


def waits_in_a_circle(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """Actions, related strategies, boards or decisions that wait for each other in a circle: none of them can be first."""
    yield from _circles(strategy.actions, {a.id: a.depends_on for a in strategy.actions}, "waits for")
    yield from _circles(strategy.related, {r.id: r.depends_on for r in strategy.related}, "waits for")
    yield from _circles(strategy.boards, {b.id: _one(b.reports_to) for b in strategy.boards}, "reports to")
    yield from _circles(
        strategy.decisions, {d.id: _one(d.supersedes) for d in strategy.decisions}, "takes the place of"
    )


def waits_for_something_later(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An open action that waits for one that is due after it, or that was stopped."""
    known = by_id(strategy.actions)
    for action in strategy.actions:
        if action.state in {"done", "stopped"}:
            continue
        for other in (known[name] for name in action.depends_on):
            if other.state == "stopped":
                yield look(
                    action, f"It waits for {other.id}, which was stopped.", "Go on without that, or stop this as well."
                )
            elif other.state != "done" and action.due and other.due and other.due > action.due:
                words = (
                    f"It is due on {spoken_day(action.due)}, and waits for {other.id}, due on {spoken_day(other.due)}."
                )
                yield look(action, words, "Put the first later or the second earlier.")


def _one(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _circles(entries: Sequence[Entry], graph: Mapping[str, Sequence[str]], verb: str) -> Iterator[Remark]:
    """A remark on each circle, at the entry whose id comes first."""
    told: set[str] = set()
    known = by_id(entries)
    for name in sorted(graph):
        circle = shortest_circle(graph, name)
        if not circle or told.intersection(circle):
            continue
        told.update(circle)
        said = f" {verb} ".join([*circle, name])
        yield broken(known[name], f"They go round in a circle: {said}.", "Take one of these links out.")


def shortest_circle(graph: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """The shortest way along the links from a name back to itself, without the return; empty where there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        longer = []
        for way in ways:
            for name in sorted(graph.get(way[-1], ())):
                if name == start:
                    return way
                if name not in seen:
                    seen.add(name)
                    longer.append([*way, name])
        ways = longer
    return []
