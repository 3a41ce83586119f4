"""Build Dorset from 36 months of all forces, about 18 million rows made from the twelve archives to hand."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

import purbeck
from bench.timing import AREA, DATA, Timed, timed

ROWS_A_YEAR = 6_000_000
YEARS = (2023, 2024, 2025)


def multiplied(text: bytes, month: str, year: int, more: float) -> tuple[bytes, int]:
    """A street-level file moved to another year, with a share of its rows, spread evenly, given a second time.

    The second of a row, and the row in another year, has a Crime ID of its own. Returns the file and its rows.
    """
    header, *lines = text.rstrip(b"\n").split(b"\n")
    moved = f"{year}{month[4:]}".encode()
    out, owed = [header], 0.0
    for line in lines:
        row = line.replace(month.encode(), moved, 1)
        named = not row.startswith(b",")
        out.append(b"%d0" % (year % 10) + row[2:] if named else row)
        owed += more
        if owed >= 1:
            owed -= 1
            out.append(b"%d1" % (year % 10) + row[2:] if named else row)
    return b"\n".join(out) + b"\n", len(out) - 1


def write_archives(folder: Path) -> int:
    """Write 36 monthly archives, each year of them ROWS_A_YEAR rows; the rows there are."""
    archives = sorted((DATA / "police" / "england-and-wales").glob("*.zip"))
    held = 0
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            held += sum(archive.read(name).count(b"\n") - 1 for name in archive.namelist())
    more, rows = ROWS_A_YEAR / held - 1, 0
    for path in archives:
        month = path.stem
        with zipfile.ZipFile(path) as archive:
            texts = {name: archive.read(name) for name in archive.namelist()}
        for year in YEARS:
            moved = f"{year}{month[4:]}"
            with zipfile.ZipFile(folder / f"{moved}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
                for name, text in texts.items():
                    file, count = multiplied(text, month, year, more)
                    out.writestr(name.replace(month, moved), file)
                    rows += count
    return rows


def measured() -> tuple[int, Timed, Timed]:
    """Make the archives and build: the rows there are, the whole build, and the build after it, with nothing new."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "dorset"
        purbeck.new(folder, name="Benchmark", area=[AREA])
        for source in ("geography", "population"):
            purbeck.get(folder, DATA / source)
        (folder / "sources" / "police").mkdir()
        rows = write_archives(folder / "sources" / "police")
        return rows, timed("whole_build", str(folder)), timed("whole_build", str(folder))


def main() -> None:
    """Say how long it took and how much memory it held."""
    rows, cold, again = measured()
    sys.stdout.write(
        f"{rows:,} rows of 36 months: whole build {cold.seconds:.1f} s, {cold.peak_mib:,.0f} MiB; nothing new "
        f"{again.seconds:.1f} s, {again.peak_mib:,.0f} MiB. Targets: under 60 s, under 3 GiB.\n"
    )


if __name__ == "__main__":
    main()
