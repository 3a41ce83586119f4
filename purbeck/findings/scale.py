"""How much: counts, rates and shares of the latest calendar year."""

from __future__ import annotations

import pandas as pd

from purbeck.counts import whole
from purbeck.findings import read_out
from purbeck.findings.draft import BYAR, COUNT_COLUMN, RATE_COLUMNS, Draft, counts_of, in_percent, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import scale as words


def drafted(draft: Draft) -> list[Finding]:
    """One finding a theme, the total first; the first carries the chart of all."""
    year = f"{draft.year}-01"
    rates = draft.evidence.years[draft.evidence.years["first"] == year].set_index("theme")
    shares = draft.evidence.measures(measure="share", place_type="partnership", period_type="calendar_year")
    shares = shares[shares["first"] == year].set_index("theme")
    findings = []
    for theme, name in draft.names.items():
        row = rates.loc[theme]
        if pd.isna(row["count"]):
            continue  # an edition hides it
        first = theme == draft.evidence.definition.id
        findings.append(_finding(draft, theme, name, row, rates if first else None))
    return [*findings, _share(draft, shares)] if shares["count"].sum() else findings


def _finding(draft: Draft, theme: str, name: str, row: pd.Series, chart_of: pd.DataFrame | None) -> Finding:
    limits = (row["lower"], row["upper"])
    shown = draft.names if chart_of is not None else {theme: name}
    rates = chart_of if chart_of is not None else pd.DataFrame([row])
    rows = [
        (shown[str(t)], whole(r["count"]), number(r["value"]), number(r["lower"]), number(r["upper"]))
        for t, r in (rates.loc[list(shown)] if chart_of is not None else rates).iterrows()
    ]
    return draft.finding(
        draft.question("scale", "rate_per_1000", theme, denominator_kind="residents"),
        "scale",
        title=words.scale_title(name, row["value"], str(draft.year)),
        statement=words.scale(name, draft.place, str(draft.year), int(row["count"]), row["value"], limits, draft.confidence),
        alternative=read_out.bars_alternative(rows, draft.year) if chart_of is not None else "",
        unit="per 1,000 residents a year", method=BYAR, certainty="described", value=row["value"], lower=row["lower"],
        upper=row["upper"], n=int(row["count"]), coverage=row["coverage"], caveats=draft.part_filed(row["coverage"]),
        chart="bars" if chart_of is not None else "none",
        rows=table((("theme", "Kind", ""), COUNT_COLUMN, *RATE_COLUMNS), rows),
    )  # fmt: skip


def _share(draft: Draft, shares: pd.DataFrame) -> Finding:
    """What the total is made of."""
    themes = [t for t in draft.names if t != draft.evidence.definition.id]
    rows = [
        (draft.names[t], whole(shares.loc[t, "count"]), in_percent(shares.loc[t, "value"]),
         in_percent(shares.loc[t, "lower"]), in_percent(shares.loc[t, "upper"]))
        for t in themes
    ]  # fmt: skip
    largest = max(themes, key=lambda t: number(shares.loc[t, "count"]) or 0)
    row = shares.loc[largest]
    percent = ("share", "Share of the total", "%")
    return draft.finding(
        draft.question("composition", "share", draft.evidence.definition.id),
        "scale",
        title=words.share_title(draft.names[largest], row["value"]),
        statement=words.share(draft.names[largest], row["value"], (row["lower"], row["upper"]), draft.confidence,
                                draft.names[draft.evidence.definition.id]),
        unit="share of the total", method="Share of the total's count; Wilson interval", certainty="described",
        value=row["value"], lower=row["lower"], upper=row["upper"], n=int(row["count"]), counts=counts_of(shares, "count"),
        coverage=row["coverage"], selection=draft.selection(largest),
        rows=table((("theme", "Kind", ""), COUNT_COLUMN, percent, ("lower", "Lower limit", "%"),
                    ("upper", "Upper limit", "%")), rows),
    )  # fmt: skip
