"""Which statements an edition may not show, what stands beside them, and ids that tell their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import fields

from purbeck.strategy.entry import Part
from purbeck.strategy.repeats import Repeats
from purbeck.strategy.seen_words import compared, seen_words, words_of
from purbeck.strategy.strategy import Strategy
from purbeck.strategy.texts import NAME, texts
from purbeck.strategy.voices import Voice

PLAINLY = 4  # words of an id that are no chance


def silent_in(voices: Iterable[Voice], edition: str, days: Iterable[dt.date]) -> tuple[Voice, ...]:
    """The statements that an edition may not show, since consent does not hold on one of these days."""
    days = tuple(days)
    return tuple(
        one for one in voices if one.consent is None or not all(one.consent.covers(edition, day) for day in days)
    )


def parts_of(strategy: Strategy, silent: Iterable[Voice]) -> tuple[Part, ...]:
    """Every entry of a strategy, but for statements that are not shown, and those that say the very same."""
    words = {seen_words(one.words) for one in silent}
    found: list[Part] = []
    for one in fields(Strategy):
        value = getattr(strategy, one.name)
        found += [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Part)]
    return tuple(one for one in found if not (isinstance(one, Voice) and seen_words(one.words) in words))


def repeats_of(strategy: Strategy, silent: Iterable[Voice]) -> Repeats:
    """What finds these statements in the texts of a strategy, and in pieces of them that its entries hold between them."""
    held = tuple(silent)
    return Repeats(held, parts_of(strategy, held))


def names_that_tell(strategy: Strategy, repeats: Repeats) -> Iterator[tuple[Part, str, bool]]:
    """Ids and other short names that repeat a statement: of which entry, which, and whether that can be no chance.

    Ids of statements are left out, and all of statements that are not shown: they are on no page.
    """
    for part in parts_of(strategy, ()):
        if isinstance(part, Voice) and seen_words(part.words) in repeats.whole:
            continue
        own = {part.id} if isinstance(part, Voice) else set()
        for name in dict.fromkeys(texts(part, NAME)):
            words = words_of(name)
            if name not in own and repeats.in_a_row(compared(words)):
                yield part, name, len(words) >= PLAINLY
