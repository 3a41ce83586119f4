"""Partners' records as blocks to measure: our own places alone, over the months their files cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import pandas as pd

from purbeck.definition.definition import Definition
from purbeck.measures import cells as cells_
from purbeck.measures.covered import covered_months
from purbeck.measures.exposures import Everyone, placed
from purbeck.measures.grid import Grid
from purbeck.measures.rows import ALL, Block, coded, periods_for
from purbeck.periods import Period, months_from, periods_over
from purbeck.store import Store
from purbeck.workspace import Workspace

YEARS = ("calendar_year", "financial_year", "rolling_12_months", "three_years")
PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership")


def blocks(
    workspace: Workspace, definitions: list[Definition], everyone: Everyone, by_code: bool = False
) -> list[Block]:  # fmt: skip
    """What to measure from partners' records by each definition; nothing of a source that no file is held of.

    A month counts where a stored file covers all of it. With `by_code` themes are those of the definition with an offence
    code each (`rows.coded`), for sources that give one.
    """
    found = []
    for source, months in covered_months(workspace).items():
        for definition in (d for d in definitions if months and d.speaks_of(source)):
            counted = _counted(workspace.store, definition, source, by_code)
            if counted.empty:  # no rule of it fits this source: that is no zero
                continue
            if by_code:
                themes = sorted(set(counted["theme"]))
            else:
                themes = definition.themes_of(source)
                total = counted.groupby(["lsoa21", "month"], as_index=False)["count"].sum().assign(theme=definition.id)
                counted = pd.concat([counted, total], ignore_index=True)
            for place_type, grid in grids(workspace, everyone, counted, months, themes):
                found.append(Block(definition, place_type, ALL, grid, periods_for(place_type, months), source))
    return found


def grids(
    workspace: Workspace, everyone: Everyone, counted: pd.DataFrame, months: Sequence[str], themes: Sequence[str],
    place_types: Sequence[str] = PLACE_TYPES,
) -> Iterator[tuple[str, Grid]]:  # fmt: skip
    """Type of place and grid of counts by lsoa21, theme and month, for places that lie in our area whole."""
    members, code = everyone.members, workspace.partnership.code
    filed = {(force, m) for force in members.loc[members["ours"], "force_code"].dropna().unique() for m in months}
    counted = counted[counted["month"].isin(months)].merge(members[members["ours"]], on="lsoa21")
    for place_type in place_types:
        inside = inside_of(members, place_type)
        rows = counted[counted["lsoa21"].isin(inside["lsoa21"])]
        kinds = everyone.parts(place_type, inside.index, code)
        if kinds and len(kinds[0].place):
            cells = (
                placed(rows, place_type, code)
                .groupby(["place", "force", "theme", "month"], as_index=False)["count"]
                .sum()
            )
            yield place_type, Grid.of(cells, kinds, filed, themes, months_from(months[0], months[-1]))


def years_of(months: Sequence[str]) -> list[Period]:
    """The years of months, and of rolling years the last."""
    found = [span for span in periods_over(set(months)) if span.type in YEARS]
    return [span for span in found if span.type != "rolling_12_months" or span.last == max(months)]


def inside_of(members: pd.DataFrame, place_type: str) -> pd.DataFrame:
    """The small areas of ours; for districts and CSPs of those that lie in our area whole."""
    inside = members[members["ours"]]
    if place_type not in ("district", "csp"):
        return inside
    whole = members.groupby(f"{place_type}_code")["ours"].all()
    return inside[inside[f"{place_type}_code"].isin(whole.index[whole])]


def _counted(store: Store, definition: Definition, source: str, by_code: bool) -> pd.DataFrame:
    rows = store.read(cells_.CELLS).filter(ibis._.definition == definition.id, ibis._.source == source)
    by = ["lsoa21", "theme", "month", *(["offence_code"] if by_code else [])]
    rows = rows.filter(rows.offence_code.notnull()) if by_code else rows
    found = store.fetch(rows.group_by(*by).agg(count=rows["count"].sum().cast("int64")).order_by(*by))
    if by_code:
        found["theme"] = [coded(t, c) for t, c in zip(found["theme"], found["offence_code"], strict=True)]
    return found
