"""interventions.toml: what is carried out where and when, and what it will be compared with."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import Address, Day, Entry, FactorId, IndicatorId, Part, PriorityId, Prose, Role, Words
from purbeck.strategy.faults import RefusedError
from purbeck.strategy.plan import Prevention, in_order

Unit = Literal["percent", "points", "count", "rate"]
Strength = Literal["strong", "moderate", "weak", "mixed", "unknown"]


class Comparison(Part):
    """What the places of an intervention are compared with, chosen before it began."""

    areas: tuple[Words, ...] = Field(min_length=1, description="codes or names of the comparison areas")
    chosen: Day = Field(description="the day they were chosen")
    by: Role | None = Field(None, description="who chose them, as a role")
    why: Prose = Field(description="why these: alike in what, and out of reach of the intervention")


class Expected(Part):
    """How large an effect is expected, said beforehand."""

    indicator: IndicatorId = Field(description="id of the indicator it should show in")
    size: float = Field(description="the change, negative for a fall: -15")
    unit: Unit = Field(description="percent, points, count or rate")
    lower: float | None = Field(None, description="the smallest change that is expected")
    upper: float | None = Field(None, description="the largest")
    source: Words = Field(description="where the expectation comes from")
    after_months: int | None = Field(None, ge=0, le=240, description="how many months until it should show")


class Evidence(Part):
    """What is known of such an intervention elsewhere."""

    strength: Strength = Field(description="strong, moderate, weak, mixed or unknown")
    source: Words = Field(description="who says so, in which document")
    dated: Day | None = Field(None, description="the date of that document")
    address: Address | None = Field(None, description="where it is published")


class Intervention(Entry):
    """Something carried out in places, whose effect could be measured."""

    KIND: ClassVar[str] = "intervention"

    title: Words = Field(description="what it is called")
    what: Prose = Field(description="what is done")
    places: tuple[Words, ...] = Field(min_length=1, description="codes or names of the places")
    starts: Day = Field(description="the day it starts")
    ends: Day | None = Field(None, description="the last day; left out while it goes on")
    dose: Words | None = Field(None, description="how much, how often, for whom: 15 minutes twice a day at 12 places")
    groups: tuple[Words, ...] = Field((), description="people it is for")
    prevention: Prevention | None = Field(None, description="level of prevention: primary, secondary or tertiary")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it serves")
    factors: tuple[FactorId, ...] = Field((), description="ids of the risk and protective factors it works on")
    comparison: Comparison | None = Field(None, description="what its places are compared with")
    no_comparison: Words | None = Field(None, description="instead: why there is nothing to compare with")
    expected: tuple[Expected, ...] = Field((), description="how large an effect is expected, in which indicator")
    evidence: tuple[Evidence, ...] = Field((), description="what is known of it elsewhere")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        in_order(self.starts, self.ends)
        if self.comparison is not None and self.no_comparison is not None:
            raise RefusedError("it has a comparison and says why it has none", "Keep one of the two.")
        return self
