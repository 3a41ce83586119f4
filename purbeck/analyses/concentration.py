"""In how few small areas is it recorded? Those of one year are measured on the next.

Method: the fewest LSOAs that hold a quarter and half of a year's incidents, beside how few chance alone would take, and
what those chosen on one year hold of the next (statistics.concentration), since the year they are chosen on flatters.
Not for: few incidents, or years on either side of a change in map points or LSOAs. See docs/methods/concentration.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.breaks import Break
from purbeck.periods import calendar_year
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import concentration
from purbeck.tables import HELD, Column, Table

SHARES = (0.25, 0.5)  # as the literature gives them (Weisburd 2015)
REASONS = ("", "too_few_months", "too_few_events", "places_changed", "too_few_places")
MINIMUM_PLACES = 2

TABLE = Table(
    name="analyses/concentration",
    meaning="The fewest of our LSOAs that held a quarter and half of a year's incidents, and what they held of the next",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("share", "float64", "the share of incidents asked for", unit="0 to 1", decimals=2, required=True),
        Column("chosen_year", "int64", "the year the places are chosen on", required=True),
        Column("measured_year", "int64", "the year they are measured on, the latest", required=True),
        Column("chosen_months", "string", "the months filed of the first, as numbers with commas", required=True),
        Column("measured_months", "string", "the months filed of the second", required=True),
        Column("chosen_count", "int64", "incidents in the first", unit="incidents", required=True),
        Column("measured_count", "int64", "incidents in the second", unit="incidents", required=True),
        Column("places", "int64", "our LSOAs", unit="areas", required=True),
        Column("chosen_places", "int64", "the fewest that held the share of the first", unit="areas"),
        Column("chosen_codes", "string", "their codes, the fullest first, with commas"),
        Column("same_places", "int64", "the fewest that held the share of the second, chosen on itself", unit="areas"),
        Column("chance_share", "float64", "share of places that would hold it by chance alone, in the second",
               unit="0 to 1", decimals=HELD),
        Column("chance_lower", "float64", "lower end of what chance gives", unit="0 to 1", decimals=HELD),
        Column("chance_upper", "float64", "upper end of what chance gives", unit="0 to 1", decimals=HELD),
        Column("held_count", "int64", "incidents of the second in the places chosen on the first", unit="incidents"),
        Column("held_share", "float64", "the same as a share", unit="0 to 1", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="0 to 1", decimals=HELD),
        Column("dispersion", "float64", "how much more that share varies by month than chance alone", decimals=HELD),
        Column("residents_share", "float64", "share of our residents who live in the places chosen", unit="0 to 1",
               decimals=HELD),
        Column("reason", "string", "why nothing is said", vocabulary=REASONS, required=True),
        Column("changed", "string", "what changed between the two years; empty where nothing", required=True),
    ),
    key=("definition", "theme", "share"),
    by_area=True,
)  # fmt: skip


@dataclass(frozen=True)
class Years:
    """Counts of our LSOAs by month in two years running, over the months that were filed for all of them.

    `counts` has a row for each LSOA, month and theme; `residents` are by LSOA, in the order of their codes.
    """

    counts: pd.DataFrame
    residents: pd.Series
    chosen_year: int

    @cached_property
    def months(self) -> dict[int, list[str]]:
        """The months of each year that were filed for every LSOA."""
        filed = self.counts[self.counts["coverage"] >= 1].groupby("first")["place_code"].nunique()
        whole = filed.index[filed == len(self.residents)]
        return {year: sorted(m for m in whole if m.startswith(str(year))) for year in self.both}

    @property
    def both(self) -> tuple[int, int]:
        """The year the places are chosen on and the year they are measured on."""
        return self.chosen_year, self.chosen_year + 1

    def table(self, theme: str, year: int) -> np.ndarray:
        """Counts of a theme in a year: LSOAs x months filed."""
        rows = self.counts[(self.counts["theme"] == theme) & self.counts["first"].isin(self.months[year])]
        wide = rows.pivot(index="place_code", columns="first", values="count")
        found: np.ndarray = wide.reindex(self.residents.index).fillna(0).to_numpy(dtype=np.int64)
        return found


def concentrated(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table, two for each theme: a quarter and half of its incidents."""
    if evidence.latest_year is None:
        return TABLE.empty()
    members = evidence.members
    ours = members[members["ours"] & (members["residents"] > 0)].sort_values("lsoa21")
    counts = evidence.measures(measure="count", place_type="lsoa21", period_type="month")
    years = Years(counts, ours.set_index("lsoa21")["residents"], evidence.latest_year - 1)
    rows = [row for theme in evidence.themes for row in _of_theme(evidence, theme, years)]
    return pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])


def change_between(breaks: Iterable[Break], forces: Collection[str], first_year: int, last_year: int) -> str:
    """What made small areas' counts of two years be of different places; "" where nothing did.

    `breaks` are the known ones, `forces` the names of those whose figures are asked about.
    """
    first, last = calendar_year(first_year).first, calendar_year(last_year).last
    moved = [b for b in breaks if b.kind != "disturbed" and b.falls_within(first, last)]
    return "; ".join(b.title for b in moved if b.touches(("places",), STREET.name, forces, ()))


def _of_theme(evidence: Evidence, theme: str, years: Years) -> list[dict[str, object]]:
    before, after = (years.table(theme, year) for year in years.both)
    forces = evidence.members.loc[evidence.members["ours"], "force_name"].dropna().unique().tolist()
    changed, rules = change_between(evidence.breaks, forces, *years.both), evidence.rules
    listed = [",".join(str(int(m[5:])) for m in years.months[year]) for year in years.both]
    reason = (
        "too_few_places" if len(years.residents) < MINIMUM_PLACES
        else "too_few_months" if min(before.shape[1], after.shape[1]) < rules.concentration_months
        else "places_changed" if changed
        else "too_few_events" if min(before.sum(), after.sum()) < rules.concentration_events
        else ""
    )  # fmt: skip
    row: dict[str, object] = {
        "definition": evidence.definition.id, "theme": theme, "chosen_year": years.both[0],
        "measured_year": years.both[1], "chosen_months": listed[0], "measured_months": listed[1],
        "chosen_count": int(before.sum()), "measured_count": int(after.sum()), "places": len(years.residents),
        "reason": reason, "changed": changed if reason == "places_changed" else "",
    }  # fmt: skip
    found = [{} if reason else _found(evidence, share, before, after, years.residents) for share in SHARES]
    return [row | {"share": share} | more for share, more in zip(SHARES, found, strict=True)]


def _found(
    evidence: Evidence, share: float, before: np.ndarray, after: np.ndarray, residents: pd.Series
) -> dict[str, object]:
    settings = evidence.partnership
    people = residents.to_numpy(dtype=float)
    chosen = concentration.fewest_places(before.sum(axis=1), share)
    same = concentration.fewest_places(after.sum(axis=1), share)
    chance = concentration.share_by_chance(int(after.sum()), people, share, settings.confidence, seed=settings.seed)
    held = concentration.held_next(after, chosen, settings.confidence)
    return {
        "chosen_places": len(chosen), "chosen_codes": ",".join(residents.index[chosen]), "same_places": len(same),
        "chance_share": chance.middle, "chance_lower": chance.lower, "chance_upper": chance.upper,
        "held_count": int(after[chosen].sum()), "held_share": held.share, "lower": held.lower, "upper": held.upper,
        "dispersion": held.dispersion, "residents_share": float(people[chosen].sum() / people.sum()),
    }  # fmt: skip
