"""What every entry of a strategy's files has: an id, a place in a file, words without HTML."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from purbeck.strategy.faults import NOWHERE, RefusedError, Where

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
THEME = r"[a-z][a-z0-9_]*"
FINDING = r"[0-9a-f]{12}"
TAG = re.compile(r"<(?!https?://)[A-Za-z/!?][^\s>]{0,40}>?")
LINK = re.compile(r"\]\s*[(:]\s*<?\s*([A-Za-z][A-Za-z0-9+.-]*):")
SAFE_SCHEMES = {"http", "https", "mailto"}
TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Mx|Dr)\b\.? [A-Z]")


class Part(BaseModel):
    """Frozen, closed to fields that are not listed, and knowing where it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    KIND: ClassVar[str] = ""  # what one of these is called in a message
    _where: Where = PrivateAttr(default=NOWHERE)

    @property
    def where(self) -> Where:
        """The file and line it stands at; `NOWHERE` for one that was not read from a file."""
        return self._where

    def found_at(self, where: Where) -> None:
        """Remember where it was read."""
        self._where = where

    def __eq__(self, other: object) -> bool:
        """Alike in what is written, wherever it is written."""
        return type(self) is type(other) and isinstance(other, Part) and self._content() == other._content()

    def __hash__(self) -> int:
        """The same for two that are alike."""
        return hash(self._content())

    def _content(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in type(self).model_fields)


def _no_markup(text: str) -> str:
    found = TAG.search(text)
    if found:
        raise RefusedError(
            f'"{found.group()}" is mark-up of a web page (HTML), which is not taken in',
            "Write plain words or Markdown (*emphasis*, **strong**, - lists, [words](https://address)); "
            "a lone < needs a space after it.",
        )
    for scheme in LINK.findall(text):
        if scheme.lower() not in SAFE_SCHEMES:
            raise RefusedError(
                f'a link to "{scheme}:" is not taken in', "Link to an address that begins with https://."
            )
    return text


def _not_empty(text: str) -> str:
    if not text.strip():
        raise RefusedError("it is empty", "Write it, or leave the line out.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise RefusedError("it has several lines where one is expected", "Put it on one line.")
    return text


def _pattern(pattern: str, what: str, todo: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise RefusedError(f'"{text}" is not {what}', todo.format(slug=_slug(text)))
        return text

    return AfterValidator(check)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "a-name"


def _a_role(text: str) -> str:
    if TITLED.search(text):
        raise RefusedError(f'"{text}" reads like the name of a person', 'Write the role: "Head of community safety".')
    return text


def _a_day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError as error:
            raise RefusedError(f'"{value}" is no day of the calendar', "Correct the day or the month.") from error
    said = value.isoformat() if isinstance(value, dt.datetime) else value
    raise RefusedError(f'"{said}" is not a date', "Write year-month-day without quotation marks, like 2027-03-31.")


@dataclass(frozen=True)
class Fixed:
    """Marks a field as no prose: a name that others know it by, or, with `address`, where something is on the web."""

    address: bool = False


Words = Annotated[str, AfterValidator(_not_empty), AfterValidator(_one_line), AfterValidator(_no_markup)]
Prose = Annotated[
    str, AfterValidator(_not_empty), AfterValidator(_no_markup)
]  # Markdown, over as many lines as it takes
Role = Annotated[Words, AfterValidator(_a_role)]
Slug = Annotated[str, Fixed(), _pattern(SLUG, "in small letters, digits and hyphens", 'Write it like "{slug}".')]
Theme = Annotated[
    str, Fixed(), _pattern(THEME, "a theme of the definition", "Write it as the definition does: knife_crime.")
]
FindingId = Annotated[
    str,
    Fixed(),
    _pattern(FINDING, "the id of a finding", "Copy the twelve characters below the chart, like 3f0a91bc77d2."),
]
Build = Annotated[
    str, Fixed(), _pattern(r"[0-9a-f]{8,64}", "a build", "Copy it from purbeck explain: it follows the word build.")
]
Address = Annotated[
    str,
    Fixed(address=True),
    _pattern(r"https?://[^\s<>\"]+", "an address on the web", "Write it in full, from https:// on."),
]
Day = Annotated[dt.date, BeforeValidator(_a_day)]


@dataclass(frozen=True)
class Ref:
    """Marks a field as the id of an entry of a list, given by the name of the list; "" for any of them."""

    to: str


PriorityId = Annotated[str, Ref("priorities")]
AimId = Annotated[str, Ref("aims")]
OutcomeId = Annotated[str, Ref("outcomes")]
CommitmentId = Annotated[str, Ref("commitments")]
KindId = Annotated[str, Ref("kinds")]
IndicatorId = Annotated[str, Ref("indicators")]
ActionId = Annotated[str, Ref("actions")]
InterventionId = Annotated[str, Ref("interventions")]
RelatedId = Annotated[str, Ref("related")]
BoardId = Annotated[str, Ref("boards")]
QuestionId = Annotated[str, Ref("questions")]
PartnerId = Annotated[str, Ref("partners")]
DecisionId = Annotated[str, Ref("decisions")]
FactorId = Annotated[str, Ref("factors")]
ServiceId = Annotated[str, Ref("services")]
VoiceId = Annotated[str, Ref("voices")]
AnyId = Annotated[str, Ref("")]


class Entry(Part):
    """One of a list: it has an id, which others name it by and which never changes."""

    id: Slug = Field(
        description="a short name of its own, in small letters, digits and hyphens; others name it by this"
    )
