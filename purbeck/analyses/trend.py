"""Is it changing more than it usually does? Year on year, and month by month against its own past.

Method: quasi-Poisson comparison of like months (statistics.dispersion), XmR chart with the Making Data Count rules on
seasonally adjusted months (statistics.process_control). Not for: fewer than six months in common, counts below about
four a month, or series that cross a change in recording. See docs/methods/year-on-year.md and process-control.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.analyses.analysis import Evidence
from purbeck.counts import ENDS, whole
from purbeck.statistics import dispersion, possible, process_control, seasonality
from purbeck.statistics.possible_signals import possible_adjusted, possible_signals
from purbeck.statistics.possible_years import possible_ratio
from purbeck.tables import HELD, Column, Table

HIDDEN = "hidden"  # an edition hides one of the counts that it takes
REASONS = ("", "too_few_months", "too_few_events", HIDDEN)
RULE_NAMES = ("outside_limits", "seven_one_side_of_mean", "seven_point_trend", "two_of_three_near_limit")
MONTHS_A_YEAR = 12

YEAR_ON_YEAR = Table(
    name="analyses/year_on_year",
    meaning="The latest calendar year against each earlier one, like month with like month",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("base_year", "int64", "the earlier year", required=True),
        Column("latest_year", "int64", "the latest calendar year", required=True),
        Column("months", "string", "the months filed in both, as numbers with commas", required=True),
        Column("base_count", "int64", "incidents in those months of the earlier year; empty where an edition hides it",
               unit="incidents"),
        Column("latest_count", "int64", "incidents in those months of the latest year; likewise", unit="incidents"),
        Column("ratio", "float64", "latest rate over earlier rate", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("dispersion", "float64", "how much more months vary than chance alone", decimals=HELD),
        Column("residual_df", "int64", "degrees of freedom the dispersion rests on"),
        Column("left_open", "boolean", "whether counts that an edition rounds leave open on which side of 1 the limits lie",
               required=True),
        Column("reason", "string", "why there is no ratio", vocabulary=REASONS, required=True),
    ),
    key=("definition", "theme", "base_year"),
    by_area=True,
)  # fmt: skip

PROCESS = Table(
    name="analyses/process",
    meaning="An XmR chart of each theme's months; months not filed are gaps",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("month", "string", "the month", required=True),
        Column("count", "int64", "incidents; empty where the month was not filed", unit="incidents"),
        Column("value", "float64", "the count, seasonally adjusted where it can be", unit="incidents", decimals=HELD),
        Column("mean", "float64", "centre line", unit="incidents", decimals=HELD),
        Column("lower_limit", "float64", "lower process limit", unit="incidents", decimals=HELD),
        Column("upper_limit", "float64", "upper process limit", unit="incidents", decimals=HELD),
        Column("signals", "string", "rules that fired here, with + or - for the direction", required=True),
        Column(
            "left_open",
            "boolean",
            "whether counts that an edition rounds leave open if a rule fires here",
            required=True,
        ),
        Column("adjusted", "boolean", "whether values are seasonally adjusted", required=True),
        Column("trial", "boolean", "whether fewer than 12 months set the limits", required=True),
        Column("points", "int64", "months that set the limits", required=True),
        Column("false_signal_share", "float64", "share of stable series of this length with a signal", decimals=HELD),
        Column("reason", "string", "why there is no chart", vocabulary=REASONS, required=True),
    ),
    key=("definition", "theme", "month"),
    by_area=True,
)


def year_on_year(evidence: Evidence) -> pd.DataFrame:
    """Each theme's latest calendar year against every earlier year that has a month in common with it."""
    latest = evidence.latest_year
    rows = [
        _compared(evidence, theme, months, base, latest)
        for theme, months in evidence.months.groupby("theme")
        for base in sorted({int(m[:4]) for m in months["first"]})
        if latest is not None and base < latest
    ]
    return pd.DataFrame(rows, columns=[c.name for c in YEAR_ON_YEAR.columns])


def _compared(evidence: Evidence, theme: str, months: pd.DataFrame, base: int, latest: int) -> dict[str, object]:
    """One year against another; years between them are left out, since a series may change its ways in between."""
    table = months.assign(year=months["first"].str[:4].astype(int), month=months["first"].str[5:].astype(int))
    two = table[table["year"].isin([base, latest])]
    # Filed in both years for the same part of us: an area in two forces' areas is half there where one of them is missing.
    moved = two.groupby("month")["coverage"].agg(["size", np.ptp])
    common = sorted(moved.index[(moved["size"] == 2) & (moved["ptp"] <= evidence.rules.same_coverage)])
    two = two[two["month"].isin(common)]
    counts, least, most = (_of_years(evidence, theme, two, len(common), of) for of in ("count", *ENDS))
    row: dict[str, object] = {
        "definition": evidence.definition.id, "theme": theme, "base_year": base, "latest_year": latest,
        "months": ",".join(map(str, common)), "base_count": whole(counts.get(base, 0)),
        "latest_count": whole(counts.get(latest, 0)), "left_open": False, "reason": "",
    }  # fmt: skip
    if len(common) - 1 < dispersion.MINIMUM_RESIDUAL_DF:
        return row | {"reason": "too_few_months"}
    if two["count"].isna().any():
        return row | {"reason": HIDDEN}
    if least.min() < evidence.rules.few_events:
        return row | {"reason": "too_few_events"}
    found = dispersion.year_on_year(
        two["count"], two["denominator"], two["year"], two["month"], base, latest, evidence.partnership.confidence
    )
    as_shown = _of_counts_shown(two, counts, base, latest)
    limits = {"ratio": found.ratio * as_shown, "lower": found.lower * as_shown, "upper": found.upper * as_shown}
    if not possible.exact(two["at_least"], two["at_most"]):
        by_year = [two[two["year"] == year].sort_values("month") for year in (base, latest)]
        ends = [(one["at_least"], one["at_most"]) for one in by_year]
        years = [(float(least[year]), float(most[year])) for year in (base, latest)]
        exposure = (by_year[0]["denominator"], by_year[1]["denominator"])
        open_to = possible_ratio(ends[0], ends[1], (years[0], years[1]), exposure, evidence.partnership.confidence)
        limits |= {"lower": open_to.lower, "upper": open_to.upper, "left_open": open_to.says is None}
    return row | limits | {"dispersion": found.dispersion, "residual_df": found.residual_df}


def _of_counts_shown(two: pd.DataFrame, counts: pd.Series, base: int, latest: int) -> float:
    """The ratio of the years' own counts over that of their months added up: 1, but where an edition rounds both."""
    months = two.groupby("year")["count"].sum()
    return float((counts[latest] / months[latest]) * (months[base] / counts[base]))


def _of_years(evidence: Evidence, theme: str, two: pd.DataFrame, months: int, of: str) -> pd.Series:
    """Each year's count, or an end of it, over the months compared. Of whole years it is the year's own, rounded once."""
    if months < MONTHS_A_YEAR:
        return two.groupby("year")[of].agg(lambda counts: counts.sum(skipna=False))
    years = evidence.years[(evidence.years["theme"] == theme)].assign(
        year=lambda rows: rows["first"].str[:4].astype(int)
    )
    counted: pd.Series = years.set_index("year")[of].reindex(sorted(two["year"].unique()))
    return counted


def process(evidence: Evidence) -> pd.DataFrame:
    """An XmR chart of each theme over the months the rules look back."""
    frames = [_chart(evidence, str(theme), months) for theme, months in evidence.months.groupby("theme")]
    return pd.concat(frames, ignore_index=True) if frames else PROCESS.empty()


def _chart(evidence: Evidence, theme: str, months: pd.DataFrame) -> pd.DataFrame:
    # A month filed for a part of us alone is a gap: its low count would pass for a fall.
    months = months[months["coverage"] >= months["coverage"].max() - evidence.rules.same_coverage]
    last = periods.month_number(months["first"].max())
    window = [periods.month_name(n) for n in range(last - evidence.rules.process_window + 1, last + 1)]
    if months.loc[months["first"].isin(window), "count"].isna().any():
        return _hidden(evidence, theme, months[months["first"].isin(window)])
    counts = months.set_index("first")["count"].reindex(window)
    known = counts.dropna()
    window = [m for m in window if m >= known.index.min()]
    counts = counts.reindex(window)
    chart = pd.DataFrame({"month": window, "count": counts.astype("Int64").to_numpy()})
    chart = chart.assign(definition=evidence.definition.id, theme=theme, signals="", left_open=False, adjusted=False,
                         trial=False, points=len(known), reason="")  # fmt: skip
    if known.mean() < evidence.rules.process_mean:
        return chart.assign(reason="too_few_events")
    values = counts.to_numpy(dtype=float)
    adjusted = seasonality.seasonally_adjusted(values, np.array([int(m[5:]) for m in window]))
    try:
        found = process_control.xmr(adjusted.values, floor_at_zero=True)
    except ValueError:  # too few months, or too few next to each other; the words are ours to choose
        return chart.assign(reason="too_few_months")
    signals = _signals(found)
    ends = months.set_index("first")[list(ENDS)].reindex(window)
    if not possible.exact(ends["at_least"].dropna(), ends["at_most"].dropna()):
        signals, left_open = _possible(ends, adjusted.adjusted)
        chart = chart.assign(left_open=left_open)
    # Small counts are not normal, and signal at another rate by chance: simulate counts of this size.
    expected = process_control.expected_false_signals(
        found.n_points, seed=evidence.partnership.seed, mean_count=float(max(1, round(known.mean())))
    )
    return chart.assign(
        value=adjusted.values, mean=found.mean, lower_limit=found.lower_limit, upper_limit=found.upper_limit,
        signals=signals, adjusted=adjusted.adjusted, trial=found.trial, points=found.n_points,
        false_signal_share=expected.share_of_series,
    )  # fmt: skip


def _hidden(evidence: Evidence, theme: str, months: pd.DataFrame) -> pd.DataFrame:
    """No chart: an edition hides some of these months."""
    chart = pd.DataFrame({"month": months["first"], "count": months["count"].astype("Int64")})
    return chart.assign(definition=evidence.definition.id, theme=theme, signals="", left_open=False, adjusted=False, trial=False,
                        points=0, reason=HIDDEN)  # fmt: skip


def _possible(ends: pd.DataFrame, adjusted: bool) -> tuple[list[str], np.ndarray]:
    """The rules that fire at each point whatever counts round to those shown, and whether others may."""
    least, most = (ends[end].to_numpy(dtype=float) for end in ENDS)
    if adjusted:
        values = possible_adjusted(least, most, np.array([int(month[5:]) for month in ends.index]))
        if values is None:
            return [""] * len(ends), np.isfinite(least)
        least, most = values
    found = possible_signals(least, most)
    return _fired(found.rules), found.open


def _signals(chart: process_control.XmrChart) -> list[str]:
    """The rules that fired at each point."""
    return _fired({name: getattr(chart, name) for name in RULE_NAMES})


def _fired(rules: dict[str, process_control.Signals]) -> list[str]:
    """As they are written: "+outside_limits -seven_point_trend"."""
    points = len(next(iter(rules.values())))
    return [
        " ".join(f"{'+' if way[n] > 0 else '-'}{name}" for name, way in rules.items() if way[n]) for n in range(points)
    ]
