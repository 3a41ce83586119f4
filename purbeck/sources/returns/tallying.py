"""What the figures of one row say of each other: a part is no more than its whole, twice is two each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.hidden_counts import bounds

Ends = tuple[pd.Series, pd.Series]


class Steps(BaseModel):
    """Figures of which each is a part of the one before, beginning with the sum of `first`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: str
    first: tuple[str, ...] = Field(min_length=1)
    then: tuple[str, ...] = Field(min_length=1)


class Each(BaseModel):
    """Events of people told apart by how many each had: by code, exactly so many each, or at least."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: str
    times: str
    people: str
    events: str
    exactly: dict[str, int]
    at_least: dict[str, int]


def ends(rows: pd.DataFrame, name: str, contract: Contract) -> Ends:
    """The least and the most that a figure of each row can be; not a number where it is empty."""
    value = pd.to_numeric(rows[name], errors="coerce")
    half = contract.rounded_to // 2
    least, most = value - half, value + half
    for text in rows.loc[value.isna() & (rows[name] != ""), name].unique():
        found = bounds(str(text), contract) or (np.nan, np.nan)
        least, most = (end.mask(rows[name] == text, one) for end, one in zip((least, most), found, strict=True))
    return least, most


def beyond_the_step_before(
    rows: pd.DataFrame, contract: Contract, steps: Steps
) -> Iterator[tuple[pd.Series, tuple[str, ...]]]:  # fmt: skip
    """For each step, the rows in which it is more than a step before it, and the columns that say so."""
    before: list[tuple[tuple[str, ...], pd.Series]] = []
    if set(steps.first) <= set(rows.columns):
        before.append(
            (steps.first, sum((ends(rows, name, contract)[1] for name in steps.first), pd.Series(0.0, rows.index)))
        )
    for name in (name for name in steps.then if name in rows.columns):
        least, most = ends(rows, name, contract)
        for names, limit in before:
            yield (least > limit).fillna(value=False), (name, *names)
        before.append(((name,), most))


def not_so_many_each(rows: pd.DataFrame, contract: Contract, each: Each) -> pd.Series:
    """The rows in which people and events cannot be so many each."""
    if not {each.times, each.people, each.events} <= set(rows.columns):
        return pd.Series(False, rows.index)
    (fewest, people), (least, most) = (ends(rows, name, contract) for name in (each.people, each.events))
    exactly, at_least = (_factor(rows[each.times], given) for given in (each.exactly, each.at_least))
    too_few = (most < fewest * exactly) | (most < fewest * at_least)
    return (too_few | (least > people * exactly)).fillna(value=False)


def _factor(times: pd.Series, given: Mapping[str, int]) -> pd.Series:
    return times.map(given).astype("float64")
