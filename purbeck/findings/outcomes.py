"""What became of the offences recorded here, after the same number of months for each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import outcomes
from purbeck.counts import whole
from purbeck.findings.draft import COUNT_COLUMN, Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import outcomes as words
from purbeck.sources.police_outcomes import SOURCE

METHOD = "Offences with a Crime ID by the furthest outcome filed within the same months of each; Wilson's interval"
SHARE = "0 to 1"
COLUMNS = (("year", "Recorded in", ""), ("outcome", "How far it went", ""), COUNT_COLUMN, ("share", "Share", SHARE),
           ("lower", "Lower limit", SHARE), ("upper", "Upper limit", SHARE))  # fmt: skip
CHARGED = "charged_or_summonsed"


def drafted(draft: Draft) -> list[Finding]:
    """One finding a theme, of the latest year that can be followed; none where no outcomes are held."""
    rows = draft.evidence.workspace.store.rows(outcomes.TABLE, definition=draft.evidence.definition.id)
    rows = rows[rows["with_id"] > 0]
    return [
        _finding(draft, theme, name, rows[rows["theme"] == theme])
        for theme, name in draft.names.items()
        if (rows["theme"] == theme).any()
    ]


def _finding(draft: Draft, theme: str, name: str, rows: pd.DataFrame) -> Finding:
    year = int(rows["year"].max())
    latest = rows[rows["year"] == year].set_index("outcome_group")
    charged = latest.loc[CHARGED]
    months = [int(m) for m in charged["months"].split(",")]
    few = int(charged["with_id"]) < draft.evidence.rules.few_events
    shared: dict[str, Any] = {"value": number(charged["share"]), "lower": number(charged["lower"]),
                              "upper": number(charged["upper"])}  # fmt: skip
    said = words.statement(name, year, months, int(charged["followed"]), (int(charged["with_id"]), int(charged["offences"])),
                           {g: (int(r["count"]), float(r["share"]), float(r["lower"]), float(r["upper"]))
                            for g, r in latest.to_dict("index").items()}, draft.confidence)  # fmt: skip
    return draft.finding(
        draft.question("outcomes", "share", theme, group_by="outcome_group", group_value=CHARGED, period="latest_year_followed",
                       source=SOURCE.name),
        "scale", period=str(year), span=(f"{rows['year'].min()}-01", f"{year}-12"),
        selection=draft.selection(theme, [f"{year}-{m:02d}" for m in months]),
        title=words.title(name, year, None if few else float(charged["share"]), int(charged["followed"])),
        statement=words.too_few(name, year, int(charged["with_id"])) if few else said,
        unit="share of offences", method=METHOD, certainty="too_few_to_tell" if few else "described",
        n=int(charged["with_id"]), counts=tuple(int(n) for n in rows["count"]), already_public=SOURCE.already_public,
        coverage=float(charged["with_id"] / charged["offences"]), caveats=words.CAVEATS, rows=table(COLUMNS, _rows(rows)),
        **({} if few else shared),
    )  # fmt: skip


def _rows(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    ordered = rows.assign(place=rows["outcome_group"].map(outcomes.GROUPS.index)).sort_values(["year", "place"])
    return [
        (str(int(r["year"])), words.GROUPS[r["outcome_group"]], whole(r["count"]),
         *(number(r[name]) for name in ("share", "lower", "upper")))
        for r in ordered.to_dict("records")
    ]  # fmt: skip
