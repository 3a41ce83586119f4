"""The figures of a finding as tables: what is a count, share or rate, and whose interval follows it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import HIDDEN, UNAVAILABLE, decimals_of, interval, missing, number, per_cent, percent
from purbeck.periods import MONTH_PATTERN, spoken_month

FINDING = "Finding number"  # the head of the column that names the finding a row belongs to
NOT_SHOWN = frozenset({"shape"})
WHOLE = frozenset({"count", "residents", "rank", "person_years", "visitors", "n", "areas", "months"})
SHARES = frozenset({"coverage", "share"})
SHARE_UNIT, PERCENT = "0 to 1", "%"
# Numbers that somebody else published keep the figures they were published with.
AS_PUBLISHED = frozenset({"published", "change_percent"})
# An interval or a limit is written to the precision of the estimate that stands before it in the row.
ESTIMATES = frozenset({"rate_per_1000", "value", "mean", "rank", "share"})
INTERVALS = re.compile(r"^(lower|upper)(_|$)")
# A spreadsheet would run a cell that begins so.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_LABEL, MOST_ACROSS, MOST_STACKED = 60, 8, 40
KINDS = {"place": "Places", "limit": "Lines of the funnel"}


@dataclass(frozen=True)
class Head:
    """The head of a column: its title, its unit ("" where the title says it), whether its cells are numbers."""

    title: str
    unit: str
    numeric: bool


@dataclass(frozen=True)
class Line:
    """One row as it is read, and whether it is about us."""

    cells: tuple[str, ...]
    ours: bool


@dataclass(frozen=True)
class Shown:
    """A table as it is read: the kind of its rows ("" where they are of one), caption, heads, lines."""

    kind: str
    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    @cached_property
    def wordy(self) -> bool:
        """Whether it is a table of sentences, to be read as the finding itself."""
        longest = max((len(cell) for line in self.lines for cell in line.cells), default=0)
        return longest > LONGEST_LABEL and not any(head.numeric for head in self.heads)

    @property
    def stacked(self) -> bool:
        """Whether each row is read by itself where there is no room to read it across."""
        return self.wordy or (len(self.heads) > MOST_ACROSS and len(self.lines) < MOST_STACKED)


@dataclass(frozen=True)
class Part:
    """A table as it is held: kind and caption as in `Shown`, columns (name, title, unit), rows by column name."""

    kind: str
    caption: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[Mapping[str, Any], ...]
    protected: bool = False


def hides(protected: bool, row: Mapping[str, Any]) -> bool:
    """Whether the count of a row is hidden, and with it every number made of it: of a protected finding, one that is lacking."""
    return protected and "count" in row and missing(row["count"])


def records(finding: ReleasedFinding) -> list[dict[str, Any]]:
    """The rows of a finding by column name."""
    names = [name for name, _, _ in finding.columns]
    return [dict(zip(names, row, strict=True)) for row in finding.rows]


def numbered(finding: ReleasedFinding) -> list[dict[str, Any]]:
    """The rows of a finding by column name, each with its `row`: where it stands in the table of its kind."""
    seen: Counter[str] = Counter()
    rows = []
    for record in records(finding):
        kind = str(record.get("kind"))
        rows.append(record | {"row": seen[kind]})
        seen[kind] += 1
    return rows


def measured(value: float | None, lower: float | None, upper: float | None) -> str:
    """ "20.8 (20.3 to 21.2)"."""
    if missing(value):
        return UNAVAILABLE
    if missing(lower) or missing(upper):
        return number(value)
    return f"{number(value)} ({interval(lower, upper, value)})"


def parts(finding: ReleasedFinding) -> list[Part]:
    """The rows of a finding as tables, without shapes: one, or one for each `kind`. None where anything is hidden."""
    rows = records(finding)
    if not rows or finding.decision != "as it stands":
        return []
    if "kind" not in rows[0]:
        return [_part(finding, rows, "", with_empty=True)]
    kinds = sorted({str(row["kind"]) for row in rows}, key=lambda kind: (kind not in KINDS, kind != "place", kind))
    return [
        _part(finding, [row for row in rows if str(row["kind"]) == kind], KINDS.get(kind, kind), with_empty=False)
        for kind in kinds
    ]


def _part(finding: ReleasedFinding, rows: list[dict[str, Any]], kind: str, with_empty: bool) -> Part:
    columns = tuple(
        (name, title, unit)
        for name, title, unit in finding.columns
        if name not in NOT_SHOWN | {"kind"} and _is_worth_showing(name, [row[name] for row in rows], with_empty)
    )
    return Part(kind, f"{finding.title}: {kind}" if kind else finding.title, columns, tuple(rows), finding.protected)


def shown(finding: ReleasedFinding) -> list[Shown]:
    """The tables of a finding as they are read."""
    return [_shown(part) for part in parts(finding)]


def _shown(part: Part) -> Shown:
    units = {name: unit for name, _, unit in part.columns}
    numeric = {name: is_numeric(name, [row[name] for row in part.rows]) for name in units}
    heads = tuple(Head(title, unit_shown(title, unit), numeric[name]) for name, title, unit in part.columns)
    lines = tuple(
        Line(
            _cells(row, units, numeric, HIDDEN if hides(part.protected, row) else UNAVAILABLE), row.get("ours") is True
        )
        for row in part.rows
    )
    return Shown(part.kind, part.caption, heads, lines)


def is_numeric(name: str, values: Iterable[Any]) -> bool:
    """Whether a column holds numbers; that of an interval does even where none is known."""
    return any(_is_number(value) for value in values) or INTERVALS.match(name) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_worth_showing(name: str, values: list[Any], with_empty: bool) -> bool:
    """Notes that nobody made are left out; a column that was looked for and is missing stays, and says so."""
    if name == "ours":
        return any(value is True for value in values)
    return any(value not in ("", None) for value in values) or (with_empty and any(value is None for value in values))


def axis_title(finding: ReleasedFinding, name: str) -> str:
    """A column's title with its unit: "Rate per 1,000 residents a year", "Rank (1 is highest)"."""
    title, unit = next(((title, unit) for column, title, unit in finding.columns if column == name), (name, ""))
    unit = unit_shown(title, unit)
    if not unit:
        return title
    return f"{title} {unit}" if unit.startswith("per ") else f"{title} ({unit})"


def unit_shown(title: str, unit: str) -> str:
    """The unit, or "" where the title says it."""
    return "" if unit == SHARE_UNIT or unit.lower() in title.lower() else unit


def _cells(
    row: Mapping[str, Any], units: Mapping[str, str], numeric: Mapping[str, bool], lacking: str
) -> tuple[str, ...]:  # fmt: skip
    return tuple(
        lacking if missing(row[name]) and numeric[name] else _cell(name, units[name], row[name], alike, numeric[name])
        for name, alike in precisions(row, units)
    )


def precisions(row: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, int | None]]:
    """Each column with the decimals of the estimate before it where it is an interval, else None."""
    decimals = None
    for name in names:
        value = row[name]
        if name in ESTIMATES and not missing(value):
            decimals = 0 if is_whole(name, value) else decimals_of(float(value))
        yield name, decimals if INTERVALS.match(name) else None


def is_whole(name: str, value: Any) -> bool:
    """Whether a number is a count or a rank, which has no decimals."""
    # JSON writes a rate of exactly 20 without a point; it is a rate all the same.
    return name in WHOLE or (isinstance(value, int) and not name.startswith("rate"))


def _cell(name: str, unit: str, value: Any, decimals: int | None, numeric: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return spoken_month(value) if name == "month" and re.match(MONTH_PATTERN, value) else value
    if missing(value):
        return UNAVAILABLE if numeric or value is None else ""
    if name in AS_PUBLISHED:
        return f"{value:,}".replace("-", "−")
    if is_share(name, unit):
        return percent(float(value))
    if unit == PERCENT:
        return per_cent(float(value))
    return number(value, 0 if is_whole(name, value) and decimals is None else decimals)


def is_share(name: str, unit: str) -> bool:
    """Whether a column holds shares from 0 to 1, which are read as percentages."""
    return unit == SHARE_UNIT or (name in SHARES and unit != PERCENT)


def comma_separated(finding: ReleasedFinding) -> str:
    """The rows as CSV with the columns' titles, as held, safe to open in a spreadsheet; each row names its finding.

    Shapes are left out.
    """
    kept = [(name, title, unit) for name, title, unit in finding.columns if name not in NOT_SHOWN]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*(safe(heading(title, unit)) for _, title, unit in kept), FINDING])
    for row in records(finding):
        lacking = HIDDEN if hides(finding.protected, row) else UNAVAILABLE
        writer.writerow([*(lacking if missing(row[name]) else safe(row[name]) for name, _, _ in kept), finding.id])
    return text.getvalue()


def heading(title: str, unit: str) -> str:
    """The head of a column of a file: its title with its unit, "Rate (per 1,000 residents a year)"."""
    return f"{title} ({unit})" if unit_shown(title, unit) else title


def safe(value: Any) -> Any:
    """A cell of a file: a word where there is no value, text that no spreadsheet would run."""
    if missing(value):
        return UNAVAILABLE
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_MARKS) else value
