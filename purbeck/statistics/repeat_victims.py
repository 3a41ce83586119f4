"""Intervals for counts of events where some people have several: wider, by how often people recur."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from purbeck.statistics.intervals import whole_counts
from purbeck.statistics.standardised import weighted_limits

CLASSES = 3  # people with one event, with two, and with three or more


@dataclass(frozen=True)
class RepeatVictims:
    """A count of events that befell fewer people than there are events.

    events : all events. people : those they befell. spread : variance of the count over what it would be if every
    event befell somebody else; 1 where nobody recurs. lower, upper : limits of the mean number of events.
    """

    events: int
    people: int
    spread: float
    lower: float
    upper: float


def repeat_interval(
    people: ArrayLike, events: int | None = None, confidence: float = 0.95
) -> RepeatVictims:  # fmt: skip
    """Limits for the mean of a count of events, from how many people had one, two, and three or more.

    `people` are those three whole numbers; `events` all events, from which it follows how many those with three or more
    had between them. Without it they are taken to have had three each, the fewest, and the interval is too narrow by what
    they had beyond. People with k events are a Poisson count of their own and come independently; the count of events is the
    sum of k times those counts, and Dobson's limits for such a sum are the events, plus sqrt(sum(k^2 people) / people)
    times the distance from the number of people to its own limits (`count_interval`). Beyond three, events are taken to go on
    at a steady chance (geometric), which sets the mean square of k in that class from its mean.

    Raises ValueError for other than three whole numbers, and for events that the people cannot have had.

    Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10 (1991) 457-462; the geometric tail is ours.
    """
    once, twice, more = _three(people)
    persons = once + twice + more
    fewest = once + 2 * twice + CLASSES * more
    total = fewest if events is None else int(whole_counts(events))
    if total < fewest or (total > fewest and not more):
        raise ValueError(
            f"{total} events cannot have befallen {once} people once, {twice} twice and {more} three times or more: "
            f"{'at least' if more else 'exactly'} {fewest} is expected"
        )
    beyond = (total - fewest) / more if more else 0.0
    squares = once + 4 * twice + more * ((CLASSES + beyond) ** 2 + beyond * (1.0 + beyond))
    lower, upper = weighted_limits(total, squares if persons else 1.0, persons, confidence)
    return RepeatVictims(total, persons, squares / total if total else 1.0, float(lower), float(upper))


def _three(people: ArrayLike) -> tuple[int, int, int]:
    found = whole_counts(people)
    if found.shape != (CLASSES,):
        raise ValueError(f"{found.tolist()} are not three numbers: people with one event, with two, with three or more")
    once, twice, more = (int(n) for n in found)
    return once, twice, more
