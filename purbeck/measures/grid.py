"""Counts and person-months of places by month, and their sums over any period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.periods import Period

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Parts:
    """People of one kind in the parts of places: a part lies in one place and in one force's area.

    place, force : codes, one a part. people : parts x years, nan where it is not known of the whole part. marks : parts x
    years, the bits of what is to be said of them (`measures.caveats`). years : the calendar years.
    """

    kind: str
    place: np.ndarray
    force: np.ndarray
    years: tuple[int, ...]
    people: np.ndarray
    marks: np.ndarray


@dataclass(frozen=True)
class Exposure:
    """People of one kind for whom each month was filed, places x months, nan where not known.

    lower, upper : the same at the ends of their range; None where they are taken as exact. marks : as in `Parts`.
    """

    kind: str
    filed: np.ndarray
    marks: np.ndarray
    lower: np.ndarray | None = None
    upper: np.ndarray | None = None


@dataclass(frozen=True)
class PersonYears:
    """Person-years of one kind over a period, by place, with their range where they have one."""

    kind: str
    value: np.ndarray
    lower: np.ndarray | None
    upper: np.ndarray | None
    marks: np.ndarray


@dataclass(frozen=True)
class Grid:
    """Counts of places by theme and month, and the people for whom each month was filed.

    counts : whole numbers, places x themes x months. people : places x months, residents in the month's own year, filed
    or not. exposures : residents first. Months run without a gap from `first`.
    """

    codes: tuple[str, ...]
    themes: tuple[str, ...]
    first: str
    counts: np.ndarray
    people: np.ndarray
    exposures: tuple[Exposure, ...]

    @classmethod
    def of(
        cls, cells: pd.DataFrame, kinds: Sequence[Parts], filed: set[tuple[str, str]], themes: Sequence[str],
        months: Sequence[str],
    ) -> Grid:  # fmt: skip
        """Add up cells (place, force, theme, month, count) over people, residents first among `kinds`.

        Rows of any force are counted where they are located; a cell counts only if the territorial force of its place
        filed that month (`filed` holds force code and month). A place in several forces' areas is the sum of its parts.
        """
        codes = tuple(sorted(set(kinds[0].place.tolist())))
        row = {code: n for n, code in enumerate(codes)}
        column = {month: n for n, month in enumerate(months)}
        depth = {theme: n for n, theme in enumerate(themes)}
        counts = np.zeros((len(codes), len(themes), len(months)), dtype=np.int64)
        pairs = pd.MultiIndex.from_arrays([cells["force"], cells["month"]])
        counts_here = cells["place"].isin(row) & pairs.isin(list(filed) or [("", "")])
        used = cells[counts_here]
        at = (used["place"].map(row), used["theme"].map(depth), used["month"].map(column))
        np.add.at(counts, tuple(a.to_numpy(dtype=np.int64) for a in at), used["count"].to_numpy(dtype=np.int64))
        summed = [_exposure(parts, row, filed, months) for parts in kinds]
        people = summed[0][0]
        return cls(codes, tuple(themes), months[0], counts, people, tuple(exposure for _, exposure in summed))

    def with_visitors(self, visitors: tuple[np.ndarray, np.ndarray, np.ndarray], mark: int) -> Grid:
        """This grid with residents and visitors as one more exposure.

        visitors : people there on an average day, places x months, nan where not known; then the lower and the upper end
        of their range. Where a force filed for part of a place, that part of its visitors counts.
        """
        residents = self.exposures[0]
        share = np.divide(residents.filed, self.people, out=np.zeros_like(self.people), where=self.people > 0)

        def there(people: np.ndarray) -> np.ndarray:
            return np.where(share > 0, residents.filed + share * people, 0.0)

        marks = np.where(share > 0, residents.marks | mark, residents.marks)
        both = Exposure("residents_and_visitors", there(visitors[0]), marks, there(visitors[1]), there(visitors[2]))
        return replace(self, exposures=(*self.exposures, both))

    def over(self, period: Period) -> tuple[np.ndarray, np.ndarray, list[PersonYears]]:
        """Counts (places x themes), coverage (places, 0 to 1) and person-years of each kind over a period.

        Coverage is of residents and of the whole period: months before the first or after the last of the grid were not
        filed, and are taken to have the people of the month next to them.
        """
        start = periods.month_number(self.first)
        length = self.counts.shape[2]
        wanted = np.arange(periods.month_number(period.first), periods.month_number(period.last) + 1) - start
        begin, end = (min(max(int(n), 0), length) for n in (wanted[0], wanted[-1] + 1))
        counts = self.counts[:, :, begin:end].sum(axis=2)
        whole = self.people[:, np.clip(wanted, 0, length - 1)].sum(axis=1)
        filed = self.exposures[0].filed[:, begin:end].sum(axis=1)
        coverage = np.divide(filed, whole, out=np.zeros(len(whole)), where=whole > 0)
        return counts, coverage, [_over(exposure, begin, end) for exposure in self.exposures]


def _over(exposure: Exposure, begin: int, end: int) -> PersonYears:
    def years(people: np.ndarray | None) -> np.ndarray | None:
        return None if people is None else people[:, begin:end].sum(axis=1) / MONTHS_A_YEAR

    value = years(exposure.filed)
    assert value is not None
    of_filed = np.where(exposure.filed[:, begin:end] > 0, exposure.marks[:, begin:end], 0)
    marks = np.bitwise_or.reduce(of_filed, axis=1, initial=0)
    return PersonYears(exposure.kind, value, years(exposure.lower), years(exposure.upper), marks)


def _exposure(
    parts: Parts, row: dict[str, int], filed: set[tuple[str, str]], months: Sequence[str]
) -> tuple[np.ndarray, Exposure]:
    """People of places by month, whether filed or not, and for the months filed."""
    year = {year: n for n, year in enumerate(parts.years)}
    of_month = np.array([year[int(month[:4])] for month in months])
    by_month, marks_by_month = parts.people[:, of_month], parts.marks[:, of_month]
    was_filed = {force: np.array([(force, m) in filed for m in months]) for force in set(parts.force.tolist())}
    there = (
        np.stack([was_filed[force] for force in parts.force]) if len(parts.force) else np.zeros(by_month.shape, bool)
    )
    at = np.array([row[place] for place in parts.place], dtype=np.int64)
    shape = (len(row), len(months))
    people, people_filed, marks = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    np.add.at(people, at, by_month)
    np.add.at(people_filed, at, np.where(there, by_month, 0.0))
    np.bitwise_or.at(marks, at, np.where(there, marks_by_month, 0))
    return people, Exposure(parts.kind, people_filed, marks)
