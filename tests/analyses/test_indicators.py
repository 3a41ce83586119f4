"""Indicators: which figure is the latest, which the baseline, and what may be said of the two together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from purbeck.analyses import indicators as codes
from purbeck.analyses.analysis import Evidence
from purbeck.analyses.indicators import Reading, readings
from purbeck.findings.build import headline_first
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.strategy.indicators import Baseline, Indicator, MeasureRow, Value
from purbeck.workspace import Workspace

ROW = {"measure": "rate_per_1000", "theme": "robbery", "source": "police_street", "denominator_kind": "residents"}


def indicator(**changed: Any) -> Indicator:
    """A measured indicator."""
    usual = {"id": "one", "title": "One", "status": "measured", "direction": "down", "horizon": "short"}
    return Indicator(**(usual | changed))


def value(period: str, number: float, lower: float | None = None, upper: float | None = None, **more: Any) -> Value:
    """A figure typed in."""
    usual = {"source": "A survey", "dated": dt.date(2026, 1, 1)}
    return Value(**({"period": period, "value": number, "lower": lower, "upper": upper} | usual | more))


def typed(baseline: Baseline | None, *values: Value) -> Reading:
    """What is read of figures typed in."""
    return readings([indicator(values=values, baseline=baseline)], {}, "")[0]


def followed(district: Workspace, baseline: Baseline | None = None, **row: Any) -> Reading:
    """What is read of rows of a district."""
    evidence = {one.id: Evidence(district, one) for one in headline_first(district)}
    return readings([indicator(row=MeasureRow(**(ROW | row)), baseline=baseline)], evidence, next(iter(evidence)))[0]


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        ((10, 8, 12), (15, 12.1, 18), codes.HIGHER),
        ((10, 8, 12), (15, 12, 18), codes.NO_DIFFERENCE),
        ((10, 8, 12), (6, 4, 7.9), codes.LOWER),
        ((10, 8, 12), (6, 4, 8), codes.NO_DIFFERENCE),
        ((10, 8, 12), (10, 9, 11), codes.NO_DIFFERENCE),
    ],
)
def test_two_figures_differ_clearly_only_where_their_intervals_lie_apart(
    earlier: tuple[float, float, float], later: tuple[float, float, float], words: str
) -> None:
    found = typed(Baseline(period="2024"), value("2024", *earlier), value("2025", *later, dated=dt.date(2026, 6, 1)))
    assert (found.comparison, found.because) == (words, "")


@pytest.mark.parametrize(("earlier", "later"), [((10,), (90, 80, 95)), ((10, 8, 12), (90,)), ((10,), (90,))])
def test_figure_without_an_interval_cannot_be_told_from_another(earlier: Any, later: Any) -> None:
    found = typed(Baseline(period="2024"), value("2024", *earlier), value("2025", *later, dated=dt.date(2026, 6, 1)))
    assert (found.comparison, found.because) == (codes.CANNOT_TELL, codes.NO_INTERVAL)


def test_newest_figure_is_the_latest_in_whatever_order_they_stand() -> None:
    values = [value(str(year), year, dated=dt.date(year, 6, 1)) for year in (2023, 2025, 2024)]
    for order in (values, values[::-1]):
        found = typed(Baseline(period="2023"), *order)
        assert found.latest is not None and found.baseline is not None
        assert (found.latest.period, found.baseline.period) == ("2025", "2023")


def test_baseline_may_be_typed_without_a_figure_of_its_period() -> None:
    found = typed(Baseline(period="2019", value=61), value("2025", 57, 55, 59))
    assert found.baseline is not None
    assert (found.baseline.value, found.baseline.lower, found.because) == (61, None, codes.NO_INTERVAL)


def test_baseline_that_agrees_with_its_figure_has_its_interval() -> None:
    then, now = value("2019", 61, 60, 62), value("2025", 57, 55, 59, dated=dt.date(2026, 2, 1))
    found = typed(Baseline(period="2019", value=61), then, now)
    assert found.comparison == codes.LOWER


def test_what_is_missing_has_its_reason() -> None:
    none = typed(None, value("2025", 57))
    assert (none.baseline, none.baseline_without, none.comparison) == (None, codes.NONE_NAMED, "")
    other = typed(Baseline(period="2019"), value("2025", 57))
    assert (other.baseline, other.baseline_without) == (None, codes.NO_SUCH_PERIOD)
    nothing = readings([indicator(status="not_yet_quantifiable", reason="No source")], {}, "")[0]
    assert (nothing.latest, nothing.without) == (None, codes.NOTHING_TO_READ)
    unbuilt = readings([indicator(row=MeasureRow(**ROW), baseline=Baseline(period="2024/25"))], {}, "")[0]
    assert (unbuilt.latest, unbuilt.without, unbuilt.baseline_without) == (None, codes.NOT_BUILT, codes.NOT_BUILT)


def test_latest_is_the_last_whole_year_of_the_rows_and_its_figure_is_theirs(district: Workspace) -> None:
    found = followed(district, Baseline(period="2022/23"))
    rows = district.store.rows(
        MEASURES, **ROW, place_type="partnership", period_type="financial_year", group_value="all"
    )
    rows = rows[rows["definition"] == headline_first(district)[0].id].sort_values("period_start")
    whole = rows[rows["coverage"] == 1]
    assert rows["coverage"].iloc[-1] < 1, "the last year of the made-up district is not over"
    for point, row in ((found.latest, whole.iloc[-1]), (found.baseline, whole.iloc[0])):
        assert point is not None
        held = (point.value, point.lower, point.upper, point.count, point.coverage)
        assert held == tuple(row[["value", "lower", "upper", "count", "coverage"]])
    assert found.latest is not None and found.latest.period == "2024/25"
    assert (found.unit, found.place) == ("per 1,000 residents a year", district.partnership.name)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"definition": "another"}, codes.NO_DEFINITION),
        ({"theme": "piracy"}, codes.NO_ROWS),
        ({"source": "hospital"}, codes.NO_ROWS),
        ({"place_type": "region", "place_code": "E12000099"}, codes.NO_ROWS),
    ],
)
def test_rows_that_are_not_there_have_their_reason(district: Workspace, row: dict[str, str], why: str) -> None:
    found = followed(district, Baseline(period="2024/25"), **row)
    assert (found.latest, found.baseline, found.without, found.baseline_without) == (None, None, why, why)


@pytest.mark.parametrize(
    ("period_type", "baseline", "because"),
    [
        ("month", "January 2024", codes.OTHER_MONTHS),
        ("rolling_12_months", "the 12 months to March 2025", codes.OVERLAP),
        ("financial_year", "2021/22", codes.PART_FILED),
    ],
)
def test_figures_that_are_not_alike_cannot_be_compared(
    district: Workspace, period_type: str, baseline: str, because: str
) -> None:
    found = followed(district, Baseline(period=baseline), period_type=period_type)
    assert found.latest is not None and found.baseline is not None
    assert (found.comparison, found.because) == (codes.CANNOT_TELL, because)


def test_the_baseline_itself_is_not_compared(district: Workspace) -> None:
    last = followed(district, period_type="calendar_year").latest
    assert last is not None
    assert followed(district, Baseline(period=last.period), period_type="calendar_year").comparison == ""


def test_few_incidents_are_too_few_to_tell(district: Workspace) -> None:
    placed = district.store.rows(MEASURES, **ROW, place_type="lsoa21", period_type="calendar_year", group_by="all")
    placed = placed[(placed["group_value"] == "all") & (placed["coverage"] == 1) & placed["value"].notna()]
    last = placed["period_start"].max()
    few = (
        placed[(placed["period_start"] == last) & (placed["count"] < 10)].sort_values(["count", "place_code"]).iloc[-1]
    )
    found = followed(district, Baseline(period="2023"), place_type="lsoa21", place_code=few["place_code"],
                     period_type="calendar_year")  # fmt: skip
    assert found.comparison == codes.TOO_FEW
