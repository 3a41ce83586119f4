"""The codes that columns of returns and of incidents may hold, with the name of each."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_name("code_lists.toml")


class CodeList(BaseModel):
    """A closed list of codes: what it is about, its names by code, names of several together, and where it is from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = Field(min_length=1)
    source: str = Field(min_length=1)
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    names: dict[str, str] = Field(min_length=1)
    sets: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _sets_are_of_its_codes(self) -> Self:
        for name, members in self.sets.items():
            if name in self.names or not members or set(members) - set(self.names):
                raise ValueError(f"{name}: a set has a name of its own, and codes of the list")
        return self


@cache
def code_lists() -> dict[str, CodeList]:
    """Every list by its name."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: CodeList.model_validate(one) for name, one in found.items()}


def codes(name: str) -> tuple[str, ...]:
    """The codes of a list, in its order. Raises KeyError for a list there is not."""
    return tuple(code_lists()[name].names)
