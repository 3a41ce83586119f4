"""Counts become protected counts, and protected counts are attacked: the gate's two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from purbeck.disclosure.auditing import AUDIT, audited
from purbeck.disclosure.deciding import decide
from purbeck.disclosure.gathering import ADDED, CELL_COLUMNS, as_told, gathered, narrowed
from purbeck.disclosure.linking import KEY, Structure
from purbeck.disclosure.rules import Rules
from purbeck.disclosure.secondary import hidden_besides, one_decision_each

__all__ = ["ADDED", "AUDIT", "CELL_COLUMNS", "KEY", "Held", "Structure", "audit", "protect"]


@dataclass(frozen=True)
class Held:
    """What some readers hold already: protected frames, the oldest first, and how counts hang together with them."""

    structure: Structure
    earlier: Sequence[pd.DataFrame]


def protect(
    cells: pd.DataFrame,
    structure: Structure,
    rules: Rules,
    edition: str,
    earlier: Sequence[pd.DataFrame] = (),
    others: Sequence[Held] = (),
) -> pd.DataFrame:
    """The counts as an edition may show them: one row for each, in the order of what they count.

    cells : columns of CELL_COLUMNS; `largest_share` beside them where it is known. earlier : protected frames of what was
    released before, the oldest first, known for good; their `least` and `most` are not looked at. others : what further
    readers of the edition hold, who must not be able to work out more either: partners read the public edition too.

    What comes out has the columns of `cells` and ADDED. The true counts among them, and NEEDED, are not to be published.
    `attrs["left_out"]` lists the earlier counts that today's contradict, and which are taken as of another vintage, and
    `attrs["known_before"]` the counts of which earlier releases and published counts tell more than the rules would.

    Raises TableError where the counts do not add up among themselves, DisclosureError where they cannot be made safe.
    """
    readers = [gathered(cells, one.structure, rules, one.earlier) for one in (Held(structure, earlier), *others)]
    decided = one_decision_each(readers[0], decide(readers[0].today, structure, rules, edition))
    return hidden_besides(readers, decided, rules)


def audit(
    protected: pd.DataFrame,
    structure: Structure,
    rules: Rules,
    earlier: Sequence[pd.DataFrame] = (),
    cells: pd.DataFrame | None = None,
    besides: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What an attacker who holds this release, the rules and earlier releases can work out of every hidden count.

    Only what is shown is used. One row for each hidden count, then for each that an earlier release hid, then for what is left of
    a count without another that lies in it (`less` says which), columns of AUDIT: what must stay possible or how wide it must
    stay, the range that the attacker cannot narrow (exact where it is unsafe, else at least so wide), and whether that is safe.

    besides : what else the release itself says of counts, a rate or an interval: columns of KEY, `least` and `most`. What does
    not fit with the counts is of something else, and left out.
    cells : the true counts, in the rows that `protect` took. They are asked one thing: which of the counts that would give
    others away are small themselves, and so have a range that must stay possible. Without them those are held to not being
    exact, as anybody can.
    """
    release = gathered(as_told(protected), structure, rules, earlier)
    if besides is not None and len(besides):
        release = narrowed(release, besides)
    return audited(
        release, rules, None if cells is None else cells.sort_values([*KEY, "source"], kind="stable", ignore_index=True)
    )
