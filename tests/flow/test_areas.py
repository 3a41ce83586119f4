"""Several districts in one run: each as if it were the workspace's own, what failed or filed nothing said, and resumed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psutil
import pytest
from small_district import FARLAND, NORTHMOOR, SOUTHFEN, give, hashes, month_of, workspace

import purbeck
from purbeck import Workspace, areas, flow, publication_flow
from purbeck.analyses.build import ANALYSES
from purbeck.errors import INTERRUPTED_EXIT_CODE, AreasError, PlaceError, TableError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.publication.areas import AreaLine, published
from purbeck.sources.build import PLACES
from purbeck.tables import Table
from purbeck.workspace import AreaWorkspace

pytestmark = pytest.mark.slow  # kills builds, fills disks, builds many areas: left out of the fast suite

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
MOOR_FILES = {f"{m}-moor-street.csv": month_of(m, rows=60) for m in MONTHS}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """Three districts, of which Farland's force filed nothing, published once: the workspace, and the index."""
    made = workspace(tmp_path_factory.mktemp("three") / "northmoor", MOOR_FILES)
    return made, purbeck.publish_areas(made.path, areas="all")


def lines(index: Path) -> dict[str, AreaLine]:
    """The lines of the index, by code."""
    return published(index.parent)


def figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without what says whose they are."""
    return rows.replace({"place_code": {"northmoor": "us", SOUTHFEN.lower(): "us", NORTHMOOR.lower(): "us"}})


def test_every_district_has_a_folder_and_a_line_and_no_other_workspace_is_touched(
    three: tuple[Workspace, Path],
) -> None:
    made, index = three
    found = lines(index)
    assert {code: line.name for code, line in found.items()} == {
        NORTHMOOR: "Northmoor", SOUTHFEN: "Southfen", FARLAND: "Farland",
    }  # fmt: skip
    assert index == made.path / "publications" / "2025-areas" / "index.html"
    for line in found.values():
        assert (index.parent / line.folder / "index.html").is_file()
        assert (index.parent / line.folder / "style.css").is_file()
        assert f'href="{line.folder}/index.html"' in index.read_text(encoding="utf-8")
    assert not made.store.files(FINDINGS), "findings of the workspace's own area are no part of it"


def test_a_district_whose_force_filed_nothing_says_so_and_is_never_zero(three: tuple[Workspace, Path]) -> None:
    index = three[1]
    line = lines(index)[FARLAND]
    assert (line.rate, line.words) == ("", "Unavailable: no month was filed by its police force, Far")
    assert line.words in index.read_text(encoding="utf-8")
    page = (index.parent / line.folder / "index.html").read_text(encoding="utf-8")
    assert "Far, filed no month of street-level data in the files given. That is not zero offences." in page
    assert (
        "How much is recorded at street level: unavailable, since no month was filed by its police force, Far" in page
    )
    assert "0.0 per 1,000" not in page and "No offences" not in page


def test_a_page_names_its_district_and_who_made_it(three: tuple[Workspace, Path]) -> None:
    index = three[1]
    page = (index.parent / lines(index)[SOUTHFEN].folder / "index.html").read_text(encoding="utf-8")
    assert "<title>Serious violence needs assessment: Southfen</title>" in page
    made_in = "Made in the workspace of Northmoor Community Safety Partnership, for"
    assert f"{made_in} an area that is not its own: Southfen ({SOUTHFEN})." in page
    ours = (index.parent / lines(index)[NORTHMOOR].folder / "index.html").read_text(encoding="utf-8")
    assert f"{made_in} the same area as its own: Northmoor ({NORTHMOOR})." in ours
    far = (index.parent / lines(index)[FARLAND].folder / "index.html").read_text(encoding="utf-8")
    assert "Community safety partnership: Farland." in far, "one district, one CSP"
    assert "Community safety partnership:" not in page, "Southfen lies in two"


@pytest.mark.parametrize("code", [NORTHMOOR, SOUTHFEN])
def test_an_area_has_the_tables_of_a_workspace_of_its_own(
    three: tuple[Workspace, Path], tmp_path: Path, code: str
) -> None:
    """Built by another way, from the same files: whatever depends on the area, row for row."""
    (district,) = areas.chosen(three[0], [code])
    area = areas.seen_from(three[0], district)
    alone = workspace(tmp_path / "northmoor", MOOR_FILES, area=(code,))
    alone = flow.build(alone.path)
    for table in (PLACES, MEASURES, *(table for table, _ in ANALYSES)):
        one, other = figures(area.table(table)), figures(alone.table(table))
        names = [n for n in one.columns if n != "place_name"]
        order = [n for n in table.key if n in names]
        one, other = (t[names].sort_values(order, ignore_index=True) for t in (one, other))
        pd.testing.assert_frame_equal(one, other, obj=table.name)
    seen, own = area.table(FINDINGS), alone.table(FINDINGS)
    columns = ["section", "place_in_section", "analysis", "theme", "value", "lower", "upper", "n", "certainty"]
    pd.testing.assert_frame_equal(seen[columns], own[columns])
    names = district.name, alone.partnership.name
    caveats = [t["caveats"].str.replace(name, "us") for t, name in zip((seen, own), names, strict=True)]
    pd.testing.assert_series_equal(*caveats)


@pytest.fixture
def own_three(three: tuple[Workspace, Path], tmp_path: Path) -> Workspace:
    """The three districts, published, for one test to change as it likes."""
    return Workspace(shutil.copytree(three[0].path, tmp_path / "northmoor"))


def index_of(made: Workspace) -> Path:
    """The index of its districts."""
    return made.path / "publications" / "2025-areas" / "index.html"


def test_a_second_run_does_nothing_and_new_files_make_it_again(own_three: Workspace) -> None:
    made, index = own_three, index_of(own_three)
    before = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in index.parent.rglob("*") if p.is_file()}
    content = hashes(made.path / "publications")
    told: list[tuple[str, int, int]] = []
    purbeck.publish_areas(made.path, areas="all", tell=lambda *words: told.append(words))
    assert (publication_flow.DISTRICTS, 0, 0) in told and not [
        t for t in told if t[0] == publication_flow.DISTRICTS and t[2]
    ]
    assert {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in before} == before
    (made.path / "publications" / "2025-areas" / lines(index)[FARLAND].folder / "index.html").unlink()
    purbeck.publish_areas(made.path, areas="all")
    assert hashes(made.path / "publications") == content, "the same input gives the same bytes"
    give(made, {"2025-12-far-street.csv": month_of("2025-12", rows=60, force="Far Police")})
    purbeck.publish_areas(made.path, areas=[FARLAND])
    assert lines(index)[FARLAND].rate
    assert set(lines(index)) == {NORTHMOOR, SOUTHFEN, FARLAND}, "what was published before stays in the index"


def test_a_district_that_fails_is_a_line_of_the_index_and_not_the_end(own_three: Workspace) -> None:
    made, index = own_three, index_of(own_three)
    shutil.rmtree(index.parent / lines(index)[SOUTHFEN].folder)
    blocked = made.path / "tables" / "areas" / SOUTHFEN.lower()
    shutil.rmtree(blocked)
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(AreasError) as raised:
        purbeck.publish_areas(made.path, areas="all")
    assert raised.value.what.startswith("1 of 3 districts could not be published: Southfen. FileExistsError")
    text = index.read_text(encoding="utf-8")
    assert "<strong>Not published.</strong> FileExistsError" in text
    assert "1 district could not be published" in text
    assert set(lines(index)) == {NORTHMOOR, FARLAND}
    assert "Traceback" in areas.failure_file(made, SOUTHFEN).read_text(encoding="utf-8")
    blocked.unlink()
    purbeck.publish_areas(made.path, areas=[SOUTHFEN])
    assert set(lines(index)) == {NORTHMOOR, SOUTHFEN, FARLAND}
    assert "Not published" not in index.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "said"), [("E07000999", "The nearest are"), ("southfen", f"{SOUTHFEN} Southfen"), ("E12000091", "")]
)
def test_a_code_that_is_no_district_is_named(three: tuple[Workspace, Path], asked: str, said: str) -> None:
    with pytest.raises(PlaceError, match=f'"{asked}" is not the code of a district') as raised:
        areas.chosen(three[0], [asked])
    assert said in raised.value.what


def test_a_finding_of_any_district_can_be_explained(three: tuple[Workspace, Path]) -> None:
    made = three[0]
    (district,) = areas.chosen(made, [SOUTHFEN])
    findings = areas.seen_from(made, district).table(FINDINGS)
    scale = findings[findings["analysis"] == "scale"].iloc[0]
    found = purbeck.explain(made.path, scale["id"])
    assert found.counted == scale["n"] > 0


def test_tables_that_depend_on_the_area_say_so() -> None:
    """Another area would be shown ours otherwise. One that is the same for all is listed here, so that somebody decides."""
    same_for_all = {"analyses/standing", "analyses/three_years_standing"}
    assert {table.name for table, _ in ANALYSES if not table.by_area} == same_for_all
    assert MEASURES.by_area and FINDINGS.by_area and PLACES.by_area


def test_an_area_never_writes_what_all_share(three: tuple[Workspace, Path]) -> None:
    (district,) = areas.chosen(three[0], [SOUTHFEN])
    area = areas.seen_from(three[0], district)
    shared: list[Table] = [table for table, _ in ANALYSES if not table.by_area]
    for table in shared:
        with pytest.raises(TableError, match="declared to be the same for every area"):
            area.store.write(table, table.empty(), "another key")
    with pytest.raises(TableError, match="declared to be the same for every area"):
        area.store.keep_parts(MEASURES, {"everyone": "another key", "ours": "mine"})


def start(made: Workspace) -> subprocess.Popen[bytes]:
    """`purbeck publish --areas all` one after another, in a process that hears Ctrl-C though these tests may not."""
    hearing = (
        "import os, signal; os.cpu_count = lambda: 1; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "import purbeck.cli as c; c.main()"
    )
    command = [sys.executable, "-c", hearing, "publish", str(made.path), "--edition", "public", "--areas", "all"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(condition: Callable[[], bool], seconds: float = 240) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.mark.parametrize("way", ["kill", "interrupt"])
def test_killed_or_stopped_what_is_finished_stands_and_the_rest_follows(own_three: Workspace, way: str) -> None:
    """Three districts, stopped after the first: whole folders only, no process left, and then the others."""
    made, folder = own_three, index_of(own_three).parent
    shutil.rmtree(folder)
    shutil.rmtree(made.path / "tables" / "areas")
    running = start(made)
    wait_for(lambda: bool(published(folder)) or running.poll() is not None)
    helpers = psutil.Process(running.pid).children(recursive=True)
    if way == "kill":
        running.kill()
        assert running.wait(timeout=300) != 0
    elif sys.platform == "win32":
        pytest.skip("a console is needed to send Ctrl-C")
    else:
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=300) == INTERRUPTED_EXIT_CODE
    _, alive = psutil.wait_procs(helpers, timeout=300)
    assert not alive, "the others end with it"
    finished = published(folder)
    assert 1 <= len(finished) < 3
    for line in finished.values():
        assert (folder / line.folder / "index.html").read_text(encoding="utf-8").endswith("</html>\n")
    stamps = {line.code: (folder / line.folder / "index.html").stat().st_mtime_ns for line in finished.values()}
    purbeck.publish_areas(made.path, areas="all")
    after = published(folder)
    assert set(after) == {NORTHMOOR, SOUTHFEN, FARLAND}
    assert {c: (folder / after[c].folder / "index.html").stat().st_mtime_ns for c in stamps} == stamps
    assert not [p for p in folder.iterdir() if p.name.startswith(".")], "nothing half done lies about"


def test_seen_from_an_area_settings_stay_but_for_whose_it_is(three: tuple[Workspace, Path]) -> None:
    made = three[0]
    area: AreaWorkspace = areas.seen_from(made, areas.chosen(made, [SOUTHFEN])[0])
    assert area.partnership.model_dump(exclude={"code", "name", "area"}) == made.partnership.model_dump(
        exclude={"code", "name", "area"}
    )
    assert (area.partnership.code, area.partnership.name, area.partnership.area) == (
        SOUTHFEN.lower(), "Southfen", (SOUTHFEN,),
    )  # fmt: skip
