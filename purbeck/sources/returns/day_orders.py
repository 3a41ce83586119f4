"""In which order suppliers write day, month and year, as far as their values prove it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from purbeck.sources.returns.mapping_spellings import spellings

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy"
EITHER = "either"  # of a day that can be read in both orders
ORDERS = (YEAR_FIRST, DAY_FIRST, MONTH_FIRST)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CENTURY = 2000  # of a year written with two digits
HALF_A_DAY = 12

_TIME = r"(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?Z?)?$"
_YEAR_FIRST = re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME)
_NUMBERS = re.compile(r"^(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME)
_NAMED = re.compile(
    r"^(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4}|\d{2})" + _TIME
)
_TIME_OF_DAY = re.compile(
    r"^(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?P<half>[AaPp][Mm])?Z?$"
)


@dataclass(frozen=True)
class Told:
    """In which order the days of a column stand: `order` is "" where it cannot be told, and `why` says so either way."""

    order: str
    why: str
    rows: int


def told(values: Iterable[tuple[str, int]]) -> Told:
    """The order that a column's values prove. `values` are different texts, each with its number of rows.

    Days like 03/04/2026 prove nothing by themselves: only numbers above 12 do, enough of them, and all in one place.
    """
    counts = dict.fromkeys((YEAR_FIRST, "named", DAY_FIRST, MONTH_FIRST, EITHER, "unread"), 0)
    for text, rows in values:
        counts[_kind(text)] += rows
    total = sum(counts.values())
    numbers = counts[DAY_FIRST] + counts[MONTH_FIRST] + counts[EITHER]
    if not total:
        return Told("", "no row has a value", 0)
    if counts["unread"]:
        return Told("", f"{counts['unread']:,} of {total:,} rows are no day that can be read", total)
    if counts[YEAR_FIRST] == total:
        return Told(YEAR_FIRST, "every row begins with the year", total)
    if counts[YEAR_FIRST]:
        return Told("", f"{counts[YEAR_FIRST]:,} of {total:,} rows begin with the year and the others do not", total)
    if counts["named"] == total:
        return Told(DAY_FIRST, "every row names its month", total)
    return _by_numbers(counts, numbers, total)


def in_figures(values: Iterable[tuple[str, int]]) -> Counter[str]:
    """How many rows of days in figures can be the day first alone, the month first alone, or either."""
    counts: Counter[str] = Counter()
    for text, rows in values:
        kind = _kind(text)
        if kind in (DAY_FIRST, MONTH_FIRST, EITHER):
            counts[kind] += rows
    return counts


def proven(counts: Counter[str]) -> Told:
    """The order that such days prove."""
    return _by_numbers(counts, counts.total(), counts.total())


def _by_numbers(counts: Mapping[str, int], numbers: int, total: int) -> Told:
    day, month, asked = counts[DAY_FIRST], counts[MONTH_FIRST], spellings()
    if day and month:
        return Told("", f"both orders occur: the day is first in {day:,} rows and the month in {month:,}", total)
    if not day and not month:
        return Told("", f"03/04 may be 3 April or 4 March: no number in the first two places of {numbers:,} rows is above "
                    "12, which would tell. Ask the supplier", total)  # fmt: skip
    proof, order = (day, DAY_FIRST) if day else (month, MONTH_FIRST)
    if numbers >= asked.proof_asked_from and proof < asked.least_proof * numbers:
        return Told("", f"only {proof:,} of {numbers:,} rows show that the order is {order}, where some 6 in 10 should: day "
                    "and month may have been swapped in the others. Ask the supplier", total)  # fmt: skip
    where = "first" if day else "second"
    return Told(order, f"in {proof:,} of {numbers:,} rows the {where} number is above 12, and in none the other", total)


def _kind(text: str) -> str:
    if written(text, YEAR_FIRST) and _YEAR_FIRST.match(text):
        return YEAR_FIRST
    if _NAMED.match(text) and written(text, DAY_FIRST):
        return "named"
    day, month = bool(written(text, DAY_FIRST)), bool(written(text, MONTH_FIRST))
    return EITHER if day and month else DAY_FIRST if day else MONTH_FIRST if month else "unread"


def written(text: str, order: str) -> str:
    """A day as 2026-03-31, or with its time as 2026-03-31T22:15; "" for what is none in that order.

    A year of two digits is of this century. A day that begins with the year is read as such in any order, and one that
    names its month in those that do not begin with the year.
    """
    found = _YEAR_FIRST.match(text.strip())
    if found:
        return _iso(found["year"], int(found["month"]), int(found["day"]), found)
    if order == YEAR_FIRST:
        return ""
    found = _NAMED.match(text.strip())
    if found:
        month = MONTHS.index(found["name"][:3].lower()) + 1 if found["name"][:3].lower() in MONTHS else 0
        return _iso(found["year"], month, int(found["day"]), found)
    found = _NUMBERS.match(text.strip())
    if not found:
        return ""
    one, two = int(found["one"]), int(found["two"])
    return _iso(found["year"], two, one, found) if order == DAY_FIRST else _iso(found["year"], one, two, found)


def time_of_day(text: str) -> str:
    """A time of day as 22:15; "" for what is none."""
    found = _TIME_OF_DAY.match(text.strip())
    if not found:
        return ""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= HALF_A_DAY:
        return ""
    return _clock(hour % HALF_A_DAY + (HALF_A_DAY if half == "pm" else 0) if half else hour, int(found["minute"]))


def with_clock(days: pd.Series, times: pd.Series) -> pd.Series:
    """Days and the times of day beside them as one text each; a day that has a time, or a time that is none, stays alone."""
    clocks = times.map({text: time_of_day(text) for text in times.unique()})
    return days.where(
        (days.str.strip() == "") | (clocks == "") | days.str.contains(":", regex=False), days.str.strip() + " " + clocks
    )


def _iso(year: str, month: int, day: int, found: re.Match[str]) -> str:
    try:
        date = dt.date(int(year) if len(year) > 2 else CENTURY + int(year), month, day)
    except ValueError:
        return ""
    if found["hour"] is None:
        return date.isoformat()
    clock = _clock(int(found["hour"]), int(found["minute"]))
    return f"{date.isoformat()}T{clock}" if clock else ""


def _clock(hour: int, minute: int) -> str:
    try:
        return dt.time(hour, minute).isoformat(timespec="minutes")
    except ValueError:
        return ""
