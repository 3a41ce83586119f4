"""Who, when and where: a finding of each trait that partners' records tell of the incidents counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses import profile
from purbeck.findings.draft import Draft, in_percent, table
from purbeck.findings.finding import PROFILE, Finding
from purbeck.findings.wording import profile as words
from purbeck.statistics.possible import exact, leading

COLUMNS = (
    ("group", "Group", ""), ("count", "Incidents", "incidents"), ("share", "Share of those known", "%"),
    ("lower", "Lower limit", "%"), ("upper", "Upper limit", "%"),
)  # fmt: skip
NAMED = 3
VALUE = {"value": "share", "lower": "lower", "upper": "upper"}
SPREAD_OVER_TIME = ("weekday", "hour")


def drafted(draft: Draft) -> list[Finding]:
    """None where no partners' records are held, or none of which the definition counts."""
    rows = draft.evidence.workspace.table(profile.TABLE)
    rows = rows[rows["definition"] == draft.evidence.definition.id]
    order = {trait.name: n for n, trait in enumerate(profile.traits())}
    rows = rows.sort_values(["source", "trait", "place_in_trait"], key=lambda c: c.map(order) if c.name == "trait" else c,
                            kind="stable")  # fmt: skip
    groups = rows.groupby(["source", "trait"], sort=False)
    return [
        _finding(draft, str(source), str(trait), own) for (source, trait), own in groups if own["count"].gt(0).any()
    ]


def _finding(draft: Draft, source: str, trait: str, rows: pd.DataFrame) -> Finding:
    known, total = int(rows["known"].iloc[0]), int(rows["total"].iloc[0])
    shown = _folded(trait, rows)
    told = [one for one in shown if one["share"] is not None]
    largest = sorted(
        (one for one in told if one["group"] != words.TOGETHER), key=lambda one: -one["share"]
    )[:NAMED] or told[:1]  # fmt: skip
    in_order = rows.assign(shown=rows["share"].fillna(-1.0)).sort_values("shown", ascending=False, kind="stable")
    ends = in_order["count_least"], in_order["count_most"]
    # Of those that are asked for so many, as many as are in this order whatever is rounded or hidden.
    sure = next((n for n in range(len(largest), 0, -1) if leading(*ends, n)), 0) if not exact(*ends) else len(largest)
    span = (str(rows["first"].iloc[0]), str(rows["last"].iloc[0]))
    period = f"{periods.spoken_month(span[0])} to {periods.spoken_month(span[1])}"
    total_name = draft.names[draft.evidence.definition.id]
    return draft.finding(
        draft.question("profile", "share", draft.evidence.definition.id, group_by=trait, source=source,
                       period="latest_twelve_months"),
        PROFILE, span=span, period=period,
        title=words.title(trait, largest[0]["group"], largest[0]["share"], source) if sure else words.open_title(trait, source),
        statement=words.statement(
            trait, source, total_name, period, known, total,
            [(one["group"], one["share"], one["lower"], one["upper"]) for one in largest], draft.confidence, sure,
        ),
        alternative=words.alternative(trait, [(one["group"], one["share"]) for one in told]), unit="share of incidents",
        method=words.METHOD, n=known,
        certainty="described" if sure else "cannot_tell_from_counts_shown", counts=(total, total - known), coverage=None,
        **({name: largest[0][of] for name, of in VALUE.items()} if sure else {}), already_public=False,
        caveats=_caveats(trait, shown, known, total), chart="bars", selection={},
        rows=table(COLUMNS, [
            (one["group"], one["count"], *(in_percent(one[name]) for name in ("share", "lower", "upper"))) for one in shown
        ]),
    )  # fmt: skip


def _folded(trait: str, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The groups in order; those of few put together, with the next smallest where they are few still; none of nobody."""
    some = rows[rows["count"] > 0].sort_values("count")
    hidden: list[dict[str, Any]] = [
        {"group": words.value(trait, value), "count": None, "share": None, "lower": None, "upper": None}
        for value in rows.loc[rows["count"].isna(), "value"]
    ]
    fold: list[dict[Any, Any]] = []
    least = 0
    for row in some.to_dict("records"):
        if row["count"] >= profile.fewest() and (not fold or least >= profile.fewest()):
            break
        fold.append(row)
        least += int(row["count"])
    if len(fold) == 1:
        fold += some.iloc[1:2].to_dict("records")
    names = {row["value"] for row in fold}
    kept = [
        {name: row[name] for name in ("count", "share", "lower", "upper")} | {"group": words.value(trait, row["value"])}
        for row in some.sort_values("place_in_trait").to_dict("records") if row["value"] not in names
    ]  # fmt: skip
    if not fold:
        return [*kept, *hidden]
    count = sum(int(row["count"]) for row in fold)
    share = sum(float(row["share"]) for row in fold)
    return [*kept, {"group": words.TOGETHER, "count": count, "share": share, "lower": None, "upper": None}, *hidden]


def _caveats(trait: str, shown: list[dict[str, Any]], known: int, total: int) -> tuple[str, ...]:
    said = [words.NOT_RISK]
    said += [words.missing(1 - known / total)] if known < total else []
    said += [words.ETHNICITY] if trait == "victim_ethnic_group" else []
    said += [words.SPREAD] if trait in SPREAD_OVER_TIME else []
    said += [words.few(profile.fewest())] if any(one["group"] == words.TOGETHER for one in shown) else []
    return tuple(said)
