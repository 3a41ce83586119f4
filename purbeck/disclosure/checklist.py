"""What the Act requires and what became of the findings behind decisions, as they may be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from purbeck.disclosure.findings import AS_IT_STANDS
from purbeck.disclosure.strategy import ReleasedStrategy
from purbeck.strategy.checks.beside import Beside, FindingRow
from purbeck.strategy.checks.evidence import decision_on_a_changed_finding
from purbeck.strategy.checks.statutory import answers, checklist

NOT_TOLD = "Finding {id} is not shown in this edition, so nothing is said of whether it changed."


@dataclass(frozen=True)
class Requirement:
    """One thing the Act requires. `state` is there, not_there or left_blank; `words` say by what, or what is missing."""

    id: str
    requires: str
    section: str
    page: str
    read: dt.date
    checked: bool
    state: str
    words: str


@dataclass(frozen=True)
class StatutoryChecklist:
    """The checklist, the Act it is of and the day it was drawn up."""

    act: str
    dated: dt.date
    requirements: tuple[Requirement, ...]


def released_checklist(strategy: ReleasedStrategy) -> StatutoryChecklist:
    """Every requirement, with what the strategy shows of it."""
    held = checklist()
    return StatutoryChecklist(
        held.act, held.dated,
        tuple(
            Requirement(
                one.item.id, one.item.requires, one.item.section, one.item.page, one.item.read, one.item.checked, one.state,
                one.words,
            )
            for one in answers(strategy, strategy.on)
        ),
    )  # fmt: skip


def changed_since(strategy: ReleasedStrategy) -> dict[str, tuple[str, ...]]:
    """Of each decision that stands, what has changed in the findings it rests on; nothing where none has been built."""
    if not strategy.findings:
        return {}
    rows = {
        one.id: FindingRow(one.id, one.build, one.title, one.certainty, one.value, one.lower, one.upper)
        for one in strategy.findings.values()
    }
    beside = Beside(strategy.on, findings=rows)
    superseded = {one.supersedes for one in strategy.decisions}
    found = {}
    for decision in strategy.decisions:
        if decision.id not in superseded:
            shown = [stood for stood in decision.findings if not _is_hidden(strategy, stood.id)]
            alone = replace(strategy, decisions=(decision.model_copy(update={"findings": tuple(shown)}),))
            hidden = [NOT_TOLD.format(id=stood.id) for stood in decision.findings if stood not in shown]
            found[decision.id] = (*(one.words for one in decision_on_a_changed_finding(alone, beside)), *hidden)
    return found


def _is_hidden(strategy: ReleasedStrategy, finding: str) -> bool:
    held = strategy.findings.get(finding)
    return held is not None and held.decision != AS_IT_STANDS
