"""Hospital admissions for assault by sharp object, as NHS Digital published them for the Home Office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from purbeck.sources import delimited
from purbeck.sources.source import FileRead, Issue, Source, SuppliedFile
from purbeck.tables import Column, Table
from purbeck.workbooks import excel
from purbeck.workbooks.ods import Row

ENGLAND = "England"
GROUPS = ("all", "sex", "age_group", "ethnic_group")
COUNTINGS = ("as_counted", "to_nearest_5", "hidden_1_to_7")
MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")
YEAR = re.compile(r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)")
ADMISSIONS = "FAEs"  # finished admission episodes; the column beside each, FCEs, counts consultants' episodes
HEADING_WITHIN = 15  # rows of a sheet: its title stands above the heading
LOOKED_AT = 500  # rows of a book, to tell what it is
ROUNDED_BY, LARGEST_HIDDEN = 2, 7  # 10 stands for 8 to 12; an asterisk for 1 to 7

TABLE = Table(
    name="sources/hospital_admissions_published",
    meaning="Admissions to English hospitals for assault by sharp object (ICD-10 X99) by region of residence, April 2012 to "
    "March 2022, as published. Regional numbers are rounded, so they are a range and never exact. The series has ended",
    columns=(
        Column("group_by", "string", "what people are told apart by", vocabulary=GROUPS, required=True),
        Column("group_value", "string", "the group, in the supplier's words; `all` where there is none", required=True),
        Column("region", "string", "region of residence, as supplied; `England` is the whole", required=True),
        Column(
            "period_type", "string", "month or financial year", vocabulary=("month", "financial_year"), required=True
        ),
        Column("period", "string", "like 2021-04, or 2021/22", required=True),
        Column("admissions", "int64", "admissions as published; empty where hidden", unit="admissions"),
        Column(
            "lower", "int64", "the fewest that the published figure can stand for", unit="admissions", required=True
        ),
        Column("upper", "int64", "the most that it can stand for", unit="admissions", required=True),
        Column("counting", "string", "how the figure was published", vocabulary=COUNTINGS, required=True),
    ),
    key=("group_by", "group_value", "region", "period_type", "period"),
)
SOURCE = Source(
    name="hospital_admissions_published",
    title="Hospital admissions for assault by sharp object",
    supplier="NHS Digital (Hospital Episode Statistics), for the Home Office",
    licence="Open Government Licence v3.0",
    attribution="Source: Hospital Episode Statistics, NHS Digital. Licensed under the Open Government Licence v3.0.",
    page="https://digital.nhs.uk/data-and-information/publications/statistical/hospital-admitted-patient-care-activity",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE,),
)


@dataclass
class _Layout:
    """The sheet being read: what its columns are, and the year and month its rows have come to."""

    sheet: str
    above: list[tuple[str, ...]] = field(default_factory=list)
    group_by: str = ""
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)  # where: region, group ("" where the row has it)
    year: str = ""
    month: str = ""
    england: dict[tuple[str, str], int] = field(default_factory=dict)  # of the months of the year, by group


def recognises(path: Path) -> bool:
    """Whether a workbook has a sheet of these admissions in it."""
    layout = _Layout("")
    for row in islice(excel.every_row(path), LOOKED_AT):
        layout = layout if row.sheet == layout.sheet else _Layout(row.sheet)
        if row.number <= HEADING_WITHIN and _take_heading(layout, row.cells):
            return True
    return False


def read(path: Path, supplied: SuppliedFile) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """Read one workbook: a row of the table for each figure, and what became of the rows of its sheets."""
    issues: list[Issue] = []
    found: list[dict[str, object]] = []
    total = rejected = 0
    for row, layout in _data_rows(path):
        total += 1
        fault = _place(layout, row, supplied.name)
        if fault is not None:
            issues.append(fault)
            if fault.action == "rejected":
                rejected += 1
                continue
        figures, wrong = _figures(layout, row, supplied.name)
        found += figures
        issues += wrong
    frame = pd.DataFrame(found, columns=[c.name for c in TABLE.columns])
    file_read = FileRead(
        SOURCE.name, supplied.name, supplied.sha256, supplied.given, None, total, total - rejected, rejected
    )
    return frame, file_read, issues


def _data_rows(path: Path) -> Iterator[tuple[Row, _Layout]]:
    """Each row of figures below the headings of its sheet; totals over all groups are those of another sheet."""
    layout = _Layout("")
    for row in excel.every_row(path):
        if row.sheet != layout.sheet:
            layout = _Layout(row.sheet)
        if not layout.columns:
            if row.number <= HEADING_WITHIN:
                _take_heading(layout, row.cells)
            continue
        first = 3 if layout.group_by in ("age_group", "ethnic_group") else 2
        grouped = first == 2 or (len(row.cells) > 2 and row.cells[2].strip(" -"))
        if grouped and any(cell.strip() for cell in row.cells[first:]):
            yield row, layout


def _take_heading(layout: _Layout, cells: Sequence[str]) -> bool:
    """Whether a row is the heading of the sheet; if so the columns are known from it and the rows above."""
    tidy = tuple(cell.strip() for cell in cells)
    if tidy[:2] != ("Year", "Month") or ADMISSIONS not in tidy:
        layout.above.append(tidy)
        return False
    at = next((n for n, row in enumerate(layout.above) if ENGLAND in row), None)
    if at is None:
        return False
    regions = _spread(layout.above[at], len(tidy))
    sexes = _spread(layout.above[at + 1], len(tidy)) if at + 1 < len(layout.above) else [""] * len(tidy)
    third = tidy[2].lower()
    layout.group_by = {"age group": "age_group", "ethnicity": "ethnic_group"}.get(third, "sex" if any(sexes) else "all")
    every = "all" if layout.group_by == "all" else ""
    layout.columns = {n: (regions[n], sexes[n] or every) for n, cell in enumerate(tidy) if cell == ADMISSIONS}
    return True


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Merged headings over every column they stand for."""
    found, last = [], ""
    for n in range(width):
        last = (cells[n] if n < len(cells) else "") or last
        found.append(last)
    return found


def _place(layout: _Layout, row: Row, file: str) -> Issue | None:
    """Bring the sheet to the year and month of a row; an issue where they cannot be told."""
    said, month = (cell.strip(" -") for cell in row.cells[:2])  # a dash says "as above"
    year = YEAR.match(said)
    if "total" in said.lower():
        return _total(layout, row, file, f"{year[1]}/{year[2]}" if year else "")
    if said and year is None:
        return _issue(file, row, "Year", said, "financial_year", "rejected", "is not a financial year like 2021-22")
    if year is not None and f"{year[1]}/{year[2]}" != layout.year:
        layout.year, layout.england = f"{year[1]}/{year[2]}", {}
    if month:
        if month[:3].lower() not in MONTHS:
            return _issue(file, row, "Month", month, "month", "rejected", "is not a month")
        number = (MONTHS.index(month[:3].lower()) + 3) % 12 + 1
        layout.month = f"{int(layout.year[:4]) + (number < 4)}-{number:02d}" if layout.year else ""
    return (
        None if layout.month else _issue(file, row, "Year", said, "financial_year", "rejected", "stands below no year")
    )


def _total(layout: _Layout, row: Row, file: str, year: str) -> Issue | None:
    """A total belongs to the months above it; one that says another year is taken by the sum of England's months."""
    layout.month = ""
    if year == layout.year:
        return None
    sums = [
        layout.england.get((layout.group_by, group)) == _whole(row.cells[at])
        for at, (region, group) in layout.columns.items()
        if region == ENGLAND and at < len(row.cells)
    ]
    if sums and all(sums):
        why = f"stands below the months of {layout.year} and is their sum in England, so it is taken as that year's"
        return _issue(file, row, "Year", row.cells[0].strip(), "total_of_year", "kept_as_supplied", why)
    why = f"stands below the months of {layout.year}"
    return _issue(file, row, "Year", row.cells[0].strip(), "total_of_year", "rejected", why)


def _figures(layout: _Layout, row: Row, file: str) -> tuple[list[dict[str, object]], list[Issue]]:
    """The figures of a row, and an issue for each that is not as this supplier publishes; an empty cell says nothing."""
    found: list[dict[str, object]] = []
    issues: list[Issue] = []
    period = ("month", layout.month) if layout.month else ("financial_year", layout.year)
    for at, (region, of_column) in layout.columns.items():
        text = row.cells[at].strip() if at < len(row.cells) else ""
        group = of_column or row.cells[2].strip()
        if not text:
            continue
        number = _whole(text)
        if number is None and text != "*":
            issues.append(
                _issue(file, row, region, text, "whole_number", "kept_without_value", "is not a whole number or *")
            )
            continue
        if number is not None and region != ENGLAND and number % 5:
            why = "is not a multiple of 5, as this supplier's regional figures are: it may be of another table"
            issues.append(_issue(file, row, region, text, "rounded_to_5", "kept_without_value", why))
            continue
        if region == ENGLAND and number is not None and layout.month:
            key = (layout.group_by, group)
            layout.england[key] = layout.england.get(key, 0) + number
        limits = _limits(number, region)
        values = (layout.group_by, group, region, *period, number, *limits)
        found.append(dict(zip((c.name for c in TABLE.columns), values, strict=True)))
    return found, issues


def _limits(number: int | None, region: str) -> tuple[int, int, str]:
    """The fewest and the most that a figure can stand for, and how it was published."""
    if number is None:
        return 1, LARGEST_HIDDEN, "hidden_1_to_7"
    if region == ENGLAND or number == 0:
        return number, number, "as_counted"
    return number - ROUNDED_BY, number + ROUNDED_BY, "to_nearest_5"


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,6}", text.strip()) else None


def _issue(file: str, row: Row, column: str, value: str, rule: str, action: str, why: str) -> Issue:
    issue = delimited.value_issue(SOURCE.name, f"{file}#{row.sheet}", row.number, column, value, rule, action, why)
    return Issue(SOURCE.name, file, row.number, f"{row.sheet}: {column}", value, rule, action, issue.message)
