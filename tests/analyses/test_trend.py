"""Year on year and month by month: worked numbers, gaps, refusals, and how often the two cry wolf."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_up_evidence import MadeUpEvidence, a_year, members, rates

from purbeck.analyses import trend
from purbeck.findings.wording import trend as words

SEASON = np.array([0.86, 0.88, 0.94, 1.00, 1.06, 1.12, 1.18, 1.14, 1.04, 1.00, 0.92, 0.86])


def evidence(months: dict[str, int], **more: object) -> MadeUpEvidence:
    """Our months alone."""
    return MadeUpEvidence(rates(months, **more), members())


def only(frame: pd.DataFrame, base: int) -> pd.Series:
    """The comparison with one earlier year."""
    return frame[frame["base_year"] == base].iloc[0]


def test_the_worked_example_of_the_methods_page() -> None:
    # docs/methods/year-on-year.md, worked by hand: ratio 1.2, dispersion 1.524 on 5 degrees, interval 0.94 to 1.54.
    found = only(
        trend.year_on_year(evidence(a_year(2024, [40, 50, 60, 60, 50, 40]) | a_year(2025, [60, 50, 70, 50, 70, 60]))),
        2024,
    )
    assert found["ratio"] == pytest.approx(1.2)
    assert found["dispersion"] == pytest.approx(1.524, abs=0.001)
    assert (round(found["lower"], 2), round(found["upper"], 2), found["residual_df"]) == (0.94, 1.54, 5)
    assert (found["months"], found["base_count"], found["latest_count"]) == ("1,2,3,4,5,6", 300, 360)


def test_like_months_are_compared_with_like() -> None:
    before = {m: n for m, n in a_year(2024, [90] * 7 + [500] * 5).items() if m != "2024-02"}
    found = only(trend.year_on_year(evidence(before | a_year(2025, [100] * 8))), 2024)
    assert found["months"] == "1,3,4,5,6,7,8"
    assert (found["base_count"], found["latest_count"]) == (90 * 6 + 500, 700)


@pytest.mark.parametrize(("months", "reason"), [(5, "too_few_months"), (6, "")])
def test_fewer_than_six_months_in_common_are_not_compared(months: int, reason: str) -> None:
    found = only(trend.year_on_year(evidence(a_year(2024, [50] * months) | a_year(2025, [60] * 6))), 2024)
    assert found["reason"] == reason
    assert pd.isna(found["ratio"]) == bool(reason)


@pytest.mark.parametrize(("counts", "reason"), [([1] * 9 + [0] * 3, "too_few_events"), ([1] * 10 + [0] * 2, "")])
def test_fewer_than_ten_offences_in_a_year_are_not_compared(counts: list[int], reason: str) -> None:
    found = only(trend.year_on_year(evidence(a_year(2024, counts) | a_year(2025, [3] * 12))), 2024)
    assert found["reason"] == reason
    assert found["base_count"] == sum(counts)


def test_where_an_edition_rounds_the_ratio_is_that_of_the_years_it_shows() -> None:
    # 21 a month are shown as 20 and their year, 252, as 250; 23 as 25 and 276 as 275. Of the months added up it would be 1.25.
    rows = rates(a_year(2024, [20] * 12) | a_year(2025, [25] * 12))
    year = rows["period_type"] == "calendar_year"
    rows.loc[year, "count"] = rows.loc[year, "first"].map({"2024-01": 250, "2025-01": 275})
    rows = rows.assign(at_least=rows["count"] - 2, at_most=rows["count"] + 2)
    found = only(trend.year_on_year(MadeUpEvidence(rows, members())), 2024)
    assert (found["base_count"], found["latest_count"]) == (250, 275)
    assert found["ratio"] == pytest.approx(275 / 250)
    assert found["lower"] < 275 / 250 < found["upper"]
    # The narrowest and the widest that 276 against 252 may be in 12 months alike: no clear difference, by hand from Woolf's.
    assert found["lower"] < 0.92 and found["upper"] > 1.30
    assert not found["left_open"], "whatever the months were, the interval holds 1"


@pytest.mark.parametrize(("latest", "left_open"), [(700, False), (58, True), (50, False)])
def test_where_an_edition_rounds_a_difference_is_said_where_all_counts_agree(latest: int, left_open: bool) -> None:
    rows = rates(a_year(2024, [50] * 12) | a_year(2025, [latest] * 12))
    off = np.where(rows["period_type"] == "month", 7 if latest == 58 else 2, 2)
    found = only(
        trend.year_on_year(
            MadeUpEvidence(rows.assign(at_least=rows["count"] - off, at_most=rows["count"] + off), members())
        ),
        2024,
    )
    assert bool(found["left_open"]) == left_open


def test_where_an_edition_rounds_months_signals_are_those_of_all_counts() -> None:
    months = a_year(2024, [500, 510, 495, 505, 500, 515, 505, 500, 510, 495, 900, 505])
    rows = rates(months).assign(at_least=lambda r: r["count"] - 2, at_most=lambda r: r["count"] + 2)
    found = trend.process(MadeUpEvidence(rows, members())).set_index("month")
    assert "+outside_limits" in found.loc["2024-11", "signals"] and not found.loc["2024-11", "left_open"]
    few = rates(a_year(2024, [12, 15, 11, 14, 13, 12, 16, 14, 12, 15, 13, 22]))
    found = trend.process(
        MadeUpEvidence(few.assign(at_least=few["count"] - 2, at_most=few["count"] + 2), members())
    ).set_index("month")
    assert found.loc["2024-12", "left_open"] and not found.loc["2024-12", "signals"]


def test_where_an_edition_rounds_months_the_chart_and_the_years_say_so() -> None:
    assert (words.rounded_months(1), words.rounded_years(1)) == ((), ())
    assert words.rounded_months(5)[0].startswith(
        "Months are rounded to the nearest 5. Only signals that are there whatever"
    )
    assert "the ratio is that of the years as shown" in words.rounded_years(5)[0]


def test_the_latest_year_is_the_last_whole_one() -> None:
    months = a_year(2023, [50] * 12) | a_year(2024, [50] * 12) | a_year(2025, [50] * 11)
    assert evidence(months).latest_year == 2024
    assert evidence(months | {"2025-12": 50}).latest_year == 2025
    assert evidence(a_year(2024, [5] * 3) | a_year(2025, [5] * 11)).latest_year == 2025
    found = trend.year_on_year(evidence(months))
    assert set(found["base_year"]) == {2023}
    assert set(found["latest_year"]) == {2024}


def half_filed(counts: dict[str, int], months: set[str]) -> MadeUpEvidence:
    """We lie in two forces' areas, and in some months only one of them filed."""
    rows = rates(counts)
    part = rows["first"].isin(months) & (rows["period_type"] == "month")
    rows.loc[part, "count"] //= 2
    rows.loc[part, ["denominator", "coverage"]] /= 2
    return MadeUpEvidence(rows, members())


def test_a_month_filed_for_half_of_us_is_a_gap_and_not_a_fall() -> None:
    steady = a_year(2024, [100, 104, 98, 101, 97, 103, 99, 102, 100, 98, 103, 99]) | a_year(2025, [101] * 12)
    found = trend.process(half_filed(steady, {"2025-05", "2025-06"}))
    gaps = found[found["month"].isin(["2025-05", "2025-06"])]
    assert gaps["count"].isna().all()
    assert gaps["signals"].eq("").all()
    assert found["points"].eq(22).all()
    compared = only(trend.year_on_year(half_filed(steady, {"2025-05", "2025-06"})), 2024)
    assert compared["months"] == "1,2,3,4,7,8,9,10,11,12"
    assert compared["latest_count"] == 1010


def test_months_not_filed_are_gaps_in_the_chart() -> None:
    random = np.random.default_rng(5)
    months = (
        a_year(2023, random.poisson(80, 12))
        | a_year(2024, random.poisson(80, 12))
        | a_year(2025, random.poisson(80, 12))
    )
    found = trend.process(evidence(months, unfiled=["2024-03", "2024-04"]))
    assert found["month"].tolist() == sorted(months)
    gaps = found[found["month"].isin(["2024-03", "2024-04"])]
    assert gaps[["count", "value"]].isna().all(axis=None)
    assert found["points"].eq(34).all()


def test_the_chart_looks_back_three_years() -> None:
    months = {m: 50 + n % 7 for y in range(2020, 2026) for n, m in enumerate(a_year(y, [0] * 12))}
    found = trend.process(evidence(months))
    assert (found["month"].min(), found["month"].max(), len(found)) == ("2023-01", "2025-12", 36)


def test_few_offences_a_month_and_few_months_make_no_chart() -> None:
    few = trend.process(evidence(a_year(2025, [3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 4, 4])))
    assert set(few["reason"]) == {"too_few_events"}
    short = trend.process(evidence(a_year(2025, [30] * 6)))
    assert set(short["reason"]) == {"too_few_months"}
    assert short["value" if "value" in short else "count"].notna().any()


def test_a_step_is_seen_and_named_with_its_direction() -> None:
    low = np.random.default_rng(1).poisson(60, 24)
    found = trend.process(evidence(a_year(2023, low[:12]) | a_year(2024, low[12:]) | a_year(2025, [120] * 12)))
    last = found[found["month"] >= "2025-01"]
    assert last["signals"].str.contains(r"\+").any()
    assert not last["signals"].str.contains("-outside|-seven_one").any()


def null_months(random: np.random.Generator, mean: float, dispersion: float, years: int) -> dict[str, int]:
    """Seasonal months without any change, with variance `dispersion` times the mean."""
    expected = mean * np.tile(SEASON, years)
    counts = random.negative_binomial(expected / (dispersion - 1), 1 / dispersion)
    return {f"{2026 - years + n // 12}-{n % 12 + 1:02d}": int(c) for n, c in enumerate(counts)}


def test_where_nothing_changed_one_comparison_in_twenty_is_called_clear() -> None:
    # 150 pairs of years, 5% meant: the binomial's 99.8% range is 0.7% to 11%.
    random = np.random.default_rng(20_251_122)
    clear = 0
    for _ in range(150):
        found = only(trend.year_on_year(evidence(null_months(random, 100, 4.8, 2))), 2024)
        clear += found["lower"] > 1 or found["upper"] < 1
    assert 0.007 <= clear / 150 <= 0.11


def test_a_poisson_interval_would_cry_wolf_in_a_third_of_them() -> None:
    # docs/methods/year-on-year.md: P(|Z| > 1.96 / sqrt(4.8)) = 37%. It shows that the test above can fail.
    random = np.random.default_rng(20_251_123)
    alarms = 0
    for _ in range(400):
        months = null_months(random, 100, 4.8, 2)
        one, two = (sum(n for m, n in months.items() if m.startswith(y)) for y in ("2024", "2025"))
        alarms += abs(np.log(two / one)) > 1.96 * np.sqrt(1 / one + 1 / two)
    assert 0.28 <= alarms / 400 <= 0.46


def test_signals_where_nothing_changed_are_about_as_many_as_the_chart_says() -> None:
    # process-control.md, measured: 34% of adjusted series of 36 months, dispersion 5, mean 300. 60 series: 15% to 54%.
    random = np.random.default_rng(7)
    charts = [trend.process(evidence(null_months(random, 300, 5.0, 3))) for _ in range(60)]
    with_signal = np.mean([(chart["signals"] != "").any() for chart in charts])
    assert all(chart["adjusted"].all() for chart in charts)
    assert 0.15 <= with_signal <= 0.54
    assert charts[0]["false_signal_share"].iloc[0] == pytest.approx(0.29, abs=0.02)
