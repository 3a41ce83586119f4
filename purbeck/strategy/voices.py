"""voices/*.toml: what people said, by role, with what they consented to; and who was not heard."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from purbeck.places import AREA_TYPES, CODE_PATTERN
from purbeck.strategy.entry import Day, Entry, Part, PriorityId, Prose, Role, Slug, Words
from purbeck.strategy.faults import RefusedError

VoiceRole = Literal[
    "victim_or_survivor", "community", "young_person", "person_who_offended", "practitioner", "focus_group"
]
Edition = Literal["public", "partners"]
Purpose = Literal["strategy", "partners_work", "commissioning", "training", "research"]

FOR_PAGES: Purpose = "strategy"  # the one purpose that lets words onto a page

LARGE = ("district", "csp", "county", "force", "region", "nation")  # what may be named beside what a person said
LARGER = {"E12": "region", "E92": "nation", "W92": "nation"}
ANY_CODE = re.compile(r"[A-Z][0-9]{2,8}")
POSTCODE = re.compile(r"(?i)\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b")
MAILBOX = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0)(?:[\s()-]*\d){9,10}(?!\d)")
# What no name of a district or a larger area holds. "Dorset 044B" is how small areas are named.
SMALLER = re.compile(
    r"(?i)\d|\b(wards?|estates?|roads?|lanes?|avenues?|close|drive|parish|lsoa|msoa|crescent|terrace|gardens?|square|court|"
    r"flats?|house|block|village|hamlet|neighbourhood|school|college|hospital|station|church|pub|shop|park|near|nearby|behind|"
    r"outside|opposite|beside|off|corner|junction)\b|(?<!-le-)\bstreet\b"
)


def is_large_code(code: str) -> bool:
    """Whether a code is that of a district or a larger area, which its first letters tell."""
    kind = AREA_TYPES.get(code[:3], LARGER.get(code[:3], ""))
    return kind in LARGE and re.fullmatch(CODE_PATTERN, code) is not None


def _no_finer_than_a_district(place: str) -> str:
    todo = "Write the district, CSP, county, police force area or region, by name or ONS code, or leave the place out."
    if ANY_CODE.fullmatch(place):
        if not is_large_code(place):
            raise RefusedError(f'"{place}" is not the code of a district or a larger area', todo)
    elif SMALLER.search(place):
        raise RefusedError(f'"{place}" is smaller than a district, and might point to a person', todo)
    return place


def _names_nobody(text: str) -> str:
    for pattern, what in ((POSTCODE, "a postcode"), (MAILBOX, "an e-mail address"), (TELEPHONE, "a telephone number")):
        if pattern.search(text):
            raise RefusedError(
                f"it holds {what}, which might point to a person", "Take it out: write [place] or [number]."
            )
    return text


Place = Annotated[Words, AfterValidator(_no_finer_than_a_district)]


class Consent(Part):
    """What the speaker agreed to. Only words agreed to for the strategy are on any page."""

    purposes: tuple[Purpose, ...] = Field(
        description="for what: strategy is the strategy and its pages in the editions named; for partners_work (meetings and "
        "plans of the partners), commissioning (of services), training (of staff) or research alone the words are on no page",
    )
    editions: tuple[Edition, ...] = Field(
        (), description="in which editions: public, partners; needed where strategy is among the purposes"
    )
    until: Day = Field(description="the last day on which it may be shown")
    given: Day | None = Field(None, description="the day it was given")
    withdrawn: Day | None = Field(None, description="the day it was taken back, from which it is shown no more")

    @model_validator(mode="before")
    @classmethod
    def _not_in_words_of_its_own(cls, raw: Any) -> Any:
        """Say what became of the free words that stood here once: they let words onto pages, whatever they said."""
        if isinstance(raw, dict) and "purpose" in raw:
            raise RefusedError(
                "consent is for one or more purposes of a list, and no more in words of its own",
                f"Write purposes = [...] in the place of purpose, with what the speaker agreed to, out of: "
                f"{', '.join(get_args(Purpose))}. Only {FOR_PAGES} lets the words onto a page.",
            )
        return raw

    @model_validator(mode="after")
    def _says_for_what_and_in_which_editions(self) -> Consent:
        if not self.purposes:
            raise RefusedError(
                "nothing says what it is for", f"Write one or more of: {', '.join(get_args(Purpose))}; or leave it out."
            )
        if self.for_pages and not self.editions:
            raise RefusedError(
                "nothing says in which editions the words may stand",
                'Add editions = ["partners"], or "public" as well.',
            )
        return self

    @property
    def for_pages(self) -> bool:
        """Whether the words may be on any page at all."""
        return FOR_PAGES in self.purposes

    def covers(self, edition: str, on: dt.date) -> bool:
        """Whether the words may be shown in this edition on this day."""
        in_time = (self.given is None or self.given <= on) and on <= self.until
        shown = in_time and edition in self.editions and (self.withdrawn is None or on < self.withdrawn)
        return shown and self.for_pages


class Voice(Entry):
    """What somebody said, by role. Without consent it is kept and never published."""

    KIND: ClassVar[str] = "voice"

    role: VoiceRole = Field(description="who spoke, as one of six roles")
    method: Annotated[Words, AfterValidator(_names_nobody)] = Field(
        description="how it was said: an interview, a focus group, a survey's free text"
    )
    on: Day = Field(description="the day it was said")
    place: Place | None = Field(None, description="a district or a larger area, by name or ONS code; nothing smaller")
    words: Annotated[Prose, AfterValidator(_names_nobody)] = Field(description="the words, as they were said")
    themes: tuple[Slug, ...] = Field((), description="what it is about, in short names of your own")
    priorities: tuple[PriorityId, ...] = Field((), description="ids of the priorities it bears on")
    consent: Consent | None = Field(None, description="what the speaker agreed to")


class NotHeard(Part):
    """People whom nobody has asked, or who did not answer."""

    KIND: ClassVar[str] = "not heard"

    who: Words = Field(description="who was not heard")
    why: Words = Field(description="why not")
    will: Words = Field(description="what will be done about it")
    by: Role | None = Field(None, description="who will do it, as a role")
    due: Day | None = Field(None, description="the day by which")
