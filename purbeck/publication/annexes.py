"""What stands behind the chapters: the statutory checklist, the glossary, licences, methods and data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from purbeck.disclosure import ReleasedWriting, StatutoryChecklist
from purbeck.periods import spoken_day
from purbeck.publication.content import Block, Grid, Heading, Paragraph, bullets, missing, paragraph, say

if TYPE_CHECKING:
    from purbeck.publication.publication import About

GLOSSARY = Path(__file__).with_name("glossary.toml")
STATES = {"there": "Met", "not_there": "Not met", "left_blank": "Left blank"}
NO_STRATEGY = "Nothing can be said of what the Act requires: no strategy is written down yet."


@dataclass(frozen=True)
class Annex:
    """A part behind the chapters: its anchor, its head, what to know before reading it, what it holds."""

    anchor: str
    title: str
    opening: str
    blocks: tuple[Block, ...]


def annexes(about: About, written: ReleasedWriting) -> tuple[Annex, ...]:
    """All annexes, in order."""
    return (
        _checklist(written.checklist),
        _glossary(),
        Annex("licences", "Licences", "Whose the data are, and under which terms they may be used.", tuple(_licences(about))),
        Annex("methods", "Annex: methods", "How each kind of figure is made, in a few words.", tuple(_methods(about))),
        Annex("sources", "Annex: data", "What the figures rest on.", tuple(_sources(about))),
    )  # fmt: skip


def _checklist(held: StatutoryChecklist | None) -> Annex:
    opening = "What the law asks of a partnership, and by what it is met. A person has to check each line."
    if held is None:
        return Annex("statutory-checklist", "Statutory checklist", opening, (missing(NO_STRATEGY),))
    met = sum(one.state == "there" for one in held.requirements)
    rows = tuple(
        (
            say(one.requires), say(STATES[one.state]), say(f"{one.words[:1].upper()}{one.words[1:]}"),
            (*say(one.section, one.page), *say("" if one.checked else " (not in the law itself, so unsure)")),
        )
        for one in held.requirements
    )  # fmt: skip
    words = f"{met} of {len(held.requirements)} are met. Of the {held.act}, as the list was drawn up on {spoken_day(held.dated)}."
    heads = ("What is required", "State", "By what, or what is missing", "Where it is required")
    table = Grid("What the Act requires, and by what it is met", heads, rows)
    return Annex("statutory-checklist", "Statutory checklist", opening, (paragraph(words), table))


def _glossary() -> Annex:
    held = tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))
    rows = tuple((say(one["term"]), say(one["words"])) for one in held["terms"])
    opening = f"Words that this document uses in one sense. Drawn up on {spoken_day(held['dated'])}."
    return Annex("glossary", "Glossary", opening, (Grid("Words and what they mean here", ("Word", "Meaning"), rows),))


def _licences(about: About) -> Iterator[Block]:
    if not about.sources:
        yield missing("No source is named.")
        return
    rows = tuple((say(one.title), say(one.licence), say(one.attribution)) for one in about.sources)
    yield Grid("Licence of each source", ("Source", "Licence", "To be said with it"), rows)


def _methods(about: About) -> Iterator[Block]:
    if not about.methods:
        yield missing("No method is named.")
    for one in about.methods:
        more = say(f"{one.title}: formula, assumptions and when not to use it", one.page) if one.page else ()
        yield Heading(one.title, f"method-{one.slug}")
        yield Paragraph((*say(one.words), *((*say(" "), *more) if more else ())))


def _sources(about: About) -> Iterator[Block]:
    if about.sources:
        rows = tuple((say(one.title, one.page), say(one.publisher), say(one.dated)) for one in about.sources)
        yield Grid("Sources", ("Source", "Published by", "Dated"), rows)
    yield paragraph("No figure here can say:")
    yield bullets(about.limits)
    for title, limits in about.limits_by_source:
        yield paragraph(f"Of {title}, figures cannot say:")
        yield bullets(limits)
