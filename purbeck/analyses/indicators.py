"""Where an indicator of the strategy stands: its latest figure beside its baseline.

Method: the latest whole period of the rows it follows, or the newest figure typed in. Two figures differ clearly only where
their intervals do not meet, which asks for more than a test would. Not for: what an action did (that is impact).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purbeck.analyses.analysis import Evidence, Rules, read_rules
from purbeck.periods import Period
from purbeck.strategy.indicators import Indicator, MeasureRow, Value

# Why there is no figure, or why two figures cannot be compared; wording/indicators.py has the words.
NOT_BUILT, NO_DEFINITION, NO_ROWS, NO_VALUE = "not_built", "no_definition", "no_rows", "no_value"
NO_SUCH_PERIOD, NONE_NAMED, NOTHING_TO_READ = "no_such_period", "none_named", "nothing_to_read"
NO_INTERVAL, PART_FILED, OTHER_MONTHS, OVERLAP = "no_interval", "part_filed", "other_months", "overlap"
HIGHER, LOWER, NO_DIFFERENCE = "clearly higher", "clearly lower", "no clear difference"
TOO_FEW, CANNOT_TELL = "too few to tell", "cannot tell from this source"
WITHIN_A_YEAR = ("month", "quarter")


@dataclass(frozen=True)
class Point:
    """One figure of an indicator. Of one typed in there are no months, no count and no coverage, but a document."""

    period: str
    value: float
    lower: float | None = None
    upper: float | None = None
    count: int | None = None
    coverage: float | None = None
    confidence: float | None = None
    first: str = ""
    last: str = ""
    caveats: str = ""
    document: str = ""
    dated: dt.date | None = None
    address: str = ""


@dataclass(frozen=True)
class Reading:
    """What can be read of an indicator. Where a figure is missing, `without` or `baseline_without` says why.

    `comparison` is how the latest stands to the baseline, in the fixed words; "" where there are not two figures. `because`
    says why it cannot be told. `rows` are those it follows; None where its figures are typed in.
    """

    indicator: str
    latest: Point | None = None
    baseline: Point | None = None
    without: str = ""
    baseline_without: str = ""
    comparison: str = ""
    because: str = ""
    unit: str = ""
    place: str = ""
    rows: MeasureRow | None = None


def readings(indicators: Iterable[Indicator], evidence: dict[str, Evidence], own: str) -> tuple[Reading, ...]:
    """Each indicator as it can be read, whatever its status.

    Parameters
    ----------
    evidence : that of each definition, by its id; none where nothing has been built.
    own : the id of the partnership's own definition.
    """
    rules = read_rules()
    return tuple(_compared(_read(one, evidence, own), one, rules) for one in indicators)


def _read(indicator: Indicator, evidence: dict[str, Evidence], own: str) -> Reading:
    if indicator.row is None:
        return _typed(indicator)
    row = indicator.row
    if why := _why_no_rows(row, evidence, own):
        return _with_baseline(Reading(indicator.id, without=why, rows=row), indicator, [], why)
    found = _rows_of(row, evidence[row.definition or own])
    if found.empty:
        return _with_baseline(Reading(indicator.id, without=NO_ROWS, rows=row), indicator, [], NO_ROWS)
    points = [_point(one) for one in found.dropna(subset=["value"]).to_dict("records")]
    unit, place = str(found["unit"].iloc[-1]), str(found["place_name"].iloc[-1])
    whole = [point for point in points if point.coverage is not None and point.coverage >= 1]
    return _with_baseline(
        Reading(indicator.id, latest=max(whole or points, key=lambda point: point.last, default=None),
                without="" if points else NO_VALUE, unit=unit, place=place, rows=row),
        indicator, points,
    )  # fmt: skip


def _why_no_rows(row: MeasureRow, evidence: dict[str, Evidence], own: str) -> str:
    if not evidence:
        return NOT_BUILT
    return "" if (row.definition or own) in evidence else NO_DEFINITION


def _rows_of(row: MeasureRow, evidence: Evidence) -> pd.DataFrame:
    wanted = row.model_dump(exclude={"definition", "place_code"}) | {"definition": evidence.definition.id}
    if row.place_code is not None:
        wanted["place_code"] = row.place_code
    found = evidence.measured(**wanted)
    for month, day in (("first", "period_start"), ("last", "period_end")):
        found[month] = np.datetime_as_string(found[day].to_numpy(), unit="M")
    return found.sort_values("last", ignore_index=True)


def _point(row: dict[str, object]) -> Point:
    period = Period(str(row["period_type"]), str(row["first"]), str(row["last"]))
    lower, upper = (None if pd.isna(row[end]) else float(str(row[end])) for end in ("lower", "upper"))
    return Point(
        period.label, float(str(row["value"])), lower, upper, int(str(row["count"])), float(str(row["coverage"])),
        float(str(row["confidence"])), period.first, period.last, str(row["caveats"]),
    )  # fmt: skip


def _typed(indicator: Indicator) -> Reading:
    points = [_typed_point(value) for value in indicator.values]
    newest = max(indicator.values, key=lambda value: (value.dated, value.period), default=None)
    return _with_baseline(
        Reading(indicator.id, latest=None if newest is None else _typed_point(newest),
                without="" if points else NOTHING_TO_READ, unit=indicator.unit or ""),
        indicator, points,
    )  # fmt: skip


def _typed_point(value: Value) -> Point:
    return Point(
        value.period, value.value, value.lower, value.upper, document=value.source, dated=value.dated,
        address=value.address or "",
    )  # fmt: skip


def _with_baseline(read: Reading, indicator: Indicator, points: list[Point], why: str = NO_SUCH_PERIOD) -> Reading:
    """A reading with its baseline: the figure typed for it, else that of its period."""
    asked = indicator.baseline
    if asked is None:
        return replace(read, baseline_without=NONE_NAMED)
    named = [point for point in points if point.period.casefold() == asked.period.casefold()]
    held = max(named, key=lambda point: (point.dated or dt.date.min, point.value), default=None)
    if asked.value is not None and (held is None or held.value != asked.value):
        held = Point(asked.period, asked.value)
    return replace(read, baseline=held, baseline_without="" if held is not None else why)


def _compared(read: Reading, indicator: Indicator, rules: Rules) -> Reading:
    latest, baseline = read.latest, read.baseline
    if latest is None or baseline is None or latest.period.casefold() == baseline.period.casefold():
        return read
    period_type = "" if indicator.row is None else indicator.row.period_type
    because = _why_not(latest, baseline, period_type)
    return replace(read, comparison=CANNOT_TELL if because else _words(latest, baseline, rules), because=because)


def _why_not(latest: Point, baseline: Point, period_type: str) -> str:
    """Why two figures cannot be compared; "" where they can."""
    if None in (latest.lower, latest.upper, baseline.lower, baseline.upper):
        return NO_INTERVAL
    if any(point.coverage is not None and point.coverage < 1 for point in (latest, baseline)):
        return PART_FILED
    if period_type in WITHIN_A_YEAR and latest.first[5:] != baseline.first[5:]:
        return OTHER_MONTHS
    if latest.first and baseline.first and latest.first <= baseline.last and baseline.first <= latest.last:
        return OVERLAP
    return ""


def _words(latest: Point, baseline: Point, rules: Rules) -> str:
    """The fixed words, by the two intervals: they have to lie apart."""
    if any(point.count is not None and point.count < rules.few_events for point in (latest, baseline)):
        return TOO_FEW
    if _end(latest.lower) > _end(baseline.upper):
        return HIGHER
    return LOWER if _end(latest.upper) < _end(baseline.lower) else NO_DIFFERENCE


def _end(limit: float | None) -> float:
    return np.nan if limit is None else limit
