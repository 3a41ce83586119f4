"""Files inside archives and folders, opened without trusting their names or their sizes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from purbeck.errors import SourceError

BLOCK_BYTES = 1 << 20
# A police.uk file shrinks about 10 times and the largest is under 10 MB. These leave room for both to grow tenfold and
# still stop an archive made to fill the disk.
MOST_BYTES_PER_MEMBER = 2 << 30
MOST_TIMES_SMALLER = 200


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
        try:
            return zipfile.ZipFile(self.container).open(self.entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise damaged(self.container, str(error)) from error

    def blocks(self) -> Iterator[bytes]:
        """The bytes in blocks, never more than the archive said there would be."""
        read = 0
        with self.open() as file:
            try:
                while block := file.read(BLOCK_BYTES):
                    read += len(block)
                    if read > self.size_bytes:
                        raise damaged(self.container, f"{self.entry} is larger than the archive says")
                    yield block
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise damaged(self.container, str(error)) from error


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


def members(path: Path, label: str) -> list[Member]:
    """The CSV files of an archive, in the order of their names; or the file itself where it is not an archive.

    Raises SourceError for an archive that is damaged, names a path outside itself, or is made to fill the disk.
    """
    if not is_archive(path):
        return [Member(path, None, label, path.stat().st_size, None)]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    except zipfile.BadZipFile as error:
        raise damaged(path, str(error)) from error
    found = []
    for entry in entries:
        _refuse_trap(path, entry)
        if not entry.is_dir() and entry.filename.lower().endswith(".csv"):
            stamp = "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}".format(*entry.date_time)
            found.append(Member(path, entry.filename, f"{label}!{entry.filename}", entry.file_size, stamp))
    return found


def _refuse_trap(path: Path, entry: zipfile.ZipInfo) -> None:
    inside = PurePosixPath(entry.filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0]:
        raise SourceError(
            f'{path.name} holds an entry named "{entry.filename}", which points outside the archive.',
            "No archive from data.police.uk does. Do not use this file; download it again from the publisher.",
        )
    grown = entry.file_size > MOST_BYTES_PER_MEMBER or (
        entry.file_size > MOST_TIMES_SMALLER * max(entry.compress_size, 1) and entry.file_size > BLOCK_BYTES
    )
    if grown:
        raise SourceError(
            f"{path.name} holds {entry.filename}, which would grow from {entry.compress_size:,} to "
            f"{entry.file_size:,} bytes.",
            "That is how an archive made to fill a disk looks. Do not use this file; download it again.",
        )
