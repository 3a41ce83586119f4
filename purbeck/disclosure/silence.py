"""Statements that may not be shown are kept out of every other text: their words and their ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from purbeck.disclosure.places import LargePlaces
from purbeck.disclosure.voices import Statement, heard
from purbeck.errors import StrategyError
from purbeck.strategy.entry import Part
from purbeck.strategy.named_ids import NamedIds
from purbeck.strategy.repeats import Repeats
from purbeck.strategy.seen_words import seen_words
from purbeck.strategy.silent import names_that_tell, parts_of
from purbeck.strategy.strategy import Strategy
from purbeck.strategy.texts import with_texts
from purbeck.strategy.voices import Voice

WITHHELD = "[Not shown: it repeats what somebody said, which this edition may not show.]"
NOT_NAMED = "[a statement that is not shown]"

P = TypeVar("P", bound=Part)


class Silence:
    """What may not be said again: the words and the ids of statements that are not shown.

    `entries` are those that stand on the same pages: pieces of a statement that they hold between them are found too.
    """

    def __init__(self, silent: Iterable[Voice], entries: Iterable[Part] = ()) -> None:
        held = tuple(silent)
        self.repeats = Repeats(held, entries)
        self.ids = NamedIds(voice.id for voice in held)
        self.any = bool(held)
        self.count = 0

    def keep(self, part: P) -> P:
        """An entry without any text that repeats what may not be said; `count` says how often that was so."""
        return with_texts(part, self._prose, self._address) if self.any else part

    def statement(self, one: Statement) -> Statement:
        """A statement that is shown, as it may be: who said the very same may have agreed to it, where another did not."""
        if not self.any:
            return one
        words = one.words if seen_words(one.words) in self.repeats.whole else self._prose(one.words)
        return replace(one, words=words, method=one.method and self._prose(one.method))

    def _prose(self, text: str) -> str:
        kept = text
        if self.ids.within(text):
            kept = self.ids.replaced(text, NOT_NAMED)
            kept = WITHHELD if self.ids.within(kept) else kept
        if self.repeats.in_text(text):
            kept = WITHHELD
        self.count += kept != text
        return kept

    def _address(self, text: str) -> str | None:
        if self.repeats.in_text(text) or self.ids.within(text):
            self.count += 1
            return None
        return text


def silence_of(strategy: Strategy, edition: str, on: dt.date, today: dt.date | None) -> Silence:
    """What an edition of a day may not say again of a strategy."""
    said = heard(strategy.voices, edition, on, LargePlaces(), today)
    return Silence(said.silent, parts_of(strategy, said.silent))


def refuse_names_that_tell(strategy: Strategy, silence: Silence) -> None:
    """Raise StrategyError where an id, which is in every file that is published, repeats a statement that is not shown."""
    found: Iterator[str] = (
        f'- {part.where}: "{name}"' for part, name, plainly in names_that_tell(strategy, silence.repeats) if plainly
    )
    listed = "\n".join(found)
    if listed:
        raise StrategyError(
            f"These ids repeat what somebody said and this edition may not show:\n{listed}",
            "Ids are published as they are: give those entries others, and correct what names them. Nothing was written.",
        )
