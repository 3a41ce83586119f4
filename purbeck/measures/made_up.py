"""Which small places make up a larger one exactly; what a count of it is at the least and at the most."""

from __future__ import annotations

import numpy as np
import pandas as pd


def lsoas_of(place_type: str, members: pd.DataFrame, partnership_code: str) -> pd.Series:
    """The place of a kind that each LSOA of the places table lies in."""
    if place_type == "partnership":
        return members["ours"].map({True: partnership_code})
    return members["lsoa21"] if place_type == "lsoa21" else members[f"{place_type}_code"]


def made_up_of(parts: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """Small places (`place_code`) and the larger one (`larger`) that they make up, all of them and nothing else.

    `parts` and `whole` are the codes of both by LSOA. A larger place is left out where one of its parts reaches beyond it, or
    where some LSOA of it lies in no part.
    """
    link = pd.DataFrame({"place_code": parts, "larger": whole}).dropna(subset=["place_code"]).drop_duplicates()
    inside = link.groupby("place_code")["larger"].transform("size") == 1
    reaching = set(link.loc[~inside, "larger"].dropna())
    uncovered = set(whole[parts.isna() & whole.notna()])
    return link[inside & link["larger"].notna() & ~link["larger"].isin(reaching | uncovered)]


def added(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Cells added up by some of their columns, with how many `parts` (codes in the column `part`) each sum is of.

    A sum with a hidden part has no value, and runs from the least to the most of its parts.
    """
    sums = cells.assign(hidden=cells["value"].isna()).groupby(by, as_index=False).agg(
        parts=("part", "nunique"), value=("value", "sum"), lower=("lower", "sum"), upper=("upper", "sum"),
        hidden=("hidden", "any"), basis=("basis", "first"), bases=("basis", "nunique"),
    )  # fmt: skip
    sums["value"] = sums["value"].mask(sums["hidden"])
    mixed_basis = pd.Series(np.where(sums["hidden"], "hidden", "rounded"), index=sums.index)
    sums["basis"] = sums["basis"].where(sums["bases"] == 1, mixed_basis)
    return sums.drop(columns=["hidden", "bases"])


def least_and_most(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Whole numbers that returned counts are at the least and at the most: alike where nothing is hidden or rounded."""
    exact = cells["basis"] == "exact"
    least, most = (cells["value"].where(exact, cells[end]) for end in ("lower", "upper"))
    return (
        np.floor(least).fillna(0).clip(lower=0).astype("int64"),
        np.ceil(most).fillna(0).clip(lower=0).astype("int64"),
    )
