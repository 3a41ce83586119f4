"""What a count has beyond another that lies in it: nobody asked for that, but anybody can subtract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from purbeck.disclosure.boxes import Box, Sets
from purbeck.disclosure.linking import Linked
from purbeck.statistics.linked import LinkedSystem
from purbeck.statistics.linked.system import Whole


@dataclass(frozen=True, eq=False)
class LeftOver:
    """Unknowns that are each a count less another that lies in it. Shapes (pairs,)."""

    numbers: Whole
    wholes: Whole
    parts: Whole


def with_left_over(
    linked: Linked, least: Whole, most: Whole, lowest: int, highest: int
) -> tuple[LinkedSystem, LeftOver]:
    """The system with an unknown more for what is left of every two counts of which one lies in the other.

    least, most : what is known of each unknown (shapes (unknowns,)); only what may be within lowest..highest is asked about.
    What is left and is a count itself is there already.
    """
    pairs = [pair for known, sets in linked.boxes for pair in _pairs(known, sets, least, most, lowest, highest)]
    wholes, parts = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    system, several = linked.system, len(pairs)
    numbers = np.arange(system.size, system.size + several)
    return replace(
        system,
        size=system.size + several,
        starts=np.concatenate([system.starts, system.starts[-1] + 3 * np.arange(1, several + 1)]),
        columns=np.concatenate([system.columns, np.column_stack([wholes, parts, numbers]).ravel()]),
        signs=np.concatenate([system.signs, np.tile([1, -1, -1], several)]),
    ), LeftOver(numbers, wholes, parts)


def _pairs(
    known: Mapping[Box, int], sets: list[Sets], least: Whole, most: Whole, lowest: int, highest: int
) -> Iterator[tuple[int, int]]:
    """The numbers of each whole and part; those of one value of the dimension that has most values at a time."""
    boxes, numbers = list(known), np.array(list(known.values()), dtype=np.int64)
    columns = [np.unique([box[at] for box in boxes], return_inverse=True) for at in range(len(sets))]
    inside = [_inside(of, values) for of, (values, _) in zip(sets, columns, strict=True)]
    low, high = least[numbers], most[numbers]
    by = max(range(len(sets)), key=lambda at: len(columns[at][0]))
    _, value = columns[by]
    for own in range(len(inside[by])):
        wholes, parts = np.flatnonzero(value == own), np.flatnonzero(inside[by][value, own])
        fits = low[wholes, None] - high[parts] <= highest
        fits &= high[wholes, None] - low[parts] >= lowest
        for at, (_, code) in enumerate(columns):
            if at != by:
                fits &= inside[at][np.ix_(code[parts], code[wholes])].T
        for whole, part in zip(*(some.tolist() for some in np.nonzero(fits)), strict=True):
            first, second = boxes[wholes[whole]], boxes[parts[part]]
            if first != second and _rest(first, second, sets) not in known:
                yield int(numbers[wholes[whole]]), int(numbers[parts[part]])


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
