"""Days as people write them: what can mean one day is taken, and said where it could be doubted."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from purbeck.periods import spoken_day
from purbeck.strategy.faults import RefusedError, shown
from purbeck.strategy.importing import spellings
from purbeck.workbooks.sheet import Value

Wanted = Literal["last", "first", "exact"]

WEEKDAY = re.compile(r"^(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +(?=\d)", re.I)
NUMBERS = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})", re.I)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?", re.I)
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]?(?:of )?([a-z]+)\.?[ \-/,]*(\d{4}|'?\d{2})", re.I)
MONTH_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.I)
MONTH = re.compile(r"([a-z]+)\.?[ \-/,]*(\d{4}|'?\d{2})", re.I)
MONTH_NUMBER = re.compile(r"(\d{1,2})/(\d{4})|(\d{4})-(\d{2})", re.I)
QUARTER = re.compile(r"q(?:uarter)? ?([1-4])[ ,\-]*(?:of )?(?:fy ?)?(\d{4}|\d{2}) ?[/\-] ?(\d{4}|\d{2})", re.I)
QUARTER_AFTER = re.compile(r"(?:fy ?)?(\d{4}|\d{2}) ?[/\-] ?(\d{4}|\d{2})[ ,\-]*q(?:uarter)? ?([1-4])", re.I)
QUARTER_OF_A_YEAR = re.compile(r"q(?:uarter)? ?[1-4]\W*(\d{4}|\d{2})|(\d{4})\W*q(?:uarter)? ?[1-4]", re.I)
YEAR = re.compile(r"(?:fy ?)?(\d{4}) ?[/\-] ?(\d{4}|\d{2})", re.I)
LAST = re.compile(r"^(?:by )?(?:the )?end (?:of )?(?:the )?|^by (?:the )?", re.I)
FIRST = re.compile(r"^(?:from )?(?:the )?(?:start|beginning) (?:of )?(?:the )?|^from ", re.I)
MONTHS = {name.casefold(): number for number in range(1, 13)
          for name in (calendar.month_name[number], calendar.month_abbr[number])} | {"sept": 9}  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REMEDY = {
    "exact": "Write the day like 31/03/2027, or empty the cell.",
    "last": "Write a day like 31/03/2027 or a month like March 2027, or empty the cell.",
    "first": "Write a day like 01/04/2026 or a month like April 2026, or empty the cell.",
}
DAYS_FROM, DAYS_TO = 36_526, 73_050  # as a spreadsheet counts days, from 2000 to 2099: other numbers are something else


@dataclass(frozen=True)
class Span:
    """The first and the last day that a text can mean, and what is to be said of the reading."""

    first: dt.date
    last: dt.date
    said: str = ""


def wanted(path: str) -> Wanted:
    """Which day of a month or year a field means."""
    days = spellings.values().days
    return "last" if path in days.last_day else "first" if path in days.first_day else "exact"


def month_first(texts: list[str]) -> bool:
    """Whether some of a column's dates can only be written month first."""
    found = [NUMBERS.fullmatch(spellings.tidy(text)) for text in texts]
    return any(int(one[1]) <= 12 < int(one[2]) for one in found if one)


def read(value: Value, which: Wanted, day_zero: dt.date, doubtful: bool) -> tuple[dt.date | None, str]:
    """The day that a cell means, None for no day, and what is to be said of it or "".

    Parameters
    ----------
    which : the day of a month, quarter or year that is meant, where those may stand.
    day_zero : the day from which the workbook counts.
    doubtful : whether other dates of the column are written month first.

    Raises RefusedError for what is no day.
    """
    if isinstance(value, dt.datetime):
        return _plausible(value.date(), value, which), f"its time of day, {value:%H:%M}, was left out"
    if isinstance(value, dt.date):
        return _plausible(value, value, which), ""
    if isinstance(value, float) and not isinstance(value, bool):
        return _of_number(value, which, day_zero)
    if not isinstance(value, str):
        raise RefusedError(f"{shown(value)} is not a day", REMEDY[which])
    text = spellings.alike(value).rstrip(".")
    if text in {spellings.alike(word) for word in spellings.values().days.none}:
        return None, f"{shown(value)} was read as no day"
    plain = " ".join(spellings.tidy(value).replace("–", "-").split()).rstrip(".")
    span = _span(plain, which, doubtful)
    if span is None:
        raise RefusedError(f"{shown(spellings.tidy(value))} is not a day", REMEDY[which])
    return _chosen(span, value, which)


def _chosen(span: Span, value: str, which: Wanted) -> tuple[dt.date, str]:
    if span.first == span.last:
        return _plausible(span.first, value, which), span.said and f"{shown(value)} {span.said}"
    if which == "exact":
        raise RefusedError(f"{shown(value)} is more than one day", REMEDY[which])
    day = span.last if which == "last" else span.first
    return _plausible(day, value, which), f"{shown(value)} was read as its {which} day, {spoken_day(day)}"


def _plausible(day: dt.date, value: Value, which: Wanted) -> dt.date:
    days = spellings.values().days
    if not days.earliest <= day <= days.latest:
        raise RefusedError(f"{shown(value)} lies in the year {day.year}, which is no year of a strategy", REMEDY[which])
    return day


def _of_number(value: float, which: Wanted, day_zero: dt.date) -> tuple[dt.date, str]:
    """A number in a column of days: the days that a spreadsheet counted, or year, month and day without marks."""
    digits = str(int(value)) if value.is_integer() else ""
    if len(digits) == 8:
        day = _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        return _plausible(day, digits, which), f"{digits} was read as {spoken_day(day)}"
    if digits and DAYS_FROM <= value <= DAYS_TO:
        day = day_zero + dt.timedelta(days=int(value))
        return _plausible(
            day, digits, which
        ), f"{digits} was read as the number of a day in spreadsheets, {spoken_day(day)}"
    what = "is only a year" if len(digits) == 4 else "is a number, and not a day"
    raise RefusedError(f"{value:g} {what}", REMEDY[which])


def _span(text: str, which: Wanted, doubtful: bool) -> Span | None:
    """What a text can mean; None where that is not known. Raises RefusedError where it can mean two things."""
    weekday = WEEKDAY.match(text)
    span = _day(text[weekday.end() :] if weekday else text, which, doubtful)
    if span and weekday and WEEKDAYS.index(weekday[1][:3].casefold()) != span.first.weekday():
        raise RefusedError(f"{shown(text)}: that day is a {calendar.day_name[span.first.weekday()]}", REMEDY[which])
    if span or weekday:
        return span
    for edge, pattern in (("last", LAST), ("first", FIRST)):
        found = pattern.match(text)
        if found and found.end() < len(text):
            period = _day(text[found.end() :], which, doubtful) or _period(text[found.end() :], which)
            if period and edge != which and period.first != period.last:
                return None
            return period
    return _period(text, which)


def _day(text: str, which: Wanted, doubtful: bool) -> Span | None:
    if found := ISO.fullmatch(text):
        return _one(_date(int(found[1]), int(found[2]), int(found[3])))
    if found := NUMBERS.fullmatch(text):
        return _of_three_numbers(text, int(found[1]), int(found[2]), _year(found[3]), which, doubtful)
    if (found := DAY_MONTH.fullmatch(text)) and found[2].casefold() in MONTHS:
        day = _date(_year(found[3]), MONTHS[found[2].casefold()], int(found[1]))
        return _one(day, "" if len(found[3]) == 4 else f"was read as {spoken_day(day)}")
    if (found := MONTH_DAY.fullmatch(text)) and found[1].casefold() in MONTHS:
        return _one(_date(int(found[3]), MONTHS[found[1].casefold()], int(found[2])))
    return None


def _of_three_numbers(text: str, day: int, month: int, year: int, which: Wanted, doubtful: bool) -> Span:
    if month > 12 >= day:
        raise RefusedError(f"{shown(text)} has no month {month}; it may be written month first", REMEDY[which])
    read_as = _date(year, month, day)
    either = day <= 12 and day != month
    if either and doubtful:
        raise RefusedError(
            f"{shown(text)} can mean two days, since other dates of this column are written month first", REMEDY[which]
        )
    if either:
        return _one(read_as, f"was read as {spoken_day(read_as)}, the day first")
    return _one(read_as, "" if re.search(r"\d{4}$", text) else f"was read as {spoken_day(read_as)}")


def _period(text: str, which: Wanted) -> Span | None:
    """A month, a quarter of a financial year, or a financial year."""
    if (found := MONTH.fullmatch(text)) and found[1].casefold() in MONTHS:
        return _months(_year(found[2]), MONTHS[found[1].casefold()], 1)
    if found := QUARTER.fullmatch(text):
        return _quarter(text, int(found[1]), found[2], found[3], which)
    if found := QUARTER_AFTER.fullmatch(text):
        return _quarter(text, int(found[3]), found[1], found[2], which)
    if QUARTER_OF_A_YEAR.fullmatch(text):
        raise RefusedError(
            f"{shown(text)} can be a quarter of the calendar year or of the financial year",
            "Write the financial year whole, as Q3 2026/27, or a month or a day.",
        )
    if found := YEAR.fullmatch(text):
        if _is_next(found[1], found[2]):
            if int(found[2]) <= 12 and "-" in text:
                raise RefusedError(f"{shown(text)} can be a financial year or a month", REMEDY[which])
            return _months(int(found[1]), 4, 12)
        if len(found[2]) == 2 and "-" in text and 1 <= int(found[2]) <= 12:
            return _months(int(found[1]), int(found[2]), 1)
    if (found := MONTH_NUMBER.fullmatch(text)) and found[1] and 1 <= int(found[1]) <= 12:
        return _months(int(found[2]), int(found[1]), 1)
    return None


def _quarter(text: str, number: int, year: str, following: str, which: Wanted) -> Span:
    if not _is_next(year, following):
        raise RefusedError(f"{shown(text)}: a financial year is written like 2026/27", REMEDY[which])
    month = 4 + 3 * (number - 1)
    return _months(_year(year) + (month > 12), (month - 1) % 12 + 1, 3)


def _is_next(year: str, following: str) -> bool:
    return (int(year) + 1) % 100 == int(following) % 100 and (len(following) == 2 or _year(year) + 1 == int(following))


def _months(year: int, month: int, many: int) -> Span:
    last = year * 12 + month - 1 + many - 1
    ends_year, ends_month = last // 12, last % 12 + 1
    return Span(_date(year, month, 1), _date(ends_year, ends_month, calendar.monthrange(ends_year, ends_month)[1]))


def _one(day: dt.date, said: str = "") -> Span:
    return Span(day, day, said)


def _year(text: str) -> int:
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise RefusedError(f"there is no day {day}/{month}/{year}", "Correct the day or the month.") from error
