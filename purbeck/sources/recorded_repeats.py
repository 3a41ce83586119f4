"""Rows of recorded crime that give a figure a second time: named beside the first, never added."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.sources.source import Issue
from purbeck.store import Store

RULE = "repeated_row"
# Columns that a row is compared by, beside those of the table: what it is a figure of, all else that it says, its order.
MARKS = ("figure_of", "says", "order")


def without_repeats(store: Store, rows: ir.Table, source: str, file: str) -> tuple[ir.Table, list[Issue]]:
    """The rows without those that repeat an earlier one, and an issue for each of these.

    A sheet may hold several rows of one year, quarter, force, CSP and offence code that differ in another cell, such as
    the description: those are different figures. Rows that differ in the count alone, or not at all, are not; nor is
    anything that another sheet gives already, whatever else that sheet says of it.
    """
    compared = rows.filter(rows.figure_of != "").mutate(order=rows.order.cast("int64"))
    several = compared.group_by("figure_of").having(ibis._.count() > 1).agg(n=ibis._.count())
    suspects = store.fetch(compared.semi_join(several, "figure_of")).sort_values("order", ignore_index=True)
    repeats = _repeats(suspects)
    if repeats.empty:
        return rows.drop(*MARKS), []
    taken_out = store.engine.frame(repeats[["order"]].astype("str"), ibis.schema({"order": "string"}))
    kept = rows.anti_join(taken_out, "order")
    kept = kept.order_by(kept.order.cast("int64")).drop(*MARKS)
    return kept, [_issue(source, file, row) for row in repeats.to_dict("records")]


def _repeats(suspects: pd.DataFrame) -> pd.DataFrame:
    """Those of these rows that repeat one, with the sheet, row and count of the one they repeat."""
    first = suspects.drop_duplicates("figure_of")
    home = suspects["figure_of"].map(first.set_index("figure_of")["sheet"])
    elsewhere = suspects["sheet"] != home
    # Within the first sheet a row repeats one that says the same; in another, whatever is a figure of the same.
    compared_by = suspects["figure_of"].where(elsewhere, suspects["figure_of"] + "\n" + suspects["says"])
    originals = suspects.assign(compared_by=compared_by)[~elsewhere].drop_duplicates("compared_by")
    of_figure = originals.drop_duplicates("figure_of").assign(compared_by=lambda frame: frame["figure_of"])
    originals = pd.concat([originals, of_figure])[["compared_by", "order", "sheet", "row", "count"]]
    paired = suspects.assign(compared_by=compared_by).merge(originals, on="compared_by", suffixes=("", "_first"))
    return paired[paired["order"] != paired["order_first"]].sort_values("order", ignore_index=True)


def _issue(source: str, file: str, row: dict[str, Any]) -> Issue:
    name = file.rsplit("/", 1)[-1]
    place = row["force"] if pd.isna(row["csp"]) or not row["csp"] else row["csp"]
    given = "the same" if row["count"] == row["count_first"] else row["count_first"]
    return Issue(
        source, file, int(row["row"]), f"{row['sheet']}: count", str(row["count"]), RULE, "rejected",
        f'{name}#{row["sheet"]}, row {row["row"]}, count: "{row["count"]}" is a second figure for {place}, '
        f"{row['financial_year']} quarter {row['quarter']}, offence code {row['offence_code']}: {name}#{row['sheet_first']}, "
        f"row {row['row_first']} gives {given}. The first is used, and the two are never added. If the second is the right "
        "one, give a file without the first.",
    )  # fmt: skip
