"""partners.toml: authorities the Act names and others, their duties, their contacts by role."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from purbeck.strategy.entry import Entry, Part, Prose, Role, Words

PartnerKind = Literal[
    "police", "fire_and_rescue", "integrated_care_board", "local_health_board", "local_authority",
    "youth_offending_team", "probation", "education", "prison", "youth_custody", "local_policing_body", "voluntary",
    "other",
]  # fmt: skip


class Contact(Part):
    """Whom to ask, by role."""

    role: Role = Field(description="the role; never a person's name")
    about: Words | None = Field(None, description="what to ask them about")


class Partner(Entry):
    """An authority or organisation that takes part.

    Its kind says what it is under the Act: specified (Schedule 1), relevant (Schedule 2) or neither; `statutory.toml` of
    the checks lists which is which.
    """

    KIND: ClassVar[str] = "partner"

    title: Words = Field(description="its name")
    kind: PartnerKind = Field(description="what it is under the Act, or otherwise")
    area: Words | None = Field(None, description="the area it serves, where that is more than ours")
    duties: tuple[Words, ...] = Field((), description="what it is bound to do, or has taken on")
    contacts: tuple[Contact, ...] = Field((), description="whom to ask, by role")
    note: Prose | None = Field(None, description="more about it")
