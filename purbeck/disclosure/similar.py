"""The areas most like ours, with all that anyone needs to find them again, as they may be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from purbeck.analyses.similar import neighbours, values
from purbeck.sources.door import SOURCE_OF, SOURCES
from purbeck.tables import Column, Table
from purbeck.workspace import Workspace

IN_FULL = ("district", "csp")  # few enough to give every one of the country; of smaller ones, ours and those in a list
KINDS_OF_VALUE = {"string": "text", "int64": "whole number", "float64": "number", "boolean": "true or false"}


@dataclass(frozen=True)
class ReleasedColumn:
    """A column of a table that is given as it stands: its name, unit, meaning, and what stands in it."""

    name: str
    unit: str
    meaning: str
    kind: str


@dataclass(frozen=True)
class ReleasedTable:
    """A table that is given as it stands. `slug` is what its file is called."""

    slug: str
    columns: tuple[ReleasedColumn, ...]
    rows: tuple[tuple[Any, ...], ...]


def released_similar(workspace: Workspace) -> tuple[ReleasedTable, ...]:
    """The lists of areas most like ours, the variables with what standardised them, and the areas' values.

    Nothing where there are no lists, or where a variable is made of a source that is not published already: lists rest on
    all of them.
    """
    if not all(workspace.store.files(table) for table in (neighbours.TABLE, values.VALUES, values.SCALES)):
        return ()
    lists, scales = workspace.table(neighbours.TABLE), workspace.table(values.SCALES)
    if lists.empty or not set(scales.loc[scales["used"], "made_of"]) <= _published_already():
        return ()
    return (
        _released("similar-areas", neighbours.TABLE, lists),
        _released("similar-variables", values.SCALES, scales),
        _released("similar-values", values.VALUES, _needed(workspace.table(values.VALUES), lists)),
    )


def _published_already() -> set[str]:
    """Names of the tables of sources that are published already; boundaries come with the lookups' source."""
    public = [source for source in SOURCES if source.already_public]
    named = {table.name for source in public for table in source.tables}
    return named | {table for table, source in SOURCE_OF.items() if source in {one.name for one in public}}


def _needed(held: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """Values of every district and CSP, and of smaller areas those of ours and of the areas in a list."""
    named = {*lists["place_code"], *lists["neighbour_code"]}
    return held[held["place_type"].isin(IN_FULL) | held["place_code"].isin(named)]


def _released(slug: str, table: Table, rows: pd.DataFrame) -> ReleasedTable:
    ordered = rows.sort_values(list(table.key))[[column.name for column in table.columns]]
    plain = ordered.astype(object).where(ordered.notna(), None)
    return ReleasedTable(slug, tuple(map(_column, table.columns)), tuple(plain.itertuples(index=False, name=None)))


def _column(column: Column) -> ReleasedColumn:
    meaning = column.meaning[:1].upper() + column.meaning[1:]
    return ReleasedColumn(column.name, column.unit, meaning, KINDS_OF_VALUE[column.type])
