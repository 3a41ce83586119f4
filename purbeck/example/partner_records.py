"""Writes the police's extract, the emergency department's return and a gazetteer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.example import answers_partners as planted
from purbeck.example.answers import FORCE_CODE
from purbeck.example.archives import STREET_FIRST, STREET_SECOND
from purbeck.example.district import AREAS_PER_WARD, World
from purbeck.example.lookups import write_table
from purbeck.example.outlines import POINTS_PER_AREA
from purbeck.example.partner_events import SEED, home_areas, street_points
from purbeck.incidents.locate import to_national_grid
from purbeck.sources.returns.contract import contract

POLICE, DEPARTMENT = "police_extract", "emergency_department"
FLAGS = ("domestic", "knife", "alcohol", "county_lines", "public_place", "hate")
CODES = ("victim_age_band", "victim_sex", "victim_ethnic_group", "suspect_age_band", "suspect_sex", "suspect_ethnic_group",
         "relationship", "weapon", "injury", "location_type", "outcome_group")  # fmt: skip
ONLY_AREA = 0.03  # share of the police's rows of which only the LSOA is given
NOT_SAID = ("", "in town", "at a party", "does not want to say", "not sure")
STEP = 37  # so that streets of one name lie in different wards


def headed(name: str, columns: list[str]) -> list[str]:
    """The headings of columns of a contract."""
    return [contract(name).column(column).heading for column in columns]


def street_name(area: int, point: int) -> str:
    """The name of the street at a point: no two in one ward of Brackenshire have the same."""
    number = (area % AREAS_PER_WARD * POINTS_PER_AREA + point + area // AREAS_PER_WARD * STEP) % 200
    return f"{STREET_FIRST[number % len(STREET_FIRST)]} {STREET_SECOND[number // len(STREET_FIRST)]}"


def cluster_spot(world: World) -> tuple[int, int]:
    """Where the night-time cluster lies: the middle of its area, away from every street point."""
    area = next(at for at, found in enumerate(world.areas) if found.code == planted.NIGHT_CLUSTER_LSOA)
    east, north = to_national_grid(world.centres[area : area + 1, 0], world.centres[area : area + 1, 1])
    return int(east[0]), int(north[0])


def _around(world: World) -> list[int]:
    """Brackenshire's own areas, and those that touch them: a street point may lie just across the border."""
    cells = {world.areas[n].cell for n in home_areas(world)}
    near = {(x + dx, y + dy) for x, y in cells for dx, dy in ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1))}
    return [n for n, area in enumerate(world.areas) if area.cell in near]


def write_gazetteer(path: Path, world: World) -> None:
    """Write the streets of Brackenshire and just around, and the one place that matters, with their coordinates."""
    points = street_points(world)
    rows: list[tuple[str | int | float, ...]] = [
        (street_name(area, point), "street", int(points[area, point, 0]), int(points[area, point, 1]),
         world.areas[area].code)
        for area in _around(world)
        for point in range(POINTS_PER_AREA)
    ]  # fmt: skip
    rows.append((planted.NIGHT_CLUSTER_PLACE, "premises", *cluster_spot(world), planted.NIGHT_CLUSTER_LSOA))
    write_table(path, ("name", "kind", "easting", "northing", "lsoa21"), rows)


def write_police(path: Path, world: World, police: pd.DataFrame, seed: int) -> None:
    """Write the extract: ISO days and times, yes and no, coordinates but for a few rows with only an LSOA."""
    rng = np.random.default_rng([seed, SEED, 1])
    area_only = rng.random(len(police)) < ONLY_AREA
    codes = np.array([area.code for area in world.areas])
    columns: dict[str, object] = {
        "force": FORCE_CODE,
        "offence_code": police["code"],
        "recorded_on": police["recorded_on"].dt.strftime("%Y-%m-%d"),
        "occurred_from": stamps(police["start"]),
        "occurred_to": np.where(police["end"] > police["start"], stamps(police["end"]), ""),
        **{flag: np.where(police[flag], "yes", "no") for flag in FLAGS},
        **{name: police[name] for name in CODES},
        "easting": np.where(area_only, "", police["easting"].astype(str)),
        "northing": np.where(area_only, "", police["northing"].astype(str)),
        "lsoa": np.where(area_only, codes[police["point_area"]], ""),
    }
    _write(path, POLICE, columns, len(police))


def write_department(path: Path, world: World, department: pd.DataFrame, seed: int) -> None:
    """Write the return of the standard, with its own headings; the place in words as people say it."""
    rng = np.random.default_rng([seed, SEED, 2])
    said = [
        planted.NIGHT_CLUSTER_PLACE if cluster else f"{street_name(area, point)}, {world.areas[area].ward_name}"
        for cluster, area, point in zip(department["cluster"], department["area"], department["point"], strict=True)
    ]
    begins = rng.choice(np.array(["", "outside ", "near ", "on "]), len(said))
    told = np.array([f"{begin}{place}" for begin, place in zip(begins, said, strict=True)], dtype=object)
    told = np.where(rng.random(len(told)) < 0.2, np.char.replace(told.astype(str), "Road", "Rd"), told)
    silent = (rng.random(len(told)) < planted.PLACE_NOT_SAID) & ~department["cluster"].to_numpy()
    told = np.where(silent, rng.choice(np.array(NOT_SAID), len(told)), told)
    columns: dict[str, object] = {
        "period_start": f"{planted.FIRST_MONTH}-01",
        "period_end": f"{planted.LAST_MONTH}-31",
        "site_code": planted.SITE,
        "arrived": stamps(department["arrived"]),
        "assaulted": stamps(department["said"]),
        "method": department["method"],
        "location_type": department["location_type"],
        "location_description": told,
    }
    _write(path, DEPARTMENT, columns, len(department))


def stamps(minutes: pd.Series) -> np.ndarray:
    """Minutes since 2000 as texts like 2024-03-08 22:15."""
    times = np.datetime64("2000-01-01T00:00", "m") + minutes.to_numpy().astype("timedelta64[m]")
    return np.char.replace(np.datetime_as_string(times, unit="m"), "T", " ")


def _write(path: Path, name: str, columns: dict[str, object], rows: int) -> None:
    frame = pd.DataFrame(columns, index=range(rows))
    frame.columns = pd.Index(headed(name, list(columns)))
    path.write_bytes(frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))
