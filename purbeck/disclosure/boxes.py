"""What a count is a count of, as one set in each dimension; how sets of a line make each other up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Box = tuple[int, ...]  # the number of a set in each dimension


class Sets:
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
        self.parts_of: dict[tuple[int, ...], dict[int, tuple[int, ...]]] = {}
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

    def parts(self, line: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
        """For each set of a line what it is made of; atoms of the line, which nothing in it divides, are left out.

        The largest sets of the line that lie in it side by side, and atoms for what they leave: a district of wards and a ward of
        small areas say all that a district of small areas would, in shorter sums.
        """
        if line not in self.parts_of:
            mask: dict[int, int] = {}
            for at, one in enumerate(line):
                for element in self.members[one]:
                    mask[element] = mask.get(element, 0) | 1 << at
            classes: dict[int, set[int]] = {}
            for element, of in mask.items():
                classes.setdefault(of, set()).add(element)
            atoms = [self.number(frozenset(some)) for _, some in sorted(classes.items())]
            pieces = sorted({*line, *atoms}, key=lambda one: (-len(self.members[one]), one))
            divided = set(line) - set(atoms)
            self.parts_of[line] = {one: self._largest(one, pieces) for one in line if one in divided}
        return self.parts_of[line]

    def _largest(self, whole: int, pieces: list[int]) -> tuple[int, ...]:
        """The first of the pieces that lie in a set, beside those before them; they fill it."""
        left, found = self.members[whole], []
        for piece in pieces:
            if piece != whole and self.members[piece] <= left:
                found.append(piece)
                left -= self.members[piece]
                if not left:
                    break
        return tuple(found)


def lines_along(boxes: Iterable[Box], along: int) -> dict[Box, tuple[int, ...]]:
    """The sets along one dimension that boxes have, by all else that they have in common; lines of one are left out."""
    lines: dict[Box, list[int]] = {}
    for box in boxes:
        lines.setdefault(box[:along] + box[along + 1 :], []).append(box[along])
    return {rest: tuple(sorted(some)) for rest, some in lines.items() if len(some) > 1}
