"""What in a text tells who somebody is: postcodes, numbers, addresses; and what looks like a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import groupby

from purbeck.paragraphs.words import words
from purbeck.sources.returns.identifying_values import identifying_values, is_nhs_number
from purbeck.strategy.voices import TELEPHONE

# Of the forms that are refused at the door, those that no ordinary sentence has: "25 took place" is no address.
REFUSED = frozenset({
    "an e-mail address", "a telephone number", "a National Insurance number", "a postcode", "a vehicle's registration",
})  # fmt: skip
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|PCSO|Sgt|Insp|Sir|Lady|Cllr|Rev)\.?\s+[A-Z][\w'’-]+")
CAPITAL = r"[A-Z](?:['’][A-Z])?[a-z]+(?:[A-Z][a-z]+)?(?:['’-][A-Za-z]+)*"
CAPITALS = re.compile(rf"\b{CAPITAL}(?:\s+{CAPITAL})+")
SAID_BY = re.compile(r"\b(?:called|named|aka|son of|daughter of|wife of|husband of)\s+[A-Z][\w'’-]+")


def tells_who(text: str) -> Iterator[tuple[int, str]]:
    """Where a text holds something that tells who somebody is, and what that is called. What it is is not repeated."""
    for name, pattern in _patterns():
        yield from ((match.start(), name) for match in pattern.finditer(text))
    for match in re.finditer(identifying_values().nhs_number.pattern, text):
        if is_nhs_number("".join(match.groups())):
            yield match.start(), identifying_values().nhs_number.name


def may_be_names(text: str, known: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """What looks like somebody's name: a title or "called" before a word with a capital, or two such words together.

    `known` are names of places and texts that are no person's. It may be none.
    """
    said: list[tuple[int, int]] = []
    for pattern in (TITLED, SAID_BY):
        for match in pattern.finditer(text):
            said.append(match.span())
            yield match.start(), match.group()
    for run in CAPITALS.finditer(text):
        if not any(run.start() < end and start < run.end() for start, end in said):
            yield from ((run.start() + at, name) for at, name in _names_in(run.group(), known))


def _names_in(run: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Two or more words together that are in no list, and as they stand in nothing that is known."""
    ordinary = words().no_names.every
    for is_ordinary, several in groupby(re.finditer(r"\S+", run), key=lambda word: _bare(word.group()) in ordinary):
        found = list(several)
        name = run[found[0].start() : found[-1].end()]
        if not is_ordinary and len(found) > 1 and not any(_bare(name) in one for one in known):
            yield found[0].start(), name


def _bare(word: str) -> str:
    """A word without the ending that says whose."""
    return re.sub(r"['’]s$", "", word)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    forms = tuple(
        (one.name, re.compile(one.pattern, re.I)) for one in identifying_values().patterns if one.name in REFUSED
    )
    return (*forms, ("a telephone number", TELEPHONE))
