"""Files of another vintage: codes of the right form that are of no LSOA of their year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from purbeck.sources import geography
from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Issue, Source
from purbeck.store import Store

RULE = "vintage"


def unknown_codes(store: Store, kinds: Sequence[tuple[Source, Lookup]], files: Mapping[str, str]) -> list[Issue]:
    """An issue for each file that has LSOA codes which no lookup knows. `files` is the file read of each kind.

    Its rows stay as supplied: they go nowhere, since no place is made of them.
    """
    of_2021 = set(store.rows(geography.LSOA_WARD_DISTRICT.table)["lsoa21"])
    of_2011 = set(store.rows(geography.LSOA11_LSOA21.table)["lsoa11"])
    issues = []
    for source, lookup in kinds:
        if not lookup.area or lookup.kind not in files:
            continue
        rows = store.rows(lookup.table, **lookup.given)
        codes = rows[lookup.area].drop_duplicates()
        known = of_2011 if lookup.on_lsoas_of == 2011 else of_2021
        unknown = sorted(codes[~codes.isin(known)])
        if unknown and known:
            issues.append(_issue(source.name, files[lookup.kind], lookup, unknown, codes))
    return issues


def _issue(source: str, file: str, lookup: Lookup, unknown: list[str], codes: pd.Series) -> Issue:
    name = file.rsplit("/", 1)[-1]
    year = lookup.on_lsoas_of
    return Issue(
        source, file, None, lookup.area, unknown[0], RULE, "kept_as_supplied",
        f"{name}: {len(unknown):,} of its {len(codes):,} LSOA codes, such as {unknown[0]}, are of no LSOA of {year} in the "
        "lookups given. It may be of another year. Those rows were kept as supplied, and count for no place; give the "
        f"edition on LSOAs of {year}.",
    )  # fmt: skip
