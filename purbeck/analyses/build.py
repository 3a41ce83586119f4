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

ANALYSES: tuple[tuple[Table, Callable[[Evidence], pd.DataFrame]], ...] = (
    (trend.YEAR_ON_YEAR, trend.year_on_year),
    (trend.PROCESS, trend.process),
    (comparison.RATIOS, comparison.ratios),
    (comparison.STANDING, comparison.standing),
)


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring every analysis up to date with the measures."""
    store = workspace.store
    key = provenance.key_of(store.key(MEASURES))
    stale = [(table, analyse) for table, analyse in ANALYSES if store.key(table) != key]
    if not stale:
        return
    evidence = [Evidence(workspace, d) for d in read_definitions(workspace.definition_files())]
    for number, (table, analyse) in enumerate(stale, start=1):
        frames = [frame for e in evidence if len(frame := analyse(e))]
        store.write(table, pd.concat(frames, ignore_index=True) if frames else table.empty(), key)
        tell("analysing", number, len(stale))
