"""Counts whose victims' frequencies were returned: intervals widened for repeat victims."""

from __future__ import annotations

import pandas as pd

from purbeck.measures import caveats
from purbeck.sources.returns.figures import ALL, JOINT
from purbeck.statistics.repeat_victims import repeat_interval

CONTRACT, TIMES = "repeat_victimisation", "times"
ONCE, TWICE, MORE = CLASSES = ("1", "2", "3_and_over")
VICTIMS, OFFENCES = "victims", "offences"
WHERE = ["place_type", "place_code", "period_type", "period_start", "period_end", "group_by", "group_value"]


def with_repeats(found: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Rows of returned figures with, for each table of frequencies that is whole, all its offences and their interval.

    A table is whole where the people with one, two, and three or more are known, exactly; one with a hidden cell adds no row.
    """
    tables = found[(found["source"] == CONTRACT) & (found["measure"] == "count")]
    if tables.empty:
        return found
    split = [_without_times(by, value) for by, value in zip(tables["group_by"], tables["group_value"], strict=True)]
    tables = tables.assign(
        times=[times for times, _, _ in split],
        group_by=[by for _, by, _ in split],
        group_value=[v for _, _, v in split],
    )
    added = [
        row for _, one in tables[tables["times"] != ""].groupby(WHERE, sort=True) for row in _whole(one, confidence)
    ]
    return pd.concat([found, pd.DataFrame(added, columns=found.columns)], ignore_index=True) if added else found


def _without_times(group_by: str, group_value: str) -> tuple[str, str, str]:
    """How often, and the group without it; "" where the group does not say."""
    pairs = list(zip(group_by.split(JOINT), group_value.split(JOINT), strict=False))
    times = next((value for name, value in pairs if name == TIMES), "")
    rest = [(name, value) for name, value in pairs if name != TIMES]
    if not rest:
        return times, ALL, ALL
    return times, JOINT.join(name for name, _ in rest), JOINT.join(value for _, value in rest)


def _whole(table: pd.DataFrame, confidence: float) -> list[dict[str, object]]:
    exact = table[table["method"].isin(["exact", "byar"])]
    people = {row["times"]: int(row["count"]) for row in exact[exact["theme"] == VICTIMS].to_dict("records")}
    if set(people) != set(CLASSES):
        return []
    offences = {row["times"]: int(row["count"]) for row in exact[exact["theme"] == OFFENCES].to_dict("records")}
    total = sum(offences.values()) if set(offences) == set(CLASSES) else None
    try:
        one = repeat_interval([people[ONCE], people[TWICE], people[MORE]], total, confidence)
    except ValueError:  # offences that the people cannot have had: the supplier's table contradicts itself
        return []
    row = table.iloc[0].drop("times").to_dict()
    said = caveats.REPEATED.format(spread=one.spread**0.5) + ("" if total is not None else f" {caveats.FEWEST_TIMES}")
    return [row | {"theme": OFFENCES, "count": one.events, "value": float(one.events), "lower": one.lower,
                   "upper": one.upper, "method": "repeat_victims", "unit": OFFENCES, "caveats": said}]  # fmt: skip
