"""indicators.toml: what shows an aim being reached, by a measure, by figures typed in, or not yet."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from purbeck.periods import PERIOD_TYPES
from purbeck.places import PLACE_TYPES
from purbeck.strategy.entry import Address, AimId, Day, Entry, Fixed, OutcomeId, Part, Prose, Role, Theme, Words
from purbeck.strategy.faults import RefusedError, meant
from purbeck.strategy.plan import Horizon

SHIPPED = Path(__file__).with_name("home_office_measures.toml")

Direction = Literal["down", "up", "hold", "watch"]
Status = Literal["measured", "not_yet_quantifiable", "held_in_abeyance", "retired"]


def _one_of(names: tuple[str, ...], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in names:
            raise RefusedError(f'"{value}" is no {what}', meant(value, names))
        return value

    return AfterValidator(check)


PlaceType = Annotated[str, Fixed(), _one_of(PLACE_TYPES, "kind of place")]
PeriodType = Annotated[str, Fixed(), _one_of(PERIOD_TYPES, "kind of period")]


class MeasureRow(Part):
    """Which rows of the table `measures` an indicator follows."""

    measure: Theme = Field(description="the measure, such as count, rate_per_1000 or share")
    theme: Theme = Field(description="a theme of the definition, or its total")
    source: Theme = Field(description="the source, such as police_street or recorded_crime")
    denominator_kind: Theme = Field(description="residents, workday_people, residents_and_visitors or none")
    group_by: Theme = Field("all", description="what the group is a group of")
    group_value: Words = Field("all", description="the group")
    place_type: PlaceType = Field("partnership", description="kind of place")
    place_code: Words | None = Field(None, description="ONS code of the place; left out, our own area")
    period_type: PeriodType = Field("financial_year", description="kind of period")
    definition: Theme | None = Field(None, description="id of the definition; left out, the partnership's own")

    @model_validator(mode="after")
    def _place_agrees(self) -> Self:
        if self.place_code is None and self.place_type != "partnership":
            raise RefusedError(
                f"it is of a {self.place_type}, and does not say of which",
                'Write place_code = its ONS code, or place_type = "partnership" for our own area.',
            )
        return self


class Value(Part):
    """A figure typed in by hand, with where it comes from."""

    period: Words = Field(description="the period it is of: 2024/25, or 2025")
    value: float = Field(description="the figure")
    lower: float | None = Field(None, description="lower end of its interval, where it has one")
    upper: float | None = Field(None, description="upper end of its interval")
    source: Words = Field(description="who published or counted it, in which document")
    dated: Day = Field(description="the date of that document")
    address: Address | None = Field(None, description="where it is published")

    @model_validator(mode="after")
    def _interval_holds_it(self) -> Self:
        lower = self.value if self.lower is None else self.lower
        upper = self.value if self.upper is None else self.upper
        if not lower <= self.value <= upper:
            raise RefusedError(
                f"{self.value:g} is not within {lower:g} to {upper:g}", "Correct the figure or its interval."
            )
        return self


class Baseline(Part):
    """What later figures are held against."""

    period: Words = Field(description="the period it is of")
    value: float | None = Field(None, description="the figure; left out, the one of that period in the row or values")
    words: Words | None = Field(None, description="why this period")


class Target(Part):
    """What is to be reached, and by when."""

    value: float | None = Field(None, description="the figure; left out where the words say it")
    by: Day = Field(description="the day by which")
    words: Words | None = Field(None, description="the target in words")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and self.words is None:
            raise RefusedError("it says neither a figure nor words", "Write value = 4.5, or words = ...")
        return self


def _shipped(name: str) -> str:
    if name not in home_office_measures():
        raise RefusedError(f'"{name}" is no success measure that ships', meant(name, home_office_measures()))
    return name


Shipped = Annotated[str, Fixed(), AfterValidator(_shipped)]


class Indicator(Entry):
    """One thing that shows whether an aim is being reached."""

    KIND: ClassVar[str] = "indicator"

    title: Words = Field(description="what it shows; one that adopts a shipped measure has its title and direction")
    aims: tuple[AimId, ...] = Field((), description="ids of the aims it is for")
    outcomes: tuple[OutcomeId, ...] = Field((), description="ids of the outcomes it is for")
    adopts: Shipped | None = Field(None, description="a success measure of the Home Office it is, by its shipped id")
    status: Status = Field(description="measured, not_yet_quantifiable, held_in_abeyance or retired")
    reason: Prose | None = Field(None, description="why it is not measured; needed for every other status")
    row: MeasureRow | None = Field(None, description="the rows of `measures` it follows")
    values: tuple[Value, ...] = Field((), description="or figures typed in, each dated and sourced")
    unit: Words | None = Field(None, description="unit of the figures typed in")
    direction: Direction = Field(description="which way is better: down, up, hold, or watch where neither is")
    direction_note: Words | None = Field(None, description="why a rise may be good or a fall a warning")
    baseline: Baseline | None = Field(None, description="what later figures are held against")
    target: Target | None = Field(None, description="what is to be reached")
    horizon: Horizon = Field(description="short, medium or long")
    owner: Role | None = Field(None, description="who brings the figure")
    words: Prose | None = Field(None, description="more about it: how it is counted, what it leaves out")

    @model_validator(mode="before")
    @classmethod
    def _as_shipped(cls, data: Any) -> Any:
        """Fill in what an adopted measure of the Home Office says."""
        if not isinstance(data, dict) or "adopts" not in data:
            return data
        shipped = home_office_measures()
        # One that is not known is refused by its own field; then a missing title is no fault of its own.
        found = shipped.get(str(data["adopts"])) or next(iter(shipped.values()))
        return {"title": found.title, "direction": found.direction, **data}

    @model_validator(mode="after")
    def _status_agrees(self) -> Self:
        if self.status == "measured" and self.row is None and not self.values:
            raise RefusedError(
                "it is measured, and says neither a row of the measures nor figures",
                "Write [indicators.row] or [[indicators.values]], or give it another status with a reason.",
            )
        if self.row is not None and self.values:
            raise RefusedError("it has both a row of the measures and figures typed in", "Keep one of the two.")
        if self.status != "measured" and self.reason is None:
            raise RefusedError(f"it is {self.status.replace('_', ' ')}, and does not say why", "Write reason = ...")
        return self


class HomeOfficeMeasure(Part):
    """A success measure that the Home Office set."""

    id: Theme = Field(description="what an indicator adopts it by")
    title: Words = Field(description="what it is")
    especially: Words = Field(description="whom it is about above all")
    direction: Direction = Field(description="which way is better")
    source: Words = Field(description="who says so, where")
    page: Address = Field(description="the page")
    read: Day = Field(description="the day that page was read")
    checked: bool = Field(description="whether it was checked against the Home Office's own words")
    note: Words = Field(description="what is unsure")


@cache
def home_office_measures() -> dict[str, HomeOfficeMeasure]:
    """The shipped success measures, by id."""
    data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {one.id: one for one in map(HomeOfficeMeasure.model_validate, data["measures"])}
