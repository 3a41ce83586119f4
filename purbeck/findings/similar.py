"""How we stand among the areas most like ours: our district's rate beside theirs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses.similar import rates, values
from purbeck.counts import whole
from purbeck.findings import read_out
from purbeck.findings.draft import COUNT_COLUMN, RATE_COLUMNS, RESIDENTS, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import similar as words

NEAREST = "Nearest by standardised census and area variables, topics weighted alike"
METHOD = f"{NEAREST}; rank of rates by simulation"
COLUMNS = (("place", "Place", ""), ("order", "How like ours", "1 is most alike"), ("distance", "Distance", ""),
           COUNT_COLUMN, *RATE_COLUMNS, ("coverage", "Share of person-years filed", "0 to 1"),
           ("ours", "Ours", ""))  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """One finding a theme; one that says why where our district has no list."""
    home = draft.evidence.home(rates.KIND)
    if home is None:
        return []
    workspace = draft.evidence.workspace
    found = workspace.store.rows(rates.TABLE, definition=draft.evidence.definition.id)
    if found.empty:
        return [_no_list(draft, home)]
    of_list = of_the_list(draft)
    return [
        _finding(draft, theme, name, rows.sort_values("order", ignore_index=True), of_list)
        for theme, name in draft.names.items()
        if len(rows := found[found["theme"] == theme])
    ]


def of_the_list(draft: Draft) -> tuple[str, str]:
    """What the list is made of, and where its values are, in words."""
    scales = draft.evidence.workspace.store.rows(values.SCALES, place_type=rates.KIND)
    scales = scales.sort_values(["topic", "variable"])
    held, lacking = (scales.loc[which, "title"].tolist() for which in (scales["used"], ~scales["used"]))
    return words.alike_in(held, lacking), words.RECOMPUTE


def _question(draft: Draft, theme: str, code: str) -> Any:
    return draft.question("similar", "rate_among_similar", theme, place_type=rates.KIND, place_code=code,
                          comparator="most similar districts", denominator_kind="residents")  # fmt: skip


def _no_list(draft: Draft, home: tuple[str, str]) -> Finding:
    store = draft.evidence.workspace.store
    scales = store.rows(values.SCALES, place_type=rates.KIND)
    ours = store.rows(values.VALUES, place_type=rates.KIND, place_code=home[0])
    used = set(scales.loc[scales["used"], "variable"])
    lacking = ours.loc[ours["variable"].isin(used), "score"].isna().any()
    reason = "no_variables" if not used else "lacking" if lacking else "few_areas"
    place = f"{home[1]} district"
    return draft.finding(
        _question(draft, draft.evidence.definition.id, home[0]), "comparison",
        title=words.no_list_title(place), statement=words.no_list(place, reason), unit="per 1,000 residents a year",
        method=METHOD, certainty="cannot_tell_from_this_source", place_name=place,
    )  # fmt: skip


def _finding(draft: Draft, theme: str, name: str, rows: pd.DataFrame, of_list: tuple[str, str]) -> Finding:
    ours, others = rows.iloc[rates.OURS], rows.iloc[rates.OURS + 1 :]
    place = f"{ours['place_name']} district"
    ranked = others[others["ranked"]]
    said = _said(draft, name, place, ours, others)
    listed = [
        (r["place_name"], int(r["order"]), number(r["distance"]), whole(r["count"]), number(r["rate_per_1000"]),
         number(r["lower"]), number(r["upper"]), number(r["coverage"]), int(r["order"]) == rates.OURS)
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return draft.finding(
        _question(draft, theme, ours["place_code"]), "comparison",
        **said, alternative=read_out.similar_alternative(listed),
        unit="per 1,000 residents a year", method=METHOD, n=whole(ours["count"]),
        counts=counts_of(ranked, "count"), coverage=ours["coverage"], place_name=place,
        caveats=(of_list[0], RESIDENTS, of_list[1]), chart="comparison", rows=table(COLUMNS, listed),
    )  # fmt: skip


def _said(draft: Draft, name: str, place: str, ours: pd.Series, others: pd.DataFrame) -> dict[str, Any]:
    """Title, statement and certainty; the number only where something is said of it."""
    ranked = others[others["ranked"]].sort_values(["rate_per_1000", "place_code"])
    nothing = others.loc[others["rate_per_1000"].isna(), "place_name"].tolist()
    part = others.loc[~others["ranked"] & others["rate_per_1000"].notna(), "place_name"].tolist()
    left_out = words.unavailable(nothing, part)
    if pd.isna(ours["rank"]) or len(ranked) < draft.evidence.rules.similar_ranked:
        return {"title": words.not_ranked_title(name), "certainty": "cannot_tell_from_this_source",
                "statement": words.not_ranked(name, place, draft.year, len(others), left_out)}  # fmt: skip
    if ours["count"] < draft.evidence.rules.few_events:
        return {"title": words.few_title(name), "certainty": "too_few_to_tell",
                "statement": words.few(name, place, draft.year, int(ours["count"]))}  # fmt: skip
    lowest, highest = ranked.iloc[0], ranked.iloc[-1]
    spread = (float(ranked["rate_per_1000"].median()), (lowest["place_name"], lowest["rate_per_1000"]),
              (highest["place_name"], highest["rate_per_1000"]))  # fmt: skip
    rank, sharing = (ours["rank"], ours["rank_lower"], ours["rank_upper"]), int(ours["sharing"])
    value = (ours["rate_per_1000"], ours["lower"], ours["upper"])
    return {
        "title": words.among_title(name, place, ours["rank"], len(ranked) + 1, sharing), "certainty": "described",
        "statement": words.among(name, (place, draft.year), value, spread, rank, len(ranked) + 1,
                                 draft.confidence, left_out, sharing),
        "value": number(ours["rate_per_1000"]), "lower": number(ours["lower"]), "upper": number(ours["upper"]),
    }  # fmt: skip
