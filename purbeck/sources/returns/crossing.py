"""What the columns of one row say of each other: which day is first, which number is lower."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from purbeck.sources.returns.contract import Contract

FILE = Path(__file__).with_name("crossing.toml")
DAY = 10  # characters of a day


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Order(_Closed):
    """One day comes no later than another."""

    contract: str
    earlier: str
    later: str
    blank: str


class Within(_Closed):
    """A day lies in the period that the row is of, or so many days before it."""

    contract: str
    day: str
    first: str
    last: str
    days_before: int = Field(ge=0)


class Covers(_Closed):
    """The columns that say which days a return covers, and whose return it is."""

    contract: str
    first: str
    last: str
    sender: str


class Crossing(_Closed):
    """crossing.toml."""

    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    order: tuple[Order, ...]
    within: tuple[Within, ...]
    cover: tuple[Covers, ...]


@dataclass(frozen=True)
class Crossed:
    """Rows that break one rule: what to leave out ("" for the whole row), the rule, its words, and how many would not break it
    if day and month changed places."""

    rows: pd.Series
    blank: tuple[str, ...]
    rule: str
    why: str
    swapped: int = 0


@cache
def crossing() -> Crossing:
    """The rules, from the file beside this module."""
    return Crossing.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def crossed(rows: pd.DataFrame, contract: Contract) -> Iterator[Crossed]:
    """Each rule that rows of a contract break. The rows are as stored files hold them: "" where nothing is known."""
    for order in crossing().order:
        if order.contract == contract.name and {order.earlier, order.later} <= set(rows.columns):
            yield _order(rows, order)
    for within in crossing().within:
        if within.contract == contract.name and {within.day, within.first, within.last} <= set(rows.columns):
            yield _within(rows, within)
    for column in contract.columns:
        if column.part in ("lower", "upper") and {column.name, column.of} <= set(rows.columns):
            end, figure = (pd.to_numeric(rows[name], errors="coerce") for name in (column.name, column.of))
            broken = end > figure if column.part == "lower" else end < figure
            why = f"{column.name} is not on its side of {column.of}"
            yield Crossed(broken, tuple(c.name for c in contract.columns if c.of == column.of), "interval", why)


def _order(rows: pd.DataFrame, order: Order) -> Crossed:
    earlier, later = rows[order.earlier], rows[order.later]
    broken = _after(earlier, later)
    swapped = int((~_after(_swapped(earlier[broken]), _swapped(later[broken]))).sum())
    why = f"{order.earlier} lies after {order.later}"
    return Crossed(broken, (order.blank,) if order.blank else (), "order_of_days", why, swapped)


def _after(one: pd.Series, other: pd.Series) -> pd.Series:
    """Where one day or time lies after another, by the day alone where either has no time."""
    both = (one != "") & (other != "")
    timed = (one.str.len() > DAY) & (other.str.len() > DAY)
    return both & ((timed & (one > other)) | (one.str.slice(0, DAY) > other.str.slice(0, DAY)))


def _within(rows: pd.DataFrame, within: Within) -> Crossed:
    first = pd.to_datetime(rows[within.first], errors="coerce") - pd.Timedelta(days=within.days_before)
    from_day, to_day = first.dt.strftime("%Y-%m-%d").fillna(""), rows[within.last]

    def outside(days: pd.Series) -> pd.Series:
        day = days.str.slice(0, DAY)
        return (day != "") & ((day < from_day.loc[day.index]) | (day > to_day.loc[day.index]))

    broken = outside(rows[within.day])
    swapped = int((~outside(_swapped(rows[within.day][broken]))).sum())
    before = f", or the {within.days_before} days before it" if within.days_before else ""
    why = f"{within.day} does not lie in the period that the row is of{before}"
    return Crossed(broken, (), "in_period", why, swapped)


def _swapped(days: pd.Series) -> pd.Series:
    """Days or times with day and month changed places, as they are where that makes no day."""
    changed = days.str.slice(0, 5) + days.str.slice(8, 10) + "-" + days.str.slice(5, 7) + days.str.slice(10)
    return changed.where(days.str.slice(8, 10) <= "12", days)
