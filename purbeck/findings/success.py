"""The Home Office's success measures: the latest year against the one before, and by quarter."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.counts import whole
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.reach import codes_of
from purbeck.findings.wording import doubt
from purbeck.findings.wording import success as words
from purbeck.measures.success import DEFINITION, HOMICIDES, POLICE, RETURN, THEMES, read_rules
from purbeck.statistics.intervals import ratio_interval
from purbeck.statistics.possible import agreed

YEAR, QUARTER = "calendar_year", "quarter"
SOURCES = (POLICE, RETURN)  # of the partnership's own area: what is published is of a CSP or a region
GROUPS = ("all", "under_25")
COLUMNS = (("period", "Quarter", ""), ("count", "Number", ""), ("lower", "Lower limit", ""), ("upper", "Upper limit", ""),
           ("note", "Note", ""))  # fmt: skip
METHOD = "Counts of a year against the year before, as they stand; the ratio's limits are exact (Clopper and Pearson)"


def drafted(draft: Draft) -> list[Finding]:
    """One for each measure and age that partners' files give; none by another definition than the measures are made with."""
    definition = draft.evidence.definition
    rows = draft.evidence.measured(definition=DEFINITION, measure="count", place_type="partnership")
    rows = rows[
        rows["source"].isin(SOURCES) & rows["definition_version"].str.endswith(f"{definition.id} {definition.version}")
    ]
    rows = rows.assign(first=_month(rows["period_start"]), last=_month(rows["period_end"]))
    found = []
    for theme in THEMES:
        for group in GROUPS:
            own = rows[(rows["theme"] == theme) & (rows["group_value"] == group)].sort_values("first")
            if len(own) and (group == GROUPS[0] or not _none_at_all(rows, theme)):
                found.append(_finding(draft, theme, group, own))
    return found


def _month(days: pd.Series) -> pd.Series:
    found: pd.Series = pd.to_datetime(days).dt.strftime("%Y-%m")
    return found


def _codes(draft: Draft, theme: str) -> tuple[str, ...]:
    """The offence codes that may be counted: of homicide, else those that the definition's rules ask for."""
    definition = draft.evidence.definition
    return read_rules().homicide_codes if theme == HOMICIDES else codes_of(definition, definition.id)


def _none_at_all(rows: pd.DataFrame, theme: str) -> bool:
    """Whether a measure is nought at every age: then nothing is left to say of the young."""
    everyone = rows[(rows["theme"] == theme) & (rows["group_value"] == GROUPS[0])]["count"]
    return bool(len(everyone)) and bool((everyone == 0).all())


def _finding(draft: Draft, theme: str, group: str, rows: pd.DataFrame) -> Finding:
    quarters = rows[rows["period_type"] == QUARTER].tail(8)
    whole_years = rows[(rows["period_type"] == YEAR) & (rows["coverage"] >= 1)].tail(2)
    source = str(rows["source"].iloc[-1])
    name = words.name(theme, group)
    used = pd.concat([quarters, whole_years])
    span = (str(used["first"].min()), str(used["last"].max()))
    shown = [_row(row) for row in quarters.to_dict("records")]
    fields: dict[str, Any] = _verdict(draft, name, source, whole_years, quarters)
    question = draft.question(
        "success", "count", theme, source=source, period="latest_two_years", comparator="previous_calendar_year",
        group_by="all" if group == GROUPS[0] else "age", group_value=group,
    )  # fmt: skip
    told = whole_years if len(whole_years) else quarters
    said = [one for one in dict.fromkeys(told["caveats"]) if one]
    return draft.finding(
        question, "trend", span=span, codes=_codes(draft, theme), method=METHOD, coverage=float(told["coverage"].min()),
        period=f"{periods.spoken_month(span[0])} to {periods.spoken_month(span[1])}", already_public=False,
        caveats=(*said, words.CHANCE), selection={"months": [], "theme": "", "lsoa21": ""}, rows=table(COLUMNS, shown), **fields,
    )  # fmt: skip


def _row(row: dict[Any, Any]) -> tuple[Any, ...]:
    hidden = words.HIDDEN if pd.isna(row["count"]) and not pd.isna(row["lower"]) else ""
    return (words.quarter(row["first"]), whole(row["count"]), number(row["lower"]), number(row["upper"]), hidden)


def _verdict(draft: Draft, name: str, source: str, years: pd.DataFrame, quarters: pd.DataFrame) -> dict[str, Any]:
    """Title, statement, certainty, number and limits: of two whole years where both are known, else that nothing can be told."""
    by_quarter = [(words.quarter(r["first"]), whole(r["count"])) for r in quarters.to_dict("records")]
    unit = "times the year before"
    known = [(int(r["first"][:4]), int(r["count"])) for r in years.to_dict("records") if not pd.isna(r["count"])]
    if len(known) < 2:
        return {"title": words.cannot_title(name), "statement": words.cannot(name, by_quarter), "unit": unit, "n": 0,
                "certainty": "too_few_to_tell", "confidence": None}  # fmt: skip
    (before, earlier), (year, latest) = known
    ends = [(float(r["at_least"]), float(r["at_most"])) for r in years.to_dict("records")]
    shared = {"n": latest, "counts": (earlier, *(n for _, n in by_quarter if n is not None)), "unit": unit}
    if min(least for least, _ in ends) < draft.evidence.rules.few_events:
        return shared | {
            "title": words.few_title(name, year, before), "statement": words.counts(name, source, known, by_quarter),
            "certainty": "too_few_to_tell", "confidence": None,
        }  # fmt: skip
    ratio = latest / earlier
    lower, _ = _limits(ends[0][1], ends[1][0], draft.confidence)
    _, upper = _limits(ends[0][0], ends[1][1], draft.confidence)
    verdict = agreed(lambda *of: doubt.direction(ratio, *_limits(of[0], of[1], draft.confidence)), *ends) or doubt.OPEN
    return shared | {
        "title": words.title(name, verdict, year, before),
        "statement": words.compared(name, source, known, by_quarter, verdict, (ratio, lower, upper), draft.confidence),
        "certainty": doubt.certainty(verdict), "value": ratio, "lower": lower, "upper": upper,
    }  # fmt: skip


def _limits(earlier: float, latest: float, confidence: float) -> tuple[float, float]:
    """Those of the latest year over the one before."""
    lower, upper = ratio_interval(latest, 1.0, earlier, 1.0, confidence)
    return float(lower), float(upper)
