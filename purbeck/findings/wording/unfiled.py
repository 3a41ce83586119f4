"""What can and cannot be said of an area whose force filed nothing at street level, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import listed

NOT_ZERO = "That is not zero offences."
# Of each chapter that rests on street-level rows: what it would say, and what else can be had of it, with and without
# recorded crime.
CHAPTERS = {
    "scale": ("How much is recorded at street level",
              "Police recorded crime gives the level by CSP over three years",
              "Police recorded crime, which every force files, would give the level by CSP"),
    "trend": ("How street-level counts change from month to month",
              "Police recorded crime gives the change between financial years",
              "Police recorded crime, which every force files, would give the change between financial years"),
    "comparison": ("How street-level rates stand beside other areas",
                   "Police recorded crime gives the rate beside region, force and nation, and its rank",
                   "Police recorded crime, which every force files, would give the rate beside region, force and nation"),
    "places": ("Where it is recorded", "Recorded crime has no place below the CSP: only the force's own records would say",
               "Recorded crime has no place below the CSP: only the force's own records would say"),
}  # fmt: skip
SEE = ' (see "Three years beside region and nation")'
HAD = ("who lives here", "the national picture", "the equality-impact table")
HAD_RECORDED = "recorded crime by CSP over three years"


def title(force: str, given: bool) -> str:
    """That an area's force filed nothing, for the head of its page and a line of the index."""
    return (
        f"Unavailable: no month was filed by {_its_force(force)}"
        if given
        else "Unavailable: no street-level file is held"
    )


def statement(place: str, force: str, given: bool, recorded: bool) -> str:
    """The same in full: why, what is lacking for it, what still can be had, and what to do."""
    had = (HAD_RECORDED, *HAD) if recorded else HAD
    wanted = (
        "" if recorded else " Police recorded crime, which every force files, would add level, change and rank by CSP."
    )
    return (
        f"{_why(force, given, place)} Every figure by month, and of any place below the CSP, is unavailable for that. What "
        f"still can be had stands below: {listed(had)}.{wanted} {_todo(given)}"
    )


def chapter_title(section: str, force: str, given: bool) -> str:
    """The same as the heading of one chapter."""
    lacking = f"no month was filed by {_its_force(force)}" if given else "no street-level file is held"
    return f"{CHAPTERS[section][0]}: unavailable, since {lacking}"


def chapter(section: str, place: str, force: str, given: bool, recorded: bool) -> str:
    """Why one chapter is unavailable, and what else can be had of what it asks."""
    _, held, lacking = CHAPTERS[section]
    instead = f"{held}{SEE}" if recorded and held != lacking else lacking
    return f"{_why(force, given, place)} {instead}."


def alike_title(place: str) -> str:
    """The list of areas alike as a heading, where no rate can be set beside theirs."""
    return f"The districts most like {place}"


def alike(place: str, names: Sequence[str]) -> str:
    """Which areas are alike, where no rate can be set beside theirs."""
    return (
        f"The districts most like {place}, the most alike first: {listed(names)}. Its own street-level rate is unavailable, so "
        "it has no place among theirs."
    )


def _why(force: str, given: bool, place: str) -> str:
    if not given:
        return f"No street-level file was given, so nothing at street level can be said of {place}. {NOT_ZERO}"
    return f"{place}: {_its_force(force)}, filed no month of street-level data in the files given. {NOT_ZERO}"


def _todo(given: bool) -> str:
    if given:
        return "Give archives that hold the force's files, if it has published any, and build again."
    return "Give archives of street-level files, if the force has published any, and build again."


def _its_force(force: str) -> str:
    return f"its police force, {force}" if force else "any police force of its own"
