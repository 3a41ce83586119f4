"""The starter files: in order as they are and with every mark taken away, and never written over anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from purbeck.strategy.files import FILES, LISTS, TABLES
from purbeck.strategy.starter import STARTER, write_starter
from purbeck.strategy.strategy import Strategy, read_files

NAMES = sorted(path.relative_to(STARTER).as_posix() for path in STARTER.rglob("*.toml"))


def use_every_line(folder: Path) -> None:
    """Take the # away in front of every line that is there to be used."""
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^#(?!#)", "", text, flags=re.MULTILINE), encoding="utf-8")


def test_there_is_a_starter_for_every_file() -> None:
    assert [shape.file for shape in FILES if not list(STARTER.glob(shape.file))] == []


def test_starter_files_say_nothing_until_a_line_is_used(tmp_path: Path) -> None:
    written, left = write_starter(tmp_path / "strategy")
    assert (written, left) == (NAMES, [])
    strategy, faults = read_files(tmp_path / "strategy")
    assert [str(fault) for fault in faults] == []
    assert strategy == Strategy(files=strategy.files)


def test_starter_files_are_in_order_once_every_line_is_used(tmp_path: Path) -> None:
    write_starter(tmp_path)
    use_every_line(tmp_path)
    strategy, faults = read_files(tmp_path)
    assert [str(fault) for fault in faults] == []
    assert [name for name in LISTS if not getattr(strategy, name)] == []
    assert [name for name in TABLES if not getattr(strategy, "about" if name == "strategy" else name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_line_of_a_starter_file_explains_or_can_be_used(name: str) -> None:
    for line in (STARTER / name).read_text(encoding="utf-8").splitlines():
        assert re.match(r"$|## |##$|#[^# ]|#  \{", line), line


def test_what_somebody_wrote_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    for name in ("actions.toml", "voices/voices.toml"):
        (tmp_path / name).write_text("# ours\n", encoding="utf-8")
    written, left = write_starter(tmp_path)
    assert left == ["actions.toml", "voices/voices.toml"]
    assert written == [name for name in NAMES if name not in left]
    assert (tmp_path / "actions.toml").read_text(encoding="utf-8") == "# ours\n"
    assert write_starter(tmp_path) == ([], NAMES)
