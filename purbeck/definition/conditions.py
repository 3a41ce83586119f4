"""What a rule may ask of an incident, and whether one incident answers so."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from purbeck.incidents.incident import FLAGS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.returns.code_lists import code_lists

# The list of codes that a column's values are of; `define check` and a definition's file are held to it.
CODED = {
    "victim_age_band": "age_band", "suspect_age_band": "age_band", "victim_sex": "sex", "suspect_sex": "sex",
    "victim_ethnic_group": "ethnic_group", "suspect_ethnic_group": "ethnic_group", "relationship": "relationship",
    "weapon": "weapon", "injury": "injury", "location_type": "location_type",
}  # fmt: skip
# What a rule may ask of an incident: text columns by their listed values, flags by true or false; and two answers that are
# worked out: `place` (public or private) and `night` (true or false).
CODE, PLACE, NIGHT = "offence_code", "place", "night"
TEXT_CONDITIONS = ("source", "recorded_by", "supplied_category", CODE, "offence_group", *CODED)
NEEDED = {PLACE: ("public_place", "location_type"), NIGHT: ("occurred_from",)}
CONDITIONS = (*TEXT_CONDITIONS, *FLAGS, PLACE, NIGHT)
TRUE_OR_FALSE = (*FLAGS, NIGHT)
# The columns of an incident that the answers are read from.
READ = tuple(
    column for column in INCIDENTS.columns
    if column.name in (*TEXT_CONDITIONS, *FLAGS, "date_precision", "occurred_from", "occurred_to")
)  # fmt: skip

TERMS = Path(__file__).with_name("terms.toml")
EXACT = re.compile(r"[0-9][0-9A-Za-z./]*")
NUMBERS = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
LETTERS = re.compile(r"([0-9]{1,3})([A-Z])-([0-9]{1,3})([A-Z])")
CODE_FORMS = (
    '"8N" (that code), "8*" (8 and whatever follows the number), "70-73" (these numbers) or "19C-19H" (these letters)'
)
DIGITS = tuple("0123456789")
MINUTE = dt.timedelta(minutes=1)

Conditions = dict[str, tuple[str | bool, ...]]


class Night(BaseModel):
    """The hours that are night: from the first, included, to the second, not included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: dt.time = Field(alias="from")
    to: dt.time

    @model_validator(mode="after")
    def _has_length(self) -> Night:
        if self.from_ == self.to:
            raise ValueError("a night begins and ends at different times")
        return self

    @property
    def begins(self) -> int:
        """Minutes from midnight to its beginning."""
        return self.from_.hour * 60 + self.from_.minute

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.to.hour * 60 + self.to.minute - self.begins) % (24 * 60)


class PlaceKinds(BaseModel):
    """Which types of place are open to the public and which are not; for those in neither list one cannot tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    public: tuple[str, ...]
    private: tuple[str, ...]


@cache
def place_kinds() -> PlaceKinds:
    """What terms.toml says of places."""
    return PlaceKinds.model_validate(tomllib.loads(TERMS.read_text(encoding="utf-8"))[PLACE])


def fault_in(conditions: Mapping[str, tuple[str | bool, ...]]) -> str:
    """The first thing wrong in a rule's conditions, in words; "" where nothing is."""
    for name, values in conditions.items():
        if name not in CONDITIONS:
            return f'"{name}" is not a column a rule may ask about; those are {", ".join(CONDITIONS)}'
        wanted = bool if name in TRUE_OR_FALSE else str
        if not values or not all(isinstance(value, wanted) for value in values):
            return f"{name} needs a list of {'true or false' if wanted is bool else 'texts'}"
        if unknown := [str(value) for value in values if not _is_of(name, str(value))]:
            return f'{name}: "{unknown[0]}" is not one of {_allowed(name)}'
    return ""


def _is_of(name: str, value: str) -> bool:
    if name == CODE:
        return code_test(value) is not None
    if name == PLACE:
        return value in ("public", "private")
    if name in CODED:
        codes = code_lists()[CODED[name]]
        return value in codes.names or value in codes.sets
    return True


def _allowed(name: str) -> str:
    if name == CODE:
        return CODE_FORMS
    if name == PLACE:
        return "public, private"
    codes = code_lists()[CODED[name]]
    return ", ".join([*codes.names, *codes.sets])


def expanded(name: str, values: Iterable[str | bool]) -> tuple[str | bool, ...]:
    """The values with each named set of codes ("under_25") replaced by its codes."""
    sets = code_lists()[CODED[name]].sets if name in CODED else {}
    return tuple(one for value in values for one in sets.get(str(value), (value,)))


def code_test(asked: str) -> re.Pattern[str] | None:
    """What a listed offence code stands for, as a pattern to search a code for; None where it is of no known form."""
    if EXACT.fullmatch(asked):
        return re.compile(f"^{re.escape(asked)}$")
    if asked.endswith("*") and EXACT.fullmatch(asked[:-1]):
        after = "([^0-9]|$)" if asked[-2].isdigit() else ""
        return re.compile(f"^{re.escape(asked[:-1])}{after}")
    if found := NUMBERS.fullmatch(asked):
        first, last = int(found[1]), int(found[2])
        return re.compile(f"^({'|'.join(map(str, range(first, last + 1)))})([^0-9]|$)") if first < last else None
    if (found := LETTERS.fullmatch(asked)) and found[1] == found[3] and found[2] < found[4]:
        return re.compile(f"^{found[1]}[{found[2]}-{found[4]}]$")
    return None


def is_code(asked: str, code: str) -> bool:
    """Whether an offence code is one that a listed code stands for. Plain text alone: the patterns must agree with it."""
    if asked.endswith("*"):
        stem = asked[:-1]
        return code.startswith(stem) and not (stem[-1] in DIGITS and code[len(stem) :][:1] in DIGITS)
    if "-" not in asked:
        return code == asked
    first, last = asked.split("-")
    if first.isdigit():
        number = code[: next((n for n, c in enumerate(code) if c not in DIGITS), len(code))]
        return number in map(str, range(int(first), int(last) + 1))
    return code[:-1] == first[:-1] and first[-1] <= code[-1:] <= last[-1]


def fits(conditions: Conditions, incident: Mapping[str, Any], night: Night | None) -> bool:
    """Whether an incident answers every condition; a value that is not known answers none."""
    for name, values in conditions.items():
        value = _answer(name, incident, night)
        if value is None:
            return False
        if name == CODE:
            if not any(is_code(str(asked), value) for asked in values):
                return False
        elif value not in expanded(name, values):
            return False
    return True


def _answer(name: str, incident: Mapping[str, Any], night: Night | None) -> Any:
    if name == PLACE:
        return place_of(incident)
    if name == NIGHT:
        return None if night is None else at_night(incident, night)
    return incident.get(name)


def place_of(incident: Mapping[str, Any]) -> str | None:
    """Public or private: as flagged; without a flag, by the type of place; None where one cannot tell."""
    flagged = incident.get("public_place")
    if flagged is not None:
        return "public" if flagged else "private"
    kinds, held = place_kinds(), incident.get("location_type")
    return "public" if held in kinds.public else "private" if held in kinds.private else None


def at_night(incident: Mapping[str, Any], night: Night) -> bool | None:
    """Whether it can only have happened in one night, or only in one day; None where it may have been in either.

    The end of a span is its first minute that is not in it. A time without a span tells only where it is known to the minute.
    """
    first, end = incident.get("occurred_from"), incident.get("occurred_to")
    if first is None or (end is not None and end < first):
        return None
    if incident.get("date_precision") != "minute" and (end is None or end == first):
        return None
    last = first if end is None or end == first else end - MINUTE
    since = [one - dt.timedelta(minutes=night.begins) for one in (first, max(first, last))]
    if since[0].date() != since[1].date():
        return None
    dark = [one.hour * 60 + one.minute < night.minutes for one in since]
    return dark[0] if dark[0] == dark[1] else None
