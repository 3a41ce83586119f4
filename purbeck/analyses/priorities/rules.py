"""The rules of the risk matrix, as rules.toml states them: criteria, scale, weights, cautions, words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from purbeck.analyses.priorities.inputs import FindingRow

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class Read:
    """Which finding a criterion reads, and what score each of its values gives."""

    analysis: str
    measure: str
    comparator: str
    points: tuple[tuple[float, float], ...]
    words: str

    def fits(self, row: FindingRow, theme: str) -> bool:
        """Whether this is such a finding of the theme."""
        asked = (self.analysis, self.measure, theme)
        return (row.analysis, row.measure, row.theme) == asked and row.comparator.startswith(self.comparator)

    def score(self, value: float) -> float:
        """The score of a value: straight between the points, level beyond them."""
        values, scores = zip(*self.points, strict=True)
        return float(np.interp(value, values, scores))


@dataclass(frozen=True)
class Criterion:
    """One criterion. One that `rests_on` others reads the findings that they use, and scores how sure those are."""

    name: str
    title: str
    asks: str
    weight: float
    weight_reason: str
    combine: str
    source: str
    reads: tuple[Read, ...] = ()
    rests_on: tuple[str, ...] = ()
    words: str = ""
    certainty: Mapping[str, float] = field(default_factory=dict)
    certainty_words: Mapping[str, str] = field(default_factory=dict)
    break_less: float = 0.0
    break_words: str = ""
    part_filed_less: float = 0.0
    part_filed_words: str = ""
    little_filed: float = 0.0
    little_filed_less: float = 0.0


@dataclass(frozen=True)
class Caution:
    """Something to beware of beside a score: where a limit of its finding lies below or above a value.

    It may hold only while another criterion scores at most so much, and may be said again beside another.
    """

    name: str
    criterion: str
    limit: str
    side: str
    value: float
    words: str
    while_criterion: str = ""
    while_at_most: float = 0.0
    said_again: str = ""
    said_again_words: str = ""

    def holds(self, row: FindingRow) -> bool:
        """Whether the finding's limit lies on that side of the value."""
        limit = row.lower if self.limit == "lower" else row.upper
        if limit is None:
            return False
        return limit < self.value if self.side == "below" else limit > self.value


@dataclass(frozen=True)
class Rules:
    """All of them, criteria in the order that they are shown in."""

    scale: tuple[float, float]
    draws: int
    typical_above: float
    criteria: tuple[Criterion, ...]
    cautions: tuple[Caution, ...]
    words: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the criteria."""
        return tuple(criterion.name for criterion in self.criteria)


def read_rules() -> Rules:
    """The rules in force."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    scale = (float(said["scale"]["lowest"]), float(said["scale"]["highest"]))
    criteria = tuple(_criterion(name, fields) for name, fields in said["criteria"].items())
    cautions = tuple(Caution(side=one.pop("is"), **one) for one in said["cautions"])
    return Rules(scale, said["draws"]["value"], said["typical"]["above"], criteria, cautions, said["words"])


def _criterion(name: str, fields: dict[str, Any]) -> Criterion:
    reads = tuple(_read(**read) for read in fields.pop("reads", ()))
    return Criterion(name=name, reads=reads, rests_on=tuple(fields.pop("rests_on", ())), **fields)


def _read(points: list[list[float]], **fields: str) -> Read:
    return Read(points=tuple((float(value), float(score)) for value, score in points), **fields)
