"""What earlier releases showed and cannot take back, and which of it no longer fits today's counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purbeck.statistics.linked import UNBOUNDED, LinkedSystem, misfits
from purbeck.statistics.linked.system import Whole


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of each unknown of a system for good, and which rows of the earlier releases had to be left out for it.

    least, most : shape (unknowns,). `kept` : shape (rows of all earlier releases, one after the other).
    """

    least: Whole
    most: Whole
    kept: NDArray[np.bool_]


def told_by(protected: pd.DataFrame) -> tuple[Whole, Whole]:
    """The range that each row of a protected frame tells (shapes (rows,)); any count where it says nothing."""
    least = protected["shown_least"].astype("Int64").fillna(0).to_numpy(dtype=np.int64)
    most = protected["shown_most"].astype("Int64").fillna(UNBOUNDED).to_numpy(dtype=np.int64)
    return least, most


def known_before(
    system: LinkedSystem,
    today: tuple[Whole, Whole],
    numbers: Whole,
    told: tuple[Whole, Whole],
    releases: Sequence[int],
) -> Known:
    """What earlier releases tell that fits with today's counts.

    today : least and most of each unknown (shapes (unknowns,)). numbers, told : the unknown of each earlier row, and its range;
    releases : how many rows each release has, the oldest first. A row whose range today's counts rule out is of another
    vintage; so is one that a later release contradicts. Of rows that fit one by one and not together those are left out that
    fit worst, older ones sooner.
    """
    least, most = np.zeros(system.size, dtype=np.int64), np.full(system.size, UNBOUNDED, dtype=np.int64)
    kept = np.zeros(len(numbers), dtype=bool)
    latest = np.repeat(np.arange(len(releases)), releases)
    weight = np.zeros(system.size)
    for row in range(len(numbers) - 1, -1, -1):
        number = numbers[row]
        low, high = max(least[number], told[0][row]), min(most[number], told[1][row])
        if max(low, today[0][number]) <= min(high, today[1][number]):
            least[number], most[number], kept[row] = low, high, True
            weight[number] = max(weight[number], 1.0 + latest[row])
    wrong = misfits(system, *today, least, most, weight)
    least[wrong], most[wrong] = 0, UNBOUNDED
    return Known(least, most, kept & ~np.isin(numbers, wrong))
