"""Files that say what was released: released-counts.csv and released-structure.json."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import pandas as pd

from purbeck.disclosure.deciding import NEEDED
from purbeck.disclosure.linking import KEY, Structure, Times
from purbeck.disclosure.vintages import told_by
from purbeck.errors import SourceError

COUNTS_FILE, STRUCTURE_FILE = "released-counts.csv", "released-structure.json"
WORDS = (*KEY, "source", "decision", "rule")
NUMBERS = ("value", "shown_least", "shown_most")
COLUMNS = (*KEY, "source", "decision", *NUMBERS, "rule")
BETWEEN = " "  # a place's type and code: neither has a space


def counts_text(protected: pd.DataFrame) -> str:
    """A protected frame as it is published and remembered: the columns of COLUMNS, in order of what they count.

    The counts themselves (`least`, `most`) are not in it. The same rows give the same bytes.
    """
    rows = protected[list(COLUMNS)].sort_values([*KEY, "source"], kind="stable")
    return str(rows.to_csv(index=False, lineterminator="\r\n"))


def kept_text(protected: pd.DataFrame) -> str:
    """A protected frame as the ledger keeps it: with the range that must stay possible of small numbers, said or not."""
    rows = protected.reindex(columns=[*COLUMNS, *NEEDED]).sort_values([*KEY, "source"], kind="stable")
    return str(rows.to_csv(index=False, lineterminator="\r\n"))


def counts_of(text: str, name: str = COUNTS_FILE) -> pd.DataFrame:
    """The frame that `counts_text` or `kept_text` wrote, with the range that each row tells as its `least` and `most`.

    Raises SourceError where a column is lacking or a number is none.
    """
    frame = pd.read_csv(io.StringIO(text.removeprefix("\ufeff")), dtype=str, keep_default_na=False)
    missing = [column for column in COLUMNS if column not in frame]
    if missing:
        raise SourceError(
            f"{name} has no column {missing[0]}.",
            f"It has to have the columns {', '.join(COLUMNS)}, as purbeck publish writes.",
        )
    kept = [column for column in NEEDED if column in frame]
    held = frame[[*COLUMNS, *kept]].copy()
    for column in (*NUMBERS, *kept):
        numbers = pd.to_numeric(held[column], errors="coerce")
        wrong = (numbers.isna() | (numbers % 1 != 0) | (numbers < 0)) & (held[column] != "")
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise SourceError(
                f'{name}, line {row + 2}, {column}: "{held[column].iloc[row]}" is not a count.',
                "Expected was a whole number, or nothing where none is shown.",
            )
        held[column] = numbers.astype("Int64")
    held["least"], held["most"] = told_by(held)
    return held


def structure_text(structure: Structure) -> str:
    """How counts hang together, as it is published: places by "type code", each with its smallest areas, and the rest."""
    held = {
        "places": {BETWEEN.join(place): sorted(areas) for place, areas in structure.places.items()},
        "whats": _sorted(structure.whats),
        "groups": _sorted(structure.groups),
        "people": {BETWEEN.join(place): people for place, people in structure.people.items()},
        "times": {universe: [astuple(one) for one in some] for universe, some in structure.times.items()},
        "rules": {what: list(keys) for what, keys in structure.rules.items()},
    }
    return json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def structure_of(text: str, name: str = STRUCTURE_FILE) -> Structure:
    """The structure that `structure_text` wrote. Raises SourceError where it is none."""
    try:
        held = json.loads(text)
        return Structure(
            places={_place(key): frozenset(areas) for key, areas in held["places"].items()},
            whats=_frozen(held["whats"]), groups=_frozen(held["groups"]),
            people={_place(key): int(people) for key, people in held["people"].items()},
            rules={what: tuple(map(str, keys)) for what, keys in held.get("rules", {}).items()},
            times={universe: tuple(Times(*one) for one in some) for universe, some in held.get("times", {}).items()},
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{name} does not say how places and counts hang together ({error}).",
            "Publish again: purbeck publish writes it.",
        ) from error


def _place(key: str) -> tuple[str, str]:
    kind, _, code = key.partition(BETWEEN)
    return kind, code


def _sorted(held: Mapping[str, Mapping[str, frozenset[str]]]) -> dict[str, dict[str, list[str]]]:
    return {outer: {name: sorted(atoms) for name, atoms in inner.items()} for outer, inner in held.items()}


def _frozen(held: Mapping[str, Any]) -> dict[str, dict[str, frozenset[str]]]:
    return {outer: {name: frozenset(atoms) for name, atoms in inner.items()} for outer, inner in held.items()}
