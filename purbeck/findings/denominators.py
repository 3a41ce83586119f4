"""Whose rate it is: residents, workday people and visitors side by side; victims who live elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from purbeck.counts import NO_MONTH, cells, whole
from purbeck.findings.draft import BYAR, COUNT_COLUMN, Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import denominators as words
from purbeck.measures.exposures import of_partnership
from purbeck.measures.measure import unit_of
from purbeck.sources import non_resident_victims as victims
from purbeck.sources.visitors import VISITORS
from purbeck.statistics import intervals

ORDER = ("residents", "workday_people", "residents_and_visitors")
MONTHS_A_YEAR = 12
COMBINED = "Byar's or exact interval of the count, combined with the range of the visitors"
KIND_COLUMNS = (("people", "Whose rate", ""), COUNT_COLUMN, ("person_years", "People", "person-years"),
                ("rate_per_1000", "Rate", "per 1,000 of them a year"), ("lower", "Lower limit", "per 1,000"),
                ("upper", "Upper limit", "per 1,000"))  # fmt: skip
MONTH_COLUMNS = (("month", "Month", ""), COUNT_COLUMN, ("per_resident", "Rate", "per 1,000 residents a year"),
                 ("visitors", "Visitors on an average day", "people"),
                 ("with_visitors", "Rate", "per 1,000 residents and visitors a year"),
                 ("lower", "Lower limit", "per 1,000"), ("upper", "Upper limit", "per 1,000"))  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """Nothing where only residents are known; else the denominators side by side, the visitors' months, the victims."""
    theme = draft.evidence.definition.id
    if draft.evidence.latest_year is None:  # nobody counts workday people or visitors beside recorded crime
        return _elsewhere(draft)
    rates = {kind: _rates(draft, theme, kind, "calendar_year") for kind in ORDER}
    of_year = {kind: rows[rows["first"] == f"{draft.year}-01"] for kind, rows in rates.items()}
    held = {kind: rows.iloc[0] for kind, rows in of_year.items() if len(rows)}
    months = _months(draft, theme)
    findings = [_side_by_side(draft, theme, held, _without_visitors(months))] if len(held) > 1 else []
    if len(months) > 1:
        findings.append(_seasons(draft, theme, months))
    return [*findings, *_elsewhere(draft)]


def _rates(draft: Draft, theme: str, kind: str, period: str) -> pd.DataFrame:
    rows = draft.evidence.measures(measure="rate_per_1000", place_type="partnership", period_type=period,
                                   denominator_kind=kind)  # fmt: skip
    return rows[rows["theme"] == theme]


def _side_by_side(draft: Draft, theme: str, held: dict[str, pd.Series], missing: list[str]) -> Finding:
    """The year's rate by whose it is; `missing` are the months that visitors are not known of, where they are of others."""
    rates = [(kind, row["value"], row["lower"], row["upper"]) for kind, row in held.items()]
    rows = [
        (words.WHOSE[kind][0], int(row["count"]), number(row["denominator"]), number(row["value"]), number(row["lower"]),
         number(row["upper"]))
        for kind, row in held.items()
    ]  # fmt: skip
    last = rates[-1][0]  # the kind that residents alone are set against
    row = held[last]
    caveats = [words.WORKDAY_OF_2021] if "workday_people" in held else []
    caveats += [words.VISITORS_ESTIMATED] if "residents_and_visitors" in held else []
    caveats += [words.visitors_missing(missing, draft.year)] if missing else []
    name = draft.names[theme]
    return draft.finding(
        draft.question("denominators", "rate_per_1000", theme, comparator="rate per resident", denominator_kind=last),
        "scale",
        title=words.side_by_side_title(name, [(kind, value) for kind, value, *_ in rates]),
        statement=words.side_by_side(name, (draft.place, draft.year), rates, draft.confidence),
        alternative=words.side_by_side_alternative(draft.year, rows),
        unit=row["unit"], method=COMBINED if last == "residents_and_visitors" else BYAR.replace("residents", "each"),
        certainty="described", value=row["value"], lower=row["lower"], upper=row["upper"], n=int(row["count"]),
        coverage=row["coverage"], caveats=(*caveats, *draft.part_filed(row["coverage"])), rows=table(KIND_COLUMNS, rows),
    )  # fmt: skip


def _months(draft: Draft, theme: str) -> pd.DataFrame:
    """The months filed of the latest year: rate per resident, and visitors and the rate with them where they are known.

    No rows where visitors are known of no month of any year.
    """
    store = draft.evidence.workspace.store
    supplied = store.rows(VISITORS.table) if store.key(VISITORS.table) else VISITORS.table.empty()
    known = of_partnership(supplied, draft.evidence.members, draft.evidence.partnership)
    alone, both = (_rates(draft, theme, kind, "month").set_index("first") for kind in (ORDER[0], ORDER[2]))
    months = alone[["count", "value", "coverage"]].rename(columns={"value": "value_alone"})
    months = months[months["value_alone"].notna()].join(both[["value", "lower", "upper"]])
    months = months[months.index.str.startswith(str(draft.year))].reset_index().sort_values("first", ignore_index=True)
    months["visitors"] = months["first"].map(known.set_index("month")["visitors_per_day"])
    return months if len(known) else months.head(0)


def _without_visitors(months: pd.DataFrame) -> list[str]:
    """The months filed that the visitors file has no figures for."""
    return [str(month) for month in months.loc[months["value"].isna(), "first"]]


def _seasons(draft: Draft, theme: str, months: pd.DataFrame) -> Finding:
    """The month with the highest rate per resident, both ways. Highest and lowest are compared over a whole year alone."""
    top = months.sort_values(["value_alone", "first"], ascending=[False, True]).iloc[0]
    missing = _without_visitors(months)
    rows: list[tuple[Any, ...]] = [
        (r["first"], int(r["count"]), number(r["value_alone"]), whole(r["visitors"]), number(r["value"]),
         number(r["lower"]), number(r["upper"]))
        for r in months.to_dict("records")
    ]  # fmt: skip
    adjusted = (number(top["value"]), number(top["lower"]), number(top["upper"]))
    name = draft.names[theme]
    spoken = words.Busiest(
        top["first"], int(top["count"]), top["value_alone"], number(top["visitors"]), adjusted, len(months)
    )
    return draft.finding(
        draft.question("denominators", "rate_per_1000", theme, period="busiest_month_of_latest_calendar_year",
                       comparator="rate per resident", denominator_kind="residents_and_visitors"),
        "scale",
        title=words.seasons_title(name, spoken),
        statement=words.seasons(name, draft.place, spoken, _swings(months), missing, draft.confidence),
        alternative=words.seasons_alternative(rows),
        unit=unit_of("rate_per_1000", ORDER[2]), method=COMBINED, certainty="described",
        value=adjusted[0], lower=adjusted[1], upper=adjusted[2],
        n=int(top["count"]), counts=tuple(int(n) for n in months["count"]), coverage=top["coverage"],
        selection=draft.selection(theme, (top["first"],)), span=(f"{draft.year}-01", f"{draft.year}-12"),
        caveats=(words.VISITORS_ESTIMATED, *draft.part_filed(top["coverage"])), rows=table(MONTH_COLUMNS, rows),
    )  # fmt: skip


def _swings(months: pd.DataFrame) -> tuple[float, float] | None:
    """The highest month's rate over the lowest's, per resident and with visitors; None unless all 12 months have both."""
    both = months[["value_alone", "value"]]
    if len(both.dropna()) < MONTHS_A_YEAR or (both.min() <= 0).any():
        return None
    alone, with_visitors = both.max() / both.min()
    return float(alone), float(with_visitors)


def _homes(draft: Draft) -> pd.DataFrame:
    """Victims who live elsewhere, and all whose home was known, of the latest period counted; no rows where nobody counted."""
    store, supplied = draft.evidence.workspace.store, victims.NON_RESIDENT_VICTIMS.table
    rows = pd.DataFrame(columns=["period", "counted_by", "not_resident", "victims"])
    if store.key(supplied) is not None:
        rows = of_partnership(store.rows(supplied), draft.evidence.members, draft.evidence.partnership, one_place=True)
    latest = rows.sort_values("period").tail(1)
    found = latest.melt(["period", "counted_by"], ["not_resident", "victims"], "what", "least")
    return cells(  # of a period in the supplier's own words
        found, most=found["least"], universe=victims.SOURCE.name + ":" + found["period"], source=victims.SOURCE.name,
        place_type="partnership", place_code=draft.evidence.partnership.code, first=NO_MONTH, last=NO_MONTH,
    )  # fmt: skip


def _elsewhere(draft: Draft) -> list[Finding]:
    """Of the victims whose home was known, how many live elsewhere; nothing where nobody counted them."""
    seen = draft.evidence.workspace.counts.of("victims' homes", partial(_homes, draft), ("period", "counted_by"))
    if seen.empty or seen["value"].isna().any():
        return []
    row = seen.iloc[0]
    elsewhere, known = (int(n) for n in seen["value"])
    lower, upper = (float(limit) for limit in intervals.share_interval(elsewhere, known, draft.confidence))
    share = elsewhere / known
    return [draft.finding(
        draft.question("denominators", "share", draft.evidence.definition.id, group_by="victim_home", group_value="elsewhere",
                       period="latest_period_counted", source=victims.SOURCE.name),
        "scale",
        title=words.elsewhere_title(share),
        statement=words.elsewhere(share, (lower, upper), (elsewhere, known), (draft.place, row["period"]), draft.confidence),
        unit="share of victims whose home was known",
        method=f"Share of a count; Wilson interval. Counted by: {row['counted_by']}",
        certainty="described", value=share, lower=lower, upper=upper, n=known, counts=(elsewhere, known - elsewhere),
        period=row["period"], caveats=(words.KNOWN_HOMES,), already_public=victims.SOURCE.already_public,
    )]  # fmt: skip
