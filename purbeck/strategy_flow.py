"""The way of the strategy: its files held against what was built; `flow` makes what was built."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from purbeck import disclosure
from purbeck.definition.definition import read_definitions
from purbeck.findings.build import headline_first
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.periods import Period
from purbeck.sources.build import PLACES
from purbeck.store import quiet_known_warnings
from purbeck.strategy.checks import checks
from purbeck.strategy.checks.beside import Beside, DefinitionRow, FindingRow
from purbeck.strategy.checks.checks import Check
from purbeck.strategy.checks.dates import Ending, endings
from purbeck.strategy.checks.remark import Remark
from purbeck.strategy.indicators import MeasureRow
from purbeck.strategy.strategy import Strategy, read
from purbeck.workspace import Workspace

# What an indicator's row says of the rows of `measures`, beside the place and the definition.
ASKED = ("measure", "theme", "source", "denominator_kind", "group_by", "group_value", "place_type", "period_type")
PLACES_OF_VOICES = ("district", "csp", "county", "force")


@dataclass(frozen=True)
class StrategyCheck:
    """What `purbeck strategy check` found. `not_looked_at` are checks that need what is not built."""

    strategy: Strategy
    on: dt.date
    remarks: tuple[Remark, ...]
    endings: tuple[Ending, ...]
    not_looked_at: tuple[Check, ...]


def strategy_check(path: Path | str, on: dt.date) -> StrategyCheck:
    """What a good officer would notice in the strategy on a day.

    Raises StrategyError, which lists every fault, where a file cannot be used.
    """
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    strategy = read(workspace)
    if not strategy.written:
        return StrategyCheck(strategy, on, (), (), ())
    beside = beside_of(workspace, strategy, on)
    to_come = tuple(one for one in endings(strategy) if one.on >= on)
    return StrategyCheck(strategy, on, checks.check(strategy, beside), to_come, checks.not_looked_at(beside))


def beside_of(workspace: Workspace, strategy: Strategy, on: dt.date) -> Beside:
    """What stands beside a strategy: findings as released, periods its indicators have, definitions, names of places."""
    try:
        definitions = zip(workspace.definition_files(), read_definitions(workspace.definition_files()), strict=True)
        held = {
            file.stem: DefinitionRow(one.version, frozenset({one.id, *(theme.id for theme in one.themes)}))
            for file, one in definitions
        }
        return Beside(
            on=on,
            findings=_findings(workspace),
            periods=_periods(workspace, strategy),
            definitions=held,
            headline=workspace.partnership.definition,
            places=_places(workspace),
        )
    finally:
        workspace.store.close()


def _findings(workspace: Workspace) -> dict[str, FindingRow] | None:
    if not workspace.store.files(FINDINGS):
        return None
    return {
        one.id: FindingRow(one.id, one.build, one.title, one.certainty, one.value, one.lower, one.upper)
        for one in disclosure.released(workspace)
    }


def _periods(workspace: Workspace, strategy: Strategy) -> dict[str, frozenset[str]] | None:
    """Of each indicator that follows a row, the periods that the tables hold, in words: 2024/25."""
    if not workspace.store.files(MEASURES):
        return None
    found = {}
    for one in strategy.indicators:
        if one.row is not None:
            months = [
                (f"{r.period_start:%Y-%m}", f"{r.period_end:%Y-%m}") for r in rows_of(workspace, one.row).itertuples()
            ]
            found[one.id] = frozenset(Period(one.row.period_type, first, last).label for first, last in months)
    return found


def rows_of(workspace: Workspace, row: MeasureRow) -> pd.DataFrame:
    """The rows of `measures` that an indicator follows, in order of time."""
    asked = {name: str(getattr(row, name)) for name in ASKED}
    asked["place_code"] = row.place_code or workspace.partnership.code
    asked["definition"] = row.definition or headline_first(workspace)[0].id
    return workspace.store.rows(MEASURES, **asked).sort_values("period_start", ignore_index=True)


def _places(workspace: Workspace) -> frozenset[str] | None:
    if not workspace.store.files(PLACES):
        return None
    placed = workspace.table(PLACES)
    columns = [f"{kind}_{what}" for kind in PLACES_OF_VOICES for what in ("code", "name")]
    return frozenset(str(name).casefold() for column in columns for name in placed[column].dropna().unique())
