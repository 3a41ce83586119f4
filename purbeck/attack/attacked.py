"""What an attack came to: what leaks, what was looked at, what could not be; in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf
from typing import Any

from purbeck.attack.found import Leak
from purbeck.attack.marks import Span
from purbeck.figures import listed, many

KNOWN = "known already"
REMEDIES = {
    "counts": "Hide one more of the counts that it can be worked out from, or none of the ones that give it away.",
    "total": "Hide one more row, or the total, or round all of them; purbeck publish does so by itself.",
    "total without hidden rows": "Make the total of all rows, the hidden ones too, and round it, or hide it.",
    "interval": "Take out the interval wherever the count is hidden: its limits are a function of the count.",
    "rate": "Take out the rate wherever the count is hidden, or make it from the rounded count.",
    "share": "Take out the share wherever the count is hidden, or make it from rounded counts.",
    "measured bar": "Draw no bar where the count is hidden: a mark that has the same length for all.",
    "measured line": "Break the line where the count is hidden, and draw no point there.",
    "map class": "Give the area a shade of its own for hidden numbers, or make the classes wider.",
    "hidden column": "Write the file without hidden columns, rows and sheets: anybody can show them again.",
    "hidden sheet": "Write the file without hidden columns, rows and sheets: anybody can show them again.",
    "beneath the cell": "Write no attribute or comment with the number that the cell hides.",
    "joined": "Take out the rate, share or interval wherever the count is hidden, in the released counts too.",
    "words": "Take the number out of the text, or say what is released: a range, or that it is hidden.",
    "hash": "Make ids and hashes from what is released alone.",
    KNOWN: "Nothing in this release can take it back.",
}
OTHERWISE = "Take out what tells it, or make it from the released counts alone."


@dataclass(frozen=True)
class Attacked:
    """The result. `safe` is whether nothing was found; `unchecked` says, in words, what nobody looked at, and why.

    `remarks` say what else there is to know of what was looked at.

    `known` is what earlier releases or public totals tell by themselves: this release cannot take it back, and adds nothing.
    """

    leaks: tuple[Leak, ...]
    known: tuple[Leak, ...]
    files: int
    tables: int
    texts: int
    drawings: int
    hidden: int
    counts: int
    hidden_counts: int
    unchecked: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether nothing was found."""
        return not self.leaks

    def in_words(self) -> Iterator[str]:
        """The report, what was found last, where a terminal shows it: a line a leak and a line what to do about it."""
        if self.known:
            counts = many(len({leak.hidden for leak in self.known}), "hidden count", "hidden counts")
            yield (
                f"Known already, and not to be taken back: earlier releases or public totals tell more of {counts} than their "
                "rule promises. This release adds nothing to that; --json lists them."
            )
        yield from self.remarks
        for words in self.unchecked:
            yield f"Not checked: {words}"
        yield self.looked_at()
        for leak in self.leaks:
            yield f"{leak.file}, {leak.part}: {leak.says}"
            yield f"  gives away {leak.hidden}: {leak.found}, where {_promise(leak.promised)} ({leak.kind}). {leak.todo}"

    def looked_at(self) -> str:
        """How much there was, in a sentence."""
        parts = listed([
            many(self.files, "file", "files"), many(self.tables, "table", "tables"), many(self.texts, "text", "texts"),
            many(self.drawings, "drawing", "drawings"),
        ])  # fmt: skip
        counts = f"{many(self.counts, 'released count', 'released counts')} ({self.hidden_counts:,} hidden)"
        outcome = (
            many(len(self.leaks), "thing gives", "things give") + " hidden counts away"
            if self.leaks
            else "Nothing was found"
        )
        return f"{outcome}. Looked at: {parts} with {many(self.hidden, 'hidden cell', 'hidden cells')}; {counts}."

    def as_json(self) -> str:
        """The report as JSON, with the ranges as numbers; a range without an end ends in null."""
        held: dict[str, Any] = {
            "safe": self.safe,
            "leaks": [
                {"kind": one.kind, "file": one.file, "where": one.part, "says": one.says, "hidden": one.hidden,
                 "found": _range(one.found), "promised": _range(one.promised), "todo": one.todo}
                for one in self.leaks
            ],
            "known_already": [
                {"file": one.file, "where": one.part, "says": one.says, "hidden": one.hidden, "found": _range(one.found)}
                for one in self.known
            ],
            "looked_at": {"files": self.files, "tables": self.tables, "texts": self.texts, "drawings": self.drawings,
                          "hidden_cells": self.hidden, "released_counts": self.counts, "hidden_counts": self.hidden_counts},
            "unchecked": list(self.unchecked),
            "remarks": list(self.remarks),
        }  # fmt: skip
        return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def todo(kind: str) -> str:
    """What to do about a leak of a kind."""
    return next((words for name, words in REMEDIES.items() if kind.startswith(name)), OTHERWISE)


def _promise(promised: Span | None) -> str:
    return "it must not be exact" if promised is None else f"the rule promises {promised}"


def _range(span: Span | None) -> list[float | int | None] | None:
    if span is None:
        return None
    return [int(span.least), None if isinf(span.most) else int(span.most)]
