"""`purbeck get` as a user types it, without a network: what is held, what is listed, what to do by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from made_datasets import CENSUS
from made_datasets import files as datasets
from made_ods import HEADINGS, NOTES, write_ods
from small_district import LSOAS, NORTHMOOR, lookup_files, month_of, put

import purbeck
from purbeck.cli import main
from purbeck.errors import FetchError, SettingsError
from purbeck.sources.datasets import read
from purbeck.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process, with the network cut off: its exit code, what it says, what it complains of."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there, so no request leaves this machine
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)

    def command(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["purbeck", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    """A workspace with nothing in it."""
    return purbeck.new(tmp_path / "northmoor", name="Northmoor", area=[NORTHMOOR])


def given_by_hand(made: Workspace, folder: Path) -> None:
    """Everything a first assessment needs, taken in from a folder."""
    shape = '{"type": "Polygon", "coordinates": [[[-2.4, 50.7], [-2.3, 50.7], [-2.3, 50.8], [-2.4, 50.7]]]}'
    features = ",".join(
        f'{{"type": "Feature", "properties": {{"LSOA21CD": "{code}"}}, "geometry": {shape}}}' for code, _, _ in LSOAS
    )
    counties = b"LAD24CD,LAD24NM,CTY24CD,CTY24NM\nE07000992,Southfen,E10000091,Fenshire\n"
    row = ("2025/26", 1, "Moor", "Northmoor", "Assault", "Violence against the person", "Violence", "8N", 40)
    files = lookup_files() | {"2026-09-moor-street.csv": month_of("2026-09"), "counties.csv": counties,
                              "lsoa.geojson": f'{{"type": "FeatureCollection", "features": [{features}]}}'.encode()}  # fmt: skip
    put(folder, files | datasets("imd_2025", "rurality", *CENSUS))
    write_ods(folder / "prc.ods", {"Notes": NOTES, "2025_26": [HEADINGS, row]})
    purbeck.get(made.path, folder)


def test_get_downloads_nothing_that_is_held(run: Run, made: Workspace, tmp_path: Path) -> None:
    given_by_hand(made, tmp_path / "given")
    code, said, complained = run("get", made.path)
    assert code == 0, complained
    needed = [dataset.name for dataset in read() if dataset.first_assessment]
    assert said.splitlines()[:-1] == [f"{name}: held already" for name in needed]
    assert f"Next: purbeck build {made.path}" in said


def test_get_of_what_nobody_publishes_says_how_to_make_it(run: Run, made: Workspace) -> None:
    code, said, complained = run("get", made.path, "lsoa_csp", "lsoa_csp")
    assert code == FetchError.exit_code == 10
    assert "lsoa_csp: not downloaded. There is nothing to download" in complained
    assert f"purbeck get {made.path} --from FOLDER" in complained
    assert "1 of 1 datasets could not be had: lsoa_csp." in complained
    assert said == ""
    assert "Traceback" not in complained


def test_unknown_dataset_is_told(run: Run, made: Workspace) -> None:
    code, _, complained = run("get", made.path, "resident")
    assert code == SettingsError.exit_code
    assert 'There is no dataset "resident". There are: accommodation_type, boundaries, ' in complained
    assert "purbeck get PATH --list" in complained


def test_list_shows_what_there_is_and_what_is_held(run: Run, made: Workspace, tmp_path: Path) -> None:
    put(tmp_path, {"regions.csv": lookup_files()["LAD24_RGN24_EN_LU.csv"]})
    purbeck.get(made.path, tmp_path / "regions.csv")
    code, said, _ = run("get", made.path, "--list")
    assert code == 0
    assert "district_region: held since " in said
    assert "residents: not held; needed for a first assessment" in said
    assert "lsoa_csp: not held; for more" in said
    for dataset in read():
        assert dataset.page in said
        assert dataset.title in said
        assert dataset.publisher in said
    assert said.count("(unverified: nobody has tried its address from here)") == len(read())


@pytest.mark.parametrize("words", [["residents", "--list"], ["residents", "--from", "."], ["--list", "--from", "."]])
def test_ways_of_getting_are_not_mixed(run: Run, made: Workspace, words: list[str]) -> None:
    code, _, complained = run("get", made.path, *words)
    assert code == 2
    assert "each by itself" in complained.replace("\n", " ")


def test_whole_first_assessment_without_a_network(monkeypatch: pytest.MonkeyPatch, run: Run, made: Workspace) -> None:
    """Hosts are tried twice each, a second apart; no host is tried again for each of its datasets."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    code, _, complained = run("get", made.path)
    assert code == FetchError.exit_code
    needed = [dataset for dataset in read() if dataset.first_assessment]
    for dataset in needed:
        assert f"{dataset.name}: not downloaded. " in complained
        assert dataset.page in complained
        assert dataset.look_for in complained
    assert complained.count("cannot be reached from here.") == len(needed)
    assert waited == [1.0] * 5
