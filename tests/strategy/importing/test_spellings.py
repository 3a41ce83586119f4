"""The tables of spellings name fields and choices that exist, each spelling once, and a template's headings are read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from purbeck import Workspace, strategy_flow
from purbeck.errors import SourceError, StorageError
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import spellings
from purbeck.strategy.importing.fields import fields_of
from purbeck.strategy.importing.spellings import heading_alike, tidy


@pytest.mark.parametrize("name", LISTS)
def test_headings_name_fields_of_their_list_and_each_means_one(name: str) -> None:
    fields, listed = fields_of(name), spellings.headings().lists.get(name, {})
    assert set(listed) <= set(fields)
    known = spellings.known_headings(name)
    for path, headings in listed.items():
        for heading in headings:
            meant = known[heading_alike(heading)][0]
            own = {heading_alike(field.spoken): field.path for field in fields.values()}
            assert meant == path or own.get(heading_alike(heading)) == meant, (
                f'{name}: "{heading}" is listed for {path}'
            )


def test_every_list_with_headings_exists() -> None:
    assert set(spellings.headings().lists) <= set(LISTS)


def choices() -> Iterator[tuple[str, str, str]]:
    """Every choice that values.toml gives spellings for: list, field, choice."""
    for of, fields in spellings.values().choices.items():
        for path, named in fields.items():
            yield from ((of, path, choice) for choice in named)
    yield from ((one.list, one.field, one.means) for one in spellings.values().says_how_it_goes)


@pytest.mark.parametrize(("of", "path", "choice"), list(choices()))
def test_spellings_are_of_choices_that_exist(of: str, path: str, choice: str) -> None:
    lists = [name for name in LISTS if path in fields_of(name)] if of == "any" else [of]
    assert lists
    for name in lists:
        assert choice in fields_of(name)[path].choices


def test_no_spelling_means_two_choices() -> None:
    for of, fields in spellings.values().choices.items():
        for path, named in fields.items():
            said = [word for words in named.values() for word in {spellings.alike(word) for word in words}]
            assert sorted(set(said)) == sorted(said), f"{of}, {path}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lead\nofficer", "lead officer"),
        (" LEAD  OFFICER: ", "lead officer"),
        ("Lead-officer*", "lead officer"),
        ("Budget (£)", "budget"),
        ("Cost £", "cost"),
        ("Lead officer [role]", "lead officer"),
    ],
)
def test_headings_are_alike_whatever_their_capitals_spaces_and_marks(written: str, read: str) -> None:
    assert heading_alike(written) == read


def test_texts_lose_what_cannot_be_seen() -> None:
    assert tidy(" \u200bPatrols\u00a0 on\tthe way \r\n\x07home\ufeff ") == "Patrols on the way\nhome"


@pytest.mark.parametrize("name", LISTS)
def test_template_of_each_list_is_read_back_with_every_column(workspace: Workspace, tmp_path: Path, name: str) -> None:
    file = strategy_flow.import_template(workspace.path, tmp_path / "template", name)
    found = strategy_flow.import_proposed(workspace.path, file, name)
    assert file.name == "template.xlsx"
    assert {field.path for field in fields_of(name).values() if field.needed} <= {c.path for c in found.table.taken()}
    assert all(column.path for column in found.table.columns), "every heading is known"
    assert [(row.outcome, row.why) for row in found.rows] == [("no_entry", "an example")]


def test_template_tells_the_list_by_itself_and_lists_the_ids_there_are(workspace: Workspace, tmp_path: Path) -> None:
    import openpyxl

    file = strategy_flow.import_template(workspace.path, tmp_path / "t.xlsx", "actions")
    assert strategy_flow.import_proposed(workspace.path, file).table.name == "actions"
    book = openpyxl.load_workbook(file)
    notes = {row[0]: row for row in book["Notes"].iter_rows(values_only=True)}
    assert "police, council, schools" in notes["Lead agency"][3]
    assert notes["Lead officer"][2:4] == ("yes", "A role, never the name of a person")


def test_template_writes_over_nothing(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"mine")
    with pytest.raises(StorageError, match="There is a file"):
        strategy_flow.import_template(workspace.path, tmp_path / "t.xlsx", "actions")
    with pytest.raises(SourceError, match='no list "action"'):
        strategy_flow.import_template(workspace.path, tmp_path / "u.xlsx", "action")
    assert (tmp_path / "t.xlsx").read_bytes() == b"mine"
