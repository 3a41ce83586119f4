"""Entries written as TOML, to be put at the end of a file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_LINE = 120


def entries(name: str, raw: Iterable[Mapping[str, Any]]) -> str:
    """Entries of a list, each below its header; what the values are, a reader of TOML gives back."""
    return "\n".join(_entry(name, one) for one in raw)


def comment(words: str) -> str:
    """A line that is no part of the data."""
    return f"# {' '.join(_printable(words).split())}\n"


def _entry(name: str, raw: Mapping[str, Any]) -> str:
    lines = [f"[[{name}]]"]
    groups = []
    for key, value in raw.items():
        if isinstance(value, Mapping) and len(f"{key} = {_inline(value)}") > LONGEST_LINE:
            groups.append((key, value))  # below a header of its own, which has to come last
        else:
            lines.append(f"{key} = {_value(value)}")
    for key, group in groups:
        lines += [f"[{name}.{key}]", *(f"{inner} = {_value(value)}" for inner, value in group.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value as it stands on a line, or over several."""
    if isinstance(value, str) and "\n" in value:
        return _several_lines(value)
    if isinstance(value, list) and len(_inline(value)) > LONGEST_LINE:
        return "[\n" + "".join(f"  {_inline(one)},\n" for one in value) + "]"
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _escaped(json.dumps(value, ensure_ascii=False))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return repr(value)


def _several_lines(text: str) -> str:
    """Text between three quotation marks, the first line below them."""
    lines = (
        json.dumps(line, ensure_ascii=False)[1:-1].replace('\\"', '"').replace('"""', '""\\"')
        for line in text.split("\n")
    )
    whole = "\n".join(lines)
    if whole.endswith('"'):
        whole = f'{whole[:-1]}\\"'
    return _escaped(f'"""\n{whole}"""')


def _escaped(text: str) -> str:
    """The escapes of JSON are those of TOML, but for one character that only TOML asks to be escaped."""
    return text.replace("\x7f", "\\u007f")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
