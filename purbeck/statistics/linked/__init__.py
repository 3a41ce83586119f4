"""Whole numbers that add up: what sums give away of hidden ones, and which more to hide."""

from purbeck.statistics.linked.bounds import tightest_bounds
from purbeck.statistics.linked.hiding import Choice, Hideable, UnprotectableError, choose_hidden
from purbeck.statistics.linked.misfits import misfits
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.propagation import ContradictionError, propagate
from purbeck.statistics.linked.proving import Proof, prove
from purbeck.statistics.linked.system import UNBOUNDED, LinkedSystem, linked_system
from purbeck.statistics.linked.whole_numbers import UndecidedError, some_solution

__all__ = [
    "UNBOUNDED",
    "Choice",
    "ContradictionError",
    "Hideable",
    "LinkedSystem",
    "Needs",
    "Proof",
    "UndecidedError",
    "UnprotectableError",
    "choose_hidden",
    "linked_system",
    "misfits",
    "propagate",
    "prove",
    "some_solution",
    "tightest_bounds",
]
