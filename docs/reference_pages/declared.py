"""Tables that modules declare."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Iterator
from typing import Any

import purbeck
from purbeck.tables import Column, Table
from reference_pages.words import cell

STAGES = ("sources", "incidents", "definition", "measures", "analyses", "findings", "publication")


def declared_tables() -> list[Table]:
    """Every table that any module declares, in the order of the stages."""
    found: dict[str, tuple[int, str, Table]] = {}
    for module in modules():
        stage = module.__name__.split(".")[1]
        place = STAGES.index(stage) if stage in STAGES else len(STAGES)
        for value in vars(module).values():
            for table in _tables_in(value):
                found.setdefault(table.name, (place, table.name, table))
                found[table.name] = min(found[table.name], (place, table.name, table), key=lambda entry: entry[:2])
    return [table for *_, table in sorted(found.values(), key=lambda entry: entry[:2])]


def modules() -> Iterator[types.ModuleType]:
    """Every module of the package but the one that starts it."""
    for info in pkgutil.walk_packages(purbeck.__path__, "purbeck."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _tables_in(value: Any) -> Iterator[Table]:
    if isinstance(value, Table):
        yield value
    elif isinstance(getattr(value, "table", None), Table):
        yield value.table


def _where_kept(table: Table) -> str:
    if table.worked_out:
        return f"In no file: worked out {table.worked_out}."
    parts = f"{table.name}/*.parquet" if table.parts else f"{table.name}.parquet"
    return f"File: `tables/{parts}`" + (f", a file for {table.parts}." if table.parts else ".")


def tables_page() -> Iterator[str]:
    """Declared tables with their columns."""
    yield "# Tables"
    yield ""
    yield "Each stage promises its tables to the next. They are Parquet files in `tables/` of the workspace, made from"
    yield "what is in `sources/` and `definition/`, and may be deleted at any time: `purbeck build` makes them again."
    yield "Rows are in the order of the key. A column that may be empty is empty where a supplier does not give it."
    for table in declared_tables():
        yield from ("", f"## {table.name}", "", f"{table.meaning}.", "")
        yield _where_kept(table)
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}."
        if table.by_area:
            but = f", but for the part `{'`, `'.join(table.shared_parts)}`" if table.shared_parts else ""
            yield f"Each area that is published has its own, in `tables/areas/`{but}."
        yield from ("", "| column | type | unit | may be empty | meaning |", "|---|---|---|---|---|")
        yield from (_column_row(column) for column in table.columns)


def _column_row(column: Column) -> str:
    values = f" One of: {', '.join(f'`{value}`' for value in column.vocabulary)}." if column.vocabulary else ""
    empty = "no" if column.required else "yes"
    return f"| `{column.name}` | {column.type} | {column.unit} | {empty} | {cell(column.meaning)}.{values} |"
