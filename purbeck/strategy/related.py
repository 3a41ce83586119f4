"""related.toml: other strategies this one meets, and the boards that oversee them."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import (
    Address,
    AimId,
    BoardId,
    Day,
    Entry,
    IndicatorId,
    PartnerId,
    Prose,
    RelatedId,
    Role,
    Words,
)
from purbeck.strategy.plan import in_order


class RelatedStrategy(Entry):
    """Another strategy that shares aims, people, places or measures with this one."""

    KIND: ClassVar[str] = "related strategy"

    title: Words = Field(description="its title")
    owner: PartnerId | None = Field(None, description="id of the partner whose it is")
    owned_by: Words | None = Field(None, description="whose it is, where that is no partner of ours")
    board: BoardId | None = Field(None, description="id of the board that oversees it")
    starts: Day | None = Field(None, description="the day it starts")
    ends: Day | None = Field(None, description="the last day it covers")
    address: Address | None = Field(None, description="where it is published")
    meets: Prose | None = Field(None, description="how the two meet, and who sees to it")
    aims: tuple[AimId, ...] = Field((), description="ids of our aims that it shares")
    groups: tuple[Words, ...] = Field((), description="people it is about, in the words that priorities use")
    places: tuple[Words, ...] = Field((), description="places it is about, by code or name")
    measures: tuple[IndicatorId, ...] = Field((), description="ids of our indicators that it follows as well")
    depends_on: tuple[RelatedId, ...] = Field((), description="ids of related strategies it waits for")

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        in_order(self.starts, self.ends)
        return self


class Board(Entry):
    """A board, group or committee."""

    KIND: ClassVar[str] = "board"

    title: Words = Field(description="what it is called")
    chair: Role | None = Field(None, description="who chairs it, as a role")
    members: tuple[PartnerId, ...] = Field((), description="ids of the partners that sit on it")
    business: tuple[Words, ...] = Field((), description="what it deals with, a few words each")
    meetings_a_year: int | None = Field(None, ge=0, le=366, description="how often it meets")
    reports_to: BoardId | None = Field(None, description="id of the board it reports to")
