"""Whatever stands in a sheet: no traceback, every row and cell accounted for, undo to the byte."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import tomllib
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_lists import GOOD, HEADINGS
from made_ods import write_ods
from made_xlsx import workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

import purbeck
from purbeck import strategy_flow
from purbeck.errors import SourceError
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import aside, toml_text
from purbeck.strategy.importing.proposal import Proposal

COMPLETE = Path(__file__).parents[1] / "complete"
DAY = dt.date(2026, 11, 26)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
likely = st.sampled_from(
    [*GOOD, *HEADINGS, "Jane Smith", "03/04/2027", "Spring", "TBC", "£1,000", "<b>x</b>", "Total", "* x", "#REF!", "Amber",
     "police; council", "Peer mentors", "patrols", "A\nB", '"""', "\\", "'", "=1+1"]
)  # fmt: skip
cells = likely | printable | st.integers(-10_000, 99_999).map(str)
rows = st.lists(st.lists(cells, max_size=8), max_size=8)
AS_PEOPLE_FILL_THEM_IN = {
    "Action": ["Knife arches", "Peer mentors", "Patrols on the way home", "Total", "Example: x"],
    "Lead officer": ["Head of housing", "Analyst", "Jane Smith"],
    "Lead agency": ["police", "Brackenshire Council", "Coucil"],
    "Deadline": ["31/03/2027", "03/04/2027", "Q3 2026/27", "ongoing", "Spring"],
    "Status": ["Not started", "Amber", "Complete"],
    "Aim": ["fewer-carry", "Fewer young people carry a weapon", ""],
    "Comments": ["See the minutes", "Two\n\nlines", 'He said """no"""', "<b>x</b>", ""],
    "Dependencies": ["Peer mentors", "patrols", "", ""],
    "Budget": ["£1,000", "12.5", "TBC", ""],
    "Odd one": ["C1", ""],
}
# Of three cells two are such as stand there, one is anything.
filled = st.fixed_dictionaries(
    {name: st.sampled_from(good[:2]) | st.sampled_from(good) | cells for name, good in AS_PEOPLE_FILL_THEM_IN.items()}
)
headed = st.tuples(st.permutations(list(AS_PEOPLE_FILL_THEM_IN)), st.lists(filled, max_size=6)).map(
    lambda drawn: [drawn[0], *([row[name] for name in drawn[0]] for row in drawn[1])]
)


def new_workspace(folder: Path) -> Path:
    """A workspace with a complete strategy."""
    made = purbeck.new(folder / "csp", name="A partnership", area=["E06000901"])
    shutil.copytree(COMPLETE, made.path / "strategy", dirs_exist_ok=True)
    return made.path


def strategy_files(path: Path) -> dict[str, bytes]:
    """The files of a strategy."""
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in (path / "strategy").rglob("*.toml")}


def account_for(found: Proposal) -> None:
    """Every row has one outcome, and every cell is in an entry, in a refused row, or listed with its reason."""
    assert found.read == found.kept + found.rejected == len(found.table.lines)
    assert [row.number for row in found.rows] == [line.row for line in found.table.lines]
    listed = {(int(row), cell) for row, cell, *_ in aside.left_out_cells(found) if cell}
    refused = list(aside.refused_rows(found))[1:]
    assert len(refused) == len(found.of("refused"))
    for kept, row in zip(refused, found.of("refused"), strict=True):
        assert {cell.text for cell in row.line.cells.values()} <= {*kept}
        assert row.refusals
        assert all(one.what and one.todo for one in row.refusals)
    for row in found.of("added"):
        for column, cell in row.line.cells.items():
            taken = next(c for c in found.table.columns if c.number == column).path
            assert (taken and column not in row.unused) or (row.number, cell.name) in listed
    for row in found.of("no_entry"):
        assert {cell.name for cell in row.line.own} <= {cell for number, cell in listed if number == row.number}


def import_and_undo(path: Path, file: Path, name: str | None) -> None:
    """Import whatever a file holds, and take it back."""
    before = strategy_files(path)
    try:
        found = strategy_flow.import_proposed(path, file, name)
    except SourceError as error:
        assert error.what
        assert error.todo
        assert strategy_files(path) == before
        return
    account_for(found)
    assert not found.faults
    done = strategy_flow.import_applied(path, file, found, DAY, skip_bad=True)
    assert bool(done and done.number) == bool(found.entries)
    assert bool(done and done.refused) == bool(found.of("refused"))
    if done is not None and done.number:
        after = strategy_files(path)[done.file]
        assert after.startswith(before.get(done.file, b""))
        entries = tomllib.loads(after.decode())[found.table.name]
        assert entries[-len(found.entries) :] == found.entries
        assert strategy_flow.import_undone(path, DAY) is not None
    assert strategy_files(path) == before


@SLOW
@given(table=headed | rows)
def test_any_table_is_imported_or_refused_in_words_and_taken_back(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path, folder = new_workspace(Path(scratch)), Path(scratch)
        (folder / "t.xlsx").write_bytes(workbook({"Plan": table}))
        import_and_undo(path, folder / "t.xlsx", "actions")
        import_and_undo(path, write_ods(folder / "t.ods", {"Plan": table}), None)


spans = st.tuples(st.integers(1, 9), st.integers(1, 8), st.integers(0, 3), st.integers(0, 3))


@SLOW
@given(table=headed, merged=st.lists(spans, max_size=4), hidden=st.sets(st.integers(1, 9), max_size=3))
def test_any_merges_and_hidden_rows_lose_nothing(
    table: list[list[str]], merged: list[tuple[int, int, int, int]], hidden: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path, file = new_workspace(Path(scratch)), Path(scratch) / "t.xlsx"
        book = openpyxl.Workbook()
        for row in table:
            book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
        for top, left, down, across in merged:
            book.active.merge_cells(start_row=top, start_column=left, end_row=top + down, end_column=left + across)
        for row in hidden:
            book.active.row_dimensions[row].hidden = True
        book.save(file)
        import_and_undo(path, file, "actions")


@SLOW
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | headed.map(
    lambda table: "\r\n".join(";".join(row) for row in table).encode("cp1252", "replace")))  # fmt: skip
def test_any_file_is_imported_or_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path, file = new_workspace(Path(scratch)), Path(scratch) / "t.csv"
        file.write_bytes(content)
        import_and_undo(path, file, "actions")


@SLOW
@given(name=st.sampled_from(sorted(LISTS)), data=st.data())
def test_any_list_filled_with_anything(name: str, data: st.DataObject) -> None:
    from purbeck.strategy.importing import template
    from purbeck.strategy.importing.fields import fields_of
    from purbeck.strategy.strategy import Strategy

    headings = template.template(name, Strategy()).headings
    choices = sorted({choice for field in fields_of(name).values() for choice in field.choices})
    values = (
        cells
        | (st.sampled_from(choices) if choices else cells)
        | st.sampled_from(["weapons", "harm", "31/03/2027", "12"])
    )
    table = [
        list(headings),
        *data.draw(st.lists(st.lists(values, min_size=len(headings), max_size=len(headings)), max_size=4)),
    ]
    with tempfile.TemporaryDirectory() as scratch:
        path, file = new_workspace(Path(scratch)), Path(scratch) / "t.xlsx"
        file.write_bytes(workbook({"Plan": table}))
        import_and_undo(path, file, name)


texts = printable | st.text("\"\\\n a\x7f\t'", max_size=12)
plain = texts | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.dates()
keys = st.sampled_from(["a", "b_c", "d"])
groups = st.dictionaries(keys, plain, min_size=1)
values_of_entries = plain | st.lists(texts, max_size=5) | groups | st.lists(groups, min_size=1, max_size=3)


@given(st.lists(st.dictionaries(keys, values_of_entries, min_size=1), min_size=1, max_size=3), printable)
def test_what_is_written_as_toml_is_read_back(entries: list[dict[str, object]], words: str) -> None:
    text = toml_text.comment(f"{words}\nx\x00") + toml_text.entries("actions", entries)
    assert tomllib.loads(text) == {"actions": entries}
