"""Stored files of returns become tables: records row by row, figures cell by cell, each file a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from purbeck.errors import SourceError
from purbeck.sources.returns import days, ledger
from purbeck.sources.returns.contract import Column, Contract, contracts
from purbeck.sources.returns.figures import ALL, JOINT, NAMES_FIGURE, NAMES_UNIT, RETURNED
from purbeck.sources.returns.hidden_counts import bounds
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.partners import table_of
from purbeck.sources.returns.records import ROW
from purbeck.sources.returns.stored import read_issues, read_rows
from purbeck.sources.returns.taking_in import issues_path
from purbeck.sources.returns.values import PLACE_TYPES
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.store import Store
from purbeck.tables import Table
from purbeck.workspace import Workspace

ENGINE_TYPES = {
    "string": "VARCHAR", "int64": "BIGINT", "int32": "INTEGER", "float64": "DOUBLE", "date": "DATE", "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}  # fmt: skip
FIRST_ROW = 2
CELL = ["place_type", "place_code", "period_type", "period_start", "period_end", "group_by", "group_value", "figure"]


@dataclass(frozen=True)
class Stored:
    """A stored file that may be read, its line in the ledger, and the lines of those of its contract that were entered later."""

    sources: Path
    file: SuppliedFile
    entry: Entry
    later: tuple[Entry, ...]

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.sources / self.file.name

    @property
    def contract(self) -> Contract:
        """The contract it came under."""
        return contracts()[self.entry.contract]

    @property
    def table(self) -> Table:
        """The table it goes into."""
        return table_of(self.contract)


def read(store: Store, part: str, key: str, stored: Stored) -> tuple[list[FileRead], list[Issue]]:
    """Write one stored file as a part of its table; the file as the ledger counts it, and its issues.

    Raises SourceError where the part has not as many rows as the ledger says were kept.
    """
    contract, entry, name = stored.contract, stored.entry, stored.file.name
    issues = _issues(stored)
    if contract.holds == "records":
        written = _write_records(store, part, key, stored)
    else:
        written, superseded = _write_figures(store, part, key, stored)
        if superseded:
            issues.append(
                Issue(contract.name, name, None, None, None, "superseded", "kept_as_supplied",
                      f"{name}: {superseded:,} of its figures came again in a later return, which counts in their place.")
            )  # fmt: skip
    if written != entry.rows_kept:
        raise SourceError(
            f"sources/{name} has {written:,} rows where the ledger says {entry.rows_kept:,} were kept.",
            "Put back a copy of the file, or add the partner's file again. The last good tables stand.",
        )
    read = FileRead(contract.name, name, stored.file.sha256, stored.file.given, None, entry.rows_read, entry.rows_kept,
                    entry.rows_rejected)  # fmt: skip
    return [read], issues


def _issues(stored: Stored) -> list[Issue]:
    path, source = issues_path(stored.path), stored.contract.name
    if not path.exists():
        return []
    return [
        Issue(source, stored.file.name, None if pd.isna(row.row) else int(row.row), row.column or None, row.value or None,
              row.rule, row.action, row.message)
        for row in read_issues(path).itertuples()
    ]  # fmt: skip


def _write_records(store: Store, part: str, key: str, stored: Stored) -> int:
    table = stored.table
    own = table.columns[len(ROW) :]
    rows = store.engine.csv([stored.path], {column.name: ENGINE_TYPES[column.type] for column in own})
    rows = rows.mutate(file=ibis.literal(stored.file.name), row=ibis.row_number() + FIRST_ROW)
    store.write_part(table, part, rows, key, ordered=True)
    written = store.engine.parquet(table, [store.part_path(table, part, key)])
    return int(store.fetch(written.agg(n=written.count()))["n"].iloc[0])


# --- figures ----------------------------------------------------------------------------------------------------------------


def _write_figures(store: Store, part: str, key: str, stored: Stored) -> tuple[int, int]:
    """The rows of the stored file, and how many of its figures later files say again."""
    rows = read_rows(stored.path)
    cells = figures(rows, stored.contract, stored.file.name)
    again = pd.Series(False, cells.index)
    if stored.later:
        later = pd.concat(
            [figures(read_rows(stored.sources / one.stored_as), stored.contract, "")[CELL] for one in stored.later]
        )
        again = pd.MultiIndex.from_frame(cells[CELL]).isin(pd.MultiIndex.from_frame(later))
    store.write_part(RETURNED, part, cells[~np.asarray(again)], key, ordered=False)
    return len(rows), int(np.sum(again))


def figures(rows: pd.DataFrame, contract: Contract, file: str) -> pd.DataFrame:
    """The rows of a stored file of figures as rows of `returned`: one for each figure that is not empty."""
    if rows.empty:
        return RETURNED.empty()
    where = _where(rows, contract, file)
    made = [_figure(rows, where, contract, column) for column in contract.columns if column.part == "figure"]
    return pd.concat(made, ignore_index=True)[[column.name for column in RETURNED.columns]]


def _where(rows: pd.DataFrame, contract: Contract, file: str) -> pd.DataFrame:
    """File, row, place, period and group of each row."""
    period = next(column.name for column in contract.columns if column.part == "period")
    place = next(column.name for column in contract.columns if column.part == "place")
    periods = {text: days.period_of(text) for text in rows[period].unique()}
    found = pd.DataFrame({"contract": contract.name, "file": file, "row": np.arange(len(rows)) + FIRST_ROW}, rows.index)
    found["place_type"], found["place_code"] = rows[place].str.slice(0, 3).map(PLACE_TYPES), rows[place]
    for name in ("type", "start", "end"):
        found[f"period_{name}"] = rows[period].map({text: getattr(one, name) for text, one in periods.items()})
    dimensions = [
        c.name for c in contract.columns if c.part == "dimension" and c.name not in (NAMES_FIGURE, NAMES_UNIT)
    ]
    groups = [_group(dict(zip(dimensions, codes, strict=True))) for codes in rows[dimensions].itertuples(index=False)]
    found["group_by"], found["group_value"] = zip(*groups, strict=True) if dimensions else (ALL, ALL)
    return found


def _group(codes: dict[str, str]) -> tuple[str, str]:
    filled = {name: code for name, code in codes.items() if code}
    return (JOINT.join(filled), JOINT.join(filled.values())) if filled else (ALL, ALL)


def _figure(rows: pd.DataFrame, where: pd.DataFrame, contract: Contract, column: Column) -> pd.DataFrame:
    """One figure of each row that has it, with what is known of its size."""
    text = rows[column.name]
    found = where[text != ""].copy()
    text = text[text != ""]
    named = {name for name in (NAMES_FIGURE, NAMES_UNIT) if name in rows}
    found["figure"] = rows.loc[text.index, NAMES_FIGURE] if NAMES_FIGURE in named else column.name
    found["unit"] = rows.loc[text.index, NAMES_UNIT] if NAMES_UNIT in named else column.unit
    found["kind"] = column.kind
    found["value"] = pd.to_numeric(text, errors="coerce")
    ends = {part: _end(rows, contract, column, part).loc[text.index] for part in ("lower", "upper")}
    found["lower"], found["upper"] = ends["lower"], ends["upper"]
    found["basis"] = np.where(ends["lower"].notna() | ends["upper"].notna(), "estimate", "exact")
    if column.form == "count" and contract.rounded_to > 1:
        _rounded(found, contract)
    for said in text[found["value"].isna()].unique():
        here = (text == said).to_numpy()
        found.loc[here, ["lower", "upper"]] = bounds(str(said), contract)
        found.loc[here, "basis"] = "hidden"
    return found


def _end(rows: pd.DataFrame, contract: Contract, column: Column, part: str) -> pd.Series:
    """One end of the supplier's interval, empty where it gives none."""
    name = next((c.name for c in contract.columns if c.part == part and c.of == column.name), None)
    return pd.Series(np.nan, rows.index) if name is None else pd.to_numeric(rows[name], errors="coerce")


def _rounded(found: pd.DataFrame, contract: Contract) -> None:
    """Say what rounds to each figure: rounded to 5, 10 is 8 to 12; what the supplier would have hidden is none of it."""
    half = contract.rounded_to / 2
    hides_from = min((mark.least for mark in contract.hidden), default=0)
    hidden_to = max((mark.most for mark in contract.hidden), default=0)
    value = found["value"]
    nought = (value == 0) & (hides_from == 1)  # small counts are hidden, so that none of them can stand here as 0
    found["lower"] = (
        np.ceil(value - half).clip(lower=0).where(value <= hidden_to, np.maximum(np.ceil(value - half), hidden_to + 1))
    )
    found["upper"] = np.floor(value + half)
    found.loc[nought, ["lower", "upper"]] = np.nan
    found["basis"] = np.where(nought, "exact", "rounded")


def stored_files(workspace: Workspace, files: Mapping[str, SuppliedFile]) -> list[Stored]:
    """The stored files among `files`, by their name inside sources/, in the order entered."""
    held = {name: entry for name, entry in ledger.held(workspace.path).items() if name in files}
    names = list(held)
    found = []
    for number, name in enumerate(names, start=1):
        later = tuple(held[other] for other in names[number:] if held[other].contract == held[name].contract)
        found.append(Stored(workspace.sources, files[name], held[name], later))
    return found
