"""The words by which paragraphs are judged, as words.toml has them, dated."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FILE = Path(__file__).with_name("words.toml")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoNames(_Closed):
    """Words with a capital that are no part of a person's name, by why they have one."""

    openings: frozenset[str]
    times: frozenset[str]
    bodies: frozenset[str]
    places: frozenset[str]

    @cached_property
    def every(self) -> frozenset[str]:
        """All of them."""
        return self.openings | self.times | self.bodies | self.places


class Ordinary(_Closed):
    """Names of places that are words, what follows where they are no names, and names of other things that hold them."""

    phrases: tuple[str, ...]
    ways: frozenset[str]
    words: frozenset[str]
    before: frozenset[str]


class Words(_Closed):
    """words.toml; what each list is for is said there."""

    about: str
    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    points: float = Field(gt=0)
    share_of_multiple: float = Field(gt=0, lt=1)
    counted: tuple[str, ...]
    compared: tuple[str, ...]
    no_claims: tuple[str, ...]
    parts: dict[str, int]
    multiples: dict[str, float]
    comparing: dict[str, float]
    ordinary: Ordinary
    no_names: NoNames

    @field_validator("no_claims")
    @classmethod
    def _are_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for one in patterns:
            re.compile(one)
        return patterns


@cache
def words() -> Words:
    """The words, read once."""
    return Words.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
