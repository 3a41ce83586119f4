"""The sums between boxes: exactly, or along one dimension at a time where that is too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from purbeck.disclosure.boxes import Box, Sets, lines_along

Sum = tuple[int, tuple[int, ...]]
# Beyond these the exact sums are not made: points of the grid, points in all counts together, and unknowns for each count.
MOST_POINTS, MOST_HELD, MOST_ATOMS = 400_000, 40_000_000, 6
FEW_ATOMS = 20_000


def joint_sums(known: dict[Box, int], sets: list[Sets], size: int) -> tuple[list[Sum], int] | None:
    """All that follows from the boxes, and how many unknowns there are then; None where that is too much.

    Points of the grid that the same counts hold are one joint atom. A count that others of its line make up is their sum;
    any other is the sum of the largest that lie in it and of the atoms that are left, so that every solution of the sums is
    one of tables of atoms, and the other way round.
    """
    shape = tuple(max(map(max, filter(None, of.members)), default=0) + 1 for of in sets)
    held = sum(int(np.prod([len(of.members[one]) for of, one in zip(sets, box, strict=True)])) for box in known)
    if np.prod(shape, dtype=np.float64) > MOST_POINTS or held > MOST_HELD:
        return None
    where = {box: np.ix_(*(sorted(of.members[one]) for of, one in zip(sets, box, strict=True))) for box in known}
    atom, atoms = _atoms(shape, where)
    if atoms > max(FEW_ATOMS, MOST_ATOMS * len(known)):
        return None
    sums = _made_of_others(known, sets)
    made = {whole for whole, _ in sums}
    of_count = {known[box]: frozenset(np.unique(atom[at]).tolist()) for box, at in where.items()}
    number = {next(iter(some)): count for count, some in of_count.items() if len(some) == 1}
    left = [count for count in sorted(of_count) if count not in made and len(of_count[count]) > 1]
    for count, within, rest in _largest_within(left, of_count):
        for one in rest:
            if one not in number:
                number[one] = size
                size += 1
        sums.append((count, (*within, *(number[one] for one in rest))))
    return sums, size


def _largest_within(
    counts: list[int], of_count: dict[int, frozenset[int]]
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Each count with the largest counts that lie in it side by side, and the atoms that they leave of it."""
    holding: dict[int, list[int]] = {}
    for count, some in of_count.items() if counts else ():
        for one in some:
            holding.setdefault(one, []).append(count)
    for count in counts:
        held = Counter(other for one in of_count[count] for other in holding[one] if other != count)
        inside = [other for other, times in held.items() if times == len(of_count[other]) > 1]
        left, within = set(of_count[count]), []
        for other in sorted(inside, key=lambda one: (-len(of_count[one]), one)):
            if of_count[other] <= left:
                within.append(other)
                left -= of_count[other]
        yield count, within, sorted(left)


def _atoms(shape: tuple[int, ...], where: dict[Box, tuple[np.ndarray, ...]]) -> tuple[np.ndarray, int]:
    """Which atom each point of the grid is in, and how many there are: two numbers drawn a box tell sets of them apart."""
    drawn = np.random.default_rng(0).integers(1, 1 << 63, (len(where), 2), dtype=np.uint64)
    marks = np.zeros((*shape, 2), dtype=np.uint64)
    for pair, at in zip(drawn, where.values(), strict=True):
        marks[at] += pair
    _, atom = np.unique(marks.reshape(-1, 2), axis=0, return_inverse=True)
    return atom.reshape(shape), int(atom.max()) + 1


def _made_of_others(known: dict[Box, int], sets: list[Sets]) -> list[Sum]:
    """The sums of a line in which everything is a count."""
    sums = []
    for along, of in enumerate(sets):
        for rest, line in lines_along(known, along).items():
            for whole, parts in of.parts(line).items():
                boxes = [(*rest[:along], one, *rest[along:]) for one in (whole, *parts)]
                if all(box in known for box in boxes):
                    sums.append((known[boxes[0]], tuple(known[box] for box in boxes[1:])))
    return sums


def _with_unions(boxes: Iterable[Box], sets: list[Sets]) -> list[Box]:
    """The boxes, and what those of each line come to together, and those of these lines, until there are no more."""
    known = dict.fromkeys(boxes)
    for _ in sets:
        new: dict[Box, None] = {}
        for along, of in enumerate(sets):
            for rest, line in lines_along(known, along).items():
                box = (*rest[:along], of.union(line), *rest[along:])
                if box not in known:
                    new[box] = None
        if not new:
            break
        known |= new
    return list(known)


def line_sums(known: dict[Box, int], sets: list[Sets], size: int) -> tuple[list[Sum], int]:
    """Sums along one dimension at a time, and how many unknowns there are then; those from `size` on are no row's.

    A count is the sum of the largest counts that lie in it side by side and of what they leave, which is unknown and the
    same wherever the same box comes up. What the counts of a line come to together is such a box too, so that two ways of
    adding up the same are held against each other.
    """
    numbers = dict(known)
    first = size
    sums: list[Sum] = []
    every = _with_unions(known, sets)
    for along, of in enumerate(sets):
        for rest, line in lines_along(every, along).items():
            for whole, parts in of.parts(line).items():
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
