"""What section 13 names: kinds of violence that a definition covers, and what makes violence serious."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("section-13.toml")

Tier = Literal["", "respond", "intervene_early", "research"]
Factor = Literal["maximum_penalty", "impact_on_victim", "prevalence", "impact_on_community"]
FACTORS: tuple[Factor, ...] = ("maximum_penalty", "impact_on_victim", "prevalence", "impact_on_community")


class Kind(BaseModel):
    """A kind of violence that the Act names, or that its guidance asks partnerships to look at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    basis: Literal["act", "guidance", "excluded"]
    where: str = Field(min_length=1)
    source: str = Field(min_length=1)
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]


@cache
def kinds() -> dict[str, Kind]:
    """Each kind by the name that rules cover it under, those of the Act first."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Kind.model_validate(one) for name, one in found.items()}


def may_be_covered() -> tuple[str, ...]:
    """The kinds a rule may say it covers: all but what the Act leaves out."""
    return tuple(name for name, kind in kinds().items() if kind.basis != "excluded")
