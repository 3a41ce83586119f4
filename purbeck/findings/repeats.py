"""Repeat victims: how many offences the same people had, and how much less sure the count is for that."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.findings.draft import Draft, in_percent, table
from purbeck.findings.finding import PARTNERS, Finding
from purbeck.findings.wording import repeats as words
from purbeck.measures.repeats import CLASSES, CONTRACT, MORE, OFFENCES, TIMES, VICTIMS
from purbeck.sources.returns.figures import JOINT
from purbeck.statistics.intervals import count_interval
from purbeck.statistics.repeat_victims import repeat_interval

KIND = "crime_kind"
WIDENED = "repeat_victims"
COLUMNS = (("group", "Times within the year", ""), ("count", "Victims", "people"), ("share", "Share of victims", "%"),
           ("offences", "Offences", "offences"))  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """One for each kind of crime that a whole table of frequencies was returned for, of its latest period."""
    rows = draft.evidence.measured(source=CONTRACT, measure="count", place_type="partnership")
    totals = rows[(rows["method"] == WIDENED) & (rows["group_by"] == KIND)].sort_values("period_end")
    found = [_finding(draft, str(kind), own.iloc[-1], rows) for kind, own in totals.groupby("group_value")]
    return [one for one in found if one is not None]


def _finding(draft: Draft, kind: str, total: pd.Series, rows: pd.DataFrame) -> Finding | None:
    """None where an edition hides one of its counts."""
    same = rows[(rows["period_start"] == total["period_start"]) & (rows["period_end"] == total["period_end"])]
    same = same[same["group_by"] == f"{KIND}{JOINT}{TIMES}"].set_index(["theme", "group_value"])["count"]
    if pd.isna(total["count"]) or same[VICTIMS][[f"{kind}{JOINT}{times}" for times in CLASSES]].isna().any():
        return None
    victims = {times: int(same[VICTIMS, f"{kind}{JOINT}{times}"]) for times in CLASSES}
    offences = {times: same.get((OFFENCES, f"{kind}{JOINT}{times}")) for times in CLASSES}
    people, events = sum(victims.values()), int(total["count"])
    first, last = (pd.Timestamp(total[end]).strftime("%Y-%m") for end in ("period_start", "period_end"))
    lower, upper = count_interval(events, draft.confidence)
    widened = _widened(list(victims.values()), events, draft.confidence)
    often = None if pd.isna(offences[MORE]) else int(offences[MORE] or 0)
    shown: list[tuple[Any, ...]] = [
        (words.TIMES[times], n, in_percent(n / people), None if pd.isna(offences[times]) else int(offences[times] or 0))
        for times, n in victims.items()
    ]
    return draft.finding(
        draft.question("repeats", "offences", draft.evidence.definition.id, source=CONTRACT, period="latest_year",
                       group_by=KIND, group_value=kind),
        PARTNERS, span=(first, last), forces=(), kinds=(),
        period=f"{periods.spoken_month(first)} to {periods.spoken_month(last)}",
        title=words.title(kind, victims[MORE], people, often, events),
        statement=words.statement(
            kind, victims, events, widened, (float(lower), float(upper)), draft.confidence
        ),
        unit="offences", method=words.METHOD, certainty="described", value=float(events), lower=widened[0],
        upper=widened[1], n=events, counts=(*victims.values(), *(n for *_, n in shown if n is not None)),
        coverage=None, already_public=False, selection={}, caveats=(words.PEOPLE,), rows=table(COLUMNS, shown),
    )  # fmt: skip


def _widened(people: list[int], events: int, confidence: float) -> tuple[float, float]:
    """The interval that repeat victims widen, of the counts as they are shown."""
    try:
        found = repeat_interval(people, events, confidence)
    except ValueError:  # rounded, the people cannot have had so many: then each as few as there may be
        found = repeat_interval(people, None, confidence)
    return found.lower, found.upper
