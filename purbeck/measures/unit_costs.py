"""What offences cost: unit costs by component, how many happened for each recorded, prices."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck.errors import SettingsError
from purbeck.periods import Period
from purbeck.workspace import Workspace, settings_error

SHIPPED = Path(__file__).with_name("unit_costs.toml")
LOCAL = "unit_costs.toml"  # a partnership's own, beside its settings
COMPONENTS = (
    "anticipation", "property", "physical_and_emotional_harm", "lost_output", "health", "victim_services", "police",
    "other_criminal_justice", "not_split",
)  # fmt: skip
NOT_SPLIT = COMPONENTS[-1]
QUARTERS = ("Q2", "Q3", "Q4", "Q1")  # of a financial year, the last of the year after

Component = Literal[
    "anticipation", "property", "physical_and_emotional_harm", "lost_output", "health", "victim_services", "police",
    "other_criminal_justice",
]  # fmt: skip


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(Strict):
    """One kind of offence: its Home Office codes, what one costs, and how many happen for each that is recorded."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Annotated[str, Field(min_length=1)]
    codes: tuple[str, ...] = Field(min_length=1)
    total: float = Field(gt=0)
    components: dict[Component, float] = Field(default_factory=dict)
    multiplier: float | None = Field(default=None, ge=1)
    checked: bool
    note: str = ""

    @model_validator(mode="after")
    def _parts_are_within_the_whole(self) -> Self:
        if sum(self.components.values()) > self.total + 0.5:
            raise ValueError(f"{self.id}: the components come to more than the total of {self.total:,.0f}")
        return self

    def parts(self) -> dict[str, float]:
        """Each component in pounds, with what the total holds beyond them as `not_split`."""
        rest = max(self.total - sum(self.components.values()), 0.0)
        return dict(self.components) | ({NOT_SPLIT: rest} if rest > 0 else {})


class UnitCosts(Strict):
    """A table of unit costs at the prices of one financial year, with its source."""

    price_year: str = Field(pattern=r"^20\d\d/\d\d$")
    title: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    checked_on: dt.date
    checked_by: Annotated[str, Field(min_length=1)]
    kinds: tuple[Kind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_of_one_kind(self) -> Self:
        codes = [code for kind in self.kinds for code in kind.codes]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"offence code {', '.join(twice)} is of two kinds")
        return self

    def kind_of(self) -> dict[str, Kind]:
        """The kind of each code that has one."""
        return {code: kind for kind in self.kinds for code in kind.codes}


def read_unit_costs(workspace: Workspace) -> UnitCosts:
    """The partnership's own unit costs, else those that ship. Raises SettingsError for a file that cannot be used."""
    own = workspace.path / LOCAL
    path = own if own.exists() else SHIPPED
    try:
        return UnitCosts.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error


def quoted(offences: float, unit_cost: float) -> float:
    """What partnerships quote: offences recorded times the cost of one, with no multiplier and no change of prices."""
    return offences * unit_cost


def deflators(rows: pd.DataFrame) -> dict[str, float]:
    """The deflator of each financial year: the mean of its four quarters, from rows of `period` and `deflator`."""
    held = dict(zip(rows["period"], rows["deflator"], strict=True))
    years = sorted({int(period[:4]) for period in held if re.fullmatch(r"\d{4} Q2", period)})
    found = {}
    for year in years:
        quarters = [held.get(f"{year + (name == QUARTERS[-1])} {name}") for name in QUARTERS]
        if all(value is not None for value in quarters):
            found[f"{year}/{(year + 1) % 100:02d}"] = sum(float(str(value)) for value in quarters) / len(QUARTERS)
    return found


def prices_of(period: Period, price_year: str, by_year: dict[str, float]) -> tuple[str, float]:
    """The financial year to whose prices a period's costs are carried, and by how much they rise.

    The year in which the period ends; where the deflator has not reached it, the last it has; the price year itself where
    there is no deflator for that.
    """
    if price_year not in by_year:
        return price_year, 1.0
    first = int(period.last[:4]) - (int(period.last[5:]) < 4)
    wanted = f"{first}/{(first + 1) % 100:02d}"
    year = wanted if wanted in by_year else max(by_year)
    return year, by_year[year] / by_year[price_year]
