"""Is it changing: year on year, and month by month."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses import trend
from purbeck.counts import whole
from purbeck.findings import in_words, read_out, series
from purbeck.findings.draft import COUNT_COLUMN, RATE_COLUMNS, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import doubt
from purbeck.findings.wording import trend as words
from purbeck.statistics.dispersion import MINIMUM_RESIDUAL_DF

MONTHS_NEEDED = MINIMUM_RESIDUAL_DF + 1
QUASI_POISSON = "Quasi-Poisson comparison of like months, with the spread estimated from the months themselves"
XMR = "XmR chart, Making Data Count rules; limits are the mean and 2.66 mean moving ranges"
LONG_YEARS = 3
LONG_SERIES = (
    "The police record more of what is reported than they did: a rise over many years is partly a rise in recording."
)


def drafted(draft: Draft) -> list[Finding]:
    """Two findings a theme, the years and the months; a third where more months are held than a process chart shows."""
    workspace = draft.evidence.workspace
    years, months = workspace.table(trend.YEAR_ON_YEAR), workspace.table(trend.PROCESS)
    ours = draft.evidence.definition.id
    years, months = years[years["definition"] == ours], months[months["definition"] == ours]
    findings = []
    for theme, name in draft.names.items():
        findings += _years(draft, theme, name, years[years["theme"] == theme])
        findings.append(_months(draft, theme, name, months[months["theme"] == theme]))
        findings += series.drafted(draft, theme, name)
    return findings


def _years(draft: Draft, theme: str, name: str, found: pd.DataFrame) -> list[Finding]:
    """The latest year against the one before, and how the base year matters; nothing where the latest is hidden."""
    yearly = draft.evidence.years[draft.evidence.years["theme"] == theme]
    if pd.isna(yearly.set_index("first").loc[f"{draft.year}-01", "count"]):
        return []
    held = draft.evidence.months.loc[draft.evidence.months["theme"] == theme, "first"]
    span = (str(held.min()), str(held.max()))
    question = draft.question(
        "trend", "rate_ratio", theme, comparator="previous_calendar_year", denominator_kind="residents"
    )
    rows = _year_rows(yearly, draft.notes(question, span))
    previous = found[found["base_year"] == draft.year - 1]
    title, statement, certainty = _verdict(draft, name, previous)
    known = found[found["reason"] == ""]
    bases = [
        (int(r["base_year"]), doubt.direction(r["ratio"], r["lower"], r["upper"], bool(r["left_open"])))
        for r in known.to_dict("records")
    ]
    answer = previous.iloc[0] if len(previous) else None
    return [draft.finding(
        question, "trend", span=span, title=title,
        statement=" ".join(filter(None, (statement, words.base_years(bases, draft.year)))),
        alternative=read_out.years_alternative(name, rows),
        unit="times the earlier rate", method=QUASI_POISSON, certainty=certainty,
        value=number(answer["ratio"]) if answer is not None else None,
        lower=number(answer["lower"]) if answer is not None else None,
        upper=number(answer["upper"]) if answer is not None else None,
        n=whole(answer["latest_count"] if answer is not None else yearly.set_index("first").loc[f"{draft.year}-01", "count"]),
        counts=counts_of(found, "base_count", "latest_count"),
        selection=draft.selection(theme, _compared_months(answer, draft.year)),
        caveats=((LONG_SERIES,) if draft.year - int(rows[0][0]) > LONG_YEARS else ()) + words.rounded_years(draft.rounded_to),
        chart="years", rows=table((("period", "Year", ""), COUNT_COLUMN, *RATE_COLUMNS,
                                   ("coverage", "Share of the year filed", "0 to 1"), ("note", "Note", "")), rows),
    )]  # fmt: skip


def _year_rows(yearly: pd.DataFrame, notes: dict[str, str]) -> list[tuple[Any, ...]]:
    """Every year from the first held to the last, with the breaks noted in it; a year not filed has no figures."""
    by_year = {row["first"][:4]: row for row in yearly.to_dict("records")}
    rows: list[tuple[Any, ...]] = []
    for year in map(str, range(int(min(by_year)), int(max(by_year)) + 1)):
        row = by_year.get(year, {})
        said = dict.fromkeys(note for month, note in sorted(notes.items()) if month.startswith(year))
        rows.append((year, whole(row.get("count")), *(number(row.get(n)) for n in ("value", "lower", "upper")),
                     number(row.get("coverage", 0.0)), "; ".join(said)))  # fmt: skip
    return rows


def _compared_months(answer: pd.Series | None, year: int) -> list[str]:
    """The months of the year that were compared; none where nothing was."""
    return [f"{year}-{int(m):02d}" for m in answer["months"].split(",") if m] if answer is not None else []


def _verdict(draft: Draft, name: str, previous: pd.DataFrame) -> tuple[str, str, str]:
    """Heading, sentence and certainty for the latest year against the one before."""
    base = draft.year - 1
    if previous.empty:
        few = words.too_few_months(name, draft.year, None, [], MONTHS_NEEDED)
        return f"{name}: too few months to compare {draft.year} with {base}", few, "too_few_to_tell"
    row = previous.iloc[0]
    months = [int(m) for m in row["months"].split(",") if m]
    counted = (whole(row["base_count"]), whole(row["latest_count"]))
    if row["reason"] == trend.HIDDEN or None in counted:
        few = words.hidden(name, draft.year, base, counted if len(months) == trend.MONTHS_A_YEAR else (None, None))
        return f"{name}: too few to tell whether {draft.year} differs from {base}", few, "too_few_to_tell"
    counts = (counted[0] or 0, counted[1] or 0)
    if row["reason"] == "too_few_months":
        few = words.too_few_months(name, draft.year, base, months, MONTHS_NEEDED)
        return f"{name}: too few months to compare {draft.year} with {base}", few, "too_few_to_tell"
    if row["reason"] == "too_few_events":
        few = words.too_few_events(name, draft.year, base, counts)
        return f"{name}: too few to tell whether {draft.year} differs from {base}", few, "too_few_to_tell"
    limits = (row["lower"], row["upper"])
    left_open = bool(row["left_open"])
    said = words.change(name, draft.year, base, months, counts, row["ratio"], limits, draft.confidence, left_open)
    verdict = doubt.direction(row["ratio"], *limits, left_open)
    return words.change_title(name, verdict, str(base)), said, doubt.certainty(verdict)


def _months(draft: Draft, theme: str, name: str, chart: pd.DataFrame) -> Finding:
    """The months against their own past."""
    question = draft.question("trend", "process", theme, period="latest_months", denominator_kind="none")
    charted = draft.selection(theme, chart.loc[chart["count"].notna(), "month"].tolist())
    if chart.empty or chart["reason"].iloc[0]:
        reason = "too_few_months" if chart.empty else chart["reason"].iloc[0]
        return draft.finding(
            question, "trend", title=words.no_process_title(name), statement=words.no_process(name, reason),
            unit="offences a month", method=XMR, certainty="too_few_to_tell",
            n=int(chart["count"].sum()) if len(chart) else 0, counts=counts_of(chart, "count"), selection=charted,
        )  # fmt: skip
    recent = _recent(draft, chart)
    found = [(r["month"], r["signals"]) for r in recent.to_dict("records") if r["signals"]]
    head, left_open = chart.iloc[0], bool(recent["left_open"].any())
    levels = (head["mean"], head["lower_limit"], head["upper_limit"])
    notes = draft.notes(question, (chart["month"].min(), chart["month"].max()))
    plotted = number if head["adjusted"] else whole
    rows = [
        (r["month"], whole(r["count"]), plotted(r["value"]), number(r["mean"]), number(r["lower_limit"]),
         number(r["upper_limit"]), words.signals([(r["month"], r["signals"])]) if r["signals"] else "",
         notes.get(r["month"], ""))
        for r in chart.to_dict("records")
    ]  # fmt: skip
    return draft.finding(
        question, "trend",
        title=words.process_title(name, len(found), left_open),
        statement=words.process(
            name, int(head["points"]), found, levels, bool(head["adjusted"]), head["false_signal_share"], left_open),
        alternative=read_out.process_alternative(name, rows, levels, draft.rounded_to > 1),
        unit="offences a month", method=XMR, certainty="cannot_tell_from_counts_shown" if left_open else "described",
        value=number(head["mean"]), lower=number(head["lower_limit"]), upper=number(head["upper_limit"]),
        confidence=None, n=int(chart["count"].sum()), coverage=float(chart["count"].notna().mean()), selection=charted,
        period=in_words.span(chart["month"].min(), chart["month"].max()),
        caveats=((words.TRIAL,) if head["trial"] else ()) + (() if head["adjusted"] else (words.UNADJUSTED,))
        + words.rounded_months(draft.rounded_to),
        chart="process",
        rows=table((("month", "Month", ""), COUNT_COLUMN, ("value", "Plotted", "offences"),
                    ("mean", "Average", "offences"), ("lower_limit", "Lower process limit", "offences"),
                    ("upper_limit", "Upper process limit", "offences"), ("signal", "Signal", ""), ("note", "Note", "")), rows),
    )  # fmt: skip


def _recent(draft: Draft, chart: pd.DataFrame) -> pd.DataFrame:
    """The months in which signals are looked for: the last of the chart."""
    latest = periods.month_number(chart["month"].max())
    return chart[chart["month"].map(periods.month_number) > latest - draft.evidence.rules.process_recent]
