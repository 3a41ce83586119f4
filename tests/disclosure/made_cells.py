"""Random tables of counts as a release would ask for them: nested and overlapping places, windows of months, groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from purbeck.disclosure.linking import Structure

COLUMNS = [
    "universe", "what", "place_type", "place_code", "first", "last", "group_by", "group_value", "least", "most", "source",
]  # fmt: skip
PLACES = {
    ("lsoa21", "A1"): frozenset({"A1"}),
    ("lsoa21", "A2"): frozenset({"A2"}),
    ("lsoa21", "B1"): frozenset({"B1"}),
    ("ward", "A"): frozenset({"A1", "A2"}),
    ("district", "D"): frozenset({"A1", "A2", "B1"}),
    ("csp", "C"): frozenset({"A2", "B1"}),
}
WINDOWS = (("2025-01", "2025-01"), ("2025-02", "2025-02"), ("2025-01", "2025-02"), ("2025-02", "2025-03"))
CODES = {"sex": ("F", "M")}
STRUCTURE = Structure(PLACES, {}, {"sex": {"F": frozenset({"F"}), "M": frozenset({"M"})}})
SOURCE, UNIVERSE = "police_extract", "police_extract:offences"


def cell(
    place: tuple[str, str], window: tuple[str, str], sex: str | None, least: int, most: int | None = None
) -> tuple:
    """One row of the frame."""
    group = ("all", "all") if sex is None else ("sex", sex)
    return (UNIVERSE, "offences", *place, *window, *group, least, least if most is None else most, SOURCE)


def frame(rows: Sequence[tuple]) -> pd.DataFrame:
    """The frame of cells."""
    return pd.DataFrame(rows, columns=COLUMNS)


def counted(records: dict[tuple[str, str, str], int], asked: Sequence[tuple]) -> pd.DataFrame:
    """The cells asked for (place, window, sex), counted over records by smallest area, month and sex."""
    rows = []
    for place, window, sex in asked:
        total = sum(
            n for (area, month, of), n in records.items()
            if area in PLACES[place] and window[0] <= month <= window[1] and sex in (None, of)
        )  # fmt: skip
        rows.append(cell(place, window, sex, total))
    return frame(rows)


def random_records(rng: np.random.Generator, mean: float) -> dict[tuple[str, str, str], int]:
    """Records of three areas, three months and two sexes."""
    months = ("2025-01", "2025-02", "2025-03")
    return {key: int(rng.poisson(rng.gamma(1.0, mean))) for key in product(("A1", "A2", "B1"), months, CODES["sex"])}


def random_asked(rng: np.random.Generator, most: int) -> list[tuple]:
    """Up to so many different cells."""
    everything = list(product(PLACES, WINDOWS, (None, *CODES["sex"])))
    size = int(rng.integers(2, most + 1))
    return [everything[at] for at in sorted(rng.choice(len(everything), size, replace=False))]
