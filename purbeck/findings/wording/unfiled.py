"""What can and cannot be said without street-level rows, or without rules for them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from purbeck.findings.in_words import listed

# What is lacking: a file, a month that our force filed, or a rule that can be applied to what was filed.
Lack = Literal["file", "month", "rule"]
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
NO_RULE = (
    "Street-level data give a category and a month alone, and each rule of this definition is about another source or asks "
    "for more."
)
NO_RULE_SHORT = "no rule of the definition can be applied to street-level data"
_TODO: dict[Lack, str] = {
    "file": "Give archives of street-level files, if the force has published any, and build again.",
    "month": "Give archives that hold the force's files, if it has published any, and build again.",
    "rule": "Give the police's own records, with offence codes, and build again; or report by a definition of categories.",
}
SEE = ' (see "Three years beside region and nation")'
HAD = ("who lives here", "the national picture", "the equality-impact table")
HAD_RECORDED = "recorded crime by CSP over three years"


def title(force: str, lack: Lack) -> str:
    """What is lacking, for the head of an area's page and a line of the index."""
    return f"Unavailable: {_lacking(force, lack)}"


def statement(place: str, force: str, lack: Lack, recorded: bool) -> str:
    """The same in full: why, what is lacking for it, what still can be had, and what to do."""
    had = (HAD_RECORDED, *HAD) if recorded else HAD
    wanted = (
        ""
        if recorded or lack == "rule"
        else " Police recorded crime, which every force files, would add level, change and rank by CSP."
    )
    return (
        f"{_why(force, lack, place)} Every figure by month, and of any place below the CSP, is unavailable for that. What "
        f"still can be had stands below: {listed(had)}.{wanted} {_TODO[lack]}"
    )


def chapter_title(section: str, force: str, lack: Lack) -> str:
    """The same as the heading of one chapter."""
    return f"{CHAPTERS[section][0]}: unavailable, since {_lacking(force, lack)}"


def chapter(section: str, place: str, force: str, lack: Lack, recorded: bool) -> str:
    """Why one chapter is unavailable, and what else can be had of what it asks."""
    _, held, lacking = CHAPTERS[section]
    if lack == "rule" and not recorded:
        return f"{_why(force, lack, place)} {_TODO[lack]}"
    instead = f"{held}{SEE}" if recorded and held != lacking else lacking
    return f"{_why(force, lack, place)} {instead}."


def alike_title(place: str) -> str:
    """The list of areas alike as a heading, where no rate can be set beside theirs."""
    return f"The districts most like {place}"


def alike(place: str, names: Sequence[str]) -> str:
    """Which areas are alike, where no rate can be set beside theirs."""
    return (
        f"The districts most like {place}, the most alike first: {listed(names)}. Its own street-level rate is unavailable, so "
        "it has no place among theirs."
    )


def _why(force: str, lack: Lack, place: str) -> str:
    if lack == "file":
        return f"No street-level file was given, so nothing at street level can be said of {place}. {NOT_ZERO}"
    if lack == "rule":
        return f"{NO_RULE} Nothing at street level can be said of {place} by it. {NOT_ZERO}"
    return f"{place}: {_its_force(force)}, filed no month of street-level data in the files given. {NOT_ZERO}"


def _lacking(force: str, lack: Lack) -> str:
    if lack == "file":
        return "no street-level file is held"
    return NO_RULE_SHORT if lack == "rule" else f"no month was filed by {_its_force(force)}"


def _its_force(force: str) -> str:
    return f"its police force, {force}" if force else "any police force of its own"
