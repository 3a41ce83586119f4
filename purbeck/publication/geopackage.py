"""Mapped findings become a GeoPackage: a layer each, of small areas with their released figures."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyogrio
import shapely

from purbeck.disclosure import ReleasedFinding
from purbeck.errors import StorageError
from purbeck.figures import missing
from purbeck.publication import tables
from purbeck.publication.publication import AS_IT_STANDS, About, Publication

NATIONAL_GRID = "EPSG:27700"  # what boundaries are held in
NO_DAY = "1980-01-01T00:00:00Z"  # the file says no time of its own, so that the same findings give the same bytes
SHAPE = "shape"
CODE, NAME = "lsoa21", "place"
Values: TypeAlias = np.ndarray[Any, Any]
Columns: TypeAlias = dict[str, tuple[Values, Values]]
CALLED = {CODE: "code", NAME: "name"}


def geopackage(publication: Publication) -> bytes | None:
    """The bytes of the GeoPackage of a publication; None where no finding is a map with boundaries.

    A layer holds an area a row on the British National Grid: its code and name, the figures of the finding's rows, their
    unit, the finding's number, its period, sources, certainty and the edition's mark. An area whose figure is hidden or not
    known has no number there. Raises StorageError where the disk has no room for it.
    """
    about = publication.about
    mapped = [finding for finding in publication.findings if _has_boundaries(finding)]
    if not mapped:
        return None
    try:
        with tempfile.TemporaryDirectory() as folder, _no_time():
            file = Path(folder) / "areas.gpkg"
            for finding in mapped:
                _add_layer(file, finding, about)
            return file.read_bytes()
    except (OSError, pyogrio.errors.DataSourceError) as error:
        raise StorageError(
            f"The map file could not be written among temporary files in {tempfile.gettempdir()} ({error}).",
            "Make room there, or name another folder in TMPDIR (on Windows TEMP), then publish again.",
        ) from error


def _has_boundaries(finding: ReleasedFinding) -> bool:
    if finding.chart != "map" or finding.decision != AS_IT_STANDS:
        return False
    return any(row.get(SHAPE) for row in tables.records(finding))


def layer_of(finding: ReleasedFinding) -> str:
    """The name of a finding's layer: "serious_violence_0a1b2c3d4e5f"."""
    return re.sub(r"[^a-z0-9]+", "_", f"{finding.theme}_{finding.id}".lower()).strip("_")


@contextmanager
def _no_time() -> Iterator[None]:
    """Files are written as if on one day, whatever day it is."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": NO_DAY})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _add_layer(file: Path, finding: ReleasedFinding, about: About) -> None:
    rows = tables.records(finding)
    shapes = shapely.to_wkb(shapely.from_geojson([row.get(SHAPE) or None for row in rows]))
    columns = _columns(finding, rows, about)
    said = " ".join(words for words in (finding.statement, about.mark) if words)
    pyogrio.raw.write(
        file, shapes, [values for values, _ in columns.values()], list(columns),
        field_mask=[absent for _, absent in columns.values()], layer=layer_of(finding), driver="GPKG",
        geometry_type="MultiPolygon", promote_to_multi=True, crs=NATIONAL_GRID, append=file.exists(),
        layer_options={"IDENTIFIER": layer_of(finding), "DESCRIPTION": said},
    )  # fmt: skip


def _columns(finding: ReleasedFinding, rows: list[dict[str, Any]], about: About) -> Columns:
    """Each column of a layer: its values, and where there is none."""
    held: Columns = {}
    for name, _, unit in finding.columns:
        if name == SHAPE:
            continue
        values = [row[name] for row in rows]
        numeric = tables.is_numeric(name, values)
        held[CALLED.get(name, name)] = _numbers(name, values) if numeric else _words(values)
        if unit and numeric:
            held[f"{name}_unit"] = _words([unit] * len(rows))
    sources = "; ".join(map(about.source_title, finding.sources))
    alike = {
        "finding": finding.id, "period": finding.period, "certainty": finding.certainty, "sources": sources,
        "definition": f"{finding.definition} {finding.definition_version}", "edition": about.edition, "mark": about.mark,
        "release": about.release,
    }  # fmt: skip
    return held | {name: _words([words] * len(rows)) for name, words in alike.items()}


def _numbers(name: str, values: list[Any]) -> tuple[Values, Values]:
    """Numbers, and which of them are hidden or unavailable and so are not there."""
    absent = np.array([missing(value) or isinstance(value, str) for value in values])
    kept = [0 if gone else value for value, gone in zip(values, absent, strict=True)]
    return np.array(kept, dtype=np.int64 if name in tables.WHOLE else np.float64), absent


def _words(values: list[Any]) -> tuple[Values, Values]:
    absent = np.array([missing(value) or value == "" for value in values])
    return np.array(
        ["" if gone else str(value) for value, gone in zip(values, absent, strict=True)], dtype=object
    ), absent
