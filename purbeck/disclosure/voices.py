"""What people said becomes statements that may be shown: with their consent, beside no small place."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from purbeck.disclosure.places import LargePlaces
from purbeck.disclosure.rules import PARTNERS
from purbeck.strategy.voices import Voice, VoiceRole


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
    if not consent.for_pages:
        return "consent is for another purpose"
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
