"""purbeck strategy, as a user types it: what it prints at 80 columns, its exit codes, and that it changes nothing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_district import hashes

import purbeck
from purbeck import Workspace
from purbeck.errors import StrategyError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.strategy_flow import strategy_check

CODE = Path(purbeck.__file__).parents[1]
COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
ON = "2026-07-01"


def typed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """`purbeck strategy` with these words, on a terminal 80 columns wide."""
    return subprocess.run(
        [sys.executable, "-m", "purbeck", "strategy", *map(str, words)], cwd=CODE, capture_output=True, text=True,
        encoding="utf-8", check=False, stdin=subprocess.DEVNULL, env=os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"},
    )  # fmt: skip


def write_strategy(workspace: Workspace, **replaced: str) -> None:
    """The complete strategy, instead of what a workspace had, with some of its words replaced in every file."""
    shutil.rmtree(workspace.path / "strategy")
    (workspace.path / "strategy").mkdir()
    for source in COMPLETE.rglob("*.toml"):
        text = source.read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        path = workspace.path / "strategy" / source.relative_to(COMPLETE)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace in which nothing was built."""
    return purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])


def test_nothing_written_is_said(empty: Workspace) -> None:
    said = typed("check", empty.path)
    assert said.returncode == 0
    assert said.stdout.replace("\n", "").startswith("Nothing is written yet in ")


def test_every_fault_is_told_with_exit_code_12(empty: Workspace) -> None:
    write_strategy(empty, **{'partner = "schools"': 'partner = "school"', "due = 2027-03-31": 'due = "March"'})
    said = typed("check", empty.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert 'strategy/actions.toml, line 9, action patrols, due: "March" is not a date.' in said.stderr
    assert 'Did you mean "schools"?' in said.stderr
    assert "Traceback" not in said.stderr


def test_a_workspace_that_was_not_built_is_checked_as_far_as_that_goes(empty: Workspace) -> None:
    write_strategy(empty)
    before = hashes(empty.path, "**/*.*")
    said = typed("check", empty.path, "--on", ON)
    assert said.returncode == 0
    assert max(len(line) for line in said.stdout.splitlines()) <= 80
    spoken = " ".join(said.stdout.split())
    assert (
        "Not looked at, since there are no findings, measures and lookups yet: findings that are not there, figures that are"
        in spoken
    )
    assert "Version 1.0 was adopted; definition/serious-violence.toml is of version" in spoken
    assert spoken.endswith("Nothing broken, 1 to look at, 1 left blank, on 1 July 2026. Nothing was changed.")
    assert hashes(empty.path, "**/*.*") == before


def test_a_built_district_is_held_against_its_findings_and_figures(own_district: Workspace) -> None:
    found = own_district.table(FINDINGS).set_index("section").loc["scale"].iloc[0]
    write_strategy(own_district, **{"3f0a91bc77d2": found["id"], 'version = "1.0"\n': ""})
    result = strategy_check(own_district.path, dt.date.fromisoformat(ON))
    assert [remark.check for remark in result.remarks] == ["decision_on_a_changed_finding", "left_blank"]
    assert result.not_looked_at == ()
    assert "it was 31.8 (31.4 to 32.1), and is" in result.remarks[0].words
    write_strategy(own_district, **{"3f0a91bc77d2": found["id"], 'theme = "robbery"': 'theme = "robberies"'})
    said = typed("check", own_district.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert max(len(line) for line in said.stdout.splitlines()) <= 80
    assert said.stdout.startswith("Figures that are not there (1, broken)\n  indicator robbery-rate")
    assert "What ends when" in said.stdout


def test_a_day_that_is_none_is_a_mistyped_command(empty: Workspace) -> None:
    said = typed("check", empty.path, "--on", "31 March")
    assert said.returncode == 2
    assert "31 March" in said.stderr
