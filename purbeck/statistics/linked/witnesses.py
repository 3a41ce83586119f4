"""Solutions found so far, and how low and high they show each number can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from purbeck.statistics.linked.moves import Moved
from purbeck.statistics.linked.system import LinkedSystem, Whole


@dataclass(eq=False)
class Witnesses:
    """`base` is a solution; each of `moves` gives other values of some numbers that add up with the rest of the base.

    `low` and `high`, shape (numbers,), are the least and the most of each number over all of them: what is known to be possible.
    """

    base: Whole
    moves: list[tuple[Whole, Whole]] = field(default_factory=list)
    low: Whole = field(init=False)
    high: Whole = field(init=False)

    def __post_init__(self) -> None:
        self.low, self.high = self.base.copy(), self.base.copy()

    def record(self, moved: Moved) -> None:
        """Keep what was found."""
        for values in moved.values:
            differs = values != self.base[moved.numbers]
            self.add(moved.numbers[differs], values[differs])

    def add(self, numbers: Whole, values: Whole) -> None:
        """Keep one solution."""
        self.moves.append((numbers, values))
        self.low[numbers] = np.minimum(self.low[numbers], values)
        self.high[numbers] = np.maximum(self.high[numbers], values)

    def within(self, number: int, least: int, most: int) -> Witnesses:
        """Those solutions in which one number is within a range."""
        kept = Witnesses(self.base)
        for numbers, values in self.moves:
            at = np.searchsorted(numbers, number)
            moved = at < len(numbers) and numbers[at] == number
            if not moved or least <= values[at] <= most:
                kept.add(numbers, values)
        return kept

    def holding(self, system: LinkedSystem, least: Whole, most: Whole) -> Witnesses:
        """Those solutions that lie within the ranges and add up: each of them reckoned again, in whole numbers.

        Raises ValueError where the base is none.
        """
        base = self.base
        if not system.holds(base) or np.any(base < least) or np.any(base > most):
            raise ValueError("the base is no solution within these ranges")
        kept = Witnesses(base)
        lengths = [len(numbers) for numbers, _ in self.moves]
        which = np.repeat(np.arange(len(lengths)), lengths)
        numbers, values = (np.concatenate([move[at] for move in self.moves] or [base[:0]]) for at in (0, 1))
        outside = np.bincount(
            which, weights=(values < least[numbers]) | (values > most[numbers]), minlength=len(lengths)
        )
        differences = sparse.csr_array((values - base[numbers], (numbers, which)), shape=(system.size, len(lengths)))
        wrong = np.asarray(abs(system.matrix() @ differences).sum(axis=0)).ravel()
        for at in np.flatnonzero((outside == 0) & (wrong == 0)):
            kept.add(*self.moves[at])
        return kept
