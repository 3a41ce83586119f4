"""Repeat victims, in words."""

from __future__ import annotations

from collections.abc import Mapping

from purbeck.findings.in_words import count, interval, percent
from purbeck.sources.returns.code_lists import code_lists

TIMES = {"1": "once", "2": "twice", "3_and_over": "three times or more"}
METHOD = "Dobson's interval with each victim's number of offences as the weight, beside Byar's for separate offences"
HARDLY = 1.05  # times as wide: what follows would be said as 1.0
PEOPLE = "The table tells how often, never who: it comes as frequencies, without people or pseudonyms."


def kind(code: str) -> str:
    """A kind of crime as the head of a sentence: "Domestic abuse"."""
    name = code_lists()["crime_kind"].names[code]
    return name[0].upper() + name[1:]


def title(code: str, often: int, people: int, offences: int | None, events: int) -> str:
    """What the few who were victims most often had of it, as a heading."""
    had = f" and had {percent(offences / events)} of the offences" if offences is not None else ""
    return f"{kind(code)}: {percent(often / people)} of victims were victims three times or more in the year{had}"


def statement(
    code: str, victims: Mapping[str, int], events: int, widened: tuple[float, float], separate: tuple[float, float],
    confidence: float,
) -> str:  # fmt: skip
    """How many people had how many, and the interval with and without it."""
    people = sum(victims.values())
    shares = ", ".join(f"{percent(n / people)} {TIMES[times]}" for times, n in victims.items())
    wider = (widened[1] - widened[0]) / (separate[1] - separate[0])
    beside = f"the {count(separate[0])} to {count(separate[1])} of separate ones"
    how = f"hardly wider than {beside}" if wider < HARDLY else f"{wider:.1f} times as wide as {beside}"
    return (
        f"{kind(code)}: {count(people)} people were victims of {count(events)} recorded offences in the year, {shares}. Because "
        f"the same people return, the count is less sure than as many separate offences: {interval(*widened, confidence)}, "
        f"{how}."
    )
