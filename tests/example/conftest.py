"""Makes Brackenshire once for all its tests and reads it back with the plain csv module."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from purbeck.example import make_example


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example with its default seed."""
    folder = tmp_path_factory.mktemp("brackenshire")
    make_example(folder)
    return folder


@pytest.fixture(scope="session")
def members(made: Path) -> dict[str, bytes]:
    """The bytes of every street file, by its name in its archive."""
    found = {}
    for path in sorted((made / "police").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            found.update({name: archive.read(name) for name in archive.namelist()})
    return found


@pytest.fixture(scope="session")
def streets(members: dict[str, bytes]) -> dict[str, list[list[str]]]:
    """Every street file as rows of cells, header first; the byte that is not UTF-8 becomes U+FFFD."""
    return {
        name: list(csv.reader(io.StringIO(content.decode("utf-8", errors="replace"), newline="")))
        for name, content in members.items()
    }


@pytest.fixture(scope="session")
def tables(made: Path) -> dict[str, list[dict[str, str]]]:
    """Every other CSV file as rows, by file name."""
    found = {}
    for path in sorted(made.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="session")
def district_of(tables: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """The district of each LSOA code of either vintage; the two 2011 areas of a redrawn pair keep their first."""
    found: dict[str, str] = {}
    for row in tables["LSOA11_LSOA21_LAD22_EW_LU.csv"]:
        found.setdefault(row["LSOA11CD"], row["LAD22CD"])
        found[row["LSOA21CD"]] = row["LAD22CD"]
    return found


@pytest.fixture(scope="session")
def counts(streets: dict[str, list[list[str]]]) -> Counter[tuple[str, str, str]]:
    """Rows with an LSOA, by month of the file, LSOA code and crime type, whoever reported them."""
    return Counter((name[:7], row[7], row[9]) for name, rows in streets.items() for row in rows[1:] if row[7])


@pytest.fixture(scope="session")
def district_counts(
    counts: Counter[tuple[str, str, str]], district_of: dict[str, str]
) -> Counter[tuple[str, str, str]]:
    """Rows by month of the file, district and crime type."""
    found: Counter[tuple[str, str, str]] = Counter()
    for (month, lsoa, category), n in counts.items():
        found[month, district_of.get(lsoa, ""), category] += n
    return found
