"""factors.toml: what makes serious violence likelier, what protects, how strong the evidence is."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from purbeck.strategy.entry import Address, Day, Entry, FindingId, PriorityId, Prose, Words
from purbeck.strategy.interventions import Strength
from purbeck.strategy.plan import Level

FactorKind = Literal["risk", "protective"]


class Factor(Entry):
    """A risk factor or a protective factor."""

    KIND: ClassVar[str] = "factor"

    title: Words = Field(description="what it is called")
    kind: FactorKind = Field(description="risk or protective")
    level: Level = Field(description="ecological level: individual, relationship, community or society")
    strength: Strength = Field(description="strength of the evidence: strong, moderate, weak, mixed or unknown")
    source: Words = Field(description="who says so, in which document")
    dated: Day | None = Field(None, description="the date of that document")
    address: Address | None = Field(None, description="where it is published")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it bears on")
    here: Prose | None = Field(None, description="how it shows here")
    findings: tuple[FindingId, ...] = Field((), description="ids of findings that show it here")
