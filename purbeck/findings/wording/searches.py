"""Stops and searches, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from purbeck.figures import number
from purbeck.findings.in_words import count, interval, percent, span
from purbeck.periods import spoken_month

BY = {"all": "all", "month": "month", "object_of_search": "object of search", "outcome": "outcome", "age_range": "age range",
      "ethnic_group": "ethnic group, as the person said"}  # fmt: skip
GROUPS = {"white": "White", "black": "Black", "asian": "Asian", "mixed": "Mixed", "other": "other ethnic group",
          "not_stated": "did not say", "all": "all"}  # fmt: skip
TOO_FEW = "Too few to tell whether Black residents are searched more often than White."
CAVEATS = (
    "Residents are not the people whom officers meet: many who are searched live elsewhere, and ages differ between groups.",
    "A difference says who was searched, not why, and not who carries anything. It goes with many things that are not measured "
    "here.",
    "A person searched twice counts twice. Vehicles searched without a person are left out.",
    "Forces differ in what they file: a month that is not filed is left out, not counted as zero.",
)


def title(force: str, total: int, first: str, last: str) -> str:
    """How many as a heading."""
    return f"Stop and search: {count(total)} searches of people by the {force} force, {_when(first, last)}"


def counted(force: str, total: int, first: str, last: str, months: int) -> str:
    """How many, when."""
    filed = "" if first == last else f" ({count(months)} months filed)"
    return f"The {force} force filed {count(total)} stops and searches of people in {_when(first, last)}{filed}."


def _when(first: str, last: str) -> str:
    return spoken_month(first) if first == last else span(first, last)


def ours(total: int) -> str:
    """How many of them in our area."""
    return f"{count(total)} have a map point in our area."


def known(said: int, total: int) -> str:
    """Of how many it is known which ethnic group the person said."""
    return f"What the person said of their ethnic group is known for {percent(said / total)}."


def beside(black: Mapping[str, Any], confidence: float) -> str:
    """Black residents beside White, and what those who did not say could make of it."""
    limits = interval(black["ratio_lower"], black["ratio_upper"], confidence, black["ratio"])
    return (
        f"For each 1,000 residents of the force area, Black residents were searched {number(black['ratio'])} times as often as "
        f"White residents ({limits}); {number(black['ratio_if_white'])} times if all who did not say were White."
    )
