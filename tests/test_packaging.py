"""What travels: the built wheel holds every file of the package, the tested versions, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_housekeeping import ROOT, kept_files

NEEDED = ("pyproject.toml", "setup.py", "MANIFEST.in", "constraints.txt", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the files git keeps, built without an index in a copy of the checkout."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for file in kept_files():
        name = file.relative_to(ROOT)
        if name.parts[0] == "purbeck" or name.as_posix() in NEEDED:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy / name)
    subprocess.run([sys.executable, "-c", BUILD, out], cwd=copy, capture_output=True, check=True)
    (made,) = out.glob("*.whl")
    return zipfile.ZipFile(made)


def test_wheel_holds_every_file_of_the_package_and_the_tested_versions(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    kept = {file.relative_to(ROOT).as_posix() for file in kept_files()}
    wanted = {name for name in kept if name.startswith("purbeck/")}
    assert {Path(name).suffix for name in wanted} >= {".py", ".toml", ".csv", ".css", ".html"}
    assert sorted(wanted - packed) == [], "is the kind of file named in pyproject.toml, package-data?"
    assert packed - wanted == {"purbeck/constraints.txt"}


def test_files_in_the_wheel_are_those_of_the_checkout(wheel: zipfile.ZipFile) -> None:
    assert wheel.read("purbeck/constraints.txt") == (ROOT / "constraints.txt").read_bytes()
    for name in (n for n in wheel.namelist() if n.startswith("purbeck/") and n != "purbeck/constraints.txt"):
        assert wheel.read(name) == (ROOT / name).read_bytes(), name


def test_wheel_starts_purbeck_and_is_for_every_system(wheel: zipfile.ZipFile) -> None:
    assert Path(str(wheel.filename)).name.endswith("-py3-none-any.whl")
    entries = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "purbeck = purbeck.cli:main" in wheel.read(entries).decode()
