"""Every sentence as text: the words for doubt, small numbers, missing months, low rates, numbers as people write them."""

from __future__ import annotations

import math
import re

import pytest

from purbeck import Workspace
from purbeck.findings import in_words, read_out
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording import comparison, doubt, places, quality, scale, trend

THEME = "Robbery"
YEAR = list(range(1, 13))


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"),
    [(20.7543, "20.8"), (0.23973, "0.240"), (0.0487, "0.0487"), (131.2, "131"), (1234.5, "1,235"), (9.996, "10.0"),
     (0.9996, "1.00"), (99.96, "100"), (0, "0"), (math.nan, "unavailable"), (None, "unavailable"),
     (math.inf, "no upper limit")],
)  # fmt: skip
def test_rates_have_three_figures(number: float | None, said: str) -> None:
    assert in_words.rate(number) == said


def test_a_list_of_names_with_commas_of_their_own_can_be_told_apart() -> None:
    assert in_words.listed(["Leicester", "Bristol, City of", "Camden"]) == "Leicester; Bristol, City of; and Camden"
    assert in_words.listed(["Leicester", "Norwich", "Camden"]) == "Leicester, Norwich and Camden"


def test_an_interval_has_the_precision_of_its_number() -> None:
    # PROVENANCE.md, item 2, to three figures.
    assert in_words.interval(20.30, 21.22, 0.95, 20.75) == "95% interval 20.3 to 21.2"
    assert in_words.interval(0.193, 0.294, 0.95, 0.2397) == "95% interval 0.193 to 0.294"
    assert in_words.interval(0.5, math.inf, 0.9, 2.0) == "90% interval 0.50 to no upper limit"


@pytest.mark.parametrize(
    ("share", "said"),
    [(1, "100%"), (0.99996, "over 99.9%"), (0.847, "84.7%"), (0.001, "0.1%"), (0.00004, "less than 0.1%"), (0, "0%")],
)
def test_all_and_none_are_said_only_of_all_and_none(share: float, said: str) -> None:
    assert in_words.percent(share) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th"),
     (241, "241st"), (1003, "1,003rd")],
)  # fmt: skip
def test_ordinals(number: int, said: str) -> None:
    assert in_words.ordinal(number) == said


def test_counts_have_separators_and_one_is_one_offence() -> None:
    assert in_words.count(7878) == "7,878"
    assert in_words.offences(1) == "1 offence"
    assert in_words.offences(0) == "0 offences"
    assert in_words.offences(1200) == "1,200 offences"


@pytest.mark.parametrize(
    ("months", "said"),
    [([3, 4, 5], "March to May"), ([1, 2], "January and February"), ([2, 3, 5, 6], "February, March, May and June"),
     ([7], "July")],
)  # fmt: skip
def test_months_in_words(months: list[int], said: str) -> None:
    assert in_words.months_of(months) == said


# --- how much --------------------------------------------------------------------------------------------------------


def test_scale_says_how_much_where_when_and_how_sure() -> None:
    said = scale.scale("Violence and sexual offences", "Dorset", "2025", 7878, 20.7543, (20.2986, 21.2178), 0.95)
    assert said == (
        "Violence and sexual offences: the police recorded 7,878 offences in the area of Dorset in 2025. That is 20.8 per "
        "1,000 residents a year (95% interval 20.3 to 21.2)."
    )


# --- is it changing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "words"),
    [(1.2, 1.01, 1.4, "clearly higher"), (0.8, 0.7, 0.99, "clearly lower"), (1.2, 0.94, 1.54, "no clear difference"),
     (1.0, 1.0, 1.3, "no clear difference"), (0.9, 0.8, 1.0, "no clear difference")],
)  # fmt: skip
def test_the_words_for_a_ratio_follow_from_its_interval(ratio: float, lower: float, upper: float, words: str) -> None:
    assert doubt.direction(ratio, lower, upper) == words


def test_no_clear_change() -> None:
    said = trend.change(THEME, 2025, 2024, YEAR, (176, 185), 1.0511, (0.8337, 1.3253), 0.95)
    assert said == (
        "Robbery: no clear change since 2024. The police recorded 185 offences in 2025, against 176 in 2024. The rate was "
        "1.05 times as high (95% interval 0.83 to 1.33). A swing of this size is ordinary for these months; "
        "the interval says what it hides."
    )
    assert trend.change_title(THEME, "no clear difference", "2024") == "Robbery: no clear change since 2024"


def test_a_rise_and_a_fall() -> None:
    rise = trend.change(THEME, 2025, 2024, YEAR, (124, 201), 1.62, (1.26, 2.08), 0.95)
    assert rise.startswith(
        "Robbery: clearly higher than in 2024. The police recorded 201 offences in 2025, against 124 in 2024."
    )
    assert doubt.LOW_RATE not in rise
    fall = trend.change(THEME, 2025, 2024, YEAR, (201, 124), 0.617, (0.48, 0.79), 0.95)
    assert "clearly lower than in 2024" in fall
    assert fall.endswith(doubt.LOW_RATE), "a fall may be a fall in recording"


def test_what_rounding_leaves_open_is_no_change_and_no_steadiness() -> None:
    said = trend.change(THEME, 2025, 2024, YEAR, (175, 210), 1.2, (0.97, 1.48), 0.95, left_open=True)
    assert said.startswith(
        "Robbery: whether it has changed since 2024 cannot be told from the counts shown. The police"
    )
    assert "no clear" not in said and "clearly" not in said
    assert read_out.process_alternative("Robbery", [("2025-01", 5, 5)] * 8, (7.0, 1.0, 13.0), rounded=True).endswith(
        "As rounded they reach from 5 to 5."
    )


def test_part_of_a_year_is_set_against_the_same_months() -> None:
    said = trend.change(THEME, 2025, 2024, [1, 2, 3, 4, 5, 6], (300, 360), 1.2, (0.94, 1.54), 0.95)
    assert "360 offences in January to June 2025, against 300 in the same months of 2024" in said


def test_small_counts_are_told_as_counts_and_never_as_a_percentage() -> None:
    said = trend.too_few_events(THEME, 2025, 2024, (9, 14))
    assert said == (
        "Robbery: too few to tell whether 2025 differs from 2024: 14 offences against 9 in the same months. Swings of this "
        "size are ordinary for counts this small."
    )
    assert "%" not in said


def test_too_few_months() -> None:
    assert "which was not filed" in trend.too_few_months(THEME, 2025, None, [], 6)
    assert "Months filed in both: 4 (January to April); at least 6 are needed." in trend.too_few_months(
        THEME, 2025, 2024, [1, 2, 3, 4], 6
    )
    assert "Months filed in both: none;" in trend.too_few_months(THEME, 2025, 2024, [], 6)


def test_the_year_one_starts_from_is_said_to_matter_where_it_does() -> None:
    assert trend.base_years([(2024, "no clear difference")], 2025) == ""
    same = trend.base_years([(2023, "clearly higher"), (2024, "clearly higher")], 2025)
    assert same.startswith("The year you start from does not change this.")
    other = trend.base_years([(2023, "clearly higher"), (2024, "no clear difference")], 2025)
    assert (
        other
        == "The year you start from changes the answer. 2025 against 2023: clearly higher; 2024: no clear difference."
    )


def test_signals_are_put_together_by_rule() -> None:
    found = [("2025-01", "+outside_limits"), ("2025-02", "-seven_one_side_of_mean"), ("2025-03", "-seven_one_side_of_mean"),
             ("2025-04", "-seven_one_side_of_mean +outside_limits")]  # fmt: skip
    assert trend.signals(found) == (
        "above the upper limit: January 2025 and April 2025; in a run of seven or more below the average: February 2025 to "
        "April 2025"
    )


@pytest.mark.parametrize(
    ("recent", "words"),
    [([], "no month of the last twelve stands out."), ([("2025-07", "+outside_limits")],
      "one of the last twelve months stands out ("),
     ([("2025-06", "+outside_limits"), ("2025-07", "+outside_limits")], "2 of the last twelve months stand out (")],
)  # fmt: skip
def test_months_that_stand_out_come_with_what_chance_alone_would_do(recent: list[tuple[str, str]], words: str) -> None:
    said = trend.process(THEME, 36, recent, (15.78, 7.04, 24.52), True, 0.2906)
    assert said.startswith(f"Robbery: {words}")
    assert "The 36 seasonally adjusted months charted lie round 15.8, ordinarily between 7.0 and 24.5." in said
    assert said.endswith("By chance alone 29.1% of steady series of 36 months show at least one signal.")


# --- is it high for here ---------------------------------------------------------------------------------------------


def test_a_low_rate_comes_with_its_warning() -> None:
    said = comparison.compared(
        "Violence",
        ("Dorset CSP", 2025),
        20.75,
        "the South West",
        (32.8, 31.75),
        0.6326,
        (0.61, 0.65),
        0.95,
        0.834,
        False,
    )
    assert said == (
        "Violence: clearly lower than the rest of the South West. In 2025 the police recorded 20.8 per 1,000 residents in the "
        "area of Dorset CSP; in the rest of the South West, 32.8 (31.8 with us in it), on the 83.4% of its person-years for "
        "which forces filed. Ours is 0.633 times as high (95% interval 0.610 to 0.650). "
        "Fewer offences, or fewer recorded: this source cannot tell which."
    )


def test_a_high_rate_and_no_difference_have_no_warning() -> None:
    for limits in ((1.1, 1.4), (0.9, 1.3)):
        said = comparison.compared("Violence", ("X", 2025), 40, "England", (32.8, 33.0), 1.2, limits, 0.95, 1, False)
        assert doubt.LOW_RATE not in said
        assert "person-years" not in said, "all of it was filed"


def test_too_few_to_compare() -> None:
    said = comparison.compared("Robbery", ("X", 2025), 0.02, "England", (0.5, 0.5), 0.04, (0.01, 0.1), 0.95, 1, True)
    assert said.startswith("Robbery: too few to tell whether it differs from the rest of England.")
    assert "clearly" not in said
    assert (
        comparison.compared_title("Robbery", "too few to tell", "England")
        == "Robbery: too few to tell from the rest of England"
    )


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("region", "South West", "the South West"), ("region", "London", "London"),
     ("region", "East of England", "the East of England"),
     ("nation", "England and Wales", "England and Wales"), ("force", "Dorset", "the Dorset police force area")],
)  # fmt: skip
def test_comparators_are_called_what_people_call_them(kind: str, name: str, said: str) -> None:
    assert doubt.comparator_name(kind, name) == said


def test_a_rank_is_said_with_its_doubt_and_who_is_left_out() -> None:
    said = comparison.ranked("Violence", ("Dorset district", 2025), "district", 241, (230, 252), 262, 318, 0.95)
    assert "Dorset district has the 241st highest rate of 262 districts in 2025." in said
    assert "230th" in said
    assert "252nd" in said
    assert "56 districts whose force filed too little of the year are left out" in said
    assert said.endswith(doubt.LOW_RATE)
    assert doubt.LOW_RATE not in comparison.ranked("Violence", ("X", 2025), "district", 3, (1, 9), 262, 262, 0.95)


@pytest.mark.parametrize(("rank", "words"), [(1, "the highest"), (9, "the lowest"), (2, "the 2nd highest")])
def test_first_and_last_are_the_highest_and_the_lowest(rank: int, words: str) -> None:
    assert f"has {words} rate of 9 districts" in comparison.ranked_title(
        "Violence", "Dorset district", "district", rank, 9
    )


@pytest.mark.parametrize(
    ("rate", "verdict", "words", "low"),
    [(20, "inside", "it is not unusual among districts", False), (45, "beyond_95", "above the 95% limit", False),
     (15, "beyond_95", "below the 95% limit", True), (60, "beyond_998", "clearly higher than districts are", False),
     (8, "beyond_998", "clearly lower than districts are", True)],
)  # fmt: skip
def test_the_funnel_in_words(rate: float, verdict: str, words: str, low: bool) -> None:
    said = comparison.funnelled("Violence", ("Dorset district", 2025), rate, 30.0, verdict)
    assert words in said
    assert (doubt.LOW_RATE in said) == low


# --- where, and how good the data are --------------------------------------------------------------------------------


def test_the_busiest_place_and_the_one_with_most() -> None:
    said = places.busiest("Violence", ("Melcombe Regis (Dorset 044B)", 2025), 436, 240.1, (218.1, 263.7), 0.95,
                           ("Melcombe Regis (Dorset 044B)", 436), 219)  # fmt: skip
    assert (
        "rate of 2025: 240 per 1,000 residents (95% interval 218 to 264), from 436 offences. It also has the most offences."
        in said
    )
    other = places.busiest("Violence", ("A", 2025), 40, 50.0, (36.0, 68.0), 0.95, ("B", 90), 219)
    assert other.endswith("The most offences are in B, with 90.")


def test_missing_months_are_left_out_and_said_to_be() -> None:
    assert quality.filed("Dorset police force", 2025, []) == "Dorset police force filed every month of 2025."
    assert quality.filed("Avon and Somerset police force", 2025, [7, 8, 9, 10, 11, 12]) == (
        "Avon and Somerset police force filed 6 of the 12 months of 2025. Missing: July to December. They are left out, not "
        "counted as zero."
    )
    said = quality.region_filed("the South West", 0.8471, 2025, [("Avon and Somerset", 6)])
    assert said.startswith("Forces filed for 84.7% of the person-years of the South West in 2025.")
    assert "Avon and Somerset (6 of 12 months)" in said


def test_months_after_the_year_reported_on_are_owned_up_to() -> None:
    assert quality.held(15, "2025-01", "2026-03", 0, 2025) == (
        "Street-level data for our area is held for 15 months, January 2025 to March 2026, with no gaps. Yearly figures are "
        "of 2025, the last full year; monthly charts go on."
    )
    assert "Yearly figures" not in quality.held(12, "2025-01", "2025-12", 0, 2025)


def test_one_is_one() -> None:
    assert quality.held(11, "2025-01", "2025-12", 1, 2025).endswith("with 1 month in between not supplied.")
    assert quality.held(10, "2025-01", "2025-12", 2, 2025).endswith("with 2 months in between not supplied.")
    said = comparison.ranked("Violence", ("X", 2025), "district", 3, (1, 9), 261, 262, 0.95)
    assert "1 district whose force filed too little of the year is left out." in said


def test_rows_set_aside_are_counted() -> None:
    assert "and every one was kept" in quality.rows_read(100, 100, 0, 4, 0)
    said = quality.rows_read(272_700, 272_696, 4, 225, 7)
    assert "272,696 were kept and 4 set aside" in said
    assert "7 values were noted as doubtful" in said


def test_gaps_are_read_out() -> None:
    rows = [("2025-01", 5, 5), ("2025-02", None, None), ("2025-03", 9, 9)]
    said = read_out.process_alternative("Robbery", rows, (7.0, 1.0, 13.0))
    assert "Highest March 2025 at 9, lowest January 2025 at 5." in said
    assert "1 month was not filed and is a gap" in said


# --- everything said of Brackenshire ---------------------------------------------------------------------------------

NEVER = r"\bsignificant|\bhot\b|\bproblem|\bnan\b|\bNone\b|\binf\b|\bcause[sd]?\b|\b1 offences\b|\b0\.0%"


def test_words_we_do_not_use_are_nowhere(district: Workspace) -> None:
    findings = district.table(FINDINGS)
    for column in ("title", "statement", "alternative", "caveats", "method", "unit"):
        for text in findings[column].dropna():
            assert not re.search(NEVER, text), text
            assert "  " not in text, text


def test_no_bare_percentage_is_put_on_a_change(district: Workspace) -> None:
    findings = district.table(FINDINGS)
    trends = findings[(findings["section"] == "trend") & (findings["measure"] == "rate_ratio")]
    for said in trends["statement"]:
        assert not re.search(r"\d%(?! interval)", said), said


def test_every_statement_gives_its_number_and_its_interval(district: Workspace) -> None:
    findings = district.table(FINDINGS)
    known = findings[findings["value"].notna() & findings["section"].isin(["scale", "comparison", "places"])]
    known = known[~known["measure"].isin(["rank", "funnel"])]
    assert len(known) > 15
    for row in known.itertuples():
        shares = row.measure in ("share", "held_share")
        number = in_words.percent(row.value) if shares else in_words.rate(row.value)
        assert number in row.statement, row.statement
        lower = in_words.percent(row.lower) if shares else in_words.rate(row.lower, row.value)
        upper = in_words.percent(row.upper) if shares else in_words.rate(row.upper, row.value)
        assert f"95% interval {lower} to {upper}" in row.statement, row.statement


def test_statements_on_scale_name_place_and_year(district: Workspace) -> None:
    findings = district.table(FINDINGS)
    scale = findings[findings["analysis"] == "scale"]
    assert scale["statement"].str.contains("Brackenshire Community Safety Partnership in 2025").all()


def test_a_title_and_its_statement_agree(district: Workspace) -> None:
    findings = district.table(FINDINGS)
    for words in ("clearly higher", "clearly lower", "no clear change", "no clear difference from", "too few to"):
        titled = findings[findings["title"].str.contains(words, regex=False)]
        assert titled["statement"].str.contains(words, regex=False).all(), words


def test_each_word_for_doubt_has_its_rule() -> None:
    assert [words for words, _ in doubt.DOUBT.values()] == [
        "as recorded", "from rounded counts", "clearly higher or lower", "no clear difference", "too few to tell",
        "cannot be told from the counts shown", "cannot tell from this source",
    ]  # fmt: skip
    assert all(rule.endswith(".") for _, rule in doubt.DOUBT.values())
