"""services.toml: who offers what, where, for whom, for how many, and how people come to it."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import Address, Day, Entry, FactorId, Part, PartnerId, PriorityId, Prose, Words
from purbeck.strategy.faults import RefusedError
from purbeck.strategy.plan import Prevention, in_order

Route = Literal[
    "custody", "emergency_department", "school", "police", "self", "ambulance", "court", "general_practice", "housing",
    "prison", "probation", "social_care", "voluntary", "youth_justice",
]  # fmt: skip
Per = Literal["week", "month", "year", "at_once"]


class Capacity(Part):
    """How many people a service can take."""

    people: int = Field(ge=0, description="how many people")
    per: Per = Field("year", description="in a week, a month, a year, or at_once")
    used: int | None = Field(None, ge=0, description="how many came, over the same time")
    waiting: int | None = Field(None, ge=0, description="how many wait")
    source: Words | None = Field(None, description="who counted")
    dated: Day | None = Field(None, description="when")


class Service(Entry):
    """A service for people whom serious violence touches or may touch."""

    KIND: ClassVar[str] = "service"

    title: Words = Field(description="what it is called")
    what: Prose = Field(description="what it does")
    partner: PartnerId | None = Field(None, description="id of the partner that offers it")
    offered_by: Words | None = Field(None, description="who offers it, where that is no partner of ours")
    places: tuple[Words, ...] = Field((), description="places it serves, by code or name; none: the whole area")
    groups: tuple[Words, ...] = Field((), description="people it is for")
    prevention: Prevention | None = Field(None, description="level of prevention: primary, secondary or tertiary")
    capacity: Capacity | None = Field(None, description="how many people it can take")
    factors: tuple[FactorId, ...] = Field((), description="ids of the risk and protective factors it works on")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it serves")
    routes: tuple[Route, ...] = Field((), description="how people come to it")
    starts: Day | None = Field(None, description="the day it starts")
    ends: Day | None = Field(None, description="the last day it is paid for")
    address: Address | None = Field(None, description="where people find it")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        in_order(self.starts, self.ends)
        if self.partner is None and self.offered_by is None:
            raise RefusedError("it does not say who offers it", "Write partner = an id, or offered_by = a name.")
        return self
