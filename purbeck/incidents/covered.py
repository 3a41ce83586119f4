"""Which days each stored file of partners' records covers, and for which of them it counts."""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.sources.returns import ledger
from purbeck.sources.returns.records import RECORDS
from purbeck.store import Store
from purbeck.workspace import Workspace

DAYS = ("file", "recorded_by", "day", "counts")


def with_supplier(rows: ir.Table) -> ir.Table:
    """Records with who recorded them, and the day by which they are of a return: recorded, or arrived at hospital."""
    if "site_code" in rows.columns:
        recorded_by = rows.site_code
        day = ibis.coalesce(rows.arrived, rows.assaulted).date()
    else:
        recorded_by = rows.force
        day = ibis.coalesce(rows.recorded_on, rows.occurred_from.date())
    return rows.mutate(recorded_by=recorded_by.fill_null("not said"), day=day)


def days_of_files(workspace: Workspace, contract: str) -> pd.DataFrame:
    """Each day that a stored file covers (file, recorded_by, day), and whether the file counts for it.

    A file covers the days that the ledger has for it, or else those of its rows, for each supplier it has rows of. Where
    files of one supplier cover the same day, the one entered last counts.
    """
    store = workspace.store
    rows = with_supplier(store.read(RECORDS[contract]))
    held = store.fetch(rows.group_by("file", "recorded_by").agg(first=rows.day.min(), last=rows.day.max()))
    entered = {name: (n, entry) for n, (name, entry) in enumerate(ledger.held(workspace.path).items())}
    found: list[tuple[str, str, dt.date, int]] = []
    for row in held.itertuples():
        order, entry = entered.get(row.file, (-1, None))
        given = entry is not None and entry.first_day and entry.last_day
        first = dt.date.fromisoformat(entry.first_day) if entry and given else pd.Timestamp(row.first).date()
        last = dt.date.fromisoformat(entry.last_day) if entry and given else pd.Timestamp(row.last).date()
        found += [(row.file, row.recorded_by, first + dt.timedelta(n), order) for n in range((last - first).days + 1)]
    days = pd.DataFrame(found, columns=["file", "recorded_by", "day", "order"])
    latest = days.groupby(["recorded_by", "day"])["order"].transform("max")
    return days.assign(counts=days["order"] == latest)[list(DAYS)].sort_values(list(DAYS[:3]), ignore_index=True)


def counting(store: Store, rows: ir.Table, days: pd.DataFrame) -> ir.Table:
    """The rows, of `with_supplier`, that lie in days for which their file counts.

    A row of a day outside what its file covers is taken with the nearest day that the file covers.
    """
    ends = days.groupby(["file", "recorded_by"])["day"].agg(["min", "max"]).reset_index()
    ends.columns = pd.Index(["end_file", "end_by", "first_day", "last_day"])
    types = {"end_file": "string", "end_by": "string", "first_day": "date", "last_day": "date"}
    link = store.engine.frame(ends, ibis.schema(types))
    bounded = rows.inner_join(link, (rows.file == link.end_file) & (rows.recorded_by == link.end_by))
    bounded = bounded.mutate(day=ibis.greatest(ibis.least(bounded.day, bounded.last_day), bounded.first_day))
    chosen = days.loc[days["counts"], list(DAYS[:3])].set_axis(["day_file", "day_by", "day_of"], axis=1)
    counted = store.engine.frame(chosen, ibis.schema({"day_file": "string", "day_by": "string", "day_of": "date"}))
    same = (
        (bounded.file == counted.day_file) & (bounded.recorded_by == counted.day_by) & (bounded.day == counted.day_of)
    )
    return bounded.semi_join(counted, same).drop("end_file", "end_by", "first_day", "last_day")
