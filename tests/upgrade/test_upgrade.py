"""A workspace made by an older version: what `purbeck upgrade` lists, changes, copies first and leaves alone."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import purbeck
from purbeck import Workspace, migration
from purbeck.cli import main
from purbeck.definition.definition import read_definition
from purbeck.definition.shipped import STARTING_DEFINITION, fingerprint, shipped_versions
from purbeck.errors import FormatError, SettingsError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.workspace import FORMAT, FORMAT_COMMENT, SETTINGS_FILE, WRITTEN_BY_PEOPLE

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

HERE = Path(__file__).parent
FIRST_FORMAT = HERE / "first_format" / "northmoor"  # made by Purbeck as it was on 23 November 2026, by `new` and `get`
FIRST_STAND_IN = FIRST_FORMAT / "definition" / "serious-violence.toml"
DEFINITION = "definition/serious-violence.toml"
NEW_RULE = """
[[rules]]
id = "a_rule_of_the_test"
theme = "robbery"
when = { source = ["another_source"] }
reason = "So that there is something new"
source = "tests/upgrade"
"""


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a workspace that no build made, by its name below it."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("tables/")}


def written(folder: Path) -> dict[str, bytes]:
    """What people wrote in a workspace."""
    return {name: content for name, content in files(folder).items() if name.split("/")[0] in WRITTEN_BY_PEOPLE}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace of the first format, with words of its own beside what `purbeck new` wrote."""
    folder = shutil.copytree(FIRST_FORMAT, tmp_path / "northmoor")
    (folder / "strategy").mkdir(exist_ok=True)
    (folder / "strategy" / "aims.toml").write_text('# Ours.\naim = "fewer"\n', encoding="utf-8")
    (folder / "strategy" / "minutes.bin").write_bytes(b"\xff\x00 not text")
    return folder


@pytest.fixture
def ships(tmp_path: Path) -> Path:
    """A definition to ship that is the first one and a rule more."""
    file = tmp_path / "ships" / "serious-violence.toml"
    file.parent.mkdir()
    file.write_text(FIRST_STAND_IN.read_text(encoding="utf-8") + NEW_RULE, encoding="utf-8")
    return file


@pytest.fixture
def newer_stand_in(ships: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, shipping now."""
    monkeypatch.setattr(migration, "STARTING_DEFINITION", ships)
    return ships


def test_every_version_of_the_stand_in_is_known_by_its_hash() -> None:
    """Who changes the stand-in adds its hash to shipped.toml, or nobody's unchanged copy would be known later."""
    now = fingerprint(STARTING_DEFINITION.read_text(encoding="utf-8"))
    assert shipped_versions()[-1] == now, f'add to shipped.toml a [[version]] with sha256 = "{now}"'
    assert len(set(shipped_versions())) == len(shipped_versions())
    first = hashlib.sha256(FIRST_STAND_IN.read_bytes()).hexdigest()
    assert first in shipped_versions()


def test_format_is_marked_above_the_first_setting_and_nothing_else_changes() -> None:
    text = (FIRST_FORMAT / SETTINGS_FILE).read_text(encoding="utf-8")
    marked = migration.mark_format({SETTINGS_FILE: text})[SETTINGS_FILE]
    assert tomllib.loads(marked) == tomllib.loads(text) | {"format": 2}
    added = [line for line in marked.splitlines() if line not in text.splitlines()]
    assert added == [FORMAT_COMMENT, "format = 2"]
    assert [line for line in marked.splitlines() if line not in added] == text.splitlines()


@pytest.mark.parametrize(
    ("before", "after"),
    [("", 'code = "a"\r\n[counties]\r\n"B" = []\r\n'), ("# one\n\n# two\n", 'name = """\nformat = 9"""\n')],
)
def test_format_is_marked_whatever_the_line_ends_and_whatever_stands_there(before: str, after: str) -> None:
    text, end = before + after, "\r\n" if "\r" in after else "\n"
    expected = f"{before}{FORMAT_COMMENT}{end}format = 2{end}{after}"
    marked = migration.mark_format({SETTINGS_FILE: text})[SETTINGS_FILE]
    assert marked == expected
    assert tomllib.loads(marked) == tomllib.loads(text) | {"format": 2}


def test_migrations_lead_from_the_first_format_to_this_one_without_a_gap() -> None:
    assert [step.to for step in migration.MIGRATIONS] == list(range(2, FORMAT + 1))


@pytest.mark.usefixtures("newer_stand_in")
def test_without_apply_nothing_is_changed(old: Path) -> None:
    before = files(old)
    plan = purbeck.upgrade(old)
    assert files(old) == before
    assert plan.backup is None
    assert [change.file for change in plan.changes] == [DEFINITION, SETTINGS_FILE], "the mark comes last"
    assert "a_rule_of_the_test" in plan.changes[0].about
    assert "Figures can change" in plan.changes[0].about


def test_upgrade_copies_first_changes_what_it_said_and_no_more(old: Path, newer_stand_in: Path) -> None:
    before = files(old)
    plan = purbeck.upgrade(old, apply=True)
    assert plan.backup is not None
    kept = {
        path.relative_to(plan.backup).as_posix(): path.read_bytes() for path in plan.backup.rglob("*") if path.is_file()
    }
    assert kept == {name: content for name, content in before.items() if not name.startswith("sources/")}
    after = {name: content for name, content in files(old).items() if not name.startswith("backups/")}
    assert {name for name in after if after[name] != before.get(name)} == {DEFINITION, SETTINGS_FILE}
    assert set(after) == set(before)
    assert after[DEFINITION] == newer_stand_in.read_bytes()
    assert Workspace(old).partnership.format == FORMAT


@pytest.mark.usefixtures("newer_stand_in")
def test_second_upgrade_finds_nothing_to_do(old: Path) -> None:
    purbeck.upgrade(old, apply=True)
    before = files(old)
    again = purbeck.upgrade(old, apply=True)
    assert again.changes == again.notes == ()
    assert files(old) == before


def test_definition_that_somebody_changed_is_left_and_what_is_new_is_said(old: Path, newer_stand_in: Path) -> None:
    file = old / DEFINITION
    file.write_text(file.read_text(encoding="utf-8").replace("street_robbery", "our_robbery"), encoding="utf-8")
    before = file.read_bytes()
    plan = purbeck.upgrade(old, apply=True)
    assert file.read_bytes() == before
    assert [change.file for change in plan.changes] == [SETTINGS_FILE]
    (note,) = plan.notes
    assert "New rules in the one that ships: street_robbery, a_rule_of_the_test." in note
    assert "Rules it has not: our_robbery." in note
    assert str(newer_stand_in) in note


@pytest.mark.usefixtures("newer_stand_in")
def test_definition_of_a_partnerships_own_is_not_spoken_of(old: Path) -> None:
    file = old / DEFINITION
    text = file.read_text(encoding="utf-8").replace('id = "serious_violence"', 'id = "ours"', 1)
    file.write_text(text.replace('rule = "street_robbery"', 'rule = "street_robbery"  # agreed'), encoding="utf-8")
    assert read_definition(file).id == "ours"
    assert purbeck.upgrade(old).notes == ()


def test_stand_in_saved_by_windows_is_known_and_keeps_its_line_ends(old: Path, newer_stand_in: Path) -> None:
    file = old / DEFINITION
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    purbeck.upgrade(old, apply=True)
    assert file.read_bytes() == newer_stand_in.read_bytes().replace(b"\n", b"\r\n")


def test_killed_at_every_step_each_file_is_old_or_new_and_the_next_upgrade_ends_it(
    old: Path, ships: Path, tmp_path: Path
) -> None:
    """Moves: the backup into its place, the definition, the settings."""
    driver = HERE / "killing_upgrade.py"
    undisturbed = shutil.copytree(old, tmp_path / "undisturbed" / "northmoor")
    ended = subprocess.run(
        [sys.executable, driver, undisturbed, ships, "-1"], capture_output=True, text=True, check=True
    )
    steps = ended.stdout.splitlines()
    assert steps[1:] == [DEFINITION, SETTINGS_FILE]
    before, after = written(old), written(undisturbed)
    for step in range(len(steps)):
        folder = shutil.copytree(old, tmp_path / str(step) / "northmoor")
        killed = subprocess.run([sys.executable, driver, folder, ships, str(step)], capture_output=True, check=False)
        assert killed.returncode == 99
        left = {name: content for name, content in written(folder).items() if not name.endswith(".new")}
        assert all(left[name] in (before[name], after[name]) for name in before)
        assert left.keys() == before.keys()
        assert Workspace(folder).partnership.format == 1, "not marked before all is done"
        backups = [path for path in (folder / "backups").iterdir() if path.suffix != ".new"]
        assert [written(path) for path in backups] == ([before] if step else [])
        subprocess.run([sys.executable, driver, folder, ships, "-1"], capture_output=True, check=True)
        assert written(folder) == after
        assert before in [written(path) for path in (folder / "backups").iterdir()], "the first copy still stands"


def test_build_of_an_older_workspace_works_and_upgrading_it_makes_no_table_anew(old: Path) -> None:
    (old / DEFINITION).write_text(STARTING_DEFINITION.read_text(encoding="utf-8"), encoding="utf-8")
    purbeck.build(old)
    tables = {path: path.stat().st_mtime_ns for path in old.rglob("*.parquet") if path.name != "force_months.parquet"}
    build = set(Workspace(old).table(FINDINGS)["build"])
    assert [change.file for change in purbeck.upgrade(old, apply=True).changes] == [SETTINGS_FILE]
    purbeck.build(old)
    assert {path: path.stat().st_mtime_ns for path in tables} == tables
    assert set(Workspace(old).table(FINDINGS)["build"]) == build


@pytest.mark.parametrize("command", ["build", "check", "publish", "upgrade", "get", "explain"])
def test_workspace_of_a_newer_version_is_refused_in_words_and_left_alone(
    old: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = old / SETTINGS_FILE
    settings.write_text(f"format = {FORMAT + 1}\nunheard_of = 1\n" + settings.read_text("utf-8"), encoding="utf-8")
    before = files(old)
    more = {"get": ["--from", str(old)], "explain": ["abc"], "publish": ["--edition", "public"]}.get(command, [])
    monkeypatch.setattr(sys, "argv", ["purbeck", command, str(old), *more])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == FormatError.exit_code == 9
    said = capsys.readouterr().err
    assert "was made by a newer Purbeck: it is of format 3, and this one knows formats up to 2." in said
    assert "Install the newer Purbeck" in said
    assert files(old) == before


@pytest.mark.parametrize("mark", ["format = 0", 'format = "two"', "format = 2.5"])
def test_mark_that_is_no_format_is_told(old: Path, mark: str) -> None:
    settings = old / SETTINGS_FILE
    settings.write_text(f"{mark}\n" + settings.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"partnership\.toml, format: "):
        purbeck.upgrade(old)


def test_new_workspace_needs_no_upgrade(tmp_path: Path) -> None:
    made = purbeck.new(tmp_path / "w", name="W", area=["E06000901"])
    assert made.partnership.format == FORMAT
    plan = purbeck.upgrade(made.path)
    assert plan.changes == plan.notes == ()
