"""A disk that is full, too small or read-only: clear words, exit code 7, nothing lost, and the next build works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_district import give, hashes, read_incidents, workspace
from test_crashes import FIRST, SECOND, download, readable

from purbeck import cli
from purbeck.errors import StorageError

pytestmark = pytest.mark.slow  # kills builds, fills disks, builds many areas: left out of the fast suite

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
