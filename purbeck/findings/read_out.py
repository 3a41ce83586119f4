"""Charts read out: what a person would say of each over the telephone."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck import periods
from purbeck.findings.in_words import count, ordinal, rate, spoken_rank


def bars_alternative(rows: Sequence[tuple[object, ...]], year: int) -> str:
    """The kinds, read out."""
    said = "; ".join(f"{r[0]} {'hidden' if r[2] is None else rate(r[2])}" for r in rows)  # type: ignore[arg-type]
    return f"Bars of the rate per 1,000 residents in {year}, each with its interval. {said}."


def years_alternative(theme: str, rows: Sequence[tuple[object, ...]]) -> str:
    """The years, read out."""
    filed = [r for r in rows if r[2] is not None]
    said = "; ".join(f"{r[0]} {rate(r[2])}{'' if r[5] == 1 else ' (part of the year)'}" for r in filed)  # type: ignore[arg-type]
    return f"{theme}, rate per 1,000 residents a year, each with its interval: {said}. Years not listed were not filed."


def process_alternative(
    theme: str, rows: Sequence[tuple[object, ...]], levels: tuple[float, float, float], rounded: bool = False
) -> str:
    """The months, read out; of rounded ones not which is highest, since others may be."""
    known = [r for r in rows if r[2] is not None]
    high, low = max(known, key=lambda r: r[2]), min(known, key=lambda r: r[2])  # type: ignore[arg-type,return-value]
    gaps = sum(1 for r in rows if r[1] is None)
    left = "1 month was not filed and is a gap" if gaps == 1 else f"{gaps} months were not filed and are gaps"
    missing = f" {left}." if gaps else ""
    return (
        f"{theme} by month, from {periods.spoken_month(str(rows[0][0]))} to {periods.spoken_month(str(rows[-1][0]))}. "
        f"Average {rate(levels[0])}, limits {rate(levels[1], levels[0])} to {rate(levels[2], levels[0])}. "
        f"{_reach(high, low, rounded)}{missing}"
    )


def _reach(high: tuple[object, ...], low: tuple[object, ...], rounded: bool) -> str:
    """The highest and the lowest month; of rounded ones only how far they reach, since another month may be either."""
    most, least = _plotted(high[2]), _plotted(low[2])
    if rounded:
        return f"As rounded they reach from {least} to {most}."
    months = periods.spoken_month(str(high[0])), periods.spoken_month(str(low[0]))
    return f"Highest {months[0]} at {most}, lowest {months[1]} at {least}."


def series_alternative(theme: str, rows: Sequence[tuple[object, ...]], rounded: bool = False) -> str:
    """All months held, read out; of rounded ones not which is highest."""
    known = [r for r in rows if r[1] is not None]
    high, low = max(known, key=lambda r: r[2]), min(known, key=lambda r: r[2])  # type: ignore[arg-type,return-value]
    gaps = len(rows) - len(known)
    missing = f" Of the months between, {count(gaps)} were not held and are gaps." if gaps else ""
    return (
        f"{theme} by month, from {periods.spoken_month(str(rows[0][0]))} to {periods.spoken_month(str(rows[-1][0]))}. "
        f"{_reach(high, low, rounded)}{missing}"
    )


def _plotted(value: object) -> str:
    """A month's count, or the number it is adjusted to."""
    return count(value) if isinstance(value, int) else rate(float(str(value)))


def compared_alternative(rows: Sequence[tuple[object, ...]]) -> str:
    """The rates set side by side, read out."""
    said = "; ".join(f"{r[0]} {rate(r[2])}" for r in rows)  # type: ignore[arg-type]
    return f"Rates per 1,000 residents a year, each with its interval; every comparator has us in it. {said}."


def similar_alternative(rows: Sequence[tuple[object, ...]]) -> str:
    """Our rate beside those of the areas most like ours, read out: the most alike first."""
    said = "; ".join(f"{r[0]} {rate(r[4])}" for r in rows)  # type: ignore[arg-type]
    return f"Rates per 1,000 residents a year, each with its interval: ours, then the areas most like it. {said}."


def ranks_alternative(rows: Sequence[tuple[object, ...]], kind: str) -> str:
    """The places near ours in rank, read out; `kind` is what they are, in the plural."""
    ours = next(r for r in rows if r[6])
    return (
        f"The {kind} ranked nearest to {ours[0]}, from {spoken_rank(rows[0][3])} to {spoken_rank(rows[-1][3])}, each with "
        f"the interval of its rank. {ours[0]} is {spoken_rank(ours[3])}, between {ordinal(float(str(ours[4])))} and "
        f"{ordinal(float(str(ours[5])))}."
    )


def funnel_alternative(places: int, verdict: str, value: float, target: float) -> str:
    """The funnel, read out."""
    where = {"inside": "inside the 95% limits", "beyond_95": "between the 95% and 99.8% limits",
             "beyond_998": "outside the 99.8% limits"}[verdict]  # fmt: skip
    return (
        f"A funnel of {count(places)} districts: person-years across, rate up, limits narrowing as places grow, round an "
        f"average of {rate(target)}. Ours, at {rate(value)}, lies {where}."
    )


def map_alternative(theme: str, rows: Sequence[tuple[str, float]], rounded: bool = False) -> str:
    """The map, read out; of rounded counts the order is that of what is shown."""
    said = "; ".join(f"{place} {rate(value)}" for place, value in rows)
    return (
        f"A map of small areas shaded by their rate of {theme.lower()}. The highest rates per 1,000 residents"
        f"{', as rounded' if rounded else ''}: {said}."
    )
