"""An analysis: the evidence it may use, and the thresholds it works by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.breaks import Break, read_breaks
from purbeck.definition.definition import Definition
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.people import PEOPLE
from purbeck.sources.build import PLACES
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import POLICE_EXTRACT
from purbeck.workspace import Partnership, Workspace

# Sources of our own incidents alone, that headline figures come from before street-level data, the most precise first.
PRECISE = (POLICE_EXTRACT.name.removeprefix("sources/"),)
RULES_FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class Rules:
    """The values in rules.toml, by the names they have there."""

    ranked_coverage: float
    process_window: int
    process_mean: float
    few_events: int
    process_recent: int
    mapped_residents: int
    mapped_mean: float
    similar_large: int
    similar_small: int
    similar_share: float
    similar_ranked: int
    similar_held: float
    concentration_events: int
    concentration_months: int
    same_coverage: float
    age_groups: list[int]
    outcome_months: int


def read_rules() -> Rules:
    """The thresholds in force."""
    rules = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return Rules(**{name: rule["value"] for name, rule in rules.items()})


class Evidence:
    """What the analyses of one definition may look at: its measures, the places, the settings and the thresholds.

    `source` is whose incidents its measures are of, unless others are asked for: street-level data, which others have too.
    """

    def __init__(self, workspace: Workspace, definition: Definition, source: str = STREET.name) -> None:
        self.workspace = workspace
        self.definition = definition
        self.source = source
        self.rules = read_rules()
        self._homes: dict[str, tuple[str, str] | None] = {}

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """The known breaks in recording, the partnership's own among them."""
        return read_breaks(self.workspace)

    @property
    def partnership(self) -> Partnership:
        """Whose analyses these are."""
        return self.workspace.partnership

    @cached_property
    def members(self) -> pd.DataFrame:
        """Each LSOA with the areas it lies in (the places table)."""
        return self.workspace.table(PLACES)

    @property
    def themes(self) -> tuple[str, ...]:
        """The definition's total, then those of its themes that have a rule for the source, or none at all."""
        return tuple(self.definition.themes_of(self.source))

    @cached_property
    def headline(self) -> Evidence:
        """The same with the most precise source that is held and that the definition has rules for."""
        for source in PRECISE:
            found = Evidence(self.workspace, self.definition, source)
            if source != self.source and self.definition.speaks_of(source) and found.latest_year is not None:
                return found
        return self

    def measures(self, **wanted: str) -> pd.DataFrame:
        """Rows of the measures table where each column named has the value given; periods as months, in order.

        Unless asked for otherwise, rows are of everyone (group_value `all`), from the source of this evidence, and rates are per
        resident (denominator_kind `residents`). Adds `first` and `last`, the months a period begins and ends with.
        """
        whose = {"denominator_kind": "residents"} if wanted.get("measure") == "rate_per_1000" else {}
        usual = {"definition": self.definition.id, "group_value": "all", "source": self.source}
        wanted = usual | whose | wanted
        found = self.workspace.store.rows(MEASURES, **wanted)
        for month, date in (("first", "period_start"), ("last", "period_end")):
            found[month] = np.datetime_as_string(found[date].to_numpy(), unit="M")
        return found.sort_values(["theme", "place_code", "first"], ignore_index=True)

    @cached_property
    def years(self) -> pd.DataFrame:
        """Our calendar years: rates per 1,000 of the partnership, oldest first."""
        return self.measures(measure="rate_per_1000", place_type="partnership", period_type="calendar_year")

    @cached_property
    def months(self) -> pd.DataFrame:
        """Our months: counts and person-years of the partnership, oldest first."""
        return self.measures(measure="rate_per_1000", place_type="partnership", period_type="month")

    @cached_property
    def recorded(self) -> pd.DataFrame:
        """Rates per 1,000 residents from recorded crime, of every place, with and without us, oldest first."""
        wanted = {"measure": "rate_per_1000", "source": RECORDED.name}
        parts = [self.measures(**wanted, group_value=group) for group in ("all", "outside")]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def latest_year(self) -> int | None:
        """The last calendar year every month of which was filed for us; else the last with any; None without any."""
        return latest_year(self.years)

    @cached_property
    def residents(self) -> pd.DataFrame:
        """What the numbers of residents rest on: year, ours, basis, estimated_for, each different row once."""
        rows = self.workspace.store.rows(PEOPLE, denominator_kind="residents")
        rows = rows.assign(ours=rows["lsoa21"].isin(set(self.members.loc[self.members["ours"], "lsoa21"])))
        found = rows[["year", "ours", "basis", "estimated_for"]].drop_duplicates()
        return found.sort_values(["year", "ours", "basis", "estimated_for"], ignore_index=True)

    def returned(self, contract: str) -> pd.DataFrame:
        """Figures that partners returned under a contract (the table of returned figures); no rows where none are held."""
        store = self.workspace.store
        return store.rows(RETURNED, contract=contract) if store.files(RETURNED) else RETURNED.empty()

    def home(self, kind: str) -> tuple[str, str] | None:
        """Code and name of the force, region or nation in which most of our residents live."""
        if kind not in self._homes:
            self._homes[kind] = self._home(kind)
        return self._homes[kind]

    def _home(self, kind: str) -> tuple[str, str] | None:
        ours = self.members[self.members["ours"]].dropna(subset=[f"{kind}_code"])
        if ours.empty:
            return None
        people = ours.groupby([f"{kind}_code", f"{kind}_name"])["residents"].sum()
        code, name = people.idxmax()
        return str(code), str(name)


def latest_year(years: pd.DataFrame) -> int | None:
    """The last calendar year of these rows (first, coverage) that is whole; else the last; None where there is none."""
    whole = years[years["coverage"] >= 1]
    chosen = whole if len(whole) else years
    return int(chosen["first"].max()[:4]) if len(chosen) else None
