"""Data in files and pages: CSV, JSON, chart specifications, GeoPackage layers, as tables."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from purbeck.attack.found import Found, Grid, Words, finding_in

# Where JSON with something in it may begin; a script has thousands of brackets, and trying each takes a publication's seconds.
OPENINGS = re.compile(r'\{\s*"|\[\s*(?:[\[{"\d-]|true|false|null|NaN|Infinity)')
LONGEST_TEXT = 20_000


def from_csv(file: str, text: str) -> Found:
    """A CSV file as one table."""
    lines = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) if row]
    if not lines:
        return Found()
    # A file named after a finding is about it; so is a line that begins with the finding's id.
    return Found(
        [Grid(file, "the table", Path(file).stem, finding_in(file), tuple(lines[0]), tuple(map(tuple, lines[1:])))]
    )


def from_json(file: str, text: str, part: str = "the data", finding: str = "", title: str = "") -> Found:
    """Every list of records in JSON as a table, and every text in it as words; nothing where it is no JSON."""
    try:
        held = json.loads(text)
    except ValueError:
        return Found()
    found = Found()
    _walk(held, found, file, part, finding or finding_in(file), title)
    return found


def from_script(file: str, text: str, finding: str, title: str) -> Found:
    """The data in a script: JSON that is the whole of it, or that is given to a name or to a function in it."""
    found = from_json(file, text, "data in a script", finding, title)
    if found.grids or found.words:
        return found
    decoder, at = json.JSONDecoder(), 0
    while opening := OPENINGS.search(text, at):
        try:
            held, at = decoder.raw_decode(text, opening.start())
        except ValueError:
            at = opening.start() + 1
            continue
        _walk(held, found, file, "data in a script", finding, title)
    return found


def _walk(held: Any, found: Found, file: str, part: str, finding: str, title: str) -> None:
    if isinstance(held, dict):
        own = held.get("finding") or held.get("id")
        finding = finding_in(own) if isinstance(own, str) and finding_in(own) else finding
        named = held.get("title") or held.get("name")
        title = named if isinstance(named, str) and named else title
        if any(_is_plain(v) and not isinstance(v, str) for v in held.values()):
            _records([held], found, file, part, finding, title)
        for name, value in held.items():
            if isinstance(value, str):
                found.words.append(Words(file, f"{part}, {name}", value[:LONGEST_TEXT], finding, title))
            else:
                _walk(value, found, file, part, finding or finding_in(str(name)), title)
    elif isinstance(held, list):
        records = [one for one in held if isinstance(one, dict)]
        if len(records) == len(held) > 0:
            _records(records, found, file, part, finding, title)
        rows = [one for one in held if isinstance(one, list) and all(map(_is_plain, one))]
        if len(rows) == len(held) > 1:
            _rows(rows, found, file, part, finding, title)
        for one in held:
            if isinstance(one, dict | list):
                for inner in one.values() if isinstance(one, dict) else one:
                    if isinstance(inner, dict | list):
                        _walk(inner, found, file, part, finding, title)


def _records(records: list[dict[str, Any]], found: Found, file: str, part: str, finding: str, title: str) -> None:
    names = list(dict.fromkeys(name for one in records for name, value in one.items() if _is_plain(value)))
    rows = tuple(tuple(_text(one.get(name)) for name in names) for one in records)
    if names:
        found.grids.append(Grid(file, part, title, finding, tuple(names), rows, seen=False))


def _rows(rows: list[list[Any]], found: Found, file: str, part: str, finding: str, title: str) -> None:
    lines = [tuple(_text(cell) for cell in row) for row in rows]
    heads = all(isinstance(cell, str) for cell in rows[0])
    head = lines[0] if heads else tuple("" for _ in lines[0])
    found.grids.append(Grid(file, part, title, finding, head, tuple(lines[1:] if heads else lines), seen=False))


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | bytes):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def from_geopackage(path: Path, file: str) -> Found:
    """Every table of a GeoPackage, its own bookkeeping too; shapes left out. Raises sqlite3.Error where it is none."""
    found = Found()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as held:
        titles = dict(_titles(held))
        names = [
            str(n)
            for (n,) in held.execute("select name from sqlite_master where type in ('table','view') order by name")
        ]
        for name in names:
            if name.startswith(("rtree_", "sqlite_", "gpkg_")) and name != "gpkg_metadata":
                continue
            title = titles.get(name, name)
            rows = held.execute('select * from "' + name.replace('"', '""') + '"')
            heads = tuple(str(column[0]) for column in rows.description)
            lines = tuple(tuple(_text(cell) for cell in row) for row in rows)
            found.grids.append(
                Grid(file, f"layer {name}", title, finding_in(f"{name} {title}"), heads, lines, seen=False)
            )
    return found


def _titles(held: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    try:
        for name, identifier, description in held.execute(
            "select table_name, identifier, description from gpkg_contents"
        ):
            yield str(name), " ".join(str(text) for text in (identifier, description) if text)
    except sqlite3.OperationalError:
        return
