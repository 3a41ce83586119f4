"""Small supplied tables (lookups, populations): declared columns, every bad row an issue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import pandas as pd

from purbeck.errors import TableError
from purbeck.sources import delimited
from purbeck.sources.delimited import Line
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.store import Store
from purbeck.tables import Table


@dataclass(frozen=True)
class Lookup:
    """A small CSV: the table it fills, the supplier's name for each column, and what its values look like.

    `columns` and `patterns` are regular expressions, because the ONS puts the year into its column names, and because
    one table may come under two publishers' headings.

    Parameters
    ----------
    part : what one file holds of a table that several fill together; empty where one file fills it.
    given : values that hold for the whole file, such as its edition, by our column.
    between : the lowest and highest number a column may hold.
    expected : in words, what a value of a column is not when it is set aside ("is not a decile, 1 to 10").
    area : our column of LSOA codes that the ONS's lookups should know; empty where codes are not compared with them.
    on_lsoas_of : the year of those LSOAs, 2011 or 2021.
    others : headings that only another edition or kind of file has, and what to tell whoever gives one.
    check : looks at a row as a whole, by our names: the column, the rule and the words for what is wrong with it.
    none_of_several : in words, why every row of a key that has several is set aside; empty where the first is kept.
    parts_of_whole : our column of categories that are added up, so that rows of totals among them are set aside.
    remark : our column, and what it holds in lines that say something of the file and are no rows of it; none where empty.
    """

    table: Table
    columns: dict[str, str]
    patterns: dict[str, str]
    part: str = ""
    given: dict[str, str] = field(default_factory=dict)
    between: dict[str, tuple[float, float]] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    area: str = ""
    on_lsoas_of: int = 2021
    others: dict[str, str] = field(default_factory=dict)
    check: Callable[[dict[str, str]], tuple[str, str, str] | None] | None = None
    none_of_several: str = ""
    parts_of_whole: str = ""
    remark: tuple[str, str] = ("", "")

    @property
    def kind(self) -> str:
        """What the door calls a file of this kind: its table, and which part of it."""
        return f"{self.table.name}/{self.part}" if self.part else self.table.name

    def names_in(self, header: Sequence[str]) -> dict[str, str] | None:
        """Our name for each of the supplier's columns, or None where a column is missing."""
        found = {}
        for ours, pattern in self.columns.items():
            match = next((name for name in header if re.fullmatch(pattern, name)), None)
            if match is None:
                return None
            found[match] = ours
        return found

    def other_edition(self, header: Sequence[str]) -> str | None:
        """What to say of a file with the headings of another edition; None where it has none of them."""
        found = (words for pattern, words in self.others.items() for name in header if re.fullmatch(pattern, name))
        return next(found, None)


def recognise(header: Sequence[str], lookups: Sequence[Lookup]) -> Lookup | None:
    """The lookup whose columns a header has."""
    return next((lookup for lookup in lookups if lookup.names_in(header) is not None), None)


def read(
    store: Store, source: str, lookup: Lookup, path: Path, supplied: SuppliedFile
) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """Read one file: the rows kept, what became of its rows, and an issue for each row set aside.

    A row is set aside where it cannot be read, a value does not look as it should, or its key came before. A file in
    which the engine finds nothing of the kind is taken as it reads it; any other is read line by line, and so is one
    whose rows have a check of their own.
    """
    with path.open("rb") as file:
        header = delimited.header_of(file.readline())
    names = lookup.names_in(header) or {}
    issues: list[Issue] = []
    frame = _as_expected(store, lookup, path, header, names) if lookup.check is None else None
    if frame is not None and lookup.parts_of_whole and _totals(frame[lookup.parts_of_whole]):
        frame = None
    total = len(frame) if frame is not None else 0
    if frame is None:
        frame, issues, total = _carefully(source, lookup, path, supplied, names)
    frame = frame.assign(**lookup.given)
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
    faults += [
        ~rows[ours].try_cast("float64").between(*limits).fill_null(False) for ours, limits in lookup.between.items()
    ]
    keys = rows.select(*(name for name in lookup.table.key if name not in lookup.given)).distinct().count().as_scalar()
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
    key = [theirs for theirs, ours in names.items() if ours in lookup.table.key]
    lines = [line for line in delimited.lines_of(path, list(names)) if not _is_remark(line, lookup, names)]
    times = Counter(_identity(line, key) for line in lines if isinstance(line, delimited.Line))
    whole = next((theirs for theirs, ours in names.items() if ours == lookup.parts_of_whole), "")
    totals = _totals(line.values[whole].strip() for line in lines if whole and isinstance(line, delimited.Line))
    rows, issues, seen = [], [], set()
    for line in lines:
        if isinstance(line, delimited.Broken):
            issues.append(delimited.broken_issue(source, supplied.name, line))
            continue
        identity = _identity(line, key)
        issue = (
            _first_fault(source, supplied.name, line, lookup, names)
            or _of_total(source, supplied.name, line, whole, totals)
            or _checked(source, lookup, supplied, line, names)
        )
        if issue is None and (identity in seen or (lookup.none_of_several and times[identity] > 1)):
            why = lookup.none_of_several or "appears a second time with the same key"
            issue = delimited.value_issue(
                source, supplied.name, line.row, key[0], line.values[key[0]], "once_only", "rejected", why
            )
        if issue is not None:
            issues.append(issue)
            continue
        seen.add(identity)
        rows.append({ours: line.values[theirs].strip() or None for theirs, ours in names.items()})
    return pd.DataFrame(rows, columns=[c.name for c in lookup.table.columns]), issues, len(lines)


def _is_remark(line: Line | delimited.Broken, lookup: Lookup, names: dict[str, str]) -> bool:
    column, pattern = lookup.remark
    theirs = next((name for name, ours in names.items() if ours == column), None)
    if theirs is None or isinstance(line, delimited.Broken):
        return False
    return re.fullmatch(pattern, line.values[theirs].strip()) is not None


def _identity(line: delimited.Line, key: list[str]) -> tuple[str, ...]:
    return tuple(line.values[name].strip() for name in key)


def _totals(categories: Iterable[str]) -> set[str]:
    """Which categories add up others, as Nomis gives them: "Total: All households", "Owned" beside "Owned: Outright"."""
    found = set(categories)
    groups = {name.partition(":")[0].strip() for name in found if ":" in name}
    return {name for name in found if name in groups or name.partition(":")[0].strip() == "Total"}


def _of_total(source: str, file: str, line: Line, column: str, totals: set[str]) -> Issue | None:
    if not column or line.values[column].strip() not in totals:
        return None
    why = "is a total of other categories, which would count everyone twice"
    return delimited.value_issue(source, file, line.row, column, line.values[column], "total_row", "rejected", why)


def _checked(
    source: str, lookup: Lookup, supplied: SuppliedFile, line: delimited.Line, names: dict[str, str]
) -> Issue | None:
    """The issue for what is wrong with a row as a whole, by the lookup's own check."""
    values = {ours: line.values[theirs].strip() for theirs, ours in names.items()}
    fault = lookup.check(values) if lookup.check else None
    if fault is None:
        return None
    column, rule, why = fault
    theirs = next(name for name, ours in names.items() if ours == column)
    return delimited.value_issue(source, supplied.name, line.row, theirs, line.values[theirs], rule, "rejected", why)


def _first_fault(source: str, file: str, line: Line, lookup: Lookup, names: dict[str, str]) -> Issue | None:
    if line.unreadable:
        return delimited.unreadable_issue(source, file, line, line.unreadable[0], "rejected")
    for column, ours in names.items():
        value = line.values[column].strip()
        rule, why = "", ""
        if ours in lookup.patterns and not re.search(lookup.patterns[ours], value):
            rule, why = "form", "is not of the expected form"
        elif ours in lookup.between and not _lies_between(value, *lookup.between[ours]):
            low, high = lookup.between[ours]
            rule, why = "range", f"is not a number from {low:,g} to {high:,g}"
        if rule:
            why = lookup.expected.get(ours, why)
            return delimited.value_issue(source, file, line.row, column, line.values[column], rule, "rejected", why)
    return None


def _lies_between(value: str, low: float, high: float) -> bool:
    try:
        return low <= float(value) <= high
    except ValueError:
        return False
