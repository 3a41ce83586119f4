"""Which themes matter most by number, by each index of harm and by cost, and how the orders differ.

Method: our latest year of harm and cost (measures), per offence and in all; ranks with those that the intervals leave open. An
edition makes them of the counts that it may show (measures.weight_classes).
Not for: one index alone, which decides the order. See docs/methods/harm.md.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from purbeck.analyses.analysis import PUBLISHED, Evidence
from purbeck.counts import ALL
from purbeck.measures import weight_classes
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.measure import WEIGHED
from purbeck.periods import Period
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
        Column("count", "int64", "offences; empty where an edition hides it", unit="offences"),
        Column("count_least", "int64", "the fewest that an edition's hiding and rounding leave open; of a build the count",
               unit="offences"),
        Column("count_most", "int64", "the most that they leave open; empty where it may be any", unit="offences"),
        Column("value", "float64", "what they come to by the measure; empty where an edition cannot say", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("unit", "string", "unit of the value", required=True),
        Column("coverage", "float64", "share of the period's person-years filed", unit="0 to 1", decimals=HELD,
               required=True),
        Column("caveats", "string", "what to beware of; empty where nothing", required=True),
        Column("reason", "string", "why an edition gives no value", vocabulary=("", *weight_classes.REASONS), required=True),
        Column("rank", "int64", "its rank among the themes that have a value, 1 the highest; none of the whole"),
        Column("sharing", "int64", "themes of this rank"),
        Column("rank_lower", "int64", "the highest rank that the intervals leave open"),
        Column("rank_upper", "int64", "the lowest rank that they leave open"),
    ),
    key=("definition", "source", "by", "theme"),
    by_area=True,
)  # fmt: skip


def harm(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table, of the first of SOURCES that anything is weighed of; none where nothing is."""
    for source in SOURCES:
        rows = weighed(evidence, source)
        if len(rows := rows[rows["measure"].isin(BY[1:]) & (rows["group_value"] == ALL)]):
            return _of_period(evidence, rows)
    return TABLE.empty()


def weighed(evidence: Evidence, source: str) -> pd.DataFrame:
    """What we come to by every measure of harm and cost over the latest of the periods, components of cost among them.

    Rows of the measures table, with what an edition leaves open of them (measures.weight_classes).
    """
    held = partial(_held, evidence, source)
    return held() if source in PUBLISHED else evidence.workspace.counts.made(held, partial(_again, evidence, source))


def _held(evidence: Evidence, source: str) -> pd.DataFrame:
    """Rows of the measures table, over the latest of the first of PERIODS that anything is weighed over."""
    rows = evidence.workspace.store.rows(
        MEASURES, definition=evidence.definition.id, place_type="partnership", source=source
    )
    rows = rows[rows["measure"].isin(WEIGHED) & rows["theme"].isin(evidence.definition.names())]
    of_all = rows[rows["measure"].isin(BY[1:]) & (rows["group_value"] == ALL)]
    period = next((p for p in PERIODS if (of_all["period_type"] == p).any()), None)
    rows = rows[rows["period_type"] == period]
    latest = rows[rows["period_start"] == rows["period_start"].max()]
    return latest.assign(count_least=latest["count"], count_most=latest["count"], reason="")


def _again(evidence: Evidence, source: str) -> pd.DataFrame:
    """The same of counts as they may be seen; which months are held, and which part of us, is no secret."""
    name = f"weighed {evidence.definition.id} {source}"
    span = evidence.workspace.counts.fact(name, partial(_span, evidence, source))
    if span is None:
        return _held(evidence, source).iloc[:0]
    period, coverage = Period(*span[:3]), span[3]
    left_open = evidence.rules.harm_left_open
    return weight_classes.rows(
        weight_classes.Sums(evidence.workspace, evidence.definition, source, period, coverage, left_open)
    )


def _span(evidence: Evidence, source: str) -> tuple[str, str, str, float] | None:
    rows = _held(evidence, source)
    if rows.empty:
        return None
    row = rows.assign(first=_months(rows["period_start"]), last=_months(rows["period_end"])).iloc[0]
    return str(row["period_type"]), str(row["first"]), str(row["last"]), float(row["coverage"])


def _of_period(evidence: Evidence, latest: pd.DataFrame) -> pd.DataFrame:
    """By number and by each measure that is held."""
    latest = latest.assign(
        by=latest["measure"], first=_months(latest["period_start"]), last=_months(latest["period_end"])
    )
    numbers = latest.drop_duplicates("theme")
    of_count = numbers["count"].isna().map({True: weight_classes.HIDDEN, False: ""})
    numbers = numbers.assign(by=COUNT, value=numbers["count"].astype("float64"), unit="offences", caveats="", reason=of_count,
                             **_limits(numbers, evidence.partnership.confidence))  # fmt: skip
    ranked = [_ranked(own, evidence.definition.id) for _, own in pd.concat([numbers, latest]).groupby("by", sort=False)]
    found = pd.concat(ranked, ignore_index=True)
    given = found["value"].notna()
    found = found.assign(lower=found["lower"].where(given), upper=found["upper"].where(given))
    return found[[c.name for c in TABLE.columns]]


def _limits(numbers: pd.DataFrame, confidence: float) -> dict[str, pd.Series]:
    """Limits of counts of offences: the lower of the fewest there may be, the upper of the most; none where any may be."""
    ends = zip(("lower", "upper"), ("count_least", "count_most"), strict=True)
    found = {}
    for at, (name, end) in enumerate(ends):
        known = numbers[end].dropna().astype("int64").clip(lower=0)
        limits = count_interval(known, confidence)[at]
        found[name] = pd.Series(limits, index=known.index).reindex(numbers.index)
    return found


def _ranked(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """With the rank of each theme that has a value, and those that all themes' intervals leave open."""
    themes = rows[rows["theme"] != whole]
    given = themes[themes["value"].notna()]
    if given.empty:
        return rows.assign(rank=None, sharing=None, rank_lower=None, rank_upper=None)
    rank, sharing = rank_of(given["value"].to_numpy(dtype=float))
    # Of one without limits nothing is known: it may stand anywhere.
    lower = themes["lower"].fillna(themes["value"]).fillna(0.0)
    upper = themes["upper"].fillna(themes["value"]).fillna(np.inf)
    ends: list[dict[str, Any]] = [
        {"rank_lower": 1 + int((lower > high).sum()), "rank_upper": len(themes) - int((upper < low).sum())}
        for low, high in zip(lower, upper, strict=True)
    ]
    ranks = pd.DataFrame(ends, index=themes.index).join(
        pd.DataFrame({"rank": rank, "sharing": sharing}, index=given.index)
    )
    return rows.join(ranks)


def _months(days: pd.Series) -> pd.Series:
    found: pd.Series = pd.to_datetime(days).dt.strftime("%Y-%m")
    return found
