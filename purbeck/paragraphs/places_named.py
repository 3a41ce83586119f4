"""Places outside the area that a text names, such as the wrong county."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from purbeck.paragraphs.seen import plain
from purbeck.paragraphs.words import words
from purbeck.sources.build import PLACES
from purbeck.workspace import Workspace

KINDS = {
    "district": "a district", "csp": "a CSP", "county": "a county", "force": "a police force area", "region": "a region",
}  # fmt: skip
OURS_TOO = ("ward", "nation")  # whose names are never taken for another place's
WHOLE = (
    "district",
    "csp",
    "county",
)  # of ours: a name within one of theirs is said of us, as Somerset in North Somerset
SHIPPED = Path(__file__).with_name("places.csv")


@dataclass(frozen=True)
class KnownPlaces:
    """Names of places: those that hold some of our area, and those of other places, each with its kind.

    `within` are names of places of any kind in the lookups, wards too, of which none is a person's.
    """

    ours: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)
    within: frozenset[str] = frozenset()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every name, the longest first, so that one is not found within another."""
        names = sorted({*self.ours, *self.others}, key=lambda name: (-len(name), name))
        return re.compile("|".join(rf"(?<!\w){_as_written(name)}(?!\w)" for name in names) or r"(?!)")

    def outside(self, text: str, allowed: Iterable[str] = ()) -> Iterator[tuple[int, str, str]]:
        """Where a text names a place that is not ours, nor in a text that is allowed: where it begins, its name, its kind."""
        meant = {name for one in allowed for _, name in self._named(one)}
        for at, name in self._named(text):
            if name not in self.ours and name not in meant and not _is_ordinary(text, at, name):
                yield at, name, self.others[name]

    def _named(self, text: str) -> Iterator[tuple[int, str]]:
        by_form = self._by_form
        for match in self._pattern.finditer(text):
            yield match.start(), by_form[_form(match.group())]

    @cached_property
    def _by_form(self) -> dict[str, str]:
        return {_form(name): name for name in (*self.others, *self.ours)}


def known_places(workspace: Workspace) -> KnownPlaces:
    """Those of the workspace's lookups, and of England and Wales as shipped; none where nothing has been built."""
    if not workspace.store.files(PLACES):
        return KnownPlaces()
    held = workspace.table(PLACES)
    mine = held[held["ours"]]
    ours = {name for kind in (*KINDS, *OURS_TOO) for name in _names_of(mine[f"{kind}_name"])}
    ours |= {str(name) for name in held["nation_name"].dropna()} | {plain(workspace.partnership.name)}
    whole = [name for kind in WHOLE for name in _names_of(mine[f"{kind}_name"])]
    others = {name: kind for name, kind in _shipped().items() if not _is_part(name, whole)}
    for kind, said in KINDS.items():
        others |= {name: said for name in _names_of(held[f"{kind}_name"]) if name not in others}
    every = {name for kind in (*KINDS, *OURS_TOO) for name in _names_of(held[f"{kind}_name"])}
    return KnownPlaces(
        frozenset(ours), {name: kind for name, kind in others.items() if name not in ours}, frozenset(every)
    )


@cache
def _shipped() -> dict[str, str]:
    """The names of places.csv, each with its kind; a name that several kinds have is of the first."""
    lines = [line for line in SHIPPED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, str] = {}
    for row in csv.DictReader(lines):
        found |= {name: KINDS[row["kind"]] for name in _names(row["name"]) if name not in found}
    return found


def _names_of(column: pd.Series) -> list[str]:
    return [name for raw in column.dropna().drop_duplicates() for name in _names(str(raw))]


def _is_part(name: str, whole: Iterable[str]) -> bool:
    """Whether a name stands within another, as a word of it."""
    return any(name != one and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", one) for one in whole)


def _is_ordinary(text: str, at: int, name: str) -> bool:
    """Whether a name names no place: a word that begins a sentence ("Reading the figures"), a part of a street's name."""
    held = words().ordinary
    if any(0 <= at - one.find(name) == text.find(one, max(at - len(one), 0)) for one in held.phrases if name in one):
        return True
    before, after = text[:at].rstrip(), re.match(r"\s+(\w+)", text[at + len(name) :])
    if after is not None and after[1] in held.ways:
        return True
    begins = not before or before[-1] in ".!?:"
    return name in held.words and begins and after is not None and after[1] in held.before


def _names(name: str) -> tuple[str, ...]:
    """A name, and without what follows a comma: "Bristol, City of" is called Bristol."""
    short = re.sub(r", (?:City|County) of$", "", plain(name))
    return tuple(dict.fromkeys((plain(name), short)))


def _as_written(name: str) -> str:
    """The pattern of a name: "&" may be written "and"; one word is a name only with its capital, as Reading is."""
    parts = [r"(?:&|and)" if word in {"&", "and"} else re.escape(word) for word in name.split()]
    pattern = r"\s+".join(parts)
    return pattern if len(parts) == 1 else f"(?i:{pattern})"


def _form(name: str) -> str:
    """A name as it is told from others, however it was written."""
    parts = ["and" if word == "&" else word for word in name.split()]
    return parts[0] if len(parts) == 1 else " ".join(parts).casefold()
