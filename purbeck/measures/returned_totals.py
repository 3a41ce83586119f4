"""Totals of returned figures over the latest year, by district and for us; hidden cells are ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from purbeck.sources.returns.figures import ALL, JOINT

FINEST_FIRST = ("month", "quarter", "financial_year", "calendar_year", "three_years")
WITHIN_A_YEAR = ("month", "quarter")
COUNTED = ("events", "people")
# Where figures of a district may be added up from, nearest first.
PARTS = ("district", "ward", "lsoa21")
AS_A_WHOLE = ("csp", "force")
COLUMNS = ("place_type", "place_code", "figure", "first", "last", "periods", "of_periods", "least", "most", "hidden")


def latest_totals(rows: pd.DataFrame, members: pd.DataFrame, dims: Sequence[str] = ()) -> pd.DataFrame:
    """Counts of one contract over its latest twelve months (or its latest year), for its districts and the partnership.

    `rows` are of the table of returned figures, `members` of the places table. With `dims`, a row for each of their codes,
    in columns of those names; other dimensions are added up. Columns: those of COLUMNS and `dims`; `least` and `most` are
    whole numbers, alike where nothing is hidden or rounded, `hidden` says whether any cell was; `first` and `last` are days.

    The partnership is there where the return covers it as one area, or every district of it; a district where the return
    gives it, or every ward or LSOA that it is made of is given in wards or LSOAs that lie in it whole. Where the place comes
    in part of the periods only, `periods` is below `of_periods`.
    """
    rows = rows[rows["kind"].isin(COUNTED)]
    grouped = _with_dims(rows, dims)
    if grouped.empty:
        return pd.DataFrame(columns=[*COLUMNS, *dims])
    window = _latest(grouped)
    of_periods = window["period_start"].nunique()
    found = [_summed(part, kind, code, dims, of_periods) for kind, code, part in _places(window, members)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*COLUMNS, *dims])


def _with_dims(rows: pd.DataFrame, dims: Sequence[str]) -> pd.DataFrame:
    """The rows that tell apart `dims` and as few others as there are, with the codes of `dims` in columns."""
    candidates = [(len(names), by) for by in rows["group_by"].unique() if set(dims) <= (names := _names(by))]
    if not candidates:
        return rows.iloc[0:0]
    by = min(candidates)[1]
    chosen = rows[rows["group_by"] == by]
    at = {name: by.split(JOINT).index(name) for name in dims}
    return chosen.assign(**{d: chosen["group_value"].str.split(JOINT, regex=False).str[n] for d, n in at.items()})


def _names(group_by: str) -> set[str]:
    return set() if group_by == ALL else set(group_by.split(JOINT))


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the finest kind of period that lie in its latest year."""
    kind = min(rows["period_type"].unique(), key=FINEST_FIRST.index)
    of_kind = rows[rows["period_type"] == kind]
    starts = pd.to_datetime(of_kind["period_start"])
    last = pd.to_datetime(of_kind["period_end"]).max()
    begin = last + pd.Timedelta(days=1) - pd.DateOffset(years=1) if kind in WITHIN_A_YEAR else starts.max()
    return of_kind[starts >= begin]


def _places(rows: pd.DataFrame, members: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The districts of the return and the partnership, each with the rows that it is the sum of."""
    parts = {
        str(district): _parts_of(rows, set(inside["lsoa21"]), members)
        for district, inside in _touched(rows, members).groupby("district_code")
    }
    yield from (("district", district, part) for district, part in parts.items() if len(part))
    whole = set(members.loc[members["ours"], "lsoa21"])
    for kind in AS_A_WHOLE:
        for code in rows.loc[rows["place_type"] == kind, "place_code"].unique():
            if set(members.loc[members[f"{kind}_code"] == code, "lsoa21"]) == whole:
                yield "partnership", "", rows[(rows["place_type"] == kind) & (rows["place_code"] == code)]
                return
    ours = [parts.get(d, rows.iloc[0:0]) for d in members.loc[members["ours"], "district_code"].dropna().unique()]
    if ours and all(map(len, ours)):
        yield "partnership", "", pd.concat(ours)


def _touched(rows: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The LSOAs of the districts that rows of districts, wards or LSOAs are of."""
    given = {kind: rows.loc[rows["place_type"] == kind, "place_code"] for kind in PARTS}
    some = members["lsoa21"].isin(given["lsoa21"]) | members["ward_code"].isin(given["ward"])
    named = {*members.loc[some, "district_code"].dropna(), *given["district"]}
    return members[members["district_code"].isin(named)]


def _parts_of(rows: pd.DataFrame, inside: set[str], members: pd.DataFrame) -> pd.DataFrame:
    """Rows of places of one kind that together are the LSOAs given, whole and no others; none where there are none."""
    for kind in PARTS:
        column = "lsoa21" if kind == "lsoa21" else f"{kind}_code"
        given = members[members[column].isin(rows.loc[rows["place_type"] == kind, "place_code"])]
        within = given.assign(inside=given["lsoa21"].isin(inside)).groupby(column)["inside"].all()
        codes = within[within].index
        if set(given.loc[given[column].isin(codes), "lsoa21"]) == inside:
            return rows[(rows["place_type"] == kind) & rows["place_code"].isin(codes)]
    return rows.iloc[0:0]


def _summed(rows: pd.DataFrame, kind: str, code: str, dims: Sequence[str], of_periods: int) -> pd.DataFrame:
    exact = rows["basis"] == "exact"
    least = np.floor(rows["value"].where(exact, rows["lower"]).fillna(0)).astype(int)
    most = np.ceil(rows["value"].where(exact, rows["upper"]).fillna(0)).astype(int)
    marked = rows.assign(least=least, most=most, hidden=~exact)
    summed = marked.groupby(["figure", *dims], as_index=False).agg(
        first=("period_start", "min"), last=("period_end", "max"), periods=("period_start", "nunique"),
        least=("least", "sum"), most=("most", "sum"), hidden=("hidden", "any"),
    )  # fmt: skip
    return summed.assign(place_type=kind, place_code=code, of_periods=of_periods)[[*COLUMNS, *dims]]
