"""Population files of one sex: two of them make a whole, one alone is half the people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from purbeck.errors import SourceError
from purbeck.sources import residents_by_year
from purbeck.sources.source import Issue
from purbeck.store import Store

RULE = "other_sex_given"
OTHER = {"female": "male", "male": "female"}
AREA = ["year", "area_code"]


def added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """People of both sexes by file, order given, year and area: of a file with both, or of two with one each (`files`).

    rows : file, given, year, area_code, sex, people.

    Of several files of one sex the newest counts; a pair counts as given with the later of the two, under both names.
    An area that only one sex is known of is left out. Raises SourceError for a file and year that have one sex alone.
    """
    by = ["file", "given", *AREA]
    alone = rows["sex"].isin(OTHER) & rows.groupby(by)["sex"].transform("nunique").eq(1)
    whole = rows[~alone].groupby(by, as_index=False)["people"].sum()
    halves = rows[alone].sort_values("given").drop_duplicates([*AREA, "sex"], keep="last")
    halves["paired"] = halves.groupby(AREA)["sex"].transform("size").eq(2)
    for (file, year, sex), paired in halves.groupby(["file", "year", "sex"])["paired"]:
        if not paired.any():
            raise SourceError(
                f"{file} has {sex} residents alone for {year}, and no other file has the {OTHER[str(sex)]} residents of the "
                "same areas: every rate would rest on about half the people.",
                f"Give the file of {OTHER[str(sex)]} residents of {year} too (the two are added up) or one of both sexes, or "
                "take this one out of sources/; then run purbeck build again.",
            )
    pairs = halves[halves["paired"]].groupby(AREA, as_index=False)
    whole["files"] = [(file,) for file in whole["file"]]
    together = pairs.agg(
        file=("file", " and ".join), files=("file", tuple), given=("given", "max"), people=("people", "sum")
    )
    return pd.concat([whole, together], ignore_index=True)[[*by, "files", "people"]]


def without_the_other(store: Store, parts: list[Path]) -> Iterator[Issue]:
    """An issue for each file and year with areas of one sex whose other sex is in no file, where other areas have both."""
    if not parts:
        return
    rows = store.engine.parquet(residents_by_year.TABLE, parts)
    sexes = rows.group_by("file", *AREA).agg(sexes=rows.sex.nunique(), sex=rows.sex.min())
    halves = store.fetch(sexes.filter(sexes.sexes == 1, sexes.sex != "persons")).sort_values(["file", *AREA])
    halves["paired"] = halves.groupby(AREA)["sex"].transform("nunique").eq(2)
    for (file, year, sex), of in halves.groupby(["file", "year", "sex"]):
        lacking = of.loc[~of["paired"], "area_code"]
        if len(lacking):
            yield Issue(
                residents_by_year.SOURCE.name, str(file), None, "sex", lacking.iloc[0], RULE, "kept_as_supplied",
                f"{str(file).rsplit('/', 1)[-1]}: {len(lacking):,} of its {len(of):,} areas of {year}, such as "
                f"{lacking.iloc[0]}, have {sex} residents alone, and no other file has the {OTHER[str(sex)]} ones. They are in "
                f"no rate; give a file of {OTHER[str(sex)]} residents of the same areas.",
            )  # fmt: skip
