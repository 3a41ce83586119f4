"""What the columns of one row say of each other: which day is first, which number is lower."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.tallying import Each, Steps, beyond_the_step_before, not_so_many_each

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
    steps: tuple[Steps, ...]
    each: tuple[Each, ...]


@dataclass(frozen=True)
class Crossed:
    """Rows that break one rule: what to leave out (nothing for the whole row), the rule, its words, the columns that break it,
    and how many would not break it if day and month changed places."""

    rows: pd.Series
    blank: tuple[str, ...]
    rule: str
    why: str
    columns: tuple[str, ...]
    swapped: int = 0


@cache
def crossing() -> Crossing:
    """The rules, from the file beside this module."""
    return Crossing.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def crossed(rows: pd.DataFrame, contract: Contract, heading: Callable[[str], str]) -> Iterator[Crossed]:
    """Each rule that rows of a contract break. The rows are as stored files hold them: "" where nothing is known.

    `heading` gives what the supplier calls a column.
    """
    for order in crossing().order:
        if order.contract == contract.name and {order.earlier, order.later} <= set(rows.columns):
            yield _order(rows, order, heading)
    for within in crossing().within:
        if within.contract == contract.name and {within.day, within.first, within.last} <= set(rows.columns):
            yield _within(rows, within, heading)
    for column in contract.columns:
        if column.part in ("lower", "upper") and {column.name, column.of} <= set(rows.columns):
            end, figure = (pd.to_numeric(rows[name], errors="coerce") for name in (column.name, column.of))
            broken = end > figure if column.part == "lower" else end < figure
            than = "more" if column.part == "lower" else "less"
            why = f"{heading(column.name)} is {than} than {heading(column.of)}"
            blank = tuple(c.name for c in contract.columns if c.of == column.of)
            yield Crossed(broken, blank, "interval", why, (column.name, column.of))
    yield from _figures(rows, contract, heading)


def _figures(rows: pd.DataFrame, contract: Contract, heading: Callable[[str], str]) -> Iterator[Crossed]:
    for steps in (one for one in crossing().steps if one.contract == contract.name):
        for broken, names in beyond_the_step_before(rows, contract, steps):
            why = f"{heading(names[0])} is more than {' and '.join(heading(name) for name in names[1:])}, which it is a part of"
            yield Crossed(broken, (), "part_of_whole", why, names)
    for each in (one for one in crossing().each if one.contract == contract.name):
        broken = not_so_many_each(rows, contract, each)
        if broken.any():
            names = (each.times, each.people, each.events)
            why = (
                f"{heading(each.people)} and {heading(each.events)} are not so many each as {heading(each.times)} says"
            )
            yield Crossed(broken, (), "so_many_each", why, names)


def _order(rows: pd.DataFrame, order: Order, heading: Callable[[str], str]) -> Crossed:
    earlier, later = rows[order.earlier], rows[order.later]
    broken = _after(earlier, later)
    swapped = int((~_after(_swapped(earlier[broken]), _swapped(later[broken]))).sum())
    why = f"{heading(order.earlier)} lies after {heading(order.later)}"
    blank = (order.blank,) if order.blank else ()
    return Crossed(broken, blank, "order_of_days", why, (order.earlier, order.later), swapped)


def _after(one: pd.Series, other: pd.Series) -> pd.Series:
    """Where one day or time lies after another, by the day alone where either has no time."""
    both = (one != "") & (other != "")
    timed = (one.str.len() > DAY) & (other.str.len() > DAY)
    return both & ((timed & (one > other)) | (one.str.slice(0, DAY) > other.str.slice(0, DAY)))


def _within(rows: pd.DataFrame, within: Within, heading: Callable[[str], str]) -> Crossed:
    first = pd.to_datetime(rows[within.first], errors="coerce") - pd.Timedelta(days=within.days_before)
    from_day, to_day = first.dt.strftime("%Y-%m-%d").fillna(""), rows[within.last]

    def outside(days: pd.Series) -> pd.Series:
        day = days.str.slice(0, DAY)
        return (day != "") & ((day < from_day.loc[day.index]) | (day > to_day.loc[day.index]))

    broken = outside(rows[within.day])
    swapped = int((~outside(_swapped(rows[within.day][broken]))).sum())
    before = f", or the {within.days_before} days before it" if within.days_before else ""
    period = f"the period of its row, {heading(within.first)} to {heading(within.last)}"
    why = f"{heading(within.day)} does not lie in {period}{before}"
    return Crossed(broken, (), "in_period", why, (within.day, within.first, within.last), swapped)


def _swapped(days: pd.Series) -> pd.Series:
    """Days or times with day and month changed places, as they are where that makes no day."""
    changed = days.str.slice(0, 5) + days.str.slice(8, 10) + "-" + days.str.slice(5, 7) + days.str.slice(10)
    return changed.where(days.str.slice(8, 10) <= "12", days)
