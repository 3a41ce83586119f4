"""Reads the files of a strategy, and finds every fault of every file in one go."""

from __future__ import annotations

import pathlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import ValidationError

from purbeck.strategy.entry import SLUG, Part
from purbeck.strategy.faults import Fault, Where, meant, said, said_quietly, shown, unsaid
from purbeck.strategy.files import FILES, Shape
from purbeck.strategy.lines import Path, lines_of, nearest
from purbeck.strategy.references import named, unknown

VOICES = "voices"
# What tomllib says is amiss, where it repeats no name: a letter or a mark at most.
WITHOUT_VALUES = re.compile(r"(?:[A-Za-z /,-]|'[^'\w]{1,2}'|'[=\]}]')+")


@dataclass
class Reading:
    """What was read: the entries that are in order, by the name of their table or list, and every fault."""

    tables: dict[str, Part] = field(default_factory=dict)
    lists: dict[str, list[Part]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # lists that could not be read in full: nobody knows all of their ids


@dataclass(frozen=True)
class _Written:
    """One table or entry as it was written, before anything is asked of it."""

    name: str
    model: type[Part]
    raw: dict[str, Any]
    path: Path
    file: str
    lines: dict[Path, int]

    @property
    def secret(self) -> bool:
        """Whether it stands in a file of what people said, of which no fault repeats anything: others may read the fault."""
        return self.file.startswith(f"{VOICES}/")

    def where(self, path: Path = ()) -> Where:
        return Where(self.file, nearest(self.lines, (*self.path, *path)))

    def subject(self, path: Path = ()) -> str:
        """The entry and the field in it, as people would name them: "action tow-path, resources 1, pounds"."""
        name = self.model.KIND
        if len(self.path) > 1:
            known = self.raw.get("id")
            usable = isinstance(known, str) and (not self.secret or re.fullmatch(SLUG, known))
            name += f" {known}" if usable else f" {int(self.path[1]) + 1}"
        if self.secret:  # a field that there is not may be what somebody said
            path = tuple(part if isinstance(part, int) else unsaid(part) for part in path)
        spoken = "".join(f" {part + 1}" if isinstance(part, int) else f", {part}" for part in path)
        return name + spoken

    def fault(self, what: str, todo: str, path: Path = ()) -> Fault:
        return Fault(self.where(path), self.subject(path), what, todo)


def read_folder(folder: pathlib.Path) -> Reading:
    """Read every file of a strategy there is; one that is not there is as if nothing were written yet."""
    reading = Reading()
    written: list[_Written] = []
    _strangers(folder, reading)
    for shape in FILES:
        for path in sorted(folder.glob(shape.file)):
            name = path.relative_to(folder).as_posix()
            reading.files.append(name)
            written += _read(path, name, shape, reading)
    for one in written:
        _take(one, reading)
    _check_ids(written, reading)
    order = {name: number for number, name in enumerate(reading.files)}
    reading.faults.sort(key=lambda f: (order.get(f.where.file, -1), f.where.line, f.subject, f.what))
    return reading


def _strangers(folder: pathlib.Path, reading: Reading) -> None:
    """TOML files of a name that nothing reads: a spelling mistake would lose a whole file unnoticed."""
    known = {shape.file: shape for shape in FILES if "*" not in shape.file}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in known:
            todo = meant(path.name, known)
            reading.faults.append(Fault(Where(path.name, 1), "", "no file of this name is read", todo))
            reading.unread |= {name for file, shape in known.items() for name in shape.lists if f'"{file}"' in todo}


def _read(path: pathlib.Path, name: str, shape: Shape, reading: Reading) -> Iterator[_Written]:
    """What stands in one file, table by table and entry by entry."""
    faults = reading.faults
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.append(Fault(Where(name, line), "", "it is not text in UTF-8", "Save the file again as UTF-8."))
        reading.unread |= set(shape.lists)
        return
    except tomllib.TOMLDecodeError as error:
        faults.append(_not_toml(name, text, error, shape))
        reading.unread |= set(shape.lists)
        return
    lines = lines_of(text)
    for key, value in data.items():
        where = Where(name, nearest(lines, (key,)))
        if key in shape.tables:
            if isinstance(value, dict):
                yield _Written(key, shape.tables[key], value, (key,), name, lines)
            else:
                faults.append(Fault(where, key, "it is written once, and with its fields", f"Begin it with [{key}]."))
        elif key in shape.lists:
            if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
                for number, entry in enumerate(value):
                    yield _Written(key, shape.lists[key], entry, (key, number), name, lines)
            else:
                todo = f"Begin each entry with [[{key}]], in two pairs of brackets."
                faults.append(Fault(where, key, "it is a list of entries", todo))
                reading.unread.add(key)
        else:
            elsewhere = next((s.file for s in FILES if key in s.names), "")
            todo = f"It belongs in {elsewhere}." if elsewhere else meant(key, shape.names)
            called = f'"{unsaid(key) if VOICES in shape.lists else key}"'
            faults.append(Fault(where, "", f"nothing called {called} is read here", todo))
            reading.unread |= {key} if elsewhere else set(shape.lists)


def _not_toml(name: str, text: str, error: tomllib.TOMLDecodeError, shape: Shape) -> Fault:
    """A file that is not TOML; what stands after the mistake is read once it is put right.

    Of a file of what people said nothing is repeated, not even a name that is written twice.
    """
    message, _, place = str(error).partition(" (at ")
    number = place.removeprefix("line ").split(",")[0]
    line = int(number) if number.isdigit() else text.count("\n") + 1
    stands = text.split("\n")[line - 1].strip() if line <= text.count("\n") + 1 else ""
    quoted = f"the line {shown(stands)}"
    if VOICES in shape.lists:
        quoted, message = "the line", message if WITHOUT_VALUES.fullmatch(message) else "as it stands"
    what = f"{quoted} cannot be read as TOML ({message[:1].lower()}{message[1:]})"
    todo = "Words stand in quotation marks, several lines of them in three; dates are written like 2027-03-31."
    return Fault(Where(name, line), "", what, todo)


def _take(one: _Written, reading: Reading) -> None:
    """Turn what was written into an entry, or into faults."""
    try:
        part = one.model.model_validate(one.raw)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            path = tuple(found["loc"])
            tell = said_quietly if one.secret else said
            what, todo = tell(dict(found), *_field_at(one.model, path))
            reading.faults.append(one.fault(what, todo, path))
        return
    part.found_at(one.where())
    if len(one.path) == 1:
        reading.tables[one.name] = part
    else:
        reading.lists.setdefault(one.name, []).append(part)


def _field_at(model: type[Part], path: Path) -> tuple[list[str], str]:
    """The fields that may stand beside the one at a path, and what that one is for."""
    names = [part for part in path if isinstance(part, str)]
    for name in names[:-1]:
        inner = _model_in(model.model_fields[name].annotation)
        model = inner or model
    known = model.model_fields.get(names[-1]) if names else None
    return list(model.model_fields), (known.description or "" if known else "")


def _model_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _check_ids(written: list[_Written], reading: Reading) -> None:
    """Ids that two entries of a list have, and ids named that nothing has; not those that may be in what was left unread."""
    faults = reading.faults
    ids: dict[str, dict[str, list[Where]]] = {}
    for one in written:
        known = one.raw.get("id")
        if "id" not in one.model.model_fields or not isinstance(known, str):
            continue
        if one.secret and not re.fullmatch(SLUG, known):
            continue  # its own fault is told; as an id that is meant it would be repeated
        before = ids.setdefault(one.name, {}).setdefault(known, [])
        if before:
            what = f'the id "{known}" is taken already ({before[0]})'
            faults.append(one.fault(what, "Give this one an id of its own, and correct what names it.", ("id",)))
        before.append(one.where())
    for one in written:
        for path, to, name in named(one.model, one.raw, ()):
            wrong = unknown(ids, to, unsaid(name, SLUG) if one.secret else name)
            if wrong and to not in reading.unread and (to or not reading.unread):
                faults.append(one.fault(*wrong, path))
