"""Specifications of charts to explore in a browser: what Vega-Lite made of one, in few letters."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from purbeck.publication.chart_theme import INK, Drawn

Held = Any
"""JSON as Python holds it."""

FIGURES = 6  # of a number: a place on the paper needs four, the number of a month six
FADED = 0.35  # of the opacity of what is not chosen
LEAST_SHARED = 40  # letters of a part that is worth writing once for all charts
PART, NONE_CHOSEN = "$", -1
POINTS = "points"


def specification(drawn: Drawn) -> dict[str, Held] | None:
    """A drawing as Vega that answers to a chosen point; None where the drawing names no points.

    A signal `chosen` holds the row of the finding's table that a point is of. It gets a ring; where marks are of places or
    themes, those of others fade. `usermeta.along` says in which direction the nearest point is looked for.
    """
    if drawn.vega is None or not drawn.points:
        return None
    made = {name: held for name, held in drawn.vega.items() if name != "$schema"}
    points = {"name": POINTS, "values": [dict(point) for point in drawn.points]}
    made["data"] = [*(_parsed(one) for one in made["data"]), points]
    marks = made["marks"] if drawn.along == "x" else _fading(made["marks"], made["data"])
    made["marks"] = [*marks, _ring()]
    made["signals"] = [*made.get("signals", ()), {"name": "chosen", "value": NONE_CHOSEN}]
    made["usermeta"] = {"along": drawn.along}
    return _short(made)


def _parsed(data: dict[str, Held]) -> dict[str, Held]:
    """Data as rows, where they came as text."""
    values = data.get("values")
    if not isinstance(values, str):
        return data
    return {name: held for name, held in data.items() if name != "format"} | {"values": json.loads(values)}


def _ring() -> dict[str, Held]:
    """A ring round each point, seen where it is chosen: the page's script finds the nearest point among these."""
    at = {axis: {"scale": axis, "field": axis} for axis in ("x", "y")}
    shape = {"shape": {"value": "circle"}, "size": {"value": 420}, "fill": {"value": "transparent"},
             "stroke": {"value": INK}, "strokeWidth": {"value": 3},
             "opacity": {"signal": "datum.row === chosen ? 1 : 0"}}  # fmt: skip
    return {"name": "rings", "type": "symbol", "from": {"data": POINTS}, "encode": {"update": at | shape}}


def _fading(marks: list[dict[str, Held]], data: list[dict[str, Held]]) -> list[dict[str, Held]]:
    """Marks of rows that can be chosen, with an opacity that says whether another one is."""
    with_rows = {one["name"] for one in data if any("row" in row for row in one.get("values") or ())}
    with_rows |= {one["name"] for one in data if one.get("source") in with_rows}
    made = []
    for mark in marks:
        update = mark.get("encode", {}).get("update", {})
        full = update.get("opacity", {"value": 1}).get("value")
        if mark.get("from", {}).get("data") in with_rows and full:
            faded = {"signal": f"chosen < 0 || datum.row === chosen ? {full} : {full * FADED:.2g}"}
            made.append(mark | {"encode": {"update": update | {"opacity": faded}}})
        else:
            made.append(mark)
    return made


def _short(made: dict[str, Held]) -> dict[str, Held]:
    """Only the fields that a mark or a transform names, rounded, under one head; short names for data."""
    bare = [{name: held for name, held in one.items() if name != "values"} for one in made["data"]]
    named = set(re.findall(r"\w+", json.dumps(made | {"data": bare})))
    made = made | {"data": [_short_data(one, named) for one in made["data"]]}
    text = json.dumps(made)
    for number, one in enumerate(one for one in made["data"] if one["name"].startswith("data-")):
        text = text.replace(f'"{one["name"]}"', f'"d{number}"')
    found: dict[str, Held] = json.loads(text)
    return found


def _short_data(one: dict[str, Held], named: set[str]) -> dict[str, Held]:
    """Rows as lists below the names of their columns, which the page's script makes rows again."""
    if "values" not in one:
        return one
    rows = one["values"]
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name in named]
    return one | {"values": [columns, *([_rounded(row.get(name)) for name in columns] for row in rows)]}


def _rounded(value: Held) -> Held:
    if not isinstance(value, float):
        return value
    short = float(f"{value:.{FIGURES}g}")
    return int(short) if short.is_integer() else short


def packed(specifications: Mapping[str, dict[str, Held]]) -> tuple[str, dict[str, str]]:
    """The parts that several specifications have alike, and each with their numbers in their place, as JSON for a page.

    Charts of a kind are told apart by little but their rows, which always stay with their own chart.
    """
    seen: Counter[str] = Counter()
    for one in specifications.values():
        _count(one, seen)
    numbers: dict[str, int] = {}
    parts: list[Held] = []
    packed_up = {name: _in_page(_with_parts(one, seen, numbers, parts)) for name, one in specifications.items()}
    return _in_page(parts), packed_up


def _count(held: Held, seen: Counter[str]) -> None:
    """Count every part, those within a part only once: where they stand nowhere else they are written with it."""
    for one in _within(held):
        seen[text := _text(one)] += 1
        if seen[text] == 1:
            _count(one, seen)


def _within(held: Held) -> list[Held]:
    """The lists and objects directly within one, but for rows of data."""
    inside = [one for name, one in held.items() if name != "values"] if isinstance(held, dict) else list(held)
    return [one for one in inside if isinstance(one, dict | list)]


def _with_parts(held: Held, seen: Counter[str], numbers: dict[str, int], parts: list[Held]) -> Held:
    """What is held, with {"$": number} in the place of each part that stands elsewhere too."""

    def part(one: Held) -> Held:
        if not isinstance(one, dict | list):
            return one
        text = _text(one)
        if '"values"' in text or len(text) < LEAST_SHARED or seen[text] < 2:
            return _with_parts(one, seen, numbers, parts)
        if text not in numbers:
            made = _with_parts(one, seen, numbers, parts)
            numbers[text] = len(parts)
            parts.append(made)
        return {PART: numbers[text]}

    if isinstance(held, dict):
        return {name: one if name == "values" else part(one) for name, one in held.items()}
    return [part(one) for one in held]


def _text(held: Held) -> str:
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def _in_page(held: Held) -> str:
    """JSON that cannot end the script element it stands in."""
    return _text(held).replace("<", "\\u003c")
