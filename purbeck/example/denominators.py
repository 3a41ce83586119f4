"""Writes mid-year estimates, workday people, visitors and victims from elsewhere of Brackenshire."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from purbeck.example.answers import (
    CLUSTER_LSOAS,
    DISTRICT_CODE,
    DISTRICTS,
    ESTIMATED_YEARS,
    GROWN_DISTRICT_CODE,
    GROWN_FROM,
    GROWN_YEAR,
    VICTIMS_ELSEWHERE,
    VICTIMS_KNOWN,
    VISITORS_RANGE,
    VISITORS_YEAR,
    WORKDAY_PEOPLE_IN_CLUSTER,
    people_there,
)
from purbeck.example.district import PLACE_SEED, World
from purbeck.example.lookups import write_table

AGES = 91
MADE_UP = "Made up for Brackenshire"


def write_denominators(folder: Path, world: World) -> None:
    """Write the four kinds of file into a folder that exists. Draws are its own, so that nothing else changes by them."""
    _write_estimates(folder, world)
    _write_workday(folder, world)
    _write_visitors(folder)
    header = ("place_code", "period", "victims", "not_resident", "source")
    row = (DISTRICT_CODE, str(VISITORS_YEAR), VICTIMS_KNOWN, VICTIMS_ELSEWHERE, MADE_UP)
    write_table(folder / "non_resident_victims.csv", header, [row])


def residents_in(world: World, year: int) -> list[int]:
    """Residents of each area at the middle of a year, in the order of the areas: Census 2021's, but for one district."""
    people = np.array([sum(row) for row in world.people], dtype=np.int64)
    if year == GROWN_YEAR:
        number = next(n for n, district in enumerate(DISTRICTS) if district.code == GROWN_DISTRICT_CODE)
        inside = np.flatnonzero([area.district == number for area in world.areas])
        fewer = people[inside].sum() - GROWN_FROM
        each, rest = divmod(int(fewer), len(inside))
        people[inside] -= each
        people[inside[:rest]] -= 1
    return [int(n) for n in people]


def _write_estimates(folder: Path, world: World) -> None:
    """A file a year in the wide shape of single years of age by sex, the year in its name."""
    ages = [f"{sex}{age}" for sex in "FM" for age in range(AGES)]
    # Nearly even up to 60, then falling: about as ages are in fact.
    weights = np.clip((95 - np.arange(AGES)) / 35, 0.1, 1.0)
    for year in ESTIMATED_YEARS:
        rng = np.random.default_rng([PLACE_SEED, year])
        rows: list[tuple[str | int, ...]] = [
            (area.code, area.name, people, *_by_sex(rng.multinomial(people, weights / weights.sum())))
            for area, people in zip(world.areas, residents_in(world, year), strict=True)
        ]
        name = f"mid{year}_single_year_lsoa21.csv"
        write_table(folder / name, ("lsoa21_code", "lsoa21_name", "total_population", *ages), sorted(rows))


def _by_sex(people: NDArray[np.int64]) -> list[int]:
    """Women and girls of each age, then men and boys: halves, and of an odd number one woman more."""
    men = people // 2
    return [*(people - men).tolist(), *men.tolist()]


def _write_workday(folder: Path, world: World) -> None:
    rows = [
        (area.code, area.name, WORKDAY_PEOPLE_IN_CLUSTER if area.code in CLUSTER_LSOAS else sum(people))
        for area, people in zip(world.areas, world.people, strict=True)
    ]
    header = ("Lower layer Super Output Areas Code", "Lower layer Super Output Areas", "Workday population")
    write_table(folder / "census2021_workday_lsoa21.csv", header, sorted(rows))


def _write_visitors(folder: Path) -> None:
    residents = DISTRICTS[0].people
    rows = []
    for month in range(1, 13):
        there = people_there(month)
        visitors, range_ = round(there) - residents, round(there * VISITORS_RANGE)
        rows.append((DISTRICT_CODE, f"{VISITORS_YEAR}-{month:02d}", visitors, max(visitors - range_, 0), visitors + range_,
                     MADE_UP, "the season is theirs"))  # fmt: skip
    header = ("place_code", "month", "visitors_per_day", "lower", "upper", "source", "note")
    write_table(folder / "visitors.csv", header, rows)
