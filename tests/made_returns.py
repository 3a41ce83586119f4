"""Returns made up for tests: rows that fit each contract, and files of them in the forms that partners send."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from purbeck.sources.returns.contract import Column, Contract

TODAY = dt.date(2026, 11, 26)
PLACES = {
    "lsoa21": "E01020481", "ward": "E05012612", "district": "E06000059", "csp": "E22000400", "county": "E10000009",
    "force": "E23000039", "region": "E12000009", "nation": "E92000001",
}  # fmt: skip
PERIODS = {
    "month": "2026-{:02d}", "quarter": "{} Q1", "calendar_year": "{}", "financial_year": "{}/{:02d}",
    "three_years": "{}/{:02d} to {}/{:02d}", "rolling_12_months": "12 months to 2025-{:02d}",
}  # fmt: skip
IDS = ("RD300", "8N", "fly_tipping")  # of one of these forms is each column of ids


def period(kind: str, number: int) -> str:
    """A period of a kind; other numbers (from 0 to 7) give others."""
    year = 2017 + number
    return PERIODS[kind].format(
        *{
            "month": (number + 1,), "rolling_12_months": (number + 1,), "financial_year": (year, (year + 1) % 100),
            "three_years": (year - 2, (year - 1) % 100, year, (year + 1) % 100),
        }.get(kind, (year,))
    )  # fmt: skip


def good(column: Column, number: int) -> str:
    """A value that fits a column, the `number`th of its return."""
    if column.form == "code":
        return next(code for code in column.allowed_codes if code != "0")  # so often as "0" nobody has any event
    if column.form == "place":
        return PLACES[column.place_types[0]]
    if column.form == "period":
        return period(column.period_types[0], number)
    if column.form == "id":
        return next(one for one in IDS if re.search(column.pattern, one))
    days = {"period_start": "2026-03-01", "period_end": "2026-03-31", "recorded_on": "2026-03-20"}
    times = {"assaulted": "2026-03-14 22:15", "arrived": "2026-03-14 23:05"}
    least = 0.0 if column.least is None else column.least
    most = 100.0 if column.most is None else column.most
    middle = {"lower": 0.25, "upper": 0.75}.get(column.part, 0.5)
    return {
        "day": days.get(column.name, "2026-03-14"),
        "time": times.get(column.name, "2026-03-14 22:15"),
        "flag": "yes",
        "text": "outside the Red Lion",
        "count": str(15 + 5 * number),
        "number": f"{least + (min(most, 1000.0) - least) * middle:g}",
        "share": f"{least + (most - least) * middle:g}",
    }[column.form]


def headings(contract: Contract) -> list[str]:
    """The headings of a contract, in order."""
    return [column.heading for column in contract.columns]


def rows(contract: Contract, count: int = 4) -> list[list[str]]:
    """Rows that fit a contract, the headings first."""
    return [headings(contract), *([good(column, n) for column in contract.columns] for n in range(count))]


def write_csv(path: Path, lines: Iterable[Sequence[str]], encoding: str = "utf-8") -> Path:
    """A CSV file of rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook of sheets; what looks like a number is one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        fill(book.create_sheet(name), lines)
    book.save(path)
    return path


def fill(sheet: Worksheet, lines: Iterable[Sequence[object]]) -> None:
    """Put rows into a sheet."""
    for line in lines:
        sheet.append([_cell(value) for value in line])


def _cell(value: object) -> object:
    text = str(value)
    return float(text) if isinstance(value, str) and text.replace(".", "", 1).isdigit() and len(text) < 5 else value
