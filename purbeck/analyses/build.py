"""Run the analyses of every definition."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from purbeck import provenance
from purbeck.analyses import comparison, trend
from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import read_definitions
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.tables import Table
from purbeck.workspace import Tell, Workspace

# The one that takes longest comes first, so that the others run beside it.
ANALYSES: tuple[tuple[Table, Callable[[Evidence], pd.DataFrame]], ...] = (
    (comparison.STANDING, comparison.standing),
    (trend.YEAR_ON_YEAR, trend.year_on_year),
    (trend.PROCESS, trend.process),
    (comparison.RATIOS, comparison.ratios),
)


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring every analysis up to date with the measures."""
    store = workspace.store
    key = provenance.key_of(store.key(MEASURES))
    stale = [(table, analyse) for table, analyse in ANALYSES if store.key(table) != key]
    if not stale:
        return
    evidence = [Evidence(workspace, d) for d in read_definitions(workspace.definition_files())]

    def run(analysis: tuple[Table, Callable[[Evidence], pd.DataFrame]]) -> None:
        table, analyse = analysis
        frames = [frame for e in evidence if len(frame := analyse(e))]
        store.write(table, pd.concat(frames, ignore_index=True) if frames else table.empty(), key)

    store.run_side_by_side(run, stale, lambda n: tell("analysing", n, len(stale)))
