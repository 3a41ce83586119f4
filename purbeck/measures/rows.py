"""Grids of counts become rows of the measures table, each with its rate or share and its interval."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from purbeck.definition.definition import Definition
from purbeck.measures.grid import Grid
from purbeck.measures.measure import MEASURES, METHODS, UNITS
from purbeck.periods import Period
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import intervals
from purbeck.store import Store

PEOPLE = 1000
COUNT, RATE, SHARE = range(len(MEASURES))
DENOMINATOR_KIND = {"count": "none", "rate_per_1000": "residents", "share": "none"}
# The order of the rows: that of the table's key, by the places these hold in lists sorted beforehand.
ORDER = ["definition_n", "measure_n", "theme_n", "place_type_n", "place_n", "period_n"]


@dataclass(frozen=True)
class Block:
    """What to measure: one definition, one type of place (with or without us), its grid, over which periods."""

    definition: Definition
    place_type: str
    group: tuple[str, str]
    grid: Grid
    wanted: list[Period]


def in_rows(store: Store, blocks: list[Block], names: dict[str, str], confidence: float) -> ir.Table:
    """Every block as rows of the measures table, in the order of its key.

    Numbers are worked out in arrays; the words (codes, names, dates) are put to them by the engine, from short lists.
    """
    words = _Words(blocks, names)
    numbers = pd.concat([_numbers(block, words, confidence) for block in blocks], ignore_index=True)
    numbers = numbers.sort_values(ORDER, kind="stable", ignore_index=True)
    rows = store.engine.frame(numbers)
    for of in (words.definitions, words.measures, words.themes, words.places, words.periods, words.methods):
        rows = rows.inner_join(store.engine.frame(of), of.columns[0])
    whole = rows.coverage >= 1
    return rows.mutate(
        confidence=ibis.literal(confidence),
        source=ibis.literal(STREET.name),
        caveats=whole.ifelse("", "Not every month of the period was filed."),
    )


class _Words:
    """Short lists of the words in the table, each numbered in sorted order, as frames whose first column is the number."""

    def __init__(self, blocks: list[Block], names: dict[str, str]) -> None:
        self.definitions = _numbered("definition_n", sorted({(b.definition.id, b.definition.version) for b in blocks}),
                                     ("definition", "definition_version"))  # fmt: skip
        self.measures = _numbered("measure_n", [(m, DENOMINATOR_KIND[m], UNITS[m]) for m in MEASURES],
                                  ("measure", "denominator_kind", "unit"))  # fmt: skip
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
    person_years, coverage = np.stack([p for _, p, _ in over]), np.stack([c for _, _, c in over])
    period, place = np.nonzero(coverage > 0)
    themes = len(grid.themes)
    count = counts[period, place]
    place_n = np.array([words.place_n[(block.place_type, code, *block.group)] for code in grid.codes])
    period_n = np.array([words.period_n[p] for p in block.wanted])
    base = pd.DataFrame(
        {
            "definition_n": words.definition_n[block.definition.id],
            "theme_n": np.tile([words.theme_n[t] for t in grid.themes], len(period)),
            "place_type_n": words.place_type_n[block.place_type],
            "place_n": np.repeat(place_n[place], themes),
            "period_n": np.repeat(period_n[period], themes),
            "count": count.ravel(),
            "coverage": np.repeat(coverage[period, place], themes),
        }
    )
    years = np.repeat(person_years[period, place], themes)
    total = np.repeat(count[:, 0], themes)
    return pd.concat(
        [
            *_counts_and_rates(base, years, confidence),
            _shares(base, total, np.arange(len(base)) % themes > 0, confidence),
        ]
    )


def _counts_and_rates(
    base: pd.DataFrame, person_years: np.ndarray, confidence: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    count = base["count"].to_numpy()
    lower, upper = intervals.count_interval(count, confidence)
    exact = intervals.count_interval_method(count) == "exact"
    method = np.where(exact, METHODS.index("exact"), METHODS.index("byar"))
    per = PEOPLE / person_years
    counts = base.assign(measure_n=COUNT, denominator=np.nan, value=count.astype(float), lower=lower, upper=upper,
                         method_n=method)  # fmt: skip
    rates = base.assign(measure_n=RATE, denominator=person_years, value=count * per, lower=lower * per,
                        upper=upper * per, method_n=method)  # fmt: skip
    return counts, rates


def _shares(base: pd.DataFrame, total: np.ndarray, of_themes: np.ndarray, confidence: float) -> pd.DataFrame:
    """Each theme's share of the total (the first theme of a grid), which has none of itself."""
    rows, whole = base[of_themes], total[of_themes]
    count = rows["count"].to_numpy()
    lower, upper = intervals.share_interval(count, whole, confidence)
    value = np.divide(count, whole, out=np.full(len(rows), np.nan), where=whole > 0)
    return rows.assign(measure_n=SHARE, denominator=whole.astype(float), value=value, lower=lower, upper=upper,
                       method_n=METHODS.index("wilson"))  # fmt: skip
