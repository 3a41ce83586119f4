"""What the offences cost, by component, beside the figure that partnerships quote."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses import harm
from purbeck.counts import whole
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import PROFILE, Finding, Question
from purbeck.findings.wording import cost as words
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
    found = weighed[weighed["count"].fillna(1) > 0].to_dict("records")
    return [_withheld(draft, row) if row["reason"] else _finding(draft, row) for row in found]


def _finding(draft: Draft, row: dict[Any, Any]) -> Finding:
    total, source = draft.evidence.definition.id, str(row["source"])
    span = (str(row["first"]), str(row["last"]))
    measured = _of_period(draft, source, span)
    parts = measured[measured["group_by"] == BY_COMPONENT].set_index("group_value")
    held = [part for part in COMPONENTS if part in parts.index and parts.loc[part, "value"] > 0]
    left_out = [words.PARTS[part] for part in COMPONENTS if part in parts.index and parts.loc[part, "reason"]]
    as_quoted = measured.loc[measured["measure"] == QUOTED, ["value", "unit"]].dropna().to_numpy()
    quoted = (float(as_quoted[0][0]), str(as_quoted[0][1])) if len(as_quoted) else None
    value, lower, upper = (float(row[end]) for end in ("value", "lower", "upper"))
    count, name = whole(row["count"]), draft.evidence.definition.names()[total]
    rows = [
        (words.PARTS[part], count, *(number(parts.loc[part, end]) for end in ("value", "lower", "upper")))
        for part in held
    ]
    said = [(part, float(parts.loc[part, "value"])) for part in held]
    return draft.finding(
        _question(draft, row), PROFILE,
        title=words.title(name, value, str(row["unit"])),
        statement=words.statement(
            name, str(_shared(row)["period"]), count, (value, lower, upper), str(row["unit"]), quoted, said, draft.confidence,
        ),
        n=count, value=value, lower=lower, upper=upper,
        caveats=tuple(filter(None, (str(row["caveats"]), words.left_out(left_out), words.NO_BUDGET))),
        rows=table(COLUMNS, sorted(rows, key=lambda one: -(one[2] or 0.0))), **_shared(row), certainty="described",
    )  # fmt: skip


def _withheld(draft: Draft, row: dict[Any, Any]) -> Finding:
    """That an edition does not tell the cost."""
    name = draft.evidence.definition.names()[draft.evidence.definition.id]
    return draft.finding(
        _question(draft, row), PROFILE, title=words.withheld_title(name),
        statement=words.withheld(name, str(_shared(row)["period"])), n=whole(row["count"]), caveats=(words.NO_BUDGET,),
        **_shared(row), certainty="too_few_to_tell",
    )  # fmt: skip


def _question(draft: Draft, row: dict[Any, Any]) -> Question:
    return draft.question("harm", COST, draft.evidence.definition.id, source=str(row["source"]), period="latest_year")


def _shared(row: dict[Any, Any]) -> dict[str, Any]:
    """What a cost and a cost that is not told have in common."""
    span = (str(row["first"]), str(row["last"]))
    return {
        "span": span, "period": f"{periods.spoken_month(span[0])} to {periods.spoken_month(span[1])}", "unit": str(row["unit"]),
        "method": words.METHOD, "coverage": float(row["coverage"]), "selection": {"months": [], "theme": "", "lsoa21": ""},
        "already_public": next((one.already_public for one in SOURCES if one.name == row["source"]), False),
    }  # fmt: skip


def _of_period(draft: Draft, source: str, span: tuple[str, str]) -> pd.DataFrame:
    """The rows of measures behind a total: by component, and as quoted."""
    total = draft.evidence.definition.id
    rows = harm.weighed(draft.evidence, source)
    rows = rows[rows["theme"] == total]
    first = pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m")
    last = pd.to_datetime(rows["period_end"]).dt.strftime("%Y-%m")
    same = (first == span[0]) & (last == span[1]) & rows["measure"].isin([COST, QUOTED])
    return rows[same].drop_duplicates(["measure", "group_by", "group_value"])
