"""A supplier's file read for a mapping, and mappings written, named and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from purbeck.errors import SettingsError, SourceError, StorageError
from purbeck.sources.returns import grid
from purbeck.sources.returns.contract import Contract, contract
from purbeck.sources.returns.grid import Grid
from purbeck.sources.returns.mapping import FOLDER, NAME, Mapping, complete, read_mapping
from purbeck.sources.returns.mapping_spellings import spellings
from purbeck.sources.returns.mapping_text import as_toml
from purbeck.sources.returns.proposing import Proposal, propose
from purbeck.sources.returns.spellings import alike
from purbeck.store import flush
from purbeck.workbooks.text_blocks import NotPlainError
from purbeck.workspace import Tell


def proposed(path: Path, name: str, tell: Tell) -> Proposal:
    """A mapping proposed for a file onto a contract.

    Raises SourceError for a file that cannot be read, or whose headings cannot be named; SettingsError for no contract.
    """
    onto = contract(name)
    sheet, row, headings = _headed(path, onto)
    for quickly in (True, False):
        try:
            return propose(onto, headings, _blocks(sheet, row, len(headings), quickly, path.name, tell), path.name)
        except NotPlainError:
            continue
    raise AssertionError("the careful reading takes whatever the quick one does not")


def refuse_taken(workspace: Path, name: str) -> None:
    """Raise StorageError where there is a mapping of that name, SettingsError for an odd name."""
    path = path_of(workspace, name)
    if path.exists():
        raise StorageError(
            f"mappings/{path.name} is there already: somebody may have corrected it.",
            "Give another --name, or take it away.",
        )


def write(workspace: Path, name: str, proposal: Proposal, on: dt.date) -> Path:
    """Write a proposal as mappings/NAME.toml, and give its path. Raises StorageError where the disk refuses."""
    path = path_of(workspace, name)
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(exist_ok=True)
        fresh.write_text(as_toml(proposal, on), encoding="utf-8", newline="\n")
        flush(fresh)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StorageError(
            f"mappings/{path.name} could not be written ({error.strerror or error}).", "Put that right, and try again."
        ) from error
    return path


def path_of(workspace: Path, name: str) -> Path:
    """Where the mapping of a name is. Raises SettingsError for a name that is none."""
    if not NAME.match(name):
        raise SettingsError(
            f'"{name}" is no name of a mapping.', "Small letters, figures, hyphens and underscores, as moor-police."
        )
    return workspace / FOLDER / f"{name}.toml"


def ready(path: Path, name: str) -> Mapping:
    """A mapping that may be used for a contract. Raises SettingsError where it cannot be read, or anything is undecided."""
    found = read_mapping(path)
    complete(found, contract(name), path.name)
    return found


def _headed(path: Path, onto: Contract) -> tuple[Grid, int, list[str]]:
    """The sheet and row that name the most columns, and its headings; else the first row that is filled to its end."""
    listed = spellings()
    known = {alike(words) for c in onto.columns for words in (c.name, c.heading, *c.also)}
    known |= {
        alike(words)
        for c in onto.columns
        for words in (*listed.headings.get(c.name, ()), *listed.times.get(c.name, ()))
    }
    best: tuple[int, int, Grid, int, list[str]] | None = None
    for sheet in grid.opened(path):
        for row, cells in sheet.first:
            texts = list(cells)
            while texts and not texts[-1]:
                texts.pop()
            score = (sum(alike(text) in known for text in texts), len(texts))
            if texts and (best is None or score > best[:2]):
                best = (*score, sheet, row, texts)
    if best is None:
        raise SourceError(f"{path.name} is empty.", "Ask for the file again.")
    return best[2], best[3], best[4]


def _blocks(sheet: Grid, row: int, width: int, quickly: bool, name: str, tell: Tell) -> Iterator[pd.DataFrame]:
    for block in sheet.blocks(row, width, quickly, lambda n, of: tell(f"reading {name}", n, of)):
        yield block[list(range(width))]
