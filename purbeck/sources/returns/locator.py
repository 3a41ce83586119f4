"""Where each record of a return happened: coordinates, then the code of an area, then words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck.sources.boundaries import Lsoas
from purbeck.sources.returns.locating import NOWHERE, Gazetteer
from purbeck.sources.returns.placing import METRE, placed

WORDS = ("street", "location_description")  # columns of contracts that tell a place in words, and are dropped


class Locator:
    """Places records by boundaries and a gazetteer."""

    def __init__(self, names: Gazetteer, lsoas: Lsoas) -> None:
        self._names, self._lsoas = names, lsoas

    def __call__(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The five columns that say where each record happened, as `placed` gives them, with more of them filled in.

        Coordinates without a code get the LSOA whose boundary holds them. Words tell a place only where there are no
        coordinates; where an LSOA is given, they tell where in it.
        """
        found = placed(rows)
        exact = found.index[(found["location_precision"] == "exact") & (found["lsoa21"] == "")]
        east, north = (found.loc[exact, name].astype("float64").to_numpy() for name in ("easting", "northing"))
        found.loc[exact, "lsoa21"] = self._lsoas.at(east, north)
        for name in WORDS:
            if name in rows:
                self._by_words(found, rows[name])
        return found

    def _by_words(self, found: pd.DataFrame, words: pd.Series) -> None:
        asked = found.index[(words != "") & (found["easting"] == "")]
        told = pd.MultiIndex.from_arrays([words.loc[asked], found.loc[asked, "lsoa21"]])
        known = {pair: self._names.locate(*pair) for pair in told.unique()}
        places = [known[pair] for pair in told]
        alone = np.array([lsoa == "" for _, lsoa in told], dtype=bool)
        better = np.array(
            [p is not NOWHERE and (p.easting is not None or a) for p, a in zip(places, alone, strict=True)], bool
        )
        at, to = asked[better], [p for p, b in zip(places, better, strict=True) if b]
        found.loc[at, "lsoa21"] = [p.lsoa21 for p in to]
        found.loc[at, "location_precision"] = [p.precision for p in to]
        found.loc[at, "location_confidence"] = [f"{p.confidence:.4g}" for p in to]
        for name in ("easting", "northing"):
            metres = [getattr(p, name) for p in to]
            found.loc[at, name] = ["" if m is None else METRE(m) for m in metres]


def with_lsoas(rows: pd.DataFrame, lsoas: Lsoas) -> pd.DataFrame:
    """Rows of the gazetteer with the LSOA of those that have only coordinates."""
    lacking = rows.index[rows["lsoa21"].isna()]
    east, north = (rows.loc[lacking, name].astype("float64").to_numpy() for name in ("easting", "northing"))
    codes = rows["lsoa21"].astype("object")
    codes.loc[lacking] = lsoas.at(east, north)
    return rows.assign(lsoa21=codes)
