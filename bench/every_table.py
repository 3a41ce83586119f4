"""Every solution there is, one by one: what an attacker can work out, without any of our own solving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

Point = tuple[str, ...]


def points_of(
    row: Mapping[str, str], places: Mapping[tuple[str, str], frozenset[str]], codes: Mapping[str, Sequence[str]]
) -> frozenset[Point]:
    """The smallest things a cell counts: one for each smallest area, month and code of every dimension."""
    months = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(_month(row["first"]), _month(row["last"]) + 1)]
    named = (
        {}
        if row["group_by"] == "all"
        else dict(zip(row["group_by"].split("+"), row["group_value"].split("+"), strict=True))
    )
    of_groups = [[named[d]] if d in named else list(codes[d]) for d in sorted(codes)]
    areas = sorted(places[row["place_type"], row["place_code"]])
    return frozenset(product(areas, months, *of_groups))


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:]) - 1


def atoms(boxes: Sequence[frozenset[Point]]) -> int:
    """How many things there are that the cells tell apart."""
    return len({tuple(point in box for box in boxes) for box in boxes for point in box})


@dataclass(frozen=True, eq=False)
class EveryTable:
    """Every table that fits what is shown: `totals` has a row for each cell and a column for each table."""

    boxes: list[frozenset[Point]]
    totals: np.ndarray

    def values(self, *boxes: frozenset[Point], less: frozenset[Point] | None = None) -> set[int]:
        """What cells come to together, less another, in some table."""
        held = sum(self.totals[self.boxes.index(box)] for box in boxes)
        return set((held if less is None else held - self.totals[self.boxes.index(less)]).tolist())


def every_table(
    frames: Sequence[pd.DataFrame],
    places: Mapping[tuple[str, str], frozenset[str]],
    codes: Mapping[str, Sequence[str]],
    records: Mapping[Point, int],
    spread: int,
) -> EveryTable:
    """Every table that fits everything that the cells of the frames show.

    Tables run over counts of the smallest things within `spread` of the true ones; things that the same cells count are one.
    """
    boxes, low, high = [], [], []
    for frame in frames:
        for row in frame.to_dict("records"):
            boxes.append(points_of(row, places, codes))
            low.append(0 if pd.isna(row["shown_least"]) else int(row["shown_least"]))
            high.append(1 << 30 if pd.isna(row["shown_most"]) else int(row["shown_most"]))
    true: dict[tuple[bool, ...], int] = {}
    for point in frozenset().union(*boxes):
        signature = tuple(point in box for box in boxes)
        true[signature] = true.get(signature, 0) + records.get(point, 0)
    signatures = sorted(true)
    design = np.array(signatures, dtype=np.int64).T
    fits = _fitting(design, np.array(low), np.array(high), [true[one] for one in signatures], spread)
    return EveryTable(boxes, design @ fits)


def _fitting(design: np.ndarray, low: np.ndarray, high: np.ndarray, true: list[int], spread: int) -> np.ndarray:
    """Every vector of atoms that fits, one atom after the other; those that already hold too much are dropped on the way."""
    found = np.zeros((0, 1), dtype=np.int64)
    held = np.zeros((len(low), 1), dtype=np.int64)
    last = [max(np.flatnonzero(row), default=-1) for row in design]
    for at, count in enumerate(true):
        values = np.arange(max(0, count - spread), count + spread + 1)
        found = np.vstack([np.repeat(found, len(values), axis=1), np.tile(values, found.shape[1])])
        held = np.repeat(held, len(values), axis=1) + design[:, [at]] * np.tile(values, held.shape[1])
        fits = np.all(held <= high[:, None], axis=0)
        done = [row for row, end in enumerate(last) if end == at]
        fits &= np.all(held[done] >= low[done][:, None], axis=0)
        found, held = found[:, fits], held[:, fits]
    return found
