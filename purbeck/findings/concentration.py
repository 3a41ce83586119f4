"""In how few small areas it is recorded, and whether the same ones lead year after year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from purbeck.analyses import concentration
from purbeck.findings.draft import COUNT_COLUMN, SNAPPED, Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import concentration as words

METHOD = "Fewest LSOAs with half of the year before; Wilson's interval of their share now, widened by how months vary"
SHARE = "0 to 1"
COLUMNS = (("share", "Share of the year before", SHARE), ("areas", "Small areas that held it", "areas"),
           ("areas_share", "Of all small areas", SHARE), ("chance", "Small areas chance would take", SHARE),
           COUNT_COLUMN, ("held", "Their share this year", SHARE), ("lower", "Lower limit", SHARE),
           ("upper", "Upper limit", SHARE), ("residents_share", "Residents who live there", SHARE))  # fmt: skip
HALF = 0.5


def drafted(draft: Draft) -> list[Finding]:
    """One finding a theme: what the areas of the year before hold of the latest, or why that cannot be told."""
    rows = draft.evidence.workspace.store.rows(concentration.TABLE, definition=draft.evidence.definition.id)
    return [
        _finding(draft, theme, name, of_theme.sort_values("share", ignore_index=True))
        for theme, name in draft.names.items()
        if len(of_theme := rows[rows["theme"] == theme])
    ]


def _finding(draft: Draft, theme: str, name: str, rows: pd.DataFrame) -> Finding:
    half = rows[rows["share"] == HALF].iloc[0]
    question = draft.question("concentration", "held_share", theme, group_by="lsoa21",
                              comparator="the share of residents who live there")  # fmt: skip
    months = [f"{half['measured_year']}-{m:02d}" for m in _months(half["measured_months"])]
    shared: dict[str, Any] = {
        "unit": "share of offences", "method": METHOD, "n": int(half["measured_count"]),
        "counts": (int(half["chosen_count"]),), "selection": draft.selection(theme, months),
        "span": (f"{half['chosen_year']}-01", f"{half['measured_year']}-12"),
    }  # fmt: skip
    if half["reason"]:
        doubt = "cannot_tell_from_this_source" if half["reason"] == "places_changed" else "too_few_to_tell"
        return draft.finding(
            question, "places", title=words.nothing_title(name, half["reason"]),
            statement=_why_not(draft, name, half), certainty=doubt, **shared,
        )  # fmt: skip
    limits = (half["lower"], half["upper"])
    apart = limits[0] > half["residents_share"] or limits[1] < half["residents_share"]
    listed = [
        (r["share"], int(r["chosen_places"]), number(r["chosen_places"] / r["places"]), number(r["chance_share"]),
         int(r["held_count"]), *(number(r[c]) for c in ("held_share", "lower", "upper", "residents_share")))
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return draft.finding(
        question, "places", title=words.held_title(name, _chosen(half), half["held_share"], int(half["measured_year"])),
        statement=_statement(draft, name, half, rows), certainty="clear" if apart else "no_clear_difference",
        value=number(half["held_share"]), lower=number(limits[0]), upper=number(limits[1]),
        caveats=(words.FLATTERS, words.STREETS, SNAPPED), rows=table(COLUMNS, listed), **shared,
    )  # fmt: skip


def _statement(draft: Draft, name: str, half: pd.Series, rows: pd.DataFrame) -> str:
    said = [words.concentrated(name, int(half["measured_year"]), (int(half["same_places"]), int(half["places"])),
                               half["chance_share"])]  # fmt: skip
    for row in rows.sort_values("share", ascending=False).to_dict("records"):
        measured = (int(row["measured_year"]), _months(row["measured_months"]))
        said.append(words.held_next(row["share"], _chosen(row), measured, row["held_share"], (row["lower"], row["upper"]),
                                    draft.confidence, row["residents_share"]))  # fmt: skip
    return " ".join(said)


def _why_not(draft: Draft, name: str, row: pd.Series) -> str:
    years, rules = (int(row["chosen_year"]), int(row["measured_year"])), draft.evidence.rules
    if row["reason"] == "places_changed":
        return words.places_changed(name, years, row["changed"])
    if row["reason"] == "too_few_months":
        filed = (_months(row["chosen_months"]), _months(row["measured_months"]))
        return words.too_few_months(name, years, filed, rules.concentration_months)
    if row["reason"] == "too_few_places":
        return words.too_few_places(name, int(row["places"]))
    counts = (int(row["chosen_count"]), int(row["measured_count"]))
    return words.too_few_events(name, years, counts, rules.concentration_events)


def _chosen(row: Any) -> tuple[int, int, Sequence[int]]:
    return int(row["chosen_places"]), int(row["chosen_year"]), _months(row["chosen_months"])


def _months(listed: str) -> Sequence[int]:
    return [int(month) for month in listed.split(",") if month]
