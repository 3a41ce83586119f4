"""Which of the numbers hidden on the way turn out not to be needed: shown again, the dearest first."""

from __future__ import annotations

import numpy as np

from purbeck.statistics.linked.moves import Ranges
from purbeck.statistics.linked.needs import Needs
from purbeck.statistics.linked.reaching import Search, meet, unmet
from purbeck.statistics.linked.system import LinkedSystem
from purbeck.statistics.linked.witnesses import Witnesses

# How many are tried: fewer where there are many numbers, and then only the dearest. No further round than this.
MOST_TRIES, MOST_WORK = 400, 400_000
WIDEST = 240


def reopened(
    system: LinkedSystem, before: Ranges, hidden: list[int], needs: Needs, found: Witnesses
) -> tuple[list[int], Witnesses]:
    """The hidden numbers without those that can be shown again, and the solutions that prove it.

    before : the ranges with nothing hidden. Every need must stay met and every number that stays hidden inexact, without hiding
    another.
    """
    kept = sorted(hidden)
    tries = min(MOST_TRIES, MOST_WORK // max(1, system.size))
    for number in sorted(hidden, key=lambda one: (-before.cost[one], one))[:tries]:
        trial = [one for one in kept if one != number]
        proved = _proved(system, before, trial, needs, found, number)
        if proved is not None:
            kept, found = trial, proved
    return kept, found


def _proved(
    system: LinkedSystem, before: Ranges, trial: list[int], needs: Needs, found: Witnesses, shown: int
) -> Witnesses | None:
    """Solutions that meet every need with one number shown again; None where none are found near by."""
    ranges = Ranges(*(getattr(before, name).copy() for name in before.__dataclass_fields__))
    ranges.hide(np.array(trial, dtype=np.int64))
    ranges.cost[:] = np.inf
    again = found.within(shown, int(ranges.least[shown]), int(ranges.most[shown]))
    asked = needs.with_widths(dict.fromkeys(trial, 1))
    search = Search(system, ranges, again)
    for at in unmet(asked, again):
        while not asked.met(again.low, again.high)[at]:
            moved = meet(search, asked, int(at), WIDEST)
            if moved is None:
                return None
            again.record(moved)
    return again
