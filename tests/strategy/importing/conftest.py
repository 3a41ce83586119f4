"""A workspace whose strategy is complete, and spreadsheets to import into it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from made_lists import GOOD, HEADINGS
from openpyxl.worksheet.worksheet import Worksheet

import purbeck
from purbeck import Workspace
from purbeck.strategy.importing import applying
from purbeck.strategy.importing.proposal import Proposal
from purbeck.strategy.importing.proposing import propose
from purbeck.strategy.strategy import read_files

COMPLETE = Path(__file__).parents[1] / "complete"
Change = Callable[[Worksheet], None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with every file of a strategy."""
    made = purbeck.new(tmp_path / "csp", name="A partnership", area=["E06000901"])
    shutil.copytree(COMPLETE, made.path / "strategy", dirs_exist_ok=True)
    return made


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """`sheet(rows)` writes an Excel workbook of these rows; `change` merges, hides or breaks what it likes in it."""

    def write(rows: Iterable[Sequence[object]], change: Change | None = None, name: str = "plan.xlsx") -> Path:
        book = openpyxl.Workbook()
        page = book.active
        page.title = "Plan"
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
        if change is not None:
            change(page)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def proposed(workspace: Workspace) -> Callable[..., Proposal]:
    """`proposed(file)` is what an import of it would do."""

    def run(file: Path, name: str | None = "actions", sheet: str | None = None) -> Proposal:
        strategy, _ = read_files(workspace.path / "strategy")
        return applying.with_faults(workspace, propose(file, strategy, name, sheet))

    return run


@pytest.fixture
def of_row(sheet: Callable[..., Path], proposed: Callable[..., Proposal]) -> Callable[..., Proposal]:
    """`of_row(Deadline="March 2027")` is what becomes of a good row with these cells in place of its own, or beside them."""

    def run(**cells: object) -> Proposal:
        row = dict(zip(HEADINGS, GOOD, strict=True)) | {name.replace("_", " "): value for name, value in cells.items()}
        return proposed(sheet([list(row), list(row.values())]))

    return run


@pytest.fixture
def today() -> dt.date:
    """The day on which imports are made."""
    return dt.date(2026, 11, 26)
