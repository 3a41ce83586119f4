"""Writes the lookups, boundaries and Census people of Brackenshire as ONS publishes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from purbeck.example.answers import DISTRICTS, FORCES, REGIONS
from purbeck.example.district import AGE_GROUPS, Area, World


def cell_text(value: str | int | float) -> str:
    """A value as it stands in a CSV file: in quotes only where it holds a comma."""
    text = f"{value:.6f}" if isinstance(value, float) else str(value)
    return f'"{text}"' if "," in text else text


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> None:
    """Write a CSV file as the same bytes on every system."""
    lines = [",".join(map(cell_text, header)), *(",".join(map(cell_text, row)) for row in rows)]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def _district(area: Area) -> tuple[str, str]:
    found = DISTRICTS[area.district]
    return found.code, found.name


def _write_partnerships(path: Path, world: World) -> None:
    """Districts with their CSPs and force: a split district once for each CSP."""
    forces = {force.code: force for force in FORCES}
    rows = set()
    for area in world.areas:
        force = forces[DISTRICTS[area.district].force]
        rows.add((*_district(area), area.csp_code, area.csp_name, force.code, force.name))
    header = ("LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM")
    write_table(path, header, sorted(rows))


def write_lookups(folder: Path, world: World) -> None:
    """Write the five lookups into a folder that exists."""
    areas = sorted(world.areas, key=lambda area: area.code)
    write_table(
        folder / "LSOA21_WD24_LAD24_EW_LU.csv",
        ("LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"),
        ((a.code, a.name, a.ward_code, a.ward_name, *_district(a)) for a in areas),
    )
    _write_partnerships(folder / "LAD24_CSP24_PFA24_EW_LU.csv", world)
    write_table(
        folder / "LAD24_RGN24_EN_LU.csv",
        ("LAD24CD", "LAD24NM", "RGN24CD", "RGN24NM"),
        ((d.code, d.name, d.region, REGIONS[d.region]) for d in DISTRICTS),
    )
    write_table(
        folder / "LSOA11_LSOA21_LAD22_EW_LU.csv",
        ("LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD", "LAD22NM"),
        sorted((*old, a.code, a.name, a.change, *_district(a)) for a in areas for old in a.before),
    )
    split = {a.district for a in areas if a.csp_name != DISTRICTS[a.district].name}
    methods = {True: "via lsoa11->ltla18->csp17", False: "ltla24 unique"}
    centre = {a.code: (float(lat), float(lon)) for a, (lon, lat) in zip(world.areas, world.centres, strict=True)}
    write_table(
        folder / "LSOA21_CSP24_derived.csv",
        ("LSOA21CD", "LSOA21NM", "CSP24CD", "CSP24NM", "METHOD", "LAT", "LONG"),
        ((a.code, a.name, a.csp_code, a.csp_name, methods[a.district in split], *centre[a.code]) for a in areas),
    )


def write_boundaries(folder: Path, world: World) -> None:
    """Write one GeoJSON file of LSOA outlines for each district, longitude and latitude to six decimals."""
    for number, district in enumerate(DISTRICTS):
        features = []
        for at, area in enumerate(world.areas):
            if area.district == number:
                ring = [[float(x), float(y)] for x, y in world.rings[at]]
                properties = {
                    "FID": at + 1,
                    "LSOA21CD": area.code,
                    "LSOA21NM": area.name,
                    "LADCD_ACTIVE": district.code,
                }
                geometry = {"type": "Polygon", "coordinates": [ring]}
                features.append({"type": "Feature", "properties": properties, "geometry": geometry})
        content = {
            "type": "FeatureCollection",
            "name": district.code,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
            "features": features,
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        (folder / f"LSOA21_{district.code}_BGC.geojson").write_bytes(text.encode("utf-8"))


def write_people(folder: Path, world: World) -> None:
    """Write Census 2021 usual residents of each LSOA by six age groups."""
    header = ("Lower layer Super Output Areas Code", "Lower layer Super Output Areas")
    ordered = sorted(zip(world.areas, world.people, strict=True), key=lambda pair: pair[0].code)
    rows = (
        (area.code, area.name, label, people)
        for area, row in ordered
        for (label, _), people in zip(AGE_GROUPS, row, strict=True)
    )
    write_table(folder / "census2021_age6_lsoa21.csv", (*header, "Age (6 categories)", "Observation"), rows)
