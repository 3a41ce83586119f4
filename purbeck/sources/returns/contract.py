"""A contract: which columns a partner's return may have, of which form, under which terms."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck import places
from purbeck.errors import SettingsError
from purbeck.periods import PERIOD_TYPES
from purbeck.sources.returns.code_lists import code_lists, codes
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.known_codes import LISTS
from purbeck.workspace import settings_error

CONTRACTS = Path(__file__).parent / "contracts"  # a file for each contract: adding one is dropping a file there

Words = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Form = Literal["code", "id", "text", "place", "period", "day", "time", "count", "number", "share", "flag"]
Part = Literal["", "period", "place", "dimension", "figure", "lower", "upper"]
NEEDS_PATTERN = ("id", "text")
NUMBERS = ("count", "number", "share")
NOT_KNOWN = "not_known"  # the code of a dimension that is not known; an empty cell is all of its codes together


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column that a return may have.

    form : `code` (one of the list `codes`), `id` and `text` (fit `pattern`), `place` (an ONS code of one of `place_types`),
        `period` (one of `period_types`, as 2026-03, 2026 Q1, 2026 or 2025/26), `day` (2026-03-31), `time` (2026-03-31 22:15),
        `count` (whole, from zero to `most`, or hidden), `number` and `share` (between `least` and `most`), `flag` (yes or no).
    example : of an id, one that fits, for whoever fills it in.
    declared_pattern : of an id, the wider form that a value may have where a mapping declares it.
    known_words : of an id, whether its words must be such as codes and measures are made of, unless a mapping declares it.
    known : of an id, the list (of known_codes) that its values should be in; one that is not is noted.
    part : what it is in a return of figures: the period or place they are of, a dimension they are told apart by, a figure;
        `lower` and `upper` are the ends of the interval of the figure named in `of`.
    sensitive : its values stand in no message and no issue.
    dropped : used while a return is read, and kept in no table.
    """

    name: Name
    heading: Words
    also: tuple[Words, ...] = ()
    form: Form
    meaning: Words
    required: bool = False
    part: Part = ""
    of: str = ""
    codes: str = ""
    pattern: str = ""
    example: str = ""
    declared_pattern: str = ""
    known_words: bool = False
    known: str = ""
    place_types: tuple[str, ...] = ()
    period_types: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""
    kind: Literal["", "events", "people", "estimate", "days", "money"] = ""
    sensitive: bool = False
    dropped: bool = False

    @model_validator(mode="after")
    def _says_what_its_form_needs(self) -> Self:
        if (self.form == "code") != bool(self.codes) or (self.codes and self.codes not in code_lists()):
            raise ValueError(f'{self.name}: a column of codes names its list, and no other does (found "{self.codes}")')
        if (self.form in NEEDS_PATTERN) != bool(self.pattern):
            raise ValueError(f"{self.name}: columns of the forms {' and '.join(NEEDS_PATTERN)} need a pattern")
        if self.form == "id" and not re.search(self.pattern, self.example):
            raise ValueError(f'{self.name}: an id gives an example that fits (found "{self.example}")')
        if (self.declared_pattern or self.known_words or self.known) and self.form != "id":
            raise ValueError(f"{self.name}: only ids are declared by a mapping, made of known words, or in a list")
        if self.known and self.known not in LISTS:
            raise ValueError(f'{self.name}: there is no list "{self.known}" of known codes')
        if (self.form == "place") != bool(self.place_types) or set(self.place_types) - set(places.PLACE_TYPES):
            raise ValueError(f"{self.name}: a column of places says which kinds, of {', '.join(places.PLACE_TYPES)}")
        if (self.form == "period") != bool(self.period_types) or set(self.period_types) - set(PERIOD_TYPES):
            raise ValueError(f"{self.name}: a column of periods says which kinds, of {', '.join(PERIOD_TYPES)}")
        if self.part in ("figure", "lower", "upper") and self.form not in NUMBERS:
            raise ValueError(f"{self.name}: a figure is a number")
        if self.form == "count" and self.most is None:
            raise ValueError(
                f"{self.name}: a count says the most it can be, so that no number of somebody passes for one"
            )
        if self.part == "figure" and not (self.unit and self.kind):
            raise ValueError(f"{self.name}: a figure has a unit and a kind")
        return self

    @model_validator(mode="after")
    def _identifies_nobody(self) -> Self:
        for heading in (self.name, self.heading, *self.also):
            word = identifying_word(heading)
            if word:
                raise ValueError(f'{self.name}: "{heading}" holds "{word}", and no contract asks who somebody is')
        return self

    @property
    def allowed_codes(self) -> tuple[str, ...]:
        """The codes that a cell may hold, in order; of a dimension, `not_known` too. None for a column of another form."""
        if self.form != "code":
            return ()
        return (*codes(self.codes), *((NOT_KNOWN,) if self.part == "dimension" else ()))


class Hidden(Strict):
    """What a mark in place of a count stands for: from `least` to `most`."""

    mark: Words
    least: int = Field(ge=0)
    most: int = Field(ge=0)


class Contract(Strict):
    """What a partner sends: one row is one record, or one row of figures that are added up already.

    care : from a health or social care authority: whatever the contract does not list is refused.
    hidden : marks that the supplier writes in place of small counts; `rounded_to` is what its other counts are rounded to.
    checked : whether somebody read the terms (gateway, retention) in their sources.
    """

    name: Name
    title: Words
    supplier: Words
    holds: Literal["records", "figures"]
    one_row: Words
    care: bool
    already_public: bool = False
    licence: Words
    page: Words
    standard: str = ""
    gateway: Words
    gateway_source: Words
    handling: Words
    purpose: Words
    refresh_days: int = Field(gt=0)
    retention_months: int = Field(gt=0)
    retention_reason: Words
    checked: bool
    checked_on: dt.date
    hidden: tuple[Hidden, ...] = ()
    rounded_to: int = Field(default=1, ge=1)
    columns: tuple[Column, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"column {', '.join(twice)} is named twice")
        parts = [column.part for column in self.columns]
        if self.holds == "figures" and (
            parts.count("period") != 1 or parts.count("place") != 1 or "figure" not in parts
        ):
            raise ValueError("a return of figures has one column of periods, one of places, and a figure or more")
        if self.holds == "records" and any(parts):
            raise ValueError("columns of a return of records are no part of figures")
        figures = {column.name for column in self.columns if column.part == "figure"}
        for column in self.columns:
            if (column.part in ("lower", "upper")) != (column.of in figures):
                raise ValueError(f'{column.name}: the end of an interval names its figure (found "{column.of}")')
        return self

    @property
    def retention(self) -> str:
        """How long what was sent may be kept, in words."""
        return f"{self.retention_months} months from the end of its period"

    def column(self, name: str) -> Column:
        """The column of a name. Raises KeyError for one there is not."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@cache
def contracts(folder: Path = CONTRACTS) -> dict[str, Contract]:
    """Every contract by its name, in the order of the names. Raises SettingsError for a file that cannot be used."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def contract(name: str) -> Contract:
    """One contract. Raises SettingsError where there is none of that name, and says which there are."""
    found = contracts()
    if name not in found:
        raise SettingsError(
            f'There is no contract named "{name}".', f"Those there are: {', '.join(found)}. Give one of them with --as."
        )
    return found[name]


def _read(path: Path) -> Contract:
    try:
        return Contract.model_validate({"name": path.stem} | tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error
