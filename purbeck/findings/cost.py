"""What the offences cost, by component, beside the figure that partnerships quote."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses import harm
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import PROFILE, Finding
from purbeck.findings.wording import cost as words
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.unit_costs import COMPONENTS
from purbeck.sources.door import SOURCES

COST, QUOTED, BY_COMPONENT = "cost_gbp", "cost_gbp_as_quoted", "cost_component"
COLUMNS = (("part", "What it is spent on or lost by", ""), ("count", "Offences", "offences"), ("value", "Cost", "GBP"),
           ("lower", "Lower limit", "GBP"), ("upper", "Upper limit", "GBP"))  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """One finding, of the year of offences that harm is weighed over; none where nothing has a cost."""
    weighed = draft.evidence.workspace.table(harm.TABLE)
    total = draft.evidence.definition.id
    weighed = weighed[(weighed["definition"] == total) & (weighed["theme"] == total) & (weighed["by"] == COST)]
    return [_finding(draft, row) for row in weighed.to_dict("records") if row["count"] > 0]


def _finding(draft: Draft, row: dict[Any, Any]) -> Finding:
    total, source = draft.evidence.definition.id, str(row["source"])
    span = (str(row["first"]), str(row["last"]))
    period = f"{periods.spoken_month(span[0])} to {periods.spoken_month(span[1])}"
    measured = _of_period(draft, source, span)
    parts = measured[measured["group_by"] == BY_COMPONENT].set_index("group_value")
    held = [part for part in COMPONENTS if part in parts.index and parts.loc[part, "value"] > 0]
    quoted = measured[measured["measure"] == QUOTED].iloc[0]
    value, lower, upper = (float(row[end]) for end in ("value", "lower", "upper"))
    count, name = int(row["count"]), draft.evidence.definition.names()[total]
    rows = [
        (words.PARTS[part], count, *(number(parts.loc[part, end]) for end in ("value", "lower", "upper")))
        for part in held
    ]
    said = [(part, float(parts.loc[part, "value"])) for part in held]
    return draft.finding(
        draft.question("harm", COST, total, source=source, period="latest_year"), PROFILE, span=span, period=period,
        title=words.title(name, value, str(row["unit"])),
        statement=words.statement(
            name, period, count, (value, lower, upper), str(row["unit"]), (float(quoted["value"]), str(quoted["unit"])), said,
            draft.confidence,
        ),
        unit=str(row["unit"]), method=words.METHOD, certainty="described", n=count,
        value=value, lower=lower, upper=upper, coverage=float(row["coverage"]),
        already_public=next((one.already_public for one in SOURCES if one.name == source), False),
        selection={"months": [], "theme": "", "lsoa21": ""},
        caveats=tuple(filter(None, (str(row["caveats"]), words.NO_BUDGET))),
        rows=table(COLUMNS, sorted(rows, key=lambda one: -(one[2] or 0.0))),
    )  # fmt: skip


def _of_period(draft: Draft, source: str, span: tuple[str, str]) -> pd.DataFrame:
    """The rows of measures behind a total: by component, and as quoted."""
    total = draft.evidence.definition.id
    rows = draft.evidence.workspace.store.rows(
        MEASURES, definition=total, theme=total, place_type="partnership", source=source
    )
    first = pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m")
    last = pd.to_datetime(rows["period_end"]).dt.strftime("%Y-%m")
    same = (first == span[0]) & (last == span[1]) & rows["measure"].isin([COST, QUOTED])
    return rows[same].drop_duplicates(["measure", "group_by", "group_value"])
