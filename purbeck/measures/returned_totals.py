"""Totals of returned figures over the latest year, people of one period; hidden cells are ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from purbeck import periods
from purbeck.measures.made_up import least_and_most, lsoas_of, made_up_of
from purbeck.sources.returns.figures import ALL, JOINT

FINEST_FIRST = ("month", "quarter", "financial_year", "calendar_year", "three_years")
WITHIN_A_YEAR = ("month", "quarter")
EVENTS, STANDING = COUNTED = ("events", "people")
# Where figures of a district may be added up from, nearest first.
PARTS = ("district", "ward", "lsoa21")
AS_A_WHOLE = ("csp", "force")
US = ""  # the code of the partnership, which the caller knows
COLUMNS = ("place_type", "place_code", "figure", "first", "last", "periods", "of_periods", "least", "most", "hidden")


def latest_totals(
    rows: pd.DataFrame, members: pd.DataFrame, dims: Sequence[str] = (), one_period: bool = False
) -> pd.DataFrame:  # fmt: skip
    """Counts of one contract over its latest twelve months (or its latest year), for its districts and the partnership.

    Events are added up over the periods. People are not: most of those met in one period are met in the next too, so they are
    those of the latest period. With `one_period`, events are of that period too, so that they can be set beside people.

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
    found = []
    for window in _windows(grouped, one_period):
        of_periods = window["period_start"].nunique()
        found += [_summed(part, kind, code, dims, of_periods) for kind, code, part in _places(window, members)]
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


def _windows(rows: pd.DataFrame, one_period: bool) -> Iterator[pd.DataFrame]:
    """The rows that are added up together: events of the latest year, people of its last period."""
    year = _latest(rows)
    last = year[year["period_end"] == year["period_end"].max()]
    for kind in COUNTED:
        window = last if one_period or kind == STANDING else year
        yield window[window["kind"] == kind]


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the finest kind of period that lie in its latest year, or in the longest run of its periods if none is whole.

    Periods that nobody sent are in no total: so none is taken over them.
    """
    kind = min(rows["period_type"].unique(), key=FINEST_FIRST.index)
    of_kind = rows[rows["period_type"] == kind]
    starts, ends = (pd.to_datetime(of_kind[name]).dt.strftime("%Y-%m") for name in ("period_start", "period_end"))
    if kind not in WITHIN_A_YEAR:
        return of_kind[starts == starts.max()]
    came = {month for span in set(zip(starts, ends, strict=True)) for month in periods.months_from(*span)}
    year = periods.longest_run(came, periods.MONTHS_A_YEAR)
    return of_kind[starts.isin(year) & ends.isin(year)]


def _places(rows: pd.DataFrame, members: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The districts of the return and the partnership, each with the rows that it is the sum of."""
    districts: dict[str, pd.DataFrame] = {}
    for kind in PARTS:
        given = rows[rows["place_type"] == kind]
        link = made_up_of(lsoas_of(kind, members, US), members["district_code"])
        complete = link["place_code"].isin(given["place_code"]).groupby(link["larger"]).all()
        for district in complete.index[complete].difference(list(districts)):
            districts[district] = given[given["place_code"].isin(link.loc[link["larger"] == district, "place_code"])]
    yield from (("district", district, part) for district, part in sorted(districts.items()))
    for kind in AS_A_WHOLE:
        link = made_up_of(lsoas_of(kind, members, US), lsoas_of("partnership", members, US))
        as_one = rows[(rows["place_type"] == kind) & rows["place_code"].isin(link["place_code"])]
        if len(link) == 1 and len(as_one):
            yield "partnership", US, as_one
            return
    ours = members.loc[members["ours"], "district_code"].dropna().unique()
    if len(ours) and set(ours) <= set(districts):
        yield "partnership", US, pd.concat([districts[district] for district in ours])


def _summed(rows: pd.DataFrame, kind: str, code: str, dims: Sequence[str], of_periods: int) -> pd.DataFrame:
    least, most = least_and_most(rows)
    marked = rows.assign(least=least, most=most, hidden=rows["basis"] != "exact")
    summed = marked.groupby(["figure", *dims], as_index=False).agg(
        first=("period_start", "min"), last=("period_end", "max"), periods=("period_start", "nunique"),
        least=("least", "sum"), most=("most", "sum"), hidden=("hidden", "any"),
    )  # fmt: skip
    return summed.assign(place_type=kind, place_code=code, of_periods=of_periods)[[*COLUMNS, *dims]]
