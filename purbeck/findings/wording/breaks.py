"""Known breaks in recording and odd months, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck import periods
from purbeck.breaks import Break
from purbeck.findings.in_words import count, listed, rate, span

# Each of so few is told of in full; of more, what changed and when, so that caveats stay shorter than the finding.
TOLD_IN_FULL = 2
NAMED = 2
MOST_NAMED = 6

OddMonth = tuple[str, str, str, int, float]  # force, month, category, count, expected


def caveats(found: Sequence[Break]) -> tuple[str, ...]:
    """What to beware of where figures hold these breaks."""
    if len(found) <= TOLD_IN_FULL:
        return tuple(told(one) for one in found)
    said = listed([label(one) for one in found])
    unsure = " Not every date is confirmed." if any(not one.checked for one in found) else ""
    return (
        f"These months hold {len(found)} known breaks in recording: {said}. A step there may be one in recording.{unsure}",
    )


def told(found: Break) -> str:
    """One break as a caveat."""
    unsure = "" if found.checked else " The date is not confirmed."
    if found.kind == "disturbed":
        return f"{span(found.first, found.last)}, {found.title}: {found.told}{unsure}"
    return f"From {periods.spoken_month(found.first)}, {found.title}: {found.told}{unsure}"


def label(found: Break) -> str:
    """A break in a few words, with its months."""
    when = span(found.first, found.last) if found.last else periods.spoken_month(found.first)
    return f"{found.title} ({when})"


def marked(found: Sequence[Break]) -> str:
    """The end of a chart's text alternative: the breaks drawn on it."""
    return f" Known breaks in recording are marked: {listed([label(one) for one in found])}." if found else ""


def odd_caveat(found: Sequence[OddMonth]) -> tuple[str, ...]:
    """What to beware of where figures rest on force-months that look wrong, the furthest off first."""
    if not found:
        return ()
    rest = len(found) - NAMED
    more = f", and {count(rest)} more" if rest > 0 else ""
    return (f"Counted as supplied, though they look wrong: {listed([odd_month(one) for one in found[:NAMED]])}{more}.",)


def odd_month(found: OddMonth) -> str:
    """ "Hampshire Constabulary, August 2025: 11,639 recorded as violence and sexual offences, usually 5,430"."""
    force, month, category, number, expected = found
    kind = category[0].lower() + category[1:]
    return f"{force}, {periods.spoken_month(month)}: {count(number)} recorded as {kind}, usually {rate(expected)}"


def odd_title(number: int) -> str:
    """Odd months as a heading."""
    return (
        f"{_counted(number)} wrong in our region"
        if number
        else "No count of a force and month looks wrong in our region"
    )


def _counted(number: int) -> str:
    return "1 count of a force and month looks" if number == 1 else f"{count(number)} counts of forces and months look"


def odd(near: Sequence[OddMonth], elsewhere: int) -> str:
    """Which force-months look wrong: those of our region named, the furthest off first, those of other forces counted."""
    named = "; ".join(odd_month(one) for one in near[:MOST_NAMED])
    more = "; and others, listed in the table" if len(near) > MOST_NAMED else ""
    said = (
        f"In our region {_counted(len(near))} wrong. {named}{more}."
        if near
        else "No count of our force, or of another in our region, is far from what that force's other months say."
    )
    other = f" In other regions {_counted(elsewhere)} wrong." if elsewhere else ""
    return (
        f"{said}{other} Every count of a force, a month and a kind of crime was set beside the months nearest to it. Nothing is "
        "corrected: what rests on such a count says so."
    )
