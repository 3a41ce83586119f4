"""The folder a workspace lies in: space, writing and replacing, synced and network drives, names."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath

import psutil

from purbeck.doctor.machine import MIB, enough
from purbeck.doctor.needs import need, synced_folders
from purbeck.doctor.remark import BROKEN, LOOK, OK, Remark, guarded
from purbeck.store import flush

NETWORK_TYPES = ("nfs", "cifs", "smb", "smbfs", "afpfs", "9p", "davfs", "fuse.sshfs")
ELSEWHERE = "Move it to a folder of this machine's own disk that no such program looks after, and copy it from there."


def look(path: Path, holds_workspace: bool) -> Iterator[Remark]:
    """Every remark on a folder; whether it can be written to is asked only where it holds a workspace."""
    yield from guarded("disk", lambda: space(path))
    if not holds_workspace:
        return
    yield from guarded("folder", lambda: synced(path.resolve(), os.environ))
    yield from guarded("folder", lambda: network(path.resolve()))
    yield from guarded("writing", lambda: writing(path))
    yield from guarded("paths", lambda: long_paths(path))


def space(path: Path) -> Iterator[Remark]:
    """Whether there is room for the tables."""
    yield enough("disk", shutil.disk_usage(path).free / MIB, "district_disk", "national_disk", BROKEN,
                 "Make room on this disk before a build.")  # fmt: skip


def synced(path: PurePath, variables: Mapping[str, str]) -> Iterator[Remark]:
    """Whether a program copies the folder to a server while it is written to: told by names of folders and variables."""
    for program in synced_folders():
        roots = [type(path)(variables[name]) for name in program["variables"] if variables.get(name)]
        named = any(
            part.lower() == name.lower() or part.lower().startswith(f"{name.lower()} ")
            for part in path.parts
            for name in program["folders"]
        )
        if named or any(path.is_relative_to(root) for root in roots):
            yield Remark(
                LOOK, "folder", f"{path} lies in {program['program']}, which copies files while they are written: a build "
                "can fail, and a copy can be half of one.", ELSEWHERE,
            )  # fmt: skip
            return
    yield Remark(OK, "folder", "No program that is known to copy it to a server looks after it.")


def network(path: Path) -> Iterator[Remark]:
    """Whether the folder lies on another machine, where locks and replacing are less sure and everything is slower."""
    mounted = [
        (Path(part.mountpoint), part.fstype.lower(), part.opts.split(",")) for part in psutil.disk_partitions(all=True)
    ]
    above = [found for found in mounted if path.is_relative_to(found[0])]
    nearest = max(above, key=lambda found: len(found[0].parts), default=None)
    remote = nearest is not None and (nearest[1] in NETWORK_TYPES or "remote" in nearest[2])
    if remote or str(path).startswith("\\\\"):
        yield Remark(LOOK, "folder", f"{path} lies on a network drive: builds are slow there, and two people could build "
                     "at once.", ELSEWHERE)  # fmt: skip


def writing(path: Path) -> Iterator[Remark]:
    """Whether a file can be written, put to the disk and put in another's place, as a build does with every table."""
    with tempfile.TemporaryDirectory(dir=path, prefix=".doctor-", ignore_cleanup_errors=True) as made:
        held, fresh = Path(made) / "held", Path(made) / "held.new"
        held.write_text("old", encoding="utf-8")
        fresh.write_text("new", encoding="utf-8")
        flush(fresh)
        fresh.replace(held)
        written, skew = held.read_text(encoding="utf-8"), abs(time.time() - held.stat().st_mtime)
    if written != "new":
        yield Remark(BROKEN, "writing", f"A file put in another's place in {path} was not there afterwards.", ELSEWHERE)
    elif skew > need("clock_difference"):
        yield Remark(LOOK, "writing", f"The clock of the disk differs from this machine's by {skew:,.0f} seconds.",
                     "Set the clocks: a build takes a file for unchanged by its size and time.")  # fmt: skip
    else:
        yield Remark(OK, "writing", "Files can be written and replaced.")


def long_paths(path: Path) -> Iterator[Remark]:
    """Whether the names that a build makes are short enough for this system."""
    with tempfile.TemporaryDirectory(dir=path, prefix=".doctor-", ignore_cleanup_errors=True) as made:
        works = can_be_long(Path(made).resolve())
    length, most = len(str(path.resolve())), need("longest_path") - need("longest_inside")
    if works or length <= most:
        yield Remark(OK, "paths", f"Paths are short enough ({length} characters, and those of tables).")
    else:
        yield Remark(
            BROKEN, "paths", f"{path.resolve()} has {length} characters; with the names of tables more than this system "
            f"allows ({need('longest_path')}).", "Move the workspace nearer to the top of the disk, or have long paths "
            "switched on (Windows: the policy \"Enable Win32 long paths\").",
        )  # fmt: skip


def can_be_long(folder: Path) -> bool:
    """Whether a path beyond the old limit of Windows can be made here."""
    try:
        for _ in range(need("longest_path") // 40 + 1):
            folder = folder / ("long" * 10)
            folder.mkdir()
    except OSError:
        return False
    return True


def same_but_for_case(names: Iterable[str]) -> list[str]:
    """Names of files that differ in capital letters alone, which on Windows would be one file."""
    seen: dict[str, str] = {}
    return [name for name in names if seen.setdefault(name.lower(), name) != name]
