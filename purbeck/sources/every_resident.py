"""Whether the census gives residents of every LSOA and age group: every rate rests on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

import ibis

from purbeck.errors import SourceError
from purbeck.sources import geography, population
from purbeck.sources.source import Issue
from purbeck.store import Store


def check(store: Store, file: str, issues: Sequence[Issue]) -> None:
    """Raise SourceError where an LSOA of the lookup has no residents, or none of an age group that others have.

    Its offences would be set against too few people, and its region and nation would be too small. `file` is the one
    that residents were read from; `issues` say which of its rows were set aside.
    """
    residents = store.read(population.RESIDENTS.table)
    lsoas = store.read(geography.LSOA_WARD_DISTRICT.table).select("lsoa21", "lsoa_name")
    given = residents.group_by("lsoa21").aggregate(ages=residents.count())
    groups = ibis.greatest(residents["age_group"].nunique().as_scalar(), 1)
    found = lsoas.left_join(given, "lsoa21")
    lacking = store.fetch(found.filter(found["ages"].fill_null(0) < groups).order_by("lsoa21"))
    if lacking.empty:
        return
    first, number = lacking.iloc[0], store.fetch(lsoas.aggregate(number=lsoas.count()))["number"].iloc[0]
    name = f"{first['lsoa21']} {first['lsoa_name'] or ''}".strip()
    aside = next((f" {i.message}" for i in issues if i.file == file and _loses_people(i)), "")
    raise SourceError(
        f"{PurePosixPath(file).name} lacks residents of {len(lacking):,} of {number:,} LSOAs, such as {name}, or of some "
        f"of their age groups. Rates there would be too high, and regions and nations too small.{aside}",
        "Get residents by age group of every LSOA of England and Wales (docs/how-to/get-data.md says where; a group of "
        "nobody is a row with 0), run purbeck get WORKSPACE --from with the file, then purbeck build again.",
    )


def _loses_people(issue: Issue) -> bool:
    """Whether people were set aside with a row: not with one of a total, which is told by its age."""
    of_ages = re.fullmatch(population.RESIDENTS.columns["age_group"], issue.column or "")
    return issue.action == "rejected" and not of_ages
