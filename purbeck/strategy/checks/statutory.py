"""What the Act requires of a strategy, held against what is written: the checklist of statutory.toml."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from purbeck.periods import spoken_day
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import LOOK, Remark
from purbeck.strategy.faults import Where
from purbeck.strategy.strategy import Strategy

SHIPPED = Path(__file__).with_name("statutory.toml")

Standing = Literal["specified", "relevant", "neither"]
State = Literal["there", "not_there", "left_blank"]
# What of the strategy an item is about, as [[blanks]] names it.
ABOUT = {"definition": "definition", "partners": "partners", "kinds": "kinds", "causes": "factors", "strategy": "actions",
         "education_consulted": "consultations", "prison_consulted": "consultations",
         "youth_custody_consulted": "consultations", "published": "governance", "reviewed": "governance",
         "community_safety_plan": "parent_plan"}  # fmt: skip


class Item(BaseModel):
    """One thing the Act requires."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    requires: str
    section: str
    page: str
    read: dt.date
    checked: bool
    asks: str
    file: str
    todo: str


class Checklist(BaseModel):
    """All of them, and which authorities are which."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: str
    dated: dt.date
    specified: tuple[tuple[str, ...], ...]
    relevant: tuple[str, ...]
    items: tuple[Item, ...]

    def standing(self, kind: str) -> Standing:
        """What a partner of this kind is under the Act."""
        if any(kind in line for line in self.specified):
            return "specified"
        return "relevant" if kind in self.relevant else "neither"


@dataclass(frozen=True)
class Answer:
    """Whether the files show what an item requires, and how in words."""

    item: Item
    state: State
    words: str


@cache
def checklist() -> Checklist:
    """The checklist that ships."""
    return Checklist.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


def answers(strategy: Strategy, on: dt.date) -> tuple[Answer, ...]:
    """Every item of the checklist, with what the files show of it on a day."""
    return tuple(_answer(item, strategy, on) for item in checklist().items)


def _answer(item: Item, strategy: Strategy, on: dt.date) -> Answer:
    there, words = QUESTIONS[item.asks](strategy, on)
    if there:
        return Answer(item, "there", words)
    blank = strategy.blank(ABOUT[item.id])
    return Answer(item, "left_blank", f"left blank: {blank.why}") if blank else Answer(item, "not_there", words)


def missing_under_the_act(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """What the Act requires and the files do not show; what is marked as left blank is told by that."""
    for answer in answers(strategy, beside.on):
        if answer.state == "not_there":
            item = answer.item
            unsure = "" if item.checked else " (not checked in the law itself)"
            words = f"{item.requires}{unsure}: {answer.words}. {item.section[:1].upper()}{item.section[1:]}."
            yield Remark(LOOK, Where(item.file, 1), item.id.replace("_", " "), words, item.todo)


Question = Callable[[Strategy, dt.date], tuple[bool, str]]


def _definition(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    adopted = strategy.definition
    if adopted is None:
        return False, "no definition is named"
    when = f" on {spoken_day(adopted.on)}" if adopted.on else ""
    return True, f"definition “{adopted.name}”, adopted{when}" + (f" by {adopted.by}" if adopted.by else "")


def _partners(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    kinds = {partner.kind for partner in strategy.partners}
    lacking = [" or ".join(line).replace("_", " ") for line in checklist().specified if not kinds.intersection(line)]
    if lacking:
        return False, f"not among the partners: {', '.join(lacking)}"
    return True, f"{len(strategy.partners)} partners, each kind of specified authority among them"


def _kinds(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    return bool(strategy.kinds), ", ".join(one.title for one in strategy.kinds) or "no kinds are written down"


def _causes(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    count = sum(one.kind == "risk" for one in strategy.factors)
    return bool(count), f"{count} risk factors" if count else "no risk factors are written down"


def _strategy(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    parts = {"priorities": strategy.priorities, "aims": strategy.aims, "actions": strategy.actions}
    lacking = [name for name, entries in parts.items() if not entries]
    if lacking:
        return False, f"it has no {' and no '.join(lacking)}"
    return True, ", ".join(f"{len(entries)} {name}" for name, entries in parts.items())


def _consulted(kind: str) -> Question:
    def ask(strategy: Strategy, on: dt.date) -> tuple[bool, str]:
        held = [one for one in strategy.consultations if one.kind == kind]
        days = sorted(one.on for one in held if one.on is not None and one.on <= on)
        if days:
            return True, f"consulted on {spoken_day(days[0])}"
        reasons = [one.none_here for one in held if one.none_here]
        return bool(reasons), reasons[0] if reasons else "nothing says that they were consulted"

    return ask


def _published(strategy: Strategy, on: dt.date) -> tuple[bool, str]:
    day = strategy.governance.published if strategy.governance else None
    if day is None or day > on:
        return False, "nothing says that it was published"
    return True, f"published on {spoken_day(day)}"


def _reviewed(strategy: Strategy, on: dt.date) -> tuple[bool, str]:
    due = sorted(one.due for one in strategy.reviews if one.held is None and one.due >= on)
    return bool(due), f"the next review is due on {spoken_day(due[0])}" if due else "no review is due from now on"


def _plan(strategy: Strategy, _: dt.date) -> tuple[bool, str]:
    plan = strategy.parent_plan
    return plan is not None, f"part of {plan.title}" if plan else "no plan is named that it is part of"


QUESTIONS: Mapping[str, Question] = {
    "definition": _definition,
    "partners": _partners,
    "kinds": _kinds,
    "causes": _causes,
    "strategy": _strategy,
    "education_consulted": _consulted("education"),
    "prison_consulted": _consulted("prison"),
    "youth_custody_consulted": _consulted("youth_custody"),
    "published": _published,
    "reviewed": _reviewed,
    "community_safety_plan": _plan,
}
