"""Ids: each once, and each that is named somewhere known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from purbeck.strategy.entry import Part, Ref
from purbeck.strategy.faults import Where, meant
from purbeck.strategy.lines import Path

Ids = Mapping[str, Mapping[str, list[Where]]]  # of each list: its ids, and where each is written


@cache
def _fields(model: type[Part]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def named(model: type[Part], raw: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every id that an entry, as it was written, names another by: where, of which list, the id."""
    for name, hint in _fields(model).items():
        if name in raw:
            yield from _named(hint, raw[name], (*path, name))


def _named(hint: Any, value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    if get_origin(hint) is Annotated:
        refs = [note for note in hint.__metadata__ if isinstance(note, Ref)]
        if refs and isinstance(value, str):
            yield path, refs[0].to, value
        elif not refs:
            yield from _named(get_args(hint)[0], value, path)
    elif isinstance(hint, type) and issubclass(hint, Part):
        yield from named(hint, value, path) if isinstance(value, dict) else ()
    elif get_origin(hint) is tuple:
        for number, element in enumerate(value if isinstance(value, list) else ()):
            yield from _named(get_args(hint)[0], element, (*path, number))
    else:
        for part in get_args(hint):
            yield from _named(part, value, path)


def unknown(ids: Ids, to: str, name: str) -> tuple[str, str] | None:
    """What is wrong with an id that names an entry of the list `to`, and what to do; None where there is one."""
    if to:
        if name in ids.get(to, {}):
            return None
        return f'"{name}" is no id of [[{to}]]', meant(name, ids.get(to, {}))
    known = {one for of_list in ids.values() for one in of_list}
    return None if name in known else (f'"{name}" is the id of nothing in the strategy', meant(name, known))
