"""How ranks by number, by harm and by cost differ, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, interval, listed, mid_sentence, rate
from purbeck.findings.wording.doubt import OPEN

BY = {
    "count": "number of offences", "harm_days": "the Cambridge Crime Harm Index", "severity_score": "the Crime Severity Score",
    "cost_gbp": "cost",
}  # fmt: skip
NO_RANK = "no rank"
METHOD = "Offences times what each weighs; the orders that the intervals leave open stand beside the ranks"
PER_OFFENCE = "Days of the Cambridge index over offences; the limits are those of the days"
ONE_INDEX = "One index alone decides the order: they are shown side by side because they differ."
SOME_WITHHELD = (
    "Where no value stands, too much of what it is made of is hidden; ranks are among those with a value, ranks left open "
    "among all."
)
NOT_PEOPLE = "What a sentence or a cost says of an offence is not what it did to the person harmed."


def title(first: Sequence[tuple[str, str]]) -> str:
    """Which theme comes first by each measure. `first` are (measure, theme), "" where that is left open."""
    themes = list(dict.fromkeys(theme for _, theme in first if theme))
    unknown = [BY[by] for by, theme in first if not theme]
    if not themes:
        return f"Which theme comes first {OPEN}"
    if len(themes) == 1 and not unknown:
        return f"{themes[0]} comes first by {listed([BY[by] for by, _ in first])}"
    said = [
        f"{mid_sentence(theme) if n else theme} by {listed([BY[b] for b, t in first if t == theme])}"
        for n, theme in enumerate(themes)
    ]
    if unknown:
        return f"What comes first: {'; '.join(said)}; by {listed(unknown)} it {OPEN}"
    return f"What comes first depends on the measure: {'; '.join(said)}"


def statement(
    period: str, total: int | None, first: Sequence[tuple[str, str]], moved: tuple[str, str, int, str, int] | None,
    whole_known: bool = True,
) -> str:  # fmt: skip
    """The orders, and the theme whose rank differs most. `moved` is (theme, measure, rank, measure, rank).

    Unless the counts are known whole, nothing is said of how the orders differ.
    """
    orders = "; ".join(f"by {BY[by]} {mid_sentence(theme) if theme else f'it {OPEN}'}" for by, theme in first)
    offences = "the offences" if total is None else f"{count(total)} offences"
    said = f"Of {offences} in {period} these come first: {orders}."
    if len({theme for _, theme in first}) == 1 and first[0][1]:
        said = f"Of {offences} in {period}, {mid_sentence(first[0][1])} comes first by every measure."
    if not whole_known:
        return f"{said} How far the orders differ {OPEN}."
    if moved is None:
        return f"{said} Every measure gives the same order."
    theme, high, rank, low, other = moved
    return f"{said} {theme} moves most: {_place(rank)} by {BY[high]}, {_place(other)} by {BY[low]}."


def alternative(by: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]) -> str:
    """The ranks, said: theme by theme; None where a theme has no weight by a measure."""
    said = [
        f"{theme} {listed([f'{rank or NO_RANK} by {BY[b]}' for b, rank in zip(by, ranks, strict=True)])}"
        for theme, ranks in rows
    ]
    return f"Ranks: {'; '.join(said)}."


def per_offence_title(theme: str, value: float) -> str:
    """The harm of one offence as a heading."""
    return f"{theme}: {rate(value)} days of harm for each offence"


def per_offence(
    theme: str, period: str, number: int, days: float, limits: tuple[float, float, float], confidence: float
) -> str:
    """The harm of one offence on average. `limits` are the value and its ends."""
    value, lower, upper = limits
    return (
        f"{theme}: the {count(number)} offences of {period} come to {count(days)} days by the Cambridge Crime Harm Index, "
        f"{rate(value)} for each ({interval(lower, upper, confidence, value)})."
    )


def withheld_title(theme: str) -> str:
    """A heading where an edition does not tell the harm."""
    return f"{theme}: too few to tell the harm of each offence"


def withheld(theme: str, period: str, number: int | None) -> str:
    """Why an edition does not tell the harm; how many offences there were where that is not hidden."""
    told = f"{theme}: too few to tell the days of harm, since counts of {period} that they are made of are hidden."
    return told if number is None else f"{told} The police recorded {count(number)} such offences."


def _place(rank: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(rank, f"rank {rank}")
