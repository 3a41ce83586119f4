"""Age-standardised rates of what police extracts count, by the ages of victims."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from purbeck.definition.definition import COUNTED, Definition
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.measures import caveats
from purbeck.measures.covered import covered_months
from purbeck.measures.exposures import Everyone, placed
from purbeck.measures.grid import MONTHS_A_YEAR
from purbeck.measures.measure import TABLE
from purbeck.measures.records import inside_of, years_of
from purbeck.periods import Period
from purbeck.sources.residents_by_year import AGE_BANDS
from purbeck.sources.residents_by_year import TABLE as RESIDENTS
from purbeck.sources.returns.code_lists import code_lists
from purbeck.statistics.standardised import FEWEST_EVENTS, standardised_rate
from purbeck.workspace import Workspace

STANDARD = Path(__file__).with_name("standard_population.toml")
SOURCE = "police_extract"
PLACES = ("district", "csp", "partnership")
PER, UNIT = 100_000, "per 100,000 residents a year, standardised to the European Standard Population 2013"
WIDTH, OLDEST = 5, 90  # years in a band of residents; the first age of the last


@cache
def standard() -> np.ndarray:
    """People of the standard population in each band of `AGE_BANDS`."""
    people = tomllib.loads(STANDARD.read_text(encoding="utf-8"))["people"]
    return np.array([float(people[band]) for band in AGE_BANDS])


@cache
def shares() -> np.ndarray:
    """What share of each band of residents lies in each band of returns: bands of returns x bands of residents.

    A band that cuts one of five years takes its share of the years.
    """
    first = np.arange(0, OLDEST + 1, WIDTH)
    found = []
    for band in code_lists()["age_band"].names:
        low, high = _ages(band)
        years = np.minimum(high + 1, first + WIDTH) - np.maximum(low, first)
        years[-1] = WIDTH if high >= OLDEST else 0
        found.append(np.clip(years, 0, WIDTH) / WIDTH)
    return np.array(found)


def _ages(band: str) -> tuple[int, int]:
    low, high = re.fullmatch(r"(\d+)(?:-(\d+)|_and_over)", band).groups()  # type: ignore[union-attr]
    return int(low), int(high) if high else 10 * OLDEST


def rows(
    workspace: Workspace, definitions: Sequence[Definition], everyone: Everyone, names: dict[str, str]
) -> pd.DataFrame:  # fmt: skip
    """Rows of the measures table: a rate for each place, period wholly covered and theme; withheld below 10 events.

    Nothing where no police extract is held, or no residents by age of the small areas of our places.
    """
    months = covered_months(workspace).get(SOURCE, [])
    people = _residents(workspace, everyone.members) if months else {}
    spans = [span for span in years_of(months) if set(span.months) <= set(months)] if months else []
    if not people or not spans:
        return TABLE.empty()
    frames = [
        frame
        for definition in definitions
        for frame in _of(workspace, definition, everyone, people, spans)
    ]  # fmt: skip
    if not frames:
        return TABLE.empty()
    found = pd.concat(frames, ignore_index=True)
    found["place_name"] = [names.get(code, code) for code in found["place_code"]]
    return found.sort_values(list(TABLE.key), kind="stable", ignore_index=True)


def _residents(workspace: Workspace, members: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Residents of each small area of ours by band of returns, by year, for the years in which all of them are known."""
    if not workspace.store.files(RESIDENTS):
        return {}
    ours = members.loc[members["ours"], "lsoa21"]
    table = workspace.store.read(RESIDENTS)
    link = workspace.store.engine.frame(ours.to_frame("area_code"), ibis.schema({"area_code": "string"}))
    inside = table.semi_join(link, "area_code").group_by("year", "area_code", "age_band")
    held = workspace.store.fetch(inside.agg(residents=ibis._.residents.sum().cast("float64")))
    found = {}
    for year, of in held.groupby("year"):
        wide = of.pivot_table(index="area_code", columns="age_band", values="residents").reindex(
            columns=list(AGE_BANDS)
        )
        wide = wide.reindex(ours)
        if wide.notna().all(axis=None):
            found[int(str(year))] = pd.DataFrame(wide.to_numpy() @ shares().T, index=wide.index)
    return found


def _of(
    workspace: Workspace,
    definition: Definition,
    everyone: Everyone,
    people: dict[int, pd.DataFrame],
    spans: list[Period],
) -> Iterator[pd.DataFrame]:
    counted = _counted(workspace, definition)
    members, code = everyone.members, workspace.partnership.code
    if counted.empty:  # no rule of it fits police extracts
        return
    for place_type in PLACES:
        inside = inside_of(members, place_type)
        areas = placed(inside, place_type, code).set_index("lsoa21")["place"]
        events = counted[counted["lsoa21"].isin(areas.index)]
        events = events.assign(place=events["lsoa21"].map(areas))
        for span in spans if len(areas) else ():
            away = {year: (abs(year - int(span.last[:4])), year) for year in people}
            year = min(away, key=away.__getitem__)
            years = people[year].groupby(areas).sum() * (len(span.months) / MONTHS_A_YEAR)
            yield from _rates(events[events["month"].between(span.first, span.last)], years, definition, place_type, span,
                              workspace.partnership.confidence)  # fmt: skip


def _counted(workspace: Workspace, definition: Definition) -> pd.DataFrame:
    """What the definition counts in police extracts, by lsoa21, month, theme and the victim's age band."""
    store = workspace.store
    incidents = store.read(INCIDENTS).filter(ibis._.source == SOURCE, ibis._.lsoa21.notnull())
    ours = store.read(COUNTED).filter(ibis._.definition == definition.id).select("incident_id", "theme")
    joined = incidents.inner_join(ours, "incident_id")
    return store.fetch(joined.group_by("lsoa21", "month", "theme", band="victim_age_band").agg(count=ibis._.count()))


def _rates(
    events: pd.DataFrame, years: pd.DataFrame, definition: Definition, place_type: str, span: Period, confidence: float
) -> Iterator[pd.DataFrame]:
    """Rates of each theme, the total first, over one period."""
    bands = list(code_lists()["age_band"].names)
    for theme in definition.names():
        chosen = events if theme == definition.id else events[events["theme"] == theme]
        table = chosen.pivot_table(index="place", columns="band", values="count", aggfunc="sum", fill_value=0)
        counts = table.reindex(index=years.index, columns=bands, fill_value=0).fillna(0).astype("int64")
        every = chosen.groupby("place")["count"].sum().reindex(years.index, fill_value=0)
        found = standardised_rate(counts.to_numpy(), years.to_numpy(), shares() @ standard(), confidence)
        unknown = (every - found.events).to_numpy()
        yield pd.DataFrame({
            "measure": "standardised_rate", "theme": theme, "place_type": place_type, "place_code": list(years.index),
            "period_type": span.type, "period_start": span.start, "period_end": span.end, "group_by": "all",
            "group_value": "all", "count": found.events, "denominator": years.sum(axis=1).to_numpy(),
            "denominator_kind": "residents", "value": found.value * PER, "lower": found.lower * PER,
            "upper": found.upper * PER, "confidence": confidence, "unit": UNIT, "method": "dobson", "source": SOURCE,
            "coverage": 1.0, "definition": definition.id, "definition_version": definition.version,
            "caveats": [_said(int(n), int(lost)) for n, lost in zip(found.events, unknown, strict=True)],
        })  # fmt: skip


def _said(events: int, unknown: int) -> str:
    few = caveats.WITHHELD if events < FEWEST_EVENTS else ""
    return " ".join(filter(None, [few, caveats.age_unknown(unknown, events + unknown)]))
