"""What is happening nationally, in words: published figures with their period, area and who says so."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count


def _given(number: float) -> str:
    """A number as its publisher gives it: 7.8, 84."""
    return f"{number:,g}"


def more_or_fewer(change_percent: float) -> str:
    """ "9% fewer", "4.7% more"."""
    return f"{_given(abs(change_percent))}% {'more' if change_percent > 0 else 'fewer'}"


def counted(
    recorded_by: str,
    number: float,
    about: bool,
    what: str,
    area: str,
    period: str,
    compared: tuple[float, str, float | None],
) -> str:
    """So many were recorded; against how many, if that is known."""
    change, before, earlier = compared
    said = f"{recorded_by} recorded {'about ' if about else ''}{count(number)} {what} in {area} in {period}"
    if not before:
        return f"{said}."
    against = f" ({count(earlier)})" if earlier is not None else ""
    return f"{said}, {more_or_fewer(change)} than in {before}{against}."


def share(found_by: str, percent: float, whom: str, what: str, area: str, period: str) -> str:
    """A share of people."""
    return f"{found_by} that {_given(percent)}% of {whom} {what} ({area}, {period})."


def changed(what: str, change_percent: float, area: str, period: str, said_by: str) -> str:
    """A change that somebody quotes without the numbers behind it."""
    way = "rose" if change_percent > 0 else "fell"
    return f"{what[:1].upper()}{what[1:]} {way} by {_given(abs(change_percent))}% {period} ({area}), as {said_by} gives it."


def as_of(ended: str) -> str:
    """Said of an old figure."""
    return f"This is as of {ended}; newer figures may have been published since."


def title(topic: str, kind: str, number: float, noun: str, period: str) -> str:
    """A topic's first figure as a heading."""
    if kind == "share":
        return f"{topic}, nationally: {_given(number)}% of {noun} ({period})"
    if kind == "change":
        return f"{topic}, nationally: {'up' if number > 0 else 'down'} {_given(abs(number))}% {period}"
    return f"{topic}, nationally: {count(number)} {noun} in {period}"


def statement(sentences: Sequence[str]) -> str:
    """The figures of a topic, one after the other."""
    return " ".join(sentences)


def not_ours(place: str) -> str:
    """That a national figure is not about our area."""
    return f"National figures, not about the area of {place}: they do not say what happens here."


def unconfirmed(what: str, period: str, said_by: str, publisher: str) -> str:
    """That a figure was read where somebody quotes it."""
    origin = f"from {publisher}" if publisher else "which names no publisher"
    return f"Not confirmed at its origin: {what} ({period}), as quoted by {said_by}, {origin}."


NO_INTERVAL = "A survey asks some people and estimates for all; where these figures were read, no interval was given."
METHOD = "Read from published pages and quoted; not calculated here"
