"""Records are placed as they come in, by boundaries and gazetteer; the words that told a place are then nowhere."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from purbeck import partner_flow
from purbeck.sources import gazetteer
from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.stored import read_rows
from purbeck.sources.source import ISSUES
from purbeck.workspace import Workspace, create
from tests.made_returns import TODAY, good, write_csv
from tests.small_district import csv_text, give, month_of, read_sources, workspace

DEPARTMENT, POLICE = contract("emergency_department"), contract("police_extract")
HEADINGS = ("name", "kind", "easting", "northing", "lsoa21")
NAMES = (
    ("Anchor Inn", "premises", "150", "50", ""),  # its LSOA is told by the boundaries
    ("Quarry Lane", "street", "350", "50", "E01990003"),
    ("Harbourside", "area", "", "", "E01990001"),
    ("Nowhere", "street", "", "", ""),
    ("Half", "street", "100", "", ""),
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A corner of England with boundaries 100 metres wide, side by side, and a gazetteer."""
    folder = tmp_path_factory.mktemp("located")
    layer = folder / "LSOA21.gpkg"
    shapes = shapely.to_wkb([shapely.box(x, 0, x + 100, 100) for x in (0, 100, 200, 300)])
    codes = np.array([f"E0199000{n}" for n in range(1, 5)], dtype=object)
    pyogrio.raw.write(layer, shapes, [codes], ["LSOA21CD"], geometry_type="Polygon", crs="EPSG:27700")
    made = workspace(folder / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"names.csv": csv_text([HEADINGS, *NAMES]).encode(), "LSOA21.gpkg": layer.read_bytes()})
    return read_sources(made)


def test_rows_of_a_gazetteer_that_tell_no_place_are_set_aside(held: Workspace) -> None:
    assert held.table(gazetteer.GAZETTEER.table)["name"].tolist() == ["Anchor Inn", "Harbourside", "Quarry Lane"]
    found = [(i["row"], i["rule"]) for i in held.table(ISSUES).to_dict("records") if i["source"] == "gazetteer"]
    assert sorted(found) == [(5, "place_told"), (6, "coordinates")]


def test_a_place_in_words_is_located_and_dropped(held: Workspace, tmp_path: Path) -> None:
    told = ["outside the Anchor PH", "Quarry Ln", "harbourside", "at home", ""]
    rows = [[good(column, n) for column in DEPARTMENT.columns] for n in range(len(told))]
    for row, words in zip(rows, told, strict=True):
        row[DEPARTMENT.names.index("location_description")] = words
    given = write_csv(tmp_path / "a.csv", [[column.heading for column in DEPARTMENT.columns], *rows])
    added = partner_flow.add(held.path, given, "emergency_department", TODAY)
    stored = read_rows(held.sources / added.stored_as)
    assert stored["lsoa21"].tolist() == ["E01990002", "E01990003", "E01990001", "", ""]
    assert stored["location_precision"].tolist() == ["exact", "street", "lsoa", "none", "none"]
    assert stored["location_confidence"].tolist() == ["0.95", "0.95", "0.95", "", ""]
    assert stored["easting"].tolist() == ["150", "350", "", "", ""]
    assert added.fitted is not None
    assert added.fitted.remarks[-1].startswith(
        "Where they happened: 1 to a spot, 1 to a street, 1 to an LSOA, 2 not known."
    )
    for path in held.path.rglob("*.csv"):
        if path.name != "names.csv":
            assert "Anchor" not in path.read_text(encoding="utf-8"), f"{path.name} holds the words"


@pytest.mark.parametrize("before", ["the first build", "a dispose", "a gazetteer newer than the build"])
def test_places_are_told_whatever_was_built(held: Workspace, tmp_path: Path, before: str) -> None:
    shutil.copytree(held.path, tmp_path / "made")
    made = Workspace(tmp_path / "made")
    if before == "a gazetteer newer than the build":
        (names,) = made.sources.rglob("names.csv")
        names.write_text(names.read_text(encoding="utf-8").replace("Anchor Inn", "Other Inn"), encoding="utf-8")
        read_sources(made)
        names.write_text(names.read_text(encoding="utf-8").replace("Other Inn", "Anchor Inn"), encoding="utf-8")
    else:
        shutil.rmtree(made.store.root)
    row = [good(column, 0) for column in DEPARTMENT.columns]
    row[DEPARTMENT.names.index("location_description")] = "outside the Anchor PH"
    row[DEPARTMENT.names.index("site_code")] = "RBK01"
    given = write_csv(tmp_path / "a.csv", [[column.heading for column in DEPARTMENT.columns], row])
    added = partner_flow.add(made.path, given, "emergency_department", TODAY)
    assert read_rows(made.sources / added.stored_as)["lsoa21"].tolist() == ["E01990002"]
    assert added.fitted is not None and added.fitted.remarks[-1].startswith("Where they happened: 1 to a spot")


def test_without_a_gazetteer_that_is_said_with_what_to_do(tmp_path: Path) -> None:
    made = create(tmp_path / "dorset", "Dorset CSP", ("E06000059",), "")
    given = write_csv(
        tmp_path / "a.csv", [[c.heading for c in DEPARTMENT.columns], [good(c, 0) for c in DEPARTMENT.columns]]
    )
    added = partner_flow.add(made.path, given, "emergency_department", TODAY)
    assert added.fitted is not None
    assert (
        "No gazetteer was read" in added.fitted.remarks[-1] and "then add this file again" in added.fitted.remarks[-1]
    )


def test_coordinates_come_before_an_area_and_an_area_before_words(held: Workspace, tmp_path: Path) -> None:
    places = [("250", "50", "Quarry Lane", ""), ("", "", "Quarry Lane", "E01990003"), ("", "", "Anchor Inn", "E01990004"),
              ("900", "900", "", "")]  # fmt: skip
    rows = []
    for n, place in enumerate(places):
        cells = {column.name: good(column, n) for column in POLICE.columns}
        cells |= dict(zip(("easting", "northing", "street", "lsoa"), place, strict=True))
        rows.append(list(cells.values()))
    given = write_csv(tmp_path / "a.csv", [[column.heading for column in POLICE.columns], *rows])
    added = partner_flow.add(held.path, given, "police_extract", TODAY)
    stored = read_rows(held.sources / added.stored_as)
    assert stored["lsoa21"].tolist() == ["E01990003", "E01990003", "E01990004", ""]
    assert stored["location_precision"].tolist() == ["exact", "street", "lsoa", "exact"]
    assert stored["easting"].tolist() == ["250", "350", "", "900"]


def test_the_example_of_the_general_shape_passes_the_door(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "send-other-figures.md"
    found = re.search(r"```csv\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    assert found is not None
    (tmp_path / "figures.csv").write_text(found[1], encoding="utf-8")
    checked = partner_flow.check_return(tmp_path / "figures.csv", "other_figures", TODAY)
    assert checked.refused is None
    assert checked.fitted is not None
    assert (checked.fitted.rows_read, checked.fitted.rows_kept) == (5, 5)
    assert [row for row in json.loads(checked.fitted.issues.frame("a").to_json(orient="records")) if row["row"]] == []
