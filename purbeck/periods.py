"""Months, years and rolling years as the field counts them, and the words for them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
PERIOD_TYPES = (
    "month",
    "quarter",
    "rolling_12_months",
    "calendar_year",
    "financial_year",
    "custom_year",
    "three_years",
)

MONTHS_A_YEAR = 12


def month_number(month: str) -> int:
    """Months since year 0, so that months can be added and compared: "2025-03" is 24302.

    Raises ValueError where the text is not a month like 2025-03.
    """
    if not re.fullmatch(MONTH_PATTERN, month):
        raise ValueError(f'"{month}" is not a month like 2025-03')
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_name(number: int) -> str:
    """The month of a month number: 24302 is "2025-03"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_from(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included."""
    return [month_name(n) for n in range(month_number(first), month_number(last) + 1)]


def longest_run(months: Iterable[str], most: int) -> list[str]:
    """The longest run of months one after the other, of no more than so many; the latest of runs as long. Empty of none."""
    best: list[str] = []
    run: list[str] = []
    for month in sorted(set(months)):
        follows = bool(run) and month_number(month) == month_number(run[-1]) + 1
        run = [*run, month][-most:] if follows else [month]
        best = run if len(run) >= len(best) else best
    return best


def spoken_month(month: str) -> str:
    """ "2025-03" as people say it: "March 2025"."""
    number = month_number(month)
    return f"{calendar.month_name[number % 12 + 1]} {number // 12}"


def spoken_day(day: dt.date) -> str:
    """A day in British words: 3 March 2026."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def months_after(day: dt.date, months: int) -> dt.date:
    """The day so many months later, or the last of that month where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months with a type from `PERIOD_TYPES`."""

    type: str
    first: str
    last: str

    @property
    def months(self) -> list[str]:
        """Each month of the period."""
        return months_from(self.first, self.last)

    @property
    def start(self) -> dt.date:
        """The first day."""
        return dt.date(int(self.first[:4]), int(self.first[5:]), 1)

    @property
    def end(self) -> dt.date:
        """The last day."""
        year, month = int(self.last[:4]), int(self.last[5:])
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    @property
    def label(self) -> str:
        """The period in British words: 2025, 2024/25, March 2025, the 12 months to March 2025."""
        if self.type == "calendar_year":
            return self.first[:4]
        if self.type == "financial_year":
            return f"{self.first[:4]}/{self.last[2:4]}"
        if self.type == "three_years" and self.first.endswith("-04"):
            return f"{self.first[:4]}/{int(self.first[2:4]) + 1:02d} to {int(self.last[:4]) - 1}/{self.last[2:4]}"
        if self.type == "month":
            return spoken_month(self.first)
        if self.type == "rolling_12_months":
            return f"the 12 months to {spoken_month(self.last)}"
        return f"{spoken_month(self.first)} to {spoken_month(self.last)}"


def calendar_year(year: int) -> Period:
    """January to December of a year."""
    return Period("calendar_year", f"{year}-01", f"{year}-12")


def financial_year(year: int) -> Period:
    """April of `year` to March of the next."""
    return Period("financial_year", f"{year}-04", f"{year + 1}-03")


def periods_over(months: Iterable[str]) -> list[Period]:
    """Every month, calendar year, financial year and rolling year that the months given touch.

    A year is listed as soon as one of its months is there: its coverage says how much of it is. A rolling year is
    listed where its last month is there and it does not begin before the first.
    """
    listed = sorted(set(months))
    if not listed:
        return []
    first = month_number(listed[0])
    found = {Period("month", m, m) for m in listed}
    for month in listed:
        year, month_of_year = int(month[:4]), int(month[5:])
        found.add(calendar_year(year))
        found.add(financial_year(year if month_of_year >= 4 else year - 1))
        if month_number(month) - 11 >= first:
            found.add(Period("rolling_12_months", month_name(month_number(month) - 11), month))
    return sorted(found)


def three_financial_years(year: int) -> Period:
    """The three financial years that end with the one that begins in April of `year`."""
    return Period("three_years", f"{year - 2}-04", f"{year + 1}-03")


def quarterly_periods(months: Iterable[str]) -> list[Period]:
    """Every quarter, year and rolling year that quarters touch, and every three financial years they hold whole.

    `months` are the months of whole quarters. A year is listed as soon as one of its quarters is there, a rolling year
    where its last quarter is there and it does not begin before the first.
    """
    held = set(months)
    found = set()
    for month in sorted(m for m in held if int(m[5:]) % 3 == 0):
        number = month_number(month)
        found.add(Period("quarter", month_name(number - 2), month))
        found.add(financial_year(int(month[:4]) - (int(month[5:]) < 4)))
        found.add(calendar_year(int(month[:4])))
        if month_name(number - 11) >= min(held):
            found.add(Period("rolling_12_months", month_name(number - 11), month))
    years = {int(p.first[:4]) for p in found if p.type == "financial_year" and set(p.months) <= held}
    found |= {three_financial_years(year) for year in years if {year - 1, year - 2} <= years}
    return sorted(found)
