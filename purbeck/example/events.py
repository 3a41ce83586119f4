"""Incidents of the made-up country, with the planted patterns and the oddities of real files."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purbeck.example.answers import (
    CLUSTER_LSOAS,
    CLUSTER_RATE_RATIO,
    DISTRICTS,
    FORCES,
    MONTHS,
    NO_LOCATION_SHARE,
    OTHER_CATEGORIES_RATE,
    OTHER_CATEGORIES_RATE_ELSEWHERE,
    OTHER_FORCE_SHARE,
    POINT_ELSEWHERE_SHARE,
    REPEATED_ID_SHARE,
    ROBBERY,
    THEMES,
    TRANSPORT_POLICE_MONTH,
    VIOLENCE,
    WEAPONS,
)
from purbeck.example.district import World
from purbeck.example.outlines import POINTS_PER_AREA

Whole: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.float64]

ANTI_SOCIAL = "Anti-social behaviour"
OTHER_CATEGORIES: dict[str, float] = {
    ANTI_SOCIAL: 0.31,
    "Shoplifting": 0.15,
    "Criminal damage and arson": 0.13,
    "Other theft": 0.12,
    "Public order": 0.10,
    "Vehicle crime": 0.08,
    "Burglary": 0.05,
    "Other crime": 0.025,
    "Drugs": 0.02,
    "Bicycle theft": 0.01,
    "Theft from the person": 0.005,
}
CATEGORIES: tuple[str, ...] = (*(theme.category for theme in THEMES), *OTHER_CATEGORIES)
OUTCOMES: tuple[tuple[str, float], ...] = (
    ("Unable to prosecute suspect", 0.46),
    ("Investigation complete; no suspect identified", 0.33),
    ("Court result unavailable", 0.08),
    ("Status update unavailable", 0.04),
    ("Action to be taken by another organisation", 0.03),
    ("Local resolution", 0.03),
    ("Awaiting court outcome", 0.02),
    ("Offender given a caution", 0.01),
)
UNDER_INVESTIGATION = len(OUTCOMES)
"""An outcome of the latest months only: later downloads no longer have it."""
NO_PLACE = -1
NO_ID = -1
TRANSPORT = len(FORCES)
"""The number, after those of FORCES, of the force that has no territory."""
TRANSPORT_SHARE = 0.02
WITHOUT_LSOA_SHARE = 0.002
TOWN_WEIGHT = 3.0


def expected_counts() -> Numbers:
    """True expected rows by district, month and category."""
    expected = np.zeros((len(DISTRICTS), len(MONTHS), len(CATEGORIES)))
    for number, district in enumerate(DISTRICTS):
        people = district.people / 1000 / 12
        home = number == 0
        for at, month in enumerate(MONTHS):
            season = VIOLENCE.season[int(month[5:]) - 1]
            weapons = WEAPONS.rate_2025 if home and month.startswith("2025") else WEAPONS.rate
            other = OTHER_CATEGORIES_RATE if home else OTHER_CATEGORIES_RATE_ELSEWHERE
            rates = [district.violence_rate * season, ROBBERY.rate, weapons]
            rates += [other * share for share in OTHER_CATEGORIES.values()]
            expected[number, at] = np.array(rates) * people
    return expected


def draw_counts(rng: np.random.Generator) -> Whole:
    """Counts by district, month and category; themes with a dispersion above 1 are negative binomial."""
    expected = expected_counts()
    for at, theme in enumerate(THEMES):
        if theme.dispersion > 1:
            # Gamma-mixed Poisson months have variance = dispersion x mean.
            shape = expected[:, :, at] / (theme.dispersion - 1)
            expected[:, :, at] = rng.gamma(shape) * (theme.dispersion - 1)
    return rng.poisson(expected)


def area_weights(world: World, category: str) -> Numbers:
    """How likely each area is, within its district, to be where an incident of a category happens."""
    weights = np.array([sum(row) for row in world.people], dtype=np.float64)
    if category == VIOLENCE.category:
        weights[[area.code in CLUSTER_LSOAS for area in world.areas]] *= CLUSTER_RATE_RATIO
    elif category in OTHER_CATEGORIES:
        # Everything that is no theme thickens towards the middle of a district, as town centres do.
        for number in range(len(DISTRICTS)):
            inside = np.array([area.district == number for area in world.areas])
            cells = np.array([area.cell for area in world.areas], dtype=np.float64)[inside]
            far = np.linalg.norm(cells - cells.mean(axis=0), axis=1)
            weights[inside] *= 1 + TOWN_WEIGHT * np.exp(-((far / 2) ** 2))
    return weights


def _placed(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """One row per incident with a place: month, category, area and the force whose area it is."""
    counts = draw_counts(rng)
    district_of = np.array([area.district for area in world.areas])
    force_codes = [force.code for force in FORCES]
    parts = []
    for at, category in enumerate(CATEGORIES):
        weights = area_weights(world, category)
        for number, district in enumerate(DISTRICTS):
            inside = np.flatnonzero(district_of == number)
            months = np.repeat(np.arange(len(MONTHS)), counts[number, :, at])
            share = weights[inside] / weights[inside].sum()
            areas = rng.choice(inside, size=len(months), p=share)
            force = force_codes.index(district.force)
            parts.append(pd.DataFrame({"month": months, "category": at, "area": areas, "force": force}))
    return pd.concat(parts, ignore_index=True)


def filed() -> NDArray[np.bool_]:
    """Whether each force (rows, the transport police last) filed each month (columns)."""
    rows = [[month not in force.missing for month in MONTHS] for force in FORCES]
    return np.array([*rows, [month == TRANSPORT_POLICE_MONTH for month in MONTHS]])


def _reported(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows that were filed, a few of them by a force from elsewhere."""
    files = filed()
    month, force = rows["month"].to_numpy(), rows["force"].to_numpy().copy()
    stranger = (force + rng.integers(1, len(FORCES), len(rows))) % len(FORCES)
    # A stranger takes a row only in a month it filed, so that no planted count leaks away.
    taken = (rng.random(len(rows)) < OTHER_FORCE_SHARE) & files[stranger, month]
    force[taken] = stranger[taken]
    railway = rng.random(len(rows)) < TRANSPORT_SHARE
    force[railway & files[TRANSPORT, month]] = TRANSPORT
    kept = files[force, month]
    remaining: pd.DataFrame = rows.assign(force=force)[kept].reset_index(drop=True)
    return remaining


def _with_unplaced(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of unknown place on top of the placed ones, and a few with a point but no LSOA."""
    source = rows[rows["force"] != TRANSPORT]
    nowhere = source[rng.random(len(source)) < NO_LOCATION_SHARE / (1 - NO_LOCATION_SHARE)].assign(area=NO_PLACE)
    thefts = source[source["category"] == CATEGORIES.index("Other theft")]
    nameless = thefts[rng.random(len(thefts)) < WITHOUT_LSOA_SHARE]
    parts = [rows.assign(coded=True), nowhere.assign(coded=False), nameless.assign(coded=False)]
    return pd.concat(parts, ignore_index=True)


def _with_points(rows: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """A street point for each row: usually of its own area, sometimes just across the border."""
    cells = {area.cell: number for number, area in enumerate(world.areas)}
    steps = ((1, 0), (0, 1), (-1, 0), (0, -1))
    beside = np.array(
        [[cells.get((a.cell[0] + x, a.cell[1] + y), number) for x, y in steps] for number, a in enumerate(world.areas)]
    )
    area = rows["area"].to_numpy()
    across = rng.random(len(rows)) < POINT_ELSEWHERE_SHARE
    direction = rng.integers(0, len(steps), len(rows))
    point_area = np.where(across, beside[area, direction], area)
    # Some street points draw far more incidents than others.
    pull = 1 / np.arange(1, POINTS_PER_AREA + 1)
    point = rng.choice(POINTS_PER_AREA, size=len(rows), p=pull / pull.sum())
    return rows.assign(point_area=np.where(area == NO_PLACE, NO_PLACE, point_area), point=point)


def _with_outcomes(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The last outcome of each row: none (-1) for anti-social behaviour and the transport police."""
    shares = np.array([share for _, share in OUTCOMES])
    outcome = rng.choice(len(OUTCOMES), size=len(rows), p=shares / shares.sum())
    recent = rows["month"].to_numpy() >= len(MONTHS) - 3
    outcome[recent & (rng.random(len(rows)) < 0.4)] = UNDER_INVESTIGATION
    blank = (rows["category"] == CATEGORIES.index(ANTI_SOCIAL)) | (rows["force"] == TRANSPORT)
    outcome[blank.to_numpy()] = -1
    return rows.assign(outcome=outcome)


def _with_numbers(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A number behind each Crime ID; a few rows share that of the row before, in the same or a later month."""
    rows = rows.sort_values(["force", "category", "area", "month"], kind="stable", ignore_index=True)
    number = np.arange(len(rows))
    keys = rows[["force", "category", "area"]].to_numpy()
    alike = np.concatenate([[False], (keys[1:] == keys[:-1]).all(axis=1)])
    repeated = alike & (rng.random(len(rows)) < REPEATED_ID_SHARE)
    # Two repeats in a row would give three of one number; leave pairs.
    repeated[1:] &= ~repeated[:-1]
    number[repeated] -= 1
    number[rows["outcome"].to_numpy() == -1] = NO_ID
    return rows.assign(number=number)


def make_events(world: World, seed: int) -> pd.DataFrame:
    """Every row of every police file, in file order, as numbers that `archives` puts into words.

    Columns: month, category, area, force, coded (whether the LSOA is given), point_area, point, outcome, number.
    """
    rng = np.random.default_rng(seed)
    rows = _reported(_placed(world, rng), rng)
    rows = _with_outcomes(_with_points(_with_unplaced(rows, rng), world, rng), rng)
    rows = _with_numbers(rows, rng).assign(order=rng.random(len(rows)))
    # Real files run by area in no order within it, rows without a place last.
    rows["unplaced"] = rows["area"] == NO_PLACE
    ordered: pd.DataFrame = rows.sort_values(["month", "force", "unplaced", "area", "order"], ignore_index=True)
    return ordered
