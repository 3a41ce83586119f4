"""Places that may be named beside what a person said; smaller ones are called small areas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from purbeck.disclosure.findings import ReleasedFinding
from purbeck.sources.build import PLACES
from purbeck.strategy.voices import LARGE, is_large_code
from purbeck.workspace import Workspace

SMALL_AREA = "one small area"
NUMBER = re.compile(r"\b[0-9]{3}[A-Z]\b")  # by which small areas go: Dorset 044B


@dataclass(frozen=True)
class LargePlaces:
    """Districts, CSPs, counties, forces, regions and nations of the lookups: the name of each by its code and its name."""

    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, place: str | None) -> str | None:
        """The name of a place given by code or name; None for one that is not held here, be it small or unknown."""
        return None if place is None else self.names.get(_key(place))

    def is_large(self, place: str) -> bool:
        """Whether a place is one of these, or a code of that kind, which tells its size without the lookups."""
        return is_large_code(place) or self.name_of(place) is not None


def large_places(workspace: Workspace) -> LargePlaces:
    """Those of the workspace's lookups; none where nothing has been built."""
    if not workspace.store.files(PLACES):
        return LargePlaces()
    held = workspace.table(PLACES)
    names: dict[str, str] = {}
    for kind in LARGE:
        pairs = held[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates()
        for code, name in pairs.itertuples(index=False):
            names |= {_key(str(code)): str(name), _key(str(name)): str(name)}
    return LargePlaces(names)


@dataclass(frozen=True)
class SmallPlaces:
    """The small areas of the lookups, each with its ward, by the number that ends its name."""

    by_number: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def unnamed(self, text: str) -> str:
        """A text in which no small area has its name or that of its ward beside it."""
        for number in set(NUMBER.findall(text)):
            for name, ward in self.by_number.get(number, ()):
                text = text.replace(f"{ward} ({name})", SMALL_AREA).replace(name, SMALL_AREA)
        return text

    def not_named_in(self, finding: ReleasedFinding) -> ReleasedFinding:
        """A finding whose sentences name no small area."""
        return replace(
            finding,
            title=self.unnamed(finding.title),
            statement=self.unnamed(finding.statement),
            alternative=self.unnamed(finding.alternative),
        )


def small_places(workspace: Workspace) -> SmallPlaces:
    """Those of the workspace's lookups; none where nothing has been built."""
    if not workspace.store.files(PLACES):
        return SmallPlaces()
    held = workspace.table(PLACES)[["lsoa_name", "ward_name"]].dropna().drop_duplicates()
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for name, ward in held.itertuples(index=False):
        number = str(name).rpartition(" ")[2]
        found[number] = (*found.get(number, ()), (str(name), str(ward)))
    return SmallPlaces(found)


def _key(place: str) -> str:
    return " ".join(place.casefold().split())
