"""Brackenshire and its neighbours: areas, their codes then and now, wards, partnerships, people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from purbeck.example.answers import (
    CLUSTER_LSOAS,
    CLUSTER_PEOPLE_EACH,
    CSP_CODE,
    DISTRICTS,
    SPLIT_DISTRICT_CODE,
    District,
)
from purbeck.example.outlines import Block, Numbers, centres, draw_outlines, draw_points

PLACE_SEED = 4101
"""Places and people stay the same whatever the seed of the events, so that the answers' codes hold for any seed."""

AGE_GROUPS: tuple[tuple[str, float], ...] = (
    ("Aged 15 years and under", 0.185),
    ("Aged 16 to 24 years", 0.106),
    ("Aged 25 to 34 years", 0.135),
    ("Aged 35 to 49 years", 0.193),
    ("Aged 50 to 64 years", 0.195),
    ("Aged 65 years and over", 0.186),
)
BLOCKS: tuple[Block, ...] = (
    Block(5, 4, 12, 10),
    Block(5, 0, 6, 4),
    *(Block(0, 0, 5, 4), Block(0, 4, 5, 5), Block(0, 9, 5, 5), Block(0, 14, 5, 4)),
    *(Block(11, 0, 6, 4), Block(5, 14, 6, 4), Block(11, 14, 6, 4)),
    *(Block(17, 0, 5, 4), Block(17, 4, 5, 5), Block(17, 9, 5, 5), Block(17, 14, 5, 4)),
    *(Block(22, 0, 5, 4), Block(22, 4, 5, 5), Block(22, 9, 5, 5), Block(22, 14, 5, 4)),
)
"""Lattice cells of each of DISTRICTS, in its order."""

SPLIT_PAIRS = (9, 70, 101, 123, 147, 190, 215, 260, 301, 353, 410)
"""Positions of areas which, with the next one, were a single area in 2011."""
MERGED = (30, 88, 170, 240, 330, 455)
"""Positions of areas which were two in 2011."""
IRREGULAR_PAIR = (164, 151)
"""The second area holds its own 2011 area and a corner of the first's, across a district border."""

WARD_FIRST = (
    *("Alder", "Bramble", "Curlew", "Dunlin", "Eider", "Fulmar", "Gorse"),
    *("Heron", "Iris", "Juniper", "Knot", "Lapwing", "Marram", "Osprey"),
)
WARD_SECOND = ("Cross", "Green", "Hill", "Quay", "Moor", "Bank", "Heath")
AREAS_PER_WARD, AREAS_PER_MIDDLE_AREA = 5, 4


@dataclass(frozen=True)
class Area:
    """One LSOA of 2021; `before` holds the code and name of each 2011 LSOA that its rows may carry."""

    code: str
    name: str
    district: int
    cell: tuple[int, int]
    ward_code: str
    ward_name: str
    csp_code: str
    csp_name: str
    before: tuple[tuple[str, str], ...]
    change: str = "U"


@dataclass(frozen=True)
class World:
    """Every area with its outline, centre, street points (old and new set) and people by age group."""

    areas: tuple[Area, ...]
    rings: list[Numbers]
    centres: Numbers
    points: Numbers
    people: tuple[tuple[int, ...], ...]


def snake(block: Block) -> Iterator[tuple[int, int]]:
    """Cells of a block in two-wide strips, up and down, so that areas near in number are near on the map."""
    for strip in range(0, block.columns, 2):
        rows = range(block.rows) if strip % 4 == 0 else range(block.rows - 1, -1, -1)
        for turn, row in enumerate(rows):
            columns = [c for c in (strip, strip + 1) if c < block.columns]
            for column in columns if turn % 2 == 0 else reversed(columns):
                yield block.column + column, block.row + row


def partnership(district: District, cell: tuple[int, int]) -> tuple[str, str]:
    """The CSP of an area: its district's own, but for the part of the split district next to Brackenshire."""
    if district.code == SPLIT_DISTRICT_CODE:
        northern = cell[1] >= BLOCKS[1].row + BLOCKS[1].rows // 2
        return (CSP_CODE, DISTRICTS[0].name) if northern else ("E22000902", "Thistlewick and Eelby")
    return f"E22000{901 + DISTRICTS.index(district):03d}", district.name


def _areas_without_changes() -> list[Area]:
    """All areas, each with the code and name it would have had in 2011 too."""
    areas: list[Area] = []
    wards = 0
    for number, (district, block) in enumerate(zip(DISTRICTS, BLOCKS, strict=True)):
        for place, cell in enumerate(snake(block)):
            wards += place % AREAS_PER_WARD == 0
            first, second = WARD_FIRST[wards % 14], WARD_SECOND[(wards + wards // 14) % 7]
            code = f"E0199{len(areas) + 1:04d}"
            letter = "ABCD"[place % AREAS_PER_MIDDLE_AREA]
            name = f"{district.name} {place // AREAS_PER_MIDDLE_AREA + 1:03d}{letter}"
            ward = (f"E05999{wards:03d}", f"{first} {second}")
            areas.append(Area(code, name, number, cell, *ward, *partnership(district, cell), ((code, name),)))
    return areas


def _changed(areas: list[Area]) -> list[Area]:
    """The areas with some split, merged or redrawn between 2011 and 2021; new codes follow all others, as in fact."""
    areas = list(areas)
    codes = iter(range(len(areas) + 1, 9999))

    def renew(area: Area, letter: str, before: tuple[tuple[str, str], ...], change: str) -> Area:
        return replace(area, code=f"E0199{next(codes):04d}", name=area.name[:-1] + letter, before=before, change=change)

    for one in SPLIT_PAIRS:
        whole = areas[one].before
        areas[one] = renew(areas[one], "E", whole, "S")
        areas[one + 1] = renew(areas[one + 1], "F", whole, "S")
    for one in MERGED:
        kept = areas[one]
        other = (f"E0199{next(codes):04d}", kept.name[:-1] + "E")
        areas[one] = renew(kept, "F", (*kept.before, other), "M")
    first, second = IRREGULAR_PAIR
    before = areas[first].before
    areas[first] = renew(areas[first], "E", before, "X")
    areas[second] = renew(areas[second], "E", (*areas[second].before, *before), "X")
    return areas


def _people(areas: list[Area], rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """Residents of each area by age group; each district's sum is exactly the planted one."""
    totals = np.zeros(len(areas), dtype=np.int64)
    for number, district in enumerate(DISTRICTS):
        inside = [i for i, area in enumerate(areas) if area.district == number]
        fixed = [i for i in inside if areas[i].code in CLUSTER_LSOAS]
        free = [i for i in inside if areas[i].code not in CLUSTER_LSOAS]
        weights = rng.uniform(0.75, 1.25, len(free))
        left = district.people - CLUSTER_PEOPLE_EACH * len(fixed)
        totals[free] = rng.multinomial(left, weights / weights.sum())
        totals[fixed] = CLUSTER_PEOPLE_EACH
    shares = np.array([share for _, share in AGE_GROUPS])
    rows = []
    for total in totals:
        mix = shares * rng.uniform(0.7, 1.3, len(shares))
        rows.append(tuple(int(n) for n in rng.multinomial(int(total), mix / mix.sum())))
    return tuple(rows)


def make_world() -> World:
    """The whole made-up country: the same on every run."""
    rng = np.random.default_rng(PLACE_SEED)
    areas = _changed(_areas_without_changes())
    cells = [area.cell for area in areas]
    rings = draw_outlines(cells, BLOCKS, rng)
    points = draw_points(cells, BLOCKS, rng)
    return World(tuple(areas), rings, centres(cells, BLOCKS), points, _people(areas, rng))
