"""How a survey was drawn and asked, as its design file says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from purbeck.errors import SettingsError
from purbeck.sources.returns.contract import Contract, Strict, Words, contract
from purbeck.sources.returns.identifying import identifying_word
from purbeck.workspace import settings_error

QUESTION = "question"  # the dimension that a survey's contract tells questions apart by
NEEDED = ("period", "place", QUESTION, "estimate", "lower", "upper", "respondents")


class Group(Strict):
    """A column that people are told apart by: which of its answers is which code; `unknown` are those that tell nothing."""

    dimension: Words
    column: Words
    values: dict[str, Words] = Field(min_length=1)
    unknown: tuple[str, ...] = ()


class Question(Strict):
    """A question: which answers are yes and which no; `unknown` are those that are neither, and leave the person out."""

    question: Words
    column: Words
    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1)
    unknown: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _each_answer_is_one_thing(self) -> Self:
        listed = [one.casefold() for one in (*self.yes, *self.no, *self.unknown)]
        if twice := sorted({one for one in listed if listed.count(one) > 1}):
            raise ValueError(f'{self.question}: "{twice[0]}" is listed twice among yes, no and unknown')
        return self


class Design(Strict):
    """A survey: whose estimates, of when and where, how people were drawn, what they were asked.

    weight : column of how many residents each person stands for (above 0). strata, clusters : columns that together name the
    stratum and the cluster that a person was drawn in; none where people were drawn one by one. one_cluster : what to do where a
    stratum has one cluster alone. together : groups to be told apart by at once, beside everybody and each group by itself.
    """

    contract: Words
    period: Words
    place: str = ""
    place_column: str = ""
    weight: Words
    strata: tuple[Words, ...] = ()
    clusters: tuple[Words, ...] = ()
    one_cluster: Literal["stop", "centre", "certain"] = "stop"
    together: tuple[tuple[str, ...], ...] = ()
    groups: tuple[Group, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_of_one_place_or_of_a_column_of_them(self) -> Self:
        if bool(self.place) == bool(self.place_column):
            raise ValueError(
                "write place (one ONS code for everybody) or place_column (a column of codes), one of the two"
            )
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column of the answers that is read; no other is."""
        asked = (*(one.column for one in self.groups), *(one.column for one in self.questions))
        place = (self.place_column,) if self.place_column else ()
        return tuple(dict.fromkeys((self.weight, *self.strata, *self.clusters, *place, *asked)))

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        """What estimates are told apart by: nothing, each group, and those that go together."""
        return [(), *((one.dimension,) for one in self.groups), *self.together]


def read_design(path: Path) -> tuple[Design, Contract]:
    """A design and the contract that its estimates are for. Raises SettingsError where it cannot be read or be true."""
    try:
        design = Design.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(
            f'"{path}" cannot be read ({error.strerror or error}).', "Give the design of the survey, a .toml file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is no TOML file: {error}.", "Correct that line, and run it again.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error
    promised = contract(design.contract)
    if fault := next(_faults(design, promised), ""):
        raise SettingsError(f"{path.name}: {fault}.", "Correct that line, then run the command again.")
    return design, promised


def _faults(design: Design, promised: Contract) -> Iterator[str]:
    if lacking := [name for name in NEEDED if name not in promised.names]:
        yield f"the contract {promised.name} takes no estimates of a survey (it has no column {lacking[0]})"
        return
    for heading in design.headings:
        if word := identifying_word(heading):
            yield f'"{heading}" says who somebody is ("{word}"), and is nothing to make an estimate from'
    dimensions = [column.name for column in promised.columns if column.part == "dimension" and column.name != QUESTION]
    named = [one.dimension for one in design.groups]
    for name in named:
        if name not in dimensions:
            yield f'"{name}" is no group of {promised.name}, which has {", ".join(dimensions)}'
    for name in (name for pair in design.together for name in pair):
        if name not in named:
            yield f'together: "{name}" is none of the groups written here'
    for group in design.groups:
        yield from _odd_codes(promised, group.dimension, group.values.values())
    yield from _odd_codes(promised, QUESTION, (one.question for one in design.questions))
    for names, what in ((named, "group"), ([one.question for one in design.questions], "question")):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            yield f"the {what} {twice[0]} is written twice"


def _odd_codes(promised: Contract, name: str, codes: Iterable[str]) -> Iterator[str]:
    allowed = promised.column(name).allowed_codes
    for code in codes:
        if code not in allowed:
            yield f'{name}: "{code}" is none of {", ".join(allowed)}'
