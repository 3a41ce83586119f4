"""Force-months that look wrong: flagged where a count is far from what that force's other months say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from purbeck import periods, provenance
from purbeck.incidents import categories
from purbeck.statistics.odd_values import OddLimits, odd_values
from purbeck.tables import HELD, Column, Table
from purbeck.workspace import Tell, Workspace

RULES_FILE = Path(__file__).with_name("odd_months.toml")
REASONS = ("far_above", "far_below")

TABLE = Table(
    name="odd_months",
    meaning="Force-months whose count of one kind of crime is far from that force's other months; flagged, never corrected",
    columns=(
        Column("force", "string", "the force that recorded it", required=True),
        Column("month", "string", "the month", required=True),
        Column("category", "string", "the supplier's own category", required=True),
        Column("count", "int64", "incidents as supplied", unit="incidents", required=True),
        Column("expected", "float64", "median of the months around it", unit="incidents", decimals=HELD, required=True),
        Column("ratio", "float64", "the count over that median", decimals=HELD, required=True),
        Column("spreads", "float64", "robust standard deviations from it", decimals=HELD, required=True),
        Column("reason", "string", "which way it is off", vocabulary=REASONS, required=True),
    ),
    key=("force", "month", "category"),
)


def read_limits() -> OddLimits:
    """The limits in force, from odd_months.toml."""
    rules = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return OddLimits(**{name: rule["value"] for name, rule in rules.items()})


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the counts by category, and the force-months flagged among them, up to date."""
    store = workspace.store
    key = provenance.key_of(categories.build(workspace, tell), RULES_FILE.read_text(encoding="utf-8"))
    if store.key(TABLE) == key:
        return
    rows = store.read(categories.TABLE)
    counted = store.fetch(rows.group_by("recorded_by", "category", "month").agg(count=rows["count"].sum()))
    counted = counted.rename(columns={"recorded_by": "force"})
    store.write(TABLE, flagged(counted, read_limits()), key)


def flagged(counted: pd.DataFrame, limits: OddLimits) -> pd.DataFrame:
    """The odd rows of counts by force, category and month, as rows of `TABLE`.

    A month that a force filed without any of a category counts as nought of it.
    """
    filed = {force: sorted(months) for force, months in counted.groupby("force")["month"].unique().items()}
    frames = [TABLE.empty()]
    for (force, category), rows in counted.groupby(["force", "category"]):
        months = filed[force]
        counts = rows.set_index("month")["count"].reindex(months, fill_value=0).to_numpy(dtype=np.int64)
        found = odd_values(counts, [periods.month_number(m) for m in months], limits)
        at = np.flatnonzero(found.odd)
        if len(at):
            frames.append(pd.DataFrame({
                "force": force, "month": np.array(months)[at], "category": category, "count": counts[at],
                "expected": found.expected[at], "ratio": found.ratio[at], "spreads": found.spreads[at],
                "reason": np.where(found.ratio[at] > 1, *REASONS),
            }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)
