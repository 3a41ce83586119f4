"""What a finding rests on, and which known breaks and odd months reach it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence
from purbeck.breaks import Break, check_names, local_breaks, read_breaks
from purbeck.definition.conditions import is_code
from purbeck.definition.definition import Definition
from purbeck.findings.wording import breaks as words
from purbeck.incidents.incident import FLAGS
from purbeck.incidents.odd_months import TABLE as ODD_MONTHS
from purbeck.sources.door import SOURCES
from purbeck.sources.police_street import SOURCE as STREET

KINDS_OF_OFFENCE = ("supplied_category", "offence_group")
Span = tuple[str, str]


@dataclass(frozen=True)
class RestsOn:
    """What a finding's figures are of: months from `first` to `last`, forces, a source, kinds of offence.

    `asks` are what it concludes, as a break's `affects`: counts, between_places, places. `kinds` are categories, offence
    groups and flags; none where a rule asks for something else, and then it may be any. `codes` are the offence codes that
    rules ask for, as they write them; none where one of them asks for no code.
    """

    first: str
    last: str
    forces: tuple[str, ...]
    source: str
    kinds: tuple[str, ...]
    asks: tuple[str, ...]
    codes: tuple[str, ...] = ()

    def as_fields(self) -> dict[str, Any]:
        """As it stands in a finding's provenance."""
        return asdict(self)


class Recording:
    """Known breaks and odd months, and which of them reach a finding of one definition."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._forces: dict[tuple[str, str], tuple[str, ...]] = {}

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Those that ship and the partnership's own. Raises SettingsError for one that names no force or source there is."""
        workspace = self.evidence.workspace
        forces = self.evidence.members[["force_code", "force_name"]].dropna().drop_duplicates()
        named = [*forces["force_code"], *forces["force_name"]]
        check_names(local_breaks(workspace), named, [source.name for source in SOURCES])
        return read_breaks(workspace)

    @cached_property
    def odd(self) -> pd.DataFrame:
        """Force-months that look wrong, the furthest off first, each with `key`, its force's."""
        found = self.evidence.workspace.table(ODD_MONTHS)
        order = found["spreads"].abs().sort_values(ascending=False, kind="stable").index
        return found.loc[order].assign(key=found["force"].map(places.force_key))

    @cached_property
    def _odd_rows(self) -> list[tuple[str, words.OddMonth]]:
        return list(zip(self.odd["key"], odd_rows(self.odd), strict=True))

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code of each territorial force, by name."""
        return dict(self.evidence.members[["force_name", "force_code"]].dropna().drop_duplicates().to_numpy())

    def forces_of(self, kind: str, code: str = "") -> tuple[str, ...]:
        """Names of the territorial forces of a place: ours (kind `partnership`), a region's, all (England and Wales)."""
        if (kind, code) not in self._forces:
            self._forces[kind, code] = self._forces_of(kind, code)
        return self._forces[kind, code]

    def _forces_of(self, kind: str, code: str) -> tuple[str, ...]:
        members = self.evidence.members
        if kind == "partnership":
            inside = members["ours"]
        elif code in ("", places.ENGLAND_AND_WALES[0]):
            inside = members["force_name"].notna()
        else:
            inside = members[f"{kind}_code"] == code
        return tuple(sorted(members.loc[inside, "force_name"].dropna().unique()))

    def breaks_within(self, rests_on: RestsOn) -> tuple[Break, ...]:
        """The known breaks that fall inside what a finding rests on, in order of time."""
        forces = [*rests_on.forces, *(self.codes[f] for f in rests_on.forces if f in self.codes)]
        return tuple(
            b for b in self.breaks
            if b.falls_within(rests_on.first, rests_on.last)
            and b.touches(rests_on.asks, rests_on.source, forces, rests_on.kinds)
            and _is_of_codes(b, rests_on.codes)
        )  # fmt: skip

    def odd_within(self, rests_on: RestsOn) -> list[words.OddMonth]:
        """The odd force-months a finding rests on, the furthest off first."""
        if rests_on.source != STREET.name:
            return []
        keys = {places.force_key(force) for force in rests_on.forces}
        return [
            odd for key, odd in self._odd_rows
            if key in keys and rests_on.first <= odd[1] <= rests_on.last
            and (not rests_on.kinds or odd[2] in rests_on.kinds)
        ]  # fmt: skip

    def caveats(self, rests_on: RestsOn) -> tuple[str, ...]:
        """What a reader of the finding must beware of: breaks, then odd months."""
        return words.caveats(self.breaks_within(rests_on)) + words.odd_caveat(self.odd_within(rests_on))


def odd_rows(odd: pd.DataFrame) -> list[words.OddMonth]:
    """Rows of the odd months as their words take them."""
    named = odd[["force", "month", "category", "count", "expected"]]
    return [(str(f), str(m), str(c), int(n), float(e)) for f, m, c, n, e in named.itertuples(index=False)]


def kinds_of(definition: Definition, theme: str) -> tuple[str, ...]:
    """The categories, offence groups and flags a theme's rules ask for; none where one of them asks for something else."""
    kinds: set[str] = set()
    for rule in definition.rules:
        if not rule.theme or theme not in (rule.theme, definition.id):
            continue
        named = {str(v) for column in KINDS_OF_OFFENCE for v in rule.when.get(column, ())}
        flags = {flag for flag in FLAGS if True in rule.when.get(flag, ())}
        if not named | flags:
            return ()
        kinds |= named | flags
    return tuple(sorted(kinds))


def codes_of(definition: Definition, theme: str) -> tuple[str, ...]:
    """The offence codes a theme's rules ask for, as they write them; none where one of them asks for none."""
    codes: set[str] = set()
    for rule in definition.rules:
        if rule.theme and theme in (rule.theme, definition.id):
            named = rule.when.get("offence_code", ())
            if not named:
                return ()
            codes |= {str(one) for one in named}
    return tuple(sorted(codes))


def _is_of_codes(found: Break, codes: tuple[str, ...]) -> bool:
    """Whether a break may concern offences of these codes: any may, where it or the rules name none."""
    return (
        not found.offence_codes or not codes or any(is_code(one, code) for one in codes for code in found.offence_codes)
    )


def asked(group_by: str, comparator: str) -> tuple[str, ...]:
    """What a question concludes, from how it is put."""
    small = ("places",) if group_by in ("lsoa21", "ward") else ()
    between: Collection[str] = ("between_places",) if comparator.startswith(("rest of", "all ")) else ()
    return ("counts", *between, *small)
