"""Writes what is published of Brackenshire: deprivation, rurality, households and ethnic groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from purbeck.example.answers import (
    ACCOMMODATION,
    BRACKENSHIRE,
    DEPRIVED_LSOAS,
    DISTRICTS,
    ETHNIC_GROUPS,
    HOUSEHOLD_DEPRIVATION,
    RESIDENTS_A_HOUSEHOLD,
    RURAL_DISTRICTS_SHARE,
    RURAL_SHARE_OF_AREAS,
    TENURE,
)
from purbeck.example.district import PLACE_SEED, Area, World
from purbeck.example.lookups import write_table

RANKED = 33_755  # as many as the real index ranks: these areas are some of them
RANK, DECILE = "Rank (where 1 is most deprived)", "Decile (where 1 is most deprived 10% of LSOAs)"
INDICES = (  # name, and what its score is called
    ("Index of Multiple Deprivation (IMD)", "Index of Multiple Deprivation (IMD) Score"),
    ("Income", "Income Score (rate)"),
    ("Employment", "Employment Score (rate)"),
    *((name, f"{name} Score") for name in (
        "Education, Skills and Training", "Health Deprivation and Disability", "Crime", "Barriers to Housing and Services",
        "Living Environment",
    )),
)  # fmt: skip
CENSUS = (
    ("TS011-household-deprivation.csv", "Household deprivation (6 categories)", HOUSEHOLD_DEPRIVATION),
    ("TS054-tenure.csv", "Tenure of household (9 categories)", TENURE),
    ("TS044-accommodation-type.csv", "Accommodation type (8 categories)", ACCOMMODATION),
)
DIVERSITY = ("TS021-ethnic-group.csv", "Ethnic group (20 categories)", ETHNIC_GROUPS)
NOT_ASKED = "Does not apply"
RURAL, URBAN = (("RSF1", "Smaller rural: Further from a major town or city", "Rural"),
                ("UF1", "Urban: Further from a major town or city", "Urban"))  # fmt: skip


def write_description(folder: Path, world: World) -> None:
    """Write the index, the classification and the census tables into folders `deprivation`, `geography` and `census`."""
    _write_deprivation(folder / "deprivation", world)
    write_table(
        folder / "geography" / "LSOA21_RUC21_EW.csv",
        ("LSOA21CD", "LSOA21NM", "RUC21CD", "RUC21NM", "Urban_rural_flag"),
        sorted((area.code, area.name, *(RURAL if rural else URBAN)) for area, rural in _rural(world)),
    )
    for name, heading, shares in CENSUS:
        _write_census(folder / "census" / name, heading, shares, world, RESIDENTS_A_HOUSEHOLD)
    _write_census(folder / "census" / DIVERSITY[0], *DIVERSITY[1:], world, 1.0)


def _home(area: Area) -> bool:
    return DISTRICTS[area.district].code == BRACKENSHIRE.code


def _write_deprivation(folder: Path, world: World) -> None:
    """Ranks of each index among all that are ranked; the planted areas in the first tenth, elsewhere evenly spread."""
    rng = np.random.default_rng([PLACE_SEED, 2])
    header = ["LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)",
              "Local Authority District name (2024)"]  # fmt: skip
    header += [heading for name, score in INDICES for heading in (score, f"{name} {RANK}", f"{name} {DECILE}")]
    ordered = sorted(world.areas, key=lambda area: area.code)
    ranks = [_ranks(ordered, rng) for _ in INDICES]
    rows = []
    for at, area in enumerate(ordered):
        district = DISTRICTS[area.district]
        cells: list[str | int | float] = [area.code, area.name, district.code, district.name]
        for of_index in ranks:
            rank = of_index[at]
            cells += [round(100 * (1 - rank / RANKED), 3), rank, -(-rank * 10 // RANKED)]
        rows.append(cells)
    write_table(folder / "IoD2025-all-scores-ranks-deciles.csv", header, rows)


def _ranks(ordered: list[Area], rng: np.random.Generator) -> list[int]:
    """A rank for each area, none twice."""
    deprived = [area.code in DEPRIVED_LSOAS for area in ordered]
    others = [n for n, area in enumerate(ordered) if _home(area) and not deprived[n]]
    elsewhere = [n for n, area in enumerate(ordered) if not _home(area)]
    found = np.zeros(len(ordered), dtype=np.int64)
    step = RANKED // len(ordered)
    found[elsewhere] = 1 + step * rng.permutation(np.linspace(0, len(ordered) - 1, len(elsewhere)).astype(int))
    found[deprived] = 2 + step * np.arange(sum(deprived))
    found[others] = 3 + RANKED // 5 + rng.choice(RANKED * 4 // 5 // step - 1, len(others), replace=False) * step
    return [int(rank) for rank in found]


def _rural(world: World) -> Iterator[tuple[Area, bool]]:
    """Each area with whether it is rural: the last of Brackenshire's, the first of every other district's."""
    for number in range(len(DISTRICTS)):
        inside = [area for area in world.areas if area.district == number]
        home = _home(inside[0])
        first = round(len(inside) * ((1 - RURAL_SHARE_OF_AREAS) if home else RURAL_DISTRICTS_SHARE))
        yield from ((area, (place >= first) is home) for place, area in enumerate(inside))


def rural_areas(world: World) -> frozenset[str]:
    """The codes of the areas that the classification calls rural."""
    return frozenset(area.code for area, rural in _rural(world) if rural)


def _write_census(
    path: Path, heading: str, shares: Mapping[str, tuple[float, float]], world: World, people_each: float
) -> None:
    rows = []
    for area, people in sorted(zip(world.areas, world.people, strict=True), key=lambda pair: pair[0].code):
        whole = round(sum(people) / people_each)
        parts = _parts(whole, [pair[not _home(area)] for pair in shares.values()])
        rows.append((area.code, area.name, -8, NOT_ASKED, 0))
        rows += [
            (area.code, area.name, n, label, part) for n, (label, part) in enumerate(zip(shares, parts, strict=True), 1)
        ]
    header = ("Lower layer Super Output Areas Code", "Lower layer Super Output Areas")
    write_table(path, (*header, f"{heading} Code", heading, "Observation"), rows)


def _parts(whole: int, shares: list[float]) -> list[int]:
    """Whole numbers in these shares that sum to the whole: each is its cumulative share, rounded, less the last one's."""
    upto = [round(whole * share) for share in np.cumsum(shares)]
    return [int(n) for n in np.diff([0, *upto])]
