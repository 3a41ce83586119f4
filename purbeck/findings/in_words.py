"""Numbers, ranks, months and lists as people write them."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from purbeck import figures, periods


def count(number: float) -> str:
    """7878 as "7,878"."""
    return figures.whole(number)


def rate(number: float | None, like: float | None = None) -> str:
    """A rate to three figures; with `like`, to as many decimals as that one has. No number is "unavailable"."""
    return figures.number(number, None if like is None else figures.decimals_of(like))


def interval(lower: float, upper: float, confidence: float, like: float | None = None) -> str:
    """ "95% interval 20.3 to 21.2", to the precision of the number it belongs to."""
    return f"{figures.level(confidence)} interval {figures.interval(lower, upper, like)}"


def percent_interval(limits: tuple[float, float], confidence: float) -> str:
    """ "95% interval 12.1% to 13.4%": that of a share; "less than 0.1% at both ends" where it is."""
    return f"{figures.level(confidence)} interval {figures.percent_interval(*limits)}"


def percent(share: float) -> str:
    """A share as a percentage to one decimal: "100%" means all of it and "0%" none of it."""
    return figures.percent(share)


def listed(items: Sequence[str]) -> str:
    """ "a, b and c"; "a; b, of; and c" where a name has a comma of its own."""
    return figures.listed(items)


def mid_sentence(name: str) -> str:
    """A name as it stands within a sentence: "Robbery" as "robbery", with names inside it as they are."""
    return name[:1].lower() + name[1:]


def ordinal(number: float) -> str:
    """241 as "241st"."""
    n = int(figures.rounded(number, 0))
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
    return f"{count(number)} {'offence' if figures.rounded(number, 0) == 1 else 'offences'}"


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
    """ "January 2023 to December 2025"; of one month "January 2023"."""
    return (
        periods.spoken_month(first)
        if first == last
        else (f"{periods.spoken_month(first)} to {periods.spoken_month(last)}")
    )
