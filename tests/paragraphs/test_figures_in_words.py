"""Figures in prose: every one is found, what only looks like one is not, and rounding is forgiven to what is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.figures import number, rounded
from purbeck.paragraphs.figures_in_words import figures_in, known_figures, matches, nearest
from purbeck.paragraphs.paragraph import Told


def found(text: str) -> list[str]:
    """The figures of a text as written."""
    return [figure.text for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("It rose to 1,234 offences.", ["1,234"]),
        ("It is 20.8 per 1,000 residents.", ["20.8", "1,000"]),
        ("About 12.5% of them, or 12.5 per cent.", ["12.5%", "12.5 per cent"]),
        ("It cost £212 million, or £2.1bn.", ["£212 million", "£2.1bn"]),
        ("(95% interval 20.3 to 21.2)", ["95%", "20.3", "21.2"]),
        ("20.3–21.2", ["20.3", "21.2"]),
        ("It ranks 21st.", ["21st"]),
        ("twenty-one of them, two hundred of those, twelve more", ["twenty-one", "two hundred", "twelve"]),
        ("ten per cent", ["ten per cent"]),
        ("a total of 1999 offences and 2011 people", ["1999", "2011"]),
        ("a fall of −3%", ["3%"]),
        ("15k more", ["15k"]),
        ("up 23.4pp, some 450ish, c.20 of them, and/or/450", ["23.4pp", "450ish", "20", "450"]),
        ("the figure 23.4, the figures 23 and 24", ["23.4", "23", "24"]),
        ("page 3 offences", ["3"]),
    ],
)  # fmt: skip
def test_figures_are_found_as_written(text: str, figures: list[str]) -> None:
    assert found(text.replace("−", "-")) == figures


@pytest.mark.parametrize(
    "text",
    [
        "In 2025 the police recorded more than in 2024.",
        "from 2023 to 2025, in 2024/25 and 2023-24",
        "on 3 March 2026, March 3, 1st April, 2026-03-31 and 31/03/2026",
        "at 21:00, at 9pm, 24/7",
        "people aged 16 and over, aged 25 to 34, under-25s",
        "section 13(6), chapter 4, Schedule 1, step 3, s.16(4), version 2",
        "E06000901 and DCB1594, code 5D, finding 63e89221a63b",
        "two of the three towns, one in ten",
        "In an emergency ring 999.",
        "a lot, a few, the first",
        "the Act of 2022",
    ],
)
def test_years_dates_codes_and_small_words_are_no_figures(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("written", "held", "fits"),
    [
        ("20.8", 20.81, True),
        ("20.8", 20.86, False),
        ("21", 20.98, True),
        ("21", 21.6, False),
        ("12,000", 12345.0, True),
        ("12,000", 12501.0, False),
        ("1,000", 1049.0, True),
        ("1,000", 1200.0, False),
        ("20", 24.0, False),
        ("1.2 million", 1_234_567.0, True),
        ("3", -3.2, True),
    ],
)
def test_rounding_is_forgiven_to_what_is_printed(written: str, held: float, fits: bool) -> None:
    (figure,) = figures_in(f"{written} of it")
    assert figure.fits(held) is fits


def test_a_percentage_is_not_a_rate() -> None:
    (percentage,) = figures_in("20.8%")
    assert not matches(percentage, [(20.8, False)])
    assert matches(percentage, [(20.8, True)])
    assert nearest(percentage, [(20.8, False)]) == ""
    assert nearest(percentage, [(20.83, True), (3.0, True)]) == "20.8%"


def test_figures_of_a_findings_sentences_are_known() -> None:
    told = Told(
        "0" * 12, "7,973 offences", ("7,973 offences, against 7,777 (95% interval 1 to 2)",), numbers=((0.5, True),)
    )
    assert set(known_figures([told])) == {(7973.0, False), (7777.0, False), (95.0, True), (1.0, False), (2.0, False),
                                          (0.5, True)}  # fmt: skip


@given(st.floats(min_value=0.001, max_value=1e7))
def test_every_number_as_we_write_it_matches_itself(value: float) -> None:
    said = number(value)
    if said == "0" or (1900 <= value < 2100 and "," not in said):
        return
    figures = list(figures_in(f"it is {said}, no more"))
    assert [figure.text for figure in figures] == [said]
    assert matches(figures[0], [(value, False)])


@given(st.integers(min_value=11, max_value=99_999), st.integers(min_value=0, max_value=3))
def test_a_number_further_off_than_its_last_place_never_matches(whole: int, decimals: int) -> None:
    value = whole + 0.123
    said = f"{rounded(value, decimals)}" if decimals else f"{whole}"
    (figure,) = figures_in(f"there were {said} things") if not 1900 <= whole < 2100 or decimals else [None]
    if figure is not None:
        assert not figure.fits(value + float(2 * figure.half + Decimal(1)))
