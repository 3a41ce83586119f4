"""Ranks as the rows of a chart: the places on either side of ours, equal rates marked as equal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from purbeck.findings.draft import COUNT_COLUMN, RATE_COLUMNS, number
from purbeck.findings.in_words import rank_shown

WINDOW = 12  # places shown on either side of ours
COLUMNS = (("place", "Place", ""), COUNT_COLUMN, RATE_COLUMNS[0], ("rank", "Rank", "1 is highest"),
           ("lower", "Lower limit", "rank"), ("upper", "Upper limit", "rank"), ("ours", "Ours", ""))  # fmt: skip


def near(stood: pd.DataFrame, code: str) -> list[tuple[Any, ...]]:
    """A row, by `COLUMNS`, for each place ranked near the one with this code, which must be among those that stood."""
    ordered = stood.sort_values(["rank", "place_code"], ignore_index=True)
    at = int(np.flatnonzero(ordered["place_code"] == code)[0])
    window = ordered.iloc[max(at - WINDOW, 0) : at + WINDOW + 1]
    return [
        (r["place_name"], int(r["count"]), number(r["rate_per_1000"]), rank_shown(int(r["rank"]), int(r["sharing"])),
         int(r["rank_lower"]), int(r["rank_upper"]), r["place_code"] == code)
        for r in window.to_dict("records")
    ]  # fmt: skip
