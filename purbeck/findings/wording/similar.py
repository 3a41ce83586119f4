"""How we stand among the areas most like ours, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck import figures
from purbeck.findings.in_words import count, interval, listed, ordinal, rate
from purbeck.findings.wording.comparison import place_in_order
from purbeck.findings.wording.doubt import LOW_RATE

RECOMPUTE = (
    "Every area's variables, and what standardised them, are in the tables analyses/similar_variables and _scales."
)
NO_LIST = {
    "no_variables": "no table that such areas are found by is held",
    "lacking": "it lacks one of the variables they are found by",
    "few_areas": "too few districts are held to choose from",
}


def alike_in(used: Sequence[str], not_held: Sequence[str]) -> str:
    """What the areas are alike in, and what was not looked at."""
    said = f"Alike in {listed([_lower(title) for title in used])}, and not otherwise chosen. No recorded crime is among it."
    if not_held:
        said += f" Not looked at, since no table of it is held: {listed([_lower(title) for title in not_held])}."
    return said


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def among_title(theme: str, place: str, rank: float, ranked: int, sharing: int = 1) -> str:
    """The place among those like it as a heading."""
    return f"{theme}: of the {count(ranked)} districts most alike, {place} has {place_in_order(rank, ranked, sharing)} rate"


def among(
    theme: str, where: tuple[str, int], ours: tuple[float, float, float],
    others: tuple[float, tuple[str, float], tuple[str, float]], rank: tuple[float, float, float], ranked: int,
    confidence: float, unavailable: str, sharing: int = 1,
) -> str:  # fmt: skip
    """Our rate among those of the areas most like ours.

    `where` is our name and the year; `ours` our rate with its interval; `others` the middle rate of the rest, then the
    lowest and the highest with their names; `rank` ours with its interval; `unavailable` the sentence on those left out, or "";
    `sharing` how many have our rank.
    """
    middle, lowest, highest = others
    low = f" {LOW_RATE}" if rank[0] + (sharing - 1) / 2 > (ranked + 1) / 2 else ""
    ends = tuple(ordinal(limit) for limit in rank[1:])
    doubt = f"from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "that rank alone"
    return (
        f"{theme}: {where[0]} has {place_in_order(rank[0], ranked, sharing)} rate of {count(ranked)} districts in {where[1]}, "
        f"itself and those most like it. The police recorded {rate(ours[0])} per 1,000 residents there "
        f"({interval(ours[1], ours[2], confidence, ours[0])}); in the middle one of the others {rate(middle)}, from "
        f"{rate(lowest[1])} in {lowest[0]} to {rate(highest[1])} in {highest[0]}. The "
        f"{figures.level(confidence)} interval of its rank is {doubt}, where 1st is the highest rate.{unavailable}{low}"
    )


def unavailable(nothing: Sequence[str], part: Sequence[str]) -> str:
    """Which of the areas alike have no place in the ranking, with a space before; "" where all have."""
    said = []
    if nothing:
        said.append(f"unavailable, since their force filed nothing of the year: {listed(nothing)}")
    if part:
        said.append(f"left out of the ranking, since their force filed too little of it: {listed(part)}")
    joined = "; ".join(said)
    return f" {joined[0].upper()}{joined[1:]}. That is not zero." if said else ""


def not_ranked_title(theme: str) -> str:
    """A heading where we have no place among those like us."""
    return f"{theme}: cannot tell how it stands among areas alike"


def not_ranked(theme: str, place: str, year: int, areas: int, unavailable_: str) -> str:
    """Why we have no place among those like us."""
    return (
        f"{theme}: cannot tell from this source how {place} stands among the {count(areas)} areas most like it: the "
        f"police forces of too few of them, or not its own, filed enough of {year}.{unavailable_}"
    )


def no_list_title(place: str) -> str:
    """A heading where no areas alike could be found."""
    return f"The areas most like {place} cannot be found"


def no_list(place: str, reason: str) -> str:
    """Why there are no areas alike: `reason` is a key of NO_LIST."""
    return f"Cannot tell from this source which areas are most like {place}: {NO_LIST[reason]}."


def few_title(theme: str) -> str:
    """A heading where there are too few offences."""
    return f"{theme}: too few to tell how it stands among areas alike"


def few(theme: str, place: str, year: int, n: int) -> str:
    """Why a small count is not ranked."""
    return (
        f"{theme}: too few to tell how {place} stands among the areas most like it. The police recorded {count(n)} there in "
        f"{year}; chance alone moves a count this small up and down the list."
    )
