"""Killed, interrupted, out of disk, read-only, twice at once: the last good tables stand and the next build works."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from small_district import archive, files_of, give, hashes, month_of, read_sources, workspace

from purbeck import flow
from purbeck.errors import INTERRUPTED_EXIT_CODE, StorageError
from purbeck.sources import police_street
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # kills builds, fills disks, builds many areas: left out of the fast suite

DRIVER = Path(__file__).with_name("killing_driver.py")
FIRST, SECOND = ["2024-11", "2024-12", "2025-01"], ["2025-02"]


def download(months: list[str], rows: int = 20) -> bytes:
    """An archive of two forces' months."""
    return archive(
        {
            f"{month}/{month}-{slug}-street.csv": month_of(month, rows=rows, force=force)
            for month in months
            for slug, force in (("moor", "Moor Police"), ("far", "Far Police"))
        }
    )


def purbeck(*words: str) -> list[str]:
    """The command line, run by the Python that runs this test."""
    return [sys.executable, "-m", "purbeck", *words]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `purbeck` to its end."""
    return subprocess.run(purbeck(*words), capture_output=True, text=True, timeout=120, check=False)


def driven(made: Workspace, stages: int = 6, die_at: str = "") -> tuple[int, list[str]]:
    """Build in a process of its own that dies at a step; its exit code, and the steps it came to."""
    command = [sys.executable, str(DRIVER), str(made.path), str(stages), die_at]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stdout.splitlines()


def readable(made: Workspace) -> None:
    """Every finished table of a workspace can be read to its last row."""
    tables = [
        *made.store.root.glob("*.parquet"),
        *made.store.root.glob("*/*.parquet"),
        *made.store.root.glob("*/*/*.parquet"),
    ]
    for path in tables:
        duckdb.sql(f"SELECT count(*) FROM (SELECT * FROM read_parquet('{path}'))").fetchall()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace built once, then given a second download that has not been built."""
    made = workspace(tmp_path_factory.mktemp("crash") / "northmoor", {"first.zip": download(FIRST)})
    flow.build(made.path)
    give(made, {"second.zip": download(SECOND)})
    return made


@pytest.fixture(scope="module")
def undisturbed(before: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    """The tables that an undisturbed build of it gives, and the files it moves into place, in order."""
    made = Workspace(shutil.copytree(before.path, tmp_path_factory.mktemp("undisturbed") / "northmoor"))
    code, steps = driven(made)
    assert code == 0
    return hashes(made.store.root), steps


STAGES = ("sources", "incidents", "definition", "measures", "analyses", "findings")


def stage_of(step: str) -> str:
    """The stage that moves a file into place."""
    name = step.split("/", maxsplit=1)[0]
    if name in ("sources", "files", "issues", "places", "lsoa_codes", "force_months"):
        return "sources"
    return {"quality": "incidents", "counted": "definition", "cells": "measures"}.get(name, name)


def test_killed_in_every_stage_nothing_is_lost_and_the_build_ends_as_if_nothing_had_been(
    before: Workspace, undisturbed: tuple[dict[str, str], list[str]], tmp_path: Path
) -> None:
    """One workspace, killed in the middle of the first stage and at the last step of each other, one after another.

    Each build after a kill starts from what the kill left, and is killed in its turn one step further.
    """
    expected, steps = undisturbed
    stages = {stage: [step for step in steps if stage_of(step) == stage] for stage in STAGES}
    assert all(stages.values()), "every stage moves something into place"
    made = Workspace(shutil.copytree(before.path, tmp_path / "northmoor"))
    for step in ["force_months", *(stages[stage][-1] for stage in STAGES[1:])]:
        code, seen = driven(made, die_at=step)
        assert code == 99, f"the build did not come to {step}, but to {seen}"
        readable(made)
    flow.build(made.path)
    assert hashes(made.store.root) == expected
    assert not list(made.store.root.rglob("*.new"))
    assert not made.store.scratch.exists()


def test_file_replaced_then_killed_between_its_rows_and_the_list_of_files(tmp_path: Path) -> None:
    """The list of files must not go on saying that the rows came from the file that was there before."""
    made = read_sources(workspace(tmp_path / "a" / "northmoor", {"first.zip": download(FIRST)}))
    give(made, {"first.zip": download(FIRST, rows=30)})
    copy = Workspace(shutil.copytree(made.path, tmp_path / "b" / "northmoor"))
    assert driven(made, 1, die_at="force_months")[0] == 99
    assert made.store.parts(police_street.TABLE) != copy.store.parts(police_street.TABLE), "the rows are new already"
    assert hashes(read_sources(made).store.root) == hashes(read_sources(copy).store.root)
    assert files_of(made)["first.zip!2024-11/2024-11-moor-street.csv"] == (30, 30, 0)


def test_killed_at_moments_nobody_chose(
    before: Workspace, undisturbed: tuple[dict[str, str], list[str]], tmp_path: Path
) -> None:
    made = Workspace(shutil.copytree(before.path, tmp_path / "northmoor"))
    for delay in (1.6, 2.8):
        with subprocess.Popen(
            purbeck("build", str(made.path)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as build:
            time.sleep(delay)
            build.kill()
        readable(made)
    flow.build(made.path)
    assert hashes(made.store.root) == undisturbed[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_control_c_is_one_clear_line_and_exit_code_130(before: Workspace, tmp_path: Path) -> None:
    made = Workspace(shutil.copytree(before.path, tmp_path / "northmoor"))
    seen = made.store.root / "seen.json"
    seen.unlink()
    # Tests started in the background are deaf to Ctrl-C, and so would be what they start.
    hearing = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import purbeck.cli as c; c.main()"
    )
    words = [sys.executable, "-c", hearing, "build", str(made.path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as build:
        for _ in range(600):
            if seen.exists():
                break
            time.sleep(0.02)
        build.send_signal(signal.SIGINT)
        out, err = build.communicate(timeout=60)
    assert build.returncode == INTERRUPTED_EXIT_CODE == 130
    assert err.strip().splitlines()[-1] == "Stopped. The last good tables stand; run the command again to go on."
    assert "Traceback" not in out + err
    readable(made)


def test_two_builds_at_once(before: Workspace, tmp_path: Path) -> None:
    made = Workspace(shutil.copytree(before.path, tmp_path / "northmoor"))
    with made.store.lock():
        ended = run("build", str(made.path))
    assert ended.returncode == StorageError.exit_code == 7
    assert ended.stderr.strip() == "Another build is at work in northmoor.\nWait until it has ended, then try again."


def test_two_builds_in_two_folders_give_the_same_bytes(
    undisturbed: tuple[dict[str, str], list[str]], tmp_path: Path
) -> None:
    """Made from nothing, and made in two goes: every table is the same to the byte."""
    files = {"first.zip": download(FIRST), "second.zip": download(SECOND)}
    made = workspace(tmp_path / "other name" / "northmoor", files, fresh=True)
    flow.build(made.path)
    assert hashes(made.store.root) == undisturbed[0]
