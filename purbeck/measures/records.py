"""Partners' records as blocks to measure: our own places alone, over the months their files cover."""

from __future__ import annotations

import ibis
import pandas as pd

from purbeck.definition.definition import Definition
from purbeck.measures import cells as cells_
from purbeck.measures.covered import covered_months
from purbeck.measures.exposures import Everyone, placed
from purbeck.measures.grid import Grid
from purbeck.measures.rows import ALL, Block, coded, periods_for
from purbeck.periods import months_from
from purbeck.store import Store
from purbeck.workspace import Workspace

PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership")


def blocks(
    workspace: Workspace, definitions: list[Definition], everyone: Everyone, by_code: bool = False
) -> list[Block]:  # fmt: skip
    """What to measure from partners' records by each definition; nothing of a source that no file is held of.

    A month counts where a stored file covers all of it. With `by_code` themes are those of the definition with an offence
    code each (`rows.coded`), for sources that give one.
    """
    covered = covered_months(workspace)
    members = everyone.members
    ours = members[members["ours"]]
    forces = sorted(ours["force_code"].dropna().unique())
    found = []
    for source, months in covered.items():
        filed = {(force, month) for force in forces for month in months}
        for definition in (d for d in definitions if months and d.speaks_of(source)):
            counted = _counted(workspace.store, definition, source, by_code)
            counted = counted.merge(ours, on="lsoa21")
            if counted.empty and by_code:
                continue
            themes = sorted(set(counted["theme"])) if by_code else definition.themes_of(source)
            for place_type in PLACE_TYPES:
                block = _block(definition, source, place_type, counted, everyone, filed, themes, workspace, by_code)
                found += [block] if block is not None else []
    return found


def _counted(store: Store, definition: Definition, source: str, by_code: bool) -> pd.DataFrame:
    rows = store.read(cells_.CELLS).filter(ibis._.definition == definition.id, ibis._.source == source)
    by = ["lsoa21", "theme", "month", *(["offence_code"] if by_code else [])]
    rows = rows.filter(rows.offence_code.notnull()) if by_code else rows
    found = store.fetch(rows.group_by(*by).agg(count=rows["count"].sum().cast("int64")).order_by(*by))
    if by_code:
        found["theme"] = [coded(t, c) for t, c in zip(found["theme"], found["offence_code"], strict=True)]
    return found


def _block(
    definition: Definition, source: str, place_type: str, counted: pd.DataFrame, everyone: Everyone,
    filed: set[tuple[str, str]], themes: list[str], workspace: Workspace, by_code: bool,
) -> Block | None:  # fmt: skip
    """One type of place that lies in our area whole; None where there is none."""
    members, code = everyone.members, workspace.partnership.code
    inside = members[members["ours"]]
    if place_type in ("district", "csp"):
        whole = members.groupby(f"{place_type}_code")["ours"].all()
        inside = inside[inside[f"{place_type}_code"].isin(whole.index[whole])]
        counted = counted[counted[f"{place_type}_code"].isin(whole.index[whole])]
    kinds = everyone.parts(place_type, inside.index, code)
    if not kinds or not len(kinds[0].place):
        return None
    months = sorted({month for _, month in filed})
    rows = (
        placed(counted, place_type, code).groupby(["place", "force", "theme", "month"], as_index=False)["count"].sum()
    )
    if not by_code:
        total = rows.groupby(["place", "force", "month"], as_index=False)["count"].sum().assign(theme=definition.id)
        rows = pd.concat([rows, total], ignore_index=True)
    rows = rows[rows["month"].isin(months)]
    grid = Grid.of(rows, kinds, filed, themes, months_from(months[0], months[-1]))
    return Block(definition, place_type, ALL, grid, periods_for(place_type, months), source)
