"""Every planted bad row stands where the answers say, and is bad in the way they say."""

from __future__ import annotations

import pytest

from purbeck.example.answers import BAD_ROWS, BadRow
from purbeck.example.archives import COLUMNS


def cells_of(members: dict[str, bytes], bad: BadRow) -> list[str]:
    """The cells of the line; no bad row holds a comma, so the plainest reading will do."""
    line = members[bad.file].split(b"\n")[bad.line - 1].removesuffix(b"\r")
    return line.decode("latin-1").split(",")


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: f"{bad.kind}-{bad.line}")
def test_the_bad_row_is_at_its_line(members: dict[str, bytes], bad: BadRow) -> None:
    cells = cells_of(members, bad)
    assert bad.file.startswith(bad.archive.removesuffix(".zip"))
    if bad.column:
        assert len(cells) == len(COLUMNS)
        assert cells[COLUMNS.index(bad.column)] == bad.value
    else:
        assert len(cells) == int(bad.value) != len(COLUMNS)
    if bad.column != "Crime type":
        assert cells[COLUMNS.index("Crime type")] == "Other theft"


def test_one_line_of_one_file_is_not_utf8(members: dict[str, bytes]) -> None:
    broken = []
    for name, content in members.items():
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            broken.append((name, content[: error.start].count(b"\n") + 1))
    assert broken == [(bad.file, bad.line) for bad in BAD_ROWS if bad.kind == "not_utf8"]


def test_two_of_the_bad_rows_are_brackenshires() -> None:
    assert len(BAD_ROWS) == 12
    assert sum("-brackenshire-" in bad.file for bad in BAD_ROWS) == 2
    assert {bad.action for bad in BAD_ROWS} == {"rejected", "kept_without_value", "kept_as_supplied"}
