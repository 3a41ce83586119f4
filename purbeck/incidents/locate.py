"""Give each incident a place on the National Grid, and each map point a fixed fraction."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyproj

from purbeck.store import Engine

# The seven parameters the Ordnance Survey publishes (A Guide to Coordinate Systems in Great Britain, table 4; EPSG
# operation 1314): right to about 5 m, well inside police.uk's snapping. Written out, and not left to PROJ to choose,
# so that the answer does not depend on which grid files a machine has.
WGS84_TO_NATIONAL_GRID = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +proj=helmert +x=-446.448 +y=125.157 +z=-542.06 +rx=-0.15 +ry=-0.247 +rz=-0.842 +s=20.489 "
    "+convention=position_vector +step +proj=cart +inv +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
POINTS = ibis.schema(
    {"point_longitude": "float64", "point_latitude": "float64", "easting": "int32", "northing": "int32"}
)
# Two primes and a prime modulus spread neighbouring points evenly; any fixed choice would do.
LONGITUDE_STEP, LATITUDE_STEP, FRACTIONS = 7_919, 104_729, 10_007


def on_national_grid(engine: Engine, rows: ir.Table) -> ir.Table:
    """Each distinct longitude and latitude of the rows, with its easting and northing in whole metres."""
    located = rows.filter(rows.longitude.notnull())
    points = engine.fetch(located.select(point_longitude="longitude", point_latitude="latitude").distinct())
    easting, northing = to_national_grid(points["point_longitude"].to_numpy(), points["point_latitude"].to_numpy())
    return engine.frame(
        pd.DataFrame(
            {"point_longitude": points["point_longitude"], "point_latitude": points["point_latitude"],
             "easting": easting, "northing": northing}
        ),
        POINTS,
    )  # fmt: skip


def to_national_grid(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing (EPSG:27700, whole metres) of longitudes and latitudes (WGS 84, degrees)."""
    move = pyproj.Transformer.from_pipeline(WGS84_TO_NATIONAL_GRID)
    easting, northing = move.transform(longitude, latitude)
    return np.rint(easting).astype("int32"), np.rint(northing).astype("int32")


def point_fraction(longitude: ir.FloatingValue, latitude: ir.FloatingValue) -> ir.FloatingValue:
    """A number from 0 to below 1 that depends on the map point alone; 0 where there is no point.

    It decides which part of a split LSOA the rows at that point go to (places.parts_of_2011).
    """
    whole_longitude = (longitude * 1_000_000).round().cast("int64")
    whole_latitude = (latitude * 1_000_000).round().cast("int64")
    mixed = (whole_longitude * LONGITUDE_STEP + whole_latitude * LATITUDE_STEP) % FRACTIONS
    return (((mixed + FRACTIONS) % FRACTIONS) / FRACTIONS).fill_null(0.0)
