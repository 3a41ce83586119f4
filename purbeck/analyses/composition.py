"""What rises and what falls: every kind of crime here, the latest year against the one before.

Method: quasi-Poisson comparison of like months (statistics.dispersion), for our area and for the rest of our region beside
it. Not for: fewer than six months in common. With fourteen kinds, about one looks clear by chance. See
docs/methods/composition.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.incidents import categories
from purbeck.measures.build import filed_months
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import dispersion
from purbeck.tables import HELD, Column, Table

PLACES = ("ours", "rest_of_region")
REASONS = ("", "too_few_months", "too_few_events")
MONTHS_A_YEAR = 12

TABLE = Table(
    name="analyses/composition",
    meaning="Every kind of crime at street level: the latest calendar year, and like months of the year before",
    columns=(
        Column("definition", "string", "the definition whose latest year this is", required=True),
        Column("place", "string", "our area, or the rest of our region", vocabulary=PLACES, required=True),
        Column("category", "string", "the supplier's own category", required=True),
        Column("latest_year", "int64", "the latest calendar year", required=True),
        Column("year_count", "int64", "incidents in the months filed of it", unit="incidents", required=True),
        Column("person_years", "float64", "person-years of those months", decimals=HELD, required=True),
        Column("months", "string", "the months filed in both years, as numbers with commas", required=True),
        Column("base_count", "int64", "incidents in them, the year before", unit="incidents", required=True),
        Column("latest_count", "int64", "incidents in them, the latest year", unit="incidents", required=True),
        Column("ratio", "float64", "latest rate over earlier rate", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("dispersion", "float64", "how much more months vary than chance alone", decimals=HELD),
        Column("reason", "string", "why there is no ratio", vocabulary=REASONS, required=True),
    ),
    by_area=True,
    key=("definition", "place", "category"),
)


@dataclass(frozen=True)
class _Area:
    """A place's counts by force, category and month, its people by force, and which force filed which month."""

    counts: dict[tuple[str, str, str], int]
    people: dict[str, float]
    filed: set[tuple[str, str]]

    @classmethod
    def of(cls, counts: pd.DataFrame, members: pd.DataFrame, filed: set[tuple[str, str]]) -> _Area:
        """From rows of the categories table and LSOAs."""
        summed = counts.groupby(["force_code", "category", "month"])["count"].sum()
        people = members.groupby("force_code")["residents"].sum()
        return cls(dict(summed.items()), dict(people.items()), filed)

    def forces(self, month: int, *years: int) -> list[str]:
        """The forces that filed a month in every one of the years."""
        return [f for f in self.people if all((f, f"{year}-{month:02d}") in self.filed for year in years)]

    def person_years(self, forces: list[str]) -> float:
        """Of one month, for the people of these forces."""
        return float(sum(self.people[f] for f in forces)) / MONTHS_A_YEAR

    def counted(self, category: str, year: int, month: int, forces: list[str]) -> int:
        """Incidents of a month where one of these forces is the territorial one."""
        return int(sum(self.counts.get((f, category, f"{year}-{month:02d}"), 0) for f in forces))


def composition(evidence: Evidence) -> pd.DataFrame:
    """Every kind of crime in our area and in the rest of our region."""
    year = evidence.latest_year
    if year is None:
        return TABLE.empty()
    years = (f"{year - 1}-", f"{year}-")
    rows = evidence.workspace.store.rows(categories.TABLE, source=STREET.name).dropna(subset=["force_code"])
    rows = rows[rows["month"].str.startswith(years)]
    mine = categories.in_our_area(evidence.workspace)
    mine = mine[mine["month"].str.startswith(years)]
    members = evidence.members
    filed = filed_months(evidence.workspace.table(FORCE_MONTHS), members)
    region = evidence.home("region")
    outside = ~members["ours"] & (members["region_code"] == region[0]) if region else members["ours"] & False
    found = []
    for place, people, counts in (
        ("ours", members[members["ours"]], mine),
        ("rest_of_region", members[outside], _without(rows[rows["region_code"] == (region or ("",))[0]], mine)),
    ):
        area = _Area.of(counts, people, filed)
        kinds = sorted(mine["category"].unique()) if area.people else []
        found += [_row(evidence, area, year, kind) | {"place": place, "category": kind} for kind in kinds]
    return pd.DataFrame(found, columns=[c.name for c in TABLE.columns])


def _without(region: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """The region's counts less our own, force by force: whole numbers, so that what is left is exact."""
    return pd.concat([region, ours.assign(count=-ours["count"])], ignore_index=True)


def _row(evidence: Evidence, area: _Area, year: int, kind: str) -> dict[str, object]:
    months = range(1, MONTHS_A_YEAR + 1)
    both = {m: forces for m in months if (forces := area.forces(m, year - 1, year))}
    this = {m: area.forces(m, year) for m in months}
    base = [area.counted(kind, year - 1, m, forces) for m, forces in both.items()]
    latest = [area.counted(kind, year, m, forces) for m, forces in both.items()]
    row: dict[str, object] = {
        "definition": evidence.definition.id, "latest_year": year,
        "year_count": sum(area.counted(kind, year, m, forces) for m, forces in this.items()),
        "person_years": sum(area.person_years(forces) for forces in this.values()),
        "months": ",".join(map(str, both)), "base_count": sum(base), "latest_count": sum(latest), "reason": "",
    }  # fmt: skip
    if len(both) - 1 < dispersion.MINIMUM_RESIDUAL_DF:
        return row | {"reason": "too_few_months"}
    if min(sum(base), sum(latest)) < evidence.rules.few_events:
        return row | {"reason": "too_few_events"}
    people = [area.person_years(forces) for forces in both.values()]
    found = dispersion.year_on_year(
        base + latest, people + people, [year - 1] * len(both) + [year] * len(both), [*both, *both], year - 1, year,
        evidence.partnership.confidence,
    )  # fmt: skip
    return row | {
        "ratio": found.ratio, "lower": found.lower, "upper": found.upper, "dispersion": found.dispersion,
    }  # fmt: skip
