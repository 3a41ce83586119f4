"""What a supplier's hidden mark says is told as its range; where nothing is told, nothing is written."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.made_counts import STRUCTURE, cell, frame
from purbeck.disclosure.protecting import protect
from purbeck.disclosure.released_files import counts_of, counts_text
from purbeck.disclosure.rules import load_rules
from purbeck.disclosure.supplied import supplied_ranges
from purbeck.findings.wording.success import cannot
from purbeck.statistics.linked import UNBOUNDED

GARWOOD = {1: 0.0253178, 3: 0.6186721, 7: 14.4226754}  # exact 95% limits: the lower of 1 and 3, the upper of 7


def limits(lower: float, upper: float, **more: object) -> pd.DataFrame:
    """A row of the measures table with limits of a range, at 95%."""
    row = {"measure": "count", "count": pd.NA, "lower": lower, "upper": upper, "denominator": float("nan"), "confidence": 0.95,
           "method": "exact_and_range"}  # fmt: skip
    return pd.DataFrame([row | more]).astype({"count": "Int64"})


def test_a_range_is_read_off_limits_as_published_tables_of_them_have_it() -> None:
    """1 to 7 as Garwood's tables give the limits of 1 and 7, which are to seven figures: near enough."""
    found = supplied_ranges(limits(GARWOOD[1], GARWOOD[7]))
    assert found.to_numpy().tolist() == [[1, 7]]


@pytest.mark.parametrize(
    "row",
    [
        limits(1.5, GARWOOD[7]),
        limits(GARWOOD[1], GARWOOD[7], method="none"),
        limits(float("nan"), float("nan")),
        limits(GARWOOD[1], GARWOOD[7], count=5),
    ],
)
def test_of_anything_else_no_range_is_told(row: pd.DataFrame) -> None:
    assert supplied_ranges(row).isna().all(axis=None)


def test_a_rate_has_the_range_of_its_count() -> None:
    rate = limits(GARWOOD[1] / 380, GARWOOD[7] / 380, measure="rate_per_1000", denominator=380_000.0)
    both = pd.concat([rate, limits(GARWOOD[3], GARWOOD[7])], ignore_index=True)
    assert supplied_ranges(both).to_numpy().tolist() == [[1, 7], [3, 7]]


@pytest.mark.parametrize("edition", ["public", "partners"])
def test_what_is_not_told_is_blank(edition: str) -> None:
    """The number that stands for "any" in sums is written nowhere, of a hidden count or of one that is published."""
    month = ("2025-01", "2025-01")
    whose = {"A1": "hospital_admissions_return", "A2": "recorded_crime"}
    cells = frame([cell(("lsoa21", area), month, None, 0, UNBOUNDED) for area in whose])
    cells = cells.assign(source=cells["place_code"].map(whose))
    protected = protect(cells, STRUCTURE, load_rules(), edition)
    text = counts_text(protected)
    assert str(UNBOUNDED) not in text and max(map(len, text.replace("\r\n", ",").split(","))) < 40
    again = counts_of(text)
    assert again["shown_most"].isna().all() and (again["most"] == UNBOUNDED).all() and (again["least"] == 0).all()


def test_quarters_that_are_hidden_are_counted_in_words() -> None:
    of = [("January to March", None), ("April to June", None), ("July to September", 12)]
    assert cannot("Admissions", of[:2]).startswith(
        "Admissions: the counts of all 2 quarters are hidden because they, or parts of them, are small."
    )
    assert cannot("Admissions", of).startswith(
        "Admissions: the counts of 2 of 3 quarters are hidden because they, or parts of them, are small."
    )
    assert cannot("Admissions", of[1:]).startswith(
        "Admissions: the count of one of 2 quarters is hidden because it, or a part of it, is small."
    )
