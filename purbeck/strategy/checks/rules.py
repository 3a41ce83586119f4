"""Thresholds of the checks, from rules.toml: each with its date, its reason, and how sure it is."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

SHIPPED = Path(__file__).with_name("rules.toml")


class Rule(BaseModel):
    """One threshold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float
    unit: str
    from_: dt.date = Field(alias="from")
    reason: str
    source: str
    certainty: str


class Rules(BaseModel):
    """Every threshold there is, under the name the checks know it by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open_actions: Rule
    due_at_once: Rule
    expiry_months: Rule
    figures_months: Rule
    shared_kinds: Rule
    shared_aims: Rule
    shared_members: Rule
    shared_business: Rule
    change_without_interval: Rule
    statements: Rule
    guarded_words: Rule


@cache
def shipped_rules() -> Rules:
    """The thresholds that ship."""
    return Rules.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
