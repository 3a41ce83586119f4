"""True events behind the records of Brackenshire's police and emergency department."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purbeck.example import answers_partners as planted
from purbeck.example.answers import MONTHS, ROBBERY, VIOLENCE, WEAPONS
from purbeck.example.describe import rural_areas
from purbeck.example.district import World
from purbeck.example.events import CATEGORIES
from purbeck.incidents.locate import to_national_grid

SEED = 5201  # beside the seed of the events, so that nothing drawn for them shifts
MINUTES_A_DAY = 1_440
HARASSMENT, NO_INJURY, WITH_INJURY, GRIEVOUS = "8L", "105A", "8N", "5D"
OTHER_VIOLENCE: dict[str, float] = {
    WITH_INJURY: 0.56,
    GRIEVOUS: 0.05,
    "3B": 0.09,
    "20A": 0.15,
    "17A": 0.03,
    "19C": 0.12,
}
"""Shares of the codes other than harassment and assault without injury, which the counting rules move between them."""
NEITHER = 0.52
"""Of violence, what is neither of those two."""
SEXUAL = ("20A", "17A", "19C")
VICTIM_SEX = {"20A": "female", "17A": "male", "19C": "female"}
"""Whom these offences are against, by their titles."""
TOO_YOUNG = {"20A": {"0-9": "10-14"}, "17A": {"0-9": "10-14"}, "19C": {"0-9": "15-17", "10-14": "15-17"}}
"""Bands of age below that of the offence (13 and over, 16 and over), and the first band that is not."""
AGES = {"0-9": 0.02, "10-14": 0.06, "15-17": 0.08, "18-24": 0.17, "25-34": 0.26, "35-44": 0.19, "45-54": 0.12, "55-64": 0.06,
        "65-74": 0.03, "75_and_over": 0.01}  # fmt: skip
YOUNG = ("0-9", "10-14", "15-17", "18-24")
ETHNIC = {"white": 0.90, "asian": 0.04, "black": 0.02, "mixed": 0.03, "other": 0.01}
OUTCOMES = {"evidential_difficulties": 0.46, "no_suspect_identified": 0.28, "charged_or_summonsed": 0.10, "out_of_court": 0.06,
            "other_body": 0.03, "not_in_public_interest": 0.02, "open_or_unknown": 0.05}  # fmt: skip
WEAPON = {"body_part": 0.74, "blunt_object": 0.08, "other": 0.12, "none": 0.06}
JITTER_M = 30.0  # of an incident around the point of its street
NOT_KNOWN = ""


@dataclass(frozen=True)
class Records:
    """What the two services wrote down, one row each, in the order of their files.

    `police` and `department` have times, places and codes; `pairs` are the rows of both that are one event: places in
    `police` and in `department`, from 0.
    """

    police: pd.DataFrame
    department: pd.DataFrame
    pairs: list[tuple[int, int]]


def make_records(world: World, events: pd.DataFrame, seed: int) -> Records:
    """The records of both services behind the street-level rows of Brackenshire's own police."""
    rng = np.random.default_rng([seed, SEED])
    police = _police(world, events, rng)
    hurt = np.flatnonzero(police["code"].isin([WITH_INJURY, GRIEVOUS]) & ~police["domestic"])
    both = hurt[rng.random(len(hurt)) < planted.SEEN_BY_BOTH]
    department = pd.concat(
        [_seen_by_both(police, both), _only_department(world, rng), _night_cluster(world, rng)], ignore_index=True
    )
    department = _as_told(department, rng)
    order = np.lexsort((department.index, department["arrived"]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    pairs = sorted(zip(both.tolist(), place[: len(both)].tolist(), strict=True))
    return Records(police, department.iloc[order].reset_index(drop=True), pairs)


def home_areas(world: World) -> list[int]:
    """The places, in the world's list, of Brackenshire's own areas."""
    return [n for n, area in enumerate(world.areas) if area.district == 0]


def _picked(rng: np.random.Generator, shares: dict[str, float], size: int) -> NDArray[np.object_]:
    weights = np.array(list(shares.values()))
    return np.array(list(shares), dtype=object)[rng.choice(len(shares), size, p=weights / weights.sum())]


def _police(world: World, events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row for each street-level row of violence, robbery and weapons that has a place, in the order recorded."""
    first = MONTHS.index(planted.FIRST_MONTH)
    wanted = [CATEGORIES.index(theme.category) for theme in (VIOLENCE, ROBBERY, WEAPONS)]
    own = events["area"].isin(home_areas(world)) & (events["force"] == 0) & (events["month"] >= first)
    rows = events[own & events["category"].isin(wanted)][["month", "category", "area", "point_area", "point"]]
    rows = rows.reset_index(drop=True)
    rural = rural_areas(world)
    rows["rural"] = [world.areas[n].code in rural for n in rows["area"]]
    violent = rows["category"] == wanted[0]
    share = np.where(rows["rural"], planted.DOMESTIC_SHARE["rural"], planted.DOMESTIC_SHARE["urban"])
    rows["domestic"] = violent & (rng.random(len(rows)) < share)
    rows["code"] = _codes(rows, wanted, rng)
    rows = _who(_how(_where(world, _when(rows, rng), rng), rng), rng)
    rows = _young_knives(rows, rng)
    return rows.sort_values(["recorded_on", "start", "code"], kind="stable", ignore_index=True)


def _codes(rows: pd.DataFrame, wanted: list[int], rng: np.random.Generator) -> NDArray[np.object_]:
    """Home Office codes: from the break on, less of harassment and as much more of assault without injury."""
    n = len(rows)
    after = rows["month"].to_numpy() >= MONTHS.index(planted.COUNTING_BREAK)
    harassment = np.where(after, planted.HARASSMENT_SHARE["after"], planted.HARASSMENT_SHARE["before"])
    draw = rng.random(n)
    codes = np.where(
        draw < harassment, HARASSMENT, np.where(draw < 1 - NEITHER, NO_INJURY, _picked(rng, OTHER_VIOLENCE, n))
    )
    robbery = np.where(rng.random(n) < 0.85, "34B", "34A")
    weapons = np.where(rng.random(n) < 0.75, "10D", "10C")
    category = rows["category"].to_numpy()
    return np.where(category == wanted[1], robbery, np.where(category == wanted[2], weapons, codes)).astype(object)


def _when(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Start and end, in minutes since 2000, and the day recorded, none later than the extract."""
    n = len(rows)
    month = np.array([np.datetime64(MONTHS[m], "D") for m in rows["month"]])
    days = (month.astype("datetime64[M]") + 1).astype("datetime64[D]") - month
    night = np.where(rows["domestic"], 0.3, 0.55)
    weekend = rng.random(n) < 0.35
    day = month + (rng.random(n) * days.astype(int)).astype(int)
    weekday = (day.astype(int) + 3) % 7
    moved = day + np.where(weekend, (np.where(rng.random(n) < 0.5, 4, 5) - weekday), 0)
    day = np.where((moved >= month) & (moved < month + days), moved, day)
    hour = np.where(rng.random(n) < night, rng.normal(22.5, 2.2, n), rng.uniform(0, 24, n)) % 24
    start = (day - np.datetime64("2000-01-01")).astype(int) * MINUTES_A_DAY + (hour * 60).astype(int)
    long = np.isin(rows["code"], SEXUAL) & (rng.random(n) < 0.3)
    span = np.where(rng.random(n) < 0.15, rng.integers(10, 150, n), 0)
    span = np.where(long, rng.integers(MINUTES_A_DAY, 20 * MINUTES_A_DAY, n), span)
    last = (np.datetime64(planted.LAST_MONTH, "M") + 1).astype("datetime64[D]") - 1
    recorded = day + span // MINUTES_A_DAY + rng.geometric(0.6, n) - 1 + np.where(long, rng.integers(0, 40, n), 0)
    recorded = np.minimum(recorded, last)
    end = np.maximum(np.minimum(start + span, _minutes(recorded + 1) - 1), start)  # nobody records what is yet to come
    return rows.assign(start=start, end=end, recorded_on=recorded)


def _where(world: World, rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Easting and northing, near the street point that data.police.uk gives."""
    spots = street_points(world)[rows["point_area"], rows["point"]]
    at = np.rint(spots + rng.normal(0, JITTER_M, spots.shape)).astype(int)
    return rows.assign(easting=at[:, 0], northing=at[:, 1])


def street_points(world: World) -> NDArray[np.float64]:
    """Easting and northing of the newer set of street points, areas x points x 2."""
    newer = world.points[1]
    east, north = to_national_grid(newer[..., 0].ravel(), newer[..., 1].ravel())
    return np.stack([east, north], axis=1).reshape(newer.shape).astype(np.float64)


def _how(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Weapon, knife flag, injury, kind of place and flags."""
    n, code = len(rows), rows["code"].to_numpy()
    weapon = np.where(np.isin(code, [WITH_INJURY, GRIEVOUS]), _picked(rng, WEAPON, n), "none")
    weapon = np.where(np.isin(code, ["34A", "34B"]) & (rng.random(n) < 0.25), "knife_or_sharp_object", weapon)
    weapon = np.where(code == "10D", "knife_or_sharp_object", weapon)
    weapon = np.where((code == GRIEVOUS) & (rng.random(n) < 0.3), "knife_or_sharp_object", weapon)
    injury = np.where(code == GRIEVOUS, "serious", np.where(code == WITH_INJURY, "minor", "none"))
    home = rows["domestic"].to_numpy() | (np.isin(code, SEXUAL) & (rng.random(n) < 0.6))
    kinds = {"street_or_open_space": 0.5, "licensed_premises": 0.22, "shop": 0.1, "dwelling": 0.1, "transport": 0.04,
             "school_or_college": 0.04}  # fmt: skip
    place = np.where(home, "dwelling", _picked(rng, kinds, n))
    public = np.isin(place, ["street_or_open_space", "licensed_premises", "shop", "transport"])
    return rows.assign(
        weapon=weapon, knife=weapon == "knife_or_sharp_object", injury=injury, location_type=place, public_place=public,
        alcohol=rng.random(n) < 0.22, county_lines=rng.random(n) < 0.004, hate=rng.random(n) < 0.03,
        outcome_group=_picked(rng, OUTCOMES, n),
    )  # fmt: skip


def _who(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Bands of victim and suspect, and what they were to each other; no victim under 25 of a knife yet."""
    n, domestic = len(rows), rows["domestic"].to_numpy()
    older = {band: share for band, share in AGES.items() if band not in YOUNG}
    age = np.where(rows["knife"], _picked(rng, older, n), _picked(rng, AGES, n))
    age = np.where(domestic & np.isin(age, ["0-9", "10-14"]), "25-34", age)
    state = np.isin(rows["code"], ["10C", "10D"])  # nobody is the victim of these
    sex = np.where(rng.random(n) < np.where(domestic, 0.74, 0.42), "female", "male")
    sex = rows["code"].map(VICTIM_SEX).fillna(pd.Series(sex, rows.index)).to_numpy()
    age = np.array(
        [TOO_YOUNG.get(code, {}).get(band, band) for code, band in zip(rows["code"], age, strict=True)], dtype=object
    )
    near = np.where(rng.random(n) < 0.45, "partner", np.where(rng.random(n) < 0.6, "former_partner", "family"))
    far = _picked(rng, {"stranger": 0.5, "acquaintance": 0.45, "professional": 0.05}, n)
    return rows.assign(
        victim_age_band=np.where(state | (rng.random(n) < 0.04), NOT_KNOWN, age),
        victim_sex=np.where(state, NOT_KNOWN, sex),
        victim_ethnic_group=np.where(state | (rng.random(n) < 0.35), NOT_KNOWN, _picked(rng, ETHNIC, n)),
        suspect_age_band=np.where(rng.random(n) < 0.3, NOT_KNOWN, _picked(rng, AGES, n)),
        suspect_sex=np.where(rng.random(n) < 0.25, NOT_KNOWN, np.where(rng.random(n) < 0.78, "male", "female")),
        suspect_ethnic_group=np.where(rng.random(n) < 0.5, NOT_KNOWN, _picked(rng, ETHNIC, n)),
        relationship=np.where(state, NOT_KNOWN, np.where(domestic, near, far)),
    )


def _young_knives(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """As many knife offences with a victim under 25 in each quarter as were planted, among assaults with injury."""
    first = MONTHS.index(planted.FIRST_MONTH)
    quarter = (rows["month"].to_numpy() - first) // 3
    open_to = rows["code"].isin([WITH_INJURY, GRIEVOUS]).to_numpy() & ~rows["domestic"].to_numpy()
    rows = rows.copy()
    for n, wanted in enumerate(planted.YOUNG_KNIFE):
        chosen = rng.choice(np.flatnonzero(open_to & (quarter == n)), wanted, replace=False)
        rows.loc[chosen, "knife"] = True
        rows.loc[chosen, "weapon"] = "knife_or_sharp_object"
        rows.loc[chosen, "victim_age_band"] = _picked(rng, {"15-17": 0.4, "18-24": 0.6}, wanted)
    return rows


def _seen_by_both(police: pd.DataFrame, both: NDArray[np.int64]) -> pd.DataFrame:
    rows = police.iloc[both]
    return pd.DataFrame({
        "start": rows["start"].to_numpy(), "area": rows["point_area"].to_numpy(), "point": rows["point"].to_numpy(),
        "method": rows["weapon"].replace({"none": "body_part"}).to_numpy(), "location_type": rows["location_type"].to_numpy(),
        "cluster": False,
    })  # fmt: skip


def _only_department(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Assaults that nobody told the police of: anywhere people live, by night more than by day."""
    n, home = planted.ONLY_DEPARTMENT, home_areas(world)
    people = np.array([sum(world.people[area]) for area in home], dtype=np.float64)
    days = (np.datetime64(planted.LAST_MONTH, "M") + 1).astype("datetime64[D]") - _first_day()
    hour = np.where(rng.random(n) < 0.5, rng.normal(22.5, 2.2, n), rng.uniform(0, 24, n)) % 24
    start = _minutes(_first_day()) + rng.integers(0, days.astype(int), n) * MINUTES_A_DAY + (hour * 60).astype(int)
    kinds = {"street_or_open_space": 0.45, "licensed_premises": 0.25, "dwelling": 0.25, "other": 0.05}
    return pd.DataFrame({
        "start": start, "area": rng.choice(home, n, p=people / people.sum()), "point": rng.integers(0, 10, n),
        "method": _picked(rng, WEAPON | {"none": 0.0, "knife_or_sharp_object": 0.05}, n),
        "location_type": _picked(rng, kinds, n), "cluster": False,
    })  # fmt: skip


def _night_cluster(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Attendances after Friday and Saturday nights at one place of which the police recorded nothing."""
    n = planted.NIGHT_CLUSTER
    fridays = np.arange(_first_day(), np.datetime64(planted.LAST_MONTH, "M") + 1, dtype="datetime64[D]")
    fridays = fridays[np.isin((fridays.astype(int) + 3) % 7, (4, 5))][:-1]
    start = _minutes(rng.choice(fridays, n)) + rng.integers(23 * 60, 27 * 60, n)
    area = next(at for at, found in enumerate(world.areas) if found.code == planted.NIGHT_CLUSTER_LSOA)
    method = _picked(rng, {"body_part": 0.6, "glass_or_bottle": 0.3, "pushed": 0.1}, n)
    return pd.DataFrame({"start": start, "area": area, "point": -1, "method": method, "location_type": "licensed_premises",
                         "cluster": True})  # fmt: skip


def _as_told(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The time of the assault as people remember it, and when they arrived."""
    n = len(rows)
    off = np.where(rows["cluster"], 0.0, rng.normal(0, 15, n))
    said = rows["start"].to_numpy() + np.rint(off).astype(int)
    said = np.where((rng.random(n) < 0.6) & ~rows["cluster"], said // 15 * 15, said)
    arrived = np.maximum(said, rows["start"]) + rng.gamma(2.0, 45.0, n).astype(int) + 10
    last = _minutes((np.datetime64(planted.LAST_MONTH, "M") + 1).astype("datetime64[D]")) - 1
    return rows.assign(said=np.minimum(said, last - 1), arrived=np.minimum(arrived, last))


def _first_day() -> np.datetime64:
    return np.datetime64(planted.FIRST_MONTH, "D")


def _minutes(days: NDArray[np.datetime64] | np.datetime64) -> NDArray[np.int64]:
    return np.asarray((days - np.datetime64("2000-01-01")).astype(np.int64) * MINUTES_A_DAY)


def quarters() -> list[tuple[str, str]]:
    """First and last month of each quarter covered."""
    ends = range(0, len(planted.MONTHS) + 1, 3)
    return [(planted.MONTHS[a], planted.MONTHS[b - 1]) for a, b in pairwise(ends)]
