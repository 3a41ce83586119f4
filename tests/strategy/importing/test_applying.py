"""Imports carried out in one step and taken back to the byte; what is not taken in is kept beside the sheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from made_lists import GOOD, HEADINGS

from purbeck import Workspace, strategy_flow
from purbeck.errors import SettingsError, SourceError, StorageError, StrategyError
from purbeck.strategy.importing import ledger
from purbeck.strategy.importing.applying import Applied
from purbeck.strategy.strategy import read

Sheet = Callable[..., Path]
BAD = ("Street lighting", "Jane Smith", *GOOD[2:])
ACTIONS = "strategy/actions.toml"


@pytest.fixture
def imported(workspace: Workspace, today: dt.date) -> Callable[..., Applied | None]:
    """`imported(file)` carries out the import of a file."""

    def run(file: Path, name: str = "actions", skip_bad: bool = False) -> Applied | None:
        proposal = strategy_flow.import_proposed(workspace.path, file, name)
        return strategy_flow.import_applied(workspace.path, file, proposal, today, skip_bad)

    return run


def state(workspace: Workspace, but: str = "ledger") -> dict[str, bytes]:
    """Every file that people wrote, but for those of one folder."""
    files = (path for path in workspace.path.rglob("*") if path.is_file())
    named = {path.relative_to(workspace.path).as_posix(): path.read_bytes() for path in files}
    return {name: held for name, held in named.items() if not name.startswith((but, "tables"))}


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a file written beside the spreadsheet."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_dry_run_writes_nothing(workspace: Workspace, sheet: Sheet) -> None:
    file = sheet([HEADINGS, GOOD, BAD])
    before = state(workspace, but="-"), sorted(file.parent.iterdir())
    strategy_flow.import_proposed(workspace.path, file)
    assert (state(workspace, but="-"), sorted(file.parent.iterdir())) == before


def test_entries_are_added_at_the_end_and_all_else_stays_to_the_byte(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    target = workspace.path / ACTIONS
    target.write_bytes(b"# Ours; do not touch.   \r\n" + target.read_bytes().replace(b"\n", b"\r\n") + b"# the end")
    before = state(workspace)
    done = imported(sheet([HEADINGS, GOOD]))
    after = state(workspace)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {ACTIONS}
    assert after[ACTIONS].startswith(before[ACTIONS] + b"\r\n\r\n")
    assert after[ACTIONS][len(before[ACTIONS]) :].decode() == (
        '\r\n\r\n# Taken from "plan.xlsx", sheet "Plan", row 2\r\n[[actions]]\r\nid = "knife-arches"\r\n'
        'title = "Knife arches"\r\nowner = "Neighbourhood inspector"\r\npartner = "police"\r\ndue = 2027-03-31\r\n'
        'state = "not_started"\r\n'
    )
    assert (done.number, done.file, done.refused, done.left_out) == (1, ACTIONS, None, None)
    assert [action.id for action in read(workspace).actions] == ["patrols", "mentors", "knife-arches"]


def test_a_file_that_is_not_there_is_made_and_undone_to_nothing(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    voice = ("Resident", "Survey", "03/11/2025", "It is dark there.\n\nAnd quiet.")
    before = state(workspace)
    imported(sheet([("Who spoke", "How", "Date", "Quote"), voice]), name="voices")
    assert read(workspace).voices[0].words == "It is dark there.\n\nAnd quiet."
    assert (workspace.path / "strategy" / "voices" / "imported.toml").is_file()
    again = strategy_flow.import_proposed(
        workspace.path, sheet([("Who spoke", "How", "Date", "Quote"), voice]), "voices"
    )
    assert [row.outcome for row in again.rows] == ["there"]
    assert strategy_flow.import_undone(workspace.path, today).changed
    assert state(workspace) == before


def test_undo_takes_back_one_import_after_the_other_to_the_byte(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    states = [state(workspace)]
    for title in ("One", "Two", "Three"):
        imported(sheet([HEADINGS, (title, *GOOD[1:])]))
        states.append(state(workspace))
    for number in (3, 2, 1):
        assert state(workspace) == states[number]
        done = strategy_flow.import_undone(workspace.path, today)
        assert (done.line.number, done.changed) == (number, True)
        assert state(workspace) == states[number - 1]
    assert strategy_flow.import_undone(workspace.path, today) is None
    assert imported(sheet([HEADINGS, GOOD])).number == 4, "no number is used twice"


def test_the_ledger_says_what_was_done_and_is_only_added_to(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    path = workspace.path / ledger.LEDGER
    imported(sheet([HEADINGS, GOOD, BAD, ["* note"]]), skip_bad=True)
    first = path.read_bytes()
    strategy_flow.import_undone(workspace.path, today)
    assert path.read_bytes().startswith(first)
    made, undone = ledger.lines(workspace)
    assert (made.what, made.day, made.list, made.spreadsheet, made.sheet) == (
        "import",
        "2026-11-26",
        "actions",
        "plan.xlsx",
        "Plan",
    )
    assert (made.rows_read, made.rows_kept, made.rows_rejected, made.added) == (3, 1, 2, 1)
    assert (undone.what, undone.number) == ("undo", 1)
    path.write_bytes(path.read_bytes() + b"not,a,line\r\n")
    with pytest.raises(SettingsError, match=r"imports.csv, line 4: not,a,line is not an entry"):
        strategy_flow.import_undone(workspace.path, today)


def test_an_edited_file_is_not_taken_back(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    imported(sheet([HEADINGS, GOOD]))
    target = workspace.path / ACTIONS
    target.write_bytes(target.read_bytes() + b"# mine\n")
    before = state(workspace)
    with pytest.raises(StrategyError) as refused:
        strategy_flow.import_undone(workspace.path, today)
    assert "actions.toml was changed since import 1 (plan.xlsx, 2026-11-26)" in str(refused.value)
    assert "Compare it with ledger/imports/0001-actions.toml, the file as it was before" in str(refused.value)
    assert state(workspace) == before


def test_a_copy_that_was_changed_is_not_put_back(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    imported(sheet([HEADINGS, GOOD]))
    (workspace.path / "ledger" / "imports" / "0001-actions.toml").write_bytes(b"")
    before = state(workspace)
    with pytest.raises(StrategyError, match="is no longer the file as it was before import 1"):
        strategy_flow.import_undone(workspace.path, today)
    assert state(workspace) == before


def test_what_other_files_need_is_not_taken_back(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    imported(sheet([HEADINGS, GOOD]))
    decisions = workspace.path / "strategy" / "decisions.toml"
    decisions.write_text(
        decisions.read_text("utf-8").replace('actions = ["patrols"]', 'actions = ["knife-arches"]'), "utf-8"
    )
    with pytest.raises(StrategyError) as refused:
        strategy_flow.import_undone(workspace.path, today)
    assert "Without these entries the files of strategy/ would have one fault" in str(refused.value)
    assert '"knife-arches" is no id of [[actions]]' in str(refused.value)


def test_an_older_fault_elsewhere_does_not_keep_from_undoing(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    imported(sheet([HEADINGS, GOOD]))
    (workspace.path / "strategy" / "questions.toml").write_text("nonsense", "utf-8")
    assert strategy_flow.import_undone(workspace.path, today).changed


def test_a_file_put_back_by_hand_counts_as_taken_back(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    before = (workspace.path / ACTIONS).read_bytes()
    imported(sheet([HEADINGS, GOOD]))
    (workspace.path / ACTIONS).write_bytes(before)
    assert not strategy_flow.import_undone(workspace.path, today).changed
    assert strategy_flow.import_undone(workspace.path, today) is None


# --- refused rows -----------------------------------------------------------------------------------------------------


def test_while_a_row_is_refused_nothing_is_written_unless_asked_for(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    file = sheet([HEADINGS, GOOD, BAD])
    before = state(workspace, but="-"), sorted(file.parent.iterdir())
    with pytest.raises(SourceError) as refused:
        imported(file)
    assert "1 of 2 rows of plan.xlsx are refused; nothing was written." in str(refused.value)
    assert (state(workspace, but="-"), sorted(file.parent.iterdir())) == before


def test_refused_rows_are_kept_as_they_were_and_can_be_corrected_and_imported(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    done = imported(sheet([HEADINGS, GOOD, BAD]), skip_bad=True)
    header, row = rows_of(done.refused)
    assert header == [*HEADINGS, "Why it was refused"]
    assert tuple(row[:-1]) == BAD
    assert row[-1].startswith('row 3, "Lead officer" (B3): the name of a person')
    with done.refused.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, [row[0], "Head of highways", *row[2:]]])
    assert imported(done.refused).number == 2
    assert [action.id for action in read(workspace).actions][-2:] == ["knife-arches", "street-lighting"]


def test_words_that_look_like_formulas_are_kept_inert_and_come_back(
    sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    bad = ("@SUM(1)", "Jane Smith", *GOOD[2:])
    done = imported(
        sheet([[*HEADINGS, "Comments", "Code"], [*GOOD, "", "+1"], [*bad, "- ask again", "-1"]]), skip_bad=True
    )
    row = rows_of(done.refused)[1]
    assert (row[0], row[5], row[6]) == ("'@SUM(1)", "'- ask again", "-1")
    again = strategy_flow.import_proposed(done.refused.parent / "csp", done.refused, "actions")
    cells = again.rows[0].line.cells
    assert (cells[1].text, cells[6].text, cells[7].text) == ("@SUM(1)", "- ask again", "-1")


def test_what_else_is_left_out_is_written_with_its_reason(sheet: Sheet, imported: Callable[..., Applied]) -> None:
    rows = [["Plan 2026"], [*HEADINGS, "Cost code"], [*GOOD[:3], "TBC", GOOD[4], "C1"], ["Total", "", "", "", "", 7]]
    done = imported(sheet(rows))
    assert rows_of(done.left_out) == [
        ["row", "cell", "heading", "value", "why"],
        ["1", "", "", "Plan 2026", "it stands above the headings"],
        ["3", "D3", "Deadline", "TBC", "it was read as nothing"],
        ["3", "F3", "Cost code", "C1", "no field is headed so"],
        ["4", "A4", "Action", "Total", 'a total ("Total")'],
        ["4", "F4", "Cost code", "7", 'a total ("Total")'],
    ]


def test_no_file_beside_the_sheet_is_written_over(sheet: Sheet, imported: Callable[..., Applied]) -> None:
    file = sheet([HEADINGS, GOOD, BAD])
    file.with_name("plan-refused.csv").write_text("mine", "utf-8")
    assert imported(file, skip_bad=True).refused.name == "plan-refused-2.csv"
    assert file.with_name("plan-refused.csv").read_text("utf-8") == "mine"


def test_with_nothing_to_add_nothing_is_written(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., object]
) -> None:
    before = state(workspace, but="-")
    assert imported(sheet([HEADINGS, ["* note"]]), skip_bad=True) is None
    assert state(workspace, but="-") == before


def test_rows_that_are_all_refused_are_kept_beside_the_sheet(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    before = state(workspace, but="-")
    file = sheet([HEADINGS, BAD, ["* note"]])
    with pytest.raises(SourceError, match="writes these to a file beside the sheet"):
        imported(file)
    done = imported(file, skip_bad=True)
    assert (done.number, done.file) == (0, "")
    assert [row[: len(BAD)] for row in rows_of(file.with_name("plan-refused.csv"))] == [list(HEADINGS), list(BAD)]
    assert done.left_out is not None and "* note" in done.left_out.read_text("utf-8-sig")
    assert state(workspace, but="-") == before


# --- faults, interruptions, files that cannot be written --------------------------------------------------------------


def test_files_that_would_have_a_fault_are_not_written(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    (workspace.path / ACTIONS).write_text("actions = []\n", "utf-8")
    for name in ("decisions.toml", "scores.toml"):
        (workspace.path / "strategy" / name).unlink()
    file = sheet([HEADINGS, GOOD])
    proposal = strategy_flow.import_proposed(workspace.path, file)
    assert [fault.where.file for fault in proposal.faults] == ["actions.toml"]
    before = state(workspace, but="-")
    with pytest.raises(StrategyError, match="With these rows the files of strategy/ would have one fault"):
        imported(file)
    assert state(workspace, but="-") == before


def test_an_import_stopped_before_its_last_step_leaves_the_old_file(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied], today: dt.date
) -> None:
    target = workspace.path / ACTIONS
    before = state(workspace)
    (workspace.path / f"{ACTIONS}.new").mkdir()  # what the new file would be written to
    with pytest.raises(StorageError):
        imported(sheet([HEADINGS, GOOD]))
    (workspace.path / f"{ACTIONS}.new").rmdir()
    assert state(workspace) == before
    assert not strategy_flow.import_undone(workspace.path, today).changed, (
        "the ledger knows of it, and finds the old file"
    )
    assert imported(sheet([HEADINGS, GOOD])).number == 2
    assert tomllib.loads(target.read_text("utf-8"))["actions"][-1]["id"] == "knife-arches"


def killed(workspace: Path, file: Path, step: int) -> list[str]:
    """An import, or an undo, that dies at a step; the files moved into place before."""
    driver = Path(__file__).with_name("killing_import.py")
    ended = subprocess.run(
        [sys.executable, driver, workspace, file, str(step)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == (99 if step >= 0 else 0), ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.slow
def test_an_import_or_undo_killed_at_any_step_leaves_one_whole_file(
    workspace: Workspace, sheet: Sheet, today: dt.date, tmp_path: Path
) -> None:
    file = sheet([HEADINGS, GOOD])
    old = state(workspace)
    done = shutil.copytree(workspace.path, tmp_path / "done")
    steps = killed(done, file, -1)
    assert steps == ["ledger/imports/0001-actions.toml", ledger.LEDGER, ACTIONS]
    new = state(Workspace(done))
    for step in range(len(steps)):
        folder = shutil.copytree(workspace.path, tmp_path / f"import-{step}")
        killed(folder, file, step)
        left = {name: held for name, held in state(Workspace(folder)).items() if not name.endswith(".new")}
        assert left == old
        assert killed(folder, file, -1)[-1] == ACTIONS, "the second time it is carried out"
        assert strategy_flow.import_undone(folder, today).changed
        assert (folder / ACTIONS).read_bytes() == old[ACTIONS]
    for step in range(2):
        folder = shutil.copytree(done, tmp_path / f"undo-{step}")
        killed(folder, Path("undo"), step)
        assert (folder / ACTIONS).read_bytes() == (new, old)[step][ACTIONS]
        killed(folder, Path("undo"), -1)
        assert (folder / ACTIONS).read_bytes() == old[ACTIONS]
        assert strategy_flow.import_undone(folder, today) is None


def test_while_a_build_is_at_work_nothing_is_written(
    workspace: Workspace, sheet: Sheet, imported: Callable[..., Applied]
) -> None:
    with workspace.store.lock(), pytest.raises(StorageError, match="Another build is at work"):
        imported(sheet([HEADINGS, GOOD]))
