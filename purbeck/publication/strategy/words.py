"""The words of a strategy's pages: what codes are called, and what is said where something is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from purbeck.disclosure import ALL_VOICES, Blank, ReleasedStrategy
from purbeck.periods import spoken_day

NOT_WRITTEN = "Not written yet"
# What the closed vocabularies are called on a page; a code that is not listed is its own word with spaces.
NAMES = {
    "respond": "Respond",
    "intervene_early": "Intervene early",
    "research": "Find out more",
    "short": "short term",
    "medium": "medium term",
    "long": "long term",
    "victim_or_survivor": "Victim or survivor",
    "community": "Community",
    "young_person": "Young person",
    "person_who_offended": "Person who offended",
    "practitioner": "Practitioner",
    "focus_group": "Focus group",
    "emergency_department": "emergency department",
    "people_who_offended": "people who offended",
    "victims_and_survivors": "victims and survivors",
    "youth_custody": "youth custody authorities",
    "prison": "prison authorities",
    "education": "education authorities",
}


@dataclass(frozen=True)
class Missing:
    """What stands in the place of something that is not there: it is marked, and says why."""

    words: str


def named(code: str) -> str:
    """What a code of the closed vocabularies is called."""
    return NAMES.get(code, code.replace("_", " "))


def missing(strategy: ReleasedStrategy, of: str, under: str | None = None, otherwise: str = NOT_WRITTEN) -> Missing:
    """The words for something that is not there: the reason that the partnership gave, else that nobody wrote it.

    Parameters
    ----------
    of : what is missing, as `blanks` of strategy.toml calls it: aims, target, baseline ...
    under : the id of the entry whose it is.
    """
    blank = strategy.blank(of, under)
    return Missing(f"{otherwise}." if blank is None else _said(blank))


def statement_named(name: str) -> str:
    """What a statement is called where it is cited; in the public edition that is all of them together."""
    return "What people told us" if name == ALL_VOICES else f"Statement {name.removeprefix('statement-')}"


def not_here(finding: str) -> Missing:
    """What is said where a finding is named that this workspace does not hold."""
    return Missing(f"Not available: finding {finding} is not among the findings of this workspace.")


def span(starts: dt.date | None, ends: dt.date | None) -> str | None:
    """From when to when, in words; None where neither is known."""
    if starts and ends:
        return f"{spoken_day(starts)} to {spoken_day(ends)}"
    if starts:
        return f"from {spoken_day(starts)}"
    return f"until {spoken_day(ends)}" if ends else None


def _said(blank: Blank) -> str:
    who = f" from the {_small(blank.by)}" if blank.by else ""
    when = f" by {spoken_day(blank.expected)}" if blank.expected else ""
    expected = f" Expected{who}{when}." if who or when else ""
    return f"Not available: {blank.why.rstrip('.')}.{expected}"


def _small(role: str) -> str:
    """A role inside a sentence: "Head of housing" is "head of housing", "NHS lead" stays."""
    return role if role[1:2].isupper() else role[:1].lower() + role[1:]
