"""Figures in prose: found, told apart from years, dates and codes, and held against those of findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from purbeck.figures import in_percent, number
from purbeck.paragraphs.paragraph import Told
from purbeck.periods import spoken_month

MONTHS = "|".join(spoken_month(f"2025-{number:02d}").split()[0] for number in range(1, 13))
SCALES = {"thousand": 3, "k": 3, "million": 6, "m": 6, "billion": 9, "bn": 9}
SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
TEENS = ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: number for number, word in enumerate(SMALL, start=1)}
    | {word: number for number, word in enumerate(TEENS, start=11)}
    | {word: 10 * number for number, word in enumerate(TENS, start=2)}
)
KEPT_FIGURES = 2  # of a whole number that ends in noughts: 12,000 may stand for 12,345, and 20 for 20.4, not for 24
COUNTED = (
    r"(?!\s*(?:-\s*)?(?:%|(?:per\s?cent|percent|per|offences?|incidents?|crimes?|people|victims?|residents?|cases?|"
    r"attendances?|admissions?|detentions?|homes?|households?|children|women|men|girls|boys|pounds|days?|murders?|homicides?|"
    r"assaults?|robber(?:y|ies)|searches|times?|of\s+(?:the|these|those|them))\b))"
)
FIGURE = re.compile(
    r"(?<!\w)(?<!\d[.,/])(?P<money>[£€$]\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:\s?(?P<scale>thousand|million|billion|bn|[km])\b)?(?P<per_cent>\s?(?:%|per\s?cent\b|percent\b))?"
    r"(?-i:[a-z]*)(?!\w|[.,]\d)",
    re.I,
)
IN_WORDS = re.compile(
    rf"\b(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(SMALL[:9])}))?|{'|'.join(TEENS)}|{'|'.join(SMALL)}|a)"
    rf"(?:[ -](?:hundred|thousand|million))?\b(?P<per_cent>\s?(?:per\s?cent\b|percent\b))?",
    re.I,
)
# What looks like a figure and is none: years and dates, clock times, ages, numbers of sections, helplines.
EXEMPT = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b|\b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)",
        r"\b(?:19|20)\d\d\s?[/–-]\s?(?:\d\d|(?:19|20)\d\d)\b(?!\d)",
        rf"(?<![£€$,.\d])\b(?:19|20)\d\ds?\b(?![,.]\d){COUNTED}",
        r"\b(?:in|since|during|until|before|after|from)\s+(?:19|20)\d\d\b(?![,.]\d|\s?%)",
        r"\b\d{1,2}(?::\d\d)\b(?:\s?[ap]m\b)?|\b\d{1,2}\s?[ap]m\b|\b24/7\b",
        r"\baged?\s+\d{1,3}(?:\s+(?:to|and|or)\s+\d{1,3})?\b",
        r"\b(?:under|over)[ -]?\d{2}s\b|\byears?\s+\d{1,2}\b(?=\s+(?:pupils?|class|to\s+\d))",
        rf"\b(?:chapter|part|table|figure|schedule|page|paragraph|step|annex|appendix|question|priority)\s\d{{1,3}}\b(?!\.\d){COUNTED}",
        r"(?:\b(?:sections?|regulations?|articles?|version)\s|\bss?\.\s?)\d+(?:\.\d+)*(?:\(\w+\))*",
        r"\b(?:ring|call|dial|text)\s+(?:999|101|111)\b",
        r"(?-i:\b[A-Z]+\d+[A-Z0-9]*\b|\b\d+[A-Z]{1,2}\b(?<![KM]))|\b[0-9a-f]{12}\b",
    )
)


@dataclass(frozen=True)
class Figure:
    """A figure in a text: as written, where it begins, its size, whether it is a percentage, and half its last place."""

    text: str
    at: int
    size: Decimal
    per_cent: bool
    half: Decimal

    def fits(self, number: float) -> bool:
        """Whether a number, rounded to what is printed, is this figure; the sign is said in words."""
        return abs(abs(Decimal(f"{number:.14g}")) - self.size) <= self.half


def figures_in(text: str) -> Iterator[Figure]:
    """The figures of a text, in digits; and in words where they are above ten."""
    exempt = [match.span() for pattern in EXEMPT for match in pattern.finditer(text)]
    for match in FIGURE.finditer(text):
        if not any(start <= match.start("number") < end for start, end in exempt):
            yield _figure(match)
    for match in IN_WORDS.finditer(text):
        size = _in_words(re.split(r"[- ]", re.sub(r"\s?per\s?cent$", "", match.group().lower())))
        if size is not None and (size > len(SMALL) or match["per_cent"]):
            yield Figure(match.group(), match.start(), Decimal(size), bool(match["per_cent"]), _half(str(size)))


def _figure(match: re.Match[str]) -> Figure:
    digits = match["number"].replace(",", "")
    power = Decimal(10) ** SCALES.get((match["scale"] or "").lower(), 0)
    text = match.group().strip()
    return Figure(text, match.start(), Decimal(digits) * power, bool(match["per_cent"]), _half(digits) * power)


def _half(digits: str) -> Decimal:
    """Half of the last place that is printed; noughts at the end of a whole number may stand for others."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.partition(".")[2])) / 2
    noughts = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** max(0, min(noughts, len(digits) - KEPT_FIGURES)) / 2


def _in_words(words: list[str]) -> int | None:
    """The number that words say: "twenty-one", "two hundred"; None where they say none ("a hundred" is one)."""
    scale = {"hundred": 100, "thousand": 1000, "million": 10**6}.get(words[-1], 1)
    small = [word for word in words if word in WORDS]
    if scale == 1 and not small:
        return None
    return (sum(WORDS[word] for word in small) or 1) * scale


def known_figures(findings: Iterable[Told]) -> tuple[tuple[float, bool], ...]:
    """Every number that findings hold or say, each with whether it is a percentage."""
    found: dict[tuple[float, bool], None] = {}
    for one in findings:
        found |= dict.fromkeys(one.numbers)
        found |= {(float(figure.size), figure.per_cent): None for text in one.texts for figure in figures_in(text)}
    return tuple(found)


def matches(figure: Figure, known: Iterable[tuple[float, bool]]) -> bool:
    """Whether a figure is one of these, rounded to what is printed; a percentage is none that is no percentage."""
    return any(per_cent == figure.per_cent and figure.fits(number) for number, per_cent in known)


def nearest(figure: Figure, known: Iterable[tuple[float, bool]]) -> str:
    """The known number nearest to a figure, in words; "" where there is none of its kind."""
    alike = [one for one, per_cent in known if per_cent == figure.per_cent]
    if not alike:
        return ""
    closest = min(alike, key=lambda one: abs(Decimal(f"{abs(one):.14g}") - figure.size))
    return f"{number(closest)}%" if figure.per_cent else number(closest)


def both_kinds(share: float) -> tuple[tuple[float, bool], ...]:
    """A share from 0 to 1 as it may be said: as a percentage, or as it is."""
    return ((in_percent(share), True), (share, False))
