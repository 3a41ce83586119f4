"""Months, financial years, rolling years, and what they are called."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck import periods
from purbeck.periods import Period

YEARS = st.integers(1000, 9990)
MONTHS = st.tuples(YEARS, st.integers(1, 12)).map(lambda ym: f"{ym[0]:04d}-{ym[1]:02d}")
RECENT = st.tuples(st.integers(2010, 2040), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}")


@given(MONTHS)
def test_month_and_its_number_are_each_others_inverse(month: str) -> None:
    assert periods.month_name(periods.month_number(month)) == month


def test_month_number_in_the_docstring_is_right() -> None:
    assert periods.month_number("2025-03") == 24302


@pytest.mark.parametrize(
    "text", ["", "2025", "2025-00", "2025-13", "2025-3", "March", "2025-03-01", "2025-03\n", " 2025-03", "２０２５-03"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month like 2025-03"):
        periods.month_number(text)


@given(MONTHS, st.integers(0, 40))
def test_months_from_first_to_last_are_in_order_without_gaps(first: str, more: int) -> None:
    last = periods.month_name(periods.month_number(first) + more)
    found = periods.months_from(first, last)
    assert (found[0], found[-1], len(found)) == (first, last, more + 1)
    assert [periods.month_number(m) for m in found] == list(
        range(periods.month_number(first), periods.month_number(last) + 1)
    )


@given(YEARS)
def test_financial_year_is_april_to_march(year: int) -> None:
    found = periods.financial_year(year)
    assert found.start == dt.date(year, 4, 1)
    assert found.end == dt.date(year + 1, 3, 31)
    assert len(found.months) == 12


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (periods.calendar_year(2025), "2025"),
        (periods.financial_year(2024), "2024/25"),
        (periods.financial_year(1999), "1999/00"),
        (periods.financial_year(2009), "2009/10"),
        (Period("month", "2025-03", "2025-03"), "March 2025"),
        (Period("rolling_12_months", "2024-04", "2025-03"), "the 12 months to March 2025"),
        (Period("three_years", "2023-01", "2025-12"), "January 2023 to December 2025"),
    ],
)
def test_labels_are_british(period: Period, label: str) -> None:
    assert period.label == label


@given(RECENT)
def test_last_day_of_a_month_knows_leap_years(month: str) -> None:
    found = Period("month", month, month)
    year, number = int(month[:4]), int(month[5:])
    assert found.end == dt.date(year, number, calendar.monthrange(year, number)[1])
    assert found.months == [month]


@given(st.sets(RECENT, max_size=30))
def test_periods_over_months(months: set[str]) -> None:
    found = periods.periods_over(months)
    assert found == sorted(set(found))
    by_type = {kind: [p for p in found if p.type == kind] for kind in periods.PERIOD_TYPES}
    assert {p.first for p in by_type["month"]} == months
    for kind in ("calendar_year", "financial_year"):
        assert set(by_type[kind]) == {p for p in by_type[kind] if months & set(p.months)}
        for month in months:
            assert sum(month in p.months for p in by_type[kind]) == 1
    for month in months:
        starts = periods.month_number(month) - 11
        rolling = [p for p in by_type["rolling_12_months"] if p.last == month]
        assert len(rolling) == (starts >= periods.month_number(min(months)))
        assert all(len(p.months) == 12 and p.first == periods.month_name(starts) for p in rolling)


def test_no_months_have_no_periods() -> None:
    assert periods.periods_over([]) == []


@given(MONTHS)
def test_spoken_month_names_month_and_year(month: str) -> None:
    spoken = periods.spoken_month(month)
    assert spoken == f"{calendar.month_name[int(month[5:])]} {int(month[:4])}"
