"""What this means for different people, in words: who lives here, what is not known, what to ask."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, percent
from purbeck.findings.wording.context import when

HARM_UNKNOWN = "unavailable: street-level data do not say who was harmed"
HARM_BY_PLACE = "unavailable: street-level data say where, not who; no place stands for the people who live there"
SHARES_UNKNOWN = "unavailable: no table of residents by this is held here"
ADDED = "Added by partnerships; not in the Act"
METHOD = "A row for each protected characteristic; residents counted by group, nothing estimated"
NOT_TO_SAY = (
    "Nothing here says that any group is harmed more, or less, than another, or that any group harms others. An empty "
    "answer is a reason to ask, not a sign that all is well."
)


def title() -> str:
    """The table's heading."""
    return "Who was harmed cannot be told from these data: what to ask, for each group of people"


def statement(added: Sequence[str], held: Sequence[str], law: str) -> str:
    """What the duty asks, what the table holds, and what it cannot hold."""
    shares = f"Shares of residents are given for {listed([h.lower() for h in held])}" if held else "No shares are held"
    return (
        "In what they do, public authorities must have due regard to the need to eliminate discrimination, to advance "
        f"equality of opportunity and to foster good relations ({law}). The table has a row for each protected "
        f"characteristic of the Act, and for {listed([a.lower() for a in added])}, which partnerships add. "
        f"{shares}; street-level data do not say who was harmed, so every row ends in a question for the partnership."
    )


PARTS = {
    "most_deprived_fifth": "live in the most deprived fifth of small areas in {nation}",
    "most_deprived_tenth": "in the most deprived tenth",
    "rural": "live in rural small areas",
}
NATIONS = {"deprivation_england": "England", "deprivation_wales": "Wales"}


def residents(topic: str, groups: Sequence[tuple[str, int]], total: int, estimated: int | None, coverage: float) -> str:
    """Who lives here: each group's share of residents, of how many, and when they were counted.

    `estimated` is the year of a mid-year estimate, None for the census; `coverage` the share of residents it is known of.
    """
    said = [f"{name} {percent(n / total)}" for name, n in groups]
    if groups[0][0] in PARTS:
        said = [f"{percent(n / total)} {PARTS[name].format(nation=NATIONS.get(topic, ''))}" for name, n in groups]
    known = "" if coverage >= 1 else f"; known of {percent(coverage)} of them"
    return f"{'; '.join(said)} (of {count(total)} residents, {when(estimated)}{known})"


def law_caveat(title_: str, checked: bool) -> str:
    """Where the wording of the law was read."""
    return "" if checked else f"{title_}: read as public bodies summarise it; look it up before relying on its wording."


def source(law: str, in_act: bool, note: str) -> str:
    """Why a row is there."""
    return ". ".join(part for part in (law if in_act else ADDED, note) if part)
