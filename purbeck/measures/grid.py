"""Counts and person-months of places by month, and their sums over any period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.periods import Period

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Grid:
    """Counts of places by theme and month, and the people for whom each month was filed.

    counts : whole numbers, places x themes x months. people_filed : places x months, residents of the LSOAs whose
    territorial force filed that month. people : places. Months run without a gap from `first`.
    """

    codes: tuple[str, ...]
    themes: tuple[str, ...]
    first: str
    counts: np.ndarray
    people_filed: np.ndarray
    people: np.ndarray

    @classmethod
    def of(
        cls, cells: pd.DataFrame, people: pd.DataFrame, filed: set[tuple[str, str]], themes: Sequence[str],
        months: Sequence[str],
    ) -> Grid:  # fmt: skip
        """Add up cells (place, force, theme, month, count) over people (place, force, residents).

        Rows of any force are counted where they are located; a cell counts only if the territorial force of its place
        filed that month (`filed` holds force code and month). A place in several forces' areas is the sum of its parts.
        """
        codes = tuple(sorted(people["place"].dropna().unique()))
        row = {code: n for n, code in enumerate(codes)}
        column = {month: n for n, month in enumerate(months)}
        depth = {theme: n for n, theme in enumerate(themes)}
        counts = np.zeros((len(codes), len(themes), len(months)), dtype=np.int64)
        people_filed = np.zeros((len(codes), len(months)), dtype=np.int64)
        whole = np.zeros(len(codes), dtype=np.int64)
        months_filed: dict[str, list[int]] = {}
        for force, month in filed:
            months_filed.setdefault(force, []).append(column[month])
        known = people[people["place"].notna()]
        for place, force, residents in zip(known["place"], known["force"], known["residents"], strict=True):
            whole[row[place]] += residents
            people_filed[row[place], months_filed.get(force, [])] += residents
        pairs = pd.MultiIndex.from_arrays([cells["force"], cells["month"]])
        counts_here = cells["place"].isin(row) & pairs.isin(list(filed) or [("", "")])
        used = cells[counts_here]
        at = (used["place"].map(row), used["theme"].map(depth), used["month"].map(column))
        np.add.at(counts, tuple(a.to_numpy(dtype=np.int64) for a in at), used["count"].to_numpy(dtype=np.int64))
        return cls(codes, tuple(themes), months[0], counts, people_filed, whole)

    def over(self, period: Period) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Counts (places x themes), person-years (places) and coverage (places, 0 to 1) of a period.

        Coverage is of the whole period: months before the first or after the last of the grid were not filed.
        """
        start = periods.month_number(self.first)
        length = self.counts.shape[2]
        begin = min(max(periods.month_number(period.first) - start, 0), length)
        end = min(max(periods.month_number(period.last) - start + 1, 0), length)
        counts = self.counts[:, :, begin:end].sum(axis=2)
        person_months = self.people_filed[:, begin:end].sum(axis=1)
        whole = self.people * len(period.months)
        coverage = np.divide(person_months, whole, out=np.zeros(len(whole)), where=whole > 0)
        return counts, person_months / MONTHS_A_YEAR, coverage
