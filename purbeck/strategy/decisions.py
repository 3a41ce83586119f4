"""decisions.toml: what was decided, why, and on which findings as they stood; added to, never changed."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from purbeck.strategy.entry import (
    ActionId,
    Build,
    Day,
    DecisionId,
    Entry,
    FindingId,
    IndicatorId,
    Part,
    PriorityId,
    Prose,
    Role,
    VoiceId,
    Words,
)  # fmt: skip


class AsItStood(Part):
    """A finding as it stood on the day of the decision; `purbeck explain` shows all of it."""

    id: FindingId = Field(description="id of the finding")
    build: Build = Field(description="the build it was read in")
    value: float | None = Field(None, description="its number; left out where it had none")
    lower: float | None = Field(None, description="lower end of its interval")
    upper: float | None = Field(None, description="upper end of its interval")
    certainty: Words | None = Field(
        None, description="how sure it was, in the finding's own word, such as clear or no_clear_difference"
    )


class Decision(Entry):
    """Something the partnership decided."""

    KIND: ClassVar[str] = "decision"

    on: Day = Field(description="the day")
    decision: Prose = Field(description="what was decided")
    reasons: Prose = Field(description="why")
    by: Role = Field(description="the board or role that decided")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it is about")
    actions: tuple[ActionId, ...] = Field((), description="ids of the actions it is about")
    indicators: tuple[IndicatorId, ...] = Field((), description="ids of the indicators it is about")
    voices: tuple[VoiceId, ...] = Field((), description="ids of the statements that were heard")
    findings: tuple[AsItStood, ...] = Field((), description="the findings it rested on, as they stood")
    supersedes: DecisionId | None = Field(None, description="id of the earlier decision that it takes the place of")
    dissent: Prose | None = Field(None, description="who thought otherwise, by role, and why")
