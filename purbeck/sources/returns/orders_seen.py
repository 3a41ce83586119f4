"""In which order a file writes days in figures: what its values prove, beside what was declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from purbeck.sources.returns.day_orders import DAY_FIRST, MONTH_FIRST, Told, in_figures, proven
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.terms import Terms

OTHER = {DAY_FIRST: MONTH_FIRST, MONTH_FIRST: DAY_FIRST}
YEAR_FIRST = r"[0-9]{4}-"


@dataclass
class OrdersSeen:
    """The days in figures of each column of a file, by which orders they can be read in.

    `of` holds by column how many rows can be the day first alone, the month first alone, or either.
    """

    terms: Terms
    of: dict[str, Counter[str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, heading: str, values: pd.Series) -> None:
        """Take note of values of a column: how many rows each has, by the text."""
        texts = values.index.astype("str")
        figures = values[~texts.str.match(YEAR_FIRST)]
        if len(figures):
            self.headings[name] = heading
            self.of.setdefault(name, Counter()).update(in_figures((str(text), int(n)) for text, n in figures.items()))

    def refuse_contradicted(self, file: str) -> None:
        """Raise ReturnRefusedError where the values of a column prove another order than was declared."""
        for name, counts in self.of.items():
            declared = self.terms.day_form_of(name)
            if not declared or not counts[OTHER[declared]] or counts[OTHER[declared]] < counts[declared]:
                continue
            other, heading = OTHER[declared], self.headings[name]
            raise ReturnRefusedError(
                f"{file}, {heading}: its days were declared as {declared}, and {counts[other]:,} of {counts.total():,} can only "
                f"be {other} ({counts[declared]:,} can only be {declared}). Nothing of the file was kept.",
                f'Ask the supplier, and declare the order that it writes: --days "{other}", or days.{name} in the mapping.',
                f"days of {heading} in another order than declared",
            )

    def said(self) -> Iterator[tuple[str, str, str]]:
        """Heading, rule and words of each column with days that were not read, or may not be as declared."""
        told = {name: proven(counts) for name, counts in self.of.items() if counts.total()}
        undeclared = {name: one for name, one in told.items() if not self.terms.day_form_of(name)}
        orders = {one.order for one in undeclared.values() if one.order}
        for name, one in told.items():
            heading, counts, declared = self.headings[name], self.of[name], self.terms.day_form_of(name)
            if name in undeclared:
                yield heading, "undeclared_order", f"{heading}: {_undeclared(counts.total(), one, orders)}"
            elif against := counts[OTHER[declared]]:
                what = f"days were declared as {declared}, and {against:,} fit only the other order"
                yield (
                    heading,
                    "day_and_month",
                    f"{heading}: {what}: those that fit both may be read wrongly. Ask the sender.",
                )


def _undeclared(count: int, told: Told, orders: set[str]) -> str:
    what = f"{count:,} days are in figures without the year first, in an order that nobody declared; none of them was read."
    if not told.order:
        return f"{what} They do not tell it: {told.why}."
    how = f'with --days "{told.order}"' if len(orders) == 1 else "by column in a mapping, for the columns differ"
    return f"{what} They show {told.order}: {told.why}. Where the supplier says so too, declare it {how}, and run it again."
