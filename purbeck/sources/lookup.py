"""Small supplied tables (lookups, populations): declared columns, every bad row an issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import pandas as pd

from purbeck.errors import TableError
from purbeck.sources import delimited
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.store import Store
from purbeck.tables import Table


@dataclass(frozen=True)
class Lookup:
    """A small CSV: the table it fills, the supplier's name for each column, and what its values look like.

    `columns` and `patterns` are regular expressions, because the ONS puts the year into its column names.
    """

    table: Table
    columns: dict[str, str]
    patterns: dict[str, str]

    def names_in(self, header: Sequence[str]) -> dict[str, str] | None:
        """Our name for each of the supplier's columns, or None where a column is missing."""
        found = {}
        for ours, pattern in self.columns.items():
            match = next((name for name in header if re.fullmatch(pattern, name)), None)
            if match is None:
                return None
            found[match] = ours
        return found


def recognise(header: Sequence[str], lookups: Sequence[Lookup]) -> Lookup | None:
    """The lookup whose columns a header has."""
    return next((lookup for lookup in lookups if lookup.names_in(header) is not None), None)


def read(
    store: Store, source: str, lookup: Lookup, path: Path, supplied: SuppliedFile
) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """Read one file: the rows kept, what became of its rows, and an issue for each row set aside.

    A row is set aside where it cannot be read, a value does not look as it should, or its key came before. A file in
    which the engine finds nothing of the kind is taken as it reads it; any other is read line by line.
    """
    with path.open("rb") as file:
        header = delimited.header_of(file.readline())
    names = lookup.names_in(header) or {}
    issues: list[Issue] = []
    frame = _as_expected(store, lookup, path, header, names)
    total = len(frame) if frame is not None else 0
    if frame is None:
        frame, issues, total = _carefully(source, lookup, path, supplied, names)
    file_read = FileRead(source, supplied.name, supplied.sha256, supplied.given, None, total, len(frame), len(issues))
    return frame, file_read, issues


def _as_expected(
    store: Store, lookup: Lookup, path: Path, header: list[str], names: dict[str, str]
) -> pd.DataFrame | None:
    """The rows, where every line is one, every value looks as it should and no key comes twice; else None."""
    if len(set(header)) != len(header):
        return None
    text = store.engine.csv([path], dict.fromkeys(header, "VARCHAR"))
    rows = text.select(**{ours: text[theirs].strip().nullif("") for theirs, ours in names.items()})
    faults = [~rows[ours].re_search(pattern).fill_null(False) for ours, pattern in lookup.patterns.items()]
    keys = rows.select(*lookup.table.key).distinct().count().as_scalar()
    asked = rows.aggregate(rows=rows.count(), faults=ibis.or_(*faults).sum().fill_null(0), keys=keys)
    try:
        counts = store.fetch(asked).iloc[0]
    except TableError:  # the engine gives up on the text
        return None
    whole = counts["rows"] == counts["keys"] == delimited.count_lines(path)
    return store.fetch(rows) if whole and not counts["faults"] else None


def _carefully(
    source: str, lookup: Lookup, path: Path, supplied: SuppliedFile, names: dict[str, str]
) -> tuple[pd.DataFrame, list[Issue], int]:
    patterns = {theirs: re.compile(lookup.patterns[ours]) for theirs, ours in names.items() if ours in lookup.patterns}
    key = [theirs for theirs, ours in names.items() if ours in lookup.table.key]
    rows, issues, seen, total = [], [], set(), 0
    for line in delimited.lines_of(path, list(names)):
        total += 1
        if isinstance(line, delimited.Broken):
            issues.append(delimited.broken_issue(source, supplied.name, line))
            continue
        identity = tuple(line.values[name].strip() for name in key)
        issue = _first_fault(source, supplied.name, line, patterns)
        if issue is None and identity in seen:
            why = "appears a second time with the same key"
            issue = delimited.value_issue(
                source, supplied.name, line.row, key[0], line.values[key[0]], "once_only", "rejected", why
            )
        if issue is not None:
            issues.append(issue)
            continue
        seen.add(identity)
        rows.append({ours: line.values[theirs].strip() or None for theirs, ours in names.items()})
    return pd.DataFrame(rows, columns=[c.name for c in lookup.table.columns]), issues, total


def _first_fault(source: str, file: str, line: delimited.Line, patterns: dict[str, re.Pattern[str]]) -> Issue | None:
    if line.unreadable:
        return delimited.unreadable_issue(source, file, line, line.unreadable[0], "rejected")
    for column, pattern in patterns.items():
        value = line.values[column]
        if not pattern.search(value.strip()):
            why = f"is not of the expected form ({pattern.pattern})"
            return delimited.value_issue(source, file, line.row, column, value, "form", "rejected", why)
    return None
