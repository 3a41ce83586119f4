"""Random tables of counts as a release would ask for them: nested and overlapping places, windows of months, groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from bench.every_table import atoms, every_table, points_of
from purbeck.disclosure.linking import KEY, Structure
from purbeck.disclosure.protecting import Held, protect
from purbeck.disclosure.rules import PUBLIC, Rules

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


def what_is_wrong(
    frames: Sequence[pd.DataFrame],
    records: dict[tuple[str, str, str], int],
    spread: int,
    known: Collection[tuple] | None = (),
) -> list[str]:
    """What the newest of the frames gives away to somebody who holds them all: of its own counts, of those hidden before, and of
    what is left of one count without another that lies in it.

    known : keys of the newest's counts of which the frames before tell more than the rules would; None where all may be.
    """
    newest = frames[-1]
    now = every_table(frames, PLACES, CODES, records, spread)
    unsaid = newest.assign(shown_least=pd.NA, shown_most=pd.NA)
    before = every_table([*frames[:-1], unsaid], PLACES, CODES, records, spread)
    rows = [row for frame in frames for row in frame.to_dict("records")]
    count = {box: row["least"] for box, row in zip(now.boxes, rows, strict=True)}
    today = now.boxes[-len(newest) :]
    assert not [row for row in rows if not row["decision"].startswith("hidden") and _is_small(row["least"])]
    wrong = []
    for at, (box, row) in enumerate(zip(now.boxes, rows, strict=True)):
        assert row["least"] in now.values(box), "the true table fits what is shown"
        new = at >= len(rows) - len(newest)
        if row["decision"].startswith("hidden") and (new or box not in today):
            strict = new and known is not None and tuple(row[name] for name in KEY) not in known
            if _narrower(row["least"], now.values(box), None if strict else before.values(box)):
                wrong.append(f"{row}: {sorted(now.values(box))}")
    for wholes, part in product(_totals(asked_of(rows), count), count):
        left = sum(count[one] for one in wholes) - count[part]
        ends = (*wholes, part)
        if part < frozenset().union(*wholes) and _is_small(left) and not any(_is_small(count[one]) for one in ends):
            values, known_before = now.values(*wholes, less=part), before.values(*wholes, less=part)
            narrower = _narrower(left, values, known_before)
            if not set(ends) <= set(today):  # the true count of an earlier row is kept nowhere: it may be small, or not
                narrower = narrower and _width(values) < min(3, _width(known_before))
            if narrower:
                wrong.append(f"{[count[one] for one in ends]} of {[sorted(one) for one in ends]}: {sorted(values)}")
    return wrong


def asked_of(rows: Sequence[dict]) -> list[frozenset[tuple[str, ...]]]:
    """Everything that could be asked for by a place, a window and a sex that rows have."""
    places = {(row["place_type"], row["place_code"]) for row in rows}
    windows = {(row["first"], row["last"]) for row in rows}
    sexes = {None if row["group_by"] == "all" else row["group_value"] for row in rows}
    return [POINTS[one] for one in product(places, windows, sexes)]


def _totals(
    wanted: Sequence[frozenset[tuple[str, ...]]], count: dict[frozenset[tuple[str, ...]], int]
) -> Iterator[tuple[frozenset[tuple[str, ...]], ...]]:
    """Each count, and each two or three that lie side by side and fill something that could be asked for."""
    yield from ((one,) for one in count)
    for several in (2, 3):
        for some in combinations(count, several):
            whole = frozenset().union(*some)
            if len(whole) == sum(map(len, some)) and whole in wanted and whole not in count:
                yield some


def _is_small(count: int) -> bool:
    return 1 <= count <= 4


def _width(values: set[int]) -> int:
    return max(values) - min(values)


def _narrower(true: int, values: set[int], before: set[int] | None) -> bool:
    """Whether what is possible of a count is less than it must be, or, where that was less before, than it was."""
    if not _is_small(true):
        return len(values) == 1 and (before is None or len(before) > 1)
    low, high = (1, 4) if before is None else (max(1, min(before)), min(4, max(before)))
    return min(values) > low or max(values) < high


class Releases:
    """Releases over time of the same records, to partners or to everybody; partners keep all of them."""

    def __init__(self, records: dict[tuple[str, str, str], int]) -> None:
        self.records = records
        self.made: list[tuple[str, pd.DataFrame]] = []

    def release(self, cells: pd.DataFrame, edition: str, rules: Rules) -> pd.DataFrame:
        """Protect counts beside what readers of an edition hold, and keep them."""
        first, *others = (Held(STRUCTURE, held) for held in self.held_by_readers(edition))
        newest = protect(cells, STRUCTURE, rules, edition, first.earlier, others)
        self.made.append((edition, newest))
        return newest

    def held_by_readers(self, edition: str) -> list[list[pd.DataFrame]]:
        """The releases that each kind of reader of an edition holds."""
        every, public = [frame for _, frame in self.made], [frame for of, frame in self.made if of == PUBLIC]
        return [public, every] if edition == PUBLIC and len(public) < len(every) else [every]

    def what_is_wrong(self, spread: int) -> list[str]:
        """What the newest release gives away to any of its readers."""
        edition, newest = self.made.pop()
        readers = self.held_by_readers(edition)
        self.made.append((edition, newest))
        known = [newest.attrs["known_before"], None]
        return [
            one
            for held, of in zip(readers, known, strict=False)
            for one in what_is_wrong([*held, newest], self.records, spread, of)
        ]
