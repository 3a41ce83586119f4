"""Translations become ones that may be published: nothing gets past the gate in another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from purbeck.disclosure.silence import Silence
from purbeck.language.catalogue import Key, Translated, read, refuse
from purbeck.paragraphs.figures_in_words import figures_in
from purbeck.paragraphs.people_named import tells_who
from purbeck.paragraphs.places_named import KnownPlaces, known_places
from purbeck.strategy.entry import Part, Prose
from purbeck.strategy.strategy import read as read_strategy
from purbeck.workspace import Workspace


@dataclass(frozen=True)
class ReleasedTranslations:
    """Those that may be published, by context and message; how many were left out for repeating what somebody said."""

    translations: Mapping[Key, str] = field(default_factory=dict)
    withheld: int = 0


class _Text(Part):
    KIND = "translation"

    words: Prose


def released_translations(workspace: Workspace, path: Path) -> ReleasedTranslations:
    """The translations of a file as they may be published; they are written by hand, and checked like other words of people.

    Raises LanguageError, which lists every fault with its line, where one holds figures that its message has not, names a place
    outside the area that its message does not name, or tells who somebody is. One that repeats a statement is left out,
    whatever consent there is: that is for the statement as it was said.
    """
    held = read(path)
    places = known_places(workspace)
    refuse(path, [f"{path.name}, line {one.line}: {fault}" for one in held for fault in _faults(one, places)])
    kept = _silent(workspace, held)
    return ReleasedTranslations({one.key: one.words for one in kept}, len(held) - len(kept))


def _faults(one: Translated, places: KnownPlaces) -> Iterator[str]:
    known = {figure.size for figure in figures_in(one.message)}
    for figure in figures_in(one.words):
        if figure.size not in known and not figure.text.isdigit():
            yield f"“{figure.text}” is no figure of the message “{one.message}”."
    for _, name, kind in places.outside(one.words, [one.message]):
        yield f"“{name}” is {kind} outside our area, and the message “{one.message}” does not name it."
    for _, what in tells_who(one.words):
        if what not in {found for _, found in tells_who(one.message)}:
            yield f"the translation holds {what}; what it says is not repeated here."


def _silent(workspace: Workspace, held: Sequence[Translated]) -> list[Translated]:
    found = repeating(workspace, (one.words for one in held))
    return [one for one in held if one.words not in found]


def repeating(workspace: Workspace, texts: Iterable[str]) -> frozenset[str]:
    """Those texts that repeat a statement of the workspace's, by themselves or in pieces between them."""
    voices = read_strategy(workspace).voices
    if not voices:
        return frozenset()
    parts = {one: _Text.model_construct(words=one) for one in texts}
    silence = Silence(voices, parts.values())
    return frozenset(one for one, part in parts.items() if silence.keep(part) != part)
