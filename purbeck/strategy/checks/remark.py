"""A remark on a strategy: what was noticed, where, how much it weighs, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from purbeck.strategy.entry import Entry, Part
from purbeck.strategy.faults import Where

Weight = Literal["broken", "look"]
BROKEN: Weight = "broken"
LOOK: Weight = "look"


@dataclass(frozen=True)
class Remark:
    """One thing noticed. `check` is the name of the check that did."""

    weight: Weight
    where: Where
    subject: str
    words: str
    todo: str
    check: str = ""

    def __str__(self) -> str:
        return f"{self.subject} ({self.where}): {self.words} {self.todo}"


def subject_of(part: Part) -> str:
    """An entry as people would name it: "action tow-path"; one without an id goes by what it is."""
    return f"{part.KIND} {part.id}" if isinstance(part, Entry) else part.KIND.replace("_", " ")


def look(part: Part, words: str, todo: str) -> Remark:
    """Something to look at."""
    return Remark(LOOK, part.where, subject_of(part), words, todo)


def broken(part: Part, words: str, todo: str) -> Remark:
    """Something that cannot stand: what it says can neither be carried out nor shown."""
    return Remark(BROKEN, part.where, subject_of(part), words, todo)
