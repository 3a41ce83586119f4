"""What an import does not take in is written beside the spreadsheet, so that nothing is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from purbeck.strategy.importing.cells import NUMBER
from purbeck.strategy.importing.proposal import Proposal, Row
from purbeck.workbooks.delimited_text import FORMULA_MARKS, TEXT_MARK
from purbeck.workbooks.sheet import cell_name

REFUSED, LEFT_OUT = "refused", "left-out"
WHY = "Why it was refused"  # a heading that an import of the corrected file passes over
COLUMNS = ("row", "cell", "heading", "value", "why")


def write(proposal: Proposal, spreadsheet: Path) -> tuple[Path | None, Path | None]:
    """The files of refused rows and of what else was left out; None where there is none. No file is written over."""
    refused, left_out = list(refused_rows(proposal)), list(left_out_cells(proposal))
    return (
        _write(spreadsheet, REFUSED, refused) if len(refused) > 1 else None,
        _write(spreadsheet, LEFT_OUT, [COLUMNS, *left_out]) if left_out else None,
    )


def refused_rows(proposal: Proposal) -> Iterator[Sequence[str]]:
    """The headings of the sheet and the refused rows below them, as they were, so that they can be put right and imported."""
    columns = proposal.table.columns
    yield [*(column.heading for column in columns), WHY]
    for row in proposal.of("refused"):
        cells = [row.line.cells.get(column.number) for column in columns]
        yield [*(cell.text if cell else "" for cell in cells), " ".join(str(one) for one in row.refusals)]


def left_out_cells(proposal: Proposal) -> Iterator[Sequence[str]]:
    """Every other cell with something in it that is in no entry, and why."""
    for number, text in proposal.table.above:
        yield str(number), "", "", text, "it stands above the headings"
    for row in proposal.of("added", "there", "no_entry"):
        yield from _left_out_of(row, proposal)


def _left_out_of(row: Row, proposal: Proposal) -> Iterator[Sequence[str]]:
    for column in proposal.table.columns:
        cell = row.line.cells.get(column.number)
        if cell is None or cell.filled:
            continue
        if row.outcome == "no_entry":
            why = row.why
        elif not column.path:
            why = column.why
        elif column.number in row.unused:
            why = "it was read as nothing"
        else:
            continue
        yield str(row.number), cell_name(row.number, column.number), column.heading, cell.text, why


def _inert(text: str) -> str:
    """A text that a spreadsheet program would take for a formula, with the mark before it that keeps it words."""
    return f"{TEXT_MARK}{text}" if text.startswith(FORMULA_MARKS) and not NUMBER.fullmatch(text) else text


def _write(spreadsheet: Path, what: str, rows: Sequence[Sequence[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([_inert(cell) for cell in row] for row in rows)
    path = _free(spreadsheet.with_name(f"{spreadsheet.stem}-{what}.csv"))
    path.write_bytes(text.getvalue().encode("utf-8-sig"))  # with the mark by which Excel knows UTF-8
    return path


def _free(path: Path) -> Path:
    """A name that no file has yet."""
    free, number = path, 2
    while free.exists():
        free, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return free
