"""scores.toml: people's judgements of the priorities, with role and reason, and their weights."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import Day, Part, PriorityId, Prose, Role
from purbeck.strategy.faults import RefusedError

Criterion = Literal[
    "harm", "volume", "trend", "comparison", "hidden_need", "public_concern", "partners_can_change", "confidence"
]


class Score(Part):
    """What one role thinks of one priority by one criterion. Others may think otherwise: each writes an entry."""

    KIND: ClassVar[str] = "score"

    priority: PriorityId = Field(description="id of the priority")
    criterion: Criterion = Field(description="by which criterion of the risk matrix")
    score: float | None = Field(None, description="the score, on the scale of the risk matrix; left out: cannot tell")
    by: Role = Field(description="whose judgement it is, as a role")
    reason: Prose = Field(description="why")
    on: Day = Field(description="the day it was given")


class Weight(Part):
    """How much a criterion should count, as a range, in the view of those who set it."""

    KIND: ClassVar[str] = "weight"

    criterion: Criterion = Field(description="the criterion")
    lowest: float = Field(ge=0, le=1, description="the least share of the whole it should have, from 0 to 1")
    highest: float = Field(ge=0, le=1, description="the greatest")
    by: Role = Field(description="who set it, as a role")
    reason: Prose = Field(description="why")
    on: Day = Field(description="the day it was set")

    @model_validator(mode="after")
    def _range_is_one(self) -> Self:
        if self.highest < self.lowest:
            raise RefusedError(
                f"its highest, {self.highest:g}, is below its lowest, {self.lowest:g}", "Correct one of them."
            )
        return self
