"""Compute every measure: for each place, period and theme a count, a rate and a share, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import places, provenance
from purbeck.definition.definition import Definition, read_definitions
from purbeck.incidents.recorded import FLAGS_TABLE as RECORDED_FLAGS
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.measures import by_age, exposures, recorded, records, returned, success, weighed
from purbeck.measures import cells as cells_
from purbeck.measures import people as people_
from purbeck.measures import weights as weights_
from purbeck.measures.covered import covered_months
from purbeck.measures.grid import Grid
from purbeck.measures.measure import EVERYONE, FROM_PARTNERS, OURS, TABLE, WEIGHED_EVERYONE, WEIGHED_OURS
from purbeck.measures.rows import ALL, OUTSIDE, Block, Placed, in_rows, periods_for
from purbeck.periods import months_from
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.hospital_admissions_published import TABLE as ADMISSIONS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.returns.figures import RETURNED as FIGURES
from purbeck.sources.visitors import VISITORS
from purbeck.store import Store
from purbeck.workspace import Partnership, Tell, Workspace

# Wards and LSOAs are wanted inside the partnership's area alone; larger areas everywhere, for ranks and comparators.
PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership", "county", "force", "region", "nation")
OURS_ONLY = ("lsoa21", "ward", "partnership")
# Comparators are wanted a second time without us: group_by `partnership`, group_value `outside`.
COMPARATORS = ("force", "region", "nation")
LARGER = ("district_code", "csp_code", "county_code", "force_code", "region_code", "nation_code")
# Rows that are the same whosever area is ours, and rows that are not.
PLACED: dict[str, list[Placed]] = {
    EVERYONE: [(place_type, ALL) for place_type in PLACE_TYPES if place_type not in OURS_ONLY],
    OURS: [(place_type, ALL) for place_type in OURS_ONLY] + [(c, OUTSIDE) for c in COMPARATORS],
}


@dataclass(frozen=True)
class Cells:
    """Counts by theme and month: ours by LSOA, with the areas each lies in; everyone's by the larger areas alone."""

    ours: pd.DataFrame
    everyone: pd.DataFrame


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the measures up to date with the cells, the places, the force-months filed, the weights and the settings."""
    store, partnership = workspace.store, workspace.partnership
    cells_key = cells_.build(workspace, tell)
    people_key = people_.build(workspace)
    definitions = read_definitions(workspace.definition_files())
    read = (LSOA_CODES, FORCE_MONTHS, RECORDED, RECORDED_FLAGS, VISITORS.table)
    known = [cells_key, people_key, [store.key(table) for table in read], partnership.counties, partnership.confidence,
             [[d.version, *d.names()] for d in definitions]]  # fmt: skip
    shared = provenance.key_of(known)
    own = provenance.key_of(
        shared, store.key(PLACES), partnership.model_dump(), covered_months(workspace), provenance.code_hash()
    )
    weights = provenance.key_of(weights_.made_from(workspace))
    from_partners = provenance.key_of(own, store.key(FIGURES), store.key(ADMISSIONS))
    keys = {EVERYONE: shared, OURS: own, WEIGHED_EVERYONE: provenance.key_of(shared, weights),
            WEIGHED_OURS: provenance.key_of(own, weights), FROM_PARTNERS: from_partners}  # fmt: skip
    held = store.parts(TABLE)
    stale = [part for part, key in keys.items() if held.get(part) != key]
    if not stale:
        return
    members = workspace.table(PLACES)
    known_people = workspace.once(("people", shared), lambda: exposures.Everyone.of(workspace, members))
    everyone = replace(known_people, members=members.reset_index(drop=True))
    for n, part in enumerate(stale):
        tell("measuring", n, len(stale))
        if part in PLACED:
            _count(workspace, part, keys[part], definitions, everyone, shared)
        elif part == FROM_PARTNERS:
            _from_partners(workspace, keys[part], definitions, everyone, shared)
        else:
            _weigh(workspace, part, keys[part], definitions, everyone, shared)
    store.keep_parts(TABLE, keys)
    tell("measuring", len(stale), len(stale))


def _count(
    workspace: Workspace, part: str, key: str, definitions: list[Definition], everyone: exposures.Everyone, shared: str
) -> None:  # fmt: skip
    """Counts, rates and shares of everyone's areas, or of ours and of comparators without us."""
    store, partnership, members = workspace.store, workspace.partnership, everyone.members
    filed = workspace.once(("filed", shared), lambda: filed_months(workspace.table(FORCE_MONTHS), members))
    blocks = [
        block
        for d in definitions
        for block in _blocks(d, PLACED[part], _cells(workspace, d, members, shared), everyone, filed, partnership)
    ]
    blocks += recorded.blocks(workspace, definitions, everyone, PLACED[part], shared)
    blocks += records.blocks(workspace, definitions, everyone) if part == OURS else []
    names = _names(members, partnership)
    rows = in_rows(store, blocks, names, partnership.confidence) if blocks else TABLE.empty()
    store.write_part(TABLE, part, rows, key, bool(blocks))


def _from_partners(
    workspace: Workspace, key: str, definitions: list[Definition], everyone: exposures.Everyone, shared: str
) -> None:  # fmt: skip
    """Figures that partners returned, the Home Office's success measures, standardised rates.

    Serious violence of the success measures is that of the first definition with rules for the police's own records.
    """
    store, partnership = workspace.store, workspace.partnership
    given = workspace.table(FIGURES) if store.files(FIGURES) else FIGURES.empty()
    names = _names(everyone.members, partnership)
    found = returned.rows(given, everyone, partnership, names)
    counting = next((d for d in definitions if d.speaks_of(success.POLICE)), definitions[0])
    measures = success.rows(workspace, counting, everyone, found, names, shared)
    rates = by_age.rows(workspace, definitions, everyone, names)
    held = [frame for frame in (found, measures, rates) if len(frame)]
    rows = pd.concat(held, ignore_index=True) if held else TABLE.empty()
    store.write_part(TABLE, FROM_PARTNERS, rows, key, False)


def _weigh(
    workspace: Workspace, part: str, key: str, definitions: list[Definition], everyone: exposures.Everyone, shared: str
) -> None:  # fmt: skip
    """Harm and cost of everyone's areas, or of ours with what has no weight there."""
    placed = PLACED[EVERYONE if part == WEIGHED_EVERYONE else OURS]
    blocks = recorded.blocks(workspace, definitions, everyone, placed, shared, by_code=True)
    blocks += records.blocks(workspace, definitions, everyone, by_code=True) if part == WEIGHED_OURS else []
    sets = weights_.read_weights(workspace)
    if part == WEIGHED_EVERYONE:  # components of cost are of ours alone: there are so many areas
        sets = [weights for weights in sets if weights.group == ALL]
    names = _names(everyone.members, workspace.partnership)
    found = weighed.rows(blocks, sets, names, workspace.partnership.confidence)
    workspace.store.write_part(TABLE, part, found, key, True)
    if part == WEIGHED_OURS:
        workspace.store.write(weighed.UNWEIGHED, weighed.unweighed(blocks, sets), key)


def _blocks(
    definition: Definition, placed: Sequence[Placed], cells: Cells, everyone: exposures.Everyone,
    filed: set[tuple[str, str]], partnership: Partnership,
) -> Iterator[Block]:  # fmt: skip
    """What to measure by one definition, if it has a rule for street-level rows: each type of place that has any people.

    Nothing where no month was filed.
    """
    held = {m for _, m in filed}
    for of in placed if filed and definition.speaks_of(STREET.name) else ():
        place_type, group = of
        counted = _placed(cells, definition, of, everyone.members, partnership)
        kinds = everyone.parts(place_type, _lived_in(of, everyone.members).index, partnership.code)
        if len(kinds[0].place):
            themes, months = definition.themes_of(STREET.name), months_from(min(held), max(held))
            grid = Grid.of(counted, kinds, filed, themes, months)
            if group == ALL:
                grid = everyone.with_visitors(grid, place_type, months, partnership)
            yield Block(definition, *of, grid, periods_for(place_type, held))


def _lived_in(of: Placed, members: pd.DataFrame) -> pd.DataFrame:
    """The small areas whose people a type of place is made of."""
    place_type, group = of
    if place_type in OURS_ONLY:
        members_of = members[members["ours"]]
    else:
        members_of = members[~members["ours"]] if group == OUTSIDE else members
    return _inside(members_of, of, members)


def filed_months(force_months: pd.DataFrame, members: pd.DataFrame) -> set[tuple[str, str]]:
    """Which territorial force (ONS code) filed which month; forces without a territory are left out."""
    named = members[["force_code", "force_name"]].dropna().drop_duplicates()
    codes = {places.force_key(name): code for code, name in zip(named["force_code"], named["force_name"], strict=True)}
    filed = force_months[force_months["chosen"]]
    found = filed["force"].map(lambda name: codes.get(places.force_key(name)))
    return {(code, month) for code, month in zip(found, filed["month"], strict=True) if isinstance(code, str)}


def _inside(rows: pd.DataFrame, of: Placed, members: pd.DataFrame) -> pd.DataFrame:
    """The rows to add up: those of the places we lie in where it is about the rest of them, else all that were given."""
    place_type, group = of
    if group != OUTSIDE or place_type == "nation":  # England and Wales is a nation of its own: its rest takes in both
        return rows
    return rows[rows[f"{place_type}_code"].isin(members.loc[members["ours"], f"{place_type}_code"])]


def _cells(workspace: Workspace, definition: Definition, members: pd.DataFrame, shared: str) -> Cells:
    """Counts by theme and month, ours by LSOA, everyone's by every larger area that LSOAs lie in.

    `shared` is the key of what everyone's are made from.
    """
    store = workspace.store

    def everyone() -> pd.DataFrame:
        names = ["lsoa21", *LARGER]
        link = store.engine.frame(members[names], ibis.schema(dict.fromkeys(names, "string")))
        joined = _counted(store, definition).inner_join(link, "lsoa21")
        counted = joined.group_by(*LARGER, "theme", "month").agg(count=joined["count"].sum().cast("int64"))
        return store.fetch(counted.order_by(*LARGER, "theme", "month"))

    inside = members.loc[members["ours"], ["lsoa21", "ward_code", *LARGER]]
    rows = _counted(store, definition)
    rows = rows.semi_join(store.engine.frame(inside[["lsoa21"]], ibis.schema({"lsoa21": "string"})), "lsoa21")
    counted = rows.group_by("lsoa21", "theme", "month").agg(count=rows["count"].sum().cast("int64"))
    ours = store.fetch(counted.order_by("lsoa21", "theme", "month")).merge(inside, on="lsoa21")
    return Cells(ours, workspace.once(("cells", shared, definition.id), everyone))


def _counted(store: Store, definition: Definition) -> ir.Table:
    return store.read(cells_.CELLS).filter(ibis._.definition == definition.id, ibis._.source == STREET.name)


def _placed(
    cells: Cells, definition: Definition, of: Placed, members: pd.DataFrame, partnership: Partnership
) -> pd.DataFrame:
    """Cells (place, force, theme, month, count) of one type of place, the total of the themes among them."""
    place_type, group = of
    if place_type in OURS_ONLY:
        counted = cells.ours
    elif group == OUTSIDE:  # everyone's without ours: counts are whole numbers, so that what is left is exact
        counted = pd.concat([cells.everyone, cells.ours.assign(count=-cells.ours["count"])], ignore_index=True)
    else:
        counted = cells.everyone
    placed = exposures.placed(_inside(counted, of, members), place_type, partnership.code)
    rows = placed.groupby(["place", "force", "theme", "month"], as_index=False)["count"].sum()
    totals = rows.groupby(["place", "force", "month"], as_index=False)["count"].sum().assign(theme=definition.id)
    return pd.concat([rows, totals], ignore_index=True)


def _names(members: pd.DataFrame, partnership: Partnership) -> dict[str, str]:
    names = dict([places.ENGLAND_AND_WALES, (partnership.code, partnership.name)])
    names.update(zip(members["lsoa21"].tolist(), members["lsoa_name"].tolist(), strict=True))
    for kind in ("ward", "district", "csp", "county", "force", "region", "nation"):
        known = members[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates()
        names.update(zip(known[f"{kind}_code"], known[f"{kind}_name"], strict=True))
    return names
