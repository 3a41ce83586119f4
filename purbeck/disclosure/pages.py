"""Pages published before: which of them hold words that may not be shown now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import get_args

from purbeck.disclosure.silence import Silence
from purbeck.strategy.entry import Part, Prose
from purbeck.strategy.seen_words import seen_words
from purbeck.strategy.voices import Edition, Voice

SHORTEST = 6  # words: those that Purbeck puts on every page are never as many in a row as somebody said
NO_ID = "id-of-no-statement-at-all"  # pages are looked at for words alone: ids of other things may be the same


class _Text(Part):
    KIND = "text of a page"

    words: Prose


def quoted(voices: Iterable[Voice], edition: str, on: dt.date, texts: Callable[[], Iterable[str]]) -> frozenset[str]:
    """The statements whose words stand on pages of an edition that may not show them on a day, by their ids.

    `texts` gives the texts of the pages; it is asked only where there is a statement to look for. Of an edition that nobody
    knows, "", only statements count that no edition may show. Statements of fewer than six words are not looked for.
    """
    silent = {
        one.id: one.model_copy(update={"id": NO_ID, "themes": (), "priorities": ()})
        for one in voices
        if _is_silent(one, edition, on)
    }
    if not silent:
        return frozenset()
    held = [_Text.model_construct(words=text) for text in dict.fromkeys(texts()) if text.strip()]
    suspect = _repeating(Silence(silent.values()), held)
    return frozenset(name for name, one in silent.items() if suspect and _repeating(Silence([one]), suspect))


def _is_silent(voice: Voice, edition: str, on: dt.date) -> bool:
    """Whether a statement that is long enough to be looked for may not be shown."""
    editions = (edition,) if edition else get_args(Edition)
    shown = voice.consent is not None and any(voice.consent.covers(one, on) for one in editions)
    return not shown and len(seen_words(voice.words)) >= SHORTEST


def _repeating(silence: Silence, texts: Iterable[_Text]) -> list[_Text]:
    """Those texts that repeat what may not be said."""
    return [one for one in texts if silence.keep(one) != one]
