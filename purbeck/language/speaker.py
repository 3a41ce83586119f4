"""Who says things in a language: translates texts, and keeps what it was asked for."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from purbeck.language.slots import IDS, TITLE, Message, Names, Part, Slot, cut

FILE = Path(__file__).with_name("months.toml")
ENGLISH = "en"
NOBODY = Names({})
NAMES = frozenset({"place", "name"})  # they are no English where they are not translated


@dataclass(frozen=True)
class Piece:
    """Words as they are said; `english` where they are English still. A part stands as it is, for its own words."""

    words: str
    english: bool = False
    part: Part | None = None


@dataclass
class Asked:
    """A message that was asked for: where it stands, and how it reads."""

    where: list[str]
    example: str


@cache
def languages() -> dict[str, dict[str, Any]]:
    """The languages there are besides English, by code, with their names of months."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass
class Speaker:
    """Says texts in a language. `translations` are by context and message; `asked` is what was asked for so far."""

    language: str
    translations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Names = NOBODY
    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    _known: dict[str, tuple[Piece, ...]] = field(default_factory=dict)

    def knowing(self, names: Names) -> Speaker:
        """One that knows these names, and keeps what it is asked with this one."""
        return Speaker(self.language, self.translations, names, self.asked)

    @property
    def said(self) -> int:
        """How many of the messages asked for it has a translation of."""
        return sum(key in self.translations for key in self.asked)

    def pieces(self, text: Sequence[str | Part], where: str) -> tuple[Piece, ...]:
        """A text in pieces, each in one language."""
        only = text[0] if len(text) == 1 else None
        if not isinstance(only, str):
            return tuple(self._pieces(text, where))
        if only not in self._known:
            self._known[only] = tuple(self._pieces(text, where))
        return self._known[only]

    def say(self, text: str, where: str) -> str:
        """A text in words alone."""
        return "".join(piece.words for piece in self.pieces([text], where)) if text else text

    def _pieces(self, text: Sequence[str | Part], where: str) -> Iterator[Piece]:
        for one in cut(text, self.names):
            if isinstance(one, str):
                yield Piece(one)
            elif isinstance(one, Slot):
                yield from self._slot(one, where)
            else:
                yield from self._message(one, where)

    def _message(self, message: Message, where: str) -> Iterator[Piece]:
        asked = self.asked.setdefault(message.key, Asked([], message.example))
        if where not in asked.where:
            asked.where.append(where)
        translated = self.translations.get(message.key)
        english = translated is None and message.context not in NAMES
        pieces = re.split(r"\{([a-z]+\d+)\}", translated or message.text)
        for n, words in enumerate(pieces):
            if n % 2:
                yield from self._slot(message.slots[words], where, english)
            elif words:
                yield Piece(words, english)

    def _slot(self, slot: Slot, where: str, english: bool = False) -> Iterator[Piece]:
        if slot.part is not None:
            yield Piece(slot.words, part=slot.part)
        elif slot.kind in ("date", "month"):
            yield Piece(slot.words if english else self._dated(slot.words), english)
        elif slot.kind == TITLE:
            yield from self.pieces([slot.words], where)
        elif self.names.kinds.get(slot.words) == slot.kind and slot.kind not in IDS:
            yield from self._named(slot, where)
        else:
            yield Piece(slot.words)

    def _named(self, slot: Slot, where: str) -> Iterator[Piece]:
        """A name; where it begins with a small letter in the sentence, so does its translation."""
        capital = slot.words[:1].upper() + slot.words[1:]
        name = capital if capital in self.names.kinds else slot.words
        for piece in self._message(Message(name, {}, slot.kind), where):
            small = name != slot.words and piece.words[:1].isupper()
            yield Piece(piece.words[:1].lower() + piece.words[1:], piece.english) if small else piece

    def _dated(self, words: str) -> str:
        """A date or a month with the month's name in the language."""
        months = dict(zip(calendar.month_name[1:], languages()[self.language]["months"], strict=True))
        return re.sub(r"[A-Z][a-z]+", lambda found: months[found.group()], words)


_SPEAKING: ContextVar[Speaker | None] = ContextVar("speaking", default=None)


@contextmanager
def speaking(speaker: Speaker | None) -> Iterator[None]:
    """While this lasts, `said` says things in a language; of nobody, in English."""
    before = _SPEAKING.set(speaker)
    try:
        yield
    finally:
        _SPEAKING.reset(before)


def speaker() -> Speaker | None:
    """Who speaks now; None where it is English."""
    return _SPEAKING.get()


def said(words: str, where: str) -> str:
    """Words in the language that is spoken now."""
    now = _SPEAKING.get()
    return words if now is None else now.say(words, where)


def language() -> str:
    """The code of the language that is spoken now, as documents give it."""
    now = _SPEAKING.get()
    return "en-GB" if now is None else now.language
