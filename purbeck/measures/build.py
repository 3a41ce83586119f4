"""Compute every measure: for each place, period and theme a count, a rate and a share, with intervals."""

from __future__ import annotations

import ibis
import pandas as pd

from purbeck import places, provenance
from purbeck.definition.definition import Definition, read_definitions
from purbeck.measures import cells as cells_
from purbeck.measures.grid import Grid
from purbeck.measures.measure import TABLE
from purbeck.measures.rows import Block, in_rows
from purbeck.periods import Period, months_from, periods_over
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.store import Store
from purbeck.workspace import Partnership, Tell, Workspace

# Wards and LSOAs are wanted inside the partnership's area alone; larger areas everywhere, for ranks and comparators.
PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership", "force", "region", "nation")
OURS_ONLY = ("lsoa21", "ward", "partnership")
# Comparators are wanted a second time without us: group_by `partnership`, group_value `outside`.
COMPARATORS = ("force", "region", "nation")
LARGER = ("district_code", "csp_code", "force_code", "region_code", "nation_code")
EVERYONE, OUTSIDE = ("all", "all"), ("partnership", "outside")


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
    blocks = []
    placed = [(place_type, EVERYONE) for place_type in PLACE_TYPES] + [(c, OUTSIDE) for c in COMPARATORS]
    for n, definition in enumerate(definitions if filed else []):
        tell("measuring", n, len(definitions))
        cells = _cells(store, definition, members)
        for of in placed:
            people, counted = _placed(cells, definition, of, members, partnership)
            if not people.empty:
                months = months_from(min(m for _, m in filed), max(m for _, m in filed))
                grid = Grid.of(counted, people, filed, [definition.id, *(t.id for t in definition.themes)], months)
                blocks.append(Block(definition, *of, grid, _periods_for(of[0], {m for _, m in filed})))
    rows = in_rows(store, blocks, _names(members, partnership), partnership.confidence) if blocks else TABLE.empty()
    store.write(TABLE, rows, key, ordered=bool(blocks))
    tell("measuring", len(definitions), len(definitions))


def filed_months(force_months: pd.DataFrame, members: pd.DataFrame) -> set[tuple[str, str]]:
    """Which territorial force (ONS code) filed which month; forces without a territory are left out."""
    named = members[["force_code", "force_name"]].dropna().drop_duplicates()
    codes = {places.force_key(name): code for code, name in zip(named["force_code"], named["force_name"], strict=True)}
    filed = force_months[force_months["chosen"]]
    found = filed["force"].map(lambda name: codes.get(places.force_key(name)))
    return {(code, month) for code, month in zip(found, filed["month"], strict=True) if isinstance(code, str)}


def _inside(rows: pd.DataFrame, place_type: str, group: tuple[str, str], members: pd.DataFrame) -> pd.DataFrame:
    """The rows to add up: ours, everyone's, or those of the places we lie in without ours."""
    if place_type in OURS_ONLY:
        return rows[rows["ours"]]
    if group == EVERYONE:
        return rows
    around = members.loc[members["ours"], f"{place_type}_code"]
    # England and Wales is a nation of its own in the tables, so its rest takes in both.
    return rows[~rows["ours"] & (rows[f"{place_type}_code"].isin(around) | (place_type == "nation"))]


def _periods_for(place_type: str, months: set[str]) -> list[Period]:
    """Every period; for small places only the latest rolling year, since there are so many of them."""
    found = periods_over(months)
    if place_type not in ("lsoa21", "ward"):
        return found
    return [p for p in found if p.type != "rolling_12_months" or p.last == max(months)]


def _cells(store: Store, definition: Definition, members: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Counts by theme and month: `ours` by LSOA and ward, `everyone` by every larger area that LSOAs lie in."""
    cells = store.read(cells_.CELLS).filter(ibis._.definition == definition.id, ibis._.source == STREET.name)
    names = ["lsoa21", "ward_code", *LARGER, "ours"]
    link = store.engine.frame(members[names], ibis.schema(dict.fromkeys(names[:-1], "string") | {"ours": "boolean"}))
    joined = cells.inner_join(link, "lsoa21")
    found = {}
    for name, columns in (("ours", ["lsoa21", "ward_code", "force_code"]), ("everyone", [*LARGER])):
        rows = joined.filter(joined.ours) if name == "ours" else joined
        counted = rows.group_by(*columns, "ours", "theme", "month").agg(count=rows["count"].sum().cast("int64"))
        found[name] = store.fetch(counted.order_by(*columns, "theme", "month"))
    return found


def _placed(
    cells: dict[str, pd.DataFrame], definition: Definition, of: tuple[str, tuple[str, str]], members: pd.DataFrame,
    partnership: Partnership,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """People (place, force, residents) and cells (place, force, theme, month, count) of one type of place."""
    place_type, group = of
    people = _by_place(_inside(members, place_type, group, members), place_type, partnership, "residents", [])
    counted = _inside(cells["ours" if place_type in ("lsoa21", "ward") else "everyone"], place_type, group, members)
    rows = _by_place(counted, place_type, partnership, "count", ["theme", "month"])
    totals = rows.groupby(["place", "force", "month"], as_index=False)["count"].sum().assign(theme=definition.id)
    return people, pd.concat([rows, totals], ignore_index=True)


def _by_place(rows: pd.DataFrame, place_type: str, partnership: Partnership, value: str, by: list[str]) -> pd.DataFrame:
    """A value added up by place, force and `by`; nations a second time as England and Wales."""
    code = {"partnership": partnership.code, "lsoa21": rows.get("lsoa21")}.get(
        place_type, rows.get(f"{place_type}_code")
    )
    placed = rows.assign(place=code, force=rows["force_code"])
    if place_type == "nation":
        placed = pd.concat([placed, placed.assign(place=places.ENGLAND_AND_WALES[0])])
    return placed.groupby(["place", "force", *by], as_index=False)[value].sum()


def _names(members: pd.DataFrame, partnership: Partnership) -> dict[str, str]:
    names = dict([places.ENGLAND_AND_WALES, (partnership.code, partnership.name)])
    names.update(zip(members["lsoa21"].tolist(), members["lsoa_name"].tolist(), strict=True))
    for kind in ("ward", "district", "csp", "force", "region", "nation"):
        known = members[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates()
        names.update(zip(known[f"{kind}_code"], known[f"{kind}_name"], strict=True))
    return names
