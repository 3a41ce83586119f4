"""Whatever stands in a sheet: no traceback, every row and cell accounted for, undo to the byte."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import tomllib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_lists import GOOD, HEADINGS
from made_ods import write_ods
from made_xlsx import workbook

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
headed = st.tuples(st.permutations([*HEADINGS, "Aim", "Comments", "Budget", "Odd one"]), rows).map(
    lambda t: [t[0], *t[1]]
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
    assert (done is None) == (not found.entries)
    if done is not None:
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
