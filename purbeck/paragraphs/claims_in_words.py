"""Claims in prose without a figure: parts ("three in four"), multiples ("doubled"), dozens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from purbeck.figures import percent
from purbeck.paragraphs.figures_in_words import SMALL, WORDS, known_figures
from purbeck.paragraphs.paragraph import Told
from purbeck.paragraphs.words import words

PART, MULTIPLE, NUMBER = "a part of a whole", "a multiple", "a number"
DOZEN = 12
LARGEST_WHOLE = 100  # "one in 2024" is a year
TIMES_IN_FIGURES = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?) times\b")


@dataclass(frozen=True)
class Claim:
    """A claim as written, where it begins and ends, what it is, and its size: a share, a ratio, a count; None where not said."""

    text: str
    at: int
    end: int
    kind: str
    size: float | None

    def spelt(self) -> str:
        """What it comes to, in figures."""
        if self.size is None:
            return "It says no number."
        return f"That is {percent(self.size) if self.kind == PART else f'{self.size:g}'}."


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in its order; the longer where two overlap."""
    none = [match.span() for pattern in _patterns().none for match in pattern.finditer(text)]
    found = [*_parts(text), *_out_of(text), *_multiples(text), *_dozens(text)]
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda one: (one.at - one.end, one.at)):
        if not any(
            claim.at < end and start < claim.end for start, end in (*none, *((one.at, one.end) for one in kept))
        ):
            kept.append(claim)
    return tuple(sorted(kept, key=lambda one: one.at))


def borne(claim: Claim, findings: Iterable[Told]) -> bool:
    """Whether a finding says the same: in the same words, or as a percentage, a ratio or a count that comes near enough."""
    told = tuple(findings)
    said = {(one.kind, one.size) for finding in told for text in finding.texts for one in claims_in(text)}
    if (claim.kind, claim.size) in said:
        return True
    if claim.size is None:
        return False
    size, known = claim.size, known_figures(told)
    if claim.kind == PART:
        return any(is_percent and abs(abs(number) - 100 * size) <= words().points for number, is_percent in known)
    if claim.kind == NUMBER:
        return any(not is_percent and number == size for number, is_percent in known)
    return any(abs(ratio - size) <= words().share_of_multiple * size for ratio in _ratios(told))


def _ratios(told: Iterable[Told]) -> Iterator[float]:
    """What may be a ratio: the value of a finding, and what its sentences say in figures of "times"."""
    for one in told:
        if re.fullmatch(r"\d+(?:\.\d+)?", one.value):
            yield float(one.value)
        for text in one.texts:
            yield from (float(match[1]) for match in TIMES_IN_FIGURES.finditer(text))


@dataclass(frozen=True)
class _Patterns:
    none: tuple[re.Pattern[str], ...]
    part: re.Pattern[str]
    out_of: re.Pattern[str]
    by_itself: re.Pattern[str]
    compared: re.Pattern[str]
    dozens: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    held = words()
    numbers = "|".join(sorted(WORDS, key=len, reverse=True))
    small, several = "|".join(SMALL), "|".join(SMALL[1:])
    parts = "|".join(one for one in held.parts if one != "half")
    followed = rf"(?=\s+(?:{'|'.join(held.compared)})\b)"
    which = rf"(?!\s+(?:{'|'.join(held.counted)})\b)"
    patterns = (
        rf"\b(?:(?P<count>an?|{small})[\s-]+(?:and\s+)?(?:a\s+)?)?(?P<half>half)\b(?!\s+(?:an?\s+)?dozen)|"
        rf"\b(?P<of>an?|{small})[\s-]+(?P<part>{parts})s?\b{which}",
        rf"\b(?P<few>{small}|\d{{1,3}})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>{numbers}|an?\s+hundred|\d{{1,3}})\b(?![.,]?\d|\s?%)",
        rf"\b(?P<multiple>{'|'.join(held.multiples)})\b|\b(?P<fold>{several})[\s-]?fold\b",
        rf"\b(?:(?P<comparing>{'|'.join(held.comparing)})|(?P<times>{several})\s+times){followed}",
        rf"\b(?:(?P<half>half\s+)?(?P<count>an?|{small})\s+)?(?P<dozens>dozens?)\b",
    )
    return _Patterns(
        tuple(re.compile(one, re.I) for one in held.no_claims), *(re.compile(one, re.I) for one in patterns)
    )


def _claim(match: re.Match[str], kind: str, size: float | None) -> Claim:
    return Claim(match.group(), match.start(), match.end(), kind, size)


def _number(word: str) -> float:
    """The number that a word or figures say; "a" is one, "a hundred" a hundred."""
    said = word.lower()
    if said.endswith("hundred"):
        return 100.0
    return float(WORDS.get(said) or (1 if said in {"a", "an"} else int(said)))


def _parts(text: str) -> Iterator[Claim]:
    for match in _patterns().part.finditer(text):
        if match["half"]:
            whole = match["count"] and match["count"].lower() not in {"a", "an"} and " and " in match.group().lower()
            size = _number(match["count"]) + 0.5 if whole else 0.5
            yield _claim(match, MULTIPLE if whole else PART, size)
        else:
            size = _number(match["of"]) / words().parts[match["part"].lower()]
            if size < 1:
                yield _claim(match, PART, size)


def _out_of(text: str) -> Iterator[Claim]:
    for match in _patterns().out_of.finditer(text):
        few, whole = _number(match["few"]), _number(match["whole"])
        if few < whole <= LARGEST_WHOLE:
            yield _claim(match, PART, few / whole)


def _multiples(text: str) -> Iterator[Claim]:
    held = words()
    for match in _patterns().by_itself.finditer(text):
        word = match["multiple"]
        yield _claim(match, MULTIPLE, held.multiples[word.lower()] if word else _number(match["fold"]))
    for match in _patterns().compared.finditer(text):
        word = match["comparing"]
        yield _claim(match, MULTIPLE, held.comparing[word.lower()] if word else _number(match["times"]))


def _dozens(text: str) -> Iterator[Claim]:
    for match in _patterns().dozens.finditer(text):
        if not match["count"] or (match["dozens"].lower() == "dozens" and match["count"].lower() in {"a", "an"}):
            yield _claim(match, NUMBER, None)
        else:
            yield _claim(match, NUMBER, DOZEN * _number(match["count"]) / (2 if match["half"] else 1))
