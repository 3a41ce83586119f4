"""The range of a count that its supplier hid, from the limits that the measures table has of its ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck.statistics.intervals import count_interval

OF_A_RANGE = "_and_range"  # how the method of limits ends that are of a range's least and most
RATE, PEOPLE = "rate_per_1000", 1000
NEAR = 1e-6


def supplied_ranges(rows: pd.DataFrame) -> pd.DataFrame:
    """What a supplier's mark says that each count is, as `least` and `most`; missing where no limits of a range are held.

    rows : of the measures table. A return's hidden count has no value there, and the limits of the least and the most that its
    contract or its mark says: the counts that have these limits are those ends.
    """
    ends = pd.DataFrame({"least": pd.NA, "most": pd.NA}, index=rows.index, dtype="Int64")
    ranged = rows["count"].isna() & rows["method"].str.endswith(OF_A_RANGE).fillna(False) & rows["upper"].notna()
    for confidence, some in rows[ranged].groupby("confidence"):
        per = (some["denominator"] / PEOPLE).where(some["measure"] == RATE, 1.0)
        limits = count_interval(np.arange(int((some["upper"] * per).max()) + 2), float(confidence))
        for end, limit, each in zip(("least", "most"), ("lower", "upper"), limits, strict=True):
            wanted = (some[limit] * per).to_numpy(dtype=float)
            at = np.clip(np.searchsorted(each, wanted - NEAR), 0, len(each) - 1)
            found = pd.array(at, dtype="Int64")
            found[np.abs(each[at] - wanted) > NEAR * (1 + wanted)] = pd.NA
            ends.loc[some.index, end] = found
    return ends.where(ends.notna().all(axis=1), pd.NA)
