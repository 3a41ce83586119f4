"""What changed between two editions, as data: for words, for CSV, and for a section of a page."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from purbeck.figures import listed, many, number

NEW_DATA, REVISED, DEFINITION, METHOD, SETTING, RULE, UNKNOWN = (
    "new data", "revised data", "definition", "method", "setting", "rule", "not said",
)  # fmt: skip
KINDS = (NEW_DATA, REVISED, DEFINITION, METHOD, SETTING, RULE, UNKNOWN)
CHANGED, SAME, ADDED, GONE = "changed", "the same", "new here", "no longer here"
HEADINGS = ("id", "chapter", "title", "status", "unit", "period_before", "value_before", "period_now", "value_now",
            *(kind.replace(" ", "_") for kind in KINDS), "apart")  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else
SEVERAL_AT_ONCE = "Several things changed at once, and the files do not say how much is due to each."


@dataclass(frozen=True)
class Change:
    """One reason why a finding is not what it was: its kind, of KINDS, and what changed in words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Line:
    """One finding in both editions, or in one. Values are as written: a number, "hidden", "unavailable", or "" for none.

    `apart` says whether the change of its number can be put down to one reason.
    """

    id: str
    chapter: str
    title: str
    status: str
    unit: str
    period_before: str
    value_before: str
    period_now: str
    value_now: str
    changes: tuple[Change, ...] = ()
    apart: bool = True

    def words(self) -> str:
        """What changed and why, in sentences."""
        if self.status in (ADDED, GONE):
            return f"{self.title}: {self.status}. " + " ".join(one.words for one in self.changes)
        before, now = printed(self.value_before), printed(self.value_now)
        if before == now:
            values = f"{now} ({self.period_now}), as before" + (
                "" if self.period_before == self.period_now else f" ({self.period_before})"
            )
        else:
            values = f"from {before} ({self.period_before}) to {now} ({self.period_now})"
        reasons = " ".join(f"{one.kind[0].upper()}{one.kind[1:]}: {one.words}" for one in self.changes)
        return f"{self.title}: {values}, {self.unit}. {reasons}" + ("" if self.apart else f" {SEVERAL_AT_ONCE}")


@dataclass(frozen=True)
class Compared:
    """Two editions compared: what changed for all findings alike, and each finding, in the order of the new edition."""

    before: str
    now: str
    overall: tuple[Change, ...]
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]

    def count(self, status: str) -> int:
        """How many findings came out so."""
        return sum(line.status == status for line in self.lines)

    def by_kind(self) -> dict[str, int]:
        """How many findings each kind of reason touched."""
        found = Counter(kind for line in self.lines for kind in {one.kind for one in line.changes})
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def chapters(self) -> dict[str, list[Line]]:
        """The findings that are not the same, by chapter: for a section of a page."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.status != SAME:
                found.setdefault(line.chapter, []).append(line)
        return found

    def summary(self) -> str:
        """How much changed, in two sentences."""
        parts = [f"{self.count(status):,} {status}" for status in (CHANGED, SAME, ADDED, GONE) if self.count(status)]
        total = many(len(self.lines), "finding", "findings")
        kinds = [f"{kind} ({count:,})" for kind, count in self.by_kind().items()]
        why = f" Reasons, of which a finding may have several: {listed(kinds)}." if kinds else ""
        return f"{self.now} beside {self.before}: of {total}, {listed(parts)}.{why}"

    def in_words(self) -> Iterator[str]:
        """The report, a line a finding that is not the same."""
        yield self.summary()
        for one in self.overall:
            yield f"{one.kind[0].upper()}{one.kind[1:]}: {one.words}"
        for chapter, lines in self.chapters().items():
            yield f"{chapter}:"
            for line in lines:
                yield f"  {line.words()} ({line.id})"
        for words in self.unknown:
            yield f"Not known: {words}"

    def as_csv(self) -> str:
        """Every finding as a row; a column for each kind of reason, empty where it is none."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(HEADINGS)
        for line in self.lines:
            reasons = [" ".join(one.words for one in line.changes if one.kind == kind) for kind in KINDS]
            writer.writerow([
                _safe(cell) for cell in (line.id, line.chapter, line.title, line.status, line.unit, line.period_before,
                                         line.value_before, line.period_now, line.value_now, *reasons,
                                         "yes" if line.apart else "no")
            ])  # fmt: skip
        return BYTE_ORDER_MARK + text.getvalue()


def printed(value: str) -> str:
    """A value of an edition as it is printed: two that print alike are no change to a reader."""
    try:
        return number(float(value))
    except ValueError:
        return value or "nothing"


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@") or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
