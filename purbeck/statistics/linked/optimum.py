"""The least that has to be hidden, for systems small enough to find it: what a choice is held against."""

from __future__ import annotations

import numpy as np

from purbeck.statistics.linked.hiding import Hideable, UnprotectableError
from purbeck.statistics.linked.moves import Moved, Ranges, cheapest_moves
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.reaching import ways
from purbeck.statistics.linked.system import LinkedSystem, Whole
from purbeck.statistics.linked.witnesses import Witnesses


def least_hidden(system: LinkedSystem, base: Whole, given: Hideable, needs: Needs) -> Moved:
    """The numbers to hide that cost least of all, by one whole-number programme over every need at once.

    Takes what `choose_hidden` takes, with ranges alone as needs. Raises UnprotectableError where nothing does, ValueError
    where a width is asked for.
    """
    if np.any(needs.least > needs.most):
        raise ValueError("the least is found for ranges that must stay possible, not for widths")
    found = Witnesses(base)
    targets = [target for at in range(len(needs.numbers)) for target in ways(needs, at, found)[0]]
    everything = np.arange(system.size)
    if not targets:
        return Moved(everything, (), everything[:0], 0.0)
    ranges = Ranges(given.least, given.most, given.hidden_least, given.hidden_most, given.cost)
    moved = cheapest_moves(system, base, ranges, targets, everything, exactly=True)
    if moved is None:
        raise UnprotectableError(int(needs.numbers[0]))
    return moved
