"""Which months partners' files cover: their records by the ledger, their figures by their periods."""

from __future__ import annotations

import datetime as dt

from purbeck.incidents.record_quality import MONTHS
from purbeck.periods import month_name, month_number, months_from
from purbeck.sources.returns import ledger
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.workspace import Workspace


def covered_months(workspace: Workspace) -> dict[str, list[str]]:
    """The months that the stored files of each source of records cover whole, by source."""
    found: dict[str, set[str]] = {name: set() for name in RECORDS}
    for entry in ledger.held(workspace.path).values():
        if entry.contract in found and entry.first_day and entry.last_day:
            found[entry.contract] |= set(whole_months(entry.first_day, entry.last_day))
    return {name: sorted(months) for name, months in found.items()}


def recorded_months(workspace: Workspace, source: str, every_supplier: bool) -> list[str]:
    """The months whose every day a source of records covers, by all of its suppliers (forces, sites) or by one at least."""
    if not workspace.store.files(MONTHS):
        return []
    rows = workspace.store.rows(MONTHS, source=source)
    whole = rows[rows["days_covered"] == rows["days"]]
    suppliers = whole.groupby("month")["recorded_by"].nunique()
    return sorted(suppliers.index[suppliers >= (rows["recorded_by"].nunique() if every_supplier else 1)])


def whole_months(first_day: str, last_day: str) -> list[str]:
    """The months that lie whole between two days, both included."""
    first, after = dt.date.fromisoformat(first_day), dt.date.fromisoformat(last_day) + dt.timedelta(days=1)
    begin = month_number(f"{first:%Y-%m}") + (first.day > 1)
    end = month_number(f"{after:%Y-%m}") - 1
    return months_from(month_name(begin), month_name(end)) if begin <= end else []


def months_returned(workspace: Workspace) -> list[str]:
    """The first and last month of every period that partners returned figures of."""
    if not workspace.store.files(RETURNED):
        return []
    rows = workspace.table(RETURNED)
    return sorted({f"{day:%Y-%m}" for column in ("period_start", "period_end") for day in rows[column]})
