"""Names of CSPs in recorded crime: spelt as the ONS spells them; unknown ones named as issues."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from purbeck.errors import PlaceError
from purbeck.sources import geography, recorded_crime
from purbeck.sources.recorded_crime import plain_name
from purbeck.sources.source import Issue
from purbeck.store import Store

RULE = "csp_known"
ALIASES = Path(__file__).with_name("csp_aliases.csv")
UNASSIGNED = re.compile(r"\bunassigned\b", re.IGNORECASE)
MOST_NEAR, NEAR_ENOUGH = 3, 0.5  # names said to be near, and how alike they must be by difflib's ratio


@cache
def _aliases() -> dict[str, str]:
    return dict(pd.read_csv(ALIASES, comment="#").set_index("supplied")["ons"])


def csp_key(name: str, listed: Mapping[str, str] | None = None) -> str:
    """A CSP's name without what publishers vary; one in csp_aliases.csv, or in `listed`, becomes the ONS's first."""
    known = _aliases() | dict(listed or {})
    return plain_name(str(known.get(name.strip(), name)))


def unknown(store: Store, parts: list[Path], listed: Mapping[str, str]) -> list[Issue]:
    """An issue for each name in these parts of recorded crime that is no CSP's; `listed` is what partnership.toml adds.

    Raises PlaceError where partnership.toml gives another name for a CSP that is in no lookup.
    """
    lookup = store.rows(geography.DISTRICT_CSP_FORCE.table)["csp_name"].dropna().unique()
    known = {csp_key(name): str(name) for name in sorted(lookup)}
    _refuse_unknown(listed, known)
    if not parts:
        return []
    rows = store.engine.parquet(recorded_crime.TABLE, parts)
    rows = rows.filter(rows.csp.notnull() & rows.quarter.notnull())
    by_sheet = rows.group_by("file", "csp", "sheet").agg(rows=rows.count(), first=rows["row"].min())
    found = store.fetch(by_sheet).sort_values(["file", "csp", "sheet"], ignore_index=True)
    found["key"] = found["csp"].map(lambda name: csp_key(name, listed))
    issues = []
    for file, of_file in found.groupby("file", sort=True):
        lacking = {key: name for key, name in known.items() if key not in set(of_file["key"])}
        strange = of_file[~of_file["key"].isin(known.keys()) & ~of_file["csp"].str.contains(UNASSIGNED)]
        for name, its in strange.groupby("csp", sort=True):
            issues.append(_issue(str(file), str(name), its, _near(str(name), lacking) or _near(str(name), known)))
    return issues


def _refuse_unknown(listed: Mapping[str, str], known: Mapping[str, str]) -> None:
    for supplied, ons in listed.items():
        if csp_key(ons) not in known:
            near = _near(ons, known)
            said = f" The nearest are {'; '.join(near)}." if near else ""
            raise PlaceError(
                f'partnership.toml, csp_names: "{supplied}" is said to be "{ons}", and no CSP in the lookup has that name.'
                f"{said}",
                "Give the CSP's name as the ONS has it, then run the command again.",
            )


def _near(name: str, known: Mapping[str, str]) -> list[str]:
    return [known[key] for key in difflib.get_close_matches(csp_key(name), list(known), MOST_NEAR, NEAR_ENOUGH)]


def _issue(file: str, name: str, its: pd.DataFrame, near: list[str]) -> Issue:
    at = its.iloc[0]
    where = f"{file.rsplit('/', 1)[-1]}#{at['sheet']}, row {at['first']}, csp"
    nearest = f" The nearest names in the lookup are {'; '.join(near)}." if near else ""
    example = near[0] if near else "the ONS's name"
    return Issue(
        recorded_crime.SOURCE.name, file, int(at["first"]), f"{at['sheet']}: csp", name, RULE, "kept_as_supplied",
        f'{where}: "{name}" is the name of no CSP in the lookup. The {int(its["rows"].sum()):,} rows of this name in the file '
        f"are in the figures of their force and of no CSP.{nearest} If it is one of the lookup's CSPs, write under "
        f'[csp_names] in partnership.toml a line like "{name}" = "{example}", then run purbeck build again.',
    )  # fmt: skip
