"""The texts of an entry: what people wrote into it, apart from ids, addresses and words of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from purbeck.strategy.entry import Fixed, Part, Ref

PROSE, NAME, ADDRESS, REFERENCE = "prose", "name", "address", "reference"
P = TypeVar("P", bound=Part)


@cache
def kinds(model: type[Part]) -> dict[str, str]:
    """Of each field that holds text what that is. What nothing marks as fixed is prose, so that no new field is forgotten."""
    hints = get_type_hints(model, include_extras=True)
    found = {name: _kind(hints[name]) for name in model.model_fields}
    return {name: kind for name, kind in found.items() if kind}


def _kind(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return ""
    if get_origin(hint) is Annotated:
        for note in hint.__metadata__:
            if isinstance(note, Ref):
                return REFERENCE
            if isinstance(note, Fixed):
                return ADDRESS if note.address else NAME
        return _kind(get_args(hint)[0])
    if hint is str:
        return PROSE
    return next((found for part in get_args(hint) if (found := _kind(part))), "")


def texts(part: Part, *wanted: str) -> Iterator[str]:
    """Every text of these kinds in an entry and in its parts."""
    known = kinds(type(part))
    for name in type(part).model_fields:
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Part):
                yield from texts(one, *wanted)
            elif isinstance(one, str) and known.get(name) in wanted:
                yield one


def with_texts(part: P, prose: Callable[[str], str], address: Callable[[str], str | None]) -> P:
    """An entry with each prose and each address as these say; everything else as it was."""

    def changed(value: Any, kind: str) -> Any:
        if isinstance(value, tuple):
            return tuple(changed(one, kind) for one in value)
        if isinstance(value, Part):
            return with_texts(value, prose, address)
        if isinstance(value, str):
            return prose(value) if kind == PROSE else address(value) if kind == ADDRESS else value
        return value

    known = kinds(type(part))
    fresh = {name: changed(getattr(part, name), known.get(name, "")) for name in type(part).model_fields}
    fresh = {name: value for name, value in fresh.items() if value != getattr(part, name)}
    return part.model_copy(update=fresh) if fresh else part
