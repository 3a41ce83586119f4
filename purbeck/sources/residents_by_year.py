"""Mid-year estimates of residents by single year of age and sex, as the ONS and Nomis supply them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import ibis
import numpy as np

from purbeck.errors import SourceError
from purbeck.sources import delimited
from purbeck.sources.age_columns import OLDEST, Headings, headings_in, sex_said, tidy, years_said
from purbeck.sources.ages_gathered import Cells, Gathered
from purbeck.sources.source import FileRead, Issue, Source, SuppliedFile
from purbeck.store import Store, union
from purbeck.tables import Column, Table
from purbeck.workbooks import excel

SEXES = ("female", "male", "persons")
BAND_WIDTH = 5  # as the European Standard Population of 2013 is cut, so that rates can be standardised later
AGE_BANDS = (*(f"{age} to {age + BAND_WIDTH - 1}" for age in range(0, OLDEST, BAND_WIDTH)), f"{OLDEST} and over")
FIRST_AGES = np.arange(0, OLDEST + 1, BAND_WIDTH)
HEADING_WITHIN = 30  # rows of a sheet: titles and notes stand above the headings
PAGE = (
    "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates/datasets/"
    "lowersuperoutputareamidyearpopulationestimates"
)

TABLE = Table(
    name="sources/residents_by_year",
    meaning="Residents at the middle of a year by area, sex and five-year age band, as estimated by the ONS",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("year", "int64", "the year; estimates are for 30 June", required=True),
        Column("area_code", "string", "LSOA of 2011 or 2021, or district, as supplied", required=True),
        Column(
            "sex", "string", "female, male, or persons where the file does not tell", vocabulary=SEXES, required=True
        ),
        Column("age_band", "string", "age in years", vocabulary=AGE_BANDS, required=True),
        Column("residents", "int64", "usual residents", unit="people", required=True),
    ),
    key=("file", "year", "area_code", "sex", "age_band"),
    parts="one file",
)

SOURCE = Source(
    name="residents_by_year",
    title="Mid-year population estimates",
    supplier="Office for National Statistics",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics licensed under the Open Government Licence v3.0.",
    page=PAGE,
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE,),
)


def recognises(path: Path, header: Sequence[str]) -> bool:
    """Whether a file, a CSV with this header or a workbook, holds residents by age.

    Raises SourceError, in words, for one that does but cannot be used: ages missing, in broad groups, or without a year.
    """
    if not excel.is_workbook(path):
        headings = headings_in(header)
        if headings is None or (not headings.is_wide and headings.sex is None):
            return False
        _check_ages(path, "", headings)
        _year_of_file(path, headings)
        return True
    found = [(sheet, *start) for sheet in excel.sheets(path) if (start := _start_of(path, sheet)) is not None]
    for sheet, headings, above in found:
        _check_ages(path, sheet, headings)
        _year_of_sheet(path, sheet, headings, above)
    return bool(found)


def why_not(path: Path) -> str | None:
    """What keeps a workbook that names small areas from being read; None where it is nothing of the kind."""
    for sheet in excel.sheets(path):
        for _, cells in islice(excel.rows(path, sheet), HEADING_WITHIN):
            names = [tidy(cell) for cell in cells]
            if any("lsoa" in name and "code" in name for name in names) and "total" in names:
                return (
                    "It is a workbook of small areas without single years of age: take the ONS's by single year of age."
                )
    return None


def read(store: Store, part: str, key: str, path: Path, supplied: SuppliedFile) -> tuple[list[FileRead], list[Issue]]:
    """Read one file into one part of the table; ages are added up to bands, which keeps a nation's small areas small.

    Raises SourceError where no row of it can be used.
    """
    gathered = Gathered(SOURCE.name, supplied.name)
    if excel.is_workbook(path):
        _gather_workbook(path, gathered)
    else:
        _gather_csv(path, gathered)
    gathered.finish()
    if not gathered.kept:
        first = f" {gathered.issues[0].message}" if gathered.issues else ""
        raise SourceError(
            f"{path.name} has no row of residents by single year of age that can be used.{first}",
            "See docs/how-to/denominators.md for the file to take; put it in place of this one.",
        )
    _write(store, part, key, supplied.name, gathered)
    read_ = FileRead(SOURCE.name, supplied.name, supplied.sha256, supplied.given, None, gathered.total, gathered.kept,
                     gathered.total - gathered.kept)  # fmt: skip
    return [read_], gathered.issues


def _write(store: Store, part: str, key: str, file: str, gathered: Gathered) -> None:
    columns = [f"band_{n}" for n in range(len(AGE_BANDS))]
    with store.temporary_folder() as folder:
        tidy_file = folder / "rows.csv"
        with tidy_file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("year", "area_code", "sex", *columns))
            for (year, area, sex), ages in gathered.by_area():
                writer.writerow((year, area, sex, *np.add.reduceat(ages, FIRST_AGES).tolist()))
        kinds = {"year": "BIGINT", "area_code": "VARCHAR", "sex": "VARCHAR"} | dict.fromkeys(columns, "BIGINT")
        rows = store.engine.csv([tidy_file], kinds)
        long = union(
            rows.select("year", "area_code", "sex", age_band=ibis.literal(band), residents=rows[column])
            for band, column in zip(AGE_BANDS, columns, strict=True)
        )
        store.write_part(TABLE, part, long.mutate(file=ibis.literal(file)), key, ordered=False)


def _gather_csv(path: Path, gathered: Gathered) -> None:
    with path.open("rb") as file:
        header = delimited.header_of(file.readline())
    headings = headings_in(header)
    assert headings is not None, "the door knew it"
    year, sex = _year_of_file(path, headings), sex_said(path.name)
    names = [str(n) for n in range(len(header))]  # headings may repeat; places do not
    for line in delimited.lines_at(path, names):
        if isinstance(line, delimited.Broken):
            gathered.broken(line)
        else:
            gathered.take(Cells("", line.row, header, list(line.values.values())), headings, year, sex)


def _gather_workbook(path: Path, gathered: Gathered) -> None:
    for sheet in excel.sheets(path):
        headings: Headings | None = None
        header: list[str] = []
        above: list[str] = []
        year, sex = None, "persons"
        for number, cells in excel.rows(path, sheet):
            if headings is not None:
                if any(cell != "" for cell in cells):
                    gathered.take(Cells(sheet, number, header, cells), headings, year, sex)
            elif number > HEADING_WITHIN:
                break
            else:
                header = [excel.text(cell) for cell in cells]
                headings = _across(header)
                year = _year_of_sheet(path, sheet, headings, " ".join(above)) if headings else None
                sex = sex_said(sheet, " ".join(above), path.name)
                above += header


def _across(header: Sequence[str]) -> Headings | None:
    """What a row of headings says, where it has ages across."""
    headings = headings_in(header)
    return headings if headings is not None and headings.is_wide else None


def _start_of(path: Path, sheet: str) -> tuple[Headings, str] | None:
    """What the headings of a sheet say, and the text above them; None where it has none."""
    above: list[str] = []
    for _, cells in islice(excel.rows(path, sheet), HEADING_WITHIN):
        header = [excel.text(cell) for cell in cells]
        headings = _across(header)
        if headings is not None:
            return headings, " ".join(above)
        above += header
    return None


def _check_ages(path: Path, sheet: str, headings: Headings) -> None:
    missing = headings.missing_ages
    if missing:
        where = f", sheet {sheet}" if sheet else ""
        shown = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        raise SourceError(
            f"{path.name}{where} has columns of single years of age, but none for {shown}.",
            "Take the file with every age from 0 to 90+; without some of them its totals would be too small.",
        )


def _year_of_file(path: Path, headings: Headings) -> int | None:
    """The year in a CSV file's name, where no column gives it. Raises SourceError where neither does."""
    if headings.year is not None:
        return None
    return _only_year(path, "", years_said(path.name))


def _year_of_sheet(path: Path, sheet: str, headings: Headings, above: str) -> int | None:
    if headings.year is not None:
        return None
    return _only_year(path, sheet, years_said(sheet) or years_said(above) or years_said(path.name))


def _only_year(path: Path, sheet: str, years: set[int]) -> int:
    if len(years) == 1:
        return next(iter(years))
    where = f", sheet {sheet}," if sheet else ""
    said = f"names several ({', '.join(map(str, sorted(years)))})" if years else "does not say which year it is of"
    raise SourceError(
        f"{path.name}{where} holds residents by age and {said}.",
        'Give it a column "year", or the year in its name as the ONS writes it, like mid2024 in mid2024_residents.csv.',
    )
