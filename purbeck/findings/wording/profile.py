"""Who, when and where, in words."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from purbeck.findings.in_words import count, mid_sentence, percent, percent_interval
from purbeck.findings.wording.doubt import OPEN
from purbeck.sources.returns.code_lists import code_lists

SOURCES = {"police_extract": "The police's own records", "emergency_department": "Emergency departments' records"}
BY = {"police_extract": "the police's own records", "emergency_department": "emergency departments' records"}
TRAITS = {
    "victim_age_sex": "Age and sex of victims", "victim_ethnic_group": "Ethnic group of victims",
    "suspect_age_band": "Age of suspects", "relationship": "What the suspect was to the victim",
    "location_type": "Kind of place", "weapon": "Weapon", "month": "Month of the year", "weekday": "Day of the week",
    "hour": "Time of day",
}  # fmt: skip
SEXES = {"female": "women and girls", "male": "men and boys", "other": "people of another sex"}
TOGETHER = "others together"
METHOD = "Shares of the incidents of which it is known; Wilson's interval"
SPREAD = "Where only a span of time is known, each incident is spread evenly over it."
NOT_RISK = "Shares of incidents, not the risk of any group of people: groups differ in size, and one person may be harmed often."
MISSING = "Not known for {share} of incidents. Those may differ from the others."
ETHNICITY = "As the person said or else as an officer saw. Recording is patchy, so small differences mean nothing."
FEW = "Groups of fewer than {fewest} are put together."


def value(trait: str, code: str) -> str:
    """A code of a trait as people say it."""
    if trait == "month":
        return calendar.month_name[int(code)]
    if trait == "weekday":
        return calendar.day_name[int(code) - 1]
    if trait == "hour":
        return f"{code}:00 to {(int(code) + 2):02d}:59"
    if trait == "victim_age_sex":
        sex, age = code.split("+")
        return f"{SEXES[sex]} aged {code_lists()['age_band'].names[age]}"
    name = {"victim_ethnic_group": "ethnic_group", "suspect_age_band": "age_band"}.get(trait, trait)
    return code_lists()[name].names[code]


def title(trait: str, most: str, share: float, source: str) -> str:
    """The largest group as a heading."""
    return f"{TRAITS[trait]}: {most} in {percent(share)} of incidents where it is known, in {BY[source]}"


def open_title(trait: str, source: str) -> str:
    """A heading where it is open which group is the largest."""
    return f"{TRAITS[trait]}: which group is the largest {OPEN}, in {BY[source]}"


def statement(
    trait: str, source: str, theme: str, period: str, known: int, total: int,
    groups: Sequence[tuple[str, float, float, float]], confidence: float, sure: int,
) -> str:  # fmt: skip
    """The largest groups with their shares. `groups` are (name, share, limits), the largest first.

    So many as `sure` are the largest, in this order, whatever is rounded or hidden.
    """
    each = [
        f"{name} {percent(share)} ({percent_interval((low, high), confidence)})" for name, share, low, high in groups
    ]
    shown = "; ".join(each[sure:])
    if sure == len(each):
        said = f"The largest groups: {'; '.join(each)}."
    elif sure:
        said = f"The largest groups: {'; '.join(each[:sure])}. Which come next {OPEN}; as shown, {shown}."
    else:
        said = f"Which groups are the largest {OPEN}; as shown, {shown}."
    return (
        f"{SOURCES[source]} hold {count(total)} incidents of {mid_sentence(theme)} here in {period}. {TRAITS[trait]} is known of "
        f"{count(known)} of them ({percent(known / total)}). {said}"
    )


def alternative(trait: str, groups: Sequence[tuple[str, float]]) -> str:
    """The bars, said."""
    return f"Bars of {TRAITS[trait].lower()}: " + ", ".join(f"{name} {percent(share)}" for name, share in groups) + "."


def missing(share: float) -> str:
    """How much is not known."""
    return MISSING.format(share=percent(share))


def few(fewest: int) -> str:
    """That small groups are put together."""
    return FEW.format(fewest=fewest)
