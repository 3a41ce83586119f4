"""Days, times and periods as partners write them: what can mean two days is an issue, and no guess."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache

import pandas as pd

from purbeck.periods import Period, calendar_year, financial_year, month_name, month_number, three_financial_years

ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
FIGURES = r"[0-9]{2}/[0-9]{2}/[0-9]{4}"
LOOSE = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<ym>\d{1,2})[-/.](?P<yd>\d{1,2})|(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{4}|\d{2})"
    r"|(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<m>[a-z]{3,9})\.?,?[ -](?P<w>\d{4}|\d{2}))"
    r"(?:[ t,]+(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?z?)?",
    re.I,
)
CENTURY = 2000
COUNTED = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
MONTHS = {name.casefold(): number for number in range(1, 13)
          for name in (calendar.month_name[number], calendar.month_abbr[number])} | {"sept": 9}  # fmt: skip
MONTH = re.compile(
    r"(?P<y>\d{4})-(?P<n>\d{1,2})(?:-01)?|(?P<m>[a-z]{3,9})[ -](?P<w>\d{4}|\d{2})|(?P<k>\d{1,2})/(?P<v>\d{4})", re.I
)  # 2026-01, Jan 2026, Jan-26, 01/2026: the last two as Excel shows a month
QUARTER = re.compile(r"(?P<y>\d{4})[ -]*Q(?P<q>[1-4])|Q(?P<p>[1-4])[ -]*(?P<w>\d{4})", re.I)
FINANCIAL_QUARTER = re.compile(
    r"Q(?P<q>[1-4])[ ,]+(?P<y>\d{4})/(?P<z>\d{2})|(?P<b>\d{4})/(?P<c>\d{2})[ ,]+Q(?P<p>[1-4])", re.I
)
FINANCIAL = re.compile(r"(?:FY ?)?(?P<y>\d{4})/(?P<z>\d{2}|\d{4})", re.I)
THREE = re.compile(r"(?P<y>\d{4})/\d{2} (?:to|-) (?P<w>\d{4})/(?P<z>\d{2})", re.I)
ROLLING = re.compile(r"(?:the )?12 months to (?P<rest>.+)", re.I)


def times(values: pd.Series, day_form: str, day_zero: dt.date | None, clock: bool) -> tuple[pd.Series, pd.Series]:
    """Texts as days (2026-03-31) or, with the `clock`, times (2026-03-31T22:15), and the rule that each breaks or "".

    `day_zero` is what the file counts days from, None where it does not say.
    """
    clean, rule = pd.Series("", values.index, dtype="str"), pd.Series("day", values.index, dtype="str")
    form = f"{ISO_DAY}{CLOCK if clock else ''}"
    usual = values.str.fullmatch(form).to_numpy(dtype=bool)
    tidy = values[usual].str.slice(0, 16).str.replace("T", " ", regex=False)
    if day_form:
        declared = values.str.fullmatch(f"{FIGURES}{CLOCK if clock else ''}").to_numpy(dtype=bool)
        said = values[declared]
        first, second = said.str.slice(0, 2), said.str.slice(3, 5)
        day, month = (first, second) if day_form.startswith("dd") else (second, first)
        day_text = said.str.slice(6, 10) + "-" + month + "-" + day
        tidy = pd.concat([tidy, day_text + said.str.slice(10, 16).str.replace("T", " ", regex=False)])
    read = pd.to_datetime(tidy, format="%Y-%m-%d %H:%M" if clock else "%Y-%m-%d", errors="coerce")
    good = read.index[read.notna()]
    clean.loc[good] = tidy.loc[good].str.replace(" ", "T", regex=False)
    rule.loc[good] = ""
    for at, text in values.drop(good).items():
        clean.at[at], rule.at[at] = _one(str(text), day_form, day_zero, clock)
    return clean, rule


def _one(text: str, day_form: str, day_zero: dt.date | None, clock: bool) -> tuple[str, str]:
    """One text that is not of the usual form: what it means, and the rule that it breaks."""
    if COUNTED.fullmatch(text):
        if day_zero is None:
            return "", "day_as_number"
        return _counted(float(text), day_zero, clock), "read_as_day"
    found = LOOSE.fullmatch(text)
    if not found:
        return "", "day"
    at = dict(found.groupdict())
    if at["h"] is None and clock:
        if day_zero is None or not at["y"]:
            return "", "clock"
        at |= {"h": "0", "min": "00"}  # a worksheet keeps midnight as the day alone
    if at["y"]:
        day, rule = _day(int(at["y"]), int(at["ym"]), int(at["yd"])), ""
    elif at["a"] and not day_form:
        return "", "undeclared_order"  # 14/03 too: whoever writes it so writes 03/04 as well
    elif len(at["c"] or at["w"]) == 2 and not day_form:
        return "", "day"
    elif at["m"]:
        day, rule = _day(_year(at["w"]), MONTHS.get(at["m"].casefold(), 0), int(at["d"])), ""
    else:
        first, second = int(at["a"]), int(at["b"])
        number, month = (first, second) if day_form.startswith("dd") else (second, first)
        day, rule = _day(_year(at["c"]), month, number), ""
    if day is None or rule:
        return "", rule or "day"
    if not clock:
        return ("", "day") if at["h"] and (at["h"], at["min"]) not in {("00", "00"), ("0", "00")} else (str(day), "")
    hour, minute = int(at["h"]), int(at["min"])
    return (f"{day}T{hour:02d}:{minute:02d}", "") if hour < 24 and minute < 60 else ("", "day")


def _year(text: str) -> int:
    """A year; one of two digits is of this century."""
    return int(text) + (CENTURY if len(text) == 2 else 0)


def _counted(number: float, day_zero: dt.date, clock: bool) -> str:
    at = dt.datetime.combine(day_zero, dt.time()) + dt.timedelta(minutes=round(number * 1440))
    return at.isoformat(timespec="minutes") if clock else at.date().isoformat()


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@cache
def period_of(text: str) -> Period | None:
    """The period that a text means; None where it means none, or might mean two."""
    if found := MONTH.fullmatch(text):
        number = MONTHS.get(found["m"].casefold(), 0) if found["m"] else int(found["n"] or found["k"])
        month = f"{_year(found['y'] or found['w'] or found['v'])}-{number:02d}"
        return Period("month", month, month) if 1 <= number <= 12 else None
    if re.fullmatch(r"\d{4}", text):
        return calendar_year(int(text))
    if found := QUARTER.fullmatch(text):
        return _quarter(int(found["y"] or found["w"]), int(found["q"] or found["p"]) * 3 - 2)
    if found := FINANCIAL_QUARTER.fullmatch(text):
        year, after, number = (int(found[a] or found[b]) for a, b in (("y", "b"), ("z", "c"), ("q", "p")))
        return _quarter(year + number // 4, (number * 3) % 12 + 1) if after == (year + 1) % 100 else None
    if found := FINANCIAL.fullmatch(text):
        year = int(found["y"])
        return financial_year(year) if int(found["z"]) in {(year + 1) % 100, year + 1} else None
    if found := THREE.fullmatch(text):
        period = three_financial_years(int(found["w"]))
        return (
            period
            if int(found["y"]) == int(found["w"]) - 2 and int(found["z"]) == (int(found["w"]) + 1) % 100
            else None
        )
    if found := ROLLING.fullmatch(text):
        last = period_of(found["rest"])
        if last and last.type == "month":
            return Period("rolling_12_months", month_name(month_number(last.last) - 11), last.last)
    return None


def _quarter(year: int, month: int) -> Period:
    number = month_number(f"{year:04d}-{month:02d}")
    return Period("quarter", month_name(number), month_name(number + 2))


def written(period: Period) -> str:
    """A period as stored files hold it: 2026-03, 2026 Q1, 2026, 2025/26, 2023/24 to 2025/26, 12 months to 2026-03."""
    if period.type == "month":
        return period.first
    if period.type == "quarter":
        return f"{period.first[:4]} Q{(int(period.first[5:]) + 2) // 3}"
    return f"12 months to {period.last}" if period.type == "rolling_12_months" else period.label
