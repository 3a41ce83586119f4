"""Where a record happened, from the columns that tell it, before those are dropped."""

from __future__ import annotations

import pandas as pd

from purbeck.sources.returns.records import PLACE

METRE = "{:.0f}".format


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The five columns that say where each record happened, as texts.

    Parameters
    ----------
    rows : the contract's columns as texts, those to be dropped too; `easting`, `northing` and `lsoa` are used where there.

    A pair of coordinates is exact and surer than a code of an area, which is surer than nothing.
    """
    found = pd.DataFrame("", rows.index, [column.name for column in PLACE], dtype="str")
    found["location_precision"] = "none"
    if "lsoa" in rows:
        known = rows["lsoa"] != ""
        found["lsoa21"] = rows["lsoa"]
        _sure(found, known, "lsoa")
    if {"easting", "northing"} <= set(rows.columns):
        known = (rows["easting"] != "") & (rows["northing"] != "")
        for name in ("easting", "northing"):
            found[name] = rows[name].where(known, "")
            broken = found[name].str.contains(".", regex=False)  # of a metre, which the table does not keep
            if broken.any():
                metres = pd.to_numeric(found.loc[broken, name]).round()
                found.loc[broken, name] = metres.map(METRE)
        _sure(found, known, "exact")
    return found


def _sure(found: pd.DataFrame, known: pd.Series, precision: str) -> None:
    found.loc[known, "location_precision"] = precision
    found.loc[known, "location_confidence"] = "1"
