"""questions.toml: what the partnership does not know yet, who is finding out, and what they found."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from purbeck.strategy.entry import Day, Entry, FindingId, PartnerId, PriorityId, Prose, Role, Words
from purbeck.strategy.faults import RefusedError

QuestionState = Literal["open", "under_way", "answered", "dropped"]


class Question(Entry):
    """A research question."""

    KIND: ClassVar[str] = "question"

    title: Words = Field(description="the question, as a question")
    why: Prose | None = Field(None, description="why it matters, and what would be done differently")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it is about")
    owner: Role = Field(description="who answers for it, as a role")
    partner: PartnerId | None = Field(None, description="id of the partner that finds out")
    method: Prose | None = Field(None, description="how it will be found out")
    due: Day | None = Field(None, description="the day by which")
    state: QuestionState = Field("open", description="open, under_way, answered or dropped")
    answered: Day | None = Field(None, description="the day it was answered")
    answer: Prose | None = Field(None, description="the answer; a question that was dropped says why here")
    findings: tuple[FindingId, ...] = Field((), description="ids of findings that bear on it")

    @model_validator(mode="after")
    def _answer_agrees(self) -> Self:
        if self.state in {"answered", "dropped"} and self.answer is None:
            raise RefusedError(f"it was {self.state}, and does not say what came of it", "Write answer = ...")
        if (self.state == "answered") != (self.answered is not None):
            raise RefusedError(
                "its state and its day of an answer do not agree",
                'Write state = "answered" together with answered = 2027-03-31, or neither.',
            )
        return self
