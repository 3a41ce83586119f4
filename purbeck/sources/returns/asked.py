"""What partners were asked for: returns.toml of the workspace, which people fill in."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck.errors import SettingsError
from purbeck.periods import MONTH_PATTERN
from purbeck.sources.returns.contract import contract
from purbeck.strategy.entry import Role
from purbeck.workspace import settings_error

FILE = "returns.toml"

Month = Annotated[str, Field(pattern=MONTH_PATTERN)]
Words = Annotated[str, Field(min_length=1)]
Answer = Literal["none_yet", "agreed", "refused"]


class Asked(BaseModel):
    """One request to one partner."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: str = Field(description="what was asked for: the name of a contract")
    of: Role = Field(description="whom: a role and its organisation, never a person's name")
    asked_on: dt.date = Field(description="when")
    from_month: Month = Field(description="the first month that should come, as 2026-03")
    until_month: Month | Literal[""] = Field("", description="the last month, where there is to be one")
    sites: tuple[Words, ...] = Field(
        (), description="codes of the sites that should be in it: emergency departments, forces"
    )
    agreement: str = Field("", description="the reference of the sharing agreement")
    answer: Answer = Field("none_yet", description="what the partner said")
    answered_on: dt.date | None = Field(None, description="when it answered")
    why: str = Field("", description="why it refused, in its own words; never a person's name")

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        contract_ = contract(self.contract)
        if self.until_month and self.until_month < self.from_month:
            raise ValueError(f"the last month, {self.until_month}, is before the first, {self.from_month}")
        if self.answered_on and self.answered_on < self.asked_on:
            raise ValueError("it was answered before it was asked")
        if self.answer == "refused" and not self.why:
            raise ValueError("a refusal needs its reason in `why`")
        if self.sites and contract_.holds != "records":
            raise ValueError(f"{self.contract} comes by area, not by site")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: tuple[Asked, ...] = ()


def read_asked(folder: Path) -> tuple[Asked, ...]:
    """Every request in returns.toml of a workspace's folder, in the order written; none where there is no such file.

    Raises SettingsError naming the file, the field and what was expected.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        return _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).asked
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(FILE, error) from error
