"""Where an indicator stands becomes what may be published of it, with what was hidden recorded."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import pandas as pd

from purbeck.analyses.indicators import Point
from purbeck.disclosure.edition import edition as edition_of
from purbeck.disclosure.findings import AS_IT_STANDS, HELD, HELD_STATEMENT, HIDDEN, HIDDEN_STATEMENT
from purbeck.disclosure.own_rules import rules_in_force
from purbeck.disclosure.rules import PARTNERS, CountRule, Rules
from purbeck.disclosure.silence import silence_of
from purbeck.errors import DisclosureError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.indicators import IndicatorFinding, indicator_findings
from purbeck.strategy.indicators import Indicator
from purbeck.strategy.strategy import Strategy
from purbeck.workspace import Workspace

# A unit that says a figure is no count of people or incidents.
NO_COUNT = re.compile(r"(?i)%|\bper ?cent\b|\bper \d|\bindex\b|\bscore\b|\bpounds\b|£")


@dataclass(frozen=True)
class ReleasedFigure:
    """One figure that may be published. `document`, its date and its address are those of a figure typed in."""

    period: str
    value: float
    lower: float | None
    upper: float | None
    coverage: float | None
    document: str
    dated: dt.date | None
    address: str


@dataclass(frozen=True)
class ReleasedIndicator:
    """Where an indicator stands, as it may be published. `decision` is `as it stands` or what was hidden.

    `latest` and `baseline` are sentences, which say why where there is no figure; so `latest_figure` may be None.
    """

    indicator: str
    latest: str
    baseline: str
    comparison: str
    caveats: tuple[str, ...]
    unit: str
    place: str
    source: str
    latest_figure: ReleasedFigure | None
    baseline_figure: ReleasedFigure | None
    decision: str


def released_indicators(
    workspace: Workspace, strategy: Strategy, edition: str, on: dt.date, today: dt.date
) -> list[ReleasedIndicator]:  # fmt: skip
    """Where each indicator of a strategy stands, as an edition may show it; without words that repeat a silent statement."""
    silence = silence_of(strategy, edition, on, today)
    may_say, rules = map(silence.keep, strategy.indicators), rules_in_force(workspace)
    if not workspace.store.files(FINDINGS):
        return [release_indicator(one, edition, rules) for one in indicator_findings(workspace, may_say)]
    room = edition_of(workspace, edition).room
    return [_released(room, one, edition, rules) for one in may_say]


def _released(room: Workspace, indicator: Indicator, edition: str, rules: Rules) -> ReleasedIndicator:
    """An indicator made of the counts that the edition shows; held back where these were not asked for before."""
    try:
        (found,) = indicator_findings(room, [indicator])
    except DisclosureError:
        return ReleasedIndicator(indicator.id, HELD_STATEMENT, HELD_STATEMENT, "", (), "", "", "", None, None, HELD)
    return release_indicator(replace(found, already_public=True), edition, rules)


def release_indicator(found: IndicatorFinding, edition: str, rules: Rules) -> ReleasedIndicator:
    """One indicator as it may be published.

    Rows of a published source pass as they are, and so do those made of the counts that the edition shows. Of any other, a small
    count hides the figure, the baseline and how they compare, since each could give the other away; and the public edition holds
    them back. A figure typed in passes where it says where it is published, and else is taken for a count unless its unit says
    otherwise.
    """
    read, rule = found.reading, rules.of(edition, found.source)
    points = [point for point in (read.latest, read.baseline) if point is not None]
    decision = AS_IT_STANDS
    if any(_is_small(point, found, rule) for point in points):
        decision = HIDDEN
    elif edition != PARTNERS and any(not _is_public(point, found) for point in points):
        decision = HELD
    shown = decision == AS_IT_STANDS
    words = HIDDEN_STATEMENT if decision == HIDDEN else HELD_STATEMENT
    return ReleasedIndicator(
        found.indicator,
        latest=found.latest if shown or read.latest is None else words,
        baseline=found.baseline if shown or read.baseline is None else words,
        comparison=found.comparison if shown else "",
        caveats=found.caveats if shown else (),
        unit=read.unit, place=read.place, source=found.source,
        latest_figure=_figure(read.latest) if shown else None,
        baseline_figure=_figure(read.baseline) if shown else None,
        decision=decision,
    )  # fmt: skip


def _is_public(point: Point, found: IndicatorFinding) -> bool:
    """Whether a figure is of a published source or, where typed in, says where it is published or is no count."""
    if found.reading.rows is not None:
        return found.already_public
    return bool(point.address) or NO_COUNT.search(found.reading.unit) is not None


def _is_small(point: Point, found: IndicatorFinding, rule: CountRule) -> bool:
    if _is_public(point, found):
        return False
    if found.reading.rows is not None:
        return point.count is None or _is_hidden(point.count, rule)
    return any(value is not None and _is_hidden(value, rule) for value in (point.value, point.lower, point.upper))


def _is_hidden(value: float, rule: CountRule) -> bool:
    """Whether a count, or a number that may be one, falls in the range that a rule hides; one that is not known does."""
    return pd.isna(value) or rule.lowest_hidden <= value <= rule.highest_hidden


def _figure(point: Point | None) -> ReleasedFigure | None:
    if point is None:
        return None
    return ReleasedFigure(
        point.period, point.value, point.lower, point.upper, point.coverage, point.document, point.dated, point.address
    )
