"""Dates: what is late, what has ended, what ends soon, and what is due too late to count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from purbeck.periods import months_after, spoken_day
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.people import CLOSED
from purbeck.strategy.checks.remark import Remark, look, subject_of
from purbeck.strategy.entry import Part
from purbeck.strategy.strategy import Strategy


@dataclass(frozen=True)
class Ending:
    """Something that ends on a day. `renewable` is false for what lapses without anybody's fault: consent."""

    on: dt.date
    part: Part
    what: str
    renewable: bool = True

    @property
    def subject(self) -> str:
        """The entry it is about."""
        return subject_of(self.part)


def endings(strategy: Strategy) -> list[Ending]:
    """Everything that ends, in order of days: strategies, services, money of open actions, consent of the people heard."""
    found: list[Ending] = []
    if strategy.about:
        found.append(Ending(strategy.about.ends, strategy.about, "this strategy"))
    if strategy.parent_plan and strategy.parent_plan.ends:
        found.append(Ending(strategy.parent_plan.ends, strategy.parent_plan, strategy.parent_plan.title))
    found += [Ending(one.ends, one, one.title) for one in strategy.related if one.ends]
    found += [Ending(one.ends, one, f"what pays for {one.title}") for one in strategy.services if one.ends]
    for action in strategy.actions:
        if action.state not in CLOSED:
            found += [Ending(r.until, action, f"what pays for {r.what}") for r in action.resources if r.until]
    for voice in strategy.voices:
        if voice.consent and voice.consent.for_pages and voice.consent.withdrawn is None:
            found.append(Ending(voice.consent.until, voice, "consent to show the statement", renewable=False))
    return sorted(found, key=lambda one: (one.on, one.what, one.subject))


def date_in_the_past(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """An action, question, target, review or promise to hear people whose day is past and which is not done."""
    late: list[tuple[Part, str, dt.date]] = []
    for action in strategy.actions:
        if action.state not in CLOSED and action.due:
            late.append((action, f'"{action.title}" was due on', action.due))
        if action.state == "not_started" and action.starts and not (action.due and action.due < beside.on):
            late.append((action, f'"{action.title}" was to start on', action.starts))
    for question in strategy.questions:
        if question.state in {"open", "under_way"} and question.due:
            late.append((question, "the answer was due on", question.due))
    for one in strategy.indicators:
        if one.target and one.status not in {"retired", "held_in_abeyance"}:
            late.append((one, "its target was to be reached by", one.target.by))
    late += [(one, "it was due on", one.due) for one in strategy.reviews if one.held is None]
    late += [(one, f"{one.who}: to be asked by", one.due) for one in strategy.not_heard if one.due]
    for part, words, day in late:
        if day < beside.on:
            yield look(
                part, f"{words} {spoken_day(day)}.", "Say what became of it, or give it another day and say why."
            )


def date_not_reached(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """Something said to have happened on a day that has not come yet."""
    happened: list[tuple[Part, dt.date | None]] = [
        *((action, action.done) for action in strategy.actions),
        *((action, update.on) for action in strategy.actions for update in action.updates),
        *((one, one.on) for one in strategy.decisions),
        *((one, one.answered) for one in strategy.questions),
        *((one, one.held) for one in strategy.reviews),
        *((one, one.on) for one in strategy.consultations),
        *((one, one.on) for one in strategy.voices),
    ]
    for part, day in happened:
        if day is not None and day > beside.on:
            yield look(
                part, f"It is said to have happened on {spoken_day(day)}, which is still to come.", "Correct the date."
            )


def ended(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A strategy, plan, service or sum of money that has ended and is still counted on."""
    for one in endings(strategy):
        if one.on < beside.on and one.renewable:
            words = f"{_sentence(one.what)} ended on {spoken_day(one.on)}."
            yield look(one.part, words, "Write what took its place, or take it out.")


def ends_soon(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """What ends within the months of the rule, while there is time to renew it."""
    until = months_after(beside.on, int(beside.rules.expiry_months.value))
    for one in endings(strategy):
        if beside.on <= one.on <= until:
            todo = "See to what follows it." if one.renewable else "Ask again, or use the words no more after that day."
            yield look(one.part, f"{_sentence(one.what)} ends on {spoken_day(one.on)}.", todo)


def due_after_the_end(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An open action that is due only after the strategy has ended, or after the money it takes has."""
    for action in strategy.actions:
        if action.due is None or action.state in CLOSED:
            continue
        due = spoken_day(action.due)
        if strategy.about and action.due > strategy.about.ends:
            words = f'"{action.title}" is due on {due}; the strategy ends on {spoken_day(strategy.about.ends)}.'
            yield look(action, words, "Put it earlier, or hand it to what follows the strategy.")
        for resource in action.resources:
            if resource.until and resource.until < action.due:
                words = f"It is due on {due}, and {resource.what} is there until {spoken_day(resource.until)}."
                yield look(action, words, "Find what pays for the rest, or put the action earlier.")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
