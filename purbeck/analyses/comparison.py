"""Is it high for here? Our rate over that of the region, force and nation without us; rank; funnel.

Method: ratio of rates with an interval widened by how much our months vary (statistics.dispersion), simulated rank
interval (statistics.ranks), funnel with additive overdispersion (statistics.funnel). Not for: places whose force filed
too little of the year. A low rate is fewer offences, or fewer recorded: this cannot tell which. See docs/methods.
"""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence, latest_year
from purbeck.statistics import dispersion, funnel, intervals, ranks
from purbeck.tables import HELD, Column, Table

CUSTOMARY_LIMITS = (0.95, 0.998)  # two and three standard errors, as funnels are drawn (Spiegelhalter 2005)
MONTHS_FOR_DISPERSION = 12

RATIOS = Table(
    name="analyses/ratios",
    meaning="Our rate in the latest calendar year over that of each comparator without us",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("year", "int64", "the calendar year", required=True),
        Column("comparator_type", "string", "kind of comparator", vocabulary=places.PLACE_TYPES, required=True),
        Column("comparator_code", "string", "ONS code", required=True),
        Column("comparator_name", "string", "name", required=True),
        Column("count", "int64", "our incidents", unit="incidents", required=True),
        Column("person_years", "float64", "ours", decimals=HELD, required=True),
        Column("comparator_count", "int64", "the comparator's, us included", unit="incidents", required=True),
        Column("comparator_rate", "float64", "the comparator's rate, us included", unit="per 1,000", decimals=HELD),
        Column("comparator_lower", "float64", "lower end of its interval", unit="per 1,000", decimals=HELD),
        Column("comparator_upper", "float64", "upper end of its interval", unit="per 1,000", decimals=HELD),
        Column("comparator_coverage", "float64", "share of its person-years filed for", decimals=HELD, required=True),
        Column("outside_count", "int64", "the comparator's without us", unit="incidents"),
        Column("outside_rate", "float64", "the comparator's rate without us", unit="per 1,000", decimals=HELD),
        Column("outside_coverage", "float64", "share of person-years filed for without us", decimals=HELD),
        Column("ratio", "float64", "our rate over the rate without us", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("dispersion", "float64", "how much more our months vary than chance alone", decimals=HELD),
    ),
    key=("definition", "theme", "comparator_type", "comparator_code"),
    by_area=True,
)

STANDING = Table(
    name="analyses/standing",
    meaning="Every district's and force's place among the others, in each year that is any district's latest: rank, funnel",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("year", "int64", "the calendar year", required=True),
        Column("place_type", "string", "district or force", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "ONS code", required=True),
        Column("place_name", "string", "name", required=True),
        Column("count", "int64", "incidents", unit="incidents", required=True),
        Column("person_years", "float64", "person-years filed for", decimals=HELD, required=True),
        Column("rate_per_1000", "float64", "rate", unit="per 1,000", decimals=HELD, required=True),
        Column("coverage", "float64", "share of person-years filed for", decimals=HELD, required=True),
        Column("ranked", "int64", "places ranked", required=True),
        Column("places", "int64", "places there are", required=True),
        Column("rank", "int64", "1 is the highest rate; equal rates have the best of their ranks", required=True),
        Column("sharing", "int64", "places of this rank; more than 1 where rates are equal", required=True),
        Column("rank_lower", "int64", "lower end of its interval", required=True),
        Column("rank_upper", "int64", "upper end of its interval", required=True),
        Column(
            "rank_dispersion",
            "float64",
            "how much more than chance a place's months vary",
            decimals=HELD,
            required=True,
        ),
        Column("funnel_z", "float64", "standard errors from the average, overdispersion allowed for", decimals=HELD),
        Column("funnel_target", "float64", "the average rate", unit="per 1,000", decimals=HELD),
        Column("lower_95", "float64", "95% limit at this size", unit="per 1,000", decimals=HELD),
        Column("upper_95", "float64", "95% limit at this size", unit="per 1,000", decimals=HELD),
        Column("lower_998", "float64", "99.8% limit at this size", unit="per 1,000", decimals=HELD),
        Column("upper_998", "float64", "99.8% limit at this size", unit="per 1,000", decimals=HELD),
    ),
    key=("definition", "theme", "year", "place_type", "place_code"),
)


def ratios(evidence: Evidence) -> pd.DataFrame:
    """Our rate over each comparator's, without ourselves."""
    year = evidence.latest_year
    ours = evidence.years[evidence.years["first"] == f"{year}-01"].set_index("theme")
    rows = []
    for kind, code, name in _comparators(evidence) if len(ours) else ():
        wanted = {"measure": "rate_per_1000", "place_type": kind, "place_code": code}
        whole = evidence.measures(**wanted, period_type="calendar_year")
        outside = evidence.measures(**wanted, period_type="calendar_year", group_value="outside")
        months = evidence.measures(**wanted, period_type="month", group_value="outside")
        for theme in evidence.themes:
            us, them = ours.loc[theme], whole[(whole["theme"] == theme) & (whole["first"] == f"{year}-01")]
            rest = outside[(outside["theme"] == theme) & (outside["first"] == f"{year}-01")]
            if them.empty:
                continue
            row = {"definition": evidence.definition.id, "theme": theme, "year": year, "comparator_type": kind,
                   "comparator_code": code, "comparator_name": name, "count": us["count"],
                   "person_years": us["denominator"]} | _whole(them.iloc[0])  # fmt: skip
            if len(rest):
                spread = _spread(evidence, theme, months[months["theme"] == theme])
                row |= _ratio(us, rest.iloc[0], spread, evidence)
            rows.append(row)
    return pd.DataFrame(rows, columns=[c.name for c in RATIOS.columns])


def _comparators(evidence: Evidence) -> list[tuple[str, str, str]]:
    """Kind, code and name of our force, region, nation, and England and Wales; one that is the same is named once."""
    found = [(kind, *home) for kind in ("force", "region", "nation") if (home := evidence.home(kind))]
    if evidence.members["nation_code"].nunique() > 1:
        found.append(("nation", *places.ENGLAND_AND_WALES))
    return [c for n, c in enumerate(found) if c[1] not in [d[1] for d in found[n + 1 :]]]


def _whole(them: pd.Series) -> dict[str, object]:
    return {
        "comparator_count": them["count"], "comparator_rate": them["value"], "comparator_lower": them["lower"],
        "comparator_upper": them["upper"], "comparator_coverage": them["coverage"],
    }  # fmt: skip


def _spread(evidence: Evidence, theme: str, outside: pd.DataFrame) -> tuple[float, int] | None:
    """How much more our months vary round the comparator's than chance alone, and its degrees of freedom.

    Both are set side by side month by month, as two years would be; a season that both share cancels.
    """
    year = str(evidence.latest_year)
    ours = evidence.months[(evidence.months["theme"] == theme) & evidence.months["first"].str.startswith(year)]
    both = ours.merge(outside, on="first", suffixes=("", "_outside"))
    both = both[both["count_outside"] > 0]
    if len(both) - 1 < dispersion.MINIMUM_RESIDUAL_DF or both["count"].sum() < evidence.rules.few_events:
        return None
    month = both["first"].str[5:].astype(int).to_numpy()
    found = dispersion.year_on_year(
        np.concatenate([both["count_outside"], both["count"]]),
        np.concatenate([both["denominator_outside"], both["denominator"]]),
        np.repeat([0, 1], len(both)), np.tile(month, 2), 0, 1,
    )  # fmt: skip
    return found.dispersion, found.residual_df


def _ratio(us: pd.Series, rest: pd.Series, spread: tuple[float, int] | None, evidence: Evidence) -> dict[str, object]:
    """The ratio and its interval: by dispersion where it is known, else exact, which is right for small counts."""
    pair = (int(us["count"]), float(us["denominator"]), int(rest["count"]), float(rest["denominator"]))
    confidence = evidence.partnership.confidence
    rate = us["value"] / rest["value"] if rest["value"] else np.nan
    if spread is None or min(pair[0], pair[2]) < evidence.rules.few_events:
        lower, upper = (float(limit) for limit in intervals.ratio_interval(*pair, confidence))
    else:
        rate, lower, upper = dispersion.dispersed_ratio(*pair, *spread, confidence)
    return {
        "outside_count": rest["count"], "outside_rate": rest["value"], "outside_coverage": rest["coverage"],
        "ratio": rate, "lower": lower, "upper": upper, "dispersion": spread[0] if spread else None,
    }  # fmt: skip


def standing(evidence: Evidence) -> pd.DataFrame:
    """Rank and funnel of every district and force that filed enough of a year that is any district's latest."""
    asked: list[tuple[int, str, str, pd.DataFrame, float, int]] = []
    years_of = {
        kind: evidence.measures(measure="rate_per_1000", place_type=kind, period_type="calendar_year")
        for kind in ("district", "force")
    }
    each = (latest_year(years) for _, years in years_of["district"].groupby("place_code"))
    latest = sorted({year for year in each if year is not None})
    for kind, years in years_of.items():
        months = evidence.measures(measure="rate_per_1000", place_type=kind, period_type="month")
        there_are = int(evidence.members[f"{kind}_code"].nunique())
        for year, theme in itertools.product(latest, evidence.themes):
            rows = years[(years["theme"] == theme) & (years["first"] == f"{year}-01")]
            rows = rows[rows["coverage"] >= evidence.rules.ranked_coverage].reset_index(drop=True)
            if len(rows) >= 2 and rows["count"].sum() > 0:
                spread = _typical_dispersion(months[months["theme"] == theme], str(year))
                asked.append((year, kind, theme, rows, spread, there_are))
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # numpy draws and sorts on one core while it does on another
        frames = list(pool.map(lambda one: _stood(evidence, *one), asked))
    # Too few places to rank make no funnel, and then its columns stay empty.
    return pd.concat(frames, ignore_index=True).reindex(columns=list(STANDING.empty())) if frames else STANDING.empty()


def _typical_dispersion(months: pd.DataFrame, year: str) -> float:
    """The middle place's dispersion: its months round its own year, spread over the months as everywhere's are."""
    table = months[months["first"].str.startswith(year)].pivot(index="place_code", columns="first", values="count")
    table = table.dropna()
    return dispersion.typical_dispersion(table) if table.shape[1] >= MONTHS_FOR_DISPERSION else 1.0


def _stood(
    evidence: Evidence, year: int, kind: str, theme: str, rows: pd.DataFrame, spread: float, there_are: int
) -> pd.DataFrame:
    count, exposure = rows["count"].to_numpy(), rows["denominator"].to_numpy()
    ranked = ranks.rank_interval(
        count, exposure, evidence.partnership.confidence, seed=evidence.partnership.seed, dispersion=spread
    )
    table = pd.DataFrame(
        {"definition": evidence.definition.id, "theme": theme, "year": year, "place_type": kind,
         "place_code": rows["place_code"], "place_name": rows["place_name"], "count": count, "person_years": exposure,
         "rate_per_1000": rows["value"], "coverage": rows["coverage"], "ranked": len(rows), "rank": ranked.rank,
         "sharing": ranked.sharing,
         "rank_lower": ranked.lower, "rank_upper": ranked.upper, "rank_dispersion": spread, "places": there_are}
    )  # fmt: skip
    if len(rows) < funnel.MINIMUM_UNITS:
        return table
    found = funnel.funnel(count, exposure)
    table["funnel_z"], table["funnel_target"] = found.z, found.target * 1000
    for confidence, name in zip(CUSTOMARY_LIMITS, ("95", "998"), strict=True):
        lower, upper = found.limits(exposure, confidence)
        table[f"lower_{name}"], table[f"upper_{name}"] = lower * 1000, upper * 1000
    return table
