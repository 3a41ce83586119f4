"""What partners' records cover and say: days of each month, and how often each column is filled."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from purbeck.counts import PART, cells
from purbeck.findings.draft import Draft, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import record_quality as words
from purbeck.incidents import record_quality
from purbeck.sources.returns.contract import contracts
from purbeck.workspace import AreaWorkspace, Workspace

METHOD_DAYS = "Days that the returns held cover, over the days of every month from the first to the last"
METHOD_COLUMNS = "Records with something in the column, over all records; whole per cent, rounded down"
DAYS = ("source", "recorded_by", "month", "days_covered", "days")
EMPTY = "empty"
DAY_COLUMNS = (("recorded_by", "Recorded by", ""), ("month", "Month", ""), ("covered", "Days covered", "days"),
               ("days", "Days of the month", "days"))  # fmt: skip
FILLED_COLUMNS = (
    ("recorded_by", "Recorded by", ""),
    ("column", "What may be said", ""),
    ("filled", "Records that say it", "%"),
)


def drafted(draft: Draft) -> list[Finding]:
    """Two findings for each source of records; none where none is held.

    A district that is published beside others has no partners of its own.
    """
    workspace = draft.evidence.workspace
    if isinstance(workspace, AreaWorkspace):
        return []
    counts = workspace.counts
    covered = counts.fact("days covered", lambda: workspace.table(record_quality.MONTHS)[list(DAYS)])
    spans = counts.fact("months of records", partial(_spans, workspace))
    columns = counts.of("columns filled", partial(_cells, workspace, spans), ("recorded_by", "column"))
    return [*_days(draft, covered), *_columns(draft, columns, spans)]


def _spans(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """The first and the last month of each source's records."""
    months = workspace.table(record_quality.MONTHS)
    held = months[months["incidents"] > 0].groupby("source")["month"]
    return {str(source): (str(month.min()), str(month.max())) for source, month in held}


def _cells(workspace: Workspace, spans: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Of each supplier of records and column: how many records there are, and how many say nothing."""
    rows = workspace.table(record_quality.COLUMNS)
    rows = rows[rows["column"].isin(words.COLUMNS) & (rows["incidents"] > 0) & rows["source"].isin(list(spans))]
    where = {
        "universe": rows["source"] + ":" + rows["recorded_by"], "what": "records", "place_type": PART, "place_code": "all",
        "first": [spans[source][0] for source in rows["source"]], "last": [spans[source][1] for source in rows["source"]],
    }  # fmt: skip
    whole = cells(rows, least=rows["incidents"], most=rows["incidents"], **where)
    empty = {
        "least": rows["without_value"],
        "most": rows["without_value"],
        "group_by": rows["column"],
        "group_value": EMPTY,
    }
    return pd.concat([whole, cells(rows, **where | empty)], ignore_index=True)


def _days(draft: Draft, months: pd.DataFrame) -> Iterator[Finding]:
    """Of each source, how many days of its months are covered. Months before the first return hold what was recorded late."""
    covered = months[months["days_covered"] > 0]
    for source, held in covered.groupby("source"):
        first, last = str(held["month"].min()), str(held["month"].max())
        of = months[(months["source"] == source) & months["month"].between(first, last)].sort_values(
            ["recorded_by", "month"]
        )
        lacking = of[of["days_covered"] < of["days"]]
        said = [(str(r.recorded_by), str(r.month), int(r.days_covered), int(r.days)) for r in lacking.itertuples()]
        title = contracts()[str(source)].title
        share = int(of["days_covered"].sum()) / int(of["days"].sum())
        yield draft.finding(
            draft.question("quality", "days_covered", str(source), period="all_months", source=str(source)), "quality",
            span=(first, last), forces=(), kinds=(), title=words.days_title(title, len(of), len(said)),
            statement=words.days(title, first, last, said), unit="share of days", method=METHOD_DAYS,
            certainty="described", value=share, confidence=None, coverage=share, period="all months held", selection={},
            already_public=True, rows=table(DAY_COLUMNS, said),
        )  # fmt: skip


def _columns(draft: Draft, columns: pd.DataFrame, spans: dict[str, tuple[str, str]]) -> Iterator[Finding]:
    """Of each source, how many of its records say what its contract lets it say; not of a column of which that is hidden."""
    empty = columns["group_value"] == EMPTY
    known = columns[~empty].assign(incidents=columns["value"])
    known = known.assign(without_value=columns.loc[empty, "value"].to_numpy()).dropna(
        subset=["incidents", "without_value"]
    )
    known = known.astype({"incidents": "int64", "without_value": "int64"})
    known = known.assign(without_value=known[["without_value", "incidents"]].min(axis=1))
    for source, held in known.groupby("source"):
        by_column = held.groupby("column")[["incidents", "without_value"]].sum()
        by_column["filled"] = 100 * (by_column["incidents"] - by_column["without_value"]) // by_column["incidents"]
        ordered = [(str(name), int(filled)) for name, filled in by_column["filled"].sort_values(kind="stable").items()]
        records, title = int(by_column["incidents"].max()), contracts()[str(source)].title
        shown = [
            (
                str(r.recorded_by),
                words.COLUMNS[str(r.column)],
                int(100 * (r.incidents - r.without_value) // r.incidents),
            )
            for r in held.sort_values(["recorded_by", "column"]).itertuples()
        ]
        rounded = draft.evidence.workspace.counts.rounded_to(str(source)) > 1
        always = sum(filled == 100 for _, filled in ordered)
        yield draft.finding(
            draft.question("quality", "columns_filled", str(source), period="all_months", source=str(source)), "quality",
            span=spans[str(source)], forces=(), kinds=(), title=words.columns_title(title, ordered),
            statement=words.columns(title, records, ordered, rounded), unit=f"columns of {len(ordered)}", method=METHOD_COLUMNS,
            certainty="described", value=float(always), confidence=None, n=records, period="all months held", selection={},
            rows=table(FILLED_COLUMNS, shown),
        )  # fmt: skip
