"""Two million police records from a partner's file to measures, beside the same work in pandas, in one run."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import purbeck
from bench.timing import AREA, DATA, Timed, timed
from purbeck import flow, partner_flow
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.sources.returns.code_lists import codes
from purbeck.sources.returns.contract import contract
from purbeck.workspace import Workspace, silent

OURS, PANDAS = "2 million police records to measures", "the same in pandas"
ROWS = 2_000_000
SEED = 2026
FIRST, DAYS = "2023-01-01", 1_096  # three whole years
TODAY = dt.date(2026, 1, 31)
CODES = ("8N", "105A", "5D", "34B", "19C", "20A", "10D", "3B", "56A", "58A", "8L", "8Q", "46", "45", "92A", "66")
BLANK = 0.1  # of each column that may be empty
FLAGS = ("domestic", "knife", "firearm", "alcohol", "county_lines", "public_place", "hate")


def made_rows() -> pd.DataFrame:
    """Records of a force's extract, in the columns of the contract by name: codes, flags, times, LSOAs of our area."""
    chance = np.random.default_rng(SEED)
    lookup = pd.read_csv(DATA / "geography" / "LSOA21_WD24_LAD24_EW_LU.csv", dtype="str", encoding="utf-8-sig")
    ours = lookup.loc[lookup["LAD24CD"] == AREA, "LSOA21CD"].to_numpy()
    begins = np.datetime64(FIRST, "m") + chance.integers(0, DAYS * 1_440, ROWS).astype("timedelta64[m]")
    ends = begins + chance.choice([0, 0, 30, 480], ROWS).astype("timedelta64[m]")
    rows = pd.DataFrame({
        "offence_code": chance.choice(CODES, ROWS), "recorded_on": np.datetime_as_string(begins, unit="D"),
        "occurred_from": np.char.replace(np.datetime_as_string(begins), "T", " "),
        "occurred_to": np.char.replace(np.datetime_as_string(ends), "T", " "), "lsoa": chance.choice(ours, ROWS),
    })  # fmt: skip
    for flag in FLAGS:
        rows[flag] = chance.choice(["yes", "no"], ROWS, p=[0.2, 0.8])
    for column in contract("police_extract").columns:
        if column.form == "code":
            rows[column.name] = chance.choice(codes(column.codes), ROWS)
            rows.loc[chance.random(ROWS) < BLANK, column.name] = ""
    return rows


def write_file(path: Path) -> None:
    """The records as a supplier sends them: the contract's headings, one CSV file."""
    promised = contract("police_extract")
    rows = made_rows()
    rows = rows[[name for name in promised.names if name in rows]]
    rows.columns = pd.Index([promised.column(name).heading for name in rows])
    rows.to_csv(path, index=False)


def workspace(folder: Path) -> Path:
    """A workspace of the area with lookups and population built, and the illustrative definition alone."""
    purbeck.new(folder, name="Benchmark", area=[AREA])
    for source in ("geography", "population"):
        purbeck.get(folder, DATA / source)
    (folder / "definition" / "serious-violence.toml").write_text(
        ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8"
    )
    purbeck.build(folder)
    return folder


def ours(folder: str, file: str) -> None:
    """Through the door, then sources, incidents, definition and measures."""
    partner_flow.add(folder, file, "police_extract", TODAY)
    opened = Workspace(Path(folder))
    flow.quiet_known_warnings()
    with opened.store.lock():
        for _, run in flow.STAGES[:4]:
            run(opened, silent)
        opened.store.close()


def measured(folder: Path, runs: int) -> dict[str, list[Timed]]:
    """Ours and pandas' in turn, so that a machine that slows down slows both."""
    file = folder / "records.csv"
    write_file(file)
    ready = workspace(folder / "ready")
    found: dict[str, list[Timed]] = {OURS: [], PANDAS: []}
    for _ in range(runs):
        fresh = folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(ready, fresh)
        found[OURS].append(timed("ours", str(fresh), str(file), module="bench.partners"))
        found[PANDAS].append(
            timed(str(DATA), str(file), str(folder / "pandas.parquet"), module="bench.partners_pandas")
        )
    return found


if __name__ == "__main__":
    ours(*sys.argv[2:])
