"""Numbers, ranks, months and lists as people write them."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence

from purbeck import periods

UNAVAILABLE = "unavailable"


def count(number: float) -> str:
    """7878 as "7,878"."""
    return f"{round(number):,}"


def rate(number: float | None, like: float | None = None) -> str:
    """A rate to three figures; with `like`, to as many decimals as that one has. No number is "unavailable"."""
    if number is None or math.isnan(number):
        return UNAVAILABLE
    if math.isinf(number):
        return "no upper limit"
    return f"{number:,.{decimals(number if like is None else like)}f}"


def decimals(number: float) -> int:
    """Decimals that show three figures of a number, at most four and at least none."""
    if number == 0:
        return 1
    shown = float(f"{number:.2e}")  # rounded to three figures first: 9.996 is 10.0
    return min(max(2 - math.floor(math.log10(abs(shown))), 0), 4)


def interval(lower: float, upper: float, confidence: float, like: float) -> str:
    """ "95% interval 20.3 to 21.2", to the precision of the number it belongs to."""
    return f"{confidence:.0%} interval {rate(lower, like)} to {rate(upper, like)}"


def percent(share: float) -> str:
    """A share as a percentage to one decimal: "100%" means all of it and "0%" none of it."""
    if share < 0.0005:
        return "less than 0.1%" if share > 0 else "0%"
    return "100%" if share >= 1 else f"{min(share * 100, 99.9):.1f}%"


def listed(items: Sequence[str]) -> str:
    """ "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def ordinal(number: float) -> str:
    """241 as "241st"."""
    n = round(number)
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{suffix}"


def rank_shown(rank: int, sharing: int) -> int | str:
    """A rank as tables show it: 6, or "6=" where several places share it."""
    return f"{rank}=" if sharing > 1 else rank


def spoken_rank(shown: object) -> str:
    """A rank as tables show it, said: "6th", or "joint 6th" for "6="."""
    text = str(shown)
    return f"{'joint ' if text.endswith('=') else ''}{ordinal(float(text.removesuffix('=')))}"


def months_of(numbers: Sequence[int]) -> str:
    """Months of a year in words: "March to December" for a run, else "January, April and May"."""
    names = [calendar.month_name[n] for n in numbers]
    run = list(numbers) == list(range(numbers[0], numbers[-1] + 1)) if numbers else False
    return f"{names[0]} to {names[-1]}" if run and len(names) > 2 else listed(names)


def offences(number: float) -> str:
    """ "1 offence", "12 offences"."""
    return f"{count(number)} {'offence' if round(number) == 1 else 'offences'}"


def listed_months(months: Sequence[str]) -> str:
    """Months in words, three or more in a row as a span: "January 2025 and April to June 2025"."""
    runs: list[list[str]] = []
    for month in months:
        if runs and periods.month_number(month) == periods.month_number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    parts: list[str] = []
    for run in runs:
        parts += [span(run[0], run[-1])] if len(run) > 2 else [periods.spoken_month(m) for m in run]
    return listed(parts)


def span(first: str, last: str) -> str:
    """ "January 2023 to December 2025"."""
    return f"{periods.spoken_month(first)} to {periods.spoken_month(last)}"
