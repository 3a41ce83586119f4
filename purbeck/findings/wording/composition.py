"""What rises and what falls among all kinds of crime, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, months_of

ALL_CRIME = "Every kind of crime"


def title(rise: Sequence[str], fall: Sequence[str], of: int, base: int) -> str:
    """How many kinds changed as a heading."""
    if not rise and not fall:
        return f"{ALL_CRIME}: no clear change in any of {of} kinds since {base}"
    found = [f"{len(kinds)} clearly {which}" for kinds, which in ((rise, "higher"), (fall, "lower")) if kinds]
    return f"{ALL_CRIME}: of {of} kinds {' and '.join(found)} than in {base}"


def statement(
    total: int, year: int, months: Sequence[int], rise: Sequence[str], fall: Sequence[str], of: int, by_chance: float
) -> str:
    """What rose, what fell, and how much of that chance alone would show."""
    same = f"{year - 1}" if len(months) == 12 else f"the same months of {year - 1} ({months_of(months)})"
    said = "; ".join(
        f"clearly {which}: {listed([_kind(k) for k in kinds])}"
        for which, kinds in (("higher", rise), ("lower", fall))
        if kinds
    )
    verdict = f"Against {same}, {said}." if said else f"Against {same}, none clearly changed."
    expected = (
        "about one" if 0.5 <= by_chance < 1.5 else f"about {count(by_chance)}" if by_chance >= 1.5 else "fewer than one"
    )
    return (
        f"{ALL_CRIME}: street-level data hold {count(total)} incidents of {year} here, anti-social behaviour among them. "
        f"{verdict} Of {of} kinds compared in which nothing changed, {expected} would look clear by chance."
    )


def too_few_title(base: int) -> str:
    """A heading where the years are not compared."""
    return f"{ALL_CRIME}: too few months to tell what rises and what falls since {base}"


def too_few(total: int, year: int, months: Sequence[int], needed: int) -> str:
    """Why the years are not compared."""
    have = f"{len(months)} ({months_of(months)})" if months else "none"
    return (
        f"{ALL_CRIME}: street-level data hold {count(total)} incidents of {year} here, anti-social behaviour among them. Too few "
        f"months to tell what rises and what falls. Months filed in both years: {have}; at least {needed} are needed."
    )


def _kind(name: str) -> str:
    return name[0].lower() + name[1:]
