"""Whose rate it is: residents, workday people, and residents with visitors, for every type of place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.measures import caveats
from purbeck.measures.grid import Grid, Parts
from purbeck.measures.people import KINDS, PEOPLE
from purbeck.sources.visitors import VISITORS
from purbeck.workspace import Partnership, Workspace

VISITED = ("district", "csp", "partnership")  # the types of place a visitors file may name
RANGE = ("visitors_per_day", "lower", "upper")


def placed(rows: pd.DataFrame, place_type: str, partnership: str) -> pd.DataFrame:
    """Rows with the place and the force each belongs to; nations a second time as England and Wales."""
    code = {"partnership": partnership, "lsoa21": rows.get("lsoa21")}.get(place_type, rows.get(f"{place_type}_code"))
    found = rows.assign(place=code, force=rows["force_code"])
    if place_type == "nation":
        found = pd.concat([found, found.assign(place=places.ENGLAND_AND_WALES[0])])
    return found


@dataclass(frozen=True)
class Everyone:
    """People of each kind in each LSOA of the places table and each year, and the visitors of places by month.

    people, marks : by kind, LSOAs (in the order of `members`) x years; people nan where not known.
    """

    members: pd.DataFrame
    years: tuple[int, ...]
    people: dict[str, np.ndarray]
    marks: dict[str, np.ndarray]
    visitors: pd.DataFrame

    @classmethod
    def of(cls, workspace: Workspace, members: pd.DataFrame) -> Everyone:
        """Everyone the workspace knows of."""
        table = workspace.table(PEOPLE)
        years = tuple(int(year) for year in sorted(table["year"].unique()))
        members = members.reset_index(drop=True)
        row = pd.Series(members.index, index=members["lsoa21"])
        column = {year: n for n, year in enumerate(years)}
        people, marks = {}, {}
        for kind in KINDS:
            rows = table[table["denominator_kind"] == kind]
            if rows.empty:
                continue
            at = rows["lsoa21"].map(row).to_numpy(dtype=np.int64), rows["year"].map(column).to_numpy(dtype=np.int64)
            people[kind] = np.full((len(members), len(years)), np.nan)
            people[kind][at] = rows["people"]
            marks[kind] = np.zeros((len(members), len(years)), dtype=np.int64)
            marks[kind][at] = _marks(rows["basis"], kind)
        held = workspace.store.key(VISITORS.table) is not None
        return cls(members, years, people, marks, workspace.table(VISITORS.table) if held else VISITORS.table.empty())

    def parts(self, place_type: str, inside: pd.Index, partnership: str) -> list[Parts]:
        """People of each kind in each part of the places of one type, of the LSOAs `inside`. Residents first."""
        rows = placed(self.members.loc[inside], place_type, partnership)
        return self.of_rows(rows[rows["force"].notna()], place_type)

    def of_rows(self, rows: pd.DataFrame, place_type: str) -> list[Parts]:
        """People of each kind in each part of places of one type; `rows` are those of `members`, with place and force."""
        rows = rows[rows["place"].notna()]
        groups = rows.groupby(["place", "force"], sort=True)
        part = groups.ngroup().to_numpy()
        named = list(groups.groups)
        place, force = np.array([p for p, _ in named], dtype=object), np.array([f for _, f in named], dtype=object)
        ignored = caveats.OF_SMALL_AREAS if place_type in caveats.WHOLE_DISTRICTS else 0
        found = []
        for kind, by_lsoa in self.people.items():
            people, marks = (
                np.zeros((len(named), len(self.years))),
                np.zeros((len(named), len(self.years)), dtype=np.int64),
            )
            np.add.at(people, part, by_lsoa[rows.index])
            np.bitwise_or.at(marks, part, self.marks[kind][rows.index] & ~ignored)
            found.append(Parts(kind, place, force, self.years, people, marks))
        return found

    def with_visitors(self, grid: Grid, place_type: str, months: Sequence[str], partnership: Partnership) -> Grid:
        """The grid with residents and visitors too, where visitors are known of any of its places."""
        if place_type not in VISITED or self.visitors.empty:
            return grid
        row, column = {code: n for n, code in enumerate(grid.codes)}, {month: n for n, month in enumerate(months)}
        known = self.visitors
        if place_type == "partnership":
            known = of_partnership(self.visitors, self.members, partnership)
        known = known[known["place_code"].isin(row) & known["month"].isin(column)]
        if known.empty:
            return grid
        at = known["place_code"].map(row).to_numpy(dtype=np.int64), known["month"].map(column).to_numpy(dtype=np.int64)
        there = []
        for name in RANGE:
            people = np.full((len(grid.codes), len(months)), np.nan)
            people[at] = known[name]
            there.append(people)
        return grid.with_visitors((there[0], there[1], there[2]), caveats.BIT[caveats.VISITORS])


def of_partnership(
    rows: pd.DataFrame, members: pd.DataFrame, partnership: Partnership, one_place: bool = False
) -> pd.DataFrame:
    """Rows of a table by `place_code` that are the partnership's: its own, else those of places that are it exactly.

    Visitors of several districts or CSPs that make up the partnership are added up by month, for the months in which all
    of them have some, and the ends of their ranges too, as if one error lay behind all: the widest the sum can be. With
    `one_place` nothing is added: a victim who lives next door may live in the same partnership.
    """
    own = rows[rows["place_code"] == partnership.code]
    ours = set(members.loc[members["ours"], "lsoa21"])
    for column in ("district_code", "csp_code") if own.empty else ():
        whole = members.groupby(column)["ours"].all()
        inside = set(whole.index[whole]) & set(rows["place_code"])
        if set(members.loc[members[column].isin(inside), "lsoa21"]) != ours or (one_place and len(inside) > 1):
            continue
        found = rows[rows["place_code"].isin(inside)]
        if len(inside) == 1:
            return found.assign(place_code=partnership.code)
        complete = found.groupby("month")["place_code"].transform("size") == len(inside)
        added = found[complete].groupby("month", as_index=False)[list(RANGE)].sum()
        return added.assign(place_code=partnership.code)
    return own


def _marks(basis: pd.Series, kind: str) -> np.ndarray:
    if kind == "workday_people":
        return np.full(len(basis), caveats.BIT[caveats.WORKDAY])
    return np.array([caveats.OF_BASIS.get(name, 0) for name in basis], dtype=np.int64)
