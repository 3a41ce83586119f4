"""Whose rate it is, in words: no number without its people, no basis left unsaid."""

from __future__ import annotations

import pytest

from purbeck.findings.wording import denominators as words

OWN, SPLIT, SHARED = "mid_year_estimate", "mid_year_estimate_split", "district_estimate_shared"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([(2023, OWN, 2023)], "Residents: mid-year estimates for 2023"),
        ([(2023, OWN, 2023), (2024, SPLIT, 2024)], "Residents: mid-year estimates for 2023 and 2024"),
        ([(2025, "nearest_estimate", 2024)], "Residents: the nearest mid-year estimate (2024)"),
        ([(2025, "census_2021_fallback", 2021)], "Residents: Census 2021"),
        ([(2025, SHARED, 2025), (2025, "census_2021_fallback", 2021)],
         "Residents: mid-year estimates for 2025 and Census 2021"),
        ([], "Residents: unavailable"),
    ],
)  # fmt: skip
def test_the_basis_is_named(found: list[tuple[int, str, int]], said: str) -> None:
    assert words.basis(found) == said


def test_only_what_is_not_the_years_own_is_a_caveat() -> None:
    assert words.basis_caveats([(2023, OWN, 2023), (2021, "census_2021", 2021)]) == ()
    [fallback] = words.basis_caveats([(2024, "census_2021_fallback", 2021), (2025, "census_2021_fallback", 2021)])
    assert fallback.startswith("Residents are those of Census 2021, for want of an estimate for 2024 and 2025:")
    [near] = words.basis_caveats([(2025, "nearest_estimate", 2024)])
    assert near == "Residents for 2025 are the estimate for mid-2024, the nearest there is."
    assert len(words.basis_caveats([(2023, SPLIT, 2023), (2023, SHARED, 2023)])) == 2


def test_every_rate_side_by_side_says_whose_it_is() -> None:
    rates = [("residents", 20.75, 20.3, 21.22), ("workday_people", 18.1, 17.7, 18.5)]
    said = words.side_by_side("Violence", ("Dorset", 2025), rates, 0.95)
    assert "20.8 per 1,000 residents (95% interval 20.3 to 21.2) and 18.1 per 1,000 workday people" in said
    assert "residents and visitors" not in said
    title = words.side_by_side_title("Violence", [(kind, value) for kind, value, *_ in rates])
    assert title == "Violence: 20.8 per 1,000 residents and 18.1 per 1,000 workday people"


AUGUST = words.Busiest("2025-08", 900, 28.4, 41_234, (19.9, 17.2, 23.0), 12)


def test_the_busiest_month_is_said_both_ways() -> None:
    said = words.seasons("Violence", "Dorset", AUGUST, (1.5, 1.1), (), 0.95)
    assert "August 2025 has the highest rate per resident in the area" in said
    assert "900 offences, or 28.4 per 1,000 residents a year. With about 41,000 visitors" in said
    assert "19.9 per 1,000 residents and visitors (95% interval 17.2 to 23.0)" in said
    assert "1.50 times the lowest per resident, and 1.10 times with visitors counted" in said


def test_what_is_not_compared_makes_no_ratio() -> None:
    rare = words.Busiest("2025-08", 2, 0.1, 41_234, (0.05, 0.01, 0.2), 9)
    said = words.seasons("Robbery", "Dorset", rare, None, (), 0.95)
    assert "times" not in said
    assert "the highest rate per resident of the 9 months filed in the area" in said
    assert said.endswith("(95% interval 0.0100 to 0.2000).")


def test_months_without_visitors_are_named() -> None:
    busiest = words.Busiest("2025-06", 761, 24.0, None, (None, None, None), 12)
    missing = [f"2025-{month:02d}" for month in (4, 5, 6, 7, 8, 12)]
    said = words.seasons("Violence", "Dorset", busiest, (1.5, 1.1), missing, 0.95)
    assert "June 2025 has the highest rate per resident" in said
    assert "How many visitors were there then is unavailable" in said
    assert (
        "The visitors file has nothing for April 2025 to August 2025 and December 2025, so there is no rate of 2025"
        in said
    )
    assert "times" not in said
    title = words.seasons_title("Violence", busiest)
    assert title == "Violence: 24.0 per 1,000 residents in June 2025, unavailable per 1,000 residents and visitors"


def test_victims_from_elsewhere_are_a_share_of_those_whose_home_is_known() -> None:
    said = words.elsewhere(0.18, (0.165, 0.196), (432, 2_400), ("Dorset", "2024/25"), 0.95)
    assert (
        "Of the 2,400 victims in the area of Dorset in 2024/25 whose home was known, 18.0% (432) lived elsewhere"
        in said
    )
    assert "(95% interval 16.5% to 19.6%)" in said
    assert "A rate per resident" in said
