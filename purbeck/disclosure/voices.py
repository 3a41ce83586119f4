"""What people said becomes statements that may be shown: with their consent, beside no small place."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from purbeck.disclosure.findings import PARTNERS
from purbeck.disclosure.places import LargePlaces
from purbeck.strategy.checks.rules import shipped_rules
from purbeck.strategy.entry import Part
from purbeck.strategy.seen_words import seen_words
from purbeck.strategy.voices import Voice, VoiceRole

WITHHELD = "[Not shown: it repeats what somebody said, which this edition may not show.]"
NOT_NAMED = "[a statement that is not shown]"
LONGEST_RUN = 6  # words in a row that are taken for a quotation; fewer where all that was said is shorter
SHORTEST_RUN = int(shipped_rules().guarded_words.value)

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Statement:
    """What somebody said, in their role only. The public edition says neither how, nor when, nor where it was said.

    `id` is a number within the edition: ids that people gave might say more.
    """

    id: str
    role: VoiceRole
    words: str
    themes: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    method: str | None = None
    on: dt.date | None = None
    place: str | None = None


@dataclass(frozen=True, order=True)
class Dropped:
    """How many statements are not shown, and why."""

    why: str
    number: int


@dataclass(frozen=True)
class Heard:
    """The statements that may be shown, the new id of each by its own, why others are not, and those others."""

    statements: tuple[Statement, ...]
    ids: dict[str, str]
    dropped: tuple[Dropped, ...]
    silent: tuple[Voice, ...]


def heard(
    voices: Iterable[Voice], edition: str, on: dt.date, places: LargePlaces, today: dt.date | None = None
) -> Heard:  # fmt: skip
    """Which statements an edition of a day may show.

    `today` is the day the pages are made, where that is another: consent has to hold on both, since what is written as
    of an earlier day is read from today on.
    """
    kept, silent = [], []
    reasons: Counter[str] = Counter()
    for voice in voices:
        refused = [day for day in (today or on, on) if voice.consent is None or not voice.consent.covers(edition, day)]
        if refused:
            silent.append(voice)
            reasons[why_not(voice, edition, refused[0])] += 1
        else:
            kept.append(voice)
    ids = {voice.id: f"statement-{number}" for number, voice in enumerate(kept, start=1)}
    statements = tuple(_statement(voice, ids[voice.id], edition, places) for voice in kept)
    return Heard(statements, ids, tuple(sorted(Dropped(why, n) for why, n in reasons.items())), tuple(silent))


def why_not(voice: Voice, edition: str, on: dt.date) -> str:
    """Why a statement may not be shown, in words that say nothing of it."""
    consent = voice.consent
    if consent is None:
        return "no consent is recorded"
    if consent.withdrawn is not None and consent.withdrawn <= on:
        return "consent was withdrawn"
    if consent.until < on:
        return "consent has ended"
    if edition not in consent.editions:
        return "consent is for another edition"
    return "consent had not been given by that day"


def _statement(voice: Voice, name: str, edition: str, places: LargePlaces) -> Statement:
    if edition != PARTNERS:
        return Statement(name, voice.role, voice.words, voice.themes, voice.priorities)
    return Statement(
        name, voice.role, voice.words, voice.themes, voice.priorities, voice.method, voice.on,
        places.name_of(voice.place),
    )  # fmt: skip


class Silence:
    """What may not be said again: the words and the ids of statements that are not shown."""

    def __init__(self, silent: Iterable[Voice]) -> None:
        held = tuple(silent)
        self.runs = {run for voice in held for run in _runs(voice.words)}
        # An id like "v-002" is unmistakable; one like "mentors" may be an ordinary word.
        ids = sorted((voice.id for voice in held if re.search(r"[0-9-]", voice.id)), key=len, reverse=True)
        self.ids = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])") if ids else None
        self.count = 0

    def keep(self, part: P) -> P:
        """An entry without any text that repeats what may not be said; `count` says how often that was so."""
        changed = {}
        for name in type(part).model_fields:
            value = getattr(part, name)
            kept = self._kept(value)
            if kept != value:
                changed[name] = kept
        return part.model_copy(update=changed) if changed else part

    def _kept(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, tuple):
            return tuple(self._kept(one) for one in value)
        return self.keep(value) if isinstance(value, Part) else value

    def _text(self, text: str) -> str:
        said = seen_words(text)
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            if any(tuple(said[at : at + length]) in self.runs for at in range(len(said) - length + 1)):
                self.count += 1
                return WITHHELD
        if self.ids is not None and self.ids.search(text) and self.ids.fullmatch(text) is None:
            self.count += 1
            return self.ids.sub(NOT_NAMED, text)
        return text


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    """Runs of words that give a statement away: any six of it in a row; all of it where it is shorter."""
    said = seen_words(text)
    length = min(len(said), LONGEST_RUN)
    return [tuple(said[at : at + length]) for at in range(len(said) - length + 1)] if length >= SHORTEST_RUN else []
