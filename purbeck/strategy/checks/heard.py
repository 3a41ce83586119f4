"""People's words and judgements: themes nobody acts on, places nobody knows, scores given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import BROKEN, LOOK, Remark, look
from purbeck.strategy.faults import Where
from purbeck.strategy.shown import overdue
from purbeck.strategy.strategy import Strategy
from purbeck.strategy.voices import Voice


def theme_nobody_acts_on(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """What several people said, of whom no action and no decision names one."""
    heeded = {name for one in strategy.actions for name in one.voices}
    heeded |= {name for one in strategy.decisions for name in one.voices}
    themes: dict[str, list[Voice]] = {}
    for voice in sorted(strategy.voices, key=lambda one: one.id):
        for theme in set(voice.themes):
            themes.setdefault(theme, []).append(voice)
    for theme, voices in sorted(themes.items()):
        if len(voices) >= beside.rules.statements.value and not heeded.intersection(voice.id for voice in voices):
            words = f"{len(voices)} people spoke of {theme}, and no action or decision names any of them."
            todo = "Decide what to do about it, and name their statements in voices; or record why nothing is done."
            yield Remark(LOOK, voices[0].where, f"theme {theme}", words, todo)


def consent_ended_on_pages(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """Pages in publications/ that show a statement whose consent does not hold any more, or that was taken out."""
    for one in overdue(beside.shown, strategy.voices, beside.on):
        words = (
            f"publications/{one.folder} still shows statements whose consent does not hold: {', '.join(one.statements)}."
        )
        todo = "Publish it again under that name, or delete it; and ask whoever holds a copy."
        yield Remark(BROKEN, Where("voices/*.toml", 1), f"pages {one.folder}", words, todo)


def too_short_to_guard(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A statement of one word without consent that holds: other texts cannot be searched for it."""
    for voice in strategy.voices:
        held = voice.consent is not None and voice.consent.until >= beside.on
        if not held and len(voice.words.split()) < beside.rules.guarded_words.value:
            yield look(
                voice, "It is so short that other texts cannot be searched for it, and it has no consent that holds.",
                "Read the pages for it before they go out, or take the statement out of the file.",
            )  # fmt: skip


def place_unknown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A place of a statement that is no district, CSP, county or police force area of the lookups."""
    for voice in strategy.voices if beside.places is not None else ():
        if voice.place is not None and voice.place.casefold() not in (beside.places or ()):
            words = f'"{voice.place}" is no district, CSP, county or police force area that the lookups know.'
            yield look(voice, words, "Write its name as the ONS does, or its code; or leave the place out.")


def scored_twice(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """Two scores by the same role of the same priority and criterion on the same day, so that neither is the later."""
    given = Counter((s.priority, s.criterion, s.by.casefold(), s.on) for s in strategy.scores)
    for score in sorted(strategy.scores, key=lambda s: (s.priority, s.criterion, s.on, s.by, s.where)):
        key = (score.priority, score.criterion, score.by.casefold(), score.on)
        if given.pop(key, 0) > 1:
            words = (
                f"{score.by} scored {score.priority} by {score.criterion.replace('_', ' ')} more than once on one day."
            )
            yield look(score, words, "Keep the one that is meant.")
