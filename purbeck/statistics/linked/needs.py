"""What must stay uncertain about each number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from purbeck.statistics.linked.system import Whole


@dataclass(frozen=True, eq=False)
class Needs:
    """For each number of `numbers` either a range that must stay possible, or how wide what is possible must stay.

    least, most : the range, both ends included; `width` : the least difference between the most and the least possible, and
    then `least` is above `most` to say that no range is asked for. Shapes (needs,).
    """

    numbers: Whole
    least: Whole
    most: Whole
    width: Whole

    @classmethod
    def of(cls, ranges: dict[int, tuple[int, int]], widths: dict[int, int]) -> Needs:
        """Needs by number: ranges that must stay possible, and widths."""
        numbers = np.array(sorted({*ranges, *widths}), dtype=np.int64)
        least = np.array([ranges.get(int(n), (1, 0))[0] for n in numbers], dtype=np.int64)
        most = np.array([ranges.get(int(n), (1, 0))[1] for n in numbers], dtype=np.int64)
        width = np.array([widths.get(int(n), 0) for n in numbers], dtype=np.int64)
        return cls(numbers, least, most, width)

    def met(self, low: Whole, high: Whole) -> NDArray[np.bool_]:
        """Which needs are met where each number can be as low and as high as given (shape: all numbers)."""
        low, high = low[self.numbers], high[self.numbers]
        asks = self.least <= self.most
        return (~asks | ((low <= self.least) & (high >= self.most))) & (high - low >= self.width)

    def with_ranges(self, ranges: dict[int, tuple[int, int]]) -> Needs:
        """These needs, and ranges of further numbers that must stay possible."""
        return Needs.of(self._ranges() | ranges, self._widths())

    def with_widths(self, widths: dict[int, int]) -> Needs:
        """These needs, and how wide what is possible of further numbers must stay at the least."""
        here = self._widths()
        return Needs.of(self._ranges(), here | {one: max(width, here.get(one, 0)) for one, width in widths.items()})

    def _ranges(self) -> dict[int, tuple[int, int]]:
        asks = self.least <= self.most
        ends = zip(self.least[asks].tolist(), self.most[asks].tolist(), strict=True)
        return dict(zip(self.numbers[asks].tolist(), ends, strict=True))

    def _widths(self) -> dict[int, int]:
        return dict(zip(self.numbers.tolist(), self.width.tolist(), strict=True))
