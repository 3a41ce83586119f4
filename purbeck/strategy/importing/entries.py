"""A row becomes an entry: each cell a value, all of them what the model of the list asks for."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from purbeck.strategy.faults import RefusedError, quietly, said, said_quietly
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import cells, names
from purbeck.strategy.importing.cells import Around
from purbeck.strategy.importing.fields import Field, fields_of
from purbeck.strategy.importing.proposal import Row
from purbeck.strategy.importing.table import Column, Table

# What a resource is may be said by the heading of its sum alone: "Police grant".
NAMED_BY_HEADING = {"resources.what": "resources.pounds"}
COUNTS_AS = "resources.kind"
FOR_FILES = re.compile(r"\b[a-z_]+ = ")  # a remedy that speaks of lines of a file


def read_cells(row: Row, table: Table, around: Around) -> None:
    """Read the cells of a row into `row.raw`, and say what is wrong with each."""
    fields = fields_of(table.name)
    found: dict[str, Any] = {}
    for column in table.taken():
        cell = row.line.cells.get(column.number)
        if cell is None or column.path == "id":
            continue
        try:
            one = cells.read(fields[column.path], cell, around)
        except RefusedError as error:
            what = quietly(error.what) if table.secret else error.what
            row.refuse(what, error.todo, column.number, column.heading)
            continue
        for words in one.said:
            row.say(words, column.number, column.heading)
        if one.value in (None, [], ""):
            row.unused.append(column.number)
        else:
            found[column.path] = _joined(found.get(column.path), one.value)
    _name_by_heading(row, table, found)
    for path, value in found.items():
        put(row.raw, fields[path], value)


def put(raw: dict[str, Any], field: Field, value: Any) -> None:
    """Put a value at its path, making what holds it."""
    *outer, last = field.path.split(".")
    at, path = raw, ""
    for name in outer:
        path = f"{path}.{name}".lstrip(".")
        inside = at.setdefault(name, [{}] if path in field.within_list else {})
        at = inside[0] if isinstance(inside, list) else inside
    at[last] = value


def validate(row: Row, table: Table) -> None:
    """Hold a row against the model of its list; the entry, or what is wrong with it."""
    model = LISTS[table.name]
    row.raw = in_order(table.name, row.raw)
    try:
        row.part = model.model_validate(row.raw)
    except ValidationError as error:
        refused = {one.column for one in row.refusals}
        for found in error.errors(include_url=False):
            if found["type"] != "missing" or _column_number(table, _path(found)) not in refused:
                _refuse(row, table, dict(found))


def in_order(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The fields in the order of the model, so that entries look alike whatever the order of columns."""
    made: dict[str, Any] = {"id": raw["id"]} if "id" in raw else {}
    for path, field in fields_of(name).items():
        found: Any = raw
        for part in path.split("."):
            inside = found[0] if isinstance(found, list) else found
            found = inside.get(part) if isinstance(inside, dict) else None
        if found is not None:
            put(made, field, found)
    return made


def _joined(before: Any, value: Any) -> Any:
    """Two columns of one field: lists follow each other, words stand in paragraphs."""
    if before is None:
        return value
    if isinstance(value, list):
        return list(dict.fromkeys([*before, *value]))
    return f"{before}\n\n{value}"


def _name_by_heading(row: Row, table: Table, found: dict[str, Any]) -> None:
    for path, other in NAMED_BY_HEADING.items():
        column = next((c for c in table.taken() if c.path == other), None)
        if column and other in found and path not in found:
            found[path] = column.heading
            row.say(f'what it is was taken from the heading: "{column.heading}"', column.number, column.heading)
    what = next((c for c in table.taken() if c.path == "resources.what"), None)
    if what and "resources.what" in found and not {COUNTS_AS, "resources.pounds"} & found.keys():
        row.say(
            "it counts as money", what.number, what.heading, 'Write kind = "people" or "in_kind" by hand where it is.'
        )


def _refuse(row: Row, table: Table, error: dict[str, Any]) -> None:
    """Say in words what the model found, at the column it comes from."""
    path = _path(error)
    fields = fields_of(table.name)
    field = fields.get(path)
    column = _column(table, path)
    at = (column.number, column.heading) if column else (0, "")
    kind = LISTS[table.name].KIND
    if error["type"] == "missing":
        _refuse_missing(row, path, field.about if field else "", column, kind)
        return
    tell = said_quietly if table.secret else said
    what, todo = tell(error, [], field.about if field else "")
    if field and field.kind == "role":  # it may hold a name, which is not repeated
        what, todo = names.WHAT, names.REMEDY
    if not column and path:
        what = f"{path.replace('_', ' ').replace('.', ' ')}: {what}"
    if FOR_FILES.search(todo):
        todo += " In a sheet each of these is a column, headed by that name."
    row.refuse(what, todo, *at)


def _refuse_missing(row: Row, path: str, about: str, column: Column | None, kind: str) -> None:
    spoken = path.replace("_", " ").replace(".", " ")
    within = path.rpartition(".")[0]
    needed = f"every {kind} needs it" if not within else f"a row that says more of its {within} needs it"
    if column and column.number in row.unused:
        row.refuse(f"it says nothing, and {needed}: {about}", "Write it.", column.number, column.heading)
    elif column:
        row.refuse(f"it is empty, and {needed}: {about}", "Write it.", column.number, column.heading)
    else:
        row.refuse(f"no column gives {spoken} ({about}), and {needed}", f'Add a column headed "{spoken.capitalize()}".')


def _path(error: Any) -> str:
    """The path of the field that the model complains of, without the numbers of elements."""
    return ".".join(part for part in error["loc"] if isinstance(part, str))


def _column_number(table: Table, path: str) -> int:
    column = _column(table, path)
    return column.number if column else -1


def _column(table: Table, path: str) -> Column | None:
    """The column that a fault is in: that of the field or, where the fault is of a group of fields, the first of them."""
    if not path:
        return None
    return next((c for c in table.taken() if c.path == path or c.path.startswith(f"{path}.")), None)
