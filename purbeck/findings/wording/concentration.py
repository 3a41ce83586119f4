"""In how few places it is recorded, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, months_of, offences, percent, percent_interval

FRACTIONS = {0.25: "a quarter", 0.5: "half"}
FLATTERS = (
    "Areas chosen on a year always hold more of that year than of the next: only the next tells how far they lead."
)
STREETS = "Small areas are not streets: a few addresses may hold most of what is recorded in one."


def held_title(theme: str, chosen: tuple[int, int, Sequence[int]], held: float, year: int) -> str:
    """What the chosen areas hold as a heading. `chosen` is areas, year and months; `held` their share of `year`."""
    areas, from_year, months = chosen
    noun = "small area" if areas == 1 else "small areas"
    return f"{theme}: the {count(areas)} {noun} with half of {_span(from_year, months)} held {percent(held)} in {year}"


def concentrated(theme: str, year: int, areas: tuple[int, int], chance: float) -> str:
    """In how few areas half of the latest year's lie, and in how few it would by chance. `areas`: of how many."""
    return (
        f"{theme}: half of the offences recorded in {year} were in {percent(areas[0] / areas[1])} of small areas "
        f"({count(areas[0])} of {count(areas[1])} LSOAs). If it were spread as people are, chance alone would put half "
        f"into {percent(chance)} of them."
    )


def held_next(
    fraction: float, chosen: tuple[int, int, Sequence[int]], measured: tuple[int, Sequence[int]], held: float,
    limits: tuple[float, float], confidence: float, residents: float,
) -> str:  # fmt: skip
    """What areas chosen on one year held of the next. `chosen` is areas, year and months, `measured` year and months."""
    areas, year, months = chosen
    verdict = (
        "clearly higher than" if limits[0] > residents
        else "clearly lower than" if limits[1] < residents else "no clear difference from"
    )  # fmt: skip
    subject = f"The {count(areas)} that held" if areas != 1 else "The one that held"
    return (
        f"{subject} {FRACTIONS[fraction]} of {_span(year, months)} held {percent(held)} of {_span(*measured)} "
        f"({percent_interval(limits, confidence)}): {verdict} the {percent(residents)} of "
        "residents who live there."
    )


def _span(year: int, months: Sequence[int]) -> str:
    """ "2024's", or "January to April 2024's" where that is all there is."""
    return f"{year}'s" if len(months) == 12 else f"{months_of(months)} {year}'s"


def nothing_title(theme: str, reason: str) -> str:
    """A heading where nothing is said."""
    doubt = "cannot tell" if reason == "places_changed" else "too few to tell"
    return f"{theme}: {doubt} whether the same small areas lead year after year"


def too_few_months(theme: str, years: tuple[int, int], filed: tuple[Sequence[int], Sequence[int]], needed: int) -> str:
    """Why two years are not compared."""
    said = [f"of {year}, {months_of(months) if months else 'none'}" for year, months in zip(years, filed, strict=True)]
    return (
        f"{theme}: too few months to tell whether the same small areas lead year after year. Filed for the whole area: "
        f"{listed(said)}; at least {needed} of each are needed."
    )


def too_few_events(theme: str, years: tuple[int, int], counts: tuple[int, int], needed: int) -> str:
    """Why small counts are not compared."""
    return (
        f"{theme}: too few to tell whether the same small areas lead year after year: {offences(counts[0])} in {years[0]} "
        f"and {count(counts[1])} in {years[1]}, where {needed} of each are needed. So few lie in few areas by chance alone."
    )


def too_few_places(theme: str, areas: int) -> str:
    """Why one area is not compared with itself."""
    return f"{theme}: too few to tell one small area from another: there is {'one' if areas == 1 else 'none'}."


def places_changed(theme: str, years: tuple[int, int], changed: str) -> str:
    """Why the small areas of two years are not the same."""
    return (
        f"{theme}: cannot tell from this source whether the small areas that led in {years[0]} lead in {years[1]}. In "
        f"between, {changed}, so what was recorded at one place counts in another."
    )
