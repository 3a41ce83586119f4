"""Recorded, experienced and feared set side by side, in words that may be printed as they stand."""

from __future__ import annotations

from purbeck.findings.in_words import count, listed, percent, percent_interval, rate
from purbeck.sources.returns.code_lists import code_lists

SUBJECTS = {
    "violence": "Violence", "domestic_abuse": "Domestic abuse", "sexual_assault": "Sexual assault", "robbery": "Robbery",
    "safety": "Safety after dark", "knives": "Knives",
}  # fmt: skip
SAID = {
    ("violence", "feared"): "are very or fairly worried about violence",
    ("violence", "experienced"): "said that they had experienced violence",
    ("violence", "told"): "who had experienced violence said that the police came to know",
    ("domestic_abuse", "experienced"): "said that they had experienced domestic abuse",
    ("sexual_assault", "experienced"): "said that they had experienced sexual assault",
    ("robbery", "experienced"): "said that they had experienced robbery",
    ("safety", "feared"): "feel unsafe outside after dark",
    ("knives", "known"): "know somebody who carries a knife",
}  # fmt: skip
KINDS = {
    "experienced": "Experienced",
    "feared": "Feared",
    "told": "Told to the police",
    "known": "Known of",
    "recorded": "Recorded by the police",
}
METHOD = "Weighted estimates with the interval that the survey's design gives, as supplied; rates with their own"
THREE = "What is recorded, experienced, feared or known of are different things. None of them stands for another."
UNITS = "Recorded offences and people asked are counted in different ways: do not divide one by the other."
AREAS = {
    "force": "police force area",
    "csp": "community safety partnership",
    "district": "district",
    "region": "region",
}
DIFFERENT = {
    2: " These are two different things.",
    3: " These are three different things.",
    4: " These are four different things.",
}
FEAR = "Worry tells how people feel. It is not a sign of how likely they are to be harmed."
NOT_OURS = "Where a survey has no estimate for our own area, that of the area it lies in stands here, and says so."


def area(place_type: str, name: str) -> str:
    """A place with what it is an area of, where another may have the same name."""
    return f"{name} ({AREAS[place_type]})" if place_type in AREAS else name


def title(subject: str, kind: str, place: str, groups: list[tuple[str, float]]) -> str:
    """Shares as a heading. `groups` are (group in words, "" for everybody, and its share)."""
    (first, value), *others = [(f" ({group})" if group else "", percent(share)) for group, share in groups]
    more = "".join(f" and {share}{group}" for group, share in others)
    return f"{SUBJECTS[subject]}: {value} of people asked in {place}{first}{more} {SAID[subject, kind]}"


def share(
    subject: str, kind: str, value: float, limits: tuple[float, float] | None, confidence: float, people: int | None,
    group: str = "",
) -> str:  # fmt: skip
    """One share as a sentence; of a group of people, where it is not of everybody."""
    doubt = f" ({percent_interval(limits, confidence)})" if limits else ""
    answered = f"; {count(people)} people answered" if people is not None else ""
    of = f"{KINDS[kind]}{f', {group}' if group else ''}"
    return f"{of}: {percent(value)} of people asked {SAID[subject, kind]}{doubt}{answered}."


def recorded(theme: str, value: float, year: int) -> str:
    """What is recorded as a sentence."""
    return f"{KINDS['recorded']}: {theme[:1].lower()}{theme[1:]}, {rate(value)} offences per 1,000 residents in {year}."


def recorded_numbers(numbers: list[tuple[str, int]], period: str) -> str:
    """How many offences were recorded that are marked as such. `numbers` are (group in words, "" for everybody, and how many)."""
    said = listed([f"{count(number)} offences{f' ({group})' if group else ''}" for group, number in numbers])
    return f"{KINDS['recorded']}: {said} marked as such in {period}."


def statement(subject: str, place: str, period: str, said: list[str], kinds: int) -> str:
    """What is recorded, experienced and feared, one after the other: so many `kinds` of thing."""
    return f"{SUBJECTS[subject]} in {place}, as asked about {period}. {' '.join(said)}{DIFFERENT.get(kinds, '')}"


def group(group_by: str, group_value: str) -> str:
    """A group of people as a label."""
    if group_by == "all":
        return "everybody"
    names = [
        code_lists()[name].names[code] for name, code in zip(group_by.split("+"), group_value.split("+"), strict=True)
    ]
    return ", ".join(names)


def row(kind: str, place: str, group_said: str) -> str:
    """A row of the table or a bar of the chart; the place as `area` says it."""
    return f"{KINDS[kind]}: {place}, {group_said}"


def alternative(subject: str, bars: list[tuple[str, float]]) -> str:
    """The bars, said."""
    return (
        f"Bars of shares of people asked, {SUBJECTS[subject].lower()}: "
        + "; ".join(f"{n} {percent(v)}" for n, v in bars)
        + "."
    )
