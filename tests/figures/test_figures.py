"""The one rounding: halves up, once, from the figure as held, whatever noise arithmetic left in it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck import figures
from purbeck.findings import in_words
from purbeck.publication import tables


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_a_ratio_is_rounded_as_the_fraction_that_it_is(part: int, whole: int, decimals: int) -> None:
    exact = Fraction(part, whole) * 10**decimals
    up = int(exact + Fraction(1, 2))  # halves up, in whole numbers: no floating point
    assert figures.rounded(part / whole, decimals) == Decimal(up).scaleb(-decimals)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_written_half_goes_up_as_it_is_read(digits: int, decimals: int) -> None:
    written = Decimal(digits).scaleb(-decimals - 1)
    wanted = written.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert figures.rounded(float(written), decimals) == wanted


@given(st.integers(0, 10**5), st.integers(1, 10**5))
def test_a_share_reads_alike_held_as_share_and_as_percentage(part: int, more: int) -> None:
    share = part / (part + more)
    assert figures.percent(share) == f"{figures.per_cent(figures.in_percent(share))}%"


@given(st.floats(1e-5, 1e8), st.floats(1e-5, 1e8))
def test_sentences_and_tables_write_alike(value: float, limit: float) -> None:
    assert in_words.rate(value) == tables.number(value) == tables.measured(value, None, None)
    assert in_words.interval(limit, value, 0.95, value) == f"95% interval {tables.interval(limit, value, value)}"
    assert in_words.count(value) == tables.number(value, 0)


@given(st.floats(1e-4, 1e7))
def test_no_more_than_half_of_the_last_figure_is_lost(value: float) -> None:
    decimals = figures.decimals_of(value)
    assert decimals is not None
    lost = abs(Fraction(figures.rounded(value, decimals)) - Fraction(value))
    assert lost <= Fraction(1, 2 * 10**decimals) * (1 + Fraction(1, 10**6))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(40_457, 380_000, "10.6%"), (991, 2000, "49.6%"), (7, 100, "7.0%"), (1, 3000, "less than 0.1%"), (0, 5, "0%"),
     (99_999, 100_000, "over 99.9%"), (5, 5, "100%"), (999, 1000, "99.9%")],
)  # fmt: skip
def test_percentages(part: int, whole: int, said: str) -> None:
    assert figures.percent(part / whole) == said


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.95, "95%"), (0.998, "99.8%"), (0.975, "97.5%"), (0.9, "90%"), (0.8, "80%")]
)
def test_confidence_is_said_in_full(confidence: float, said: str) -> None:
    assert figures.level(confidence) == said


@pytest.mark.parametrize(
    ("value", "said"), [(12_345, "12,000"), (12_500, "13,000"), (87.6, "88"), (0, "0"), (4.25, "4.3")]
)
def test_estimates_are_said_to_two_figures(value: float, said: str) -> None:
    assert figures.about(value) == said
