"""Compute every measure: for each place, period and theme a count, a rate and a share, with intervals."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd

from purbeck import places, provenance
from purbeck.definition.definition import Definition, read_definitions
from purbeck.measures import cells as cells_
from purbeck.measures.grid import Grid
from purbeck.measures.measure import TABLE, UNITS
from purbeck.periods import Period, months_from, periods_over
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import intervals
from purbeck.store import Store
from purbeck.workspace import Partnership, Tell, Workspace

# Wards and LSOAs are wanted inside the partnership's area alone; larger areas everywhere, for ranks and comparators.
PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership", "force", "region", "nation")
OURS_ONLY = ("lsoa21", "ward", "partnership")
# Comparators are wanted a second time without us: group_by `partnership`, group_value `outside`.
COMPARATORS = ("force", "region", "nation")
EVERYONE, OUTSIDE = ("all", "all"), ("partnership", "outside")
PEOPLE = 1000


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the measures up to date with the cells, the places, the force-months filed and the settings."""
    store = workspace.store
    cells_key = cells_.build(workspace, tell)
    definitions = read_definitions(workspace.definition_files())
    partnership = workspace.partnership
    key = provenance.key_of(
        cells_key,
        store.key(PLACES),
        store.key(FORCE_MONTHS),
        partnership.model_dump(),
        [[d.version, *d.names()] for d in definitions],
    )
    if store.key(TABLE) == key:
        return
    members = workspace.table(PLACES)
    filed = filed_months(workspace.table(FORCE_MONTHS), members)
    months = months_from(min(m for _, m in filed), max(m for _, m in filed)) if filed else []
    frames = []
    for n, definition in enumerate(definitions):
        tell(f"measuring {definition.id}", n, len(definitions))
        placed = [(place_type, EVERYONE) for place_type in PLACE_TYPES] + [(c, OUTSIDE) for c in COMPARATORS]
        for place_type, group in placed if filed else []:
            people, cells = _placed(store, definition, place_type, _members_of(members, place_type, group), partnership)
            if people.empty:
                continue
            grid = Grid.of(cells, people, filed, [definition.id, *(t.id for t in definition.themes)], months)
            wanted = _periods_for(place_type, {m for _, m in filed})
            frames.append(_measured(grid, place_type, group, definition, wanted, partnership))
    rows = pd.concat(frames, ignore_index=True) if frames else TABLE.empty()
    rows["place_name"] = rows["place_code"].map(_names(members, partnership))
    store.write(TABLE, rows, key)
    tell("measuring", len(definitions), len(definitions))


def filed_months(force_months: pd.DataFrame, members: pd.DataFrame) -> set[tuple[str, str]]:
    """Which territorial force (ONS code) filed which month; forces without a territory are left out."""
    named = members[["force_code", "force_name"]].dropna().drop_duplicates()
    codes = {places.force_key(name): code for code, name in zip(named["force_code"], named["force_name"], strict=True)}
    filed = force_months[force_months["chosen"]]
    found = filed["force"].map(lambda name: codes.get(places.force_key(name)))
    return {(code, month) for code, month in zip(found, filed["month"], strict=True) if isinstance(code, str)}


def _members_of(members: pd.DataFrame, place_type: str, group: tuple[str, str]) -> pd.DataFrame:
    """The LSOAs to add up: ours, everyone's, or those of the places we lie in without ours."""
    if place_type in OURS_ONLY:
        return members[members["ours"]]
    if group == EVERYONE:
        return members
    around = members.loc[members["ours"], f"{place_type}_code"]
    return members[~members["ours"] & members[f"{place_type}_code"].isin(around) | _rest_of_both(members, place_type)]


def _rest_of_both(members: pd.DataFrame, place_type: str) -> pd.Series:
    """England and Wales is a nation of its own in the tables, so its rest takes in both."""
    return ~members["ours"] & (place_type == "nation")


def _periods_for(place_type: str, months: set[str]) -> list[Period]:
    """Every period; for small places only the latest rolling year, since there are so many of them."""
    found = periods_over(months)
    if place_type not in ("lsoa21", "ward"):
        return found
    return [p for p in found if p.type != "rolling_12_months" or p.last == max(months)]


def _placed(
    store: Store, definition: Definition, place_type: str, inside: pd.DataFrame, partnership: Partnership
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People (place, force, residents) and cells (place, force, theme, month, count) of one type of place."""
    of = inside.assign(place=_place_of(inside, place_type, partnership), force=inside["force_code"])
    people = of.groupby(["place", "force"], as_index=False)["residents"].sum()
    link = store.engine.frame(of[["lsoa21", "place", "force"]].astype("str"))
    rows = store.read(cells_.CELLS).filter(ibis._.definition == definition.id, ibis._.source == STREET.name)
    joined = (
        rows.inner_join(link, "lsoa21").group_by("place", "force", "theme", "month").agg(count=ibis._["count"].sum())
    )
    cells = store.fetch(joined)
    cells["count"] = cells["count"].astype("int64")
    totals = cells.groupby(["place", "force", "month"], as_index=False)["count"].sum().assign(theme=definition.id)
    if place_type == "nation":
        both, name = pd.concat([people, people.assign(place=places.ENGLAND_AND_WALES[0])]), places.ENGLAND_AND_WALES[0]
        people = both.groupby(["place", "force"], as_index=False)["residents"].sum()
        cells, totals = pd.concat([cells, cells.assign(place=name)]), pd.concat([totals, totals.assign(place=name)])
    return people, pd.concat([cells, totals], ignore_index=True)


def _place_of(members: pd.DataFrame, place_type: str, partnership: Partnership) -> pd.Series | str:
    if place_type == "partnership":
        return partnership.code
    return members["lsoa21"] if place_type == "lsoa21" else members[f"{place_type}_code"]


def _names(members: pd.DataFrame, partnership: Partnership) -> dict[str, str]:
    names = dict([places.ENGLAND_AND_WALES, (partnership.code, partnership.name)])
    names.update(zip(members["lsoa21"], members["lsoa_name"], strict=True))
    for kind in ("ward", "district", "csp", "force", "region", "nation"):
        known = members[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates()
        names.update(zip(known[f"{kind}_code"], known[f"{kind}_name"], strict=True))
    return names


def _measured(
    grid: Grid,
    place_type: str,
    group: tuple[str, str],
    definition: Definition,
    wanted: list[Period],
    partnership: Partnership,
) -> pd.DataFrame:
    """Counts, rates and shares of a grid over periods, for places and periods where any month was filed."""
    frames = []
    for period in wanted:
        counts, person_years, coverage = grid.over(period)
        somewhere = coverage > 0
        base = pd.DataFrame(
            {
                "place_code": np.repeat(np.array(grid.codes)[somewhere], len(grid.themes)),
                "theme": np.tile(grid.themes, somewhere.sum()),
                "count": counts[somewhere].ravel(),
                "total": np.repeat(counts[somewhere, 0], len(grid.themes)),
                "person_years": np.repeat(person_years[somewhere], len(grid.themes)),
                "coverage": np.repeat(coverage[somewhere], len(grid.themes)),
            }
        )
        base["period_type"], base["period_start"], base["period_end"] = period.type, period.start, period.end
        frames.append(base)
    rows = pd.concat(frames, ignore_index=True)
    measured = pd.concat(
        [_counts(rows, partnership.confidence), _rates(rows, partnership.confidence),
         _shares(rows[rows["theme"] != definition.id], partnership.confidence)],
        ignore_index=True,
    )  # fmt: skip
    return measured.assign(
        place_type=place_type, group_by=group[0], group_value=group[1], confidence=partnership.confidence, source=STREET.name,
        unit=measured["measure"].map(UNITS), definition=definition.id, definition_version=definition.version,
        caveats=measured["coverage"].map(_caveat),
    )  # fmt: skip


def _caveat(coverage: float) -> str:
    return "" if coverage >= 1 else "Not every month of the period was filed."


def _counts(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    lower, upper = intervals.count_interval(rows["count"].to_numpy(), confidence)
    return rows.assign(
        measure="count", denominator=np.nan, denominator_kind="none", value=rows["count"].astype("float64"), lower=lower,
        upper=upper, method=intervals.count_interval_method(rows["count"].to_numpy()),
    )  # fmt: skip


def _rates(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    lower, upper = intervals.count_interval(rows["count"].to_numpy(), confidence)
    per = PEOPLE / rows["person_years"]
    return rows.assign(
        measure="rate_per_1000", denominator=rows["person_years"], denominator_kind="residents",
        value=rows["count"] * per, lower=lower * per, upper=upper * per,
        method=intervals.count_interval_method(rows["count"].to_numpy()),
    )  # fmt: skip


def _shares(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    count, total = rows["count"].to_numpy(), rows["total"].to_numpy()
    lower, upper = intervals.share_interval(count, total, confidence)
    value = np.divide(count, total, out=np.full(len(rows), np.nan), where=total > 0)
    return rows.assign(
        measure="share", denominator=total.astype("float64"), denominator_kind="none", value=value, lower=lower,
        upper=upper, method="wilson",
    )  # fmt: skip
