"""What figures cannot say: of everything here, and of each source that it is true of."""

from __future__ import annotations

from collections.abc import Iterable

OF_EVERYTHING = (
    "How much violence happened. Much is never reported to anybody, and recording differs between forces and over time. A "
    "low figure can mean fewer offences, or fewer recorded.",
    "How many of these answers are chance. Of twenty comparisons in which nothing differs, about one will look clear.",
    "What caused a change, or whether anything done about violence worked.",
)
NEVER_RECORDED = "Violence that reaches hospitals, ambulances, schools or refuges and is never recorded by the police."
BY_SOURCE = {
    "police_street": (
        "Who was harmed or who offended. Street-level data hold no age, sex, ethnic group or relationship.",
        "How serious an offence was. The category for violence runs from harassment to homicide and cannot be divided.",
        "Exactly where. Each offence is moved to one of a fixed set of map points before it is published, so a figure for "
        "a small area can hold offences from next door.",
        "On which day or at what time. Only the month is published.",
        NEVER_RECORDED,
    ),
    "recorded_crime": (NEVER_RECORDED,),
    "police_extract": (NEVER_RECORDED,),
}  # fmt: skip


def of_sources(named: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The title of each of these sources (name, title) that something is known not to be in, and what that is."""
    return tuple((title, BY_SOURCE[name]) for name, title in named if name in BY_SOURCE)
