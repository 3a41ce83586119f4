"""Stops and searches by our force, beside the people who live there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import searches
from purbeck.counts import whole
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import searches as words
from purbeck.sources.stop_and_search import SOURCE

METHOD = (
    "Searches of people over residents of the force area (Census 2021) by ethnic group; exact interval of the ratio"
)
COLUMNS = (
    ("by", "Told apart by", ""), ("group", "Group", ""), ("count", "Searches", "searches"),
    ("known", "Of which this is known", "searches"), ("residents", "Residents", "people"),
    ("rate", "Rate", "per 1,000 residents a year"), ("lower", "Lower limit", "per 1,000"), ("upper", "Upper limit", "per 1,000"),
    ("ratio", "Times the rate of White residents", ""), ("ratio_lower", "Lower limit of that", ""),
    ("ratio_upper", "Upper limit of that", ""), ("ratio_if_white", "The same if all who did not say were White", ""),
)  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """One finding; none where our force filed no stops and searches."""
    rows = draft.evidence.workspace.table(searches.TABLE)
    return [_finding(draft, rows)] if len(rows) else []


def _finding(draft: Draft, rows: pd.DataFrame) -> Finding:
    force = rows[rows["area"] == "force"]
    every = force[force["group_by"] == "all"].iloc[0]
    _, name = draft.evidence.home("force") or ("", "")
    ethnic = force[force["group_by"] == "ethnic_group"].set_index("group_value")
    black = ethnic.loc["black"] if "black" in ethnic.index and not pd.isna(ethnic.loc["black", "ratio"]) else None
    ours = rows[(rows["area"] == "ours") & (rows["group_by"] == "all")]
    known = int(ethnic["known"].max()) if len(ethnic) else 0
    enough = black is not None and int(black["count"]) >= draft.evidence.rules.few_events
    said = [words.counted(name, int(every["count"]), every["first"], every["last"], int(every["months"])),
            words.ours(int(ours["count"].iloc[0])) if len(ours) else "",
            words.known(known, int(every["count"])),
            words.beside(black.to_dict(), draft.confidence) if black is not None and enough else words.TOO_FEW]  # fmt: skip
    return draft.finding(
        draft.question("searches", "rate_ratio", "stops_and_searches", period="latest_year_filed", source=SOURCE.name,
                       group_by="ethnic_group", group_value="black", denominator_kind="residents"),
        "equality", title=words.title(name, int(every["count"]), every["first"], every["last"]), selection={},
        statement=" ".join(filter(None, said)), unit="times the rate of White residents", method=METHOD,
        certainty="described" if enough else "too_few_to_tell", n=int(every["count"]), caveats=words.CAVEATS,
        counts=tuple(int(n) for n in rows["count"]), coverage=known / int(every["count"]),
        period=f"{every['first']} to {every['last']}",
        already_public=SOURCE.already_public, rows=table(COLUMNS, _rows(force)),
        **({name: number(black[c]) for name, c in (("value", "ratio"), ("lower", "ratio_lower"), ("upper", "ratio_upper"))}
           if black is not None and enough else {"confidence": None}),
    )  # fmt: skip


def _rows(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    ordered = rows.assign(place=rows["group_by"].map(searches.BY.index)).sort_values(["place", "group_value"])
    measured = ("rate", "lower", "upper", "ratio", "ratio_lower", "ratio_upper", "ratio_if_white")
    return [
        (words.BY[r["group_by"]], words.GROUPS.get(r["group_value"], r["group_value"]), whole(r["count"]), whole(r["known"]),
         whole(r["residents"]), *(number(r[name]) for name in measured))
        for r in ordered.to_dict("records")
    ]  # fmt: skip
