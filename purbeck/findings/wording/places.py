"""Where it is recorded, in words."""

from __future__ import annotations

from purbeck.findings.in_words import count, interval, offences, rate
from purbeck.findings.wording.doubt import OPEN

HIGHEST = "The highest of many areas is so partly by chance: expect it nearer the rest in another year."


def busiest_title(theme: str, place: str) -> str:
    """The place with the highest rate as a heading."""
    return f"{theme}: the highest rate is in {place}"


def busiest(
    theme: str, where: tuple[str, int], n: int, per_1000: float, limits: tuple[float, float], confidence: float,
    most: tuple[str, int] | None, areas: int,
) -> str:  # fmt: skip
    """The place with the highest rate (`where`, with the year), and the one with most offences, None where that is open."""
    other = "It also has the most offences." if most and most[0] == where[0] else _most(most)
    return (
        f"{theme}: of {count(areas)} small areas (LSOAs), {where[0]} has the highest rate of {where[1]}: {rate(per_1000)} per "
        f"1,000 residents ({interval(*limits, confidence, per_1000)}), from {offences(n)}. {other}"
    )


def busiest_open_title(theme: str) -> str:
    """A heading where rounded counts leave open which place has the highest rate."""
    return f"{theme}: which small area has the highest rate {OPEN}"


def busiest_open(theme: str, year: int, most: tuple[str, int] | None, areas: int) -> str:
    """That it is open which place has the highest rate; and the one with most offences, None where that is too."""
    return (
        f"{theme}: of {count(areas)} small areas (LSOAs), which has the highest rate of {year} {OPEN}: more than one may. "
        f"{_most(most)}"
    )


def _most(most: tuple[str, int] | None) -> str:
    if most is None:
        return f"Which has the most offences {OPEN}."
    return f"The most offences are in {most[0]}, with {count(most[1])}."


def too_few_to_map(theme: str, n: int, areas: int) -> str:
    """Why a theme has no map."""
    return (
        f"{theme}: too few to tell one small area from another. {offences(n)} are spread over {count(areas)} small areas, so "
        "most of what a map would show is chance."
    )
