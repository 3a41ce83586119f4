"""What two things that people wrote down have in common, and whether something goes on on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shared:
    """What two have in common: ids of aims and measures, groups and places in the words of the first."""

    aims: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things they share."""
        return len(self.aims) + len(self.measures) + len(self.groups) + len(self.places)


def plain(words: str) -> str:
    """Words as they are compared: capitals and spaces make no difference."""
    return " ".join(words.casefold().split())


def in_both(ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Words or ids that stand in both, as the first writes them, in the order of the alphabet."""
    wanted = {plain(words) for words in theirs}
    return tuple(words for words in different(ours) if plain(words) in wanted)


def different(words: Iterable[str]) -> tuple[str, ...]:
    """Each of several words once, as the alphabet's first way of writing it, in the order of the alphabet."""
    return tuple(
        sorted({plain(one): one for one in sorted(words, reverse=True)}.values(), key=lambda one: (plain(one), one))
    )


def runs(starts: dt.date | None, ends: dt.date | None, on: dt.date) -> bool:
    """Whether something goes on on a day; one that does not say when it starts or ends is taken to."""
    return (starts is None or starts <= on) and (ends is None or on <= ends)
