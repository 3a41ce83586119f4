"""Killed, interrupted, out of disk, read-only, twice at once: the last good tables stand and the next build works."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from small_district import archive, files_of, give, hashes, month_of, read_incidents, read_sources, workspace

from purbeck import cli, flow
from purbeck.errors import INTERRUPTED_EXIT_CODE, StorageError
from purbeck.sources import police_street
from purbeck.workspace import Workspace

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
    for delay in (1.5, 2.2, 3.0):
        with subprocess.Popen(
            purbeck("build", str(made.path)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as build:
            time.sleep(delay)
            build.kill()
        readable(made)
    flow.build(made.path)
    assert hashes(made.store.root) == undisturbed[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_control_c_is_one_clear_line_and_exit_code_130(
    before: Workspace, undisturbed: tuple[dict[str, str], list[str]], tmp_path: Path
) -> None:
    made = Workspace(shutil.copytree(before.path, tmp_path / "northmoor"))
    seen = made.store.root / "seen.json"
    seen.unlink()
    with subprocess.Popen(
        purbeck("build", str(made.path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as build:
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
    flow.build(made.path)
    assert hashes(made.store.root) == undisturbed[0]


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


# --- the disk ----------------------------------------------------------------------------------------------------------------

MOUNTS = sys.platform == "linux" and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, 3 MB, that `mount` can make smaller or read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def on_a_roomy_disk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of the first two stages, where there was space enough."""
    files = {"first.zip": download(FIRST[:2]), "second.zip": download(SECOND, rows=300)}
    made = workspace(tmp_path_factory.mktemp("roomy") / "northmoor", files, fresh=True)
    return hashes(read_incidents(made).store.root)


def remount(folder: Path, options: str) -> None:
    """Change the size or the mode of the small disk."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def filled(folder: Path, left: int) -> Path:
    """Fill the disk but for `left` bytes; returns the file that does."""
    ballast = folder / "ballast"
    ballast.write_bytes(b"")
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    ballast.write_bytes(b"x" * (free - left))
    return ballast


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit code and the error stream of the command line, run in this process."""
    monkeypatch.setattr(sys, "argv", ["purbeck", *words])
    capsys.readouterr()
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0), capsys.readouterr().err
    return 0, capsys.readouterr().err


@pytest.mark.skipif(not MOUNTS, reason="only root on Linux can make a small disk; the next test needs none")
@pytest.mark.parametrize("left", [0, 32_768, 131_072])
def test_disk_that_fills_up_is_said_in_words_and_nothing_is_lost(
    small_disk: Path,
    on_a_roomy_disk: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    left: int,
) -> None:
    made = read_incidents(workspace(small_disk / "northmoor", {"first.zip": download(FIRST[:2])}))
    good = hashes(made.store.root)
    give(made, {"second.zip": download(SECOND, rows=300)})
    ballast = filled(small_disk, left)
    code, said = command(monkeypatch, capsys, "build", str(made.path))
    assert code == 7
    assert "The disk is full. The last good tables stand.\nFree some space, then run purbeck build again." in said
    assert "Traceback" not in said
    readable(made)
    assert {name: value for name, value in hashes(made.store.root).items() if name.startswith("incidents")} == {
        name: value for name, value in good.items() if name.startswith("incidents")
    }
    assert not list(made.store.root.rglob("*.new"))
    ballast.unlink()
    assert hashes(read_incidents(made).store.root) == on_a_roomy_disk


@pytest.mark.skipif(not MOUNTS, reason="only root on Linux can make a small disk")
def test_disk_too_full_to_take_a_file_in(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = workspace(small_disk / "northmoor", {"first.zip": download(FIRST[:2])})
    given = tmp_path / "given"
    given.mkdir()
    (given / "second.zip").write_bytes(download(SECOND, rows=300))
    ballast = filled(small_disk, 4_096)
    code, said = command(monkeypatch, capsys, "get", str(made.path), "--from", str(given))
    assert code == 7
    assert "second.zip could not be copied into the workspace (No space left on device)." in said
    assert [path.name for path in made.sources.glob("*.zip*")] == ["first.zip"]
    ballast.unlink()
    assert command(monkeypatch, capsys, "get", str(made.path), "--from", str(given))[0] == 0
    assert made.register()[-1].file == "second.zip"


@pytest.mark.skipif(not MOUNTS, reason="only root on Linux can make a disk read-only")
def test_read_only_disk(small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = read_incidents(workspace(small_disk / "northmoor", {"first.zip": download(FIRST[:2])}))
    remount(small_disk, "ro")
    code, said = command(monkeypatch, capsys, "build", str(made.path))
    assert code == 7
    assert "Read-only file system" in said
    assert "Traceback" not in said
    code, said = command(monkeypatch, capsys, "new", str(small_disk / "other"), "--area", "E06000059", "--name", "N")
    assert code == 7
    assert "Read-only file system" in said


@pytest.mark.parametrize("at", [1, 4])
def test_disk_that_refuses_to_keep_a_file(
    tmp_path: Path, on_a_roomy_disk: dict[str, str], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Where no small disk can be made: the operating system itself says that there is no space, at the n-th time."""
    import errno

    made = read_incidents(workspace(tmp_path / "northmoor", {"first.zip": download(FIRST[:2])}))
    give(made, {"second.zip": download(SECOND, rows=300)})
    calls = [0]
    real = os.fsync

    def fsync(handle: int) -> None:
        calls[0] += 1
        if calls[0] == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(StorageError, match="The disk is full"):
            read_incidents(made)
    readable(made)
    assert hashes(read_incidents(made).store.root) == on_a_roomy_disk
