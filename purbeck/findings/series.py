"""Every month held of a theme, with the known breaks in recording between them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.counts import whole
from purbeck.findings import in_words, read_out
from purbeck.findings.draft import COUNT_COLUMN, Draft, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import trend as words

METHOD = "Counts of every month held, as filed; known breaks in recording from known_breaks.toml"
MONTHS_A_YEAR = 12  # at each end the months held of one year are averaged: one of every season where none is missing


def drafted(draft: Draft, theme: str, name: str) -> list[Finding]:
    """One finding where more months are held than a process chart looks back over; else none."""
    months = draft.evidence.months[draft.evidence.months["theme"] == theme]
    # A month filed for a part of us alone is a gap, as in the process chart: its low count would pass for a fall.
    months = months[months["denominator"] == months["denominator"].max()].sort_values("first")
    if len(months) <= draft.evidence.rules.process_window or months["count"].isna().any():
        return []
    return [_finding(draft, theme, name, months)]


def _finding(draft: Draft, theme: str, name: str, months: pd.DataFrame) -> Finding:
    held = months["first"].tolist()
    span = (held[0], held[-1])
    question = draft.question("trend", "series", theme, period="all_months", denominator_kind="none")
    breaks = draft.recording.breaks_within(draft.rests_on(question, span))
    counts = months.set_index("first")["count"].astype("int64")
    year = MONTHS_A_YEAR - 1
    first = counts[counts.index <= periods.month_name(periods.month_number(held[0]) + year)]
    last = counts[counts.index >= periods.month_name(periods.month_number(held[-1]) - year)]
    levels = (float(first.mean()), float(last.mean()))
    rows = _rows(counts.to_dict(), draft.notes(question, span))
    return draft.finding(
        question, "trend", span=span,
        title=words.series_title(name, levels, held[0][:4]),
        statement=words.series(name, len(held), span, levels, (len(first), len(last)), len(breaks)),
        alternative=read_out.series_alternative(name, rows, draft.rounded_to > 1),
        unit="offences a month", method=METHOD, certainty="described", value=levels[1], confidence=None,
        n=int(counts.sum()), counts=(int(first.sum()), int(last.sum())),
        coverage=len(held) / len(rows), selection=draft.selection(theme, held), period=in_words.span(*span), chart="series",
        rows=table((("month", "Month", ""), COUNT_COLUMN, ("value", "Plotted", "offences"), ("note", "Note", "")), rows),
    )  # fmt: skip


def _rows(counts: dict[str, int], notes: dict[str, str]) -> list[tuple[Any, ...]]:
    """Each month from the first held to the last; one not held has no count."""
    months = periods.months_from(min(counts), max(counts))
    return [(m, whole(counts.get(m)), whole(counts.get(m)), notes.get(m, "")) for m in months]
