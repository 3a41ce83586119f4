"""How people write headings, choices, days and roles, as the TOML files beside this module list it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from purbeck.strategy.importing.fields import fields_of

FOLDER = Path(__file__).parent
BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
MARKS = re.compile(r"[^\w\s&/,'#%↑↓→-]+")
GOES_ON = re.compile(r"$|\s*[:.=(]|\s+[–-]\s|\s*\d")
INVISIBLE = {"Cf", "Cc", "Cs", "Co"}

T = TypeVar("T", bound="_Dated")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dated(_Closed):
    dated: dt.date
    checked: bool


class Elsewhere(_Closed):
    """Headings of a list that are no field of its entries, and why."""

    list: str
    headings: tuple[str, ...]
    why: str


class Headings(_Dated):
    """headings.toml. `lists` holds, of each list, the headings of each field."""

    ignored: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    any: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]


class Days(_Closed):
    """How days are written that are none, and which fields a month may stand in."""

    none: tuple[str, ...]
    last_day: tuple[str, ...]
    first_day: tuple[str, ...]
    earliest: dt.date
    latest: dt.date


class Rows(_Closed):
    """How rows begin that are no entries."""

    examples: tuple[str, ...]
    totals: tuple[str, ...]
    footnotes: tuple[str, ...]


class ConsentSaid(_Closed):
    """Words of headings that ask for consent, with which cells begin that refuse it, and that say it was never taken back."""

    asked: tuple[str, ...]
    refused: tuple[str, ...]
    never: tuple[str, ...]


class HowItGoes(_Closed):
    """Words that say how an entry goes and not what state it is in, and the state they stand for."""

    list: str
    field: str
    words: tuple[str, ...]
    means: str
    source: str
    page: str
    read: dt.date


class Values(_Dated):
    """values.toml. `choices` holds, of each list or of any, the words for each choice of each field."""

    nothing: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    days: Days
    rows: Rows
    consent: ConsentSaid
    says_how_it_goes: tuple[HowItGoes, ...]
    choices: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]


class Roles(_Dated):
    """roles.toml."""

    titles: tuple[str, ...]
    given: tuple[str, ...]
    words: tuple[str, ...]


def _read(model: type[T], name: str) -> T:
    return model.model_validate(tomllib.loads((FOLDER / name).read_text(encoding="utf-8")))


@cache
def headings() -> Headings:
    """How columns are headed."""
    return _read(Headings, "headings.toml")


@cache
def values() -> Values:
    """How values are written."""
    return _read(Values, "values.toml")


@cache
def roles() -> Roles:
    """How a role is told from a name."""
    return _read(Roles, "roles.toml")


def tidy(text: str) -> str:
    """A text without invisible characters, its lines without spaces at their ends; odd spaces and line ends made plain."""
    plain = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n").replace("\t", " ")
    )
    seen = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in INVISIBLE)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    return "\n".join(lines).strip()


def alike(text: str) -> str:
    """A text as it is compared: capitals, spaces, line breaks, hyphens and underscores make no difference."""
    plain = unicodedata.normalize("NFKC", tidy(text)).casefold().replace("’", "'")
    return " ".join(re.sub(r"[-_\s]+", " ", plain).split()).strip() or plain.strip()


def heading_alike(text: str) -> str:
    """A heading as it is compared: as `alike`, and without what stands in brackets, * : £ and the like."""
    return alike(MARKS.sub(" ", BRACKETED.sub(" ", tidy(text).replace("\n", " "))))


@cache
def known_headings(name: str) -> Mapping[str, tuple[str, int]]:
    """Every heading of a list's columns as it is compared: the field, and how far from the field's own name it is."""
    found: dict[str, tuple[str, int]] = {}
    listed = headings()
    for path, field in fields_of(name).items():
        here, anywhere = listed.lists.get(name, {}).get(path, ()), listed.any.get(path, ())
        for number, heading in enumerate((field.spoken, *here, *anywhere)):
            found.setdefault(heading_alike(heading), (path, number))
    return found


def why_elsewhere(name: str, heading: str) -> str:
    """Why a heading is no field of a list, where that is known; else ""."""
    found = (one for one in headings().elsewhere if one.list == name)
    return next((one.why for one in found if heading_alike(heading) in map(heading_alike, one.headings)), "")


@cache
def ignored_headings() -> frozenset[str]:
    """Headings of columns that say nothing of an entry."""
    return frozenset(alike(heading) for heading in headings().ignored)


@cache
def _among(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(alike(word) for word in words)


def is_among(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text is one of some words, however it is written."""
    return alike(text) in _among(words)


@cache
def choices_of(name: str, path: str, known: tuple[str, ...]) -> Mapping[str, tuple[str, bool]]:
    """How each choice of a field may be written: the choice, and whether that needs to be said."""
    found = {alike(choice): (choice, False) for choice in known}
    said = values()
    for one in said.says_how_it_goes:
        if (one.list, one.field) == (name, path):
            found |= {alike(word): (one.means, True) for word in one.words if alike(word) not in found}
    for of in (name, "any"):
        for choice, words in said.choices.get(of, {}).get(path, {}).items():
            found |= {alike(word): (choice, False) for word in words if alike(word) not in found}
    return found


def begins_with(text: str, words: Iterable[str]) -> bool:
    """Whether a text is one of some words, or begins with one and goes on with a mark or a number: "Note: ..."."""
    plain = tidy(text).casefold()
    return any(plain.startswith(word) and GOES_ON.match(plain[len(word) :]) for word in words)
