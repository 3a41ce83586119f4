"""A definition: dated, sourced rules in order; the first that an incident fits counts it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck import provenance
from purbeck.definition.conditions import (
    NIGHT,
    PLACE,
    Conditions,
    Night,
    expanded,
    fault_in,
    fits,
    place_kinds,
)
from purbeck.definition.section_13 import Factor, Tier, may_be_covered
from purbeck.definition.source_columns import lacking
from purbeck.errors import DefinitionError, SettingsError
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.tables import Column, Table
from purbeck.workspace import settings_error

SLUG = r"^[a-z][a-z0-9_]*$"
ALL_MONTHS = ("0001-01", "9999-12")  # the first and last that can be written

COUNTED = Table(
    name="counted",
    meaning="Each incident that a definition counts, once for each definition, with the rule that matched",
    columns=(
        Column("incident_id", "string", "the incident", required=True),
        Column("definition", "string", "the definition", required=True),
        Column("definition_version", "string", "its version: the hash of its rules", required=True),
        Column("rule_id", "string", "the first rule the incident fits", required=True),
        Column("theme", "string", "the rule's theme", required=True),
        Column("weight", "float64", "what it counts for", decimals=6, required=True),
    ),
    key=("incident_id", "definition"),
    parts="as the incidents",
)

Slug = Annotated[str, Field(pattern=SLUG)]


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Theme(Strict):
    """A kind of serious violence, as people call it, and what the partnership does about it: its tier."""

    id: Slug
    name: str = Field(min_length=1)
    tier: Tier = ""


class Code(Strict):
    """An offence code that rules ask for, and whether somebody has read it in its source."""

    code: str = Field(min_length=1)
    title: str = Field(min_length=1)
    verified: bool
    source: str = Field(min_length=1)


class Rule(Strict):
    """One rule. An incident fits where its month lies within the dates, and it answers what the rule asks.

    It must answer every condition of `when`; where there are any in `any_of`, all those of one of them; and none of `unless`.
    `theme` is empty for a rule that leaves incidents out. `first` and `last` are months, both included. `considered` says
    what was weighed, of section 13(6); `covers` which kinds of violence of section 13 it is there for.
    """

    id: Slug
    theme: str = ""
    when: Conditions = Field(min_length=1)
    any_of: tuple[Conditions, ...] = ()
    unless: tuple[Conditions, ...] = ()
    first: str = Field(default=ALL_MONTHS[0], pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    last: str = Field(default=ALL_MONTHS[1], pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    weight: float = Field(default=1.0, gt=0)
    covers: tuple[str, ...] = ()
    considered: dict[Factor, Annotated[str, Field(min_length=1)]] = {}
    reason: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _conditions_are_known(self) -> Self:
        for conditions in self.branches:
            if not conditions:
                raise ValueError("any_of and unless list conditions; one of them is empty")
            if fault := fault_in(conditions):
                raise ValueError(fault)
        if self.first > self.last:
            raise ValueError(f"first ({self.first}) is after last ({self.last})")
        if unknown := set(self.covers) - set(may_be_covered()):
            raise ValueError(f"covers {min(unknown)}: the kinds are {', '.join(may_be_covered())}")
        if self.covers and not self.theme:
            raise ValueError("a rule without a theme leaves incidents out, and covers nothing")
        return self

    @property
    def branches(self) -> tuple[Conditions, ...]:
        """Every group of conditions it has."""
        return (self.when, *self.any_of, *self.unless)

    @property
    def asked(self) -> frozenset[str]:
        """All that it asks of an incident."""
        return frozenset(name for conditions in self.branches for name in conditions)

    @property
    def offence_codes(self) -> tuple[str, ...]:
        """The offence codes it lists, in order, once each."""
        return tuple(dict.fromkeys(str(one) for c in self.branches for one in c.get("offence_code", ())))

    def speaks_of(self, source: str) -> bool:
        """Whether it is about a source, or about any, and asks for nothing that the source has no column for."""
        return source in self.when.get("source", (source,)) and not self.not_applied_to(source)

    def not_applied_to(self, source: str) -> list[str]:
        """What it asks for that a source has no column for, where it is about that source or about any."""
        return lacking(source, self.asked) if source in self.when.get("source", (source,)) else []

    def fits(self, incident: Mapping[str, Any], night: Night | None = None) -> bool:
        """Whether an incident fits; a value that is not known answers nothing."""
        if not self.first <= incident["month"] <= self.last or lacking(incident.get("source") or "", self.asked):
            return False
        return (
            fits(self.when, incident, night)
            and (not self.any_of or any(fits(one, incident, night) for one in self.any_of))
            and not any(fits(one, incident, night) for one in self.unless)
        )

    def decides(self) -> dict[str, Any]:
        """All of it that decides what counts, sets of codes written out."""
        said = self.model_dump(exclude={"reason", "source", "covers", "considered", "any_of", "unless"})
        said["when"] = written_out(self.when)
        alternatives = {"any_of": self.any_of, "unless": self.unless}
        return said | {name: [written_out(one) for one in listed] for name, listed in alternatives.items() if listed}


def written_out(conditions: Conditions) -> dict[str, tuple[str | bool, ...]]:
    """Conditions with named sets of codes written out."""
    return {name: expanded(name, values) for name, values in conditions.items()}


class Example(Strict):
    """An incident and the rule it must come under; `rule` is empty where none may count it."""

    about: str = Field(min_length=1)
    incident: dict[str, str | bool | dt.datetime]
    rule: str = ""


class Definition(Strict):
    """What counts as serious violence, in rules that are tried in order."""

    id: Slug
    title: str = Field(min_length=1)
    total: str = Field(min_length=1)
    from_: dt.date = Field(alias="from")
    source: str = Field(min_length=1)
    stand_in: str = ""
    night: Night | None = None
    codes: tuple[Code, ...] = ()
    themes: tuple[Theme, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        themes = [theme.id for theme in self.themes]
        rules = [rule.id for rule in self.rules]
        for kind, names in (("theme", [*themes, self.id]), ("rule", rules)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{kind} {', '.join(twice)} is named twice")
        for rule in self.rules:
            if rule.theme and rule.theme not in themes:
                raise ValueError(f'rule {rule.id}: "{rule.theme}" is not one of the themes {", ".join(themes)}')
            if NIGHT in rule.asked and self.night is None:
                raise ValueError(
                    f"rule {rule.id} asks for night; say which hours that is, as night = "
                    '{ from = "20:00", to = "06:00" }'
                )
        for example in self.examples:
            if example.rule and example.rule not in rules:
                raise ValueError(f'the example "{example.about}": "{example.rule}" is not a rule')
            unknown = set(example.incident) - {c.name for c in INCIDENTS.columns}
            if unknown or "month" not in example.incident:
                raise ValueError(f'the example "{example.about}" needs a month, and only columns of an incident')
        return self

    @property
    def version(self) -> str:
        """Hash of all that decides what counts; a word changed in a title does not change it."""
        asked = frozenset(name for rule in self.rules for name in rule.asked)
        rules = [rule.decides() for rule in self.rules]
        return provenance.key_of(self.id, rules, *self._beside(asked))[: provenance.SHORT]

    def _beside(self, asked: frozenset[str]) -> list[Any]:
        """What decides besides the rules themselves, where they ask for it: the hours of night, kinds of place."""
        night = [self.night.model_dump(mode="json")] if self.night and NIGHT in asked else []
        return [*night, *([place_kinds().public, place_kinds().private] if PLACE in asked else [])]

    def rules_of(self, theme: str) -> tuple[str, ...]:
        """The rules that decide what a theme counts, or the total, in order: "+" where one counts, "-" where not, and its hash.

        Two versions of which these are the same count the same, whatever else has changed.
        """
        found = []
        for rule in self.rules:
            counts = bool(rule.theme) if theme == self.id else rule.theme == theme
            decides = {name: held for name, held in rule.decides().items() if name not in ("id", "theme")}
            key = provenance.key_of(decides, *self._beside(rule.asked))[: provenance.SHORT]
            found.append(f"{'+' if counts else '-'}{key}")
        last = max((at for at, one in enumerate(found, start=1) if one.startswith("+")), default=0)
        return tuple(found[:last])

    def speaks_of(self, source: str) -> bool:
        """Whether any rule that counts is about a source, and asks for nothing that it has no column for."""
        return any(rule.theme and rule.speaks_of(source) for rule in self.rules)

    def themes_of(self, source: str) -> list[str]:
        """The total, then the themes, but for those whose rules are all about other sources or ask for what this one lacks."""
        elsewhere = {rule.theme for rule in self.rules if not rule.speaks_of(source)}
        here = {rule.theme for rule in self.rules if rule.speaks_of(source)}
        return [self.id, *(theme.id for theme in self.themes if theme.id in here or theme.id not in elsewhere)]

    def names(self) -> dict[str, str]:
        """What to call each theme, the total first."""
        return {self.id: self.total} | {theme.id: theme.name for theme in self.themes}


def classify_one(definition: Definition, incident: Mapping[str, Any]) -> Rule | None:
    """The first rule an incident fits; None where none does. The reference that the engine's answer must agree with."""
    return next((rule for rule in definition.rules if rule.fits(incident, definition.night)), None)


def check_examples(definition: Definition) -> None:
    """Raise DefinitionError for the first worked example that does not come out as it says it must."""
    for example in definition.examples:
        rule = classify_one(definition, example.incident)
        found = rule.id if rule else ""
        if found != example.rule:
            raise DefinitionError(
                f'The definition {definition.id} does not do what its example "{example.about}" says: it comes under '
                f"{found or 'no rule'}, and should come under {example.rule or 'no rule'}.",
                "Correct the rule or the example in the definition's file, then run purbeck build again.",
            )


def read_definition(path: Path) -> Definition:
    """A definition from its TOML file. Raises SettingsError naming the file, the field and what was expected."""
    try:
        return Definition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error


def read_definitions(paths: list[Path]) -> list[Definition]:
    """Every definition of a partnership, side by side. Raises SettingsError where there is none, or two of one name."""
    definitions = [read_definition(path) for path in paths]
    ids = [d.id for d in definitions]
    if not ids or len(set(ids)) != len(ids):
        raise SettingsError(
            "The folder definition/ holds no definition."
            if not ids
            else f"Two definitions are named {max(ids, key=ids.count)}.",
            "Keep one TOML file there for each definition; purbeck new writes one to start from.",
        )
    return definitions
