"""Ranges that an attacker can work out are those known in closed form, published, or found by trying every number."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.statistics.linked import (
    UNBOUNDED,
    ContradictionError,
    LinkedSystem,
    Needs,
    linked_system,
    propagate,
    prove,
    some_solution,
    tightest_bounds,
)

SEEDS = st.integers(0, 2**32 - 1)


def two_way(rows: int, columns: int) -> tuple[LinkedSystem, np.ndarray]:
    """A table with its margins, and the number of each of its cells, margins last."""
    at = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    sums = [(int(line[-1]), line[:-1].tolist()) for line in at] + [(int(line[-1]), line[:-1].tolist()) for line in at.T]
    return linked_system(at.size, sums), at


def with_margins(inner: np.ndarray) -> np.ndarray:
    """A table with the sums of its rows and columns."""
    down = np.vstack([inner, inner.sum(axis=0)])
    return np.column_stack([down, down.sum(axis=1)]).astype(np.int64)


@given(st.integers(2, 4), st.integers(2, 4), SEEDS)
@settings(max_examples=40, deadline=None)
def test_cells_of_a_two_way_table_have_the_bounds_of_frechet(rows: int, columns: int, seed: int) -> None:
    """All margins known, no cell: max(0, row + column - total) to min(row, column) (Dobra and Fienberg 2000)."""
    full = with_margins(np.random.default_rng(seed).poisson(4, (rows, columns)))
    system, at = two_way(rows, columns)
    margin = np.zeros(full.shape, dtype=bool)
    margin[-1], margin[:, -1] = True, True
    least, most = np.where(margin, full, 0).ravel(), np.where(margin, full, UNBOUNDED).ravel()
    for row, column in product(range(rows), range(columns)):
        of_row, of_column, total = full[row, -1], full[-1, column], full[-1, -1]
        expected = max(0, of_row + of_column - total), min(of_row, of_column)
        assert tightest_bounds(system, least, most, int(at[row, column])) == expected


def test_published_pattern_of_suppression_leaves_the_ranges_that_follow_by_hand() -> None:
    """Young and old in Spain, Iceland and Portugal, of GaussSuppression's vignette on small counts: four cells hidden.

    With totals 2 and 7 (rows less Spain), 5 and 4 (columns): young in Iceland 0 to 2, in Portugal 0 to 2; old 3 to 5 and 2 to 4.
    """
    full = with_margins(np.array([[5, 2, 0], [6, 3, 4]]))
    system, at = two_way(2, 3)
    hidden = at[:2, 1:3].ravel()
    least, most = full.ravel().copy(), full.ravel().copy()
    least[hidden], most[hidden] = 0, UNBOUNDED
    found = [tightest_bounds(system, least, most, int(number)) for number in hidden]
    assert found == [(0, 2), (0, 2), (3, 5), (2, 4)]


def test_rounded_total_leaves_as_much_as_rounding_does() -> None:
    """Total shown as 10 (8 to 12), one part 5 (5 to 7), the other hidden 1 to 4: all of 1 to 4 stays possible."""
    system = linked_system(3, [(0, [1, 2])])
    assert tightest_bounds(system, np.array([8, 5, 1]), np.array([12, 7, 4]), 2) == (1, 4)
    assert tightest_bounds(system, np.array([8, 7, 1]), np.array([8, 7, 4]), 2) == (1, 1)


def test_fractions_that_no_whole_number_reaches_are_not_taken() -> None:
    """a + b = b + c = a + c = t, and a + b + c = 9 or 10: fractions let t be 6 to 6.67, whole numbers 6 alone."""
    system = linked_system(5, [(3, [0, 1]), (3, [1, 2]), (3, [0, 2]), (4, [0, 1, 2])])
    least, most = np.array([0, 0, 0, 0, 9]), np.array([9, 9, 9, UNBOUNDED, 10])
    assert tightest_bounds(system, least, most, 3) == (6, 6)


def random_system(rng: np.random.Generator) -> tuple[LinkedSystem, np.ndarray]:
    """Sums of sums over a few numbers, and values that hold."""
    values = rng.integers(0, 5, 4).tolist()
    sums = []
    for _ in range(int(rng.integers(1, 4))):
        parts = sorted(rng.choice(len(values), int(rng.integers(2, 4)), replace=False).tolist())
        sums.append((len(values), parts))
        values.append(sum(values[part] for part in parts))
    return linked_system(len(values), sums), np.array(values, dtype=np.int64)


def every_solution(system: LinkedSystem, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """All whole numbers within the ranges that add up: the first four run over everything, the sums follow."""
    found = []
    for first in product(
        *(range(int(low), min(int(high), 12) + 1) for low, high in zip(least[:4], most[:4], strict=True))
    ):
        values = list(first)
        for row in range(system.rows):
            values.append(sum(values[n] for n in system.numbers_of(row)[1:]))
        if all(low <= value <= high for value, low, high in zip(values, least, most, strict=True)):
            found.append(values)
    return np.array(found)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_bounds_are_those_of_every_solution_there_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    system, values = random_system(rng)
    slack = rng.integers(0, 4, (2, len(values))) * rng.integers(0, 2, len(values))
    least, most = np.maximum(values - slack[0], 0), values + slack[1]
    solutions = every_solution(system, least, most)
    low, high = propagate(system, least, most)
    assert np.all(low <= solutions.min(axis=0)) and np.all(high >= solutions.max(axis=0))
    assert (some_solution(system, least, most) == solutions).all(axis=1).any()
    for number in range(system.size):
        ends = solutions[:, number]
        assert tightest_bounds(system, least, most, number) == (ends.min(), ends.max())
    needs = Needs.of(
        {n: (int(values[n]) - 1, int(values[n]) + 1) for n in range(0, system.size, 2)},
        dict.fromkeys(range(system.size), 1),
    )
    proof = prove(system, least, most, needs)
    spread = solutions.max(axis=0) - solutions.min(axis=0) >= 1
    asked = np.array(
        [n % 2 == 1 or (solutions[:, n].min() < values[n] < solutions[:, n].max()) for n in range(system.size)]
    )
    assert proof.safe.tolist() == (spread & asked).tolist()


def test_what_cannot_add_up_is_said() -> None:
    system = linked_system(3, [(0, [1, 2])])
    with pytest.raises(ContradictionError):
        propagate(system, np.array([9, 0, 0]), np.array([9, 4, 4]))
    with pytest.raises(ValueError, match="each once"):
        linked_system(2, [(0, [0, 1])])
