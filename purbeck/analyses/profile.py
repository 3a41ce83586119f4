"""Who, when and where: what partners' records say of the incidents that the definition counts.

Method: shares of those of whom it is known, with Wilson's limits, and how many that is; hours and weekdays by aoristic weights
(statistics.aoristic). Not for: rates of risk, which need people at risk; adding up sources. See docs/methods/profile.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.analyses.analysis import Evidence
from purbeck.counts import ALL, cells
from purbeck.definition.definition import COUNTED
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.returns.code_lists import codes
from purbeck.statistics.aoristic import week_hours
from purbeck.statistics.intervals import share_interval
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
SOURCES = ("police_extract", "emergency_department")
BETWEEN = "+"  # joins the codes of a trait of several columns
HOURS_IN_A_BAND = 3
DAY, MINUTE = "day", "minute"
NOT_KNOWN = "not_known"
SPREAD = ("weekday", "hour")  # clocks over which a span of time is spread
TIMES = ("month", "occurred_from", "occurred_to", "date_precision")

TABLE = Table(
    name="analyses/profile",
    meaning="Of the incidents that the definition counts in partners' latest twelve months: who, when, where, with what",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("source", "string", "whose records they are", required=True),
        Column("trait", "string", "what is told", required=True),
        Column("value", "string", "its code; several joined by + where it is of several columns", required=True),
        Column("place_in_trait", "int64", "its place in the order of the codes, from 1", required=True),
        Column("first", "string", "first month", required=True),
        Column("last", "string", "last month", required=True),
        Column("count", "int64", "incidents; of hours and weekdays rounded from their weights; empty where an edition hides it",
               unit="incidents"),
        Column("count_least", "int64", "the fewest that an edition's hiding and rounding leave open; of a build the count",
               unit="incidents"),
        Column("count_most", "int64", "the most that they leave open", unit="incidents"),
        Column("known", "int64", "incidents of which it is known", unit="incidents", required=True),
        Column("total", "int64", "incidents counted", unit="incidents", required=True),
        Column("share", "float64", "share of those of which it is known", unit="0 to 1", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="0 to 1", decimals=HELD),
    ),
    key=("definition", "source", "trait", "place_in_trait"),
    by_area=True,
)  # fmt: skip


@dataclass(frozen=True)
class Trait:
    """What is told: columns with the code lists of their values, or a clock (month, weekday, hour)."""

    name: str
    columns: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    clock: str = ""

    @property
    def values(self) -> list[str]:
        """Every code in order."""
        if self.clock == "month":
            return [f"{n:02d}" for n in range(1, 13)]
        if self.clock == "weekday":
            return [str(n) for n in range(1, 8)]
        if self.clock == "hour":
            return [f"{n:02d}" for n in range(0, 24, HOURS_IN_A_BAND)]
        every = [""]
        for name in self.lists:
            every = [f"{before}{BETWEEN if before else ''}{code}" for before in every for code in codes(name)]
        return every


@cache
def traits() -> tuple[Trait, ...]:
    """In the order of profile.toml."""
    return tuple(Trait(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["traits"])


@cache
def fewest() -> int:
    """Groups of fewer incidents are put together."""
    return int(tomllib.loads(FILE.read_text(encoding="utf-8"))["fewest"]["value"])


def profile(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none of a source whose records are not held or none of which the definition counts."""
    rows = []
    for source in SOURCES:
        name = f"profile {evidence.definition.id} {source}"
        seen = evidence.workspace.counts.of(name, partial(_cells, evidence, source), ("trait", "value_of_trait"))
        rows += list(_of_source(source, seen, evidence.partnership.confidence))
    found = pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])
    return found.assign(definition=evidence.definition.id)


def _cells(evidence: Evidence, source: str) -> pd.DataFrame:
    """A count of each value of each trait, of those of which it is not known, and of all."""
    held = _incidents(evidence, source)
    rows: list[dict[str, Any]] = []
    if len(held):
        rows.append({"trait": "", "count": len(held)})
        rows += [row for trait in traits() for row in _of_trait(trait, held)]
    counted = pd.DataFrame(rows, columns=["trait", "value_of_trait", "count", "weight", "month"])
    ends = {end: held[end].iloc[0] if len(held) else "" for end in ("first", "last")}
    months = {end: counted["month"].fillna(of) for end, of in ends.items()}  # a month is one, and no group of the year
    group = counted["month"].isna() & (counted["trait"] != "")
    clock = {trait.name: trait.clock for trait in traits()}
    return cells(
        counted, what=f"{evidence.definition.id}/{evidence.definition.id}", source=source, least=counted["count"],
        most=counted["count"], place_type="partnership", place_code=evidence.partnership.code, **months,
        group_by=counted["trait"].where(group, ALL), group_value=counted["value_of_trait"].where(group, ALL),
        # Spread over time they are rounded, so that a sum of them is no count of incidents.
        universe=counted["trait"].map(lambda name: f"{source}:{name}" if clock.get(name) in SPREAD else source),
    )  # fmt: skip


def _incidents(evidence: Evidence, source: str) -> pd.DataFrame:
    """What the definition counts of a source in our area, in the latest twelve months that the source covers."""
    store = evidence.workspace.store
    if not store.files(INCIDENTS) or not store.files(COUNTED):
        return pd.DataFrame()
    rows = store.read(INCIDENTS)
    rows = rows.filter(rows.source == source)
    last = store.fetch(rows.agg(last=rows.month.max()))["last"].iloc[0]
    if pd.isna(last):
        return pd.DataFrame()
    first = periods.month_name(periods.month_number(last) - 11)
    ours = set(evidence.members.loc[evidence.members["ours"], "lsoa21"])
    counted = store.read(COUNTED)
    counted = counted.filter(counted.definition == evidence.definition.id).select("incident_id")
    columns = dict.fromkeys([*TIMES, *(name for trait in traits() for name in trait.columns)])
    rows = rows.filter(rows.month >= first).semi_join(counted, "incident_id").select("lsoa21", *columns)
    found = store.fetch(rows)
    return found[found["lsoa21"].isin(ours)].assign(first=first, last=last)


def _of_trait(trait: Trait, held: pd.DataFrame) -> Iterator[dict[str, Any]]:
    weights, known = _clocked(trait.clock, held) if trait.clock else _coded(trait, held)
    if known:
        year = {month[5:]: month for month in periods.months_from(held["first"].iloc[0], held["last"].iloc[0])}
        counts = np.minimum(np.rint(weights).astype(int), known)
        for value, count, weight in zip(trait.values, counts, weights, strict=True):
            yield {"trait": trait.name, "value_of_trait": value, "count": int(count), "weight": float(weight),
                   "month": year.get(value) if trait.clock == "month" else None}  # fmt: skip
        if trait.clock != "month":
            yield {"trait": trait.name, "value_of_trait": NOT_KNOWN, "count": len(held) - known}


def _of_source(source: str, seen: pd.DataFrame, confidence: float) -> Iterator[dict[str, Any]]:
    """Rows of each trait of which anything is known; nothing where how many there are in all is hidden."""
    whole = seen.loc[seen["trait"] == "", "value"]
    if whole.empty or pd.isna(whole.iloc[0]):
        return
    whole_most = seen.loc[seen["trait"] == "", "at_most"].iloc[0]
    for trait in traits():
        own = seen[seen["trait"] == trait.name].set_index("value_of_trait")
        unknown = own["value"].get(NOT_KNOWN, 0)
        if own.empty or pd.isna(unknown):
            continue
        known = max(int(whole.iloc[0]) - int(unknown), 0)
        if not known:
            continue
        shared = {"source": source, "trait": trait.name, "first": own["first"].min(), "last": own["last"].max(),
                  "known": known, "total": int(whole.iloc[0])}  # fmt: skip
        most = int(whole_most) - int(own["at_least"].get(NOT_KNOWN, 0) or 0)
        values = own.reindex(trait.values)
        least = values["at_least"].fillna(0).astype(int)
        for n, value in enumerate(trait.values, start=1):
            row = own.loc[value]
            # The others leave no more than so many, whatever is hidden of it.
            left = max(most - int(least.sum()) + int(least[value]), int(least[value]))
            ends = {
                "count_least": int(least[value]),
                "count_most": left if pd.isna(row["at_most"]) else int(row["at_most"]),
            }
            yield shared | {"value": value, "place_in_trait": n} | ends | _share(row, known, confidence)


def _share(row: pd.Series, known: int, confidence: float) -> dict[str, Any]:
    """Of those known; where spread over time, of the weight and not of the count rounded from it."""
    if pd.isna(row["value"]):
        return {}
    count = min(int(row["value"]), known)  # a count rounded up may pass those known
    weight = row.get("weight")
    lower, upper = share_interval(count, known, confidence)
    share = (count if weight is None or pd.isna(weight) else float(weight)) / known
    return {"count": count, "share": share, "lower": float(lower), "upper": float(upper)}


def _coded(trait: Trait, held: pd.DataFrame) -> tuple[np.ndarray, int]:
    """How many of each code, and of how many every column of the trait is known."""
    rows = held[trait.columns].dropna()
    joined = rows[trait.columns[0]].astype(str)
    for name in trait.columns[1:]:
        joined = joined + BETWEEN + rows[name].astype(str)
    counts = joined.value_counts().reindex(trait.values, fill_value=0)
    return counts.to_numpy(dtype=float), int(counts.sum())


def _clocked(clock: str, held: pd.DataFrame) -> tuple[np.ndarray, int]:
    """How many in each month, weekday or band of hours; times known only as a span are spread over it."""
    if clock == "month":
        counts = held["month"].str[5:].value_counts().reindex(Trait("", clock=clock).values, fill_value=0)
        return counts.to_numpy(dtype=float), len(held)
    exact = (MINUTE,) if clock == "hour" else (MINUTE, DAY)
    rows = held[held["date_precision"].isin(exact) & held["occurred_from"].notna()]
    if rows.empty:
        return np.zeros(1), 0
    week = week_hours(rows["occurred_from"], rows["occurred_to"].fillna(rows["occurred_from"]))
    if clock == "weekday":
        return week.sum(axis=1), len(rows)
    return week.sum(axis=0).reshape(-1, HOURS_IN_A_BAND).sum(axis=1), len(rows)
