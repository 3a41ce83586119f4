"""Whole-number programmes: the only place that calls the solver, and every answer checked exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from purbeck.statistics.linked.propagation import ContradictionError, propagate
from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole

# Nodes of the search, not seconds: a limit in seconds would give other answers on another machine.
MOST_NODES = 20_000


class UndecidedError(RuntimeError):
    """The solver stopped before it knew."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some numbers of a system, and the sums among them; what the other numbers of those sums come to is `missing`."""

    numbers: Whole
    matrix: sparse.csr_array
    missing: Whole


def part_of(system: LinkedSystem, numbers: Whole, values: Whole) -> Part:
    """The sums in which any of the numbers stand, all others held at `values`. `numbers` ascend."""
    chosen = np.zeros(system.size, dtype=bool)
    chosen[numbers] = True
    rows = np.unique(np.concatenate([system.sums_of(int(n)) for n in numbers] or [np.zeros(0, dtype=np.int64)]))
    lengths = system.starts[rows + 1] - system.starts[rows]
    entries = np.repeat(system.starts[rows] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(
        lengths.sum()
    )
    row = np.repeat(np.arange(len(rows)), lengths)
    columns, signs = system.columns[entries], system.signs[entries]
    inside = chosen[columns]
    missing = np.zeros(len(rows), dtype=np.int64)
    np.add.at(missing, row[~inside], signs[~inside] * values[columns[~inside]])
    place = np.searchsorted(numbers, columns[inside])
    matrix = sparse.csr_array((signs[inside], (row[inside], place)), shape=(len(rows), len(numbers)))
    return Part(numbers, matrix, missing)


def best(
    part: Part, least: Whole, most: Whole, aim: NDArray[np.float64], whole: bool = True
) -> NDArray[np.float64] | None:
    """Values of the part's numbers that make `aim` times them least; None where none add up.

    least, most, aim : shape (numbers of the part,). With `whole` false, fractions are allowed. Raises UndecidedError.
    """
    upper = np.where(most >= UNBOUNDED, np.inf, most)
    sums = optimize.LinearConstraint(part.matrix, -part.missing, -part.missing)
    found = optimize.milp(
        aim, integrality=np.full(len(aim), int(whole)), bounds=optimize.Bounds(least, upper), constraints=sums,
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.status == 2:
        return None
    if found.x is None or found.status != 0:
        raise UndecidedError(found.message)
    return np.asarray(found.x, dtype=np.float64)


def as_whole(part: Part, values: NDArray[np.float64], least: Whole, most: Whole) -> Whole | None:
    """The values rounded, if they are whole, within their ranges and add up exactly; else None."""
    rounded = np.rint(values).astype(np.int64)
    if np.abs(rounded - values).max(initial=0.0) > 1e-5 or np.any(rounded < least) or np.any(rounded > most):
        return None
    return rounded if not np.any(part.matrix @ rounded + part.missing) else None


def some_solution(system: LinkedSystem, least: Whole, most: Whole) -> Whole:
    """Whole numbers within the ranges that add up: the same ones for the same input. Raises ContradictionError, UndecidedError.

    least, most and what comes out have shape (numbers,).
    """
    least, most = propagate(system, least, most)
    labels = system.components(least < most)
    values = least.copy()
    order = np.argsort(labels, kind="stable")
    order = order[np.searchsorted(labels[order], 0) :]
    for numbers in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []:
        part = part_of(system, np.sort(numbers), values)
        low, high = least[part.numbers], most[part.numbers]
        for whole in (False, True):
            found = best(part, low, high, np.zeros(len(low)), whole)
            if found is None:
                raise ContradictionError(int(part.numbers[0]))
            solution = as_whole(part, found, low, high)
            if solution is not None:
                break
        else:
            raise UndecidedError(f"values near number {part.numbers[0]} are not whole")
        values[part.numbers] = solution
    return values
