"""What an offence weighs: Cambridge Crime Harm Index and ONS Crime Severity Score, as published."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from purbeck.sources import delimited
from purbeck.sources.source import FileRead, Issue, Source, SuppliedFile
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workbooks import excel
from purbeck.workbooks.ods import Row

CAMBRIDGE, SEVERITY = "cambridge_crime_harm_index", "crime_severity_score"
INDICES = (CAMBRIDGE, SEVERITY)
UNITS = {CAMBRIDGE: "days of custody", SEVERITY: "points"}
# Headings as either publisher may write them: nobody here has opened the files (unverified).
CODE = re.compile(r"(home office |ho |offence )*(offence )?(code|class|ref)( \(ho\))?", re.IGNORECASE)
OFFENCE = re.compile(r"offence( name| description| title)?|description|crime type", re.IGNORECASE)
WEIGHT = {
    CAMBRIDGE: re.compile(r"(cchi|crime harm index|harm).*|.*\bdays\b.*", re.IGNORECASE),
    SEVERITY: re.compile(r"(severity |offence )?weight(ing)?s?( \(.*\))?|.*severity.*weight.*", re.IGNORECASE),
}
NUMBER = re.compile(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+(\.\d+)?")
ONE_CODE = re.compile(r"(\d{1,3})([A-Z]|\.\d{1,2})?")
YEAR = re.compile(r"\b20\d\d\b")
HEADING_WITHIN, LOOKED_AT = 30, 400  # rows of a sheet above which titles stand; rows of a file, to tell what it is

TABLE = Table(
    name="sources/harm_weights",
    meaning="What one offence of each Home Office code weighs in the Cambridge Crime Harm Index and in the ONS's Crime Severity "
    "Score, as published; the Cambridge index has several offences under some codes",
    columns=(
        Column("harm_index", "string", "which of the two", vocabulary=INDICES, required=True),
        Column("harm_index_version", "string", "the year in the title of the table, or the beginning of the file's hash",
               required=True),
        Column("offence_code", "string", "Home Office offence code", required=True),
        Column("offence", "string", "the offence, as supplied"),
        Column("weight", "float64", "what one offence weighs", unit="days of custody, or points", decimals=6, required=True),
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in its sheet, counting from 1", required=True),
    ),
    key=("harm_index", "offence_code", "file", "row"),
    parts="one file",
)  # fmt: skip

KINDS = {index: f"{TABLE.name}/{index}" for index in INDICES}  # what the door calls a file of either

SOURCE = Source(
    name="harm_weights",
    title="Weights of offences: Cambridge Crime Harm Index and Crime Severity Score",
    supplier="Cambridge Centre for Evidence-Based Policing; Office for National Statistics",
    licence="Cambridge: as its page says, not read from here; ONS: Open Government Licence v3.0",
    attribution="Sources: Cambridge Crime Harm Index; Office for National Statistics, Crime Severity Score (Open Government "
    "Licence v3.0).",
    page="https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/crimeseverityscoredatatool",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE,),
)


@dataclass
class _Sheet:
    """The sheet being read: where its columns stand, once its heading has come, and the year its titles give."""

    name: str
    index: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    year: str = ""

    def take(self, cells: Sequence[str]) -> bool:
        """Whether a row is the heading of weights; if so the columns are known from it."""
        tidy = [" ".join(cell.split()) for cell in cells]
        years = YEAR.findall(" ".join(tidy))
        self.year = max([self.year, *years])
        code = next((n for n, cell in enumerate(tidy) if CODE.fullmatch(cell)), None)
        for index, pattern in WEIGHT.items():
            weight = next((n for n, cell in enumerate(tidy) if pattern.fullmatch(cell) and n != code), None)
            if code is not None and weight is not None:
                named = next(
                    (n for n, cell in enumerate(tidy) if OFFENCE.fullmatch(cell) and n not in (code, weight)), None
                )
                self.index = index
                self.columns = {"code": code, "weight": weight} | ({"offence": named} if named is not None else {})
                return True
        return False


def recognise(path: Path, header: Sequence[str] = ()) -> str | None:
    """Which index a workbook, or a CSV file with this header, has weights of, as the door calls it; None for neither."""
    sheet = _Sheet("")
    if not excel.is_workbook(path):
        return KINDS[sheet.index] if sheet.take(header) else None
    for row in islice(_rows(path), LOOKED_AT):
        sheet = sheet if row.sheet == sheet.name else _Sheet(row.sheet)
        if row.number <= HEADING_WITHIN and sheet.take(row.cells):
            return KINDS[sheet.index]
    return None


def read(store: Store, part: str, key: str, path: Path, supplied: SuppliedFile) -> tuple[list[FileRead], list[Issue]]:
    """Read one file into one part of the table: a row for each code of each row of its sheets; what became of the rows."""
    found: list[tuple[object, ...]] = []
    issues: list[Issue] = []
    total = 0
    for row, sheet in _data_rows(path):
        total += 1
        cells = {name: row.cells[at].strip() if at < len(row.cells) else "" for name, at in sheet.columns.items()}
        codes = codes_in(cells["code"])
        fault = _fault(cells, codes)
        if fault is not None:
            issues.append(_issue(supplied.name, row, *fault))
            continue
        version = sheet.year or supplied.sha256[:8]
        weight = float(cells["weight"].replace(",", ""))
        found += [
            (sheet.index, version, code, cells.get("offence") or None, weight, supplied.name, row.number)
            for code in codes
        ]
    frame = pd.DataFrame(found, columns=[column.name for column in TABLE.columns])
    store.write_part(TABLE, part, frame, key, ordered=False)
    kept = total - len(issues)
    return [
        FileRead(SOURCE.name, supplied.name, supplied.sha256, supplied.given, None, total, kept, len(issues))
    ], issues


def codes_in(text: str) -> list[str]:
    """The Home Office codes that a cell names: "1, 4.1/10/2" are 1, 4.1, 4.10 and 4.2; "17A/B" are 17A and 17B.

    Empty where the cell cannot be read so.
    """
    found: list[str] = []
    for part in re.split(r"[,;&]|\band\b", text.upper()):
        number, pieces = "", [piece.strip() for piece in part.split("/")]
        for piece in pieces:
            whole = ONE_CODE.fullmatch(piece)
            if whole and (whole[2] or not number):  # a bare number after another may be a class and its subclass
                number = whole[1] + ("." if (whole[2] or "").startswith(".") else "")
                found.append(_plain(piece))
            elif number and re.fullmatch(r"\d{1,2}" if number.endswith(".") else "[A-Z]", piece):
                found.append(number + piece)
            else:
                return []
    return list(dict.fromkeys(found))


def _plain(code: str) -> str:
    return code.lstrip("0") or code


def _fault(cells: dict[str, str], codes: list[str]) -> tuple[str, str, str, str] | None:
    """Column, value, rule and words for what is wrong with a row; None where nothing is."""
    if not codes:
        return "code", cells["code"], "offence_code", "is not a Home Office offence code like 8N or 4.1"
    if not NUMBER.fullmatch(cells["weight"]):
        return "weight", cells["weight"], "weight", "is not a weight: a number of 0 or more"
    return None


def _data_rows(path: Path) -> Iterator[tuple[Row, _Sheet]]:
    """Each row below the heading of its sheet in which a code or a weight stands."""
    sheet = _Sheet("")
    for row in _rows(path):
        if row.sheet != sheet.name:
            sheet = _Sheet(row.sheet)
        if not sheet.columns:
            if row.number <= HEADING_WITHIN:
                sheet.take(row.cells)
            continue
        both = [
            row.cells[at].strip() for name, at in sheet.columns.items() if name != "offence" and at < len(row.cells)
        ]
        if len(both) > 1 and all(both):  # a heading of a group of offences has no code, or no weight
            yield row, sheet


def _rows(path: Path) -> Iterator[Row]:
    if excel.is_workbook(path):
        yield from excel.every_row(path)
        return
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for number, cells in enumerate(csv.reader(file), start=1):
            if any(cell.strip() for cell in cells):
                yield Row("", number, tuple(cells))


def _issue(file: str, row: Row, column: str, value: str, rule: str, why: str) -> Issue:
    where = f"{file}#{row.sheet}" if row.sheet else file
    issue = delimited.value_issue(SOURCE.name, where, row.number, column, value, rule, "rejected", why)
    return Issue(SOURCE.name, file, row.number, column, value, rule, "rejected", issue.message)
