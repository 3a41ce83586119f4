"""How suppliers head columns and write values, and when a proposal counts as sure."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("mapping_spellings.toml")


class Listed(BaseModel):
    """A list of values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: tuple[str, ...]


class Spellings(BaseModel):
    """The file: thresholds first, then headings by column, times of day by column, and values by code list and code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dated: dt.date
    checked: bool
    source: str = Field(min_length=1)
    near: float = Field(gt=0, lt=1)
    most_values: int = Field(gt=0)
    longest_value: int = Field(gt=0)
    least_fitting: float = Field(gt=0, le=1)
    least_proof: float = Field(gt=0, le=1)
    proof_asked_from: int = Field(gt=0)
    headings: dict[str, tuple[str, ...]]
    times: dict[str, tuple[str, ...]]
    not_known: Listed
    values: dict[str, dict[str, tuple[str, ...]]]


@cache
def spellings() -> Spellings:
    """The spellings, from the file beside this module."""
    return Spellings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
