"""What findings say, in the form that paragraphs are held against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from purbeck.figures import decimals_of, missing, number, percent
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.paragraphs.figures_in_words import both_kinds
from purbeck.paragraphs.paragraph import Told
from purbeck.workspace import Workspace

SHARE, SHARE_UNIT, PERCENT = "share of ", "0 to 1", "%"  # how units say that a number is a share, or a percentage
SENTENCES = ("title", "statement", "alternative", "unit", "period")
PLACES = ("title", "statement", "alternative", "comparator", "place_name")
Columns = Sequence[Sequence[str]]


def told_by_findings(workspace: Workspace) -> dict[str, Told]:
    """What every finding of the last build says, by id: for whoever may see the tables. None where nothing has been built."""
    if not workspace.store.files(FINDINGS):
        return {}
    found = {}
    for row in workspace.table(FINDINGS).to_dict("records"):
        table = json.loads(row["table"])
        held = {str(name): value for name, value in row.items()} | {"caveats": json.loads(row["caveats"])}
        found[str(row["id"])] = told_by(held, table["columns"], table["rows"])
    return found


def told_by(row: Mapping[str, Any], columns: Columns, rows: Iterable[Sequence[Any]], hidden: str = "") -> Told:
    """What one finding says, from its fields and from the rows of its table (`columns` are name, title, unit)."""
    value, lower, upper = (_plain(row[name]) for name in ("value", "lower", "upper"))
    share = str(row["unit"]).startswith(SHARE)
    numbers = [one for end in (value, lower, upper) for one in _kinds(end, share)]
    numbers += [one for name in ("confidence", "coverage") for one in _kinds(_plain(row[name]), True)]
    numbers += _kinds(_plain(row["n"]), False)
    units = [(name == "share" or unit == SHARE_UNIT, unit == PERCENT) for name, _, unit in columns]
    for cells in rows:
        for (is_share, is_percent), cell in zip(units, cells, strict=True):
            if isinstance(cell, int | float) and not isinstance(cell, bool) and not missing(cell):
                numbers += [(float(cell), True)] if is_percent else _kinds(float(cell), is_share)
    texts = tuple(str(row[name]) for name in SENTENCES) + tuple(map(str, row["caveats"]))
    names = tuple(str(row[name]) for name in PLACES)
    decimals = None if value is None else decimals_of(value)
    return Told(
        str(row["id"]), str(row["title"]), texts, names, tuple(dict.fromkeys(numbers)), _printed(value, share, decimals),
        _printed(lower, share, decimals), _printed(upper, share, decimals), str(row["build"]), hidden,
    )  # fmt: skip


def _kinds(value: float | None, share: bool) -> list[tuple[float, bool]]:
    if value is None:
        return []
    return list(both_kinds(value)) if share else [(value, False)]


def _printed(value: float | None, share: bool, decimals: int | None) -> str:
    if value is None:
        return ""
    return percent(value) if share else number(value, decimals)


def _plain(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
