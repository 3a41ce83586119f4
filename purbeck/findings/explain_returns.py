"""From a finding on partners' returns back to the contracts, files, periods and rows it is of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ibis
import pandas as pd

from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.store import Store

COLUMNS = ("contract", "table", "file", "figure", "first", "last", "rows", "sha256")


def of_returns(
    store: Store, finding: dict[str, Any], origin: dict[str, Any], most: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stored files of a finding's contracts (COLUMNS), with how many rows of its months they hold; and the first rows of them.

    Of figures a line is of one figure of one file, from the first day of a period to the last; of records of one file, by the
    months in which they happened. No other contract's files are among them.
    """
    sources = [name for name in json.loads(finding["sources"]) if name in contracts()]
    span = (str(origin["rests_on"]["first"]), str(origin["rests_on"]["last"]))
    parts = [part for name in sources for part in _parts(store, name, span, most)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame()
    files = pd.concat([of for of, _ in parts], ignore_index=True)
    files["sha256"] = files["file"].map(dict(origin["files"])).fillna("")
    return files[list(COLUMNS)], pd.concat([rows for _, rows in parts], ignore_index=True).head(most)


def _parts(store: Store, name: str, span: tuple[str, str], most: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Files and rows of one contract; nothing where none of its rows lie in these months."""
    if name in RECORDS:
        rows = store.read(INCIDENTS)
        rows = rows.filter(rows.source == name, rows.month.between(*span))
        rows = rows.mutate(file=ibis.literal(f"returns/{name}/") + rows.incident_id.split("/")[1] + ".csv")
        files = store.fetch(rows.group_by("file").agg(first=rows.month.min(), last=rows.month.max(), rows=rows.count()))
        shown = rows.select("incident_id", "month", "recorded_by", "lsoa21").order_by("incident_id").limit(most)
        sample, table, figure = store.fetch(shown), RECORDS[name].name, ""
        files = files.assign(figure=figure)
    else:
        held = store.rows(RETURNED, contract=name)
        starts, ends = (pd.to_datetime(held[day]).dt.strftime("%Y-%m") for day in ("period_start", "period_end"))
        held = held[(starts >= span[0]) & (ends <= span[1])]
        files = held.groupby(["file", "figure"], as_index=False).agg(
            first=("period_start", "min"), last=("period_end", "max"), rows=("row", "count")
        )
        for day in ("first", "last"):
            files[day] = pd.to_datetime(files[day]).dt.strftime("%Y-%m-%d")
        sample, table = held.drop(columns="contract").head(most), RETURNED.name
    if len(files):
        yield files.assign(contract=name, table=table).sort_values(["file", "figure"]), sample
