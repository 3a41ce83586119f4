"""Known breaks in recording: dated, sourced changes in what was counted, and which figures they touch."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck import places
from purbeck.errors import SettingsError
from purbeck.periods import MONTH_PATTERN
from purbeck.workspace import Workspace, settings_error

SHIPPED = Path(__file__).with_name("known_breaks.toml")
LOCAL_FILE = "breaks.toml"

Kind = Literal["disturbed", "step", "map_points"]
Asks = Literal["counts", "between_places", "places"]
Month = Annotated[str, Field(pattern=MONTH_PATTERN)]
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Break(Strict):
    """One known break in recording. known_breaks.toml says what each field means."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    first: Month
    last: Month | Literal[""] = ""
    begun_by: Month | Literal[""] = ""
    title: Words
    told: Words
    concerns: Words
    forces: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    categories: tuple[Words, ...] = ()
    offence_groups: tuple[Words, ...] = ()
    flags: tuple[Words, ...] = ()
    offence_codes: tuple[Words, ...] = ()
    affects: tuple[Asks, ...] = Field(min_length=1)
    source: Words
    page: str = ""
    read: dt.date
    checked: bool

    @model_validator(mode="after")
    def _months_agree(self) -> Self:
        if self.kind == "disturbed" and not self.last:
            raise ValueError("a disturbed time needs its last month")
        if self.kind != "disturbed" and self.last:
            raise ValueError(f"a {self.kind} lasts, and has no last month; a time that ended is disturbed")
        if (self.last and self.last < self.first) or (self.begun_by and self.begun_by < self.first):
            raise ValueError(f"it ends or had begun before its first month, {self.first}")
        return self

    @property
    def kinds(self) -> frozenset[str]:
        """Categories, offence groups and flags it concerns; none means every offence."""
        return frozenset((*self.categories, *self.offence_groups, *self.flags))

    def falls_within(self, first: str, last: str) -> bool:
        """Whether figures of the months from `first` to `last` hold it.

        A disturbed time touches them where any of its months is among them. A lasting change does so where some of them
        lie before it and some after: figures all of before, or all of after, are alike.
        """
        if self.kind == "disturbed":
            return self.first <= last and self.last >= first
        return first < (self.begun_by or self.first) and self.first <= last

    def touches(
        self, asks: Collection[str], source: str, forces: Collection[str], kinds: Collection[str]
    ) -> bool:  # fmt: skip
        """Whether it bears on figures that ask this, of this source, forces and kinds of offence.

        `forces` are names as ONS or data.police.uk write them, or ONS codes; `kinds` categories, offence groups and
        flags, none where they are not known.
        """
        keys = {places.force_key(force) for force in forces}
        return (
            not set(self.affects).isdisjoint(asks)
            and (not self.sources or source in self.sources)
            and (not self.forces or not {places.force_key(f) for f in self.forces}.isdisjoint(keys))
            and (not self.kinds or not kinds or not self.kinds.isdisjoint(kinds))
        )


class _File(Strict):
    breaks: tuple[Break, ...]


def read_breaks(workspace: Workspace) -> tuple[Break, ...]:
    """The breaks that ship and those in the workspace's breaks.toml, in order of time.

    Raises SettingsError naming the file, the field and what was expected, or a break whose id is taken.
    """
    shipped, added = read_shipped(), local_breaks(workspace)
    ids = [b.id for b in (*shipped, *added)]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise SettingsError(
            f'{LOCAL_FILE}: "{twice[0]}" is the id of another break already.', "Give it an id of its own."
        )
    return tuple(sorted((*shipped, *added), key=lambda b: (b.first, b.id)))


def read_shipped() -> tuple[Break, ...]:
    """The breaks that ship."""
    return _read(SHIPPED)


def local_breaks(workspace: Workspace) -> tuple[Break, ...]:
    """The partnership's own, from breaks.toml in its workspace; none where there is no such file."""
    path = workspace.path / LOCAL_FILE
    return _read(path) if path.is_file() else ()


def check_names(breaks: Collection[Break], forces: Collection[str], sources: Collection[str]) -> None:
    """Raise SettingsError for a break of breaks.toml that names a force or a source nobody has: it would reach nothing.

    `forces` are the names and ONS codes of the lookups, `sources` the names of the sources there are.
    """
    known = {places.force_key(force) for force in forces}
    for found in breaks:
        for force in found.forces:
            if known and places.force_key(force) not in known:
                raise SettingsError(
                    f'{LOCAL_FILE}, break {found.id}, forces: no police force is called "{force}".',
                    "Write its name as on data.police.uk (Devon & Cornwall Police) or its ONS code (E23000035).",
                )
        for source in found.sources:
            if source not in sources:
                raise SettingsError(
                    f'{LOCAL_FILE}, break {found.id}, sources: no source is called "{source}"; there are '
                    f"{', '.join(sorted(sources))}.",
                    "Write one of those, or leave sources out for all of them.",
                )


def _read(path: Path) -> tuple[Break, ...]:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).breaks
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error
