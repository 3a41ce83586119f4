"""One piece of work for the benchmark, run in a process of its own so that its memory can be measured."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

import purbeck
from purbeck import flow
from purbeck.disclosure import released_for
from purbeck.incidents.locate import to_national_grid
from purbeck.sources.police_street import AREA_CODE, CATEGORIES, COLUMNS, LATITUDE_RANGE, LONGITUDE_RANGE
from purbeck.workspace import Workspace, silent


def two_stages(workspace: str) -> None:
    """Sources and incidents of the archives; lookups and population are up to date already."""
    opened = Workspace(Path(workspace))
    flow.quiet_known_warnings()
    with opened.store.lock():
        for _, run in flow.STAGES[:2]:
            run(opened, silent)
        opened.store.close()


def whole_build(workspace: str) -> None:
    """Every stage."""
    purbeck.build(workspace)


def every_district(workspace: str) -> None:
    """A publication of every district, and their index; the shared tables are up to date already."""
    purbeck.publish_areas(workspace, "all")


def gate(workspace: str, edition: str) -> None:
    """An edition: what it may show, protected, and its findings made again; without the documents."""
    flow.quiet_known_warnings()
    opened = Workspace(Path(workspace))
    released_for(opened, edition)
    opened.store.close()


def with_pandas(data: str, target: str) -> None:
    """The same checks and the same table of incidents with pandas and pyarrow, archive by archive, as one would write it."""
    lookup = pd.read_csv(Path(data) / "geography" / "LSOA11_LSOA21_LAD22_EW_LU.csv", dtype="str")
    carried = lookup.drop_duplicates("LSOA11CD").set_index("LSOA11CD")["LSOA21CD"]
    new = set(lookup["LSOA21CD"])
    seen: set[str] = set()
    for archive in sorted((Path(data) / "police" / "england-and-wales").glob("*.zip")):
        frames = []
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                frames.append(_checked(opened, name))
        rows = pd.concat(frames, ignore_index=True)
        rows["identical"] = rows.duplicated(list(COLUMNS))
        ids = rows["Crime ID"]
        rows["repeated"] = ids.notna() & (ids.duplicated() | ids.isin(seen))
        seen.update(ids.dropna())
        code = rows["LSOA code"]
        rows["lsoa21"] = code.where(code.isin(new), code.map(carried))
        points = rows[["Longitude", "Latitude"]].drop_duplicates().dropna()
        points["easting"], points["northing"] = to_national_grid(
            points["Longitude"].to_numpy(), points["Latitude"].to_numpy()
        )
        rows = rows.merge(points, on=["Longitude", "Latitude"], how="left")
        rows.to_parquet(Path(target) / f"{archive.stem}.parquet", compression="zstd")


def _checked(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    with archive.open(name) as file:
        rows = pd.read_csv(file, engine="pyarrow", dtype_backend="pyarrow")
    lines = archive.read(name).count(b"\n") - 1
    longitude, latitude = pd.to_numeric(rows["Longitude"]), pd.to_numeric(rows["Latitude"])
    good = (
        rows["Month"].astype("str").str.match(r"^\d{4}-(0[1-9]|1[0-2])$").all()
        and rows["Falls within"].notna().all()
        and (longitude.dropna().between(*LONGITUDE_RANGE)).all()
        and (latitude.dropna().between(*LATITUDE_RANGE)).all()
        and (longitude.isna() == latitude.isna()).all()
        and rows["LSOA code"].dropna().str.match(AREA_CODE).all()
        and rows["Crime type"].isin(CATEGORIES).all()
        and len(rows) == lines
    )
    assert good, name
    rows["row"] = np.arange(len(rows)) + 2
    rows["file"] = name
    rows["Context"] = rows["Context"].astype("string[pyarrow]")
    rows["Crime ID"] = rows["Crime ID"].astype("string[pyarrow]")
    return rows


if __name__ == "__main__":
    {f.__name__: f for f in (two_stages, whole_build, every_district, gate, with_pandas)}[sys.argv[1]](*sys.argv[2:])
