"""Codes that lists of others hold: what is in none is noted, not refused."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

OFFENCE_GROUPS = Path(__file__).with_name("offence_groups.csv")
LISTS = {"offence_groups": OFFENCE_GROUPS}  # by the name that a contract gives: a file with a column `code`


@cache
def known_codes(name: str) -> frozenset[str]:
    """The codes of a list. Raises KeyError for a list there is not."""
    with LISTS[name].open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(line for line in file if not line.startswith("#")))
