"""Counts that were asked for of data not published already, noted, and given back as they may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from purbeck.analyses.analysis import PUBLISHED
from purbeck.counts import ALL, CELL, KEY, Counts, with_ends, with_value
from purbeck.disclosure.supplied import supplied_ranges
from purbeck.errors import DisclosureError
from purbeck.sources.returns.figures import JOINT
from purbeck.statistics.intervals import count_interval, share_interval

T = TypeVar("T")

AREAS = "areas"
# What a row of the measures table says that is no count and is made of none.
OF_A_MEASURE = (
    "measure", "theme", "place_type", "place_code", "place_name", "period_type", "period_start", "period_end", "group_by",
    "group_value", "denominator", "denominator_kind", "confidence", "unit", "method", "source", "coverage", "definition",
    "definition_version", "caveats", "unknown",
)  # fmt: skip
COUNT, RATE, SHARE = "count", "rate_per_1000", "share"
PEOPLE = 1000  # whom a rate is of
VISITORS = "residents_and_visitors"  # whose number is a range too, which limits cannot be had again without
OTHERS = "(others)"  # the code of what a dimension holds beside the codes that were asked for
WHOLE = "whole"  # the count that a share is of


@dataclass(frozen=True)
class Asked:
    """What was asked for: by name, the rows without their counts; the facts; every count, with the areas of parts."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    cells: list[pd.DataFrame] = field(default_factory=list)

    def all_cells(self) -> pd.DataFrame:
        """Every count once: the columns of CELL, and the areas of a part ("" for other places)."""
        columns = [*CELL, AREAS]
        some = [one.reindex(columns=columns) for one in self.cells if len(one)]
        if not some:
            return pd.DataFrame(columns=columns)
        found = pd.concat(some, ignore_index=True)
        found = found.assign(areas=found[AREAS].astype(object).where(found[AREAS].notna(), ""))
        return found.drop_duplicates(list(KEY)).sort_values(list(KEY), ignore_index=True)


class Recording(Counts):
    """Counts as they were counted, each noted as asked for."""

    def __init__(self) -> None:
        self.asked = Asked()

    def of(self, name: str, make: Callable[[], pd.DataFrame], beside: Sequence[str] = ()) -> pd.DataFrame:
        """As counted; noted."""
        found = with_value(make())
        self._note(name, found, beside)
        return found

    def measured(self, name: str, rows: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """As measured; noted with the counts that shares are of."""
        found = with_ends(rows())
        ranged = (found["measure"] == RATE) & (found["denominator_kind"] == VISITORS)
        known = found[found["measure"].isin([COUNT, RATE, SHARE]) & ~ranged]
        self._note(name, _cells(known, known["count"], known["theme"]), OF_A_MEASURE)
        shares = known[known["measure"] == SHARE]
        if len(shares):
            self._note(f"{name} {WHOLE}", _cells(shares, shares["denominator"], shares["definition"]), ())
        return found

    def made(self, rows: Callable[[], pd.DataFrame], again: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """As they were made; what an edition makes them of is asked for."""
        again()
        return rows()

    def fact(self, name: str, make: Callable[[], T]) -> T:
        """As it is; noted."""
        found = self.asked.facts[name] = make()
        return found

    def _note(self, name: str, cells: pd.DataFrame, beside: Sequence[str]) -> None:
        kept = list(dict.fromkeys([*KEY, "source", *beside]))
        self.asked.frames[name] = cells[kept].reset_index(drop=True)
        self.asked.cells.append(cells)


class Released(Counts):
    """Counts as an edition may show them: those asked for before, and no others."""

    def __init__(self, asked: Asked, protected: pd.DataFrame, rounding: Mapping[str, int]) -> None:
        """`rounding` is the base that counts of each source are rounded to, 1 for none."""
        self.asked = asked
        self.rounding = rounding
        self.protected = protected[[*KEY, "decision", "value", "shown_least", "shown_most"]]

    def rounded_to(self, source: str) -> int:
        """What the rule of its source rounds to."""
        return self.rounding.get(source, 1)

    def of(self, name: str, _make: Callable[[], pd.DataFrame], _beside: Sequence[str] = ()) -> pd.DataFrame:
        """As released. A hidden one has no value, and no number that stood beside it.

        One that its supplier hid in part, so that only a range is known, stays a range: the middle of it is no count.
        """
        seen = self._seen(name).rename(columns={"shown_least": "at_least", "shown_most": "at_most"})
        width = (seen["at_most"] - seen["at_least"]).astype("Int64")
        ranged = width >= seen["source"].map(self.rounded_to).astype("Int64")
        seen = seen.assign(value=seen["value"].mask(ranged.fillna(False)))
        exact = seen["value"].notna()
        ends = {end: seen["value"].where(exact, seen[f"at_{end}"]) for end in ("least", "most")}
        numbers = [
            c for c in self.asked.frames[name].select_dtypes("number").columns if c not in ("periods", "of_periods")
        ]
        hidden = seen["decision"].str.startswith("hidden")
        return seen.assign(**ends, **{c: seen[c].mask(hidden) for c in numbers})

    def measured(self, name: str, _rows: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """As released, with rates, shares and limits made of the counts that are."""
        seen = self._seen(name)
        whole = pd.Series(np.nan, index=seen.index)
        if f"{name} {WHOLE}" in self.asked.frames:
            of = self._seen(f"{name} {WHOLE}")["value"].astype(float)
            whole[seen["measure"] == SHARE] = of.to_numpy()
        return _measured_again(seen.assign(count=seen["value"].astype(float).where(~seen["unknown"])), whole)

    def made(self, _rows: Callable[[], pd.DataFrame], again: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Made again of the counts that are released."""
        return again()

    def fact(self, name: str, _make: Callable[[], T]) -> T:
        """As noted."""
        self._know(name, self.asked.facts)
        found: T = self.asked.facts[name]
        return found

    def _seen(self, name: str) -> pd.DataFrame:
        self._know(name, self.asked.frames)
        return self.asked.frames[name].merge(self.protected, on=list(KEY), how="left", validate="many_to_one")

    def _know(self, name: str, among: dict[str, Any]) -> None:
        if name not in among:
            raise DisclosureError(
                f'The edition was asked for counts that were not looked at before it was made: "{name}".',
                "This is a fault in Purbeck, and nothing was released: please report it.",
            )


def _cells(rows: pd.DataFrame, count: pd.Series, what: pd.Series) -> pd.DataFrame:
    """Rows of the measures table as counts; of one that the supplier hid neither end is known, or what its mark says."""
    months = {
        end: pd.to_datetime(rows[f"period_{day}"]).dt.strftime("%Y-%m")
        for end, day in (("first", "start"), ("last", "end"))
    }
    number, said = count.astype("Float64").astype("Int64"), supplied_ranges(rows)
    ends = {end: number.fillna(said[end]) for end in said}
    return rows.assign(
        unknown=number.isna(), universe=rows["source"], what=rows["definition"] + "/" + what, **ends, **months,
        group_by=rows["group_by"].where(rows["group_value"] != ALL, ALL),
    )  # fmt: skip


def _measured_again(rows: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Values and limits of counts, rates and shares from their counts; of a range the limits of its ends."""
    published = rows["source"].isin(PUBLISHED)
    least, most = (
        rows["count"].fillna(rows[end].astype(float).where(~rows["unknown"])) for end in ("shown_least", "shown_most")
    )
    known = least.notna() & most.notna()
    confidence = float(rows["confidence"].iloc[0]) if len(rows) else 0.95
    lower, upper = pd.Series(np.nan, index=rows.index), pd.Series(np.nan, index=rows.index)
    lower[known] = count_interval(least[known].clip(lower=0), confidence)[0]
    upper[known] = count_interval(most[known].clip(lower=0), confidence)[1]
    per = (PEOPLE / rows["denominator"]).where(rows["measure"] == RATE, 1.0)
    told = {f"at_{end}": rows[f"shown_{end}"].astype(float).where(~rows["unknown"]) for end in ("least", "most")}
    found = rows.assign(value=rows["count"] * per, lower=lower * per, upper=upper * per, **told)
    shared = (rows["measure"] == SHARE) & rows["count"].notna() & whole.notna() & (whole > 0)
    counts = rows.loc[shared, "count"].clip(upper=whole[shared])  # a part rounded up may pass its whole
    ends = share_interval(counts, whole[shared], confidence)
    of = rows["measure"] == SHARE
    found.loc[of, ["value", "lower", "upper", "denominator"]] = np.nan
    found.loc[shared, "value"], found.loc[shared, "denominator"] = counts / whole[shared], whole[shared]
    found.loc[shared, "lower"], found.loc[shared, "upper"] = ends
    assert not (published & rows["decision"].str.startswith("hidden")).any()
    return found.drop(columns=["shown_least", "shown_most", "decision", "universe", "what", "first", "last", "unknown"])


def completed(cells: pd.DataFrame) -> pd.DataFrame:
    """The counts, and what is left of a whole beside those of its groups that were asked for: anybody can take these off.

    A dimension of which not every code was asked for gets one more, OTHERS, wherever its whole was asked for.
    """
    line = [name for name in KEY if not name.startswith("group_")]
    alone = cells[~cells["group_by"].str.contains(JOINT, regex=False)]
    whole = alone[alone["group_by"] == ALL].set_index(line)
    left = []
    for (_, dimension), own in alone[alone["group_by"] != ALL].groupby(["universe", "group_by"]):
        parts = own.groupby(line)[["least", "most"]].sum()
        of = whole[whole.index.isin(parts.index)]
        more = of.assign(
            least=(of["least"] - parts["most"].reindex(of.index)).clip(lower=0),
            most=(of["most"] - parts["least"].reindex(of.index)).clip(lower=0),
        )
        if (more["least"] > 0).any():
            left.append(more.reset_index().assign(group_by=dimension, group_value=OTHERS))
    return pd.concat([cells, *left], ignore_index=True)[list(cells.columns)]
