"""Days as people write them: taken where they mean one day, said where they could be doubted, refused otherwise."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.strategy.faults import RefusedError
from purbeck.strategy.importing import days
from purbeck.workbooks.sheet import DAY_ZERO

LAST_OF_MARCH = dt.date(2027, 3, 31)


def read(value: object, which: str = "last", doubtful: bool = False) -> tuple[dt.date | None, str]:
    """The day that a value means, and what is said of it."""
    return days.read(value, which, DAY_ZERO, doubtful)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["31/03/2027", "31/3/2027", "31.03.2027", "31-03-2027", " 31 / 03 / 2027 ", "2027-03-31", "2027-03-31 00:00:00",
     "31 March 2027", "31st March 2027", "31st of March, 2027", "31-Mar-2027", "March 31, 2027", "Wed 31 March 2027",
     "Wednesday, 31/03/2027", "31 MARCH 2027", "by 31 March 2027", LAST_OF_MARCH],
)  # fmt: skip
@pytest.mark.parametrize("which", ["last", "exact"])
def test_a_day_that_can_mean_nothing_else_is_taken_without_a_word(text: object, which: str) -> None:
    if str(text).startswith("by ") and which == "exact":
        return
    assert read(text, which) == (LAST_OF_MARCH, "")


@pytest.mark.parametrize(
    ("value", "day", "said"),
    [
        ("03/04/2027", dt.date(2027, 4, 3), '"03/04/2027" was read as 3 April 2027, the day first'),
        ("31/03/27", LAST_OF_MARCH, '"31/03/27" was read as 31 March 2027'),
        ("31 Mar 27", LAST_OF_MARCH, '"31 Mar 27" was read as 31 March 2027'),
        (46477.0, LAST_OF_MARCH, "46477 was read as the number of a day in spreadsheets, 31 March 2027"),
        (20270331.0, LAST_OF_MARCH, "20270331 was read as 31 March 2027"),
        (dt.datetime(2027, 3, 31, 9, 30), LAST_OF_MARCH, "its time of day, 09:30, was left out"),  # noqa: DTZ001
        ("ongoing", None, '"ongoing" was read as no day'),
        ("Business-as-usual", None, '"Business-as-usual" was read as no day'),
    ],
)
def test_a_reading_that_could_be_doubted_is_said(value: object, day: dt.date | None, said: str) -> None:
    assert read(value, "exact") == (day, said)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 2027", dt.date(2027, 3, 1), LAST_OF_MARCH),
        ("Mar-27", dt.date(2027, 3, 1), LAST_OF_MARCH),
        ("Sept 2026", dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
        ("02/2028", dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        ("2027-03", dt.date(2027, 3, 1), LAST_OF_MARCH),
        ("Q1 2026/27", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("Q3 2026/27", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("Quarter 4 2026-2027", dt.date(2027, 1, 1), LAST_OF_MARCH),
        ("2026/27 Q4", dt.date(2027, 1, 1), LAST_OF_MARCH),
        ("2026/27", dt.date(2026, 4, 1), LAST_OF_MARCH),
        ("FY 2026-27", dt.date(2026, 4, 1), LAST_OF_MARCH),
        ("1999/2000", dt.date(1999, 4, 1), dt.date(2000, 3, 31)),
    ],
)
def test_a_month_quarter_or_year_is_its_last_or_first_day_where_a_field_may_mean_that(
    text: str, first: dt.date, last: dt.date
) -> None:
    assert read(text, "last")[0] == last
    assert read(text, "first")[0] == first
    assert f'"{text}" was read as its last day' in read(text, "last")[1]
    with pytest.raises(RefusedError, match="is more than one day"):
        read(text, "exact")


@pytest.mark.parametrize(
    ("text", "which", "day"),
    [
        ("end of March 2027", "last", LAST_OF_MARCH),
        ("By the end of March 2027", "last", LAST_OF_MARCH),
        ("by end 2026/27", "last", LAST_OF_MARCH),
        ("from April 2026", "first", dt.date(2026, 4, 1)),
        ("start of Q1 2026/27", "first", dt.date(2026, 4, 1)),
    ],
)
def test_words_for_an_edge_agree_with_the_field(text: str, which: str, day: dt.date) -> None:
    assert read(text, which)[0] == day
    with pytest.raises(RefusedError):
        read(text, "first" if which == "last" else "last")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Spring 2027", "is not a day"),
        ("2027", "is not a day"),
        (2027.0, "is only a year"),
        (12.5, "is a number, and not a day"),
        (True, "is not a day"),
        (dt.time(9, 30), "is not a day"),
        ("03/31/2027", "has no month 31; it may be written month first"),
        ("29/02/2027", "there is no day 29/2/2027"),
        ("00/03/2027", "there is no day 0/3/2027"),
        ("Thursday 31 March 2027", "that day is a Wednesday"),
        ("Q3 2026", "calendar year or of the financial year"),
        ("Q3 2026/28", "a financial year is written like 2026/27"),
        ("2011-12", "can be a financial year or a month"),
        ("31/03/0207", "lies in the year 207"),
        (dt.date(1900, 1, 1), "lies in the year 1900"),
        ("Apr 2026 - Mar 2027", "is not a day"),
        ("31/03/2027 or before", "is not a day"),
        ("soon", "is not a day"),
        ("99999999", "is not a day"),
        ("Q5 2026/27", "is not a day"),
        ("31 Foo 2027", "is not a day"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_write(value: object, said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(value)
    assert said in refused.value.what
    assert refused.value.todo


def test_among_dates_written_month_first_one_that_can_mean_two_days_is_refused() -> None:
    assert days.month_first(["03/04/2027", "12/25/2026"])
    assert not days.month_first(["03/04/2027", "25/12/2026", "soon"])
    with pytest.raises(RefusedError, match="can mean two days"):
        read("03/04/2027", doubtful=True)
    assert read("31/03/2027", doubtful=True)[0] == LAST_OF_MARCH


def test_a_workbook_may_count_its_days_from_another_day() -> None:
    assert days.read(45015.0, "exact", dt.date(1904, 1, 1), False)[0] == LAST_OF_MARCH


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: dt.date) -> None:
    month = calendar.month_name[day.month]
    for text in (
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
    ):
        assert read(text, "exact")[0] == day


@given(st.text(max_size=20) | st.floats() | st.booleans())
def test_whatever_is_written_is_a_day_no_day_or_refused(value: object) -> None:
    try:
        day, said = read(value)
    except RefusedError as error:
        assert error.what
        assert error.todo
    else:
        assert day is not None or said
