"""The tables of one area among many: its own where they depend on the area, else the workspace's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import ibis.expr.types as ir
import pandas as pd

from purbeck.errors import TableError
from purbeck.store import Engine, Store, plain_errors
from purbeck.tables import Table

T = TypeVar("T")
R = TypeVar("R")


class BesideStore(Store):
    """Tables in a folder of their own, beside those of a workspace, whose engine serves both; work runs on one thread."""

    def __init__(self, shared: Store, root: Path) -> None:
        super().__init__(root)
        self.shared = shared
        self.scratch = shared.scratch

    @property
    def engine(self) -> Engine:
        """The engine of the workspace's tables."""
        return self.shared.engine

    def close(self) -> None:
        """Leave the engine to the workspace, whose it is."""

    def run_side_by_side(self, work: Callable[[T], R], items: Sequence[T], done: Callable[[int], None]) -> list[R]:
        """Run `work` on each item, one after another; results in the order of the items."""
        results = []
        for number, item in enumerate(items, start=1):
            results.append(work(item))
            done(number)
        return results


class AreaStore(BesideStore):
    """Tables by area in a folder of their own; every other table, and every shared part, is the workspace's.

    What is the workspace's is read and never written: it must have been brought up to date before. Areas are worked on side by
    side.
    """

    def __init__(self, shared: Store, root: Path, held: dict[object, Any]) -> None:
        super().__init__(shared, root)
        self.held = held  # rows read once for every area of a run, by what they were made from

    def rows(self, table: Table, **wanted: str) -> pd.DataFrame:
        """A table as a pandas frame, or its rows where each column named has the value given.

        What is shared is read once for all areas. Raises TableError where the table has not been built.
        """
        if table.by_area and not table.shared_parts:
            return super().rows(table, **wanted)
        shared = {p: k for p, k in self.shared.parts(table).items() if p in table.shared_parts or not table.by_area}
        made_from = tuple(shared.items()) or self.shared.key(table)
        asked = (table.name, made_from, *sorted(wanted.items()))
        if asked not in self.held:
            files = [self.shared.part_path(table, *part) for part in shared.items()] or self.shared._files_to_read(
                table
            )
            with plain_errors():
                self.held[asked] = self.engine.matching(files, wanted)
        found: pd.DataFrame = self.held[asked].copy(deep=False)
        own = [self.part_path(table, *part) for part in super().parts(table).items()] if table.by_area else []
        if not own:
            return found
        with plain_errors():
            return pd.concat([found, self.engine.matching(own, wanted)], ignore_index=True)

    def path(self, table: Table) -> Path:
        """Where a table kept in one file lives."""
        return super().path(table) if table.by_area else self.shared.path(table)

    def parts(self, table: Table) -> dict[str, str]:
        """The parts of a table and the key each was made from: the workspace's that are shared, and the area's own."""
        shared = self.shared.parts(table)
        if not table.by_area:
            return shared
        return {part: key for part, key in shared.items() if part in table.shared_parts} | super().parts(table)

    def part_path(self, table: Table, part: str, key: str) -> Path:
        """Where one part of a table lives."""
        own = table.by_area and part not in table.shared_parts
        return super().part_path(table, part, key) if own else self.shared.part_path(table, part, key)

    def keep_parts(self, table: Table, parts: dict[str, str]) -> None:
        """Make these the parts of the area's table. Raises TableError where a part that is shared is out of date."""
        own = {part: key for part, key in parts.items() if table.by_area and part not in table.shared_parts}
        held = self.shared.parts(table)
        if any(held.get(part) != key for part, key in parts.items() if part not in own):
            raise _not_ours_to_make(table)
        if own:
            super().keep_parts(table, own)

    def _write_checked(self, table: Table, rows: ir.Table | pd.DataFrame, path: Path, key: str, ordered: bool) -> None:
        if not path.is_relative_to(self.root):
            raise _not_ours_to_make(table)
        super()._write_checked(table, rows, path, key, ordered)


def _not_ours_to_make(table: Table) -> TableError:
    return TableError(
        f"The table {table.name} is declared to be the same for every area, but one area would have it otherwise.",
        "This is a fault in Purbeck: please report it. Its declaration lacks `by_area`, or its key holds the area.",
    )
