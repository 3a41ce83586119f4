"""Rows of a population file gathered by area: each is kept or set aside, and no total counts twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

import numpy as np

from purbeck.sources import delimited
from purbeck.sources.age_columns import AGES, SEXES, YEAR_VALUE, Headings, many_ages, one_age, tidy
from purbeck.sources.source import Issue

AREA_CODE = re.compile(r"[EW]01\d{6}|(E0[6-9]|W06)\d{6}")
OTHER_AREA = re.compile(r"[EWKSNJ]\d{8}")
WHOLE = re.compile(r"\d{1,7}(\.0+)?|\d{1,3}(,\d{3})+")
WANTED_MEASURE = "value"
UNSEEN = -1  # stands in for the number of an age that no row has given yet

Key = tuple[int, str, str]


@dataclass(frozen=True)
class Cells:
    """A row: its sheet ("" for a CSV file), its number, the file's headings, and its cells."""

    sheet: str
    row: int
    header: list[str]
    values: list[object]

    def at(self, column: int | None) -> str:
        """A cell as text; "" where the row is short or there is no such column."""
        if column is None or column >= len(self.values):
            return ""
        return str(as_number(self.values[column])).strip()

    def people(self, column: int) -> int | None:
        """A cell as a whole number of people, or None."""
        value = as_number(self.values[column]) if column < len(self.values) else ""
        return value if isinstance(value, int) and value >= 0 else whole(str(value).strip())


def as_number(cell: object) -> object:
    """A cell of a workbook: a whole number without a point, anything else as it is."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def whole(value: str) -> int | None:
    """People as a whole number, or None: "1,944" and "1944.0" are 1944; "1.9", which may be thousands, is not."""
    if value.isascii() and value.isdigit() and len(value) < 8:
        return int(value)
    return int(float(value.replace(",", ""))) if WHOLE.fullmatch(value) else None


@cache
def _columns(
    headings: Headings,
) -> tuple[Callable[[list[object]], tuple[object, ...]], dict[str, tuple[np.ndarray, np.ndarray]]]:
    """What takes the ages out of a row, and for each sex where they stand in it and which ages they are."""
    by_sex = {
        sex: tuple(
            np.array(pair)
            for pair in zip(*((n, age) for n, (s, age, _) in enumerate(headings.ages) if s == sex), strict=True)
        )
        for sex in sorted({s for s, _, _ in headings.ages})
    }
    return itemgetter(*(column for *_, column in headings.ages)), {sex: (at, age) for sex, (at, age) in by_sex.items()}


def _all_numbers(cells: Cells, headings: Headings) -> dict[str, np.ndarray] | None:
    """People by age of each sex where every cell is a whole number, as in a workbook; None to look at them one by one."""
    take, by_sex = _columns(headings)
    try:
        found = take(cells.values)
    except IndexError:
        return None
    if not set(map(type, found)) <= {int, float}:
        return None
    numbers = np.array(found, dtype=np.float64)
    if not ((numbers >= 0) & (numbers == np.floor(numbers)) & (numbers < np.inf)).all():
        return None
    people = {sex: np.zeros(AGES, dtype=np.int64) for sex in by_sex}
    for sex, (at, age) in by_sex.items():
        np.add.at(people[sex], age, numbers[at].astype(np.int64))
    return people


class Gathered:
    """People of each area, year and sex by age; the issues found; how many rows there were and how many are kept."""

    def __init__(self, source: str, file: str) -> None:
        self.source, self.file = source, file
        self.issues: list[Issue] = []
        self.total = self.kept = 0
        self._people: dict[Key, np.ndarray] = {}
        self._rows: dict[Key, tuple[int, int, str]] = {}  # first row, rows, sheet
        self._totals: dict[tuple[str, str, str], list[int]] = {}  # what, sheet and column: first row, rows

    def by_area(self) -> Iterator[tuple[Key, np.ndarray]]:
        """Year, area and sex with people by age, in order."""
        yield from sorted(self._people.items())

    def broken(self, line: delimited.Broken) -> None:
        """Set a line aside that is no row."""
        self.total += 1
        self.issues.append(delimited.broken_issue(self.source, self.file, line))

    def take(self, cells: Cells, headings: Headings, year: int | None, sex: str) -> None:
        """Keep a row, or set it aside with the reason."""
        self.total += 1
        area, said = cells.at(headings.area), cells.at(headings.year)
        found_year = year
        if year is None:
            given = YEAR_VALUE.fullmatch(said)
            if given is None:
                return self._reject(cells, headings.year, "year", "is not a year like 2024")
            found_year = int(given[1])
        if not AREA_CODE.fullmatch(area):
            if OTHER_AREA.fullmatch(area) or tidy(area) in ("", "total"):
                return self._total(
                    cells, headings.area, "rows of larger areas" if area else "rows without an area code"
                )
            return self._reject(cells, headings.area, "area_code", "is not the code of an LSOA or a district")
        assert found_year is not None
        if headings.is_wide:
            stated = SEXES.get(tidy(cells.at(headings.sex))) if headings.sex is not None else sex
            if stated is None:
                return self._reject(cells, headings.sex, "sex", "is not Male, Female or Total")
            return self._take_wide(cells, headings, found_year, area, stated)
        return self._take_long(cells, headings, found_year, area)

    def _take_wide(self, cells: Cells, headings: Headings, year: int, area: str, sex: str) -> None:
        people = _all_numbers(cells, headings) or {}
        for of, age, column in headings.ages if not people else ():
            number = cells.people(column)
            if number is None:
                why = "is not a whole number of people (is it in thousands?)"
                return self._reject(cells, column, "whole_people", why)
            people.setdefault(of, np.zeros(AGES, dtype=np.int64))[age] += number
        people = {sex if of == "persons" else of: by for of, by in people.items()}
        added = sum(int(by.sum()) for by in people.values())
        said = cells.at(headings.total)
        if headings.total is not None and whole(said) != added:
            return self._reject(cells, headings.total, "adds_up", f"is not the sum of the ages, which is {added:,}")
        if any((year, area, s) in self._people for s in people):
            return self._reject(cells, headings.area, "once_only", f"comes a second time for {year}")
        for s, by in people.items():
            self._people[year, area, s] = by
            self._rows[year, area, s] = (cells.row, 0, cells.sheet)
        first = next(iter(people))
        self._rows[year, area, first] = (cells.row, 1, cells.sheet)
        self.kept += 1
        return None

    def _take_long(self, cells: Cells, headings: Headings, year: int, area: str) -> None:
        measure = cells.at(headings.measure)
        if measure and tidy(measure) not in (WANTED_MEASURE, "20100"):
            return self._total(cells, headings.measure, f'rows of "{measure}", which are not numbers of people')
        sex = SEXES.get(tidy(cells.at(headings.sex)))
        if sex is None:
            return self._reject(cells, headings.sex, "sex", "is not Male, Female or Total")
        label = cells.at(headings.age)
        age = one_age(label)
        if age is None:
            if many_ages(label):
                return self._total(cells, headings.age, f'rows of "{label}"')
            return self._reject(cells, headings.age, "age", "is not a single year of age")
        number = whole(cells.at(headings.value))
        if number is None:
            why = "is not a whole number of people (is it in thousands?)"
            return self._reject(cells, headings.value, "whole_people", why)
        by = self._people.setdefault((year, area, sex), np.full(AGES, UNSEEN, dtype=np.int64))
        if by[age] != UNSEEN:
            return self._reject(cells, headings.age, "once_only", f"comes a second time for {area} in {year}")
        by[age] = number
        first, rows, sheet = self._rows.get((year, area, sex), (cells.row, 0, cells.sheet))
        self._rows[year, area, sex] = (first, rows + 1, sheet)
        self.kept += 1
        return None

    def finish(self) -> None:
        """Set aside areas without every age or one of the sexes, and whatever counts twice; say how many were totals."""
        for key, by in list(self._people.items()):
            if (missing := int((by == UNSEEN).sum())) > 0:
                year, area, sex = key
                self._drop(key, "every_age", f"has no row for {missing} of the {AGES} ages of {sex} in {year}", area)
        self._one_way_of_counting()
        for (what, sheet, column), (first, rows) in self._totals.items():
            where = f"{self._name()}{f'#{sheet}' if sheet else ''}"
            self.issues.append(Issue(
                self.source, self.file, first, column or None, None, "total_row", "rejected",
                f"{where}: {rows:,} {what}, the first in row {first}, are totals of other rows or no areas of ours. They "
                "were set aside so that nobody is counted twice; nothing needs to be done.",
            ))  # fmt: skip

    def _one_way_of_counting(self) -> None:
        """Keep of each area both sexes, or persons where one of them is lacking; one sex alone only if the file has no other."""
        sexes: dict[tuple[int, str], set[str]] = {}
        for year, area, sex in self._people:
            sexes.setdefault((year, area), set()).add(sex)
        with_both = {year for (year, _), held in sexes.items() if {"female", "male"} <= held}
        for year, area, sex in list(self._people):
            held = sexes[year, area]
            if sex == "persons" and {"female", "male"} <= held:
                self._part_of_another((year, area, sex), "rows of both sexes together")
            elif sex != "persons" and "persons" in held and len(held) == 2:
                self._part_of_another((year, area, sex), f"rows of {sex} residents beside those of both sexes together")
            elif len(held) == 1 and sex != "persons" and year in with_both:
                why = f"has rows of {sex} residents alone that can be used in {year}: they are about half of its people"
                self._drop((year, area, sex), "both_sexes", why, area)

    def _part_of_another(self, key: Key, what: str) -> None:
        first, rows, sheet = self._rows[key]
        self._count_total((what, sheet, ""), first, rows)
        self.kept -= rows
        del self._people[key]

    def _drop(self, key: Key, rule: str, why: str, area: str) -> None:
        first, rows, sheet = self._rows[key]
        where = f"{self.file}#{sheet}" if sheet else self.file
        self._add(delimited.value_issue(self.source, where, first, "area", area, rule, "rejected", why))
        self.kept -= rows
        del self._people[key]

    def _name(self) -> str:
        return self.file.rsplit("/", 1)[-1]

    def _total(self, cells: Cells, column: int | None, what: str) -> None:
        heading = cells.header[column] if column is not None else ""
        self._count_total((what, cells.sheet, heading), cells.row, 1)

    def _count_total(self, key: tuple[str, str, str], row: int, rows: int) -> None:
        held = self._totals.setdefault(key, [row, 0])
        held[1] += rows

    def _reject(self, cells: Cells, column: int | None, rule: str, why: str) -> None:
        heading = cells.header[column] if column is not None and column < len(cells.header) else "row"
        where = f"{self.file}#{cells.sheet}" if cells.sheet else self.file
        value = cells.at(column)
        self._add(delimited.value_issue(self.source, where, cells.row, heading, value, rule, "rejected", why))

    def _add(self, issue: Issue) -> None:
        """Keep an issue under the file's own name; its message names the sheet."""
        fields = issue.__dict__ | {"file": self.file}
        self.issues.append(Issue(**fields))
