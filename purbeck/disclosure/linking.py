"""How counts hang together: from what each is a count of to the sums that hold between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from purbeck.disclosure.boxes import Box, Sets
from purbeck.disclosure.sums import Sum, joint_sums, line_sums
from purbeck.errors import TableError
from purbeck.periods import month_number
from purbeck.statistics.linked import LinkedSystem, linked_system
from purbeck.statistics.linked.system import Whole

KEY = ("universe", "what", "place_type", "place_code", "first", "last", "group_by", "group_value")
ALL = "all"
UNNAMED = object()  # what a dimension has beside the codes that anybody names
# Codes are joined by "+"; a code may end in one ("65+").
BETWEEN_CODES = re.compile(r"\+(?!\+|$)")


@dataclass(frozen=True)
class Times:
    """In groups of one code of a dimension each of the people had exactly so many events, or at least so many."""

    people: str
    events: str
    dimension: str
    code: str
    times: int
    exactly: bool


@dataclass(frozen=True)
class Structure:
    """What anybody knows of how counts hang together.

    places : the smallest areas that each place, by type and code, is made of.
    whats : for each universe what each thing counted is made of; one that is not listed is made of nothing else.
    groups : what codes of a dimension are made of: others ("under_25": "under_18", "18_to_24") or themselves. Those not
    listed are
        made of themselves. All that are listed, and all that counts name, are the whole dimension.
    people : residents of places, for rules on small populations; of places not listed no such rule is asked.
    rules : for what a definition counts the keys of the rules that decide it, in order, so that releases can tell whether it is
        the same (Definition.rules_of).
    times : for each universe, people and their events in groups by how many each had.
    """

    places: Mapping[tuple[str, str], frozenset[str]]
    whats: Mapping[str, Mapping[str, frozenset[str]]]
    groups: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    people: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)
    times: Mapping[str, Sequence[Times]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Linked:
    """The sums of some counts. `numbers`: which unknown of the system each row of the frame is (shape (rows,)).

    Rows of the same universe that count the same are one unknown. Unknowns from `counted` on are no row's: what is left over
    between counts that are. `boxes` has for each universe the unknown of every box, and the sets of each dimension.
    """

    system: LinkedSystem
    numbers: Whole
    counted: int
    boxes: Sequence[tuple[Mapping[Box, int], list[Sets]]]


def link(cells: pd.DataFrame, structure: Structure) -> Linked:
    """The sums between counts, of which the columns of KEY are read, and `least` and `most` where they are there.

    Each count is a box: a set of smallest areas, of months, of atoms of what is counted, and of codes in each dimension of
    groups. Along any one of these, all else equal, a count is the sum of others that lie in it side by side. Where counts
    overlap in other ways, each that no others make up is the sum of its joint atoms: of what exactly the same counts hold.
    All that follows from the counts is then in the sums. Where there are too many joint atoms (`sums.MOST_ATOMS`), only
    the sums along one dimension are used.

    Raises TableError where a place is not in the structure, or a group cannot be read.
    """
    numbers = np.full(len(cells), -1, dtype=np.int64)
    sums: list[Sum] = []
    counted, boxes_of = 0, list[tuple[dict[Box, int], list[Sets]]]()
    for universe, rows in cells.groupby("universe", sort=True).indices.items():
        boxes, sets = _boxes(cells.iloc[rows], str(universe), structure)
        known: dict[Box, int] = {}
        numbers[rows] = [known.setdefault(box, counted + len(known)) for box in boxes]
        counted += len(known)
        boxes_of.append((known, sets))
    size = counted
    for known, sets in boxes_of:
        found = joint_sums(known, sets, size)
        more, size = line_sums(known, sets, size) if found is None else found
        sums += more
    more, size = _times_sums(cells, numbers, structure, size)
    sums += more
    return Linked(linked_system(size, sums), numbers, counted, boxes_of)


def _times_sums(cells: pd.DataFrame, numbers: Whole, structure: Structure, size: int) -> tuple[list[Sum], int]:
    """Events that are so many times the people: the sum of so many unknowns that are each the people, and of what is more."""
    if not structure.times:
        return [], size
    keys = cells[list(KEY)].itertuples(index=False, name=None)
    number = dict(zip(keys, numbers.tolist(), strict=True))
    sums: list[Sum] = []
    for (universe, what, *where, by, value), events in number.items():
        for one in structure.times.get(universe, ()):
            people = number.get((universe, what.removesuffix(one.events) + one.people, *where, by, value))
            named = dict(zip(by.split("+"), BETWEEN_CODES.split(value), strict=False))
            if (
                people is None
                or people == events
                or not what.endswith(one.events)
                or named.get(one.dimension) != one.code
            ):
                continue
            parts = tuple(range(size, size + one.times + (not one.exactly)))
            size += len(parts)
            sums += [(part, (people,)) for part in parts[: one.times]]
            sums += [(events, parts)] if parts else []
    return list(dict.fromkeys(sums)), size


def _boxes(cells: pd.DataFrame, universe: str, structure: Structure) -> tuple[list[Box], list[Sets]]:
    """The box of each row, as numbers of sets, one for each dimension; and those sets."""
    whats = structure.whats.get(universe, {})
    unknown = sorted(set(zip(cells["place_type"], cells["place_code"], strict=True)) - set(structure.places))
    if unknown:
        raise TableError(
            f"Counts of {universe}: of which smallest areas {unknown[0][0]} {unknown[0][1]} is made is not known"
            + (f", nor of {len(unknown) - 1} more places." if len(unknown) > 1 else "."),
            "Give those places in the structure: counts of a place that nobody can add up cannot be protected.",
        )
    sets: list[list[frozenset[object]]] = [
        [whats.get(what, frozenset([what])) for what in cells["what"]],
        [structure.places[pair] for pair in zip(cells["place_type"], cells["place_code"], strict=True)],
        [_months(first, last) for first, last in zip(cells["first"], cells["last"], strict=True)],
    ]
    sets += _groups(cells, universe, structure)
    numbered = [Sets(some) for some in sets]
    return list(zip(*(one.given for one in numbered), strict=True)), numbered


def _months(first: str, last: str) -> frozenset[object]:
    return frozenset(range(month_number(first), month_number(last) + 1))


def _groups(cells: pd.DataFrame, universe: str, structure: Structure) -> list[list[frozenset[object]]]:
    """The codes of each row in each dimension of groups that any row has, in the order of the dimensions' names."""
    named = [_named(by, value, universe) for by, value in zip(cells["group_by"], cells["group_value"], strict=True)]
    found = []
    for dimension in sorted({one for row in named for one in row}):
        of = structure.groups.get(dimension, {})
        codes = [row.get(dimension, ALL) for row in named]
        sets = {code: of.get(code, frozenset([code])) for code in set(codes) - {ALL}}
        everything: frozenset[object] = frozenset().union(*sets.values(), *of.values())
        if _falls_short(
            cells, named, dimension, codes, {code for code, one in sets.items() if len(one) == 1}, everything
        ):
            everything |= {UNNAMED}
        found.append([sets.get(code, everything) for code in codes])
    return found


def _falls_short(
    cells: pd.DataFrame,
    named: list[dict[str, str]],
    dimension: str,
    codes: list[str],
    single: set[str],
    everything: frozenset[object],
) -> bool:
    """Whether counts of all codes come to less than the count of all anywhere: then there are codes that no row names."""
    if "most" not in cells or single != everything:
        return False
    places = [cells[name] for name in ("what", "place_type", "place_code", "first", "last")]
    parts: dict[object, dict[str, int]] = {}
    wholes: dict[object, int] = {}
    for where, row, code, least, most in zip(
        zip(*places, strict=True), named, codes, cells["least"], cells["most"], strict=True
    ):
        rest = (where, tuple(sorted((one, value) for one, value in row.items() if one != dimension)))
        if code == ALL:
            wholes[rest] = int(least)
        elif code in single:
            parts.setdefault(rest, {})[code] = int(most)
    return any(
        len(parts.get(rest, {})) == len(single) and sum(parts[rest].values()) < least for rest, least in wholes.items()
    )


def _named(by: str, value: str, universe: str) -> dict[str, str]:
    """The codes of a row by their dimensions."""
    if by == ALL:
        return {}
    dimensions = by.split("+")
    codes = BETWEEN_CODES.split(value) if len(dimensions) > 1 else [value]
    if len(codes) != len(dimensions):
        raise TableError(
            f'Counts of {universe}: group_value "{value}" has {len(codes)} codes; '
            f'group_by "{by}" has {len(dimensions)} dimensions.',
            'Join one code for each dimension by "+", in the same order.',
        )
    return dict(zip(dimensions, codes, strict=True))
