"""Our district's rate among those of the districts most like it, in the latest calendar year.

Method: the list of analyses/similar, the rates of measures, a simulated rank interval (statistics.ranks) among the
districts whose force filed enough. A district whose force filed nothing has no rate: it is unavailable, never zero.
"""

from __future__ import annotations

import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence
from purbeck.analyses.similar import neighbours
from purbeck.statistics import dispersion, ranks
from purbeck.tables import HELD, Column, Table

KIND = "district"
OURS = 0  # our place in the order of the list

TABLE = Table(
    name="analyses/similar_rates",
    meaning="Our district's rate in the latest calendar year among those of the districts most like it",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("year", "int64", "the calendar year", required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "ONS code", required=True),
        Column("place_name", "string", "name", required=True),
        Column("order", "int64", "0 is ours, 1 the most like it", required=True),
        Column("distance", "float64", "how far it is from ours", decimals=9, required=True),
        Column("count", "int64", "incidents; empty where its force filed nothing", unit="incidents"),
        Column("person_years", "float64", "person-years filed for", decimals=HELD),
        Column("rate_per_1000", "float64", "rate; empty where its force filed nothing", unit="per 1,000", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="per 1,000", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="per 1,000", decimals=HELD),
        Column("coverage", "float64", "share of person-years filed for; 0 where nothing was", decimals=HELD, required=True),
        Column("ranked", "boolean", "whether enough was filed to rank it", required=True),
        Column("rank", "int64", "1 is the highest rate of those ranked; equal rates have the best of their ranks"),
        Column("sharing", "int64", "places of this rank; more than 1 where rates are equal"),
        Column("rank_lower", "int64", "lower end of its interval"),
        Column("rank_upper", "int64", "upper end of its interval"),
    ),
    key=("definition", "theme", "place_type", "order"),
    by_area=True,
)  # fmt: skip


def among_similar(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none where our district has no list of most-similar ones, or no year was filed."""
    home, year = evidence.home(KIND), evidence.latest_year
    if home is None or year is None:
        return TABLE.empty()
    listed = evidence.workspace.store.rows(neighbours.TABLE, place_type=KIND, place_code=home[0])
    if listed.empty:
        return TABLE.empty()
    near = listed.rename(columns={"neighbour_code": "code", "neighbour_name": "name"})
    near = pd.concat(
        [pd.DataFrame([{"code": home[0], "name": home[1], "order": OURS, "distance": 0.0}]),
         near[["code", "name", "order", "distance"]]], ignore_index=True,
    )  # fmt: skip
    rates = {
        period: evidence.measures(measure="rate_per_1000", place_type=KIND, period_type=period)
        for period in ("calendar_year", "month")
    }
    this_year = {period: rows[rows["first"].str.startswith(str(year))] for period, rows in rates.items()}
    frames = [
        _of_theme(evidence, near, *(rows[rows["theme"] == theme] for rows in this_year.values()))
        .assign(definition=evidence.definition.id, theme=theme, year=year, place_type=KIND)
        for theme in evidence.themes
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _of_theme(evidence: Evidence, near: pd.DataFrame, years: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    wanted = ["place_code", "count", "denominator", "value", "lower", "upper", "coverage"]
    rows = near.merge(years[wanted], left_on="code", right_on="place_code", how="left")
    rows["coverage"] = rows["coverage"].fillna(0.0)
    rows["ranked"] = rows["coverage"] >= evidence.rules.ranked_coverage
    rows = rows.drop(columns="place_code").rename(
        columns={"code": "place_code", "name": "place_name", "denominator": "person_years", "value": "rate_per_1000"}
    )
    rows["count"] = rows["count"].astype("Int64")
    rows[["rank", "sharing", "rank_lower", "rank_upper"]] = float("nan")
    some = rows[rows["ranked"]]
    if len(some) >= 2 and some["count"].sum() > 0:
        inside = months[months["place_code"].isin(some["place_code"])]
        table = inside.pivot(index="place_code", columns="first", values="count").dropna()
        found = ranks.rank_interval(
            some["count"].to_numpy(dtype="int64"), some["person_years"], evidence.partnership.confidence,
            seed=evidence.partnership.seed, dispersion=dispersion.typical_dispersion(table.to_numpy()),
        )  # fmt: skip
        rows.loc[some.index, "rank"], rows.loc[some.index, "sharing"] = found.rank, found.sharing
        rows.loc[some.index, "rank_lower"], rows.loc[some.index, "rank_upper"] = found.lower, found.upper
    return rows
