"""Today's counts and those of earlier releases as one system of unknowns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import NEEDED, SMALL, UNSHOWN
from purbeck.disclosure.left_over import Difference, with_left_over
from purbeck.disclosure.linking import KEY, Structure, link
from purbeck.disclosure.rules import Rules
from purbeck.disclosure.vintages import Known, known_before, told_by
from purbeck.errors import DisclosureError, TableError
from purbeck.statistics.linked import UNBOUNDED, ContradictionError, LinkedSystem, UndecidedError, propagate
from purbeck.statistics.linked.system import Whole

CELL_COLUMNS = (*KEY, "least", "most", "source")
ADDED = ("decision", "value", "shown_least", "shown_most", "rule", *NEEDED)


@dataclass(frozen=True, eq=False)
class Release:
    """Counts of today, sorted, and of earlier releases, and how they hang together. Shapes (unknowns,) unless said.

    least, most : what today's rows say of each unknown. `known` : what anybody knows for good, from earlier releases and
    from counts that are published already. `rows` : the unknown of each of today's rows, and then of each earlier one.
    Those of `between` are no row's, but of what rows hold in common; those of `left` are some counts less others.
    """

    today: pd.DataFrame
    earlier: pd.DataFrame
    system: LinkedSystem
    rows: Whole
    between: range
    left: tuple[Difference, ...]
    least: Whole
    most: Whole
    known: Known

    @property
    def numbers(self) -> Whole:
        """The unknown of each of today's rows."""
        return self.rows[: len(self.today)]

    @property
    def hidden_before(self) -> pd.DataFrame:
        """The hidden rows of earlier releases that fit with today's counts, with the unknown of each as `number`."""
        rows = self.earlier.assign(number=self.rows[len(self.today) :])
        return rows[self.known.kept & rows["decision"].isin(UNSHOWN).to_numpy()]


def gathered(cells: pd.DataFrame, structure: Structure, rules: Rules, earlier: Sequence[pd.DataFrame]) -> Release:
    """The release that counts with `least` and `most` make with those before. Raises TableError where they do not add up."""
    today = _in_order(cells)
    before = [_in_order(as_told(one)) for one in earlier if len(one)]
    all_before = pd.concat(before, ignore_index=True) if before else today.iloc[:0].assign(**dict.fromkeys(ADDED))
    low, high = told_by(all_before)
    ranges = all_before[list(KEY)].assign(least=low, most=high)
    linked = link(pd.concat([today[[*KEY, "least", "most"]], ranges], ignore_index=True), structure)
    numbers = linked.numbers[: len(today)]
    least, most = _endless(linked.system.size)
    _narrow(least, most, numbers, today["least"], today["most"])
    try:
        propagate(linked.system, least, most)
        known = known_before(
            linked.system, (least, most), linked.numbers[len(today) :], (low, high), [len(one) for one in before]
        )
    except ContradictionError as error:
        raise _do_not_add_up(today, numbers, error.number) from error
    except UndecidedError as error:
        raise undecided(error) from error
    public = today["source"].isin(rules.published).to_numpy()
    _narrow(known.least, known.most, numbers[public], today["least"][public], today["most"][public])
    ends = propagate(linked.system, np.maximum(least, known.least), np.minimum(most, known.most))
    system, left = with_left_over(linked, *ends, *rules.hidden_at_most)
    least, most, known_least, known_most = (
        np.concatenate([of, np.full(system.size - linked.system.size, end)])
        for of, end in ((least, 0), (most, UNBOUNDED), (known.least, 0), (known.most, UNBOUNDED))
    )
    known = Known(known_least, known_most, known.kept)
    between = range(linked.counted, linked.system.size)
    return Release(today, all_before, system, linked.numbers, between, left, least, most, known)


def narrowed(release: Release, besides: pd.DataFrame) -> Release:
    """A release with what else it says of its own counts: ranges, `least` and `most`, of rows by KEY, as far as they fit."""
    number_of = dict(zip(release.today[list(KEY)].itertuples(index=False, name=None), release.numbers, strict=True))
    numbers = np.array(
        [number_of[key] for key in besides[list(KEY)].itertuples(index=False, name=None)], dtype=np.int64
    )
    told = besides["least"].to_numpy(dtype=np.int64), besides["most"].to_numpy(dtype=np.int64)
    both = np.maximum(release.least, release.known.least), np.minimum(release.most, release.known.most)
    try:
        said = known_before(release.system, both, numbers, told, [len(besides)])
    except UndecidedError as error:
        raise undecided(error) from error
    return replace(release, least=np.maximum(release.least, said.least), most=np.minimum(release.most, said.most))


def as_told(protected: pd.DataFrame) -> pd.DataFrame:
    """A protected frame with what it tells as `least` and `most`: the true ones, if it has them, are nobody's to know."""
    low, high = told_by(protected)
    small = protected["decision"] == SMALL
    needed = {
        name: protected[f"shown_{end}"].where(small)
        for name, end in zip(NEEDED, ("least", "most"), strict=True)
        if name not in protected
    }
    return protected.assign(least=low, most=high, **needed)


def _in_order(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of what they count, whatever order they come in."""
    for name in CELL_COLUMNS:
        if name not in cells:
            raise TableError(f"The frame of counts has no column {name}.", f"Give it {', '.join(CELL_COLUMNS)}.")
    wrong = cells[(cells["least"] < 0) | (cells["most"] < cells["least"]) | cells[["least", "most"]].isna().any(axis=1)]
    if len(wrong):
        row = wrong.iloc[0]
        raise TableError(
            f"{named(row)}: least {row['least']}, most {row['most']}; expected were whole numbers from 0 on, the least first.",
            "Give the count as a range, both ends the same where it is exact.",
        )
    return cells.sort_values([*KEY, "source"], kind="stable", ignore_index=True)


def _endless(size: int) -> tuple[Whole, Whole]:
    return np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED, dtype=np.int64)


def _narrow(least: Whole, most: Whole, numbers: Whole, low: pd.Series, high: pd.Series) -> None:
    np.maximum.at(least, numbers, low.to_numpy(dtype=np.int64))
    np.minimum.at(most, numbers, high.to_numpy(dtype=np.int64))


def named(row: Mapping[Hashable, object] | pd.Series) -> str:
    """What a row counts, in words of its columns."""
    group = "" if row["group_by"] == "all" else f", {row['group_by']} {row['group_value']}"
    return f"{row['what']} ({row['universe']}) in {row['place_type']} {row['place_code']}, {row['first']} to {row['last']}{group}"


def undecided(error: UndecidedError) -> DisclosureError:
    """The error where the solver stopped before it knew: that is not safe."""
    return DisclosureError(
        f"Whether the counts can be worked out could not be decided: {error}.",
        "Release fewer counts that hang together.",
    )


def _do_not_add_up(today: pd.DataFrame, numbers: Whole, number: int) -> TableError:
    """The error of counts that contradict each other, with one of them."""
    rows = np.flatnonzero(numbers == number)
    where = named(today.iloc[rows[0]]) if len(rows) else "a count that others leave over"
    return TableError(
        f"Counts do not add up: no whole number is left for {where}.",
        "Count parts and wholes from the same records, each record in one part; name every code of a dimension in the "
        "structure's groups; counts of other records are another universe.",
    )
