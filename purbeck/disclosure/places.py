"""Places large enough to be named beside what a person said: those of the lookups from districts up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from purbeck.sources.build import PLACES
from purbeck.strategy.voices import LARGE, is_large_code
from purbeck.workspace import Workspace


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


def _key(place: str) -> str:
    return " ".join(place.casefold().split())
