"""Counts as analyses are given them: as they were counted, or as an edition may show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd

T = TypeVar("T")

ALL = "all"
NO_MONTH = "0001-01"  # of a count whose period is not said in months
PART = "part"  # kind of a place that is a part of another, or several together
# Which records, what of them, where, when, of which group: what tells one count from another.
KEY = ("universe", "what", "place_type", "place_code", "first", "last", "group_by", "group_value")
ENDS = ("at_least", "at_most")  # what anybody may know of a count
CELL = (*KEY, "least", "most", "source")


class Counts:
    """Counts as they were counted. An edition of a publication has others, in which some are rounded or hidden.

    Whatever an analysis or a finding makes of data that are not published already begins with counts asked for here, so that
    an edition can be made again from the counts that it may show (see docs/methods/disclosure.md).
    """

    def rounded_to(self, _source: str) -> int:
        """To the nearest multiple of what counts of a source are rounded; 1 where they are not."""
        return 1

    def of(self, _name: str, make: Callable[[], pd.DataFrame], _beside: Sequence[str] = ()) -> pd.DataFrame:
        """The counts called by a name: those that `make` counts, with `value`.

        `make` gives the columns of CELL, a row a count. Of others, an edition has those of `_beside` alone, which tell no count;
        `areas` are the small areas of a place that is a part of another, with spaces between. `value` is the count, missing where
        it is not known; `least` and `most` are missing where nothing may be known of it. `at_least` and `at_most` are what
        anybody may know of it: where it is rounded, what rounds to it.
        """
        return with_value(make())

    def measured(self, _name: str, rows: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Rows of the measures table called by a name: those that `rows` reads, their rates and limits made of their counts.

        `at_least` and `at_most` are what anybody may know of each count, missing where that is nothing.
        """
        return with_ends(rows())

    def made(self, rows: Callable[[], pd.DataFrame], _again: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Rows made of counts: those that `rows` reads. An edition has those that `_again` makes of counts it asks for."""
        return rows()

    def fact(self, _name: str, make: Callable[[], T]) -> T:
        """What is no count and no secret: the months that a return covers, the names of its figures."""
        return make()


def with_value(cells: pd.DataFrame) -> pd.DataFrame:
    """With the count as `value`: missing where the supplier hid or rounded it, so that only a range is known."""
    ends = cells[["least", "most"]].astype("Int64")
    known = {f"at_{end}": ends[end] for end in ends}
    return cells.assign(**ends, **known, value=ends["least"].where(ends["least"] == ends["most"]))


def with_ends(measures: pd.DataFrame) -> pd.DataFrame:
    """Rows of the measures table with what anybody may know of each count that is shown as it was counted."""
    return measures.assign(at_least=measures["count"], at_most=measures["count"])


def cells(rows: pd.DataFrame, **fields: Any) -> pd.DataFrame:
    """Rows with the columns of CELL that `fields` gives; without a group they are of everybody."""
    groups: Mapping[str, Any] = {"group_by": ALL, "group_value": ALL}
    return rows.assign(**(dict(groups) | fields))


def whole(value: Any) -> int | None:
    """A count for a table, or None where it is missing."""
    return None if value is None or pd.isna(value) else int(value)
