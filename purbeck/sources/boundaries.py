"""ONS boundaries of LSOAs, from GeoPackage or GeoJSON, on the National Grid."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from purbeck.errors import SourceError
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.tables import Column, Table

CODE_FIELD = "LSOA21CD"
CODE = r"^[EW]01[0-9]{6}$"
SUFFIXES = (".gpkg", ".geojson", ".json")
NATIONAL_GRID = 27700
SQUARE_METRES_A_HECTARE = 10_000

TABLE = Table(
    name="sources/boundaries",
    meaning="The boundary of each LSOA of 2021; where several files hold one, the most detailed",
    columns=(
        Column("lsoa21", "string", "LSOA code", required=True),
        Column("points", "int64", "corners of the boundary", unit="points", required=True),
        Column("shape", "binary", "polygon in well-known binary, EPSG:27700, metres", required=True),
    ),
    key=("lsoa21",),
)


def recognises(path: Path) -> bool:
    """Whether a file is a layer of LSOA boundaries."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of files that are no layer, or an odd one
            return CODE_FIELD in pyogrio.read_info(path)["fields"]
    except pyogrio.errors.DataSourceError:
        return False


def read(source: str, path: Path, supplied: SuppliedFile) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """Read one layer, moved to the National Grid and rounded to a metre; shapes that cannot be used become issues."""
    try:
        meta, _, shapes, fields = pyogrio.raw.read(path, columns=[CODE_FIELD])
    except pyogrio.errors.DataSourceError as error:
        raise SourceError(
            f"{path.name} cannot be read as boundaries ({error}).", "Download it again and give it again."
        ) from error
    codes = fields[0]
    geometry = _on_national_grid(shapely.from_wkb(shapes, on_invalid="ignore"), str(meta["crs"]))
    usable = [g is not None and not shapely.is_empty(g) for g in geometry]
    good = np.array([u and bool(re.match(CODE, str(c))) for u, c in zip(usable, codes, strict=True)], dtype=bool)
    issues = [
        Issue(source, supplied.name, int(n) + 1, CODE_FIELD, str(codes[n]), "shape", "rejected",
              f"{path.name}, shape {int(n) + 1}, {CODE_FIELD}: {codes[n]} has no usable boundary, or is not an "
              "LSOA code like E01020481. It was set aside.")
        for n in np.flatnonzero(~good)
    ]  # fmt: skip
    kept = geometry[good]
    frame = pd.DataFrame(
        {"lsoa21": codes[good], "points": shapely.get_num_coordinates(kept), "shape": shapely.to_wkb(kept)}
    )
    read_rows = FileRead(
        source, supplied.name, supplied.sha256, supplied.given, None, len(codes), len(frame), len(issues)
    )
    return frame, read_rows, issues


def _on_national_grid(shapes: np.ndarray, crs: str) -> np.ndarray:
    if pyproj.CRS.from_user_input(crs).to_epsg() != NATIONAL_GRID:
        move = pyproj.Transformer.from_crs(crs, NATIONAL_GRID, always_xy=True)
        shapes = shapely.transform(shapes, move.transform, interleaved=False)
    whole: np.ndarray = shapely.set_precision(shapely.make_valid(shapes), 1.0, mode="pointwise")
    return whole


def most_detailed(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One boundary an LSOA: the one with most corners."""
    together = pd.concat(frames, ignore_index=True)
    together = together.sort_values(["lsoa21", "points"], ascending=[True, False], kind="stable")
    return together.drop_duplicates("lsoa21", ignore_index=True)


def hectares(rows: pd.DataFrame) -> np.ndarray:
    """The area of each row's `shape`, in hectares: as rough as the boundaries are, and without what they leave out."""
    area: np.ndarray = shapely.area(shapely.from_wkb(rows["shape"].to_numpy())) / SQUARE_METRES_A_HECTARE
    return area


def for_a_page(rows: pd.DataFrame, within_m: float = 30.0) -> dict[str, str]:
    """Each LSOA's boundary as GeoJSON text in whole metres, with corners that move it less than `within_m` left out.

    Neighbours keep the same border between them, which simplifying each by itself would not.
    """
    if rows.empty:
        return {}
    shapes = shapely.from_wkb(rows["shape"].to_numpy())
    simple = shapely.coverage_simplify(shapes, within_m)
    whole = shapely.set_precision(simple, 1.0, mode="pointwise")
    return dict(zip(rows["lsoa21"], shapely.to_geojson(whole), strict=True))


def circles(rows: pd.DataFrame) -> pd.DataFrame:
    """Each LSOA as a circle as large around its centre: lsoa21, easting, northing and radius, in metres."""
    shapes = shapely.from_wkb(rows["shape"].to_numpy())
    middle = shapely.centroid(shapes)
    return pd.DataFrame({
        "lsoa21": rows["lsoa21"], "easting": shapely.get_x(middle), "northing": shapely.get_y(middle),
        "radius": np.sqrt(shapely.area(shapes) / np.pi),
    })  # fmt: skip


class Lsoas:
    """Which LSOA a point lies in, by the boundaries in rows of the table."""

    def __init__(self, rows: pd.DataFrame) -> None:
        ordered = rows.sort_values("lsoa21", ascending=False)
        self._codes = ordered["lsoa21"].to_numpy(dtype=object)
        self._shapes = shapely.from_wkb(ordered["shape"].to_numpy())

    def at(self, easting: np.ndarray, northing: np.ndarray, within_m: float = 0.0) -> np.ndarray:
        """The LSOA that each point lies in; "" for one outside all boundaries, or that is not finite.

        Coordinates are in metres of the National Grid. On a border, the lower code counts. Boundaries drawn roughly leave
        gaps and cut corners: a point in none takes the nearest that is no further than `within_m`.
        """
        found = np.full(len(easting), "", dtype=object)
        known = np.flatnonzero(np.isfinite(easting) & np.isfinite(northing))
        if not len(known) or not len(self._codes):
            return found
        points = shapely.points(easting[known], northing[known])
        # Areas are looked for among points, and not points among areas: each boundary is then made ready once.
        area, point = shapely.STRtree(points).query(self._shapes, predicate="intersects")
        lower_last = np.argsort(area, kind="stable")
        found[known[point[lower_last]]] = self._codes[area[lower_last]]
        if within_m > 0:
            left = np.flatnonzero(found[known] == "")
            tree = shapely.STRtree(self._shapes)
            point, area = tree.query_nearest(points[left], max_distance=within_m, all_matches=False)
            found[known[left[point]]] = self._codes[area]
        return found
