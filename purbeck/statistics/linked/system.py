"""Unknown whole numbers, none below zero, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

Whole = NDArray[np.int64]
# Stands for "no upper limit": above any count, and small enough for sums of a hundred thousand to stay exact.
UNBOUNDED = 1 << 40


@dataclass(frozen=True, eq=False)
class LinkedSystem:
    """Sums as a sparse matrix: one row a sum, +1 for the whole and -1 for each part, so that each row comes to nought.

    `starts`, `columns` and `signs` are those of compressed rows. Shapes: rows + 1, entries, entries.
    """

    size: int
    starts: Whole
    columns: Whole
    signs: Whole

    @property
    def rows(self) -> int:
        """How many sums there are."""
        return len(self.starts) - 1

    @cached_property
    def row_of(self) -> Whole:
        """The row of each entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))

    @cached_property
    def by_column(self) -> Whole:
        """The entries in the order of their columns."""
        return np.argsort(self.columns, kind="stable")

    @cached_property
    def column_starts(self) -> Whole:
        """Where each column begins in `by_column`; one longer than there are numbers."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.columns, minlength=self.size))]).astype(np.int64)

    @cached_property
    def column_rows(self) -> Whole:
        """The rows of each column, one column after the other."""
        return self.row_of[self.by_column]

    def sums_of(self, number: int) -> Whole:
        """The rows in which a number stands."""
        return self.column_rows[self.column_starts[number] : self.column_starts[number + 1]]

    def numbers_of(self, row: int) -> Whole:
        """The numbers of a row."""
        return self.columns[self.starts[row] : self.starts[row + 1]]

    def matrix(self) -> Any:
        """The sums as a sparse array."""
        return sparse.csr_array((self.signs, self.columns, self.starts), shape=(self.rows, self.size))

    def holds(self, values: Whole) -> bool:
        """Whether every sum comes to nought with these values."""
        return not np.any(self.totals(self.signs * values[self.columns]))

    def totals(self, of_entries: Whole) -> Whole:
        """What the entries of each row come to."""
        return np.add.reduceat(of_entries, self.starts[:-1]) if self.rows else np.zeros(0, dtype=np.int64)

    def components(self, moving: NDArray[np.bool_]) -> Whole:
        """Which numbers hang together through those that are moving: a label for each, -1 for those that are not."""
        kept = moving[self.columns]
        rows, columns = self.row_of[kept], self.columns[kept]
        edges = sparse.coo_array(
            (np.ones(len(rows)), (columns, self.size + rows)), shape=(self.size + self.rows, self.size + self.rows)
        )
        _, labels = csgraph.connected_components(edges, directed=False)
        return np.where(moving, labels[: self.size], -1).astype(np.int64)


def linked_system(size: int, sums: Iterable[tuple[int, Sequence[int]]]) -> LinkedSystem:
    """The system of `size` numbers in which each whole is the sum of its parts.

    Raises ValueError where a whole has no parts, or a number stands twice in a sum.
    """
    starts, columns, signs = [0], list[int](), list[int]()
    for whole, parts in sums:
        if not parts or len({whole, *parts}) != len(parts) + 1:
            raise ValueError(f"a sum of {whole} needs parts that are not it, each once: {list(parts)}")
        columns += [whole, *parts]
        signs += [1] + [-1] * len(parts)
        starts.append(len(columns))
    return LinkedSystem(size, *(np.array(one, dtype=np.int64) for one in (starts, columns, signs)))
