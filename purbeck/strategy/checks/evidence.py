"""What the strategy rests on: findings that changed or are not there, figures, the definition."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck import figures
from purbeck.periods import months_after, spoken_day
from purbeck.strategy.checks.beside import Beside, FindingRow
from purbeck.strategy.checks.remark import BROKEN, Remark, broken, look
from purbeck.strategy.decisions import AsItStood, Decision
from purbeck.strategy.entry import Part
from purbeck.strategy.faults import Where
from purbeck.strategy.published import digest
from purbeck.strategy.strategy import Strategy


def finding_unknown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """An id of a finding that no finding of the last build has; decisions, which keep what they knew, are looked at apart."""
    if beside.findings is None:
        return
    cited: list[tuple[Part, tuple[str, ...]]] = [
        *([(strategy.about, strategy.about.context_findings)] if strategy.about else []),
        *((one, one.evidence) for one in strategy.kinds),
        *((one, one.evidence) for one in strategy.priorities),
        *((one, one.findings) for one in strategy.questions),
        *((one, one.findings) for one in strategy.factors),
    ]
    for part, ids in cited:
        for name in ids:
            if name not in beside.findings:
                yield broken(
                    part, f"No finding has the id {name}.", "Copy the id from below its chart, or take it out."
                )


def decision_on_a_changed_finding(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A decision, not superseded, of which a finding has left its old interval, changed its certainty, or is gone."""
    if beside.findings is None:
        return
    superseded = {one.supersedes for one in strategy.decisions}
    for decision in strategy.decisions:
        if decision.id in superseded:
            continue
        for stood in decision.findings:
            changes = _changes(stood, beside.findings.get(stood.id), beside.rules.change_without_interval.value)
            if changes:
                title = f' ("{beside.findings[stood.id].title}")' if stood.id in beside.findings else ""
                yield look(
                    decision,
                    f"Finding {stood.id}{title} has changed since {spoken_day(decision.on)}: {'; '.join(changes)}.",
                    "Ask whether the decision still holds; write what you decide as a new one that supersedes it.",
                )


def decision_rewritten(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A decision that no longer says what it said when it was first published, or that has been taken out since."""
    held = {one.id: one for one in strategy.decisions}
    for name, first in (beside.published or {}).items():
        if name not in held:
            yield Remark(
                BROKEN, Where("decisions.toml", 1), f"{Decision.KIND} {name}",
                f"It was published on {spoken_day(first.on)}, and is no longer in the file.",
                "Put it back as it was; where it no longer holds, write a new one that supersedes it.",
            )  # fmt: skip
        elif digest(held[name]) != first.sha256:
            yield broken(
                held[name],
                f"It no longer says what it said when it was published on {spoken_day(first.on)}.",
                "Put back what was decided, and write what holds now as a new decision that supersedes it.",
            )


def _changes(stood: AsItStood, now: FindingRow | None, tolerated: float) -> list[str]:
    """In what way a finding is no longer what it was."""
    if now is None:
        return ["no finding has this id now"]
    changes = []
    if stood.value is not None and now.value is None:
        changes.append(f"it was {figures.number(stood.value)}, and has no figure now")
    elif stood.value is None and now.value is not None:
        changes.append(f"it had no figure, and is {figures.number(now.value)} now")
    elif stood.value is not None and now.value is not None and _moved(stood, stood.value, now.value, tolerated):
        was = f"{figures.number(stood.value)} ({figures.interval(stood.lower, stood.upper, stood.value)})"
        was = was if stood.lower is not None else figures.number(stood.value)
        of_same = " in the same build, so one of the two was copied wrongly" if stood.build == now.build else ""
        changes.append(f"it was {was}, and is {figures.number(now.value)} now{of_same}")
    if stood.certainty is not None and stood.certainty != now.certainty:
        changes.append(f"it was said to be {_spoken(stood.certainty)}, now {_spoken(now.certainty)}")
    return changes


def _moved(stood: AsItStood, was: float, value: float, tolerated: float) -> bool:
    """Whether a figure left the interval it had, or, where it had none, changed by more than is tolerated."""
    if stood.lower is None and stood.upper is None:
        return abs(value - was) > tolerated * abs(was)
    below = stood.lower is not None and value < stood.lower
    return below or (stood.upper is not None and value > stood.upper)


def _spoken(certainty: str) -> str:
    return certainty.replace("_", " ")


def row_unknown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """An indicator that follows a row of the measures which the tables do not hold."""
    if beside.periods is None:
        return
    for one in strategy.indicators:
        if one.row is None or one.status == "retired" or beside.periods.get(one.id):
            continue
        row = one.row
        words = (
            f"The tables hold no {row.measure} of {row.theme} by {row.period_type.replace('_', ' ')} from {row.source}"
        )
        words += f" for {row.place_code}." if row.place_code else " for our area."
        todo = "Correct [indicators.row], or take the data in and run purbeck build."
        yield broken(one, words, todo)


def baseline_missing(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A measured indicator with nothing to hold later figures against, or with a baseline of a period that has no figure."""
    for one in strategy.indicators:
        if one.status != "measured" or one.direction == "watch":
            continue
        if one.baseline is None:
            if not strategy.blank("baseline", one.id):
                yield look(one, f'"{one.title}" is measured and has no baseline.', "Write baseline = { period = ... }.")
            continue
        held = {value.period for value in one.values}
        if one.row is not None:
            held = set((beside.periods or {}).get(one.id, frozenset()))
        if one.baseline.value is None and one.baseline.period not in held and (held or one.row is None):
            words = f"Its baseline is of {one.baseline.period}, for which there is no figure (there is {_some(held)})."
            yield look(one, words, "Name one of those periods, or write the value of the baseline.")


def _some(periods: set[str]) -> str:
    listed = sorted(periods)
    return ", ".join(listed[-5:]) if listed else "none"


def figures_old(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A measured indicator whose newest typed-in figure is older than the rule allows."""
    for one in strategy.indicators:
        if one.status == "measured" and one.values:
            newest = max(value.dated for value in one.values)
            if months_after(newest, int(beside.rules.figures_months.value)) < beside.on:
                words = f'The newest figure of "{one.title}" was published on {spoken_day(newest)}.'
                yield look(one, words, "Type in the newest, or say why there is none by giving it another status.")


def definition_differs(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A definition adopted that is not the one the figures rest on, or has other rules by now; themes it does not have."""
    adopted = strategy.definition
    if adopted is None or beside.definitions is None:
        return
    held = beside.definitions.get(adopted.name)
    if held is None:
        there = ", ".join(sorted(beside.definitions)) or "none"
        words = f"The definition adopted, {adopted.name}, is no file of definition/ (there is {there})."
        yield look(adopted, words, "Correct name, or put the file there.")
        return
    if beside.headline not in (None, adopted.name):
        words = f"The definition adopted is {adopted.name}; the page is headed by {beside.headline}."
        yield look(adopted, words, "Correct one of the two: definition in partnership.toml, or name here.")
    if adopted.version is not None and adopted.version != held.version:
        words = (
            f"Version {adopted.version} was adopted; definition/{adopted.name}.toml is of version {held.version} now."
        )
        yield look(adopted, words, "Have the new version adopted, or put the old rules back.")
    named: list[tuple[Part, tuple[str, ...]]] = [(one, one.themes) for one in strategy.kinds]
    named += [(one, one.themes) for one in strategy.priorities]
    for part, themes in named:
        for theme in themes:
            if theme not in held.themes:
                words = f"The definition has no theme {theme} (it has {', '.join(sorted(held.themes))})."
                yield look(part, words, "Write a theme as the definition does.")
