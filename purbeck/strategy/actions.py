"""actions.toml: what will be done, by whom, until when, with what, and for which aims."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import (
    ActionId,
    AimId,
    CommitmentId,
    Day,
    Entry,
    IndicatorId,
    InterventionId,
    Part,
    PartnerId,
    Prose,
    QuestionId,
    Role,
    VoiceId,
    Words,
)  # fmt: skip
from purbeck.strategy.faults import RefusedError
from purbeck.strategy.plan import in_order

State = Literal["not_started", "under_way", "paused", "done", "stopped"]
Means = Literal["money", "people", "in_kind"]


class Resource(Part):
    """What an action takes."""

    what: Words = Field(description="what it is: a youth worker for two days a week")
    kind: Means = Field("money", description="money, people or in_kind")
    pounds: float | None = Field(None, ge=0, description="how much money, in pounds over the whole action")
    source: Words | None = Field(None, description="who pays, from which fund")
    until: Day | None = Field(None, description="the last day it is there")
    secured: bool = Field(True, description="false where it is hoped for")


class Update(Part):
    """What was reported of an action on a day."""

    on: Day = Field(description="the day")
    words: Prose = Field(description="what was reported")


class Action(Entry):
    """Something that will be done."""

    KIND: ClassVar[str] = "action"

    title: Words = Field(description="what will be done")
    words: Prose | None = Field(None, description="more about it")
    owner: Role = Field(description="who answers for it, as a role")
    partner: PartnerId = Field(description="id of the partner that does it")
    with_partners: tuple[PartnerId, ...] = Field((), description="ids of partners that take part")
    starts: Day | None = Field(None, description="the day it starts")
    due: Day | None = Field(None, description="the day by which it is done; left out for what goes on")
    state: State = Field(description="not_started, under_way, paused, done or stopped")
    done: Day | None = Field(None, description="the day it was done")
    reason: Words | None = Field(None, description="why it is paused or was stopped")
    aims: tuple[AimId, ...] = Field((), description="ids of the aims it serves")
    indicators: tuple[IndicatorId, ...] = Field((), description="ids of the indicators it should move")
    commitments: tuple[CommitmentId, ...] = Field((), description="ids of the commitments it keeps")
    intervention: InterventionId | None = Field(None, description="id of the intervention it carries out")
    questions: tuple[QuestionId, ...] = Field((), description="ids of the research questions it helps to answer")
    voices: tuple[VoiceId, ...] = Field((), description="ids of the statements it was decided because of")
    depends_on: tuple[ActionId, ...] = Field((), description="ids of actions that have to be done first")
    resources: tuple[Resource, ...] = Field((), description="what it takes")
    updates: tuple[Update, ...] = Field((), description="what was reported of it, each with its day")

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        in_order(self.starts, self.due, "it is due")
        if (self.state == "done") != (self.done is not None):
            raise RefusedError(
                "it is done, and does not say when"
                if self.state == "done"
                else f'it says when it was done, and is "{self.state}"',
                'Write state = "done" together with done = 2027-03-31, or neither.',
            )
        if self.state in {"paused", "stopped"} and self.reason is None:
            raise RefusedError(f"it is {self.state}, and does not say why", "Write reason = ...")
        return self
