"""The GeoPackage read back: a layer a map, an area a row, the released figures, and nothing where there is none."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
import sample_findings as samples
import shapely

from purbeck.publication.geopackage import geopackage, layer_of
from purbeck.publication.publication import Publication, compose
from purbeck.publication.tables import records


@pytest.fixture(scope="module")
def file(formats: dict[str, str | bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file on disk."""
    path = tmp_path_factory.mktemp("map") / "vale.gpkg"
    path.write_bytes(bytes(formats["vale.gpkg"]))  # type: ignore[arg-type]
    return path


def features(file: Path, layer: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    """What a layer says of itself, and its rows with their boundaries as `shape`."""
    with sqlite3.connect(file) as held:
        held.row_factory = sqlite3.Row
        rows = [dict(row) for row in held.execute(f'select * from "{layer}" order by fid')]
    meta, _, shapes, _ = pyogrio.raw.read(file, layer=layer)
    for row, shape in zip(rows, shapes, strict=True):
        row["shape"] = shape
    return meta, rows


def test_every_area_of_a_map_is_a_row_with_the_figures_of_the_finding(file: Path) -> None:
    finding = samples.map_()
    assert [name for name, _ in pyogrio.list_layers(file)] == [layer_of(finding)]
    meta, rows = features(file, layer_of(finding))
    assert (meta["crs"], meta["geometry_type"]) == ("EPSG:27700", "MultiPolygon")
    held = records(finding)
    assert len(rows) == len(held)
    for row, of in zip(rows, held, strict=True):
        assert (row["name"], row["code"]) == (of["place"], of["lsoa21"])
        for name in ("count", "rate_per_1000", "lower", "upper", "residents"):
            assert row[name] == of[name]
        assert row["finding"] == finding.id and row["period"] == finding.period
        assert (row["edition"], row["mark"], row["release"]) == ("partners", samples.MARK, "0123456789ab")
        assert row["sources"] == "Street-level crime" and row["count_unit"] == "offences"
        if of["shape"]:
            ours = shapely.from_wkb(row["shape"])
            assert ours.equals(shapely.from_geojson(of["shape"]))


def test_hidden_or_unavailable_figure_is_no_number(tmp_path: Path) -> None:
    square = json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]})
    columns = (("place", "Place", ""), ("lsoa21", "Code", ""), samples.COUNT, *samples.RATE, ("shape", "Boundary", ""))
    rows = (("A", "E01000001", 12, 1.5, 1.0, 2.0, square), ("B", "E01000002", None, None, None, None, square),
            ("C", "E01000003", "hidden", float("nan"), None, None, square))  # fmt: skip
    finding = samples.released("map", columns=columns, rows=rows)
    path = tmp_path / "few.gpkg"
    path.write_bytes(geopackage(compose(samples.ABOUT, [finding])) or b"")
    _, read = features(path, layer_of(finding))
    assert [(row["count"], row["rate_per_1000"]) for row in read] == [(12, 1.5), (None, None), (None, None)]


def test_without_maps_or_boundaries_or_where_it_is_hidden_there_is_no_file() -> None:
    without = replace(samples.map_(), rows=tuple((*row[:-1], "") for row in samples.map_().rows))
    for findings in ([samples.bars()], [without], [replace(samples.map_(), decision="hidden: small number")]):
        assert geopackage(compose(samples.ABOUT, findings)) is None


def test_same_findings_give_the_same_bytes_on_another_day(file: Path, marked: Publication) -> None:
    time.sleep(1.1)  # the file would say the second it was written in
    assert geopackage(marked) == file.read_bytes()
    with sqlite3.connect(file) as held:
        assert held.execute("select distinct last_change from gpkg_contents").fetchall() == [("1980-01-01T00:00:00Z",)]
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
