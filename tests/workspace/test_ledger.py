"""Ledgers: no line is passed over, none is lost, and whatever is amiss is told with its place."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from purbeck.errors import PurbeckError, SettingsError, StorageError
from purbeck.ledger import Ledger
from purbeck.sources.download_record import LEDGER as DOWNLOADS
from purbeck.strategy.importing.ledger import IMPORTS
from purbeck.strategy.published import DECISIONS
from purbeck.strategy.shown import STATEMENTS
from purbeck.workspace import REGISTER

DAY = dt.date(2026, 7, 1).isoformat()
ROWS: list[tuple[Ledger[Any], list[tuple[object, ...]]]] = [
    (REGISTER, [(1, "a, b.csv", "ab" * 32, 7, "census"), (2, "c.csv", "cd" * 32, 8, "census")]),
    (DOWNLOADS, [(DAY, "census", "https://a", "https://b", "", "", 7, "ab" * 32, name) for name in ("a.csv", "Gŵyr.csv")]),
    (IMPORTS, [(n, "import", DAY, "a.toml", "actions", "a.xlsx", "ab", "Plan", 3, 1, 2, 1, "a", "b", "") for n in (1, 2)]),
    (DECISIONS, [("d-1", "ab" * 32, DAY), ("d-2", "cd" * 32, DAY)]),
    (STATEMENTS, [(1, "pages", "public", DAY, "v-1", "aa", "bb"), (2, "pages", "public", DAY, "", "aa", "cc")]),
]  # fmt: skip
LEDGERS = pytest.mark.parametrize(("ledger", "rows"), ROWS, ids=[one.file for one, _ in ROWS])


@LEDGERS
def test_what_was_entered_is_read_in_its_order(tmp_path: Path, ledger: Ledger[Any], rows: list[Any]) -> None:
    assert ledger.entries(tmp_path) == []
    for number, row in enumerate(rows, start=1):
        ledger.add(tmp_path, [row])
        assert len(ledger.entries(tmp_path)) == number
    text = (tmp_path / ledger.file).read_text(encoding="utf-8")
    assert text.count("\n") == 1 + len(rows)
    assert [path.name for path in (tmp_path / ledger.file).parent.iterdir()] == [Path(ledger.file).name]


def without_last_line_end(held: bytes) -> bytes:
    return held.rstrip(b"\r\n")


def with_a_mark(held: bytes) -> bytes:
    return b"\xef\xbb\xbf" + held


def with_carriage_returns(held: bytes) -> bytes:
    return held.replace(b"\r\n", b"\r")


def with_new_lines(held: bytes) -> bytes:
    return held.replace(b"\r\n", b"\n") + b"\n\n"


@LEDGERS
@pytest.mark.parametrize("change", [without_last_line_end, with_a_mark, with_carriage_returns, with_new_lines])
def test_other_line_ends_lose_no_line(
    tmp_path: Path, ledger: Ledger[Any], rows: list[Any], change: Callable[[bytes], bytes]
) -> None:
    ledger.add(tmp_path, rows)
    before = ledger.entries(tmp_path)
    path = tmp_path / ledger.file
    path.write_bytes(change(path.read_bytes()))
    assert ledger.entries(tmp_path) == before
    ledger.add(tmp_path, rows[:1])
    assert ledger.entries(tmp_path) == [*before, before[0]]


def cut_short(held: bytes) -> bytes:
    return held[: held.rindex(b",", 0, held.rindex(b","))]


CHANGES: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda held: held[held.index(b"\n") + 1 :], "line 1: .* is not the heading"),
    (lambda held: held.replace(b",", b";"), "line 1: .* is not the heading"),
    (lambda held: b"\r\n" + held, "line 1: .* is not the heading"),
    (lambda _: b"", "line 1: the file is empty"),
    (lambda _: b"\xef\xbb\xbf \r\n", "line 1: the file is empty"),
    (cut_short, "line 3: .* is not an entry"),
    (lambda held: held + b"???", "line 4: .* is not an entry"),
    (lambda held: held + b'"open, 1', "line 4: .* is not an entry"),
    (lambda held: held + b"G\xf4yr,1\r\n", "line 4: it is not in UTF-8"),
]


@LEDGERS
@pytest.mark.parametrize(("change", "told"), CHANGES)
def test_what_is_amiss_is_told_with_its_line_and_nothing_is_written(
    tmp_path: Path, ledger: Ledger[Any], rows: list[Any], change: Callable[[bytes], bytes], told: str
) -> None:
    ledger.add(tmp_path, rows)
    path = tmp_path / ledger.file
    path.write_bytes(change(path.read_bytes()))
    before = path.read_bytes()
    runs: list[Callable[[], object]] = [lambda: ledger.entries(tmp_path), lambda: ledger.add(tmp_path, rows)]
    for run in runs:
        with pytest.raises(SettingsError, match=rf"^{ledger.file}, {told}") as refused:
            run()
        assert refused.value.todo == ledger.todo
    assert path.read_bytes() == before


@LEDGERS
@pytest.mark.parametrize("blocked", ["", ".new"])
def test_a_folder_in_its_place_is_told_in_words(
    tmp_path: Path, ledger: Ledger[Any], rows: list[Any], blocked: str
) -> None:
    path = tmp_path / f"{ledger.file}{blocked}"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(StorageError, match=f"^{ledger.file} (cannot be read|could not be written)"):
        ledger.add(tmp_path, rows)
    assert (path / "inside").is_dir()


def test_a_ledger_of_an_older_version_is_read_and_gets_the_new_heading(tmp_path: Path) -> None:
    path = tmp_path / STATEMENTS.file
    path.parent.mkdir()
    old = b"1,pages,public,2026-07-01,v-1\r\n"
    path.write_bytes(b"number,folder,edition,on,statement\r\n" + old)
    (line,) = STATEMENTS.entries(tmp_path)
    assert (line.statement, line.pages, line.decisions) == ("v-1", "", "")
    STATEMENTS.add(tmp_path, [(2, "pages", "public", DAY, "v-2", "aa", "bb")])
    assert path.read_bytes() == (
        ",".join(STATEMENTS.columns).encode() + b"\r\n" + old + b"2,pages,public,2026-07-01,v-2,aa,bb\r\n"
    )
    assert [one.statement for one in STATEMENTS.entries(tmp_path)] == ["v-1", "v-2"]


@LEDGERS
def test_a_disk_that_refuses_leaves_it_as_it_was(tmp_path: Path, ledger: Ledger[Any], rows: list[Any]) -> None:
    ledger.add(tmp_path, rows)
    folder = (tmp_path / ledger.file).parent
    kept = shutil.copytree(folder, tmp_path / "kept")
    (folder / f"{Path(ledger.file).name}.new").mkdir()
    with pytest.raises(PurbeckError, match="It is as it was"):
        ledger.add(tmp_path, rows)
    name = Path(ledger.file).name
    assert (folder / name).read_bytes() == (kept / name).read_bytes()
