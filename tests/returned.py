"""Figures as partners return them, written out as rows, and put into a built workspace."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import read_definitions
from purbeck.disclosure import ReleasedFinding, release
from purbeck.findings.draft import Draft
from purbeck.findings.finding import Finding, findings_frame
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.record_quality import MONTHS
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.workspace import Workspace

HIDDEN = (1, 4)
Analyse = Callable[[Evidence], pd.DataFrame]
Chapter = Callable[[Draft], list[Finding]]


class Found(NamedTuple):
    """An analysis's table, its findings as rows of the findings table, and these as they may be published."""

    table: pd.DataFrame
    findings: pd.DataFrame
    released: list[ReleasedFinding]


def figures(
    contract: str, place: tuple[str, str], month: str, values: Mapping[str, Any], group: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Rows of one place and month ("2025-03") or year ("2025"): a number, None for hidden, (value, lower, upper) estimated."""
    year, number = int(month[:4]), int(month[5:7] or 0)
    first, end = (number, number) if number else (1, 12)
    days = {
        "period_type": "month" if number else "calendar_year", "period_start": dt.date(year, first, 1),
        "period_end": dt.date(year, end, calendar.monthrange(year, end)[1]),
    }  # fmt: skip
    by = {"group_by": "+".join(group), "group_value": "+".join(group.values())} if group else dict.fromkeys(
        ("group_by", "group_value"), "all"
    )  # fmt: skip
    where = {"contract": contract, "place_type": place[0], "place_code": place[1], "unit": "events"}
    kinds = {column.name: column.kind for column in contracts()[contract].columns}
    people = {figure: {"kind": "people"} if kinds.get(figure) == "people" else {} for figure in values}
    return [where | days | by | {"figure": figure} | _cell(value) | people[figure] for figure, value in values.items()]


def _cell(value: Any) -> dict[str, Any]:
    if value is None:
        return {"kind": "events", "value": None, "lower": HIDDEN[0], "upper": HIDDEN[1], "basis": "hidden"}
    if isinstance(value, tuple):
        return {"kind": "estimate", "value": value[0], "lower": value[1], "upper": value[2], "basis": "estimate"}
    return {"kind": "events", "value": value, "lower": value, "upper": value, "basis": "exact"}


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """As the table holds them."""
    numbered = [{"file": "sources/returns/x.csv", "row": n} | row for n, row in enumerate(rows, start=2)]
    return pd.DataFrame(numbered, columns=[c.name for c in RETURNED.columns])


def put(workspace: Workspace, rows: list[dict[str, Any]]) -> None:
    """Have a built workspace hold these returned figures and no others."""
    store = workspace.store
    store.write_part(RETURNED, "made-up", frame(rows), "made-up-key-", ordered=False)
    store.keep_parts(RETURNED, {"made-up": "made-up-key-"})


def put_police(workspace: Workspace, counts: Mapping[tuple[str, str], int], **columns: Any) -> None:
    """Add incidents of a police extract to a built workspace: so many in each LSOA and month, alike but for their place.

    The months of them came whole.
    """
    store = workspace.store
    name = f"police-extract-{len(store.parts(INCIDENTS))}"
    rows = [
        {"incident_id": f"{name}/{lsoa}/{month}/{n}", "source": "police_extract", "recorded_by": "made up",
         "month": month, "date_precision": "month", "location_precision": "lsoa", "lsoa21": lsoa, "lsoa21_method": "same",
         "repeat_kind": "none"} | columns
        for (lsoa, month), number in counts.items()
        for n in range(number)
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=[c.name for c in INCIDENTS.columns], dtype=object)
    store.write_part(INCIDENTS, name, made, "made-up-key-", ordered=False)
    store.keep_parts(INCIDENTS, store.parts(INCIDENTS) | {name: "made-up-key-"})
    put_months(workspace, {month for _, month in counts}, columns.get("source", "police_extract"))
    extract = RECORDS["police_extract"]
    one = pd.DataFrame(
        [{"file": "sources/returns/y.csv", "row": 2}], columns=[c.name for c in extract.columns], dtype=object
    )
    store.write_part(extract, "made-up", one, "made-up-key-", ordered=False)
    store.keep_parts(extract, {"made-up": "made-up-key-"})


def put_months(workspace: Workspace, months: Iterable[str], source: str) -> None:
    """Have a built workspace know that a source of records sent these months whole."""
    store = workspace.store
    days = {month: calendar.monthrange(int(month[:4]), int(month[5:]))[1] for month in months}
    made = [
        {"source": source, "recorded_by": "made up", "month": month, "days": n, "days_covered": n, "incidents": 0}
        for month, n in sorted(days.items())
    ]
    held = pd.concat([store.rows(MONTHS), pd.DataFrame(made)], ignore_index=True)
    store.write(MONTHS, held.drop_duplicates(list(MONTHS.key)), "made-up")


def found(workspace: Workspace, module: ModuleType, analyse: Analyse, chapter: Chapter) -> Found:
    """What an analysis (its module, with TABLE) and its chapter make of a workspace: the table, the findings, the released."""
    evidence = Evidence(workspace, read_definitions(workspace.definition_files())[0])
    workspace.store.write(module.TABLE, analyse(evidence), "made-up")
    findings = findings_frame(chapter(Draft(evidence)), "build", {})
    released = [release(row) for row in findings.to_dict("records")]
    return Found(workspace.table(module.TABLE), findings, released)
