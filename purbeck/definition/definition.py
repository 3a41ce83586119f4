"""A definition: dated, sourced rules in order; the first that an incident fits counts it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck import provenance
from purbeck.errors import DefinitionError, SettingsError
from purbeck.incidents.incident import FLAGS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.tables import Column, Table
from purbeck.workspace import settings_error

# What a rule may ask of an incident: text columns by their listed values, flags by true or false.
TEXT_CONDITIONS = (
    "source", "recorded_by", "supplied_category", "offence_code", "offence_group", "victim_age_band", "victim_sex",
    "suspect_age_band", "relationship", "weapon", "injury", "location_type",
)  # fmt: skip
CONDITIONS = TEXT_CONDITIONS + FLAGS
SLUG = r"^[a-z][a-z0-9_]*$"

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
    """A kind of serious violence, as people call it."""

    id: Slug
    name: str = Field(min_length=1)


class Rule(Strict):
    """One rule. An incident fits where each condition's list holds its value and its month lies within the dates.

    `theme` is empty for a rule that leaves incidents out. `first` and `last` are months, both included.
    """

    id: Slug
    theme: str = ""
    when: dict[str, tuple[str | bool, ...]] = Field(min_length=1)
    first: str = Field(default="0001-01", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    last: str = Field(default="9999-12", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    weight: float = Field(default=1.0, gt=0)
    reason: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _conditions_are_known(self) -> Self:
        for name, values in self.when.items():
            if name not in CONDITIONS:
                raise ValueError(f'"{name}" is not a column a rule may ask about; those are {", ".join(CONDITIONS)}')
            wanted = bool if name in FLAGS else str
            if not values or not all(isinstance(v, wanted) for v in values):
                raise ValueError(f"{name} needs a list of {'true or false' if name in FLAGS else 'texts'}")
        if self.first > self.last:
            raise ValueError(f"first ({self.first}) is after last ({self.last})")
        return self

    def asks_beyond(self, source: str, columns: Collection[str]) -> bool:
        """Whether the rule is about a source, or about any, and asks for what that source has no column for."""
        about = source in self.when.get("source", (source,))
        return about and not set(self.when) - {"source"} <= set(columns)

    def fits(self, incident: Mapping[str, Any]) -> bool:
        """Whether an incident fits; a value that is not known fits nothing."""
        if not self.first <= incident["month"] <= self.last:
            return False
        return all(incident.get(name) is not None and incident[name] in values for name, values in self.when.items())


class Example(Strict):
    """An incident and the rule it must come under; `rule` is empty where none may count it."""

    about: str = Field(min_length=1)
    incident: dict[str, str | bool]
    rule: str = ""


class Definition(Strict):
    """What counts as serious violence, in rules that are tried in order."""

    id: Slug
    title: str = Field(min_length=1)
    total: str = Field(min_length=1)
    from_: dt.date = Field(alias="from")
    source: str = Field(min_length=1)
    stand_in: str = ""
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
        rules = [rule.model_dump(exclude={"reason", "source"}) for rule in self.rules]
        return provenance.key_of(self.id, rules)[: provenance.SHORT]

    def names(self) -> dict[str, str]:
        """What to call each theme, the total first."""
        return {self.id: self.total} | {theme.id: theme.name for theme in self.themes}


def classify_one(definition: Definition, incident: Mapping[str, Any]) -> Rule | None:
    """The first rule an incident fits; None where none does. The reference that the engine's answer must agree with."""
    return next((rule for rule in definition.rules if rule.fits(incident)), None)


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
