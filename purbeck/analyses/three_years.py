"""Three years against region and nation, and since each base year: recorded crime by CSP and quarter.

Method: rates over the last three financial years; ratios to comparators without us and changes between years by
quasi-Poisson comparison of like quarters (statistics.dispersion); ranks by simulation (statistics.ranks). Not for: CSPs
whose offences the force assigned to none, which are unavailable; places below the CSP. See docs/methods/three-years.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck import periods, places
from purbeck.analyses.analysis import Evidence
from purbeck.periods import Period
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.statistics import dispersion, intervals, ranks
from purbeck.tables import HELD, Column, Table

REASONS = ("", "too_few_quarters", "too_few_events")
COMPARATORS = ("region", "force", "nation")
RANKED = ("csp", "county", "force")
QUARTERS_A_YEAR = 4

LEVELS = Table(
    name="analyses/three_years",
    meaning="Recorded crime over the latest three financial years: our rate, and its ratio to each comparator without us",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("place_type", "string", "partnership, or the CSP most of us live in", vocabulary=places.PLACE_TYPES,
               required=True),
        Column("place_code", "string", "its code", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("first", "string", "first month", required=True),
        Column("last", "string", "last month", required=True),
        Column("count", "int64", "our offences", unit="offences", required=True),
        Column("person_years", "float64", "ours", decimals=HELD, required=True),
        Column("rate_per_1000", "float64", "our rate", unit="per 1,000", decimals=HELD),
        Column("lower_rate", "float64", "lower end of its interval", unit="per 1,000", decimals=HELD),
        Column("upper_rate", "float64", "upper end of its interval", unit="per 1,000", decimals=HELD),
        Column("coverage", "float64", "share of our person-years with figures", decimals=HELD, required=True),
        Column("comparator_type", "string", "kind of comparator", vocabulary=places.PLACE_TYPES, required=True),
        Column("comparator_code", "string", "ONS code", required=True),
        Column("comparator_name", "string", "name", required=True),
        Column("comparator_count", "int64", "the comparator's, us included", unit="offences", required=True),
        Column("comparator_rate", "float64", "the comparator's rate, us included", unit="per 1,000", decimals=HELD),
        Column("comparator_lower", "float64", "lower end of its interval", unit="per 1,000", decimals=HELD),
        Column("comparator_upper", "float64", "upper end of its interval", unit="per 1,000", decimals=HELD),
        Column("comparator_coverage", "float64", "share of its person-years with figures", decimals=HELD, required=True),
        Column("outside_count", "int64", "the comparator's without us", unit="offences"),
        Column("outside_rate", "float64", "the comparator's rate without us", unit="per 1,000", decimals=HELD),
        Column("outside_coverage", "float64", "share of person-years with figures without us", decimals=HELD),
        Column("ratio", "float64", "our rate over the rate without us", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("dispersion", "float64", "how much more our quarters vary than chance alone", decimals=HELD),
    ),
    key=("definition", "theme", "place_code", "comparator_type", "comparator_code"),
    by_area=True,
)  # fmt: skip

CHANGES = Table(
    name="analyses/three_years_change",
    meaning="Recorded crime: the latest financial year against each earlier one, like quarter with like, ours and others'",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "its code", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("ours", "boolean", "whether it is us; a comparator is without us", required=True),
        Column("base_year", "int64", "the earlier financial year, by the year it begins in", required=True),
        Column("latest_year", "int64", "the latest whole financial year, by the year it begins in", required=True),
        Column("base_count", "int64", "offences of the earlier year", unit="offences", required=True),
        Column("latest_count", "int64", "offences of the latest year", unit="offences", required=True),
        Column("ratio", "float64", "latest rate over earlier rate", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("dispersion", "float64", "how much more quarters vary than chance alone", decimals=HELD),
        Column("residual_df", "int64", "degrees of freedom the dispersion rests on"),
        Column("reason", "string", "why there is no ratio", vocabulary=REASONS, required=True),
    ),
    key=("definition", "theme", "place_type", "place_code", "base_year"),
    by_area=True,
)

STANDING = Table(
    name="analyses/three_years_standing",
    meaning="Recorded crime over the latest three financial years: the rank of every CSP, county and force by its rate",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("place_type", "string", "CSP, county or force", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "its code", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("count", "int64", "offences", unit="offences", required=True),
        Column("person_years", "float64", "person-years with figures", decimals=HELD, required=True),
        Column("rate_per_1000", "float64", "rate", unit="per 1,000", decimals=HELD, required=True),
        Column("coverage", "float64", "share of person-years with figures", decimals=HELD, required=True),
        Column("ranked", "int64", "places ranked", required=True),
        Column("places", "int64", "places there are", required=True),
        Column("rank", "int64", "1 is the highest rate; equal rates have the best of their ranks", required=True),
        Column("sharing", "int64", "places of this rank; more than 1 where rates are equal", required=True),
        Column("rank_lower", "int64", "lower end of its interval", required=True),
        Column("rank_upper", "int64", "upper end of its interval", required=True),
        Column("rank_dispersion", "float64", "how much more than chance a place's quarters vary", decimals=HELD,
               required=True),
    ),
    key=("definition", "theme", "place_type", "place_code"),
)  # fmt: skip


def rates(evidence: Evidence, **wanted: str) -> pd.DataFrame:
    """Rates per 1,000 residents from recorded crime where each column named has the value given, of everyone if not."""
    found = evidence.recorded
    for column, value in ({"group_value": "all"} | wanted).items():
        found = found[found[column] == value]
    return found.reset_index(drop=True)


def window(evidence: Evidence) -> Period | None:
    """The latest three financial years held whole by anyone; the latest one where three are not held; else None."""
    for kind in ("three_years", "financial_year"):
        held = rates(evidence, place_type="nation", place_code=places.ENGLAND_AND_WALES[0], period_type=kind,
                     theme=evidence.definition.id)  # fmt: skip
        quarters = rates(evidence, place_type="nation", place_code=places.ENGLAND_AND_WALES[0], period_type="quarter",
                         theme=evidence.definition.id)["last"]  # fmt: skip
        whole = held[held["last"] <= quarters.max()] if len(quarters) else held.head(0)
        whole = whole[
            [set(_quarters(f, t)) <= set(quarters) for f, t in zip(whole["first"], whole["last"], strict=True)]
        ]
        if len(whole):
            return Period(kind, str(whole["first"].max()), str(whole["last"].max()))
    return None


def _quarters(first: str, last: str) -> list[str]:
    """The last month of each quarter of a span."""
    return periods.months_from(first, last)[2::3]


def subject(evidence: Evidence) -> tuple[str, str, str] | None:
    """Type, code and name of what stands for us: the partnership where CSPs make it up, else the CSP most of us live in."""
    us = evidence.partnership
    if len(rates(evidence, place_type="partnership", place_code=us.code, period_type="quarter")):
        return "partnership", us.code, us.name
    home = evidence.home("csp")
    return None if home is None else ("csp", *home)


def comparators(evidence: Evidence) -> list[tuple[str, str, str]]:
    """Kind, code and name of our region, force, nation, and England and Wales; one that is the same is named once."""
    found = [(kind, *home) for kind in COMPARATORS if (home := evidence.home(kind))]
    if evidence.members["nation_code"].nunique() > 1:
        found.append(("nation", *places.ENGLAND_AND_WALES))
    return [c for n, c in enumerate(found) if c[1] not in [d[1] for d in found[:n]]]


def levels(evidence: Evidence) -> pd.DataFrame:
    """Our rate of each theme over the window, beside each comparator's with and without us."""
    over, us = window(evidence), subject(evidence)
    rows = []
    if over is not None and us is not None:
        ours = _over(rates(evidence, place_type=us[0], place_code=us[1], period_type=over.type), over)
        quarters = rates(evidence, place_type=us[0], place_code=us[1], period_type="quarter")
        for comparator in comparators(evidence):
            rows += _beside(evidence, over, us, ours, quarters, comparator)
    return pd.DataFrame(rows, columns=[c.name for c in LEVELS.columns])


def _over(found: pd.DataFrame, over: Period) -> pd.DataFrame:
    return found[(found["first"] == over.first) & (found["last"] == over.last)].set_index("theme")


def _beside(
    evidence: Evidence, over: Period, us: tuple[str, str, str], ours: pd.DataFrame, quarters: pd.DataFrame,
    comparator: tuple[str, str, str],
) -> list[dict[str, object]]:  # fmt: skip
    kind, code, name = comparator
    wanted = {"place_type": kind, "place_code": code}
    whole = _over(rates(evidence, **wanted, period_type=over.type), over)
    outside = _over(rates(evidence, **wanted, period_type=over.type, group_value="outside"), over)
    theirs = rates(evidence, **wanted, period_type="quarter", group_value="outside")
    rows = []
    for theme in evidence.definition.themes_of(RECORDED.name):
        if theme not in ours.index or theme not in whole.index:
            continue
        mine, them = ours.loc[theme], whole.loc[theme]
        row: dict[str, object] = {
            "definition": evidence.definition.id, "theme": theme, "place_type": us[0], "place_code": us[1],
            "place_name": us[2], "first": over.first, "last": over.last, "count": mine["count"],
            "person_years": mine["denominator"], "rate_per_1000": mine["value"], "lower_rate": mine["lower"],
            "upper_rate": mine["upper"], "coverage": mine["coverage"], "comparator_type": kind, "comparator_code": code,
            "comparator_name": name, "comparator_count": them["count"], "comparator_rate": them["value"],
            "comparator_lower": them["lower"], "comparator_upper": them["upper"], "comparator_coverage": them["coverage"],
        }  # fmt: skip
        if theme in outside.index:
            both = [q[(q["theme"] == theme) & q["first"].between(over.first, over.last)] for q in (theirs, quarters)]
            row |= _ratio(evidence, mine, outside.loc[theme], _spread(evidence, *both))
        rows.append(row)
    return rows


def _spread(evidence: Evidence, theirs: pd.DataFrame, ours: pd.DataFrame) -> tuple[float, int] | None:
    """How much more our quarters vary round the comparator's than chance alone, and its degrees of freedom."""
    both = ours.merge(theirs, on="first", suffixes=("", "_outside"))
    both = both[(both["count_outside"] > 0) & (both["count"] >= 0)]
    if len(both) - 1 < dispersion.MINIMUM_RESIDUAL_DF or both["count"].sum() < evidence.rules.few_events:
        return None
    found = dispersion.year_on_year(
        np.concatenate([both["count_outside"], both["count"]]),
        np.concatenate([both["denominator_outside"], both["denominator"]]),
        np.repeat([0, 1], len(both)), np.tile(both["first"].to_numpy(dtype=str), 2), 0, 1,
    )  # fmt: skip
    return found.dispersion, found.residual_df


def _ratio(evidence: Evidence, mine: pd.Series, rest: pd.Series, spread: tuple[float, int] | None) -> dict[str, object]:
    said = {"outside_count": rest["count"], "outside_rate": rest["value"], "outside_coverage": rest["coverage"]}
    pair = (int(mine["count"]), float(mine["denominator"]), int(rest["count"]), float(rest["denominator"]))
    if min(pair[0], pair[2]) < 0:
        return said
    confidence = evidence.partnership.confidence
    rate = mine["value"] / rest["value"] if rest["value"] else np.nan
    if spread is None or min(pair[0], pair[2]) < evidence.rules.few_events:
        lower, upper = (float(limit) for limit in intervals.ratio_interval(*pair, confidence))
    else:
        rate, lower, upper = dispersion.dispersed_ratio(*pair, *spread, confidence)
    return said | {"ratio": rate, "lower": lower, "upper": upper, "dispersion": spread[0] if spread else None}


def changes(evidence: Evidence) -> pd.DataFrame:
    """The latest whole financial year against each earlier one: ours, and each comparator's without us."""
    over, us = window(evidence), subject(evidence)
    if over is None or us is None:
        return CHANGES.empty()
    asked = [(*us, True), *((*c, False) for c in comparators(evidence))]
    rows = []
    for kind, code, name, ours in asked:
        group = "all" if ours else "outside"
        quarters = rates(evidence, place_type=kind, place_code=code, period_type="quarter", group_value=group)
        for theme in evidence.definition.themes_of(RECORDED.name):
            of_theme = quarters[quarters["theme"] == theme]
            about = {"definition": evidence.definition.id, "theme": theme, "place_type": kind, "place_code": code,
                     "place_name": name, "ours": ours}  # fmt: skip
            rows += [about | change for change in _since_each(evidence, of_theme, over)]
    return pd.DataFrame(rows, columns=[c.name for c in CHANGES.columns])


def _since_each(evidence: Evidence, quarters: pd.DataFrame, over: Period) -> list[dict[str, object]]:
    """The change since each earlier financial year of which all four quarters are held."""
    months = quarters["first"].str[5:].astype(int)
    table = quarters.assign(year=quarters["first"].str[:4].astype(int) - (months < 4), quarter=months)
    whole = table.groupby("year")["first"].transform("size") == QUARTERS_A_YEAR
    table = table[whole & (table["first"] <= over.last)]
    latest = int(over.last[:4]) - 1
    if latest not in set(table["year"]):
        return []
    return [_change(evidence, table, base, latest) for base in sorted(set(table["year"])) if base < latest]


def _change(evidence: Evidence, table: pd.DataFrame, base: int, latest: int) -> dict[str, object]:
    """One year against another. The years between, and the latest three, say how much quarters vary: they are in the model."""
    span = table[table["year"].between(min(base, latest - 2), latest)]
    counts = span.groupby("year")["count"].sum()
    row: dict[str, object] = {"base_year": base, "latest_year": latest, "base_count": int(counts[base]),
                              "latest_count": int(counts[latest]), "reason": ""}  # fmt: skip
    if min(counts[base], counts[latest]) < evidence.rules.few_events or span["count"].min() < 0 or (counts <= 0).any():
        return row | {"reason": "too_few_events"}
    years, seasons = span["year"].nunique(), QUARTERS_A_YEAR
    if len(span) - years - seasons + 1 < dispersion.MINIMUM_RESIDUAL_DF:
        return row | {"reason": "too_few_quarters"}
    found = dispersion.year_on_year(span["count"], span["denominator"], span["year"], span["quarter"], base, latest,
                                    evidence.partnership.confidence)  # fmt: skip
    return row | {
        "ratio": found.ratio, "lower": found.lower, "upper": found.upper, "dispersion": found.dispersion,
        "residual_df": found.residual_df,
    }  # fmt: skip


def standing(evidence: Evidence) -> pd.DataFrame:
    """The rank of every CSP, county and force that has figures for enough of the window."""
    over = window(evidence)
    frames = []
    for kind in RANKED if over is not None else ():
        assert over is not None
        found = rates(evidence, place_type=kind, period_type=over.type)
        quarters = rates(evidence, place_type=kind, period_type="quarter")
        quarters = quarters[quarters["first"].between(over.first, over.last)]
        for theme in evidence.definition.themes_of(RECORDED.name):
            rows = found[(found["theme"] == theme) & (found["first"] == over.first) & (found["count"] >= 0)]
            rows = rows[rows["coverage"] >= evidence.rules.ranked_coverage].reset_index(drop=True)
            if len(rows) >= 2 and rows["count"].sum() > 0:
                frames.append(_ranked(evidence, kind, rows, quarters[quarters["theme"] == theme]))
    return pd.concat(frames, ignore_index=True) if frames else STANDING.empty()


def _ranked(evidence: Evidence, kind: str, rows: pd.DataFrame, quarters: pd.DataFrame) -> pd.DataFrame:
    count, exposure = rows["count"].to_numpy(), rows["denominator"].to_numpy()
    spread = _typical_dispersion(quarters)
    found = ranks.rank_interval(
        count, exposure, evidence.partnership.confidence, seed=evidence.partnership.seed, dispersion=spread
    )
    return pd.DataFrame({
        "definition": evidence.definition.id, "theme": rows["theme"], "place_type": kind, "place_code": rows["place_code"],
        "place_name": rows["place_name"], "count": count, "person_years": exposure, "rate_per_1000": rows["value"],
        "coverage": rows["coverage"], "ranked": len(rows), "places": int(evidence.members[f"{kind}_code"].nunique()),
        "rank": found.rank, "sharing": found.sharing, "rank_lower": found.lower, "rank_upper": found.upper,
        "rank_dispersion": spread,
    })  # fmt: skip


def _typical_dispersion(quarters: pd.DataFrame) -> float:
    """The middle place's dispersion: its quarters round its own level, spread over the quarters as everywhere's are."""
    table = quarters.pivot(index="place_code", columns="first", values="count").dropna()
    return dispersion.typical_dispersion(table) if table.shape[1] >= 2 * QUARTERS_A_YEAR else 1.0
