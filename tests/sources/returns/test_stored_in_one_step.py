"""Whatever moment a command is stopped at: the return is stored whole with its line in the ledger, or not at all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from purbeck import partner_flow
from purbeck.provenance import file_hash
from purbeck.sources.returns import ledger, taking_in
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.stored import FOLDER
from purbeck.workspace import Workspace, create
from tests.made_returns import TODAY, rows, write_csv

EMERGENCY = contracts()["emergency_department"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that holds one return."""
    made = create(tmp_path / "dorset", "Dorset CSP", ("E06000059",), "")
    partner_flow.add(made.path, write_csv(tmp_path / "a.csv", rows(EMERGENCY)), EMERGENCY.name, TODAY)
    return made


def whole(workspace: Workspace) -> list[str]:
    """The stored files, each of which has its issues and its line in the ledger; nothing else is there."""
    held = ledger.held(workspace.path)
    folder = workspace.sources / FOLDER
    found = sorted(p.relative_to(workspace.sources).as_posix() for p in folder.rglob("*") if p.is_file())
    expected = sorted([*held, *(name.replace(".csv", ".issues.csv") for name in held)])
    assert found == expected
    for name, entry in held.items():
        assert file_hash(workspace.sources / name) == entry.stored_sha256
    return sorted(held)


def stopped_at(workspace: Workspace, tmp_path: Path, step: int) -> tuple[list[str], list[str]]:
    """A replacing return stopped after so many steps; what is held before it and after it."""
    before = whole(workspace)
    kept = tmp_path / "before"
    shutil.copytree(workspace.path, kept)
    more = write_csv(tmp_path / "b.csv", rows(EMERGENCY, 6))
    partner_flow.add(workspace.path, more, EMERGENCY.name, TODAY, replacing=True)
    after = whole(workspace)
    lines = ledger.entries(workspace.path)[1:]
    arrived = tmp_path / "arrived"
    arrived.mkdir()
    target = workspace.sources / after[0]
    shutil.copy(target, arrived / "rows.new")
    shutil.copy(taking_in.issues_path(target), arrived / "issues.new")
    (arrived / taking_in.ENTRIES).write_text(json.dumps([asdict(line) for line in lines]), encoding="utf-8")
    shutil.rmtree(workspace.path)
    kept.rename(workspace.path)
    folder = workspace.sources / FOLDER
    shutil.move(arrived, folder / (taking_in.ARRIVING if step == 0 else taking_in.ARRIVED))
    if step >= 2:
        ledger.enter(workspace.path, *lines)
    if step >= 3:
        taking_in.remove(workspace, before)
    if step >= 4:
        (folder / taking_in.ARRIVED / "issues.new").replace(taking_in.issues_path(target))
    if step >= 5:
        (folder / taking_in.ARRIVED / "rows.new").replace(target)
    if step >= 6:
        (folder / taking_in.ARRIVED / taking_in.ENTRIES).unlink()
    return before, after


@pytest.mark.parametrize("step", range(7))
def test_stopped_after_each_step(workspace: Workspace, tmp_path: Path, step: int) -> None:
    before, after = stopped_at(workspace, tmp_path, step)
    taking_in.finish(workspace)
    assert whole(workspace) == (before if step == 0 else after)
    taking_in.finish(workspace)
    assert whole(workspace) == (before if step == 0 else after)


def test_a_ledger_that_cannot_be_written_leaves_what_arrived_for_the_next_command(
    workspace: Workspace, tmp_path: Path
) -> None:
    blocked = workspace.path / f"{ledger.RETURNS.file}.new"
    blocked.mkdir()
    more = write_csv(tmp_path / "b.csv", [[v.replace("RD300", "RBD01") for v in line] for line in rows(EMERGENCY)])
    with pytest.raises(Exception, match="could not be written"):
        partner_flow.add(workspace.path, more, EMERGENCY.name, TODAY)
    blocked.rmdir()
    taking_in.finish(workspace)
    assert len(whole(workspace)) == 2


@pytest.mark.slow
def test_killed_at_any_moment(workspace: Workspace, tmp_path: Path) -> None:
    lines = [[value.replace("RD300", "RBD01") for value in line] for line in rows(EMERGENCY, 20_000)]
    big = write_csv(tmp_path / "big.csv", lines)
    command = [sys.executable, "-m", "purbeck", "add", str(workspace.path), str(big), "--as", EMERGENCY.name]
    begun = time.monotonic()
    kept = tmp_path / "kept"
    shutil.copytree(workspace.path, kept)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    takes = time.monotonic() - begun
    outcomes = set()
    for part in range(1, 9):
        shutil.rmtree(workspace.path)
        shutil.copytree(kept, workspace.path)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(takes * part / 8)
        process.kill()
        process.wait()
        taking_in.finish(workspace)
        outcomes.add(len(whole(workspace)))
    assert outcomes <= {1, 2}
    again = partner_flow.add(workspace.path, big, EMERGENCY.name, TODAY)
    assert again.outcome in ("taken", "held")
    assert len(whole(workspace)) == 2
