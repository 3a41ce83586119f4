"""Translations in a PO file: kept, brought up to date, and refused where a number could change."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from purbeck.errors import LanguageError
from purbeck.language.catalogue import file_of, read, written
from purbeck.language.speaker import Asked

ASKED = {
    ("", "{number1} offences in {place1}"): Asked(["the page", "the document"], "12 offences in Wareham"),
    ("", "How sure"): Asked(["the page"], "How sure"),
    ("place", "Wareham"): Asked(["a chart"], "Wareham"),
}


def filled(path: Path, message: str, words: str) -> None:
    """Write a translation as a translator's program would."""
    held = polib.pofile(str(path))
    next(entry for entry in held if entry.msgid == message).msgstr = words
    held.save(str(path))


def test_a_file_says_where_messages_stand_and_how_they_read(tmp_path: Path) -> None:
    file = file_of(tmp_path, "cy")
    found = written(file, ASKED)
    assert (found.messages, found.translated, found.obsolete) == (3, 0, 0)
    text = file.read_text(encoding="utf-8")
    assert "#. Where: the page; the document\n#. Such as: 12 offences in Wareham\nmsgid" in text
    assert 'msgctxt "place"\nmsgid "Wareham"' in text and '"Language: cy\\n"' in text
    written(file, ASKED)
    assert file.read_text(encoding="utf-8") == text, "the same messages give the same bytes"


def test_translations_are_kept_and_old_ones_come_back(tmp_path: Path) -> None:
    file = file_of(tmp_path, "cy")
    written(file, ASKED)
    filled(file, "How sure", "Pa mor sicr")
    rest = {key: one for key, one in ASKED.items() if key[1] != "How sure"}
    assert written(file, rest).obsolete == 1
    assert read(file) == [] and '#~ msgstr "Pa mor sicr"' in file.read_text(encoding="utf-8")
    assert written(file, ASKED).translated == 1
    assert [(one.key, one.words) for one in read(file)] == [(("", "How sure"), "Pa mor sicr")]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Troseddau yn {place1}", "lacks {number1}"),
        ("{number1} {number1} yn {place1}", "has {number1}, which its message has not, or not so often"),
        ("{number1} yn {place1} {place2}", "has {place2}, which its message has not"),
        ("{number1} o 13 yn {place1}", "has the figure 1, 3 outside of a slot"),
        ("{number1} o ½ yn {place1}", "has the figure ½ outside of a slot"),
        ("{number1} {yn} {place1}", "has a brace that belongs to no slot"),
    ],
)
def test_a_translation_that_could_change_a_number_is_refused(tmp_path: Path, words: str, fault: str) -> None:
    file = file_of(tmp_path, "cy")
    written(file, ASKED)
    filled(file, "{number1} offences in {place1}", words)
    with pytest.raises(LanguageError) as raised:
        read(file)
    line = next(n for n, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "offences in {place1}" in text
                and text.startswith("msgid"))  # fmt: skip
    assert re.search(rf"cy\.po, line {line - 2}|cy\.po, line {line}", raised.value.what), raised.value.what
    assert fault in raised.value.what and "Expected are {number1}, {place1}." in raised.value.what
    assert (
        "the translation of “{number1} offences in {place1}”" in raised.value.what
        and "Nothing was written." in raised.value.todo
    )


def test_what_is_fuzzy_is_not_used(tmp_path: Path) -> None:
    file = file_of(tmp_path, "cy")
    written(file, ASKED)
    held = polib.pofile(str(file))
    held[0].msgstr, held[0].flags = "Anorffenedig", ["fuzzy"]
    held.save(str(file))
    assert read(file) == []
    assert written(file, ASKED).translated == 0 and "Anorffenedig" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (b'msgid "a"\nmsgstr "b" c"\n', "cannot be read as a PO file (line 2"),
        (b'msgid "caf\xe9"\nmsgstr ""\n', "is not UTF-8"),
        (None, "There are no translations yet"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, held: bytes | None, words: str) -> None:
    file = tmp_path / "cy.po"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(LanguageError, match=re.escape(words)):
        read(file)


def test_a_language_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match=r'"xx" is no language .* Known: cy \(Welsh\)'):
        file_of(tmp_path, "xx")
