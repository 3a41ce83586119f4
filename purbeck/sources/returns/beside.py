"""What a partner's file holds beside its return: what refuses it, and what nobody looked at."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from purbeck import archives
from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.grid import Grid
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.identifying_values import identifies
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.spellings import alike

FILE = Path(__file__).with_name("beside.toml")
CODES_HEADING = ("Column", "Code", "What it means")  # of the sheet of codes that goes with the sheet to fill in
NOT_LOOKED_AT = "not kept, and nobody looked whether somebody is named there. Take it out before the file is sent"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Closed):
    """A part of a workbook that holds more than its cells."""

    pattern: str = Field(min_length=1)
    name: str = Field(min_length=1)
    refused: bool = False


class Within(_Closed):
    """A mark inside a part that says so."""

    part: str
    mark: str
    name: str


class Beside(_Closed):
    """beside.toml."""

    dated: dt.date
    checked: bool
    source: str
    notes_columns: int = Field(gt=0)
    notes_rows: int = Field(gt=0)
    heading_words: int = Field(gt=0)
    parts: tuple[Part, ...]
    within: tuple[Within, ...]


@cache
def beside() -> Beside:
    """The rules, from the file beside this module."""
    return Beside.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def look(path: Path, contract: Contract, leave_out: bool) -> list[str]:
    """What a workbook holds beside its cells, each in words.

    Raises ReturnRefusedError for what can hold a table that nobody sees, but where a copy is to `leave_out` all of it.
    """
    if not archives.is_archive(path):
        return []
    names = archives.names(path)
    found = {part.name: part.refused for part in beside().parts if any(re.search(part.pattern, name) for name in names)}
    for within in beside().within:
        if within.part in names and any(
            within.mark.encode() in block for block in archives.entry(path, within.part).blocks()
        ):
            found[within.name] = False
    for name in (name for name, refused in found.items() if refused and not leave_out):
        raise _refused(f"{path.name} holds {name}, which may be people one by one", name, contract)
    return [f"It holds {name}: {NOT_LOOKED_AT}." for name in found]


def other_sheet(file: str, grid: Grid, contract: Contract) -> str:
    """What to say of a sheet beside the return, which is kept nowhere; "" for the sheet of codes that was sent with it.

    Raises ReturnRefusedError for one that is hidden, is a table, or has a heading or a value that identifies somebody.
    """
    codes, notes = _lines_of_codes(contract), False
    for count, (number, cells) in enumerate(grid.rows(), start=1):
        filled = [text for text in cells if text]
        if not filled or tuple(filled) in codes:
            continue
        notes = True
        reason = next(_reasons(filled, count, grid, contract), "")
        if reason:
            hidden = "hidden " if grid.hidden and "hidden" not in reason else ""
            raise _refused(
                f"{file}: its {hidden}sheet {grid.sheet} {reason} (row {number})",
                f"another sheet that is hidden, a table, or identifies{' (hidden)' if grid.hidden else ''}",
                contract,
            )
    return f"Sheet {grid.sheet}: {NOT_LOOKED_AT}." if notes else ""


def _reasons(filled: list[str], count: int, grid: Grid, contract: Contract) -> Iterator[str]:
    """Why a row of another sheet refuses the file."""
    rules = beside()
    yield from (f"holds {kind}" for kind in map(identifies, filled) if kind)
    for text in filled:
        if len(text.split()) <= rules.heading_words and (word := identifying_word(text)):
            yield f'has a heading that says who somebody is ("{word}")'
    if len(filled) > rules.notes_columns or count > rules.notes_rows:
        yield f"is a table that the contract {contract.name} does not list"
    if grid.hidden:
        yield "is hidden, and is no part of the return"


def _refused(what: str, why: str, contract: Contract) -> ReturnRefusedError:
    return ReturnRefusedError(
        f"{what}. Nothing of the file was kept.",
        "Send the sheet with the return by itself, or write a copy with the contract's columns only: purbeck check-return FILE "
        f"--as {contract.name} --write COPY",
        why, copy_helps=True,
    )  # fmt: skip


@cache
def _lines_of_codes(contract: Contract) -> frozenset[tuple[str, ...]]:
    """The lines of the sheet of codes that is sent to be filled in."""
    named = {
        (column.heading, code, code_lists()[column.codes].names.get(code, alike(code)))
        for column in contract.columns
        for code in column.allowed_codes
    }
    return frozenset({CODES_HEADING, *named})
