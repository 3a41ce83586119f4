"""What offences cost, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.figures import level
from purbeck.findings.in_words import count, listed, mid_sentence, rate

MILLION = 1_000_000
PARTS = {
    "anticipation": "precautions against crime", "property": "property taken or damaged",
    "physical_and_emotional_harm": "physical and emotional harm to victims", "lost_output": "work that victims could not do",
    "health": "health services", "victim_services": "services for victims", "police": "the police",
    "other_criminal_justice": "courts, prisons and the rest of criminal justice", "not_split": "what the source does not divide",
}  # fmt: skip
METHOD = (
    "Offences times the cost of one, times how many happen for each recorded where that is known, at prices of the year; "
    "limits are of the number of offences alone"
)
NO_BUDGET = "Most of it is harm put in pounds. It is no budget, and no money that would be saved."


def pounds(value: float) -> str:
    """ "£1.24 million", "£450,000"."""
    return f"£{rate(value / MILLION)} million" if value >= MILLION else f"£{count(round(value, -3))}"


def prices(unit: str) -> str:
    """ "GBP at 2025/26 prices" as "at 2025/26 prices"."""
    return unit.removeprefix("GBP ")


def title(name: str, value: float, unit: str) -> str:
    """The total as a heading."""
    return f"{name}: a cost of {pounds(value)}, {prices(unit)}"


def statement(
    name: str, period: str, offences: int | None, limits: tuple[float, float, float], unit: str, quoted: tuple[float, str] | None,
    parts: Sequence[tuple[str, float]], confidence: float,
) -> str:  # fmt: skip
    """The total, the figure that partnerships quote, the largest components. `limits` are the value, then its ends.

    An edition may hide how many offences there were, or what the quoted figure is made of.
    """
    value, lower, upper = limits
    number = "offences" if offences is None else f"{count(offences)} offences"
    said = (
        f"The {number} of {mid_sentence(name)} of {period} come to {pounds(value)} {prices(unit)} "
        f"({level(confidence)} interval {pounds(lower)} to {pounds(upper)})."
    )
    if quoted is not None:
        said += (
            " As partnerships usually quote it, recorded offences times the cost of one and no more, it is "
            f"{pounds(quoted[0])} {prices(quoted[1])}."
        )
    if len(parts) < 2:
        return said
    largest = sorted(parts, key=lambda part: -part[1])[:3]
    return f"{said} The largest parts: {listed([f'{PARTS[part]} {pounds(cost)}' for part, cost in largest])}."


def left_out(parts: Sequence[str]) -> str:
    """Which components an edition does not tell; empty for none."""
    return f"Not told, since too much of what they are made of is hidden: {listed(list(parts))}." if parts else ""


def withheld_title(name: str) -> str:
    """A heading where an edition does not tell the cost."""
    return f"{name}: too few to tell the cost"


def withheld(name: str, period: str) -> str:
    """Why an edition does not tell the cost."""
    return f"{name}: too few to tell the cost, since counts of {period} that it is made of are hidden."
