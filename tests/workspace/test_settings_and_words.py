"""What the command line and the settings say to a mistake: one clear line or two, the exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_district import NORTHMOOR, month_of, put, workspace

from purbeck import errors, flow
from purbeck.errors import PlaceError, PurbeckError, SettingsError, StorageError
from purbeck.workspace import SETTINGS_FILE, Workspace


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Exit code, output and error stream of `purbeck` with these words."""
    from purbeck import cli

    monkeypatch.setattr(sys, "argv", ["purbeck", *words])
    capsys.readouterr()
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["get", "nowhere", "--from", "."], 3, '"nowhere" is not a Purbeck workspace: it has no partnership.toml.'),
        (["build", "nowhere"], 3, "Make one with: purbeck new nowhere --area CODE --name NAME"),
        (["check", "nowhere"], 3, "is not a Purbeck workspace"),
        (["publish", "nowhere", "--edition", "public"], 3, "is not a Purbeck workspace"),
        (["publish", "nowhere"], 2, "--edition"),
        (["explain", "nowhere", "abc"], 3, "is not a Purbeck workspace"),
        (["new", "made", "--area", "Dorset", "--name", "N"], 4, '"Dorset" is not an area code.'),
        (["new", "made", "--area", "E06000059", "--nome", "N"], 2, "--nome"),
        (["build"], 2, "Missing argument"),
        (["bild", "x"], 2, "No such command"),
        (["new", "made", "--area", "E06000059"], 2, "--name"),
    ],
)
def test_mistake_on_the_command_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    text: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, _, err = said(capsys, monkeypatch, *words)
    assert ended == code
    assert text in " ".join(err.split())
    assert not list(tmp_path.iterdir())


def test_check_before_any_build_says_to_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}, fresh=True)
    for words in (
        ["check", str(made.path)],
        ["publish", str(made.path), "--edition", "public", "--by", "Analyst"],
        ["explain", str(made.path), "x"],
    ):
        code, _, err = said(capsys, monkeypatch, *words)
        assert code == 6
        assert "has not been built yet." in err
        assert "Run purbeck build first." in err


def test_area_code_in_no_lookup_is_answered_with_the_nearest_by_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}, area=["E06000990"], fresh=True)
    code, _, err = said(capsys, monkeypatch, "build", str(made.path))
    assert code == PlaceError.exit_code == 4
    assert f'The area code "E06000990" is not in the lookups supplied. The nearest are {NORTHMOOR} Northmoor' in err


def test_workspace_is_not_made_twice(tmp_path: Path) -> None:
    flow.new(tmp_path / "a", name="N", area=[NORTHMOOR])
    before = (tmp_path / "a" / SETTINGS_FILE).read_bytes()
    with pytest.raises(StorageError, match="is a Purbeck workspace already"):
        flow.new(tmp_path / "a", name="Other", area=[NORTHMOOR])
    assert (tmp_path / "a" / SETTINGS_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "name", ['The "Old" Partnership', "C:\\new\\table", "Ynys Môn", "two\nlines", "tab\t", "'''", "#1"]
)
def test_any_name_comes_back_as_it_was_given(tmp_path: Path, name: str) -> None:
    assert flow.new(tmp_path / "a", name=name, area=[NORTHMOOR]).partnership.name == name


@pytest.mark.parametrize(
    ("folder", "slug"),
    [
        ("dorset", "dorset"),
        ("My Dorset (2025)", "my-dorset-2025"),
        ("_x_", "x"),
        ("Дорсет", "partnership"),
        ("…", "partnership"),
    ],
)
def test_folder_of_any_name_gives_a_sound_code(tmp_path: Path, folder: str, slug: str) -> None:
    assert flow.new(tmp_path / folder, name="N", area=[NORTHMOOR]).partnership.code == slug


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (f'area = ["{NORTHMOOR}"]', "area = []", "partnership.toml, area"),
        ("name = ", "nome = ", "partnership.toml, n"),
        ('name = "N"', 'name = ""', "partnership.toml, name"),
        ('name = "N"', "name = 3", "partnership.toml, name"),
        ('code = "a"', 'code = "A b"', "partnership.toml, code"),
        ('name = "N"', 'name = "N"\nconfidence = 95', "partnership.toml, confidence"),
        ('name = "N"', "name = N", "partnership.toml cannot be read as TOML"),
    ],
)
def test_wrong_setting_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    made = flow.new(tmp_path / "a", name="N", area=[NORTHMOOR])
    path = made.path / SETTINGS_FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        _ = Workspace(made.path).partnership
    assert words in caught.value.what
    assert caught.value.exit_code == 3


def test_settings_in_latin_1_are_named(tmp_path: Path) -> None:
    made = flow.new(tmp_path / "a", name="Ynys Môn", area=[NORTHMOOR])
    path = made.path / SETTINGS_FILE
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        _ = Workspace(made.path).partnership


def test_every_kind_of_error_has_an_exit_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PurbeckError)]
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert errors.INTERRUPTED_EXIT_CODE not in codes
    assert 2 not in codes, "2 is what the command line gives for words it does not know"


def test_path_that_is_a_file_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"taken": b"x"})
    code, _, err = said(capsys, monkeypatch, "new", str(tmp_path / "taken"), "--area", "E06000059", "--name", "N")
    assert code == 7
    assert str(tmp_path / "taken") in err


def test_words_survive_a_terminal_that_knows_no_unicode(tmp_path: Path) -> None:
    """Analysts' consoles on Windows use cp1252: an error with a name in Welsh must still come out."""
    put(tmp_path, {"Dŵr.csv": b"a,b\n"})
    made = workspace(tmp_path / "northmoor", {}, fresh=True)
    ended = subprocess.run(
        [sys.executable, "-m", "purbeck", "get", str(made.path), "--from", str(tmp_path / "Dŵr.csv")],
        capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert ended.returncode == 5, ended.stderr
    assert b"Traceback" not in ended.stderr
