"""Which days a return covers, and whose return it is: so that none is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from purbeck.sources.returns import days
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.crossing import Covers, crossing

Span = tuple[str, str]  # the first and the last day, as 2026-03-31


@dataclass
class Cover:
    """The first and the last day that each sender's rows are of; a return that names no sender has one, "" """

    spans: dict[str, Span] = field(default_factory=dict)

    def add(self, rows: pd.DataFrame, contract: Contract) -> None:
        """Take in rows as a stored file holds them."""
        said = _of(contract)
        if said is not None:
            senders = rows[said.sender] if said.sender in rows else pd.Series("", rows.index)
            both = pd.DataFrame({"sender": senders, "first": rows[said.first], "last": rows[said.last]})
            spans = both.groupby("sender").agg(first=("first", "min"), last=("last", "max"))
            for sender, first, last in spans.itertuples():
                self._widen(str(sender), (first[:10], last[:10]))
            return
        name = next(column.name for column in contract.columns if column.part == "period")
        for text in rows[name].unique():
            if period := days.period_of(str(text)):
                self._widen("", (period.start.isoformat(), period.end.isoformat()))

    def _widen(self, sender: str, span: Span) -> None:
        first, last = self.spans.get(sender, span)
        self.spans[sender] = (min(first, span[0]), max(last, span[1]))

    @property
    def first_day(self) -> str:
        """The first day of all, "" where there is none."""
        return min((first for first, _ in self.spans.values()), default="")

    @property
    def last_day(self) -> str:
        """The last day of all, "" where there is none."""
        return max((last for _, last in self.spans.values()), default="")

    def shared(self, other: Cover) -> Iterator[tuple[str, str]]:
        """Senders of this and of the other that cover the same day and may be one: alike, or not said by one of them."""
        for mine, (first, last) in self.spans.items():
            for theirs, (begins, ends) in other.spans.items():
                if (mine == theirs or "" in (mine, theirs)) and first <= ends and begins <= last:
                    yield mine, theirs

    def within(self, other: Cover) -> bool:
        """Whether another covers every day of every sender that this one covers; whoever is not said may be any of its."""
        of = other.spans | {"": (other.first_day, other.last_day)}
        return all(
            sender in of and of[sender][0] <= first and last <= of[sender][1]
            for sender, (first, last) in self.spans.items()
        )


def _of(contract: Contract) -> Covers | None:
    return next((one for one in crossing().cover if one.contract == contract.name), None)


def sender_of(contract: Contract) -> str:
    """The column that says whose rows they are, "" where a contract has none."""
    said = _of(contract)
    return said.sender if said else ""


def columns_of(contract: Contract) -> list[str]:
    """The columns of a stored file that say what it covers, those that it may lack among them."""
    said = _of(contract)
    if said is None:
        return [column.name for column in contract.columns if column.part == "period"]
    return list(dict.fromkeys((said.first, said.last, said.sender)))
