"""Recorded, experienced and feared set side by side, in words that may be printed as they stand."""

from __future__ import annotations

from purbeck.findings.in_words import count, percent, percent_interval, rate
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
    ("knives", "feared"): "know somebody who carries a knife",
}  # fmt: skip
KINDS = {
    "experienced": "Experienced",
    "feared": "Feared",
    "told": "Told to the police",
    "recorded": "Recorded by the police",
}
METHOD = "Weighted estimates with the interval that the survey's design gives, as supplied; rates with their own"
THREE = "Recorded, experienced and feared are three different things. None of them stands for another."
UNITS = "Recorded offences and people asked are counted in different ways: do not divide one by the other."
FEAR = "Worry tells how people feel. It is not a sign of how likely they are to be harmed."
NOT_OURS = "Where a survey has no estimate for our own area, that of the area it lies in stands here, and says so."


def title(subject: str, kind: str, value: float, place: str) -> str:
    """One share as a heading."""
    return f"{SUBJECTS[subject]}: {percent(value)} of people asked in {place} {SAID[subject, kind]}"


def share(
    subject: str, kind: str, value: float, limits: tuple[float, float] | None, confidence: float, people: int | None
) -> str:
    """One share as a sentence."""
    doubt = f" ({percent_interval(limits, confidence)})" if limits else ""
    answered = f"; {count(people)} people answered" if people is not None else ""
    return f"{KINDS[kind]}: {percent(value)} of people asked {SAID[subject, kind]}{doubt}{answered}."


def recorded(theme: str, value: float, year: int) -> str:
    """What is recorded as a sentence."""
    return f"{KINDS['recorded']}: {rate(value)} offences of {theme.lower()} per 1,000 residents in {year}."


def statement(subject: str, place: str, period: str, said: list[str]) -> str:
    """What is recorded, experienced and feared, one after the other."""
    return (
        f"{SUBJECTS[subject]} in {place}, as asked about {period}. {' '.join(said)} These are three different things."
    )


def group(group_by: str, group_value: str) -> str:
    """A group of people as a label."""
    if group_by == "all":
        return "everybody"
    names = [
        code_lists()[name].names[code] for name, code in zip(group_by.split("+"), group_value.split("+"), strict=True)
    ]
    return ", ".join(names)


def row(kind: str, place: str, group_said: str) -> str:
    """A row of the table or a bar of the chart."""
    return f"{KINDS[kind]}: {place}, {group_said}"


def alternative(subject: str, bars: list[tuple[str, float]]) -> str:
    """The bars, said."""
    return (
        f"Bars of shares of people asked, {SUBJECTS[subject].lower()}: "
        + "; ".join(f"{n} {percent(v)}" for n, v in bars)
        + "."
    )
