"""What in a text tells who somebody is: postcodes, numbers, addresses; and what looks like a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from purbeck.sources.returns.identifying_values import identifying_values, is_nhs_number
from purbeck.strategy.voices import TELEPHONE

# Of the forms that are refused at the door, those that no ordinary sentence has: "25 took place" is no address.
REFUSED = frozenset({
    "an e-mail address", "a telephone number", "a National Insurance number", "a postcode", "a vehicle's registration",
})  # fmt: skip
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|PCSO|Sgt|Insp|Sir|Lady|Cllr|Rev)\.?\s+[A-Z][\w'’-]+")
SAID_BY = re.compile(r"\b(?:called|named|aka|son of|daughter of|wife of|husband of)\s+[A-Z][\w'’-]+")


def tells_who(text: str) -> Iterator[tuple[int, str]]:
    """Where a text holds something that tells who somebody is, and what that is called. What it is is not repeated."""
    for name, pattern in _patterns():
        yield from ((match.start(), name) for match in pattern.finditer(text))
    for match in re.finditer(identifying_values().nhs_number.pattern, text):
        if is_nhs_number("".join(match.groups())):
            yield match.start(), identifying_values().nhs_number.name


def may_be_names(text: str) -> Iterator[tuple[int, str]]:
    """What looks like somebody's name: a title or "called" before a word with a capital. It may be none."""
    for pattern in (TITLED, SAID_BY):
        yield from ((match.start(), match.group()) for match in pattern.finditer(text))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    forms = tuple(
        (one.name, re.compile(one.pattern, re.I)) for one in identifying_values().patterns if one.name in REFUSED
    )
    return (*forms, ("a telephone number", TELEPHONE))
