"""The values in people.toml: what stands in for a missing year, and which numbers can be people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

RULES_FILE = Path(__file__).with_name("people.toml")


@dataclass(frozen=True)
class Rules:
    """The values in people.toml."""

    nearest_estimate: int
    plausible_lowest: float
    plausible_highest: float
    workday_lowest: float
    workday_highest: float
    workday_apart: list[str]
    visitors_lowest: float
    visitors_highest: float


def read_rules() -> Rules:
    """The rules in force."""
    rules = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return Rules(**{name: rule["value"] for name, rule in rules.items()})
