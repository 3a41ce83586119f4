"""Whose rate it is, and how sure it is how many they are, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from purbeck import periods
from purbeck.figures import about
from purbeck.findings.in_words import count, interval, listed, listed_months, offences, percent, percent_interval, rate

Basis = Sequence[tuple[int, str, int]]  # year of the counts, basis, year the number is of

WHOSE = {
    "residents": ("residents", "the people who live there"),
    "workday_people": ("workday people", "those who work there, and those who live there and do not work"),
    "residents_and_visitors": ("residents and visitors", "the people who live there and those who stay or visit"),
}
WORKDAY_OF_2021 = (
    "Workday people are those of Census 2021, which was taken in lockdown, when many worked at home or not at all: town "
    "centres may have had more in other years."
)
VISITORS_ESTIMATED = (
    "Visitors are an estimate, as good as the survey behind it; the interval takes in the range given with it."
)
KNOWN_HOMES = "Only victims whose home was known are counted; of the others nothing is said here."


def basis(found: Basis) -> str:
    """What the residents rest on, for the line that names the method."""
    said = []
    own = sorted({year for year, name, _ in found if name.startswith(("mid_year", "district"))})
    if own:
        said.append(f"mid-year estimates for {listed([str(year) for year in own])}")
    near = sorted({of for _, name, of in found if name == "nearest_estimate"})
    if near:
        said.append(f"the nearest mid-year estimate ({listed([str(of) for of in near])})")
    if any(name.startswith("census") for _, name, _ in found):
        said.append("Census 2021")
    return f"Residents: {listed(said)}" if said else "Residents: unavailable"


def basis_caveats(found: Basis) -> tuple[str, ...]:
    """What to beware of in the numbers of residents."""
    said = []
    fallback = sorted({year for year, name, _ in found if name == "census_2021_fallback"})
    if fallback:
        said.append(
            f"Residents are those of Census 2021, for want of an estimate for {listed([str(y) for y in fallback])}: where "
            "numbers have changed since, rates are out by as much."
        )
    near = sorted({(year, of) for year, name, of in found if name == "nearest_estimate"})
    for year, of in near:
        said.append(f"Residents for {year} are the estimate for mid-{of}, the nearest there is.")
    if any(name == "mid_year_estimate_split" for _, name, _ in found):
        said.append("Some small areas were divided in 2021; residents of their parts are shared out as in Census 2021.")
    if any(name == "district_estimate_shared" for _, name, _ in found):
        said.append("Residents of small areas are their district's estimate, shared out as in Census 2021.")
    return tuple(said)


def side_by_side_title(theme: str, rates: Sequence[tuple[str, float]]) -> str:
    """The rates by whose they are, as a heading."""
    return f"{theme}: {listed([f'{rate(value)} per 1,000 {WHOSE[kind][0]}' for kind, value in rates])}"


def side_by_side(
    theme: str, where: tuple[str, int], rates: Sequence[tuple[str, float, float, float]], confidence: float
) -> str:
    """The same offences over each kind of people; `rates` hold kind, rate, and the ends of its interval."""
    said = [
        f"{rate(value)} per 1,000 {WHOSE[kind][0]} ({interval(lower, upper, confidence, value)})"
        for kind, value, lower, upper in rates
    ]
    meant = "; ".join(f"{WHOSE[kind][0]} are {WHOSE[kind][1]}" for kind, *_ in rates[1:])
    return (
        f"{theme}: the offences recorded in the area of {where[0]} in {where[1]} come to {listed(said)}, each a year. The "
        f"offences are the same, and only the people they are set against differ: {meant}."
    )


def side_by_side_alternative(year: int, rows: Sequence[tuple[object, ...]]) -> str:
    """The table, read out."""
    said = "; ".join(f"per 1,000 {r[0]} {rate(r[3])}" for r in rows)  # type: ignore[arg-type]
    return f"The rate of {year} by whose it is: {said}."


@dataclass(frozen=True)
class Busiest:
    """The month with the highest rate per resident, of so many months filed; None where visitors are not known of it.

    `adjusted` is the rate with visitors and its interval; `visitors` are those of an average day.
    """

    month: str
    offences: int
    per_resident: float
    visitors: float | None
    adjusted: tuple[float | None, float | None, float | None]
    filed: int


def seasons_title(theme: str, busiest: Busiest) -> str:
    """The busiest month both ways, as a heading."""
    return (
        f"{theme}: {rate(busiest.per_resident)} per 1,000 residents in {periods.spoken_month(busiest.month)}, "
        f"{rate(busiest.adjusted[0])} per 1,000 residents and visitors"
    )


def seasons(
    theme: str, place: str, busiest: Busiest, swings: tuple[float, float] | None, missing: Sequence[str], confidence: float
) -> str:  # fmt: skip
    """The month with the highest rate per resident, and what is left of it once visitors are counted.

    swings : the highest month's rate over the lowest's, per resident and with visitors; None where they are not compared.
    missing : the months filed without visitors.
    """
    of = f" of the {count(busiest.filed)} months filed" if busiest.filed < 12 else ""
    said = (
        f"{theme}: {periods.spoken_month(busiest.month)} has the highest rate per resident{of} in the area of {place}: "
        f"{offences(busiest.offences)}, or {rate(busiest.per_resident)} per 1,000 residents a year. "
    )
    value, lower, upper = busiest.adjusted
    if busiest.visitors is None or value is None or lower is None or upper is None:
        said += "How many visitors were there then is unavailable, and so is the rate per resident and visitor."
    else:
        said += (
            f"With about {about(busiest.visitors)} visitors there on an average day it is {rate(value)} per "
            f"1,000 residents and visitors ({interval(lower, upper, confidence, value)})."
        )
    if missing:
        return f"{said} {visitors_missing(missing, int(busiest.month[:4]))}"
    if swings is None:
        return said
    return (
        f"{said} Over the months, the highest rate is {rate(swings[0])} times the lowest per resident, and {rate(swings[1])} "
        "times with visitors counted."
    )


def visitors_missing(months: Sequence[str], year: int) -> str:
    """Which months have no visitors, and what is therefore not said."""
    return (
        f"The visitors file has nothing for {listed_months(months)}, so there is no rate of {year} per resident and visitor, "
        "and the months' rates with visitors are not compared."
    )


def seasons_alternative(rows: Sequence[tuple[object, ...]]) -> str:
    """The months, read out."""
    said = "; ".join(f"{periods.spoken_month(str(r[0]))} {rate(r[2])} and {rate(r[4])}" for r in rows)  # type: ignore[arg-type]
    return f"Each month's rate per 1,000 residents, then per 1,000 residents and visitors: {said}."


def elsewhere_title(share: float) -> str:
    """The share of victims who live elsewhere, as a heading."""
    return f"{percent(share)} of victims whose home was known lived elsewhere"


def elsewhere(
    share: float, limits: tuple[float, float], counts: tuple[int, int], where: tuple[str, str], confidence: float
) -> str:
    """How many of the victims whose home was known live elsewhere; `counts` are they, and all; `where` place and period."""
    return (
        f"Of the {count(counts[1])} victims in the area of {where[0]} in {where[1]} whose home was known, {percent(share)} "
        f"({count(counts[0])}) lived elsewhere ({percent_interval(limits, confidence)}). A rate "
        "per resident counts their victimisation, but not them, and so overstates what happens to the people who live there."
    )
