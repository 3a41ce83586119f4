"""Grids of counts become rows of the measures table, each with its rate or share and its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from purbeck.definition.definition import Definition
from purbeck.measures import caveats
from purbeck.measures.grid import Grid, PersonYears
from purbeck.measures.measure import COUNTED, DENOMINATOR_KINDS, METHODS, unit_of
from purbeck.periods import Period, periods_over
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import intervals
from purbeck.store import Store

PEOPLE = 1000
COUNT, RATE, SHARE = range(len(COUNTED))
ALL, OUTSIDE = ("all", "all"), ("partnership", "outside")
KINDS = tuple(sorted(DENOMINATOR_KINDS))
NONE = KINDS.index("none")
BY_CODE = "|"  # between a theme and an offence code; neither has it
UNITS_OF = [(COUNT, NONE), *((RATE, n) for n, kind in enumerate(KINDS) if kind != "none"), (SHARE, NONE)]

Placed: TypeAlias = tuple[str, tuple[str, str]]
"""A type of place, and its group: with us or without."""

# The order of the rows: that of the table's key, by the places these hold in lists sorted beforehand.
ORDER = ["definition_n", "source_n", "measure_n", "theme_n", "place_type_n", "place_n", "period_n", "kind_n"]


@dataclass(frozen=True)
class Block:
    """What to measure: one definition, source and type of place (with or without us), its grid, over which periods."""

    definition: Definition
    place_type: str
    group: tuple[str, str]
    grid: Grid
    wanted: list[Period]
    source: str = STREET.name


def periods_for(place_type: str, months: Iterable[str]) -> list[Period]:
    """Every period; for small places only the latest rolling year, since there are so many of them."""
    held = set(months)
    found = periods_over(held)
    if place_type not in ("lsoa21", "ward"):
        return found
    return [p for p in found if p.type != "rolling_12_months" or p.last == max(held)]


def coded(theme: str, offence_code: str) -> str:
    """A theme and an offence code as one theme of a grid."""
    return f"{theme}{BY_CODE}{offence_code}"


def in_rows(store: Store, blocks: list[Block], names: dict[str, str], confidence: float) -> ir.Table:
    """Every block as rows of the measures table, in the order of its key.

    Numbers are worked out in arrays; the words (codes, names, dates) are put to them by the engine, from short lists.
    """
    words = _Words(blocks, names)
    numbers = pd.concat([_numbers(block, words, confidence) for block in blocks], ignore_index=True)
    numbers = numbers.sort_values(ORDER, kind="stable", ignore_index=True)
    said = pd.DataFrame(caveats.worded(numbers["caveat_n"].tolist()), columns=["caveat_n", "caveats"])
    units = _numbered("unit_n", [(unit_of(COUNTED[m], KINDS[k]),) for m, k in UNITS_OF], ("unit",))
    rows = store.engine.frame(numbers)
    for of in (words.definitions, words.sources, words.measures, words.themes, words.places, words.periods, words.methods,
               words.kinds, units, said):  # fmt: skip
        rows = rows.inner_join(store.engine.frame(of), of.columns[0])
    return rows.mutate(confidence=ibis.literal(confidence))


class _Words:
    """Short lists of the words in the table, each numbered in sorted order, as frames whose first column is the number."""

    def __init__(self, blocks: list[Block], names: dict[str, str]) -> None:
        self.definitions = _numbered("definition_n", sorted({(b.definition.id, b.definition.version) for b in blocks}),
                                     ("definition", "definition_version"))  # fmt: skip
        self.sources = _numbered("source_n", sorted({(b.source,) for b in blocks}), ("source",))
        self.measures = _numbered("measure_n", [(m,) for m in COUNTED], ("measure",))
        self.kinds = _numbered("kind_n", [(kind,) for kind in KINDS], ("denominator_kind",))
        self.themes = _numbered("theme_n", sorted({(t,) for b in blocks for t in b.grid.themes}), ("theme",))
        places = sorted({(b.place_type, code, *b.group) for b in blocks for code in b.grid.codes})
        self.places = _numbered("place_n", [(*p, names[p[1]]) for p in places],
                                ("place_type", "place_code", "group_by", "group_value", "place_name"))  # fmt: skip
        types = sorted({b.place_type for b in blocks})
        self.place_type_n = {place_type: n for n, place_type in enumerate(types)}
        periods = sorted({p for b in blocks for p in b.wanted})
        self.periods = _numbered("period_n", [(p.type, p.start, p.end) for p in periods],
                                 ("period_type", "period_start", "period_end"))  # fmt: skip
        self.methods = _numbered("method_n", [(m,) for m in METHODS], ("method",))
        self.definition_n = {d: n for n, d in enumerate(self.definitions["definition"])}
        self.source_n = {s: n for n, s in enumerate(self.sources["source"])}
        self.theme_n = {t: n for n, t in enumerate(self.themes["theme"])}
        self.place_n = {place: n for n, place in enumerate(places)}
        self.period_n = {period: n for n, period in enumerate(periods)}


def _numbered(number: str, rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    frame.insert(0, number, np.arange(len(frame), dtype="int64"))
    return frame


def _numbers(block: Block, words: _Words, confidence: float) -> pd.DataFrame:
    """Counts, rates and shares of a block, for places and periods where any month was filed."""
    grid = block.grid
    over = [grid.over(period) for period in block.wanted]
    counts = np.stack([c for c, _, _ in over])  # periods x places x themes
    coverage = np.stack([c for _, c, _ in over])
    period, place = np.nonzero(coverage > 0)
    themes = len(grid.themes)
    count = counts[period, place]
    place_n = np.array([words.place_n[(block.place_type, code, *block.group)] for code in grid.codes])
    period_n = np.array([words.period_n[p] for p in block.wanted])
    base = pd.DataFrame(
        {
            "definition_n": words.definition_n[block.definition.id],
            "source_n": words.source_n[block.source],
            "theme_n": np.tile([words.theme_n[t] for t in grid.themes], len(period)),
            "place_type_n": words.place_type_n[block.place_type],
            "place_n": np.repeat(place_n[place], themes),
            "period_n": np.repeat(period_n[period], themes),
            "count": count.ravel(),
            "coverage": np.repeat(coverage[period, place], themes),
        }
    )
    base["caveat_n"] = np.where(base["coverage"] >= 1, 0, caveats.BIT[caveats.PART_FILED])
    base["caveat_n"] |= np.where(base["count"] < 0, caveats.BIT[caveats.BELOW_ZERO], 0)
    exposed = [_picked([found[n] for _, _, found in over], period, place, themes) for n in range(len(grid.exposures))]
    total = np.repeat(count[:, 0], themes)
    return pd.concat(
        [
            *_counts_and_rates(base, exposed, confidence),
            _shares(base, total, np.arange(len(base)) % themes > 0, confidence),
        ]
    )


def _picked(found: list[PersonYears], period: np.ndarray, place: np.ndarray, themes: int) -> PersonYears:
    """Person-years of one kind in the order of the rows, from those of each period."""

    def rows(of: list[np.ndarray]) -> np.ndarray:
        return np.repeat(np.stack(of)[period, place], themes)

    lower = [years.lower for years in found if years.lower is not None]
    upper = [years.upper for years in found if years.upper is not None]
    return PersonYears(found[0].kind, rows([years.value for years in found]), rows(lower) if lower else None,
                       rows(upper) if upper else None, rows([years.marks for years in found]))  # fmt: skip


def _counts_and_rates(base: pd.DataFrame, exposed: list[PersonYears], confidence: float) -> list[pd.DataFrame]:
    count = base["count"].to_numpy()
    sound = np.maximum(count, 0)  # recorded crime may be below zero, and has no interval there
    lower, upper = (np.where(count < 0, np.nan, limit) for limit in intervals.count_interval(sound, confidence))
    exact = intervals.count_interval_method(sound) == "exact"
    method = np.where(exact, METHODS.index("exact"), METHODS.index("byar"))
    counts = base.assign(measure_n=COUNT, kind_n=NONE, unit_n=UNITS_OF.index((COUNT, NONE)), denominator=np.nan,
                         value=count.astype(float), lower=lower, upper=upper, method_n=method)  # fmt: skip
    return [counts, *(_rates(base, years, (lower, upper), method) for years in exposed)]


def _rates(
    base: pd.DataFrame, years: PersonYears, limits: tuple[np.ndarray, np.ndarray], method: np.ndarray
) -> pd.DataFrame:
    """Rates of one kind of people, where it is known how many there were."""
    known = np.isfinite(years.value) & (years.value > 0)
    rows, exposure, (lower, upper) = base[known], years.value[known], (limit[known] for limit in limits)
    count, named = rows["count"].to_numpy(), method[known]
    if years.lower is None or years.upper is None:
        lower, upper = lower / exposure, upper / exposure
    else:
        ends = years.lower[known], years.upper[known]
        lower, upper = intervals.uncertain_rate_limits(count, (lower, upper), exposure, ends)
        named = np.where(
            named == METHODS.index("exact"), METHODS.index("exact_and_range"), METHODS.index("byar_and_range")
        )
    kind = KINDS.index(years.kind)
    value = np.where(count < 0, np.nan, count / exposure * PEOPLE)
    return rows.assign(measure_n=RATE, kind_n=kind, unit_n=UNITS_OF.index((RATE, kind)), denominator=exposure,
                       value=value, lower=lower * PEOPLE, upper=upper * PEOPLE, method_n=named,
                       caveat_n=rows["caveat_n"] | years.marks[known])  # fmt: skip


def _shares(base: pd.DataFrame, total: np.ndarray, of_themes: np.ndarray, confidence: float) -> pd.DataFrame:
    """Each theme's share of the total (the first theme of a grid), which has none of itself."""
    possible = of_themes & (base["count"].to_numpy() >= 0) & (base["count"].to_numpy() <= total)
    rows, whole = base[possible], total[possible]
    count = rows["count"].to_numpy()
    lower, upper = intervals.share_interval(count, whole, confidence)
    value = np.divide(count, whole, out=np.full(len(rows), np.nan), where=whole > 0)
    return rows.assign(measure_n=SHARE, kind_n=NONE, unit_n=UNITS_OF.index((SHARE, NONE)), denominator=whole.astype(float),
                       value=value, lower=lower, upper=upper, method_n=METHODS.index("wilson"))  # fmt: skip
