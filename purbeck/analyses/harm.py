"""Which themes matter most by number, by each index of harm and by cost, and how the orders differ.

Method: our latest year of harm and cost (measures), per offence and in all; ranks with those that the intervals leave open.
Not for: one index alone, which decides the order. See docs/methods/harm.md.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.statistics.intervals import count_interval
from purbeck.statistics.ranks import rank_of
from purbeck.tables import HELD, Column, Table

COUNT = "count"
BY = (COUNT, "harm_days", "severity_score", "cost_gbp")
PERIODS = ("rolling_12_months", "financial_year", "three_years")  # the first that is held counts
SOURCES = ("police_extract", "recorded_crime")  # likewise: both carry offence codes

TABLE = Table(
    name="analyses/harm",
    meaning="Our themes over the latest year of offences with codes: how many, what they weigh and cost, and their ranks by each",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("source", "string", "the source", required=True),
        Column("theme", "string", "the theme, or the definition's own name for all", required=True),
        Column("by", "string", "the measure", vocabulary=BY, required=True),
        Column("first", "string", "first month", required=True),
        Column("last", "string", "last month", required=True),
        Column("count", "int64", "offences", unit="offences", required=True),
        Column("value", "float64", "what they come to by the measure", decimals=HELD, required=True),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("unit", "string", "unit of the value", required=True),
        Column("coverage", "float64", "share of the period's person-years filed", unit="0 to 1", decimals=HELD,
               required=True),
        Column("caveats", "string", "what to beware of; empty where nothing", required=True),
        Column("rank", "int64", "its rank among the themes, 1 the highest; none of the whole"),
        Column("sharing", "int64", "themes of this rank"),
        Column("rank_lower", "int64", "the highest rank that the intervals leave open"),
        Column("rank_upper", "int64", "the lowest rank that they leave open"),
    ),
    key=("definition", "source", "by", "theme"),
    by_area=True,
)  # fmt: skip


def harm(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table, of the first of SOURCES that anything is weighed of; none where nothing is."""
    rows = evidence.workspace.store.rows(
        MEASURES, definition=evidence.definition.id, place_type="partnership", group_value="all"
    )
    rows = rows[rows["measure"].isin(BY[1:])]
    for source in SOURCES:
        own = rows[(rows["source"] == source) & rows["theme"].isin(evidence.definition.names())]
        period = next((p for p in PERIODS if (own["period_type"] == p).any()), None)
        if period is not None:
            return _of_period(evidence, own[own["period_type"] == period])
    return TABLE.empty()


def _of_period(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """By number and by each measure that is held, over the latest of the periods."""
    latest = rows[rows["period_start"] == rows["period_start"].max()]
    latest = latest.assign(
        by=latest["measure"], first=_months(latest["period_start"]), last=_months(latest["period_end"])
    )
    numbers = latest.drop_duplicates("theme")
    lower, upper = count_interval(numbers["count"].clip(lower=0), evidence.partnership.confidence)
    numbers = numbers.assign(by=COUNT, value=numbers["count"], lower=lower, upper=upper, unit="offences", caveats="")
    ranked = [_ranked(own, evidence.definition.id) for _, own in pd.concat([numbers, latest]).groupby("by", sort=False)]
    return pd.concat(ranked, ignore_index=True)[[c.name for c in TABLE.columns]]


def _ranked(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """With the rank of each theme, and those that the other themes' intervals leave open."""
    themes = rows[rows["theme"] != whole]
    if themes.empty:
        return rows.assign(rank=None, sharing=None, rank_lower=None, rank_upper=None)
    rank, sharing = rank_of(themes["value"].to_numpy(dtype=float))
    lower, upper = themes["lower"].fillna(themes["value"]), themes["upper"].fillna(themes["value"])
    ends: list[dict[str, Any]] = [
        {"rank_lower": 1 + int((lower > high).sum()), "rank_upper": len(themes) - int((upper < low).sum())}
        for low, high in zip(lower, upper, strict=True)
    ]
    ranks = pd.DataFrame(ends, index=themes.index).assign(rank=rank, sharing=sharing)
    return rows.join(ranks)


def _months(days: pd.Series) -> pd.Series:
    found: pd.Series = pd.to_datetime(days).dt.strftime("%Y-%m")
    return found
