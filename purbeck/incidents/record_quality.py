"""What records of partners cover and lack: days of each month, and values of each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from purbeck import provenance
from purbeck.incidents import incident
from purbeck.incidents.records import Part
from purbeck.sources.returns.records import RECORDS
from purbeck.store import Store
from purbeck.tables import Column, Table

MONTHS = Table(
    name="record_months",
    meaning="Which days of each month the records of each partner cover, and how many incidents happened then",
    columns=(
        Column("source", "string", "the contract", required=True),
        Column("recorded_by", "string", "who recorded them: a force's ONS code, a hospital site", required=True),
        Column("month", "string", "the month", required=True),
        Column("days", "int64", "days of the month", unit="days", required=True),
        Column("days_covered", "int64", "days that a return covers", unit="days", required=True),
        Column("incidents", "int64", "incidents of the month", unit="incidents", required=True),
    ),
    key=("source", "recorded_by", "month"),
)
COLUMNS = Table(
    name="record_columns",
    meaning="How many incidents of each partner's records have nothing in a column that its contract lets it fill",
    columns=(
        Column("source", "string", "the contract", required=True),
        Column("recorded_by", "string", "who recorded them: a force's ONS code, a hospital site", required=True),
        Column("column", "string", "a column of the incidents", required=True),
        Column("incidents", "int64", "incidents", unit="incidents", required=True),
        Column("without_value", "int64", "with nothing there; all of them where the supplier lacks it", unit="incidents",
               required=True),
    ),
    key=("source", "recorded_by", "column"),
)  # fmt: skip
TIMES = ("occurred_from", "occurred_to")  # never empty: where no time is said they are the day recorded
MADE_FROM = {
    "weapon": "method",
    "offence_group": "offence_code",
}  # columns of incidents by the contract's, where named otherwise
SUPPLIED = tuple(column.name for column in incident.TABLE.columns if not column.required and column.name not in TIMES)


def build(store: Store, days: Mapping[str, pd.DataFrame], parts: Sequence[Part]) -> None:
    """Bring both tables up to date with the parts of the incidents that are of records."""
    covers = {name: of.astype(str).to_dict("split") for name, of in days.items()}
    key = provenance.key_of([part.key for part in parts], covers, provenance.code_hash())
    if store.key(MONTHS) == key == store.key(COLUMNS):
        return
    paths = [store.part_path(incident.TABLE, part.name, part.key) for part in parts]
    months, columns = [MONTHS.empty()], [COLUMNS.empty()]
    if paths:
        rows = store.engine.parquet(incident.TABLE, paths)
        counted = store.fetch(rows.group_by("source", "recorded_by", "month").agg(incidents=rows.count()))
        months += [_months(of, name, counted[counted["source"] == name]) for name, of in days.items()]
        lacking = {name: rows.count(where=rows[name].isnull()) for name in SUPPLIED}
        wide = store.fetch(rows.group_by("source", "recorded_by").agg(incidents=rows.count(), **lacking))
        long = wide.melt(["source", "recorded_by", "incidents"], var_name="column", value_name="without_value")
        offered = [_offers(*pair) for pair in zip(long["source"], long["column"], strict=True)]
        columns.append(long[offered])
    store.write(MONTHS, pd.concat(months, ignore_index=True), key)
    store.write(COLUMNS, pd.concat(columns, ignore_index=True), key)


def _offers(contract: str, column: str) -> bool:
    """Whether a supplier may fill a column of the incidents, by its contract."""
    names = RECORDS[contract].schema.names
    return column in names or MADE_FROM.get(column, "") in names


def _months(days: pd.DataFrame, contract: str, counted: pd.DataFrame) -> pd.DataFrame:
    """Rows of MONTHS for one contract: `counted` has incidents by recorded_by and month."""
    days = days[days["counts"]]
    days = days.assign(month=pd.Series([f"{day:%Y-%m}" for day in days["day"]], index=days.index, dtype="str"))
    covered = days.groupby(["recorded_by", "month"], as_index=False).agg(days_covered=("day", "nunique"))
    both = covered.merge(counted.drop(columns="source"), on=["recorded_by", "month"], how="outer")
    return both.assign(
        source=contract, days=pd.PeriodIndex(both["month"], freq="M").days_in_month,
        days_covered=both["days_covered"].fillna(0).astype("int64"), incidents=both["incidents"].fillna(0).astype("int64"),
    )  # fmt: skip
