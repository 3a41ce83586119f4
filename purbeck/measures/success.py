"""The Home Office's three success measures, all ages and under 25, from any source of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.definition.definition import COUNTED, Definition
from purbeck.incidents import recorded as recorded_incidents
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.measures import caveats, recorded, records
from purbeck.measures.covered import covered_months
from purbeck.measures.exposures import Everyone
from purbeck.measures.grid import Grid
from purbeck.measures.measure import TABLE
from purbeck.measures.rows import ALL, PEOPLE, Placed
from purbeck.periods import Period
from purbeck.sources.hospital_admissions_published import ENGLAND
from purbeck.sources.hospital_admissions_published import SOURCE as PUBLISHED
from purbeck.sources.hospital_admissions_published import TABLE as ADMISSIONS
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.statistics.intervals import count_interval, count_interval_method
from purbeck.store import Store
from purbeck.workspace import Workspace

RULES = Path(__file__).with_name("success_measures.toml")
DEFINITION = "home_office_success_measures"
SHARP, KNIFE, HOMICIDES = THEMES = (
    "sharp_object_admissions", "knife_enabled_serious_violence", "non_domestic_homicides",
)  # fmt: skip
UNDER_25 = ("age", "under_25")
RETURN, POLICE = "hospital_admissions_return", "police_extract"
YOUNG = "|under_25"  # after a theme of a grid: its victims under 25
PLACES = ("district", "csp", "partnership")
WANTED: tuple[Placed, ...] = (("csp", ALL), ("partnership", ALL), ("force", ALL))
UNITS = {SHARP: "admissions", KNIFE: "offences", HOMICIDES: "homicides"}


@dataclass(frozen=True)
class Rules:
    """What counts: offence codes of homicide, ages under 25, the cause and the age group of returned admissions."""

    version: str
    checked: bool
    homicide_codes: tuple[str, ...]
    under_25: tuple[str, ...]
    cause: str
    under_25_group: str


@cache
def read_rules() -> Rules:
    """What ships in success_measures.toml."""
    held = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return Rules(
        str(held["version"]), bool(held["checked"]), tuple(held["homicide_codes"]), tuple(held["under_25"]),
        str(held["cause"]), str(held["under_25_group"]),
    )  # fmt: skip


def rows(
    workspace: Workspace, definition: Definition, everyone: Everyone, returned: pd.DataFrame, names: dict[str, str],
    made_from: str,
) -> pd.DataFrame:  # fmt: skip
    """Rows of the measures table; `returned` are those of returned figures, `definition` says what serious violence is.

    A source that cannot give a measure has a row without a value for the partnership that says why.
    """
    frames = [
        *_from_returns(returned), *_published(workspace, everyone.members, returned),
        *_from_police(workspace, definition, everyone), *_from_recorded(workspace, everyone, made_from),
    ]  # fmt: skip
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return TABLE.empty()
    found = pd.concat(frames, ignore_index=True)
    found["count"] = found["count"].astype("Int64")
    found["definition"] = DEFINITION
    found["definition_version"] = f"{read_rules().version}, {definition.id} {definition.version}"
    found["place_name"] = [names.get(code, code) for code in found["place_code"]]
    found["confidence"] = workspace.partnership.confidence
    return found.sort_values(list(TABLE.key), kind="stable", ignore_index=True)


# --- hospital admissions ----------------------------------------------------------------------------------------------


def _from_returns(returned: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Returned admissions for assault with a sharp object, as they stand."""
    rules = read_rules()
    wanted = {("cause", rules.cause): ALL, ("cause+age_group", f"{rules.cause}+{rules.under_25_group}"): UNDER_25}
    held = returned[(returned["source"] == RETURN) & (returned["theme"] == "admissions")]
    for (by, value), group in wanted.items():
        found = held[(held["group_by"] == by) & (held["group_value"] == value)]
        yield found.assign(theme=SHARP, group_by=group[0], group_value=group[1])


def _published(workspace: Workspace, members: pd.DataFrame, returned: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Published admissions of our region by financial year, where none were returned; they do not tell who is under 25."""
    if (returned["source"] == RETURN).any() or workspace.store.key(ADMISSIONS) is None:
        return
    ours = members[members["ours"]].dropna(subset=["region_code"])
    held = workspace.store.rows(ADMISSIONS, group_by="all", period_type="financial_year")
    for code, name in ours[["region_code", "region_name"]].drop_duplicates().itertuples(index=False):
        found = held[(held["region"].str.casefold() == str(name).casefold()) & (held["region"] != ENGLAND)]
        spans = [periods.financial_year(int(period[:4])) for period in found["period"]]
        lower = count_interval(found["lower"].to_numpy(), workspace.partnership.confidence)[0]
        upper = count_interval(found["upper"].to_numpy(), workspace.partnership.confidence)[1]
        value = found["admissions"].astype(float)
        base = _base(SHARP, "region", [str(code)] * len(found), PUBLISHED.name, spans)
        yield base.assign(
            count=value.to_numpy(), value=value.to_numpy(), lower=lower, upper=upper, method="byar_and_range",
            caveats=caveats.ROUNDED,
        )  # fmt: skip
        if spans:
            yield _cannot(SHARP, "region", str(code), PUBLISHED.name, spans[-1], UNDER_25, caveats.NO_AGES)


# --- the police -------------------------------------------------------------------------------------------------------


def _from_police(workspace: Workspace, definition: Definition, everyone: Everyone) -> Iterator[pd.DataFrame]:
    """Knife-enabled offences that the definition counts, and homicides not flagged as domestic, of police extracts."""
    months = covered_months(workspace).get(POLICE, [])
    if not months:
        return
    counted, unknown = _police_counts(workspace.store, definition)
    themes = [HOMICIDES, HOMICIDES + YOUNG]
    if _fits(workspace.store, definition):
        themes += [KNIFE, KNIFE + YOUNG]
    else:
        last = records.years_of(months)[-1]
        yield _cannot(KNIFE, "partnership", workspace.partnership.code, POLICE, last, ALL, caveats.NO_RULE_FITS)
    counted = counted[counted["theme"].isin(themes)]
    for place_type, grid in records.grids(workspace, everyone, counted, months, themes, PLACES):
        for period in _spans(months):
            yield from _of_grid(grid, place_type, period, POLICE, workspace.partnership.confidence, unknown)


def _spans(months: list[str]) -> list[Period]:
    """Years, and quarters that are whole: numbers are small, and a year alone would not show them rise."""
    held = [span for span in periods.quarterly_periods(months) if span.type == "quarter"]
    return [*records.years_of(months), *(span for span in held if set(span.months) <= set(months))]


def _fits(store: Store, definition: Definition) -> bool:
    """Whether the definition counts anything at all of police extracts."""
    ours = store.read(COUNTED).filter(ibis._.definition == definition.id).select("incident_id")
    police = store.read(INCIDENTS).filter(ibis._.source == POLICE).select("incident_id")
    return bool(len(store.fetch(ours.semi_join(police, "incident_id").limit(1))))


def _police_counts(store: Store, definition: Definition) -> tuple[pd.DataFrame, dict[str, str]]:
    """Counts by lsoa21, theme and month; and what to say of each theme whose flag or age is not always known."""
    rules = read_rules()
    rows_ = store.read(INCIDENTS).filter(ibis._.source == POLICE)
    ours = store.read(COUNTED).filter(ibis._.definition == definition.id).select("incident_id").distinct()
    knife = rows_.semi_join(ours, "incident_id")
    homicide = rows_.filter(rows_.offence_code.isin(list(rules.homicide_codes)))
    frames, said = [], {}
    for theme, table, flag, asked in ((KNIFE, knife, "knife", True), (HOMICIDES, homicide, "domestic", False)):
        by = table.group_by("lsoa21", "month", age="victim_age_band", flag=flag).agg(count=ibis._.count())
        found = store.fetch(by)
        chosen = found[found["flag"].astype("boolean").fillna(False) == asked] if asked else found[
            ~found["flag"].astype("boolean").fillna(False)]  # fmt: skip
        young = chosen[chosen["age"].isin(rules.under_25)]
        frames += [chosen.assign(theme=theme), young.assign(theme=theme + YOUNG)]
        total = int(found["count"].sum())
        said[theme] = caveats.flag_unknown(int(found.loc[found["flag"].isna(), "count"].sum()), total)
        said[theme + YOUNG] = " ".join(
            filter(None, [said[theme], caveats.age_unknown(int(chosen.loc[chosen["age"].isna(), "count"].sum()), int(
                chosen["count"].sum()))])
        )  # fmt: skip
    counts = pd.concat(frames, ignore_index=True).dropna(subset=["lsoa21"])
    counts = counts.groupby(["lsoa21", "theme", "month"], as_index=False)["count"].sum()
    return counts, said


def _from_recorded(workspace: Workspace, everyone: Everyone, made_from: str) -> Iterator[pd.DataFrame]:
    """Homicides in recorded crime, domestic ones among them; it tells neither knives nor ages."""
    store = workspace.store
    if not store.files(recorded_incidents.TABLE):
        return
    table = store.read(recorded_incidents.TABLE)
    chosen = table.filter(table.offence_code.isin(list(read_rules().homicide_codes)))
    by = ("csp_code", "force_code", "financial_year", "quarter")
    counts = store.fetch(chosen.group_by(*by).agg(count=chosen["count"].sum().cast("float64")))
    pairs = zip(counts["financial_year"], counts["quarter"], strict=True)
    counts["month"] = [recorded_incidents.months_of(str(year), int(quarter))[-1] for year, quarter in pairs]
    counts = counts.assign(theme=HOMICIDES).astype({"count": "int64"})
    last = None
    for place_type, _, grid, wanted in recorded.grids(workspace, everyone, WANTED, made_from, counts, [HOMICIDES]):
        for period in (p for p in wanted if p.type in ("financial_year", "three_years")):
            last = period if place_type == "partnership" else last
            said = {HOMICIDES: caveats.DOMESTIC_TOO}
            yield from _of_grid(grid, place_type, period, RECORDED.name, workspace.partnership.confidence, said)
    if last is not None:
        code = workspace.partnership.code
        yield _cannot(HOMICIDES, "partnership", code, RECORDED.name, last, UNDER_25, caveats.NO_AGES)
        yield _cannot(KNIFE, "partnership", code, RECORDED.name, last, ALL, caveats.NO_KNIVES)


# --- rows -------------------------------------------------------------------------------------------------------------


def _base(
    theme: str, place_type: str, codes: Sequence[str], source: str, spans: Sequence[Period], group: tuple[str, str] = ALL
) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame({
        "measure": "count", "theme": theme, "place_type": place_type, "place_code": list(codes),
        "period_type": [span.type for span in spans], "period_start": [span.start for span in spans],
        "period_end": [span.end for span in spans], "group_by": group[0], "group_value": group[1], "denominator": np.nan,
        "denominator_kind": "none", "unit": UNITS[theme], "source": source, "coverage": 1.0,
    })  # fmt: skip


def _cannot(
    theme: str, place_type: str, code: str, source: str, span: Period, group: tuple[str, str], why: str
) -> pd.DataFrame:  # fmt: skip
    """A row without a value, which says why this source cannot give the measure."""
    return _base(theme, place_type, [code], source, [span], group).assign(
        count=np.nan, value=np.nan, lower=np.nan, upper=np.nan, method="none", coverage=0.0, caveats=why
    )


def _of_grid(
    grid: Grid, place_type: str, period: Period, source: str, confidence: float, said: dict[str, str]
) -> Iterator[pd.DataFrame]:  # fmt: skip
    """Counts of each theme of a grid over a period, and rates per 1,000 residents of all ages together."""
    counts, coverage, years = grid.over(period)
    there = coverage > 0
    codes = np.array(grid.codes, dtype=object)[there]
    for n, name in enumerate(grid.themes):
        theme, group = (name.removesuffix(YOUNG), UNDER_25) if name.endswith(YOUNG) else (name, ALL)
        count = counts[there][:, n]
        lower, upper = count_interval(np.maximum(count, 0), confidence)
        part = np.where(coverage[there] < 1, caveats.PART_FILED, "")
        base = _base(theme, place_type, list(codes), source, [period] * len(codes), group).assign(
            count=count, value=count.astype(float), lower=lower, upper=upper, coverage=coverage[there],
            method=count_interval_method(np.maximum(count, 0)),
            caveats=[" ".join(filter(None, [one, said.get(name, "")])) for one in part],
        )  # fmt: skip
        yield base
        people = years[0].value[there]
        known = np.isfinite(people) & (people > 0)
        if group == ALL and known.any():
            per = PEOPLE / people[known]
            yield base[known].assign(
                measure="rate_per_1000", denominator=people[known], denominator_kind="residents",
                value=base["value"][known] * per, lower=lower[known] * per, upper=upper[known] * per,
                unit=f"{UNITS[theme]} per 1,000 residents a year",
            )  # fmt: skip
