"""What most tests start from: Brackenshire's files, Brackenshire built, real data, tools that may be missing."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import filelock
import pytest
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

    from purbeck import Workspace

ROOT = Path(__file__).parents[1]
REAL_DATA = Path(os.environ.get("PURBECK_REAL_DATA", ROOT.parent / "shared" / "data"))
WHOLE_MACHINE = os.environ.get("PURBECK_CI") == "1"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")

# What takes long to make, or is copied for each test that asks for it.
SLOW = frozenset({"real_data", "chromium", "axe_core", "partnered", "own_district"})

BRACKENSHIRE = "E06000901"


# These look at the editions of one district with all its partners: one worker takes them all, and makes each edition once.
OF_EDITIONS = frozenset(
    f"tests/{name}.py"
    for name in (
        "disclosure/test_rooms",
        "example/test_example_paragraphs",
        "planted/test_planted_answers_of_partners",
        "publication/test_publication_data",
    )
)


class ByFile(LoadFileScheduling):
    """Gives each worker whole files."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "editions" if file in OF_EDITIONS else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """How the files of `make test` are shared out."""
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Without collecting garbage, of which there is none while ten thousand tests are found: a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m "not real"`, `"not browser"` and `"not slow"` leave them out."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if "real_data" in asked:
            item.add_marker("real")
        if {"chromium", "axe_core"} & asked:
            item.add_marker("browser")
        if SLOW & asked:
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(
        key=lambda item: item.path not in slow
    )  # the long ones first, so that no worker is left alone with one at the end


def require_tool(*names: str) -> Path:
    """The first of the programs that this machine has; without any, the test is skipped or fails as `lacking` says."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        lacking(f"this machine has no {names[0]}")
    return Path(found)


def lacking(reason: str) -> NoReturn:
    """Skip the test, or fail it under PURBECK_CI=1, where everything must be there."""
    if WHOLE_MACHINE:
        pytest.fail(f"{reason}, and under PURBECK_CI=1 nothing may be missing")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def required_tool() -> Callable[..., Path]:
    """`required_tool("node")` gives the program's path, skips the test without it, or fails it under PURBECK_CI=1."""
    return require_tool


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium, whatever the system calls it."""
    return require_tool(*CHROMIUM)


@pytest.fixture(scope="session")
def axe_core() -> str:
    """The text of axe-core, which `npm ci` puts into node_modules."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        lacking("axe-core is not installed (npm ci installs it)")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def vega() -> Path:
    """Vega, which `npm ci` puts into node_modules: what charts are explored with in a browser."""
    folder = ROOT / "node_modules" / "vega"
    if not folder.is_dir():
        lacking("Vega is not installed (npm ci installs it)")
    return folder


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data; PURBECK_REAL_DATA says where it is."""
    if not (REAL_DATA / "police").is_dir():
        pytest.skip(f"there is no real data in {REAL_DATA} (PURBECK_REAL_DATA says where it is)")
    return REAL_DATA


@pytest.fixture(scope="session")
def between_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of one test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made by whichever worker comes first."""
    done = folder.with_name(f"{folder.name}.done")
    with filelock.FileLock(folder.with_name(f"{folder.name}.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def made_up_files(between_workers: Path) -> Path:
    """Brackenshire's files as suppliers would send them. Read them; do not change them."""
    from purbeck.example import make_example

    return made_once(between_workers / "brackenshire-files", make_example)


@pytest.fixture(scope="session")
def built_once(between_workers: Path, made_up_files: Path) -> Path:
    """Brackenshire's workspace as one build left it, shared by all workers; tests read `district`, a copy of it."""
    import purbeck
    from purbeck.example import CODE, write_strategy

    def make(folder: Path) -> None:
        purbeck.new(folder, name="Brackenshire Community Safety Partnership", area=[BRACKENSHIRE], code=CODE)
        write_strategy(folder / "strategy")
        purbeck.get(folder, made_up_files)
        purbeck.build(folder)

    return made_once(between_workers / "brackenshire", make)


@pytest.fixture(scope="session")
def district(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Brackenshire, built: one workspace for all tests of a worker. Tests that change anything take `own_district`."""
    import purbeck

    folder = tmp_path_factory.mktemp("district") / "brackenshire"
    shutil.copytree(built_once, folder)
    return purbeck.Workspace(folder)


@pytest.fixture(scope="session")
def partnered(between_workers: Path, built_once: Path) -> Workspace:
    """Brackenshire with a file from each of its partners, built: one workspace for all workers. Read it; do not change it."""
    import purbeck
    from purbeck import flow, partner_flow
    from purbeck.example import write_own_counting, write_requests, write_weights
    from purbeck.example.partners import GAZETTEER, make_partners

    def make(folder: Path) -> None:
        shutil.copytree(built_once, folder)
        write_requests(folder)
        write_own_counting(folder)
        files = make_partners(folder / "partners")
        purbeck.get(folder, folder / "partners" / GAZETTEER)
        (folder / "weights").mkdir()
        write_weights(folder / "weights")
        purbeck.get(folder, folder / "weights")
        flow.read(folder)
        for name, file in files.items():
            partner_flow.add(folder, file, name, dt.date(2026, 6, 30))
        purbeck.build(folder)

    return purbeck.Workspace(made_once(between_workers / "brackenshire-partners", make))


@pytest.fixture
def own_district(built_once: Path, tmp_path: Path) -> Workspace:
    """Brackenshire, built, for one test to change as it likes."""
    import purbeck

    folder = tmp_path / "brackenshire"
    shutil.copytree(built_once, folder)
    return purbeck.Workspace(folder)


@pytest.fixture(scope="session")
def dorset(between_workers: Path, real_data: Path) -> Workspace:
    """Dorset, built from a year of every force's real files: one workspace for all workers. Read it; do not change it."""
    import purbeck

    def make(folder: Path) -> None:
        purbeck.new(folder, name="Dorset Community Safety Partnership", area=["E06000059"])
        for name in ("police/england-and-wales", "geography", "population"):
            purbeck.get(folder, real_data / name)
        purbeck.build(folder)

    return purbeck.Workspace(made_once(between_workers / "dorset", make))
