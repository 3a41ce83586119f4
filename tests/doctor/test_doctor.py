"""What `purbeck doctor` says of a sound machine and workspace, and of each fault planted in a copy of one."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import socket
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from small_district import month_of, read_sources, workspace

import purbeck
from purbeck import Workspace, provenance
from purbeck.cli import main
from purbeck.doctor import examine, folder, machine, needs
from purbeck.doctor.remark import BROKEN, LOOK, OK, Remark
from purbeck.errors import SettingsError
from purbeck.sources import police_street

ROOT = Path(__file__).parents[2]
STREET = "2025-03-moor-street.csv"
LOOKUP = "LAD24_RGN24_EN_LU.csv"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace whose sources have been read."""
    made = workspace(tmp_path_factory.mktemp("doctor") / "northmoor", {STREET: month_of("2025-03", rows=200)})
    return read_sources(made).path


@pytest.fixture
def own(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return shutil.copytree(sound, tmp_path / "northmoor")


def tree(path: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its content and time."""
    return {
        p.relative_to(path).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in path.rglob("*") if p.is_file()
    }


def odd(remarks: list[Remark]) -> list[tuple[str, str]]:
    """State and subject of every remark that is not ok."""
    return [(remark.state, remark.subject) for remark in remarks if remark.state != OK]


def about_contents(path: Path) -> list[Remark]:
    """The remarks on what a workspace holds; what this machine lacks is no matter here."""
    from purbeck.doctor import contents

    return list(contents.look(Workspace(path), lambda *_: None))


def no_network(*_: Any, **__: Any) -> None:
    raise AssertionError("a network was asked for")


def test_machine_alone_is_looked_at_without_a_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", no_network)
    remarks = examine()
    assert [r.subject for r in remarks] == [
        "Purbeck", "Python", "packages", "memory", "clock", "query engine", "charts", "disk",
    ]  # fmt: skip
    assert [r for r in remarks if r.state == BROKEN and r.subject not in ("memory", "disk")] == []
    assert not list(tmp_path.iterdir())


def test_sound_workspace_is_said_to_be_sound_and_left_as_it_was(sound: Path) -> None:
    before = tree(sound)
    remarks = examine(sound)
    assert [(s, what) for s, what in odd(remarks) if what not in ("memory", "disk", "packages", "Python")] == []
    assert {"folder", "writing", "paths", "partnership.toml", "version", "definition", "sources", "lock", "tables"} <= {
        remark.subject for remark in remarks
    }
    assert tree(sound) == before


def spoil_settings(path: Path) -> None:
    file = path / "partnership.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("E06000991", "Northmoor"), encoding="utf-8")


def spoil_example(path: Path) -> None:
    file = path / "definition" / "serious-violence.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('rule = "street_robbery"', ""), encoding="utf-8")


def change_a_byte(path: Path) -> None:
    file = path / "sources" / STREET
    file.write_bytes(file.read_bytes().replace(b"Pebble", b"Rubble", 1))


def cut_a_table_short(path: Path) -> None:
    file = path / "tables" / "places.parquet"
    file.write_bytes(file.read_bytes()[:-20])


def spoil_the_middle_of_a_table(path: Path) -> None:
    """Its end, which says what it is, stays whole."""
    file = path / "tables" / "places.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:4] + bytes(byte ^ 0xFF for byte in content[4:204]) + content[204:])


def lose_a_part(path: Path) -> None:
    next((path / "tables" / police_street.TABLE.name).glob("*.parquet")).unlink()


def pass_a_part_off_as_another(path: Path) -> None:
    listed = path / "tables" / police_street.TABLE.name / "parts.json"
    ((part, key),) = json.loads(listed.read_text(encoding="utf-8")).items()
    listed.write_text(json.dumps({part: "0" * len(key)}), encoding="utf-8")
    (listed.parent / f"{part}.{key[:12]}.parquet").rename(listed.parent / f"{part}.{'0' * 12}.parquet")


def spoil_the_register(path: Path) -> None:
    file = path / "ledger" / "data-register.csv"
    file.write_text(file.read_text(encoding="utf-8") + "nine,x\n", encoding="utf-8")


def forget_the_format(path: Path) -> None:
    file = path / "partnership.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("format = 2", ""), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "state", "subject", "words"),
    [
        (spoil_settings, BROKEN, "partnership.toml", '"Northmoor" is not an area code.'),
        (spoil_example, BROKEN, "definition", 'does not do what its example "a robbery counts" says'),
        (lambda path: (path / "definition" / "serious-violence.toml").unlink(), BROKEN, "definition", "holds no definition"),
        (change_a_byte, BROKEN, "sources", f"sources/{STREET} is changed since it was given."),
        (lambda path: (path / "sources" / LOOKUP).unlink(), BROKEN, "sources", f"sources/{LOOKUP} is in the data register and"),
        (lambda path: (path / "sources" / "stray.csv").write_bytes(b"a,b\n"), LOOK, "sources", "sources/stray.csv is not in"),
        (cut_a_table_short, BROKEN, "tables", "tables/places.parquet cannot be read"),
        (spoil_the_middle_of_a_table, BROKEN, "tables", "tables/places.parquet cannot be read"),
        (lose_a_part, BROKEN, "tables", ".parquet is listed and not there."),
        (pass_a_part_off_as_another, BROKEN, "tables", "is not the part that its name says."),
        (lambda path: (path / "tables/sources/police_street/parts.json").write_text("[]"), BROKEN, "tables", "parts.json cannot"),
        (spoil_the_register, BROKEN, "sources", "data-register.csv, line "),
        (forget_the_format, LOOK, "version", "Made by an older Purbeck (format 1; this one makes 2)"),
        (lambda path: shutil.rmtree(path / "tables"), LOOK, "tables", "Nothing has been built yet."),
    ],
)  # fmt: skip
def test_one_fault_is_found_and_nothing_else(
    own: Path, spoil: Callable[[Path], Any], state: str, subject: str, words: str
) -> None:
    spoil(own)
    before = tree(own)
    remarks = about_contents(own)
    assert odd(remarks) == [(state, subject)]
    (remark,) = [r for r in remarks if r.state != OK]
    assert words in remark.words
    assert remark.todo, "it says what to do"
    assert tree(own) == before


def test_file_that_was_gone_at_the_last_build_is_no_longer_broken(own: Path) -> None:
    (own / "sources" / STREET).unlink()
    assert odd(about_contents(own)) == [(BROKEN, "sources")]
    shutil.rmtree(own / "tables")
    assert (LOOK, "sources") in odd(about_contents(own))
    assert BROKEN not in {state for state, _ in odd(about_contents(own))}


def test_many_changed_files_are_named_and_counted(own: Path) -> None:
    for file in (own / "sources").iterdir():
        file.write_bytes(file.read_bytes() + b"\n")
    found = [r.words for r in about_contents(own) if r.state == BROKEN]
    assert len(found) == 6
    assert found[-1] == "2 more files: each is changed since it was given."


def test_tables_of_a_build_at_work_are_left_alone(own: Path) -> None:
    with Workspace(own).store.lock():
        assert odd(about_contents(own)) == [(LOOK, "lock")]
    assert odd(about_contents(own)) == []


@pytest.mark.parametrize(
    ("path", "variables", "program"),
    [
        (r"C:\people\amy\OneDrive - Dorset Council\dorset", {}, "OneDrive"),
        (r"C:\people\amy\onedrive\dorset", {}, "OneDrive"),
        (r"D:\synced\dorset", {"OneDriveCommercial": r"D:\synced"}, "OneDrive"),
        (r"C:\people\amy\Dropbox (Council)\dorset", {}, "Dropbox"),
        (r"G:\My Drive\dorset", {}, "Google Drive"),
        (r"C:\purbeck\dorset", {"OneDrive": r"C:\people\amy\OneDrive"}, None),
        (r"C:\OneDriveless\dorset", {}, None),
    ],
)  # fmt: skip
def test_folder_that_a_program_copies_to_a_server_is_known(
    path: str, variables: dict[str, str], program: str | None
) -> None:
    (remark,) = folder.synced(PureWindowsPath(path), variables)
    assert remark.state == (LOOK if program else OK)
    assert program is None or f"lies in {program}," in remark.words


def test_network_drive_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def mounted(*_: Any, **__: Any) -> list[Any]:
        return [
            SimpleNamespace(device="/dev/a", mountpoint="/", fstype="ext4", opts="rw"),
            SimpleNamespace(device="server:/b", mountpoint="/mnt", fstype="nfs", opts="rw"),
            SimpleNamespace(device="server:/c", mountpoint="/media/c", fstype="NTFS", opts="rw,remote"),
        ]

    monkeypatch.setattr(psutil, "disk_partitions", mounted)
    assert [r.state for r in folder.network(Path("/mnt/dorset"))] == [LOOK]
    assert [r.state for r in folder.network(Path("/media/c/dorset"))] == [LOOK]
    assert [r.state for r in folder.network(Path("/srv/dorset"))] == []
    assert [r.state for r in folder.network(Path(r"\\server\share\dorset"))] == [LOOK]


def test_folder_that_lets_nothing_be_replaced_is_broken(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    before = tree(own)
    monkeypatch.setattr(Path, "replace", refused)
    remarks = list(folder.look(own, holds_workspace=True))
    (remark,) = [r for r in remarks if r.state == BROKEN]
    assert remark.subject == "writing"
    assert "used by another process" in remark.words
    assert tree(own) == before


def test_paths_too_long_for_this_system_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = tmp_path, tmp_path / ("d" * 90) / ("e" * 90)
    long.mkdir(parents=True)
    assert [r.state for p in (short, long) for r in folder.long_paths(p)] == [OK, OK] or sys.platform == "win32"
    made: Any = Path.mkdir

    def mkdir(self: Path, *words: Any, **more: Any) -> None:
        if len(str(self)) > 248:  # as Windows does where long paths are not switched on
            raise FileNotFoundError(3, "The system cannot find the path specified", str(self))
        made(self, *words, **more)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    assert [r.state for p in (short, long) for r in folder.long_paths(p)] == [OK, BROKEN]


def test_names_that_differ_in_capitals_are_told() -> None:
    assert folder.same_but_for_case(["A/x.csv", "a/X.csv", "b.csv"]) == ["a/X.csv"]


@pytest.mark.parametrize(("free", "state"), [(100, BROKEN), (700, LOOK), (1e6, OK)])
def test_what_is_free_is_held_against_what_was_measured(free: float, state: str) -> None:
    assert machine.enough("memory", free, "district_memory", "national_memory", BROKEN, "Close.").state == state


def test_thresholds_are_dated_and_sourced_and_those_of_the_benchmark_are_its_own() -> None:
    held = tomllib.loads(needs.FILE.read_text(encoding="utf-8"))
    entries = [*(entry for name, entry in held.items() if name != "synced"), *held["synced"]]
    assert all(isinstance(entry["from"], dt.date) and entry["source"] and entry["certainty"] for entry in entries)
    table = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    row = next(line for line in table.splitlines() if line.startswith("| whole build, cold"))
    assert abs(float(row.split("|")[3].replace(",", "")) - needs.need("national_memory")) <= 200


def test_clock_before_this_version_is_told() -> None:
    (early,), (now,) = machine.clock(dt.date(2020, 1, 1)), machine.clock(dt.date(2026, 12, 1))
    assert (early.state, now.state) == (LOOK, OK)
    assert "1 January 2020, before this Purbeck was made" in early.words


def test_versions_of_packages_are_held_against_those_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = machine.tested_versions()
    assert pins["duckdb"] == machine.installed("duckdb")
    assert (
        {"duckdb", "pandas", "ibis-framework", "sqlglot", "python-dateutil"}
        <= machine.needed()
        <= pins.keys() | {"six"}
    )
    assert not {"pytest", "ruff"} & machine.needed()
    monkeypatch.setattr(provenance, "CODE_FOLDER", tmp_path / "purbeck")
    (missing,) = machine.packages()
    assert (missing.state, missing.words) == (LOOK, "The list of tested versions is missing.")
    (tmp_path / "constraints.txt").write_text("# pins\nduckdb==0.0.1\nno-such-package==1.0\n", encoding="utf-8")
    (other,) = machine.packages()
    assert other.state == LOOK
    assert f"duckdb {pins['duckdb']} (tested with 0.0.1)" in other.words
    assert "no-such-package" not in other.words


def test_command_prints_a_line_each_and_ends_with_1_where_anything_is_broken(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: Any) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["purbeck", "doctor", *map(str, words)])
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0), capsys.readouterr().out
        return 0, capsys.readouterr().out

    code, out = said(own)
    assert code == 0
    assert "ok            lock: No other build is at work.\n" in out
    assert out.splitlines()[-1].endswith("Nothing was changed, and nothing was sent.")
    change_a_byte(own)
    code, out = said(own)
    assert code == 1
    assert f"broken        sources: sources/{STREET} is changed since it was given.\n" in out
    assert "1 broken, " in out.splitlines()[-1]
    monkeypatch.setattr(sys, "argv", ["purbeck", "doctor", str(own / "nowhere")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == SettingsError.exit_code


def test_workspace_of_a_newer_version_is_told_and_its_contents_left_unread(own: Path) -> None:
    file = own / "partnership.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("format = 2", "format = 9"), encoding="utf-8")
    remarks = examine(own)
    assert "made by a newer Purbeck" in remarks[-1].words
    assert (remarks[-1].state, remarks[-1].subject) == (BROKEN, "partnership.toml")


def test_new_workspace_has_nothing_broken(tmp_path: Path) -> None:
    made = purbeck.new(tmp_path / "w", name="W", area=["E06000901"])
    assert odd(about_contents(made.path)) == [(LOOK, "tables")]
