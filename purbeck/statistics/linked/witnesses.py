"""Solutions found so far, as differences from one of them, and how low and high they show each number can be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from purbeck.statistics.linked.moves import Moved
from purbeck.statistics.linked.system import Whole


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
