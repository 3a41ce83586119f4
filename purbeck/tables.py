"""Declared tables: columns, types, keys, meaning; and the check that rows obey them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pandas as pd

if TYPE_CHECKING:
    import pyarrow.parquet as pq

# Digits kept after the point of a figure that is calculated: more than are ever written, so that it is rounded only where
# it is read, and fewer than floating point is sure of, so that the same input gives the same bytes.
HELD = 12


@dataclass(frozen=True)
class Column:
    """One promised column.

    Parameters
    ----------
    type : an Ibis type name (`string`, `int64`, `float64`, `date`, `bool`).
    meaning : what it holds, as a phrase.
    unit : the unit of a number; empty where there is none.
    decimals : digits kept after the point, so that the same input gives the same bytes; None for no rounding.
    vocabulary : the only values allowed; empty where any value is.
    required : whether a row may leave it empty.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    decimals: int | None = None
    vocabulary: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A declared table: what a stage promises to the next.

    `key` identifies a row and gives the order rows are written in. `parts` says what one Parquet file of a
    table in parts holds ("" for a table kept in one file). `by_area` says that the rows depend on which area is ours, so
    that each area that is published has a table of its own; `shared_parts` are parts of such a table that do not.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parts: str = ""
    by_area: bool = False
    shared_parts: tuple[str, ...] = ()
    worked_out: str = ""
    rounded: tuple[tuple[str, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        unknown = [name for name in self.key if name not in names]
        if unknown or len(set(names)) != len(names):
            raise ValueError(f"table {self.name}: key columns {unknown} are not declared, or a column is named twice")
        rounded = tuple((c.name, c.decimals) for c in self.columns if c.decimals is not None)
        object.__setattr__(self, "rounded", rounded)

    @property
    def schema(self) -> ibis.Schema:
        """Column names and Ibis types, in order."""
        return ibis.schema({column.name: column.type for column in self.columns})

    def shaped(self, rows: ir.Table, ordered: bool) -> ir.Table:
        """Give rows exactly the declared columns, types and precision; columns a supplier lacks are null.

        `ordered` asks for them in the order of the key.
        """
        places = dict(self.rounded)
        chosen = {}
        for column in self.columns:
            if column.name not in rows.columns:
                chosen[column.name] = ibis.null().cast(column.type)
                continue
            value = rows[column.name].cast(column.type)
            chosen[column.name] = value.round(places[column.name]) if column.name in places else value
        shaped = rows.select(**chosen)
        return shaped.order_by(self.key) if ordered and self.key else shaped

    def breaches(self, file: pq.ParquetFile) -> Iterator[str]:
        """What breaks the declaration, told by what a Parquet file keeps of each column: type, empty values, values."""
        kept = file.metadata
        for number, (column, declared) in enumerate(zip(self.columns, self.schema.to_pyarrow(), strict=True)):
            written = file.schema_arrow.field(number)
            written_type = written.type.value_type if column.vocabulary else written.type
            if (written.name, written_type) != (column.name, declared.type):
                yield f"{written.name} is {written_type}, where {column.name} should be {declared.type}"
            counts = [kept.row_group(n).column(number).statistics for n in range(kept.num_row_groups)]
            if column.required and (empty := sum(found.null_count for found in counts if found is not None)):
                yield f"{column.name} is empty: {empty:,} rows"
            if column.vocabulary:
                chunks = file.read(columns=[column.name], use_threads=False)[column.name].chunks
                values = {value for chunk in chunks for value in chunk.dictionary.to_pylist()}
                if unlisted := sorted(values - set(column.vocabulary)):
                    yield f"{column.name} is not a listed value: {', '.join(unlisted[:3])}"

    def empty(self) -> pd.DataFrame:
        """A frame with the declared columns and no rows."""
        return pd.DataFrame({c.name: pd.Series(dtype="object") for c in self.columns})
