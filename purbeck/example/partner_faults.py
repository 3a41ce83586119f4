"""Writes two files that a door must not let in: days and months swapped, and one with names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.example.answers import FORCE_CODE
from purbeck.example.lookups import write_table
from purbeck.example.partner_events import Records
from purbeck.example.partner_records import DEPARTMENT, POLICE, headed, stamps

SWAPPED, NAMED = "police-extract-days-swapped.csv", "emergency-department-with-names.csv"
SWAPPED_MONTH, LATER = "2025-03", pd.Timedelta(days=365)  # a month that the good file does not cover
SURNAMES = ("Alderwick", "Brambleby", "Curlewson", "Dunlinford", "Eiderly", "Fulmarsh")
ROWS = 60
EVERY = 3  # row of that month


def write_faults(folder: Path, records: Records) -> None:
    """Write both files into a folder that exists."""
    police = records.police
    rows = police[police["recorded_on"].dt.strftime("%Y-%m") == SWAPPED_MONTH].iloc[::EVERY]
    started = pd.to_datetime(pd.Series(stamps(rows["start"]))) + LATER
    recorded = rows["recorded_on"] + LATER
    columns = ["force", "offence_code", "recorded_on", "occurred_from", "domestic"]
    write_table(
        folder / SWAPPED,
        headed(POLICE, columns),
        zip(
            [FORCE_CODE] * len(rows), rows["code"], recorded.dt.strftime("%m/%d/%Y"),
            started.dt.strftime("%m/%d/%Y %H:%M"), np.where(rows["domestic"], "yes", "no"), strict=True,
        ),
    )  # fmt: skip
    seen = records.department.head(ROWS)
    columns = ["period_start", "period_end", "site_code", "arrived", "assaulted", "method", "location_type"]
    cells = zip(
        ["2024-01-01"] * len(seen), ["2024-03-31"] * len(seen), ["RBK01"] * len(seen), stamps(seen["arrived"]),
        stamps(seen["said"]), seen["method"], seen["location_type"],
        [SURNAMES[n % len(SURNAMES)] for n in range(len(seen))], ["14/02/1989"] * len(seen), strict=True,
    )  # fmt: skip
    write_table(folder / NAMED, [*headed(DEPARTMENT, columns), "Surname", "Date of birth"], cells)
