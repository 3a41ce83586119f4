"""What a count has beyond others that lie in it: nobody asked for that, but anybody can subtract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.disclosure.boxes import Box, Sets, lines_along
from purbeck.disclosure.linking import Linked
from purbeck.statistics.linked import LinkedSystem
from purbeck.statistics.linked.system import Whole

Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Difference:
    """An unknown that is some counts together, less others: `of` and `less` are the unknowns of rows."""

    number: int
    of: Numbers
    less: Numbers


@dataclass(frozen=True, eq=False)
class _Totals:
    """Counts, and what others of them come to side by side where nobody counted that, by their boxes, with what they are made of.

    least, most : shape (boxes,).
    """

    made_of: Mapping[Box, Numbers]
    sets: list[Sets]
    least: Whole
    most: Whole


def with_left_over(
    linked: Linked, least: Whole, most: Whole, lowest: int, highest: int
) -> tuple[LinkedSystem, tuple[Difference, ...]]:
    """The system with an unknown more for what is left of each count, or several side by side, without others that lie in it.

    least, most : what is known of each unknown (shapes (unknowns,)); only what may be within lowest..highest is asked about.
    What is left and is a count itself is there already.
    """
    found: dict[tuple[Numbers, Numbers], None] = {}
    for known, sets in linked.boxes:
        totals = _totals(known, sets, least, most)
        for whole, parts in (*_pairs(totals, lowest, highest), *_remainders(totals, lowest, highest)):
            less = tuple(sorted(number for part in parts for number in totals.made_of[part]))
            found[tuple(sorted(totals.made_of[whole])), less] = None
    return _extended(linked.system, list(found))


def _extended(
    system: LinkedSystem, found: list[tuple[Numbers, Numbers]]
) -> tuple[LinkedSystem, tuple[Difference, ...]]:
    """The system with one unknown more for each, and one for each total of several counts."""
    size, rows = system.size, list[tuple[int, Numbers]]()
    totals: dict[Numbers, int] = {of: of[0] for of, _ in found if len(of) == 1}
    for of, _ in found:
        if of not in totals:
            totals[of] = size
            rows.append((size, of))
            size += 1
    differences = []
    for of, less in found:
        differences.append(Difference(size, of, less))
        rows.append((totals[of], (*less, size)))
        size += 1
    entries = [np.array([whole, *parts], dtype=np.int64) for whole, parts in rows]
    signs = [np.array([1] + [-1] * len(parts), dtype=np.int64) for _, parts in rows]
    return LinkedSystem(
        size,
        np.concatenate([system.starts, system.starts[-1] + np.cumsum([len(one) for one in entries], dtype=np.int64)]),
        np.concatenate([system.columns, *entries]),
        np.concatenate([system.signs, *signs]),
    ), tuple(differences)


def _totals(known: Mapping[Box, int], sets: list[Sets], least: Whole, most: Whole) -> _Totals:
    """The counts of a universe, and what those of a line come to where they make up a set that other counts have."""
    made_of: dict[Box, Numbers] = {box: (number,) for box, number in known.items()}
    used = [
        sorted({box[at] for box in known}, key=lambda one: (-len(of.members[one]), one)) for at, of in enumerate(sets)
    ]
    for at, of in enumerate(sets):
        for rest, line in lines_along(made_of, at).items():
            for whole in set(used[at]) - set(line):
                pieces = _filling(of, whole, [one for one in used[at] if one in line])
                if pieces:
                    boxes = [(*rest[:at], one, *rest[at:]) for one in pieces]
                    made_of[(*rest[:at], whole, *rest[at:])] = tuple(n for box in boxes for n in made_of[box])
    ends = [np.array([of[list(some)].sum() for some in made_of.values()], dtype=np.int64) for of in (least, most)]
    return _Totals(made_of, sets, *ends)


def _filling(of: Sets, whole: int, pieces: list[int]) -> list[int]:
    """The largest of the pieces that lie in a set side by side, where they fill it; else none."""
    left, found = of.members[whole], []
    for piece in pieces:
        if of.members[piece] <= left:
            found.append(piece)
            left -= of.members[piece]
            if not left:
                return found
    return []


def _remainders(totals: _Totals, lowest: int, highest: int) -> Iterator[tuple[Box, list[Box]]]:
    """Each count with the largest that lie in it side by side along one dimension, several of them, and do not fill it."""
    end = dict(zip(totals.made_of, zip(totals.least.tolist(), totals.most.tolist(), strict=True), strict=True))
    for at, of in enumerate(totals.sets):
        for rest, line in lines_along(totals.made_of, at).items():
            counted = set(line)
            for whole, pieces in of.parts(line).items():
                parts = [(*rest[:at], one, *rest[at:]) for one in pieces if one in counted]
                box = (*rest[:at], whole, *rest[at:])
                if 1 < len(parts) < len(pieces):
                    low = end[box][0] - sum(end[part][1] for part in parts)
                    high = end[box][1] - sum(end[part][0] for part in parts)
                    if low <= highest and high >= lowest:
                        yield box, parts


def _pairs(totals: _Totals, lowest: int, highest: int) -> Iterator[tuple[Box, list[Box]]]:
    """Each count with each other that lies in it; those of one value of the dimension that has most values at a time."""
    boxes, sets, least, most = list(totals.made_of), totals.sets, totals.least, totals.most
    columns = [np.unique([box[at] for box in boxes], return_inverse=True) for at in range(len(sets))]
    inside = [_inside(of, values) for of, (values, _) in zip(sets, columns, strict=True)]
    by = max(range(len(sets)), key=lambda at: len(columns[at][0]))
    _, value = columns[by]
    for own in range(len(inside[by])):
        wholes, parts = np.flatnonzero(value == own), np.flatnonzero(inside[by][value, own])
        fits = least[wholes, None] - most[parts] <= highest
        fits &= most[wholes, None] - least[parts] >= lowest
        for at, (_, code) in enumerate(columns):
            if at != by:
                fits &= inside[at][np.ix_(code[parts], code[wholes])].T
        for whole, part in zip(*(some.tolist() for some in np.nonzero(fits)), strict=True):
            first, second = boxes[wholes[whole]], boxes[parts[part]]
            if first != second and _rest(first, second, sets) not in totals.made_of:
                yield first, [second]


def _inside(of: Sets, values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of some sets of a dimension which lies in which: shape (sets, sets), the part first."""
    members = [of.members[one] for one in values.tolist()]
    held = np.zeros((len(members), 1 + max(max(some, default=0) for some in members)), dtype=np.float32)
    for row, some in enumerate(members):
        held[row, list(some)] = 1
    return np.asarray(held @ (1 - held.T) == 0)


def _rest(whole: Box, part: Box, sets: list[Sets]) -> Box | None:
    """The box of what is left, where both differ along one dimension and that set has a number; else None."""
    along = [at for at, (one, other) in enumerate(zip(whole, part, strict=True)) if one != other]
    if len(along) > 1:
        return None
    at, of = along[0], sets[along[0]]
    rest = of.number_of.get(of.members[whole[at]] - of.members[part[at]])
    return None if rest is None else (*whole[:at], rest, *whole[at + 1 :])
