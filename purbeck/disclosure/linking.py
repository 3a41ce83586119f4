"""How counts hang together: from what each is a count of to the sums that hold between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from purbeck.errors import TableError
from purbeck.periods import month_number
from purbeck.statistics.linked import LinkedSystem, linked_system
from purbeck.statistics.linked.system import Whole

KEY = ("universe", "what", "place_type", "place_code", "first", "last", "group_by", "group_value")
ALL = "all"
# Codes are joined by "+"; a code may end in one ("65+").
BETWEEN_CODES = re.compile(r"\+(?!\+|$)")
Sum = tuple[int, tuple[int, ...]]
Box = tuple[int, ...]


@dataclass(frozen=True)
class Structure:
    """What anybody knows of how counts hang together.

    places : the smallest areas that each place, by type and code, is made of.
    whats : for each universe what each thing counted is made of; one that is not listed is made of nothing else.
    groups : codes of a dimension that are made of others ("under_25": "under_18", "18_to_24"); others are made of none.
    people : residents of places, for rules on small populations; of places not listed no such rule is asked.
    """

    places: Mapping[tuple[str, str], frozenset[str]]
    whats: Mapping[str, Mapping[str, frozenset[str]]]
    groups: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    people: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Linked:
    """The sums of some counts. `numbers`: which unknown of the system each row of the frame is (shape (rows,)).

    Rows of the same universe that count the same are one unknown. Unknowns from `counted` on are no row's: what is left over between
    counts that are.
    """

    system: LinkedSystem
    numbers: Whole
    counted: int


def link(cells: pd.DataFrame, structure: Structure) -> Linked:
    """The sums between counts, of which the columns of KEY are read.

    Each count is a box: a set of smallest areas, of months, of atoms of what is counted, and of codes in each dimension of groups.
    Along any one of these, all else equal, a count is the sum of the atoms it is made of: the classes of areas (months, codes) that
    the counts of that line do not tell apart. An atom that is a count is that count; the others are unknown, and the same wherever
    the same box comes up. What the counts of a line come to together is such a box too, so that two ways of adding up the same
    are held against each other. Raises TableError where a place is not in the structure, or a group cannot be read.
    """
    numbers = np.full(len(cells), -1, dtype=np.int64)
    sums: list[Sum] = []
    counted, boxes_of = 0, []
    for universe, rows in cells.groupby("universe", sort=True).indices.items():
        boxes, sets = _boxes(cells.iloc[rows], str(universe), structure)
        known: dict[Box, int] = {}
        numbers[rows] = [known.setdefault(box, counted + len(known)) for box in boxes]
        counted += len(known)
        boxes_of.append((known, sets))
    size = counted
    for known, sets in boxes_of:
        found, size = _sums(known, sets, size)
        sums += found
    return Linked(linked_system(size, sums), numbers, counted)


class _Sets:
    """The sets of one dimension, each by a number, and how those of a line are made of atoms."""

    def __init__(self, sets: Sequence[frozenset[object]]) -> None:
        """Elements that no set tells apart are one from here on, so that sets stay small."""
        member: dict[object, int] = {}
        distinct = list(dict.fromkeys(sets))
        for at, one in enumerate(distinct):
            for element in one:
                member[element] = member.get(element, 0) | 1 << at
        classes = {mask: at for at, mask in enumerate(sorted(set(member.values())))}
        self.members: list[frozenset[int]] = []
        self.number_of: dict[frozenset[int], int] = {}
        self.atoms_of: dict[tuple[int, ...], dict[int, tuple[int, ...]]] = {}
        reduced = {one: frozenset(classes[member[element]] for element in one) for one in distinct}
        self.given = [self.number(reduced[one]) for one in sets]

    def number(self, members: frozenset[int]) -> int:
        """The number of a set, given to it now if it has none."""
        if members not in self.number_of:
            self.number_of[members] = len(self.members)
            self.members.append(members)
        return self.number_of[members]

    def union(self, line: tuple[int, ...]) -> int:
        """The set of everything that the sets of a line hold."""
        return self.number(frozenset().union(*(self.members[one] for one in line)))

    def atoms(self, line: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
        """For each set of a line the atoms that it is made of; those that are atoms themselves are left out."""
        if line not in self.atoms_of:
            mask: dict[int, int] = {}
            for at, one in enumerate(line):
                for element in self.members[one]:
                    mask[element] = mask.get(element, 0) | 1 << at
            classes: dict[int, set[int]] = {}
            for element, of in mask.items():
                classes.setdefault(of, set()).add(element)
            atoms = {of: self.number(frozenset(some)) for of, some in sorted(classes.items())}
            made = {one: tuple(atom for of, atom in atoms.items() if of >> at & 1) for at, one in enumerate(line)}
            self.atoms_of[line] = {one: parts for one, parts in made.items() if parts != (one,)}
        return self.atoms_of[line]


def _boxes(cells: pd.DataFrame, universe: str, structure: Structure) -> tuple[list[Box], list[_Sets]]:
    """The box of each row, as numbers of sets, one for each dimension; and those sets."""
    whats = structure.whats.get(universe, {})
    unknown = sorted({pair for pair in zip(cells["place_type"], cells["place_code"], strict=True)} - set(structure.places))
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
    numbered = [_Sets(some) for some in sets]
    return list(zip(*(one.given for one in numbered), strict=True)), numbered


def _months(first: str, last: str) -> frozenset[object]:
    return frozenset(range(month_number(first), month_number(last) + 1))


def _groups(cells: pd.DataFrame, universe: str, structure: Structure) -> list[list[frozenset[object]]]:
    """The codes of each row in each dimension of groups that any row has, in the order of the dimensions' names."""
    named = [_named(by, value, universe) for by, value in zip(cells["group_by"], cells["group_value"], strict=True)]
    found = []
    for dimension in sorted({one for row in named for one in row}):
        of = structure.groups.get(dimension, {})
        codes = {row[dimension] for row in named if dimension in row} - {ALL}
        sets = {code: of.get(code, frozenset([code])) for code in codes}
        everything: frozenset[object] = frozenset().union(*sets.values())
        found.append([sets.get(row.get(dimension, ALL), everything) for row in named])
    return found


def _named(by: str, value: str, universe: str) -> dict[str, str]:
    """The codes of a row by their dimensions."""
    if by == ALL:
        return {}
    dimensions = by.split("+")
    codes = BETWEEN_CODES.split(value) if len(dimensions) > 1 else [value]
    if len(codes) != len(dimensions):
        raise TableError(
            f'Counts of {universe}: group_value "{value}" has {len(codes)} codes; group_by "{by}" has {len(dimensions)} dimensions.',
            'Join one code for each dimension by "+", in the same order.',
        )
    return dict(zip(dimensions, codes, strict=True))


def _lines(boxes: Iterable[Box], along: int) -> dict[Box, tuple[int, ...]]:
    """The sets along one dimension that boxes have, by all else that they have in common; lines of one are left out."""
    lines: dict[Box, list[int]] = {}
    for box in boxes:
        lines.setdefault(box[:along] + box[along + 1 :], []).append(box[along])
    return {rest: tuple(sorted(some)) for rest, some in lines.items() if len(some) > 1}


def _with_unions(boxes: Iterable[Box], sets: list[_Sets]) -> list[Box]:
    """The boxes, and what those of each line come to together, and those of these lines, until there are no more."""
    known = dict.fromkeys(boxes)
    for _ in sets:
        new: dict[Box, None] = {}
        for along, of in enumerate(sets):
            for rest, line in _lines(known, along).items():
                box = (*rest[:along], of.union(line), *rest[along:])
                if box not in known:
                    new[box] = None
        if not new:
            break
        known |= new
    return list(known)


def _sums(known: dict[Box, int], sets: list[_Sets], size: int) -> tuple[list[Sum], int]:
    """The sums of one universe, and how many unknowns there are then in all; unknowns from `size` on are no row's."""
    numbers = dict(known)
    first = size
    sums: list[Sum] = []
    every = _with_unions(known, sets)
    for along, of in enumerate(sets):
        for rest, line in _lines(every, along).items():
            for whole, parts in of.atoms(line).items():
                boxes = [(*rest[:along], one, *rest[along:]) for one in (whole, *parts)]
                for box in boxes:
                    if box not in numbers:
                        numbers[box] = size
                        size += 1
                sums.append((numbers[boxes[0]], tuple(numbers[box] for box in boxes[1:])))
    kept = _telling(sums, first)
    return _renumbered(kept, first)


def _telling(sums: list[Sum], first: int) -> list[Sum]:
    """The sums without those that say nothing: their whole is no row's and stands nowhere else."""
    while True:
        used = Counter(number for whole, parts in sums for number in (whole, *parts))
        kept = [one for one in sums if one[0] < first or used[one[0]] > 1]
        if len(kept) == len(sums):
            return kept
        sums = kept


def _renumbered(sums: list[Sum], first: int) -> tuple[list[Sum], int]:
    """The sums with the unknowns that are no row's numbered without gaps."""
    new: dict[int, int] = {}

    def number(old: int) -> int:
        return old if old < first else new.setdefault(old, first + len(new))

    again = [(number(whole), tuple(number(part) for part in parts)) for whole, parts in sums]
    return again, first + len(new)
