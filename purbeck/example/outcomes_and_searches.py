"""Writes what became of offences, and stops and searches, as data.police.uk serves them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.example.answers import (
    DISTRICTS,
    ETHNIC_GROUPS,
    FORCES,
    MONTHS,
    OUTCOME_IN_ITS_MONTH,
    SEARCH_MONTHS,
    SEARCH_NOT_SAID,
    SEARCH_RATES,
    THEMES,
)
from purbeck.example.archives import OUTCOME_NAMES, Wording, write_archive
from purbeck.example.district import World
from purbeck.example.events import CATEGORIES, NO_ID
from purbeck.example.outlines import POINTS_PER_AREA
from purbeck.sources.police_outcomes import COLUMNS as OUTCOME_COLUMNS
from purbeck.sources.stop_and_search import COLUMNS as SEARCH_COLUMNS

FILE = "outcomes-and-searches-of-brackenshire.zip"
SEED = 7301  # beside the seed of the events, so that nothing drawn for them shifts
FORCE = 0
# What an outcomes file calls what a street file gives last; of other last outcomes none was filed.
FILED = {
    "Court result unavailable": "Suspect charged",
    "Awaiting court outcome": "Suspect charged",
    "Status update unavailable": "",
    "Under investigation": "",
    "": "",
}
SAID = {
    "white": "White - English/Welsh/Scottish/Northern Irish/British",
    "asian": "Asian/Asian British - Indian",
    "black": "Black/African/Caribbean/Black British - African",
    "mixed": "Mixed/Multiple ethnic groups - White and Asian",
    "other": "Other ethnic group - Any other ethnic group",
}
NOT_SAID = "Other ethnic group - Not stated"
AGES = {"10-17": 0.15, "18-24": 0.35, "25-34": 0.28, "over 34": 0.22}
OBJECTS = {"Controlled drugs": 0.62, "Offensive weapons": 0.2, "Stolen goods": 0.12, "Article for use in theft": 0.06}
RESULTS = {
    "A no further action disposal": 0.72,
    "Arrest": 0.12,
    "Community resolution": 0.1,
    "Penalty Notice for Disorder": 0.06,
}


def write_outcomes_and_searches(folder: Path, world: World, events: pd.DataFrame, seed: int) -> None:
    """Write one archive of Brackenshire's own force into a folder that exists: a file of each kind for each month."""
    rng = np.random.default_rng([seed, SEED])
    members = _outcomes(world, events, seed, rng) | _searches(world, rng)
    write_archive(folder / FILE, {name: _lines(lines) for name, lines in members.items()})


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _outcomes(world: World, events: pd.DataFrame, seed: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """One outcome for each offence that has one, in the month it came; as the street file has it, so far as that tells."""
    wording = Wording(world, seed)
    first = MONTHS.index(SEARCH_MONTHS[0])
    wanted = [CATEGORIES.index(theme.category) for theme in THEMES]
    rows = events[(events["force"] == FORCE) & (events["month"] >= first) & events["category"].isin(wanted)]
    rows = rows[rows["number"] != NO_ID]
    came = rows["month"].to_numpy() + rng.geometric(OUTCOME_IN_ITS_MONTH, len(rows)) - 1
    filed = [FILED.get(OUTCOME_NAMES[n], OUTCOME_NAMES[n]) for n in rows["outcome"]]
    rows = rows.assign(came=came, filed=filed)
    rows = rows[(rows["came"] < len(MONTHS)) & (rows["filed"] != "")]
    by = FORCES[FORCE].reported_by
    members = {}
    for month in SEARCH_MONTHS:
        lines = [",".join(OUTCOME_COLUMNS)]
        own = rows[rows["came"] == MONTHS.index(month)]
        names = ("number", "month", "area", "coded", "point_area", "point", "filed")
        for number, recorded, area, coded, point_area, point, filed_as in zip(*(own[n] for n in names), strict=True):
            spot = wording.spot(point_area, point, MONTHS[recorded], railway=False)
            lsoa = wording.lsoa(area, point, MONTHS[recorded]) if coded else ","
            lines.append(f"{wording.crime_id(number)},{month},{by},{by},{spot},{lsoa},{filed_as}")
        members[f"{month}/{month}-{FORCES[FORCE].slug}-outcomes.csv"] = lines
    return members


def searched_residents(world: World) -> dict[str, float]:
    """Residents of the force's whole area by broad ethnic group, as the census of each of its areas has them."""
    found = dict.fromkeys(SAID, 0.0)
    for area, people in zip(world.areas, world.people, strict=True):
        if DISTRICTS[area.district].force == FORCES[FORCE].code:
            for name, shares in ETHNIC_GROUPS.items():
                group = name.split(":")[0].split()[0].rstrip(",").lower()
                found[group] += sum(people) * shares[area.district != 0]
    return found


def _searches(world: World, rng: np.random.Generator) -> dict[str, list[str]]:
    """Searches of people: each broad group at its planted rate, then some who did not say which it was."""
    people = np.array([
        sum(own) if DISTRICTS[area.district].force == FORCES[FORCE].code else 0
        for area, own in zip(world.areas, world.people, strict=True)
    ])  # fmt: skip
    residents = searched_residents(world)
    members = {}
    for month in SEARCH_MONTHS:
        groups = [g for g, of in residents.items() for _ in range(rng.poisson(of / 1000 * SEARCH_RATES[g] / 12))]
        said = np.where(rng.random(len(groups)) < SEARCH_NOT_SAID, NOT_SAID, [SAID[group] for group in groups])
        areas = rng.choice(len(people), len(groups), p=people / people.sum())
        points = rng.integers(0, POINTS_PER_AREA, len(groups))
        times = [
            f"{month}-{rng.integers(1, 28):02d}T{rng.integers(10, 23)}:{rng.integers(0, 60):02d}:00+00:00"
            for _ in groups
        ]
        parts = [_picked(rng, of, len(groups)) for of in (AGES, OBJECTS, RESULTS)]
        lines = [",".join(SEARCH_COLUMNS)]
        for at in np.argsort(times, kind="stable"):
            longitude, latitude = world.points[1, areas[at], points[at]]
            age, looked_for, result = (part[at] for part in parts)
            gender = "Female" if rng.random() < 0.11 else "Male"
            lines.append(
                f"Person search,{times[at]},False,,{latitude:.6f},{longitude:.6f},{gender},{age},{said[at]},,"
                f"Police and Criminal Evidence Act 1984 (section 1),{looked_for},{result},,False"
            )
        members[f"{month}/{month}-{FORCES[FORCE].slug}-stop-and-search.csv"] = lines
    return members


def _picked(rng: np.random.Generator, shares: dict[str, float], size: int) -> list[str]:
    return [str(one) for one in rng.choice(list(shares), size, p=np.array(list(shares.values())))]
