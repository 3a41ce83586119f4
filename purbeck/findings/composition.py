"""What rises and what falls: every kind of crime beside the serious kinds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import composition
from purbeck.counts import whole
from purbeck.findings.draft import COUNT_COLUMN, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import composition as words
from purbeck.findings.wording import doubt
from purbeck.statistics.dispersion import MINIMUM_RESIDUAL_DF

ALL_CRIME = "all_crime"
METHOD = "Quasi-Poisson comparison of like months, kind by kind; the rest of our region beside ours"
PEOPLE = 1000
COLUMNS = (
    ("theme", "Kind", ""), COUNT_COLUMN, ("rate_per_1000", "Rate", "per 1,000 residents a year"),
    ("base_count", "Like months of the year before", "offences"), ("latest_count", "Like months of this year", "offences"),
    ("value", "Times the year before", ""), ("lower", "Lower limit", ""), ("upper", "Upper limit", ""),
    ("verdict", "How sure", ""), ("beside", "Rest of the region, times the year before", ""),
    ("beside_lower", "Its lower limit", ""), ("beside_upper", "Its upper limit", ""),
)  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """One finding; none where nothing has a category."""
    found = draft.evidence.workspace.table(composition.TABLE)
    found = found[found["definition"] == draft.evidence.definition.id]
    ours = found[found["place"] == "ours"].sort_values(["year_count", "category"], ascending=[False, True])
    if ours.empty:
        return []
    beside = found[found["place"] == "rest_of_region"].set_index("category")
    return [_finding(draft, ours, beside)]


def _finding(draft: Draft, ours: pd.DataFrame, beside: pd.DataFrame) -> Finding:
    region = draft.evidence.home("region")
    forces = draft.recording.forces_of("region", region[0]) if region else draft.recording.forces_of("partnership")
    compared = ours[ours["reason"] == ""]
    months = [int(m) for m in ours["months"].iloc[0].split(",") if m]
    title, statement, certainty = _verdict(draft, ours, compared, months)
    return draft.finding(
        draft.question("composition", "rate_ratio", ALL_CRIME, comparator="previous_calendar_year",
                       denominator_kind="residents"),
        "trend", span=(f"{draft.year - 1}-01" if months else f"{draft.year}-01", f"{draft.year}-12"), forces=forces, kinds=(),
        title=title, statement=statement, unit="times the earlier rate", method=METHOD, certainty=certainty,
        n=int(ours["year_count"].sum()), counts=counts_of(ours, "year_count", "base_count", "latest_count"),
        confidence=draft.confidence if len(compared) else None,
        rows=table(COLUMNS, [_row(r, beside) for r in ours.to_dict("records")]),
    )  # fmt: skip


def _verdict(draft: Draft, ours: pd.DataFrame, compared: pd.DataFrame, months: list[int]) -> tuple[str, str, str]:
    total, base = int(ours["year_count"].sum()), draft.year - 1
    if compared.empty:
        said = words.too_few(total, draft.year, months, MINIMUM_RESIDUAL_DF + 1)
        return words.too_few_title(base), said, "too_few_to_tell"
    rise = compared.loc[compared["lower"] > 1, "category"].tolist()
    fall = compared.loc[compared["upper"] < 1, "category"].tolist()
    by_chance = len(compared) * (1 - draft.confidence)
    said = words.statement(total, draft.year, months, rise, fall, len(compared), by_chance)
    return words.title(rise, fall, len(compared), base), said, "described"


def _row(row: dict[Any, Any], beside: pd.DataFrame) -> tuple[Any, ...]:
    other = beside.loc[row["category"]] if row["category"] in beside.index else {}
    rate = PEOPLE * row["year_count"] / row["person_years"] if row["person_years"] else None
    few = {"too_few_months": "too few months", "too_few_events": "too few to tell"}.get(row["reason"])
    return (
        row["category"], whole(row["year_count"]), number(rate), whole(row["base_count"]), whole(row["latest_count"]),
        *(number(row[name]) for name in ("ratio", "lower", "upper")),
        few or doubt.direction(row["ratio"], row["lower"], row["upper"]),
        *(number(other.get(name)) for name in ("ratio", "lower", "upper")),
    )  # fmt: skip
