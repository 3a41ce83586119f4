"""How a figure is written, wherever it stands: rounded once, here, and nowhere before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

UNAVAILABLE = "unavailable"
HIDDEN = "hidden"  # a number that an edition does not show because it, or another that it would give away, is small
NO_UPPER_LIMIT = "no upper limit"
SIGNIFICANT_FIGURES = 3
MOST_DECIMALS = 6
# Figures of a floating-point number that are its own; what follows them is noise of arithmetic and decides no half.
OWN_FIGURES = 14


def rounded(value: float, decimals: int) -> Decimal:
    """A number to so many decimals, halves away from nought: the only rounding of anything that is read."""
    return _own(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _own(value: float) -> Decimal:
    return Decimal(f"{value:.{OWN_FIGURES}g}")


def missing(value: object) -> bool:
    """Whether a value is not there: None, or a number that is not one."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def decimals_of(value: float) -> int | None:
    """How many decimals three significant figures take: 1 for 20.8, 0 for 1234; None for nought, which says nothing."""
    if _own(value) == 0:
        return None
    most = SIGNIFICANT_FIGURES - 1 - _own(value).adjusted()
    carried = rounded(value, most).adjusted() > _own(value).adjusted()  # 9.996 is 10.0
    return min(MOST_DECIMALS, max(0, most - carried))


def number(value: float | None, decimals: int | None = None) -> str:
    """A number with thousands separators, to the decimals given or else three significant figures."""
    if value is None or math.isnan(value):
        return UNAVAILABLE
    if math.isinf(value):
        return NO_UPPER_LIMIT
    if value == 0:
        return "0"
    places = decimals_of(value) if decimals is None else decimals
    found = rounded(value, places or 0)
    return f"{abs(found) if found == 0 else found:,f}".replace("-", "−")


def whole(value: float | None) -> str:
    """A count with thousands separators."""
    return number(value, 0)


def about(value: float) -> str:
    """An estimate to two figures: "about 12,000" is said of 12,345."""
    return "0" if value == 0 else f"{rounded(value, 1 - _own(value).adjusted()):,f}"


def percent(share: float | None) -> str:
    """A share from 0 to 1 as a percentage to one decimal; 100% only where it is all, 0% only where it is none."""
    said = None if share is None or math.isnan(share) else per_cent(in_percent(share))
    return UNAVAILABLE if said is None else f"{said}%"


def per_cent(value: float | None) -> str:
    """A number that is a percentage already, as `percent` writes it but without the sign."""
    if value is None or math.isnan(value):
        return UNAVAILABLE
    found = rounded(value, 1)
    if value > 0 and found == 0:
        return "less than 0.1"
    if value < 100 <= found:
        return "over 99.9"
    return whole(value) if value in (0, 100) else number(value, 1)


def in_percent(share: float) -> float:
    """A share as a percentage, to be held: without the noise that multiplying adds (7.000000000000001)."""
    return float(_own(100 * share))


def interval(lower: float | None, upper: float | None, estimate: float | None = None) -> str:
    """ "20.3 to 21.2", to the precision of the estimate."""
    if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
        return UNAVAILABLE
    decimals = None if estimate is None or math.isnan(estimate) else decimals_of(estimate)
    return f"{number(lower, decimals)} to {number(upper, decimals)}"


def percent_interval(lower: float, upper: float) -> str:
    """The interval of a share: "12.1% to 13.4%", "less than 0.1% at both ends"."""
    if percent(lower) == percent(upper):
        return f"{percent(lower)} at both ends"
    return f"{percent(lower)} to {percent(upper)}"


def level(confidence: float) -> str:
    """The confidence of an interval: "95%", "99.8%"."""
    return f"{_own(100 * confidence).normalize():f}%"


def many(number: int, one: str, several: str) -> str:
    """A count with its noun: "1 person", "12 people"."""
    return f"{whole(number)} {one if number == 1 else several}"


def listed(items: Sequence[str]) -> str:
    """ "a, b and c"; "a; b, of; and c" where a name has a comma of its own."""
    if len(items) > 2 and any(", " in item for item in items):
        return f"{'; '.join(items[:-1])}; and {items[-1]}"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def quoted(title: str) -> str:
    """A title within a sentence."""
    return f"“{title}”"
