"""Real published files turned into the tables that sources fill, and the same variables made from them another way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from scipy import stats
from scipy.spatial import distance

import purbeck
from purbeck.analyses.similar.variables import KNOWN
from purbeck.sources import build as sources
from purbeck.store import quiet_known_warnings
from purbeck.tables import Column, Table
from purbeck.workspace import Workspace, silent

DIMENSIONS = ("not deprived in any dimension", "deprived in one dimension", "deprived in two dimensions",
              "deprived in three dimensions", "deprived in four dimensions")  # fmt: skip


def _table(name: str, texts: tuple[str, ...], number: str = "") -> Table:
    columns = [Column(text, "string", text, required=True) for text in texts]
    counted = [Column(number, "int64", number, required=True)] if number else []
    return Table(name, name, (*columns, *counted), texts)


# As the sources of these tables declare the columns that matter here.
RURALITY = _table("sources/rurality", ("lsoa21", "class_code"))
HOUSEHOLDS = _table("sources/households", ("topic", "lsoa21", "category"), "households")
ETHNIC_GROUPS = _table("sources/ethnic_groups", ("lsoa21", "ethnic_group"), "residents")
WITH_CENSUS = KNOWN | {table.name: table for table in (RURALITY, HOUSEHOLDS, ETHNIC_GROUPS)}


@contextmanager
def published(folder: Path, real_data: Path, area: str = "E06000059") -> Iterator[Workspace]:
    """A workspace whose tables as supplied hold the whole of England and Wales, census tables included."""
    quiet_known_warnings()
    made = purbeck.new(folder, name="Any", area=[area])
    for name in ("police/dorset-2014-2025.zip", "geography", "population"):
        purbeck.get(folder, real_data / name)
    with made.store.lock():
        try:
            sources.build(made, silent)
            rural = pd.read_csv(real_data / "geography" / "LSOA21_RUC21_EW.csv")
            made.store.write(RURALITY, rural.rename(columns={"LSOA21CD": "lsoa21", "RUC21CD": "class_code"}), "k")
            made.store.write(HOUSEHOLDS, _households(real_data / "census"), "k")
            groups = pd.read_parquet(real_data / "census" / "ethnicity21_lsoa21.parquet")
            groups = groups.rename(columns={"lsoa21_code": "lsoa21", "n": "residents"})
            made.store.write(ETHNIC_GROUPS, groups, "k")
            yield made
        finally:
            made.store.close()


def _households(folder: Path) -> pd.DataFrame:
    deprived = pd.read_parquet(folder / "census21_deprivation_england_wales_lsoa21.parquet")
    number = deprived["households_number_deprivation_dimensions"].astype(int)
    deprived = deprived.assign(topic="household_deprivation", households=deprived["count"],
                               category=number.map(lambda n: f"Household is {DIMENSIONS[n]}"))  # fmt: skip
    tenure = pd.read_parquet(folder / "household_tenure21_lsoa21.parquet")
    tenure = tenure.assign(topic="tenure", category=tenure["tenure"], households=tenure["n"])
    rows = pd.concat([deprived, tenure]).rename(columns={"lsoa21_code": "lsoa21"})
    return rows[["topic", "lsoa21", "category", "households"]]


def another_way(real_data: Path, area: str) -> pd.DataFrame:
    """Distances between districts or wards (`area` a column of the lookup), with none of Purbeck's code: pandas, scipy."""
    census = real_data / "census"
    lookup = pd.read_csv(real_data / "geography" / "LSOA21_WD24_LAD24_EW_LU.csv").drop_duplicates("LSOA21CD")
    place = lookup.set_index("LSOA21CD")[area]
    ages = pd.read_csv(real_data / "population" / "census2021_age6_lsoa21.csv")
    ages = ages.pivot(index=ages.columns[0], columns="Age (6 categories)", values="Observation")
    people = ages.sum(axis=1)
    _, _, shapes, fields = pyogrio.raw.read(real_data / "geography" / "LSOA21_EW_BSC.gpkg", columns=["LSOA21CD"])
    metres = pd.Series(shapely.area(shapely.from_wkb(shapes)), index=fields[0])
    for file in ("LSOA21_E06000058_BGC.geojson", "LSOA21_E06000059_BGC.geojson"):  # these have more corners
        _, _, fine, codes = pyogrio.raw.read(real_data / "geography" / file, columns=["LSOA21CD"])
        metres.update(_on_the_grid(fine, codes[0]))
    rural = pd.read_csv(real_data / "geography" / "LSOA21_RUC21_EW.csv").set_index("LSOA21CD")["Urban_rural_flag"]
    deprived = pd.read_parquet(census / "census21_deprivation_england_wales_lsoa21.parquet").pivot(
        index="lsoa21_code", columns="households_number_deprivation_dimensions", values="count"
    )
    tenure = pd.read_parquet(census / "household_tenure21_lsoa21.parquet").pivot(
        index="lsoa21_code", columns="tenure", values="n"
    )
    groups = pd.read_parquet(census / "ethnicity21_lsoa21.parquet").pivot(
        index="lsoa21_code", columns="ethnic_group", values="n"
    )

    def added(values: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
        return values.groupby(place).sum()

    shares = added(groups).div(added(groups).sum(axis=1), axis=0)
    rented = {kind: added(tenure.filter(regex=f"^{kind}").sum(axis=1)) / added(tenure.sum(axis=1))
              for kind in ("Social", "Private")}  # fmt: skip
    variables = pd.DataFrame(
        {
            "density": np.log(added(people) / added(metres)),
            "rural": added(people * (rural == "Rural")) / added(people),
            "young": np.sqrt(added(ages["Aged 16 to 24 years"]) / added(people)),
            "old": added(ages["Aged 65 years and over"]) / added(people),
            "deprived": added(deprived.iloc[:, 2:].sum(axis=1)) / added(deprived.sum(axis=1)),
            "social": np.sqrt(rented["Social"]),
            "private": np.sqrt(rented["Private"]),
            "diversity": np.sqrt(1 - (shares**2).sum(axis=1)),
        }
    )
    scores = stats.zscore(variables.to_numpy(), axis=0)
    weights = np.array([0.1, 0.1, 0.1, 0.1, 0.2, 0.1, 0.1, 0.2])
    found = distance.cdist(scores, scores, "euclidean", w=weights)
    return pd.DataFrame(found, index=variables.index, columns=variables.index)


def _on_the_grid(shapes: np.ndarray, codes: np.ndarray) -> pd.Series:
    import pyproj

    move = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    moved = shapely.transform(shapely.from_wkb(shapes), move.transform, interleaved=False)
    return pd.Series(shapely.area(moved), index=codes)
