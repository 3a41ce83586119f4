"""How much, in words."""

from __future__ import annotations

from purbeck.findings.in_words import interval, offences, percent, percent_interval, rate


def scale_title(theme: str, per_1000: float, period: str) -> str:
    """The rate as a heading."""
    return f"{theme}: {rate(per_1000)} per 1,000 residents in {period}"


def scale(
    theme: str, place: str, period: str, n: int, per_1000: float, limits: tuple[float, float], confidence: float
) -> str:
    """How much, for how many people, how sure."""
    return (
        f"{theme}: the police recorded {offences(n)} in the area of {place} in {period}. That is {rate(per_1000)} per "
        f"1,000 residents a year ({interval(*limits, confidence, per_1000)})."
    )


def share_title(theme: str, value: float) -> str:
    """The largest share as a heading."""
    return f"{theme} make up {percent(value)} of the total"


def share(theme: str, value: float, limits: tuple[float, float], confidence: float, total: str) -> str:
    """The largest share in words."""
    return (
        f"{theme} make up {percent(value)} of {total[0].lower()}{total[1:]} ({percent_interval(limits, confidence)})."
    )
