"""What travels: the wheel holds the package, the tested versions, Vega with its licences, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_housekeeping import ROOT, kept_files

from purbeck.publication.browser_scripts import made_of

NEEDED = ("pyproject.toml", "setup.py", "MANIFEST.in", "constraints.txt", "README.md", "LICENSE", "package-lock.json")
MADE = "purbeck/publication/browser/"  # where the build puts what charts are explored with
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the files git keeps and of what npm installed, built without an index in a copy of the checkout."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for file in kept_files():
        name = file.relative_to(ROOT)
        if name.parts[0] == "purbeck" or name.as_posix() in NEEDED:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy / name)
    if (modules := ROOT / "node_modules").is_dir():
        shutil.copytree(modules, copy / "node_modules", ignore=shutil.ignore_patterns("axe-core", "src", "*.map"))
    subprocess.run([sys.executable, "-c", BUILD, out], cwd=copy, capture_output=True, check=True)
    (made,) = out.glob("*.whl")
    return zipfile.ZipFile(made)


def test_wheel_holds_every_file_of_the_package_and_the_tested_versions(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    kept = {file.relative_to(ROOT).as_posix() for file in kept_files()}
    wanted = {name for name in kept if name.startswith("purbeck/")}
    assert {Path(name).suffix for name in wanted} >= {".py", ".toml", ".csv", ".css", ".html", ".js"}
    assert sorted(wanted - packed) == [], "is the kind of file named in pyproject.toml, package-data?"
    assert packed - wanted - {f"{MADE}vega.js", f"{MADE}vega-licences.txt"} == {"purbeck/constraints.txt"}


def test_wheel_holds_the_vega_of_the_lock_as_a_classic_script_and_the_licence_of_all_that_it_is_made_of(
    wheel: zipfile.ZipFile, vega: Path
) -> None:
    version = json.loads((vega / "package.json").read_text(encoding="utf-8"))["version"]
    script, licences = (wheel.read(MADE + name).decode() for name in ("vega.js", "vega-licences.txt"))
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert version == packages["node_modules/vega"]["version"], (
        "npm ci has not been run since package-lock.json changed"
    )
    assert f'"{version}"' in script and "expressionInterpreter" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE), "a page on disk may load no modules"
    named = {line for line in licences.splitlines() if line.startswith("== ")}
    said = {name for line in named for name in line.removeprefix("== ").split(", ")}
    wanted = {f"{path.removeprefix('node_modules/')} {held['version']}"
              for path, held in packages.items() if path and not held.get("dev")}  # fmt: skip
    assert said == wanted
    assert licences.count("Redistributions in binary form must reproduce the above copyright notice") >= 1


def test_without_npm_nothing_is_made_and_the_charts_stay_as_drawn(tmp_path: Path) -> None:
    assert made_of(tmp_path) == {}


def test_files_in_the_wheel_are_those_of_the_checkout(wheel: zipfile.ZipFile) -> None:
    assert wheel.read("purbeck/constraints.txt") == (ROOT / "constraints.txt").read_bytes()
    for name in (n for n in wheel.namelist() if (ROOT / n).is_file()):
        assert wheel.read(name) == (ROOT / name).read_bytes(), name


def test_wheel_starts_purbeck_and_is_for_every_system(wheel: zipfile.ZipFile) -> None:
    assert Path(str(wheel.filename)).name.endswith("-py3-none-any.whl")
    entries = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "purbeck = purbeck.cli:main" in wheel.read(entries).decode()
