"""Archives that are damaged or made to do harm: clear words, exit code 5, nothing written outside, nothing lost."""

from __future__ import annotations

import io
import random
import shutil
import struct
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from made_xlsx import workbook
from small_district import archive, hashes, lookup_files, month_of, put, read_incidents, read_sources, workspace

from purbeck import archives, cli
from purbeck.errors import SourceError
from purbeck.sources.door import recognise
from purbeck.workspace import Workspace

NAME = "2025-04/2025-04-moor-street.csv"
CONTENT = month_of("2025-04", 300)
GOOD = archive({NAME: CONTENT})


def changed(content: bytes, at: int, flip: int = 0xFF) -> bytes:
    """The bytes with one of them turned over."""
    return content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]


def lying(size: int) -> bytes:
    """An archive that says its entry unpacks to another size than it does."""
    return GOOD.replace(struct.pack("<L", len(CONTENT)), struct.pack("<L", size))


def flagged(at_local: int, at_central: int, value: int) -> bytes:
    """An archive with one byte of both headers of its entry set."""
    central = GOOD.index(b"PK\x01\x02")
    made = bytearray(GOOD)
    made[at_local] = made[central + at_central] = value
    return bytes(made)


def twice() -> bytes:
    """An archive with two entries of one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr(NAME, CONTENT)
        file.writestr(NAME, month_of("2025-04", 10))
    return out.getvalue()


def overlapping() -> bytes:
    """A "better" bomb: many names for one packed stretch, each by itself within bounds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("00000.csv", bytes(random.Random(1).choices(b"abcdefgh", k=2_000)) * 500)
    made = packed.getvalue()
    central, end = made.index(b"PK\x01\x02"), made.rindex(b"PK\x05\x06")
    entry = made[central:end]
    many = b"".join(entry.replace(b"00000.csv", f"{n:05d}.csv".encode()) for n in range(400))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 400, 400, len(many), central, 0)
    return made[:central] + many + tail


HOSTILE: dict[str, tuple[bytes, str]] = {
    "cut in half": (GOOD[: len(GOOD) // 2], "is a damaged ZIP archive"),
    "cut before its end": (GOOD[:-5], "is a damaged ZIP archive"),
    "first bytes only": (b"PK\x03\x04", "is a damaged ZIP archive"),
    "packed header spoilt": (changed(GOOD, 100), "is a damaged ZIP archive"),
    "packed rows spoilt": (changed(GOOD, len(GOOD) // 2), "is a damaged ZIP archive"),
    "climbs out": (archive({"../evil.csv": CONTENT}), 'an entry named "../evil.csv", which points outside the archive'),
    "climbs out from a folder": (archive({"a/../../evil.csv": CONTENT}), "points outside the archive"),
    "climbs out with backslashes": (archive({"..\\evil.csv": CONTENT}), "points outside the archive"),
    "absolute path": (archive({"/evil.csv": CONTENT}), "points outside the archive"),
    "drive letter": (archive({"C:\\evil.csv": CONTENT}), "points outside the archive"),
    "drive letter without a slash": (archive({"C:evil.csv": CONTENT}), "points outside the archive"),
    "bomb": (archive({NAME: b"0" * 60_000_000}), "would grow from"),
    "says it is smaller": (lying(1_000), "is a damaged ZIP archive"),
    "locked": (flagged(6, 8, 1), "is locked with a password"),
    "packed in an unknown way": (flagged(8, 10, 99), "is a damaged ZIP archive"),
    "two entries of one name": (twice(), f'holds two entries named "{NAME}"'),
    "lookups packed": (archive(lookup_files()), "is an archive with lookups or populations in it"),
}
SEEN_ONLY_WHEN_READ = "packed rows spoilt"
NOT_OURS: dict[str, tuple[bytes, str]] = {
    "archive of archives": (archive({"2025-04.zip": GOOD}), "It is an archive of archives: unpack it"),
    "workbook": (workbook({"Sheet1": [["Name", "Number"]]}), "It is an Excel workbook: save the sheet as CSV"),
    "damaged workbook": (archive({"xl/workbook.xml": b"<x/>"}), "is a damaged or locked workbook"),
    "no archive but for its name": (b"hello\n", ""),
    "empty archive": (archive({}), ""),
    "nameless entry": (archive({"": CONTENT}), ""),
}


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit code and what was said on the error stream by `purbeck` with these words."""
    monkeypatch.setattr(sys, "argv", ["purbeck", *words])
    capsys.readouterr()
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0), capsys.readouterr().err
    return 0, capsys.readouterr().err


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small workspace with its first two stages built."""
    return read_incidents(workspace(tmp_path_factory.mktemp("hostile") / "northmoor", {"a.csv": month_of("2025-03")}))


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != SEEN_ONLY_WHEN_READ])
def test_get_refuses_it_in_clear_words_with_exit_code_5(
    built: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, words = HOSTILE[name]
    given = put(tmp_path / "given", {"odd.zip": content})
    code, said = run(monkeypatch, capsys, "get", str(built.path), "--from", str(given))
    assert code == SourceError.exit_code == 5
    assert words in said
    assert "odd.zip" in said
    assert "Traceback" not in said
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["odd.zip"]
    assert not (built.sources / "odd.zip").exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_build_refuses_it_loses_nothing_and_works_once_it_is_gone(
    built: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = tmp_path / "inner" / "northmoor"
    made = Workspace(shutil.copytree(built.path, folder))
    put(made.sources, {"odd.zip": HOSTILE[name][0]})
    code, said = run(monkeypatch, capsys, "build", str(folder))
    assert code == 5
    assert HOSTILE[name][1] in said
    assert "Traceback" not in said
    assert hashes(folder / "tables") == hashes(built.path / "tables")
    assert not list(tmp_path.rglob("evil*"))
    assert [p.name for p in tmp_path.iterdir()] == ["inner"]
    (made.sources / "odd.zip").unlink()
    if name in ("cut in half", SEEN_ONLY_WHEN_READ):  # the others stop at the same place
        read_incidents(made)
        assert hashes(folder / "tables") == hashes(built.path / "tables")


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_is_not_ours_is_left_with_a_reason(
    built: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, words = NOT_OURS[name]
    given = put(tmp_path / "given", {"odd.zip": content})
    code, said = run(monkeypatch, capsys, "get", str(built.path), "--from", str(given))
    assert code == 5
    assert f'Nothing in "{given}" is of a kind Purbeck reads (1 file was looked at).' in said
    assert words in said
    assert "docs/how-to/get-data.md" in said


def test_many_entries_over_one_packed_stretch_are_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "overlap.zip"
    path.write_bytes(overlapping())
    with pytest.raises(SourceError, match="would grow from"):
        archives.members(path, "overlap.zip")


def test_no_turned_byte_and_no_cut_gives_anything_but_words(tmp_path: Path) -> None:
    """Every outcome is a table of the very rows, or SourceError; never another exception, never other rows."""
    small = archive({NAME: month_of("2025-04", 3)})
    rows = month_of("2025-04", 3)
    path = tmp_path / "odd.zip"
    chance = random.Random(20220428)
    cuts = [small[:n] for n in range(4, len(small))]
    turned = [changed(small, n, 1 << chance.randrange(8)) for n in range(4, len(small))]
    both = [
        changed(changed(small, chance.randrange(4, len(small))), chance.randrange(4, len(small))) for _ in range(300)
    ]
    refused = 0
    for content in (*cuts, *turned, *both):
        path.write_bytes(content)
        try:
            recognise(path)
            for member in archives.members(path, path.name):
                assert b"".join(member.blocks()) == rows
        except SourceError as error:
            refused += 1
            assert path.name in error.what
            assert error.todo.endswith(".")
    assert refused > len(cuts)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_damage_in_other_ways_of_packing_is_said_in_words_too(tmp_path: Path, packing: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        file.writestr(NAME, CONTENT)
    made, chance, refused = out.getvalue(), random.Random(1), 0
    for _ in range(60):
        path = put(tmp_path, {"a.zip": changed(made, chance.randrange(60, len(made) - 90))}) / "a.zip"
        try:
            recognise(path)
            for member in archives.members(path, "a.zip"):
                list(member.blocks())
        except SourceError as error:
            refused += "a.zip is a damaged ZIP archive" in error.what
    assert refused >= 30


def test_wrong_archive_beside_good_ones_is_named_and_the_good_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", {"bad.zip": GOOD[:-5], "good.zip": GOOD})
    code, said = run(monkeypatch, capsys, "get", str(made.path), "--from", str(given))
    assert code == 0
    assert "bad.zip: not taken in. bad.zip is a damaged ZIP archive" in said
    assert [p.name for p in made.sources.glob("*.zip")] == ["good.zip"]


def test_renamed_archive_is_known_by_its_content(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"download": GOOD}))
    assert made.register()[-1].file == "download"
    from small_district import files_of

    assert files_of(made)[f"download!{NAME}"] == (300, 300, 0)
