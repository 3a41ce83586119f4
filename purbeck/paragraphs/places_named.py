"""Places outside the area that a text names, such as the wrong county."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from purbeck.paragraphs.seen import plain
from purbeck.sources.build import PLACES
from purbeck.workspace import Workspace

KINDS = {
    "district": "a district", "csp": "a CSP", "county": "a county", "force": "a police force area", "region": "a region",
}  # fmt: skip
OURS_TOO = ("ward", "nation")  # whose names are never taken for another place's


@dataclass(frozen=True)
class KnownPlaces:
    """Names of the lookups: those that hold some of our area, and those of other places, each with its kind."""

    ours: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every name, the longest first, so that one is not found within another."""
        names = sorted({*self.ours, *self.others}, key=lambda name: (-len(name), name))
        return re.compile("|".join(rf"(?<!\w){_as_written(name)}(?!\w)" for name in names) or r"(?!)")

    def outside(self, text: str, allowed: Iterable[str] = ()) -> Iterator[tuple[int, str, str]]:
        """Where a text names a place that is not ours, nor in a text that is allowed: where it begins, its name, its kind."""
        meant = {name for one in allowed for _, name in self._named(one)}
        for at, name in self._named(text):
            if name not in self.ours and name not in meant:
                yield at, name, self.others[name]

    def _named(self, text: str) -> Iterator[tuple[int, str]]:
        by_form = self._by_form
        for match in self._pattern.finditer(text):
            yield match.start(), by_form[_form(match.group())]

    @cached_property
    def _by_form(self) -> dict[str, str]:
        return {_form(name): name for name in (*self.others, *self.ours)}


def known_places(workspace: Workspace) -> KnownPlaces:
    """Those of the workspace's lookups; none where nothing has been built."""
    if not workspace.store.files(PLACES):
        return KnownPlaces()
    held = workspace.table(PLACES)
    mine = held[held["ours"]]
    ours = {name for kind in (*KINDS, *OURS_TOO) for raw in mine[f"{kind}_name"].dropna() for name in _names(str(raw))}
    nations = {str(name) for name in held["nation_name"].dropna()}
    others: dict[str, str] = {}
    for kind, words in KINDS.items():
        for raw in held[f"{kind}_name"].dropna().drop_duplicates():
            others |= {name: words for name in _names(str(raw)) if name not in others}
    return KnownPlaces(
        frozenset(ours | nations), {name: words for name, words in others.items() if name not in ours | nations}
    )


def _names(name: str) -> tuple[str, ...]:
    """A name, and without what follows a comma: "Bristol, City of" is called Bristol."""
    short = re.sub(r", (?:City|County) of$", "", plain(name))
    return tuple(dict.fromkeys((plain(name), short)))


def _as_written(name: str) -> str:
    """The pattern of a name: "&" may be written "and"; one word is a name only with its capital, as Reading is."""
    words = [r"(?:&|and)" if word in {"&", "and"} else re.escape(word) for word in name.split()]
    pattern = r"\s+".join(words)
    return pattern if len(words) == 1 else f"(?i:{pattern})"


def _form(name: str) -> str:
    """A name as it is told from others, however it was written."""
    words = ["and" if word == "&" else word for word in name.split()]
    return words[0] if len(words) == 1 else " ".join(words).casefold()
