"""The Home Office's success measures, in words: numbers, and no percentages of few."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, interval, listed, rate
from purbeck.findings.wording.doubt import OPEN

NAMES = {
    "sharp_object_admissions": "Admissions to hospital after assault with a sharp object",
    "knife_enabled_serious_violence": "Serious violence with a knife",
    "non_domestic_homicides": "Homicides other than domestic",
}
YOUNG = {
    "sharp_object_admissions": "of people under 25",
    "knife_enabled_serious_violence": "and a victim under 25",
    "non_domestic_homicides": "of people under 25",
}
BY = {"police_extract": "the police recorded", "hospital_admissions_return": "hospitals returned"}
HIDDEN = "hidden by the supplier: within its limits"
CHANCE = (
    "Few a quarter: each goes up and down by chance. The limits are of chance alone, and are too narrow where events come "
    "in clusters."
)


def name(theme: str, group: str) -> str:
    """A measure, and whose: "Serious violence with a knife and a victim under 25"."""
    return NAMES[theme] if group == "all" else f"{NAMES[theme]} {YOUNG[theme]}"


def quarter(first: str) -> str:
    """ "January to March 2025" as "2025 Q1"."""
    return f"{first[:4]} Q{(int(first[5:7]) + 2) // 3}"


def title(measure: str, verdict: str, year: int, before: int) -> str:
    """Against the year before, as a heading."""
    if verdict == "no clear difference":
        return f"{measure}: no clear change from {before} to {year}"
    if verdict == OPEN:
        return f"{measure}: whether it changed from {before} to {year} {OPEN}"
    return f"{measure}: {verdict} in {year} than in {before}"


def few_title(measure: str, year: int, before: int) -> str:
    """The heading of few."""
    return f"{measure}: too few to tell whether {year} differs from {before}"


def cannot_title(measure: str) -> str:
    """The heading where a supplier hid the numbers."""
    return f"{measure}: too few are given to tell a change"


def counts(
    measure: str, source: str, years: Sequence[tuple[int, int]], quarters: Sequence[tuple[str, int | None]]
) -> str:
    """The numbers of both years and of each quarter."""
    (before, earlier), (year, latest) = years
    said = f"{measure}: {BY[source]} {count(latest)} in {year} and {count(earlier)} in {before}."
    return f"{said} {_by_quarter(quarters)}" if any(n for _, n in quarters) else said


def compared(
    measure: str, source: str, years: Sequence[tuple[int, int]], quarters: Sequence[tuple[str, int | None]], verdict: str,
    ratio: tuple[float, float, float], confidence: float,
) -> str:  # fmt: skip
    """The same, with how much more or less that is. `ratio` is the value, then its ends."""
    value, lower, upper = ratio
    verdict = f"whether it changed {OPEN}" if verdict == OPEN else verdict
    return (
        f"{counts(measure, source, years, quarters)} That is {rate(value)} times as many "
        f"({interval(lower, upper, confidence, value)}): {verdict}."
    )


def cannot(measure: str, quarters: Sequence[tuple[str, int | None]]) -> str:
    """Why nothing is said of numbers that are hidden or rounded."""
    hidden, of = sum(n is None for _, n in quarters), len(quarters)
    if hidden == 1:
        said = f"the count of one of {count(of)} quarters is hidden because it, or a part of it, is small"
    else:
        which = f"all {count(of)}" if hidden == of else f"{count(hidden)} of {count(of)}"
        said = f"the counts of {which} quarters are hidden because they, or parts of them, are small"
    more = "A hidden number is not nought. Whether there are more or fewer than there were cannot be told from these."
    return f"{measure}: {said}. {more}"


def _by_quarter(quarters: Sequence[tuple[str, int | None]]) -> str:
    numbers = [HIDDEN if n is None else count(n) for _, n in quarters]
    return f"By quarter, {quarters[0][0]} to {quarters[-1][0]}: {listed(numbers)}." if quarters else ""
