"""What stands in a cell: a number and how finely it is said, a mark that it is hidden, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, floor, inf

NUMBER = re.compile(r"[-−+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
HIDING = re.compile(
    r"\b(hidden|suppressed|withheld|not shown|masked|confidential|disclosure)\b|^\[c\]$|^c$|^\*+$|\[c\]", re.IGNORECASE
)
RANGE = re.compile(r"(\d{1,3})\s*(?:to|-|–|—|\.\.)\s*(\d{1,3})")
BELOW = re.compile(r"(?:<|fewer than|less than|under|below)\s*(\d{1,3})", re.IGNORECASE)
SECONDARY = re.compile(r"give another away|would give|secondary|too few people", re.IGNORECASE)
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Span:
    """Whole numbers from `least` to `most`, both among them; `most` may be infinite."""

    least: float
    most: float

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.least == self.most

    @property
    def empty(self) -> bool:
        """Whether no number is in it."""
        return self.least > self.most

    def meet(self, other: Span) -> Span:
        """The numbers in both."""
        return Span(max(self.least, other.least), min(self.most, other.most))

    def holds(self, other: Span) -> bool:
        """Whether every number of another is in it."""
        return self.least <= other.least and other.most <= self.most

    def __str__(self) -> str:
        if self.exact:
            return f"{self.least:,.0f}"
        return f"{self.least:,.0f} or more" if self.most == inf else f"{self.least:,.0f} to {self.most:,.0f}"


ANY = Span(0, inf)
DEFAULT_RULE = Span(1, 4)  # what hides least of all the rules in use; marks that give no range are held to it


@dataclass(frozen=True)
class Said:
    """A number as it is printed, and the numbers that would be printed so."""

    value: float
    low: float
    high: float

    @property
    def whole(self) -> bool:
        """Whether it is printed without decimals."""
        return float(self.value).is_integer() and self.high - self.low >= 1 - TOLERANCE


@dataclass(frozen=True)
class Mark:
    """A mark that a number is hidden. `rule` is the range that it promises, None where it only must not be exact.

    `plain` is a mark that does not say which of the two it is.
    """

    rule: Span | None
    plain: bool = False


Content = Said | Mark | None


def said(text: str) -> Said | None:
    """A cell that is a number and nothing else, but for a sign of per cent, a currency or a shared rank ("3=")."""
    bare = text.strip().strip("%£ \u00a0").removesuffix("=").strip()
    if not bare or not NUMBER.fullmatch(bare):
        return None
    return number(bare)


def number(written: str) -> Said:
    """A number as written, with half of its last place on either side."""
    plain = written.replace(",", "").replace("−", "-")
    value = float(plain)
    digits, _, power = plain.lower().partition("e")
    decimals = len(digits.partition(".")[2]) - int(power or 0)
    half = 0.5 * 10.0**-decimals
    return Said(value, value - half, value + half)


def mark(text: str, of_counts: bool = False) -> Mark | None:
    """Whether a cell says that its number is hidden; "1 to 4" and "<5" are such marks among counts alone."""
    plain = text.strip()
    if not plain or len(plain) > 200:
        return None
    hiding = HIDING.search(plain)
    if hiding and SECONDARY.search(plain):
        return Mark(None)
    if hiding or of_counts:
        promised = _promised(plain, alone=not hiding)
        if promised:
            return Mark(promised)
    return Mark(None, plain=True) if hiding else None


def _promised(text: str, alone: bool) -> Span | None:
    find = re.fullmatch if alone else re.search
    if found := find(RANGE, text):
        return Span(int(found[1]), int(found[2]))
    if found := find(BELOW, text):
        return Span(1, int(found[1]) - 1)
    return None


def content(text: str, of_counts: bool = False) -> Content:
    """What a cell holds."""
    return said(text) or mark(text, of_counts)


def whole_within(low: float, high: float) -> Span:
    """The whole numbers, from nought, that lie between two numbers."""
    return Span(max(0, ceil(low - TOLERANCE)), floor(high + TOLERANCE) if high < inf else inf)


def gives_away(found: Span, hidden: Mark, rule: Span = DEFAULT_RULE) -> bool:
    """Whether a range found for a hidden count is tighter than what its mark promises.

    A range that the promise contradicts was made from something else, and gives nothing away. A mark that does not say
    whether it hides a small number or protects another is judged by what is certain: one number, or a part of the rule.
    """
    if found.empty:
        return False
    if hidden.rule is not None:
        both = found.meet(hidden.rule)
        return not both.empty and both != hidden.rule
    if hidden.plain and rule.holds(found):
        return found != rule
    return found.exact and (found.least > 0 or not hidden.plain)
