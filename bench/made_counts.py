"""Random tables of counts as a release would ask for them: nested and overlapping places, windows of months, groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from bench.every_table import atoms, points_of, possible_values
from purbeck.disclosure.linking import KEY, Structure

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


def random_asked(
    rng: np.random.Generator, most: int, apart: int | None = None, with_those: Sequence[tuple] = ()
) -> list[tuple]:
    """Up to so many different cells; with `with_those` they tell no more than `apart` things apart, where that is given."""
    everything = list(POINTS)
    chosen: list[tuple] = []
    for at in rng.permutation(len(everything))[: 4 * most]:
        more = [*with_those, *chosen, everything[at]]
        if apart is None or atoms([POINTS[one] for one in more]) <= apart:
            chosen.append(everything[at])
        if len(chosen) == most:
            break
    return chosen


def _points() -> dict[tuple, frozenset[tuple[str, ...]]]:
    """What each cell that can be asked for is a count of."""
    found = {}
    for place, window, sex in product(PLACES, WINDOWS, (None, *CODES["sex"])):
        row = dict(zip(COLUMNS, cell(place, window, sex, 0), strict=True))
        found[place, window, sex] = points_of(row, PLACES, CODES)
    return found


POINTS = _points()


def what_is_wrong(frames: Sequence[pd.DataFrame], records: dict[tuple[str, str, str], int], spread: int) -> list[str]:
    """What is wrong with the newest of the frames, for somebody who holds them all."""
    newest = frames[-1]
    boxes, possible = possible_values(frames, PLACES, CODES, records, spread)
    unsaid = newest.assign(shown_least=pd.NA, shown_most=pd.NA)
    _, before = possible_values([*frames[:-1], unsaid], PLACES, CODES, records, spread)
    known = {tuple(key) for key in newest.attrs["known_before"]}
    wrong = []
    for row, box in zip(newest.to_dict("records"), boxes[-len(newest) :], strict=True):
        values = possible[box]
        assert row["least"] in values, "the true table fits what is shown"
        if not row["decision"].startswith("hidden"):
            assert not 1 <= row["least"] <= 4, "small numbers are hidden"
            continue
        safe = min(values) <= 1 and max(values) >= 4 if 1 <= row["least"] <= 4 else len(values) > 1
        if tuple(row[name] for name in KEY) in known:  # then this release must say no more than the earlier ones
            low, high = min(before[box]), max(before[box])
            assert low > 1 or high < 4
            safe = min(values) <= max(1, low) and max(values) >= min(4, high)
        if not safe:
            wrong.append(f"{row}: {sorted(values)}")
    return wrong
