"""Fields of an entry that a cell of a spreadsheet can hold, worked out from the model of its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from purbeck.strategy.entry import Day, Part, Prose, Ref, Role, Words
from purbeck.strategy.files import LISTS

Kind = Literal["text", "words", "prose", "role", "day", "number", "whole", "choice", "yes_no", "id"]


@dataclass(frozen=True)
class Field:
    """One field: where it stands in the entry ("target.value"), what it holds, and whether a cell may hold several.

    `needed` means that no entry may be without it. `choices` are the words it is one of, `to` the list whose ids it holds;
    `within_list` are the containers on its path that are lists, of which a row of a sheet gives one element.
    """

    path: str
    kind: Kind
    many: bool
    needed: bool
    about: str
    choices: tuple[str, ...] = ()
    to: str = ""
    within_list: frozenset[str] = frozenset()

    @property
    def spoken(self) -> str:
        """Its name as a heading: target value."""
        return self.path.replace("_", " ").replace(".", " ")


@cache
def fields_of(name: str) -> Mapping[str, Field]:
    """The fields of a list's entries by path, in the order of the model."""
    return {field.path: field for field in _fields(LISTS[name], "", True, frozenset())}


def _fields(model: type[Part], before: str, needed: bool, lists: frozenset[str]) -> Iterator[Field]:
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        path = f"{before}{name}"
        hint, many = _inner(hints[name])
        required = needed and info.is_required()
        if isinstance(hint, type) and issubclass(hint, Part):
            yield from _fields(hint, f"{path}.", required, lists | {path} if many else lists)
        else:
            yield Field(path, _kind(hint), many, required, info.description or "", _choices(hint), _to(hint), lists)


def _inner(hint: Any) -> tuple[Any, bool]:
    """What a field holds, without "or None" and without the tuple around it; whether there was a tuple."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if type(None) in get_args(hint):
        (hint,) = options
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    return hint, False


def _notes(hint: Any) -> tuple[Any, ...]:
    return tuple(hint.__metadata__) if get_origin(hint) is Annotated else ()


def _plain(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _kind(hint: Any) -> Kind:
    notes, plain = _notes(hint), _plain(hint)
    if _to(hint) or any(isinstance(note, Ref) for note in notes):
        return "id"
    if get_origin(plain) is Literal:
        return "choice"
    if plain is bool:
        return "yes_no"
    if plain in (int, float):
        return "whole" if plain is int else "number"
    if plain is dt.date and set(_notes(Day)) <= set(notes):
        return "day"
    for known, kind in ((Role, "role"), (Words, "words"), (Prose, "prose")):
        if set(_notes(known)) <= set(notes):
            return kind  # type: ignore[return-value]
    return "text"


def _choices(hint: Any) -> tuple[str, ...]:
    plain = _plain(hint)
    return tuple(get_args(plain)) if get_origin(plain) is Literal else ()


def _to(hint: Any) -> str:
    return next((note.to for note in _notes(hint) if isinstance(note, Ref)), "")
