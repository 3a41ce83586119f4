"""An analysis: the evidence it may use, and the thresholds it works by."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.breaks import Break, read_breaks
from purbeck.counts import ALL, cells, with_ends
from purbeck.definition.definition import Definition
from purbeck.measures.covered import recorded_months
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.people import PEOPLE
from purbeck.measures.returned_totals import latest_totals
from purbeck.sources.build import PLACES
from purbeck.sources.door import SOURCES
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.sources.returns.figures import JOINT, RETURNED
from purbeck.sources.returns.records import POLICE_EXTRACT
from purbeck.workspace import Partnership, Workspace

# Sources of our own incidents alone, that headline figures come from before street-level data, the most precise first.
PRECISE = (POLICE_EXTRACT.name.removeprefix("sources/"),)
# Sources whose own counts are published already: nothing of them is hidden.
PUBLISHED = frozenset(source.name for source in SOURCES if source.already_public)
PERIOD = ("period_type", "period_start", "period_end")
ESTIMATED = ("estimate", "estimate_lower", "estimate_upper")
# What a total of returned figures says beside its count.
TOTALS = ("first_day", "last_day", "periods", "of_periods", "hidden")
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
    harm_left_open: float


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
        found = self.measured(**wanted)
        for month, date in (("first", "period_start"), ("last", "period_end")):
            found[month] = np.datetime_as_string(found[date].to_numpy(), unit="M")
        return found.sort_values(["theme", "place_code", "first"], ignore_index=True)

    def measured(self, **wanted: str) -> pd.DataFrame:
        """Rows of the measures table where each column named has the value given, as they may be seen."""
        rows = partial(self.workspace.store.rows, MEASURES, **wanted)
        if wanted.get("source") in PUBLISHED:
            return with_ends(rows())
        return self.workspace.counts.measured(f"measures {json.dumps(wanted, sort_keys=True)}", rows)

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

    def figures_held(self, contract: str) -> set[str]:
        """Names of the figures that were returned under a contract."""
        held = self.workspace.counts.fact(f"figures {contract}", lambda: sorted(set(self.returned(contract)["figure"])))
        return set(held)

    def months_recorded(self, source: str, every_supplier: bool) -> list[str]:
        """The months whose every day partners' records of a source cover (measures.covered.recorded_months)."""
        whole = partial(recorded_months, self.workspace, source, every_supplier)
        return self.workspace.counts.fact(f"months {source} {every_supplier}", whole)

    def surveyed(self, contract: str) -> pd.DataFrame:
        """Estimates returned under a survey's contract and how many answered, as rows of the table of returned figures.

        As they may be seen: an estimate of which too few answered is not there.
        """
        if contract in PUBLISHED:
            return self.returned(contract)
        make = partial(self._answered, contract)
        seen = self.workspace.counts.of(f"survey {contract}", make, (*PERIOD, *ESTIMATED))
        shown = seen[seen["estimate"].notna()]
        estimates = shown.assign(figure="estimate", value=shown["estimate"], lower=shown["estimate_lower"],
                                 upper=shown["estimate_upper"])  # fmt: skip
        people = seen[seen["value"].notna()].assign(figure="respondents", value=seen["value"].astype("Float64"))
        return pd.concat([estimates, people], ignore_index=True)

    def _answered(self, contract: str) -> pd.DataFrame:
        rows = self.returned(contract)
        of = ["place_type", "place_code", "group_by", "group_value", *PERIOD]
        people = rows[rows["figure"] == "respondents"][[*of, "value"]].rename(columns={"value": "people"})
        found = rows[rows["figure"] == "estimate"].merge(people, on=of, how="left")
        found = found.rename(columns={"value": "estimate", "lower": "estimate_lower", "upper": "estimate_upper"})
        months = {
            end: pd.to_datetime(found[f"period_{day}"]).dt.strftime("%Y-%m")
            for end, day in (("first", "start"), ("last", "end"))
        }
        groups = {name: found[name] for name in ("group_by", "group_value")}
        return cells(found, universe=contract, source=contract, what="respondents", least=found["people"],
                     most=found["people"], **months, **groups)  # fmt: skip

    def totals(
        self, contract: str, dims: Sequence[str] = (), figure: str = "", one_period: bool = False
    ) -> pd.DataFrame:  # fmt: skip
        """Totals of what was returned under a contract (measures.returned_totals.latest_totals), as they may be seen.

        Of one figure alone where it is named. `least` and `most` are missing where nothing may be known of a total.
        """
        name = f"totals {contract} {figure} {JOINT.join(dims)} {one_period}"
        make = partial(self._totals, contract, dims, figure, one_period)
        seen = self.workspace.counts.of(name, make, (*TOTALS, *dims))
        return seen.assign(first=seen["first_day"], last=seen["last_day"], figure=seen["what"])

    def _totals(self, contract: str, dims: Sequence[str], figure: str, one_period: bool) -> pd.DataFrame:
        rows = self.returned(contract)
        rows = rows[rows["figure"] == figure] if figure else rows
        found = latest_totals(rows, self.members, dims, one_period)
        days = {"first_day": found["first"], "last_day": found["last"]}
        months = {end: pd.to_datetime(found[end]).dt.strftime("%Y-%m") for end in ("first", "last")}
        groups = {
            "group_by": JOINT.join(dims) or ALL,
            "group_value": found[list(dims)].agg(JOINT.join, axis=1) if dims and len(found) else ALL,
        }
        place = found["place_code"].mask(found["place_type"] == "partnership", self.partnership.code)
        return cells(
            found,
            universe=contract,
            source=contract,
            what=found["figure"],
            **days,
            **months,
            **groups,
            place_code=place,
        )

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
