"""Police recorded crime by CSP or force, quarter and offence code, as the Home Office publishes it."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

import ibis
import pandas as pd

from purbeck.errors import SourceError
from purbeck.sources import delimited, recorded_repeats
from purbeck.sources.source import FileRead, Issue, Source, SuppliedFile
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workbooks import ods
from purbeck.workbooks.ods import Row

# The name of each column, over the years of publication; the first pattern that fits a heading counts.
HEADINGS = {
    "financial_year": r"financial year",
    "quarter": r"financial quarter",
    "force": r"(police )?force( name)?|pfa",
    "csp": r"csp name",
    "offence": r"offence description",
    "offence_group": r"offence group",
    "offence_subgroup": r"offence subgroup",
    "offence_code": r"offence code",
    "count": r"offence count|number of offences",
}
NEEDED = ("offence_group", "offence_code", "count")
FINANCIAL_YEAR = re.compile(r"(20\d\d)[/_-](?:20)?(\d\d)")
QUARTERS = ("1", "2", "3", "4")  # April to June, ..., January to March
WHOLE = re.compile(r"-?\d{1,7}(\.0+)?")
HEADING_WITHIN = 30  # rows of a sheet: titles and contents stand above the heading
LOOKED_AT = 2_000  # rows of a file, to tell what it is
NOTES = "notes"

TABLE = Table(
    name="sources/recorded_crime",
    meaning="Police recorded crime as the Home Office publishes it, one row for each row of its sheets",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("sheet", "string", "the sheet; empty for a CSV file", required=True),
        Column("row", "int64", "the row in the sheet, counting from 1", required=True),
        Column("financial_year", "string", "April to March, like 2025/26", required=True),
        Column("quarter", "int64", "1 is April to June, 4 is January to March; empty where the file has none"),
        Column("force", "string", "the police force, as supplied"),
        Column("csp", "string", "the CSP, as supplied; empty in the tables by force"),
        Column("offence", "string", "Offence Description"),
        Column("offence_group", "string", "Offence Group", required=True),
        Column("offence_subgroup", "string", "Offence Subgroup"),
        Column("offence_code", "string", "Home Office offence code", required=True),
        Column("count", "int64", "offences; below zero where more were reclassified later than recorded",
               unit="offences", required=True),
    ),
    key=("file", "sheet", "row"),
    parts="one file",
)  # fmt: skip

NOTES_TABLE = Table(
    name="sources/recorded_crime_notes",
    meaning="What the Home Office says of its own figures, line by line of the notes sheet",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in the sheet, counting from 1", required=True),
        Column("note", "string", "the note, as supplied", required=True),
    ),
    key=("file", "row"),
    parts="one file",
)

SOURCE = Source(
    name="recorded_crime",
    title="Police recorded crime by CSP",
    supplier="Home Office",
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
    page="https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE, NOTES_TABLE),
)


def names_in(header: Sequence[str]) -> dict[str, int] | None:
    """Where each of our columns stands in a row of headings, or None where it is no such row."""
    tidy = [" ".join(cell.split()).lower() for cell in header]
    found = {}
    for ours, pattern in HEADINGS.items():
        at = next((n for n, cell in enumerate(tidy) if re.fullmatch(pattern, cell)), None)
        if at is not None:
            found[ours] = at
    placed = "csp" in found or "force" in found
    return found if placed and all(name in found for name in NEEDED) else None


def recognises(path: Path) -> bool:
    """Whether a spreadsheet has a sheet of recorded crime in it."""
    return any(names_in(row.cells) is not None for row in islice(ods.rows(path), LOOKED_AT))


@dataclass
class _Sheet:
    """The sheet being read: its columns, once its heading has come, and the year its name gives."""

    name: str
    columns: dict[str, int] | None = None
    year: str | None = None


def read(
    store: Store,
    part: str,
    key: str,
    path: Path,
    supplied: SuppliedFile,
    heard: Callable[[int, int], None] | None = None,
) -> tuple[list[FileRead], list[Issue]]:
    """Read one spreadsheet into one part of the table, row by row, in constant memory; `heard` is told bytes read of all.

    Raises SourceError where the file is damaged or no sheet of it has the headings.
    """
    notes: list[tuple[str, int, str]] = []
    names = tuple(c.name for c in TABLE.columns)
    columns = dict.fromkeys((*names, *recorded_repeats.MARKS), "VARCHAR")
    with store.temporary_folder() as folder:
        tidy = folder / "rows.csv"
        total, issues = _write_tidy(tidy, tuple(columns), _data_rows(path, supplied.name, notes, heard), supplied.name)
        if not total:
            raise SourceError(
                f"{path.name} has no row of recorded crime below its headings.",
                "Download it again from the page of the open data tables, then run purbeck build again.",
            )
        held = store.engine.csv([tidy], columns)
        rows, repeats = recorded_repeats.without_repeats(store, held, SOURCE.name, supplied.name)
        taken_out = {
            (issue.row, issue.column) for issue in repeats
        }  # what was odd about a row that is kept, is not kept
        issues = [issue for issue in issues if (issue.row, issue.column) not in taken_out] + repeats
        store.write_part(TABLE, part, rows.mutate(**{n: rows[n].nullif("") for n in names[2:]}), key, ordered=False)
    store.write_part(NOTES_TABLE, part, pd.DataFrame(notes, columns=["file", "row", "note"]), key, ordered=False)
    written = store.engine.parquet(TABLE, [store.part_path(TABLE, part, key)])
    kept = int(store.fetch(written.aggregate(n=ibis._.count()))["n"].iloc[0])
    rejected = sum(issue.action == "rejected" for issue in issues)
    return [FileRead(SOURCE.name, supplied.name, supplied.sha256, supplied.given, None, total, kept, rejected)], issues


def _write_tidy(
    tidy: Path, columns: Sequence[str], rows: Iterable[tuple[Row, _Sheet]], name: str
) -> tuple[int, list[Issue]]:
    """Write the rows that can be used as CSV, by our names and with what they are compared by; rows read, and issues."""
    issues: list[Issue] = []
    total = 0
    with tidy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row, sheet in rows:
            total += 1
            values = _values(row, sheet)
            fault = _fault(values)
            if fault is not None:
                issues.append(_issue(name, row, values, *fault))
                if fault[2] == "rejected":
                    continue
            cells = values | {
                "file": name, "sheet": row.sheet, "row": str(row.number), "count": str(int(float(values["count"]))),
                "figure_of": _figure_of(values), "says": _says(row, sheet), "order": str(total),
            }  # fmt: skip
            writer.writerow([cells[column] for column in columns])
    return total, issues


def _data_rows(
    path: Path, name: str, notes: list[tuple[str, int, str]], heard: Callable[[int, int], None] | None
) -> Iterator[tuple[Row, _Sheet]]:
    """Each row below the headings of its sheet; the lines of the notes sheet go into `notes`."""
    sheet = _Sheet("")
    for row in ods.rows(path, heard):
        if row.sheet != sheet.name:
            year = FINANCIAL_YEAR.search(row.sheet)
            sheet = _Sheet(row.sheet, None, f"{year[1]}/{year[2]}" if year else None)
        if sheet.columns is not None:
            yield row, sheet
        elif row.number <= HEADING_WITHIN and (columns := names_in(row.cells)) is not None:
            sheet.columns = columns
        elif row.sheet.strip().lower() == NOTES:
            notes.append((name, row.number, " ".join(cell.strip() for cell in row.cells if cell.strip())))


def _values(row: Row, sheet: _Sheet) -> dict[str, str]:
    """The cells of a row by our names; the year from the sheet's name where no column gives it."""
    columns = sheet.columns or {}
    values = dict.fromkeys(HEADINGS, "") | {
        ours: row.cells[at].strip() for ours, at in columns.items() if at < len(row.cells)
    }
    year = FINANCIAL_YEAR.fullmatch(values["financial_year"])
    given = f"{year[1]}/{year[2]}" if year else values["financial_year"]
    values["financial_year"] = given or sheet.year or ""
    if "quarter" in columns:
        values["quarter"] = values["quarter"].removeprefix("Q") or "?"
    return values


@cache
def plain_name(name: str) -> str:
    """A name without what publishers vary: capitals, punctuation, "&" for "and"."""
    return " ".join(re.sub(r"[^\w]+", " ", name.lower().replace("&", " and ")).split())


def _figure_of(values: dict[str, str]) -> str:
    """What a row's count is of, to find a second one of the same; "" where the file gives no quarter."""
    if not values["quarter"]:
        return ""
    places = (plain_name(values["force"]), plain_name(values["csp"]))
    return "|".join((values["financial_year"], values["quarter"], *places, values["offence_code"].upper()))


def _says(row: Row, sheet: _Sheet) -> str:
    """A digest of every cell of a row but its count, columns that we do not read among them."""
    count = (sheet.columns or {}).get("count")
    said = "\n".join(cell.strip() for at, cell in enumerate(row.cells) if at != count).rstrip("\n")
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _fault(values: dict[str, str]) -> tuple[str, str, str, str] | None:
    """Column, rule, action and words for the first thing wrong with a row; None where nothing is."""
    if not FINANCIAL_YEAR.fullmatch(values["financial_year"]):
        return "financial_year", "financial_year", "rejected", "is not a financial year like 2025/26"
    if values["quarter"] not in ("", *QUARTERS):
        return "quarter", "quarter", "rejected", "is not a quarter from 1 (April to June) to 4 (January to March)"
    if not values["force"] and not values["csp"]:
        return "csp", "place_named", "rejected", "names neither a CSP nor a force"
    for column in ("offence_group", "offence_code"):
        if not values[column]:
            return column, "offence_named", "rejected", "names no offence"
    if not WHOLE.fullmatch(values["count"]):
        return "count", "whole_number", "rejected", "is not a whole number of offences"
    if values["count"].startswith("-"):
        return "count", "negative_count", "kept_as_supplied", "is below zero: more were reclassified than recorded"
    return None


def _issue(file: str, row: Row, values: dict[str, str], column: str, rule: str, action: str, why: str) -> Issue:
    """The issue for a row; its message names the sheet, which the table has no column for."""
    where = f"{file}#{row.sheet}"
    issue = delimited.value_issue(SOURCE.name, where, row.number, column, values[column], rule, action, why)
    return replace(issue, file=file, column=f"{row.sheet}: {column}")
