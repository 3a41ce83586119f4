"""Run the analyses of every definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from purbeck import provenance
from purbeck.analyses import (
    comparison,
    composition,
    concentration,
    context,
    harm,
    hidden_need,
    outcomes,
    overlap,
    pathways,
    perception,
    profile,
    searches,
    three_years,
    trend,
)
from purbeck.analyses.analysis import Evidence
from purbeck.analyses.similar import neighbours, rates, values, variables
from purbeck.definition.definition import read_definitions
from purbeck.measures.measure import EVERYONE
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.downloads import MONTHLY_FILES
from purbeck.tables import Table
from purbeck.workspace import Tell, Workspace

# The one that takes longest comes first, so that the others run beside it.
ANALYSES: tuple[tuple[Table, Callable[[Evidence], pd.DataFrame]], ...] = (
    (comparison.STANDING, comparison.standing),
    (trend.YEAR_ON_YEAR, trend.year_on_year),
    (trend.PROCESS, trend.process),
    (comparison.RATIOS, comparison.ratios),
    (three_years.LEVELS, three_years.levels),
    (three_years.CHANGES, three_years.changes),
    (three_years.STANDING, three_years.standing),
    (concentration.TABLE, concentration.concentrated),
    (rates.TABLE, rates.among_similar),
    (composition.TABLE, composition.composition),
    (outcomes.TABLE, outcomes.outcomes),
    (profile.TABLE, profile.profile),
    (harm.TABLE, harm.harm),
)

HEADLINE = (trend.YEAR_ON_YEAR, trend.PROCESS)  # of the most precise source that is held

# What is the same for every definition, with the tables it is made from; one may read those that stand before it.
OF_THE_PLACE: tuple[tuple[Table, Callable[[Evidence], pd.DataFrame], tuple[Table, ...]], ...] = (
    (context.TABLE, context.context, context.READ),
    (pathways.TABLE, pathways.pathways, pathways.READ),
    (hidden_need.TABLE, hidden_need.hidden_need, hidden_need.READ),
    (perception.TABLE, perception.perception, perception.READ),
    (overlap.SERVICES, overlap.services, overlap.READ),
    (overlap.TABLE, overlap.overlap, overlap.READ),
    (overlap.THREE, overlap.three_lists, overlap.READ),
    (searches.TABLE, searches.searches, searches.READ),
    (values.VALUES, values.values, variables.tables_read(variables.KNOWN)),
    (values.SCALES, values.scales, (values.VALUES,)),
    (neighbours.TABLE, neighbours.similar, (values.VALUES, values.SCALES)),
)

# What rests on partners' data as well: made again for an edition, of the counts that it may show.
OF_PARTNERS: tuple[Table, ...] = (
    *HEADLINE, profile.TABLE, harm.TABLE, pathways.TABLE, hidden_need.TABLE, perception.TABLE, overlap.SERVICES, overlap.TABLE,
    overlap.THREE,
)  # fmt: skip


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring every analysis up to date with the measures."""
    _of_the_place(workspace)
    store = workspace.store
    keys = _keys(workspace)
    stale = [(table, analyse) for table, analyse in ANALYSES if store.key(table) != keys[table.by_area]]
    if not stale:
        return
    evidence = [Evidence(workspace, d) for d in read_definitions(workspace.definition_files())]

    def run(analysis: tuple[Table, Callable[[Evidence], pd.DataFrame]]) -> None:
        store.write(analysis[0], _analysed(*analysis, evidence), keys[analysis[0].by_area])

    store.run_side_by_side(run, stale, lambda n: tell("analysing", n, len(stale)))


def build_again(workspace: Workspace, key: str, tell: Tell) -> None:
    """Make anew every analysis that rests on partners' data, as an edition does; the others are read as they are."""
    evidence = [Evidence(workspace, d) for d in read_definitions(workspace.definition_files())]
    first = [(table, partial(analyse, evidence[0])) for table, analyse, _ in OF_THE_PLACE]
    then = [(table, partial(_analysed, table, analyse, evidence)) for table, analyse in ANALYSES]
    of_partners = [(table, make) for table, make in (*first, *then) if table in OF_PARTNERS]
    for done, (table, make) in enumerate(of_partners, start=1):
        workspace.store.write(table, make(), key)
        tell("analysing what may be shown", done, len(of_partners))


def _analysed(table: Table, analyse: Callable[[Evidence], pd.DataFrame], evidence: Sequence[Evidence]) -> pd.DataFrame:
    """An analysis by every definition."""
    frames = [frame for e in evidence if len(frame := analyse(e.headline if table in HEADLINE else e))]
    return pd.concat(frames, ignore_index=True) if frames else table.empty()


def _of_the_place(workspace: Workspace) -> None:
    """Bring up to date what is the same for every definition, and is worked out once."""
    store, settings = workspace.store, workspace.partnership
    for table, analyse, read in OF_THE_PLACE:
        who = (settings.code, settings.name) if table.by_area else ()
        key = provenance.key_of([store.key(t) for t in read], *who, provenance.code_hash())
        if store.key(table) != key:
            first = read_definitions(workspace.definition_files())[0]
            store.write(table, analyse(Evidence(workspace, first)), key)


def _keys(workspace: Workspace) -> dict[bool, str]:
    """What a table by area is made from, and what one is made from that is the same whosever area is ours."""
    store, settings = workspace.store, workspace.partnership
    place = [store.key(table) for table, _, _ in OF_THE_PLACE]
    everyone = provenance.key_of(store.parts(MEASURES).get(EVERYONE), settings.confidence, settings.seed)
    ours = provenance.key_of(store.key(MEASURES), place, store.key(MONTHLY_FILES))
    return {True: ours, False: everyone}
