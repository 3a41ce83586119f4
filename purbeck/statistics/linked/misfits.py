"""Which of several things said of linked numbers cannot all be true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from purbeck.statistics.linked.propagation import ContradictionError, propagate
from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, Whole
from purbeck.statistics.linked.whole_numbers import some_solution

NEAR = 1e-6


def misfits(
    system: LinkedSystem, least: Whole, most: Whole, said_least: Whole, said_most: Whole, weight: NDArray[np.float64]
) -> Whole:
    """The numbers of which what is said has to be given up, ascending, so that the rest fits with the ranges least..most.

    What is given up is what lies farthest off, by `weight`, in the fractional programme that is least wrong, until whole numbers
    fit. All have shape (numbers,). Raises ContradictionError where least..most fit not even by themselves.
    """
    low, high = np.maximum(least, said_least), np.minimum(most, said_most)
    given_up = np.zeros(system.size, dtype=bool)
    while True:
        try:
            some_solution(system, low, high)
            return np.flatnonzero(given_up)
        except ContradictionError:
            off = _least_wrong(system, least, most, low, high, weight)
            said = ((low > least) | (high < most)) & ~given_up
            wrong = np.flatnonzero(said & (off > NEAR))
            if not len(wrong):  # fractions fit and whole numbers do not: give up everything said in the part that fails
                wrong = np.flatnonzero(said)
            if not len(wrong):
                raise
            given_up[wrong] = True
            low[wrong], high[wrong] = least[wrong], most[wrong]


def _least_wrong(
    system: LinkedSystem, least: Whole, most: Whole, low: Whole, high: Whole, weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each number is outside what is said of it, in the solution in which these come to least."""
    least, most = propagate(system, least, most)
    size, sums = system.size, system.matrix()
    one = sparse.eye_array(size)
    infinite = np.where(high >= UNBOUNDED, np.inf, high)
    limits = np.where(most >= UNBOUNDED, np.inf, most)
    nothing, endless = np.zeros(system.rows), np.full(size, np.inf)
    rows = sparse.vstack([
        sparse.hstack([sums, sparse.csr_array(sums.shape)]), sparse.hstack([one, -one]), sparse.hstack([one, one]),
    ])  # fmt: skip
    found = optimize.milp(
        np.concatenate([np.zeros(size), np.maximum(weight, 1.0)]),
        bounds=optimize.Bounds(np.concatenate([least, np.zeros(size)]), np.concatenate([limits, endless])),
        constraints=optimize.LinearConstraint(
            rows.tocsr(), np.concatenate([nothing, -endless, low]), np.concatenate([nothing, infinite, endless])
        ),
    )
    if found.x is None:
        raise ContradictionError(0)
    return np.asarray(found.x[size:], dtype=np.float64)
