"""Files of paragraphs/: begun, read, looked at again, kept to the letter; faults told with file, line and field."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from purbeck.errors import ParagraphError
from purbeck.paragraphs.files import accept, begin, read
from purbeck.paragraphs.paragraph import FOLDER, Told
from purbeck.paragraphs.states import CHANGED, CURRENT, GONE, UNSEEN, state, states

ON, LATER = dt.date(2026, 11, 26), dt.date(2027, 11, 26)
ID = "63e89221a63b"
TOLD = Told(ID, "Robbery: 21.0 per 1,000", ("Robbery: 7,973 offences in 2025, 21.0 per 1,000",), value="21.0", lower="20.5",
            upper="21.4", build="b1")  # fmt: skip


def written(folder: Path, text: str, name: str = "one.md") -> Path:
    """A workspace's folder with one file of paragraphs/."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / name).write_bytes(text.encode())
    return folder


def test_what_is_begun_is_current_and_names_its_findings(tmp_path: Path) -> None:
    path = begin(tmp_path, "scale", [ID, ID], {ID: TOLD}, ON)
    assert path.relative_to(tmp_path).as_posix() == "paragraphs/scale-1.md"
    assert begin(tmp_path, "scale", [ID], {ID: TOLD}, ON).name == "scale-2.md", "none is written over"
    first, _ = read(tmp_path)
    assert (first.head.chapter, first.head.place, first.head.about) == ("scale", "first", (ID,))
    assert first.head.stood[0].figures == ("7,973", "21.0", "1,000")
    assert state(first, {ID: TOLD}) == CURRENT
    assert path.read_text(encoding="utf-8").split("\n")[first.line - 1 :] == first.words.split("\n")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (replace(TOLD, value="22.3"), "it was 21.0 (20.5 to 21.4), and is 22.3 (20.5 to 21.4)"),
        (replace(TOLD, upper="21.5"), "it was 21.0 (20.5 to 21.4), and is 21.0 (20.5 to 21.5)"),
        (replace(TOLD, texts=("Robbery: 8,001 offences in 2025, 21.0 per 1,000",)), "7,973 became 8,001"),
    ],
)
def test_a_number_that_changed_is_flagged_with_what_it_was(tmp_path: Path, now: Told, words: str) -> None:
    begin(tmp_path, "scale", [ID], {ID: TOLD}, ON)
    (one,) = read(tmp_path)
    (found,) = states(one, {ID: now})
    assert found.state == CHANGED and words in found.words
    assert states(one, {ID: replace(TOLD, build="b2")})[0].state == CURRENT, "another build with the same numbers"


def test_looking_again_writes_the_figures_and_nothing_else(tmp_path: Path) -> None:
    path = begin(tmp_path, "scale", [ID], {ID: TOLD}, ON)
    own = path.read_text(encoding="utf-8").replace("Write here", "# A head\n\nMy own words, “quoted”")
    path.write_text(own.replace('chapter = "scale"', 'chapter = "scale" # my remark'), encoding="utf-8", newline="\n")
    before = path.read_text(encoding="utf-8")
    now = replace(TOLD, value="22.3", build="b2")
    (one,) = read(tmp_path)
    accept(tmp_path, one, {ID: now}, LATER)
    after = path.read_text(encoding="utf-8")
    assert state(read(tmp_path)[0], {ID: now}) == CURRENT
    old = before.replace('"21.0"\nlower', '"22.3"\nlower').replace("b1", "b2").replace("on = 2026", "on = 2027")
    assert after == old
    accept(tmp_path, read(tmp_path)[0], {ID: now}, LATER)
    assert path.read_text(encoding="utf-8") == after


def test_gone_and_never_looked_at(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, f'+++\nchapter = "scale"\nabout = ["{ID}"]\n+++\nWords.'))
    assert state(one, {}) == GONE
    assert state(one, {ID: TOLD}) == UNSEEN
    (none,) = read(written(tmp_path, '+++\nchapter = "scale"\n+++\nWords.'))
    assert state(none, {}) == CURRENT


def test_only_the_number_counts_where_figures_are_left_out(tmp_path: Path) -> None:
    stood = f'[[stood]]\nid = "{ID}"\non = 2026-11-26\nvalue = "21.0"\nlower = "20.5"\nupper = "21.4"\n'
    (one,) = read(written(tmp_path, f'+++\nchapter = "scale"\nabout = ["{ID}"]\n\n{stood}+++\nWords.'))
    assert state(one, {ID: replace(TOLD, texts=("Other sentences with 8,001.",))}) == CURRENT


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Words without a head.", "one.md", "paragraphs/one.md, line 1: there is no head"),
        ('+++\nchapter = "scale"\nWords.', "one.md", "paragraphs/one.md, line 1: there is no head"),
        ("+++\nchapter = scale\n+++\n", "one.md", "paragraphs/one.md, line 2: the head is not TOML"),
        ('+++\nabout = []\n\n+++\n', "one.md", "chapter: Field required"),
        ('+++\nchapter = "scale"\nauthor = "me"\n+++\n', "one.md", "paragraphs/one.md, line 3, author"),
        ('+++\nchapter = "scale"\nabout = ["scale"]\n+++\n', "one.md", "paragraphs/one.md, line 3, about"),
        (f'+++\nchapter = "scale"\nabout = ["{ID}", "{ID}"]\n+++\n', "one.md", "named twice"),
        ('+++\nchapter = "scale"\neditions = ["press"]\n+++\n', "one.md", "line 3, editions"),
        ('+++\nchapter = "scale"\n+++\n', "My Text.md", "cannot be the name of a paragraph"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, name: str, where: str) -> None:
    with pytest.raises(ParagraphError) as refused:
        read(written(tmp_path, text, name))
    assert where in refused.value.what


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, "No head.", "a.md")
    written(tmp_path, "+++\nx = 1\n+++\n", "b.md")
    with pytest.raises(ParagraphError) as refused:
        read(tmp_path)
    assert "a.md" in refused.value.what and "b.md" in refused.value.what


def test_files_from_windows_are_read(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, '\ufeff+++\r\nchapter = "scale"\r\n+++\r\n\r\nWords.\r\n'))
    assert one.words == "\nWords.\n" and one.line == 4
