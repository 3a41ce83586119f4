"""Writes monthly police archives as data.police.uk serves them, bad rows included."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.example.answers import (
    BAD_ROWS,
    DISTRICTS,
    FIRST_MONTH_OF_LSOA_2021_CODES,
    FIRST_MONTH_OF_NEW_MAP_POINTS,
    FORCES,
    MONTHS,
    TRANSPORT_POLICE,
    BadRow,
)
from purbeck.example.district import PLACE_SEED, World
from purbeck.example.events import CATEGORIES, NO_ID, NO_PLACE, OUTCOMES, TRANSPORT
from purbeck.example.lookups import cell_text
from purbeck.example.outlines import POINTS_PER_AREA

COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
OUTCOME_NAMES = (*(name for name, _ in OUTCOMES), "Under investigation", "")
"""The empty name is last, so that an outcome of -1 finds it."""
STREET_FIRST = (
    *("Anchor", "Birch", "Cobble", "Drift", "Ebb", "Flint", "Gull", "Harbour", "Inlet", "Jetty"),
    *("Keel", "Lantern", "Mast", "Neap", "Oar", "Pebble", "Quarry", "Reed", "Shingle", "Tide"),
)
STREET_SECOND = ("Road", "Street", "Lane", "Close", "Avenue", "Way", "Drive", "Gardens", "Terrace", "Crescent")
PLACE_KINDS = ("Parking Area", "Supermarket", "Shopping Area", "Petrol Station", "Nightclub", "Park/Open Space")
ZIP_DATE = (2026, 1, 31, 9, 0, 0)
"""Fixed, as of one download: the hour of making would change the bytes of every archive."""


def street_names(points: int) -> list[str]:
    """A name for each street point: mostly streets, some kinds of place, a few empty as in fact."""
    rng = np.random.default_rng([PLACE_SEED, 1])
    names = []
    for kind, first, second in zip(
        rng.random(points).tolist(),
        rng.integers(0, len(STREET_FIRST), points).tolist(),
        rng.integers(0, len(STREET_SECOND), points).tolist(),
        strict=True,
    ):
        if kind < 0.02:
            names.append("On or near ")
        elif kind < 0.14:
            names.append(f"On or near {PLACE_KINDS[(first + second) % len(PLACE_KINDS)]}")
        else:
            names.append(f"On or near {STREET_FIRST[first]} {STREET_SECOND[second]}")
    return names


class Wording:
    """Puts numbered rows into the words of a street file."""

    def __init__(self, world: World, seed: int) -> None:
        self._seed = seed
        self._areas = world.areas
        flat = world.points.reshape(-1, 2).tolist()
        names = street_names(len(flat))
        self._spots = [f"{x:.6f},{y:.6f},{name}" for (x, y), name in zip(flat, names, strict=True)]
        self._spots_per_set = len(world.areas) * POINTS_PER_AREA

    def crime_id(self, number: int) -> str:
        """The Crime ID of a numbered row: a hash of a counter, so that it can stand for nobody."""
        return "" if number == NO_ID else hashlib.sha256(f"example {self._seed} {number}".encode()).hexdigest()

    def spot(self, area: int, point: int, month: str, *, railway: bool) -> str:
        """Longitude, latitude and location."""
        if area == NO_PLACE:
            return ",,No Location"
        newer = month >= FIRST_MONTH_OF_NEW_MAP_POINTS
        text = self._spots[newer * self._spots_per_set + area * POINTS_PER_AREA + point]
        if railway:
            station = f"On or near {DISTRICTS[self._areas[area].district].name} (Station)"
            return ",".join([*text.split(",")[:2], cell_text(station)])
        return text

    def lsoa(self, area: int, point: int, month: str) -> str:
        """LSOA code and name in the vintage of the month."""
        found = self._areas[area]
        if month >= FIRST_MONTH_OF_LSOA_2021_CODES:
            code, name = found.code, found.name
        else:
            code, name = found.before[point % len(found.before)]
        return f"{code},{cell_text(name)}"

    def lines(self, rows: pd.DataFrame, month: str, force: int) -> list[str]:
        """The lines of one force's file for one month, header first."""
        reported_by = TRANSPORT_POLICE[0] if force == TRANSPORT else FORCES[force].reported_by
        middle = f"{month},{reported_by},{reported_by}"
        lines = [",".join(COLUMNS)]
        names = ("number", "area", "coded", "point_area", "point", "category", "outcome")
        for number, area, coded, point_area, point, category, outcome in zip(
            *(rows[name].tolist() for name in names), strict=True
        ):
            spot = self.spot(point_area, point, month, railway=force == TRANSPORT)
            lsoa = self.lsoa(area, point, month) if coded else ","
            lines.append(
                f"{self.crime_id(number)},{middle},{spot},{lsoa},{CATEGORIES[category]},{OUTCOME_NAMES[outcome]},"
            )
        return lines


def line_end(force: int, month: str) -> str:
    """Windows line ends for one force always and for Brackenshire in 2022; real files have both kinds."""
    return "\r\n" if FORCES[force % len(FORCES)].slug == "fenmarch" or (force == 0 and month < "2023") else "\n"


def bad_line(bad: BadRow, world: World, number: int) -> str:
    """A row that is sound but for the one thing that is wrong with it."""
    force = next(item for item in FORCES if bad.file.endswith(f"-{item.slug}-street.csv"))
    at = next(i for i, area in enumerate(world.areas) if DISTRICTS[area.district].force == force.code)
    longitude, latitude = world.points[1, at, 0].tolist()
    identity = hashlib.sha256(f"example bad row {number}".encode()).hexdigest()
    cells = [identity, bad.archive[:7], force.reported_by, force.reported_by, f"{longitude:.6f}", f"{latitude:.6f}"]
    cells += ["On or near Pebble Lane", world.areas[at].code, world.areas[at].name, "Other theft", OUTCOME_NAMES[0], ""]
    if bad.column:
        cells[COLUMNS.index(bad.column)] = bad.value
    elif bad.kind == "too_few_columns":
        del cells[-1]
    else:
        cells.append("")
    return ",".join(map(cell_text, cells))


def file_bytes(lines: list[str], end: str, not_utf8: frozenset[str]) -> bytes:
    """The bytes of a file, with the lines named in `not_utf8` in Latin-1."""
    return b"".join((line + end).encode("latin-1" if line in not_utf8 else "utf-8") for line in lines)


def write_archive(path: Path, members: dict[str, bytes]) -> None:
    """A ZIP archive whose bytes depend on nothing but its members (and the machine's zlib)."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # What data.police.uk writes; the default differs on Windows.
            info.external_attr = 0o600 << 16
            archive.writestr(info, members[name], compresslevel=6)


def write_archives(folder: Path, world: World, events: pd.DataFrame, seed: int) -> None:
    """Write one archive a month into a folder that exists."""
    wording = Wording(world, seed)
    members: dict[int, dict[str, bytes]] = {month: {} for month in range(len(MONTHS))}
    for month, force in events[["month", "force"]].drop_duplicates().itertuples(index=False):
        rows = events[(events["month"] == month) & (events["force"] == force)]
        slug = TRANSPORT_POLICE[1] if force == TRANSPORT else FORCES[force].slug
        file = f"{MONTHS[month]}/{MONTHS[month]}-{slug}-street.csv"
        lines = wording.lines(rows, MONTHS[month], force)
        not_utf8 = set()
        for number, bad in enumerate(BAD_ROWS):
            if bad.file == file:
                lines.insert(bad.line - 1, bad_line(bad, world, number))
                not_utf8 |= {lines[bad.line - 1]} if bad.kind == "not_utf8" else set()
        members[month][file] = file_bytes(lines, line_end(force, MONTHS[month]), frozenset(not_utf8))
    for month, files in members.items():
        write_archive(folder / f"{MONTHS[month]}.zip", files)
