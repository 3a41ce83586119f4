"""The first chapter: why the assessment is made, what it counts, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from purbeck.disclosure import ReleasedStrategy, ReleasedWriting
from purbeck.figures import listed
from purbeck.periods import spoken_day
from purbeck.publication.content import Block, Grid, Heading, Paragraph, missing, paragraph, say
from purbeck.publication.marked_up import blocks, inline
from purbeck.publication.strategy.words import named

if TYPE_CHECKING:
    from purbeck.publication.publication import About

ACT = "https://www.legislation.gov.uk/ukpga/2022/32/part/2/chapter/1"
DUTY = (
    "asks the authorities of an area to find out which kinds of serious violence occur there and, as far as they can, what "
    "causes them, and to prepare and carry out a strategy to prevent and reduce it. This assessment is what such a strategy "
    "rests on. It is about places and populations, never about one person."
)
NO_STRATEGY = "Who answers for it is not known: no strategy is written down yet."


def purpose(about: About, written: ReleasedWriting) -> Iterator[Block]:
    """The blocks of the chapter."""
    act = say("The Police, Crime, Sentencing and Courts Act 2022 (Part 2, chapter 1)", ACT)
    yield Paragraph((*act, *say(f" {DUTY}")))
    yield Heading("What counts as serious violence here")
    yield from _definition(about, written.strategy)
    yield Heading("Who answers for it")
    if written.strategy is None:
        yield missing(NO_STRATEGY)
        return
    yield from _governance(written.strategy)
    yield from _partners(written.strategy)
    yield from _consulted(written.strategy)


def _definition(about: About, strategy: ReleasedStrategy | None) -> Iterator[Block]:
    yield paragraph(f"Figures follow “{about.definition}”, version {about.definition_version}.")
    if about.stand_in:
        yield paragraph(about.stand_in)
    for note in about.beside:
        yield paragraph(
            f"Beside it, where a part says so: “{note.title}”, version {note.version}. {note.stand_in}".strip()
        )
    if strategy is None:
        return
    if strategy.definition is not None and strategy.definition.words:
        yield from blocks(strategy.definition.words)
    if strategy.kinds:
        rows = tuple((say(kind.title), inline(kind.words)) for kind in strategy.kinds)
        yield Grid("Kinds of serious violence that partners identified here", ("Kind", "How it shows here"), rows)


def _governance(strategy: ReleasedStrategy) -> Iterator[Block]:
    held = strategy.governance
    if held is None:
        yield missing("How it is overseen is not written down.")
        return
    yield from blocks(held.words)
    boards = {one.id: one.title for one in strategy.boards}
    if held.board:
        yield paragraph(f"Overseen by: {boards.get(held.board, held.board)}.")
    if held.owner:
        yield paragraph(f"Kept up to date by: {held.owner}.")
    if held.adopted:
        by = f" by {held.adopted_by}" if held.adopted_by else ""
        yield paragraph(f"The strategy was adopted on {spoken_day(held.adopted)}{by}.")


def _partners(strategy: ReleasedStrategy) -> Iterator[Block]:
    if strategy.partners:
        rows = tuple((say(one.title), say(named(one.kind)), say("; ".join(one.duties))) for one in strategy.partners)
        yield Grid("Partners", ("Partner", "What it is", "Duties"), rows)


def _consulted(strategy: ReleasedStrategy) -> Iterator[Block]:
    if strategy.consultations:
        partners = {one.id: one.title for one in strategy.partners}
        rows = tuple(
            (
                say(named(one.kind)), say(one.none_here or one.who or listed([partners[name] for name in one.partners])),
                say(spoken_day(one.on) if one.on else ""), inline(one.changed),
            )
            for one in strategy.consultations
        )  # fmt: skip
        yield Grid("Who was asked", ("Whom", "Who", "When", "What changed"), rows)
