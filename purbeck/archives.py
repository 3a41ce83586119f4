"""Files inside archives and folders, opened without trusting their names or their sizes."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from purbeck.errors import SourceError

BLOCK_BYTES = 1 << 20
# A police.uk file shrinks about 10 times and the largest is under 10 MB. These leave room for both to grow tenfold and
# still stop an archive made to fill the disk.
MOST_BYTES_PER_MEMBER = 2 << 30
MOST_TIMES_SMALLER = 200
LOCKED = 0x1  # the bit of a ZIP entry's flags that says so


@dataclass(frozen=True)
class Member:
    """One file to read: a loose file, or an entry of a ZIP archive."""

    container: Path
    entry: str | None
    label: str
    size_bytes: int
    downloaded: str | None

    def open(self) -> IO[bytes]:
        """The file's bytes. Raises SourceError where the archive is damaged."""
        if self.entry is None:
            return self.container.open("rb")
        with unpacking(self.container), zipfile.ZipFile(self.container) as archive:
            return archive.open(self.entry)

    def blocks(self) -> Iterator[bytes]:
        """The bytes in blocks, never more than the archive said there would be."""
        read = 0
        with self.open() as file, unpacking(self.container):
            while block := file.read(BLOCK_BYTES):
                read += len(block)
                if read > self.size_bytes:
                    raise damaged(self.container, f"{self.entry} is larger than the archive says")
                yield block


@contextmanager
def unpacking(path: Path) -> Iterator[None]:
    """Say in words what is wrong with an archive, whatever the reader of archives makes of it."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise damaged(path, str(error) or "it ends too early") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise damaged(path, str(error)) from error  # how the reader of bzip2 says that its data is broken


def damaged(path: Path, reason: str) -> SourceError:
    """The error for an archive that cannot be read to its end."""
    return SourceError(
        f"{path.name} is a damaged ZIP archive ({reason.rstrip('.')}).",
        "Download it again, put the new one in its place and run the command again; nothing was lost.",
    )


def is_archive(path: Path) -> bool:
    """Whether a file begins as ZIP archives do, whatever its name."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def why_unread(path: Path) -> str | None:
    """Why an archive that can be opened holds nothing for Purbeck, in words; None where no reason is known."""
    with unpacking(path), zipfile.ZipFile(path) as archive:
        names = [name.lower() for name in archive.namelist()]
    if "xl/workbook.xml" in names:
        return "It is an Excel workbook: save the sheet as CSV (comma delimited), and give that."
    if any(name.endswith(".zip") for name in names):
        return "It is an archive of archives: unpack it, and give the folder."
    return None


def members(path: Path, label: str) -> list[Member]:
    """The CSV files of an archive, in the order of their names; or the file itself where it is not an archive.

    Raises SourceError for an archive that is damaged, names a path outside itself, or is made to fill the disk.
    """
    if not is_archive(path):
        return [Member(path, None, label, path.stat().st_size, None)]
    with unpacking(path), zipfile.ZipFile(path) as archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    found = []
    for entry in entries:
        _refuse_trap(path, entry)
        if entry.filename and not entry.is_dir() and entry.filename.lower().endswith(".csv"):
            stamp = "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(*entry.date_time)
            found.append(Member(path, entry.filename, f"{label}!{entry.filename}", entry.file_size, stamp))
    _refuse_heap(path, entries)
    return found


def holds(path: Path, name: str) -> bool:
    """Whether an archive has an entry of this name. Raises SourceError where it is damaged."""
    with unpacking(path), zipfile.ZipFile(path) as archive:
        return name in archive.namelist()


def names(path: Path) -> tuple[str, ...]:
    """The names of an archive's entries. Raises SourceError where it is damaged."""
    with unpacking(path), zipfile.ZipFile(path) as archive:
        return tuple(archive.namelist())


def entry(path: Path, name: str) -> Member:
    """One entry of an archive, by name. Raises SourceError where it is not there, or the archive is damaged or a trap."""
    with unpacking(path), zipfile.ZipFile(path) as archive:
        found = archive.getinfo(name) if name in archive.namelist() else None
    if found is None:
        raise damaged(path, f"it holds no {name}")
    _refuse_trap(path, found)
    return Member(path, name, path.name, found.file_size, None)


def first_lines(found: list[Member], most_bytes: int) -> list[bytes]:
    """The first line of each file, or as much of it as `most_bytes` hold; each archive is opened once.

    Raises SourceError where an archive is damaged.
    """
    lines = []
    with ExitStack() as opened:
        archives: dict[Path, zipfile.ZipFile] = {}
        for member in found:
            if member.entry is None:
                with member.open() as file:
                    lines.append(file.readline(most_bytes))
                continue
            with unpacking(member.container):
                if member.container not in archives:
                    archives[member.container] = opened.enter_context(zipfile.ZipFile(member.container))
                with archives[member.container].open(member.entry) as file:
                    lines.append(file.readline(most_bytes))
    return lines


def _refuse_heap(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise SourceError(
            f'{path.name} holds two entries named "{twice[0]}".',
            "It cannot be told which of them is meant. Download the archive again from the publisher.",
        )
    grown = sum(entry.file_size for entry in entries)
    if grown > MOST_TIMES_SMALLER * max(path.stat().st_size, BLOCK_BYTES):
        raise _trap(path, "entries", path.stat().st_size, grown)


def _refuse_trap(path: Path, entry: zipfile.ZipInfo) -> None:
    inside = PurePosixPath(entry.filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in "".join(inside.parts[:1]):
        raise SourceError(
            f'{path.name} holds an entry named "{entry.filename}", which points outside the archive.',
            "No archive from data.police.uk does. Do not use this file; download it again from the publisher.",
        )
    if entry.flag_bits & LOCKED:
        raise SourceError(
            f"{path.name} is locked with a password.", "Unpack it yourself, then give the folder it was unpacked into."
        )
    grown = entry.file_size > MOST_BYTES_PER_MEMBER or (
        entry.file_size > MOST_TIMES_SMALLER * max(entry.compress_size, 1) and entry.file_size > BLOCK_BYTES
    )
    if grown:
        raise _trap(path, entry.filename, entry.compress_size, entry.file_size)


def _trap(path: Path, what: str, packed: int, unpacked: int) -> SourceError:
    return SourceError(
        f"{path.name} holds {what}, which would grow from {packed:,} to {unpacked:,} bytes.",
        "That is how an archive made to fill a disk looks. Do not use this file; download it again.",
    )
