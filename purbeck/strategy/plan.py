"""strategy.toml: vision, definition, commitments, priorities, aims, outcomes, governance, blanks."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import (
    Address,
    AimId,
    AnyId,
    BoardId,
    Day,
    Entry,
    FindingId,
    KindId,
    Part,
    PartnerId,
    PriorityId,
    Prose,
    Role,
    Slug,
    Theme,
    Words,
)  # fmt: skip
from purbeck.strategy.faults import RefusedError

Tier = Literal["respond", "intervene_early", "research"]
Horizon = Literal["short", "medium", "long"]
Prevention = Literal["primary", "secondary", "tertiary"]
Level = Literal["individual", "relationship", "community", "society"]
ConsultedKind = Literal[
    "education", "prison", "youth_custody", "victims_and_survivors", "young_people", "people_who_offended", "public",
    "other",
]  # fmt: skip
MayBeBlank = Literal[
    "vision", "foreword", "definition", "kinds", "commitments", "priorities", "aims", "outcomes", "indicators", "actions",
    "interventions", "related", "questions", "partners", "factors", "services", "voices", "scores", "decisions",
    "evidence", "baseline", "target", "consultations", "governance", "parent_plan",
]  # fmt: skip


def in_order(starts: dt.date | None, ends: dt.date | None, words: str = "it ends") -> None:
    """Refuse an end before its beginning."""
    if starts and ends and ends < starts:
        raise RefusedError(f"{words} on {ends}, before it starts on {starts}", "Correct one of the two dates.")


class About(Part):
    """The strategy itself."""

    KIND: ClassVar[str] = "strategy"

    title: Words = Field(description="its title, as on the cover")
    starts: Day = Field(description="the day it starts")
    ends: Day = Field(description="the last day it covers")
    made_up: bool = Field(False, description="true where nothing in it is real; every page then says so")
    vision: Prose | None = Field(None, description="what the partnership wants to be true one day")
    foreword: Prose | None = Field(None, description="the words that open it")
    foreword_by: Role | None = Field(None, description="whose words those are, as a role")
    approach: Prose | None = Field(
        None, description="how the partnership works: public health, place-based and the like"
    )
    context: Prose | None = Field(None, description="what is known, in the partnership's own words")
    context_findings: tuple[FindingId, ...] = Field((), description="ids of findings that give the context")
    impact: Prose | None = Field(None, description="how impact is measured, in words; the indicators follow them")

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        in_order(self.starts, self.ends)
        return self


class ParentPlan(Part):
    """The plan that the strategy is part of."""

    KIND: ClassVar[str] = "parent_plan"

    title: Words = Field(description="its title")
    supplements: Prose = Field(description="what the strategy adds to it, and how the two are kept together")
    starts: Day | None = Field(None, description="the day it starts")
    ends: Day | None = Field(None, description="the last day it covers")
    address: Address | None = Field(None, description="where it is published")

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        in_order(self.starts, self.ends)
        return self


class Adopted(Part):
    """The definition of serious violence that the partnership adopted."""

    KIND: ClassVar[str] = "definition"

    name: Slug = Field(description="the definition's file in definition/, without .toml")
    version: Words | None = Field(None, description="the version adopted, as that file says")
    words: Prose | None = Field(None, description="the definition in words, as adopted")
    on: Day | None = Field(None, description="the day it was adopted")
    by: Role | None = Field(None, description="the board or role that adopted it")


class Governance(Part):
    """How the strategy is overseen."""

    KIND: ClassVar[str] = "governance"

    words: Prose = Field(description="how it is overseen, in words")
    board: BoardId | None = Field(None, description="the board that oversees it, of [[boards]] in related.toml")
    owner: Role | None = Field(None, description="who keeps it up to date")
    adopted: Day | None = Field(None, description="the day it was adopted")
    adopted_by: Role | None = Field(None, description="the body that adopted it")
    published: Day | None = Field(None, description="the day it was published")
    published_at: Address | None = Field(None, description="where it is published")
    review_every_months: Annotated[int, Field(ge=1, le=60)] | None = Field(
        None, description="how many months lie between two reviews"
    )


class Review(Part):
    """One review of the strategy."""

    KIND: ClassVar[str] = "review"

    due: Day = Field(description="the day it is due")
    held: Day | None = Field(None, description="the day it was held; left out until then")
    outcome: Prose | None = Field(None, description="what came of it")


class Consultation(Part):
    """Whom the partnership asked while it made the strategy, and what came of it."""

    KIND: ClassVar[str] = "consultation"

    kind: ConsultedKind = Field(description="who was asked; the Act requires education, prison and youth_custody")
    who: Words | None = Field(None, description="the authorities or people asked")
    partners: tuple[PartnerId, ...] = Field((), description="ids of the partners asked")
    on: Day | None = Field(None, description="the day")
    how: Words | None = Field(None, description="how they were asked")
    said: Prose | None = Field(None, description="what they said")
    changed: Prose | None = Field(None, description="what changed because of it")
    none_here: Words | None = Field(None, description="instead of the above: why there is nobody of this kind to ask")

    @model_validator(mode="after")
    def _held_or_none_here(self) -> Self:
        if self.none_here is None and self.on is None:
            raise RefusedError(
                "it says neither when they were asked nor why there is nobody to ask",
                'Write on = 2026-03-31, or none_here = "There is no prison in the area".',
            )
        return self


class Kind(Entry):
    """A kind of serious violence that occurs in the area (the Act asks for them to be identified)."""

    KIND: ClassVar[str] = "kind"

    title: Words = Field(description="what it is called")
    words: Prose | None = Field(None, description="how it shows here")
    themes: tuple[Theme, ...] = Field((), description="themes of the definition it is counted under")
    evidence: tuple[FindingId, ...] = Field((), description="ids of findings that show it")


class Commitment(Entry):
    """Something the partnership says it will do: "this means we will ..."."""

    KIND: ClassVar[str] = "commitment"

    words: Words = Field(description='what follows "this means we will"')


class Priority(Entry):
    """What the partnership put first."""

    KIND: ClassVar[str] = "priority"

    title: Words = Field(description="what it is called")
    tier: Tier = Field(description="respond, intervene_early or research")
    why: Prose | None = Field(None, description="why it was chosen")
    evidence: tuple[FindingId, ...] = Field((), description="ids of the findings it rests on")
    lead: PartnerId | None = Field(None, description="id of the partner that leads on it")
    themes: tuple[Theme, ...] = Field((), description="themes of the definition it is about")
    kinds: tuple[KindId, ...] = Field((), description="ids of the kinds of serious violence it is about")
    groups: tuple[Words, ...] = Field((), description="people it is about, such as young people under 25")
    places: tuple[Words, ...] = Field((), description="places it is about, by code or name")


class Aim(Entry):
    """What is to be achieved under a priority."""

    KIND: ClassVar[str] = "aim"

    title: Words = Field(description="what is to be achieved")
    priority: PriorityId = Field(description="id of the priority it belongs to")
    tier: Tier | None = Field(None, description="its tier, where that is not its priority's")
    words: Prose | None = Field(None, description="more about it")


class Outcome(Entry):
    """What will be different for people."""

    KIND: ClassVar[str] = "outcome"

    title: Words = Field(description="what will be different")
    aims: tuple[AimId, ...] = Field(min_length=1, description="ids of the aims it comes from")
    horizon: Horizon = Field(description="short, medium or long")
    prevention: Prevention | None = Field(None, description="level of prevention: primary, secondary or tertiary")
    level: Level | None = Field(None, description="ecological level: individual, relationship, community or society")


class Blank(Part):
    """Something that is lost or not yet written: pages show it as a marked blank, and nothing is invented for it."""

    KIND: ClassVar[str] = "blank"

    of: MayBeBlank = Field(description="what is blank")
    under: AnyId | None = Field(None, description="id of the priority, aim, indicator or other entry whose it is")
    why: Words = Field(description="why: lost from the published page, not yet agreed")
    by: Role | None = Field(None, description="who will fill it")
    expected: Day | None = Field(None, description="when it is expected")
