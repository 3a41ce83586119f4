"""Whether the numbers beneath a paragraph are still those that it was written on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from purbeck.paragraphs.figures_in_words import figures_in
from purbeck.paragraphs.paragraph import Paragraph, Stood, Told

CURRENT, CHANGED, GONE, UNSEEN = "current", "number beneath changed", "finding gone", "not looked at yet"
ORDER = (GONE, CHANGED, UNSEEN, CURRENT)  # the gravest first


@dataclass(frozen=True)
class State:
    """How a paragraph stands to one of its findings, and what that said and says, in words."""

    finding: str
    state: str
    words: str = ""


def as_it_stands(told: Told, on: dt.date) -> Stood:
    """What a finding says on a day, to be written down."""
    said = tuple(dict.fromkeys(figure.text for text in told.texts for figure in figures_in(text)))
    return Stood(
        id=told.id, on=on, build=told.build, value=told.value, lower=told.lower, upper=told.upper, figures=said
    )


def states(paragraph: Paragraph, told: Mapping[str, Told]) -> tuple[State, ...]:
    """The state of a paragraph for each finding that it is tied to."""
    stood = {one.id: one for one in paragraph.head.stood}
    return tuple(_state(name, stood.get(name), told.get(name)) for name in paragraph.head.about)


def state(paragraph: Paragraph, told: Mapping[str, Told]) -> str:
    """The gravest of its states; current where it is tied to no finding."""
    found = {one.state for one in states(paragraph, told)}
    return next(one for one in ORDER if one in found or one == CURRENT)


def _state(name: str, stood: Stood | None, told: Told | None) -> State:
    if told is None:
        return State(name, GONE, "no finding of this workspace has that id")
    if stood is None:
        return State(name, UNSEEN, f"{told.title}: {_printed(told)}")
    now = as_it_stands(told, stood.on)
    before, after = stood.figures, now.figures or ()
    if (now.value, now.lower, now.upper) != (stood.value, stood.lower, stood.upper):
        return State(name, CHANGED, f"{told.title}: it was {_printed(stood)}, and is {_printed(now)}")
    if before is None or before == after:
        return State(name, CURRENT)
    gone = ", ".join(one for one in before if one not in after) or "nothing"
    fresh = ", ".join(one for one in after if one not in before) or "nothing"
    return State(name, CHANGED, f"{told.title}: of its sentences, {gone} became {fresh}")


def _printed(one: Told | Stood) -> str:
    if not one.value:
        return "without a number"
    return f"{one.value} ({one.lower} to {one.upper})" if one.lower and one.upper else one.value
