"""Where each indicator of the strategy stands: its figures in words, with what to beware of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from purbeck.analyses import indicators as analysis
from purbeck.analyses.analysis import Evidence, read_rules
from purbeck.analyses.indicators import Point, Reading
from purbeck.breaks import Break
from purbeck.findings.build import headline_first
from purbeck.findings.reach import Recording, RestsOn, asked, kinds_of
from purbeck.findings.wording import breaks as breaks_words
from purbeck.findings.wording import indicators as words
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.door import SOURCES
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.strategy.indicators import Indicator
from purbeck.workspace import Workspace

BY_THE_POLICE = (STREET.name, RECORDED.name)


@dataclass(frozen=True)
class IndicatorFinding:
    """An indicator's latest figure and baseline, before disclosure control. Nothing outside `disclosure` may publish it.

    `latest` and `baseline` are sentences, or say why there is no figure; `comparison` is "" where there are not two.
    """

    indicator: str
    reading: Reading
    latest: str
    baseline: str
    comparison: str
    caveats: tuple[str, ...] = ()
    source: str = ""
    already_public: bool = False


def indicator_findings(workspace: Workspace, indicators: Iterable[Indicator]) -> list[IndicatorFinding]:
    """Where each indicator stands; without tables of measures, only figures typed in are read."""
    held = tuple(indicators)
    built = bool(workspace.store.files(MEASURES))
    definitions = headline_first(workspace) if built else []
    evidence = {one.id: Evidence(workspace, one) for one in definitions}
    own = definitions[0].id if definitions else ""
    recording = {name: Recording(of) for name, of in evidence.items()}
    found = []
    for indicator, read in zip(held, analysis.readings(held, evidence, own), strict=True):
        name = own if read.rows is None else read.rows.definition or own
        found.append(_found(indicator, read, recording.get(name)))
    return found


def _found(indicator: Indicator, read: Reading, recording: Recording | None) -> IndicatorFinding:
    rows = read.rows
    share = rows is not None and rows.measure == "share"
    within: tuple[Break, ...] = ()
    caveats: tuple[str, ...] = ()
    if recording is not None and read.latest is not None and read.latest.first:
        caveats = _caveats(read, read.latest, recording)
        read, within = _with_breaks(read, recording)
    period = indicator.baseline.period if indicator.baseline else ""
    return IndicatorFinding(
        indicator.id, read,
        latest=_sentence(read.latest, read.unit, share, read.without, period),
        baseline=_sentence(read.baseline, read.unit, share, read.baseline_without, period),
        comparison=_comparison(read, within),
        caveats=caveats,
        source="" if rows is None else rows.source,
        already_public=rows is not None and any(s.name == rows.source and s.already_public for s in SOURCES),
    )  # fmt: skip


def _sentence(point: Point | None, unit: str, share: bool, why: str, period: str) -> str:
    return words.unavailable(why, period) if point is None else f"{words.figure(point, unit, share)}."


def _comparison(read: Reading, within: tuple[Break, ...]) -> str:
    if not read.comparison or read.baseline is None:
        return ""
    recorded = read.rows is not None and read.rows.source in BY_THE_POLICE
    few = read_rules().few_events
    return words.comparison(read.comparison, read.because, read.baseline.period, few, within, recorded)


def _with_breaks(read: Reading, recording: Recording) -> tuple[Reading, tuple[Break, ...]]:
    """A reading that a step in recording between its two figures makes impossible to tell, and those steps."""
    if not read.comparison or read.latest is None or read.baseline is None or not read.baseline.first:
        return read, ()
    first, last = sorted((read.latest, read.baseline), key=lambda point: point.first)
    steps = tuple(b for b in recording.breaks_within(_rests_on(read, recording, first, last)) if b.kind != "disturbed")
    if not steps:
        return read, ()
    return replace(read, comparison=analysis.CANNOT_TELL, because=words.STEP), steps


def _caveats(read: Reading, latest: Point, recording: Recording) -> tuple[str, ...]:
    rests_on = _rests_on(read, recording, latest, latest)
    said = (latest.caveats,) if latest.caveats else ()
    stand_in = recording.evidence.definition.stand_in
    return said + breaks_words.caveats(recording.breaks_within(rests_on)) + ((stand_in,) if stand_in else ())


def _rests_on(read: Reading, recording: Recording, first: Point, last: Point) -> RestsOn:
    rows = read.rows
    assert rows is not None  # a figure with months is one of rows
    forces = recording.forces_of(rows.place_type, rows.place_code or "")
    kinds = kinds_of(recording.evidence.definition, rows.theme)
    return RestsOn(first.first, last.last, forces, rows.source, kinds, asked(rows.group_by, ""))
