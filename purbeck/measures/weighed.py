"""Harm and cost: offences times what each weighs, as rows of measures, and what has no weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from purbeck.measures import caveats
from purbeck.measures.grid import Grid
from purbeck.measures.measure import TABLE
from purbeck.measures.rows import ALL, BY_CODE, PEOPLE, Block
from purbeck.measures.weights import Weights, plain_code
from purbeck.periods import Period
from purbeck.statistics.standardised import weighted_limits
from purbeck.tables import HELD, Column, Table

PERIODS = ("financial_year", "three_years", "rolling_12_months")

UNWEIGHED = Table(
    name="unweighed",
    meaning="Offences of ours that a definition counts and that an index has no weight for, or that have no cost: they add "
    "nothing to harm or cost",
    columns=(
        Column("measure", "string", "the measure that they are missing from", required=True),
        Column("source", "string", "the source", required=True),
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("offence_code", "string", "Home Office offence code; empty where the source gives none", required=True),
        Column("count", "int64", "offences in all months held", unit="offences", required=True),
        Column("share_of_offences", "float64", "of all offences of the theme", unit="0 to 1", decimals=HELD, required=True),
        Column("share_of_harm", "float64", "what share of the theme's harm, or cost, they would be if each weighed what the "
               "others weigh on average; empty where none has a weight", unit="0 to 1", decimals=HELD),
    ),
    key=("measure", "source", "definition", "theme", "offence_code"),
    by_area=True,
)  # fmt: skip


@dataclass(frozen=True)
class _Summed:
    """Offences of places over a period: all of them, those with a weight, and the sum of weights with its limits."""

    offences: np.ndarray
    weighed: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def rows(
    blocks: Sequence[Block], sets: Sequence[Weights], names: dict[str, str], confidence: float
) -> pd.DataFrame:  # fmt: skip
    """Rows of the measures table for blocks by theme and offence code (`rows.coded`), for each set of weights."""
    parts = [
        part
        for block in blocks
        if block.group == ALL
        for period in _periods(block.wanted)
        for part in _of_period(block, period, sets, confidence)
    ]
    if not parts:
        return TABLE.empty()
    found = pd.DataFrame({name: _joined(name, parts) for name in parts[0]})
    found["place_name"] = found["place_code"].map(names)
    found["confidence"] = confidence
    return found.sort_values(list(TABLE.key), kind="stable", ignore_index=True)


def _joined(name: str, parts: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """One column of parts set end to end; what a part has one of is of all its places.

    A part is small and there are thousands: a frame of each would take longer than all that is worked out.
    """
    of = [np.broadcast_to(np.asarray(part[name]), len(part["place_code"])) for part in parts]
    return np.concatenate([values.astype(object) if values.dtype.kind in "OUM" else values for values in of])


def _periods(wanted: Iterable[Period]) -> list[Period]:
    """Years, and of rolling years the last."""
    found = [period for period in wanted if period.type in PERIODS]
    last = max((period.last for period in found if period.type == "rolling_12_months"), default="")
    return [period for period in found if period.type != "rolling_12_months" or period.last == last]


def _themes(definition: str, grid: Grid) -> Iterator[tuple[str, list[int], list[str]]]:
    """The definition's total and each theme, with where its columns stand in a grid, and their offence codes."""
    pairs = [theme.split(BY_CODE, 1) for theme in grid.themes]
    codes = [plain_code(code) for _, code in pairs]
    everything = list(range(len(pairs)))
    yield definition, everything, codes
    for theme in sorted({theme for theme, _ in pairs}):
        at = [n for n in everything if pairs[n][0] == theme]
        yield theme, at, [codes[n] for n in at]


def _of_period(block: Block, period: Period, sets: Sequence[Weights], confidence: float) -> Iterator[dict[str, Any]]:
    """Columns of the rows of one period, a part for each theme and set of weights: by name, an array, or one value for all."""
    counts, coverage, years = block.grid.over(period)
    there = coverage > 0
    if not there.any():
        return
    place = {"place_code": np.array(block.grid.codes, dtype=object)[there], "coverage": coverage[there]}
    for theme, at, codes in _themes(block.definition.id, block.grid):
        inside = counts[there][:, at]
        for weights in sets:
            by_code, known = weights.arrays(codes)
            if not known.any():
                continue
            unit, rise = weights.price(period)
            found = _summed(inside, by_code * rise, known, confidence)
            base = place | {
                "theme": theme, "count": found.offences, "denominator": np.nan, "denominator_kind": "none",
                "source": block.source, "definition": block.definition.id, "definition_version": block.definition.version,
                "place_type": block.place_type, "group_by": weights.group[0], "group_value": weights.group[1],
                "period_type": period.type, "period_start": period.start, "period_end": period.end,
                "method": "dobson_and_range" if (by_code[0] < by_code[2]).any() else "dobson",
                "caveats": _said(weights, place["coverage"], inside, known, codes),
            }  # fmt: skip
            yield base | {
                "measure": weights.measure,
                "unit": unit,
                "value": found.value,
                "lower": found.lower,
                "upper": found.upper,
            }
            people = years[0].value[there]
            if weights.per_1000:
                yield from _per_1000(base, weights, found, people)


def _per_1000(
    base: Mapping[str, Any], weights: Weights, found: _Summed, people: np.ndarray
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The same per 1,000 residents a year, where it is known how many there were."""
    known = np.isfinite(people) & (people > 0)
    if known.any():
        per = PEOPLE / people[known]
        inside = {name: value[known] if isinstance(value, np.ndarray) else value for name, value in base.items()}
        yield inside | {
            "measure": weights.per_1000, "unit": f"{weights.unit} per 1,000 residents a year", "denominator_kind": "residents",
            "denominator": people[known], "value": found.value[known] * per, "lower": found.lower[known] * per,
            "upper": found.upper[known] * per,
        }  # fmt: skip


def _summed(counts: np.ndarray, weights: np.ndarray, known: np.ndarray, confidence: float) -> _Summed:
    """Sums over codes of counts (places x codes) and weights (least, what counts, most x codes).

    Where a code has several weights the lower limit is that of the least, the upper that of the most. A place with a count
    below zero has no limits.
    """
    least, mean, most = weights
    weighed = counts[:, known].sum(axis=1)
    sound = ~(counts < 0).any(axis=1)
    events = np.where(sound, weighed, 0)
    largest = most.max(initial=0.0) ** 2

    def limits(of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        squares = np.where(events > 0, np.maximum(counts, 0) @ of**2, largest)
        return weighted_limits(np.where(sound, counts @ of, 0.0), squares, events, confidence)

    lower, upper = limits(least)[0], limits(most)[1]
    return _Summed(
        counts.sum(axis=1), weighed, counts @ mean, np.where(sound, lower, np.nan), np.where(sound, upper, np.nan)
    )


def _said(
    weights: Weights, coverage: np.ndarray, counts: np.ndarray, known: np.ndarray, codes: list[str]
) -> np.ndarray:
    """What to say of each place's value."""
    always = list(weights.said)
    unknown, below = counts[:, ~known], np.asarray((counts < 0).any(axis=1))
    without = [code for code, has in zip(codes, known, strict=True) if not has]
    found = np.full(len(counts), " ".join(always), dtype=object)
    for n in np.flatnonzero((unknown != 0).any(axis=1) | below | (coverage < 1)):
        lacking = [code for code, count in zip(without, unknown[n], strict=True) if count]
        missing = caveats.no_weight(int(unknown[n].sum()), int(counts[n].sum()), lacking)
        part = [caveats.PART_FILED] if coverage[n] < 1 else []
        found[n] = " ".join(filter(None, [*part, *always, missing, caveats.BELOW_ZERO if below[n] else ""]))
    return found


def unweighed(blocks: Sequence[Block], sets: Sequence[Weights]) -> pd.DataFrame:
    """Rows of the table of offences without a weight, of blocks of the partnership, over all months held."""
    found = []
    for block in blocks:
        if block.place_type != "partnership":
            continue
        counts = block.grid.counts.sum(axis=(0, 2))
        for theme, at, codes in _themes(block.definition.id, block.grid):
            for weights in sets:
                if weights.group == ALL:
                    found += _lacking(block, theme, weights, counts[at], codes)
    return pd.DataFrame(found, columns=[column.name for column in UNWEIGHED.columns])


def _lacking(
    block: Block, theme: str, weights: Weights, counts: np.ndarray, codes: list[str]
) -> list[tuple[object, ...]]:
    (_, mean, _), known = weights.arrays(codes)
    total, weighed = int(counts.sum()), int(counts[known].sum())
    average = float(counts[known] @ mean[known]) / weighed if weighed > 0 else np.nan
    by_code = pd.Series(counts[~known], index=[code for code, has in zip(codes, known, strict=True) if not has])
    by_code = by_code.groupby(level=0).sum()
    harm = average * total  # if those without a weight weighed what the others weigh on average
    return [
        (weights.measure, block.source, block.definition.id, theme, code, int(n), n / total if total else 0.0,
         n * average / harm if harm else None)
        for code, n in by_code.items()
        if n
    ]  # fmt: skip
