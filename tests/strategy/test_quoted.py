"""Pages published before are searched for the words of statements that they may not show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import purbeck
from purbeck.disclosure import quoted
from purbeck.publication.strategy.texts import texts_of
from purbeck.strategy.checks.remark import BROKEN, Remark
from purbeck.strategy.voices import Voice
from purbeck.strategy_flow import strategy_check, strategy_publish

ON = dt.date(2026, 7, 1)
SAID = "He hit me again and again until the lights went out in the row."
STRATEGY = f"""[strategy]
title = "Serious violence strategy"
starts = 2026-01-01
ends = 2030-03-31

[[priorities]]
id = "weapons"
title = "Weapons in young hands"
tier = "intervene_early"
why = "One of them told us: *{SAID}*"
"""
CONSENT = 'consent = {{ purposes = ["strategy"], editions = {editions}, until = 2030-01-01 }}\n'


def voice(consent: str = "", words: str = SAID) -> str:
    """A file with a statement."""
    return f'[[voices]]\nid = "v-1"\nrole = "community"\nmethod = "Talk"\non = 2026-01-19\nwords = "{words}"\n{consent}'


@pytest.fixture
def workspace(tmp_path: Path) -> purbeck.Workspace:
    """A workspace whose strategy quotes somebody whose statement is not in the files yet."""
    purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    made = purbeck.Workspace(tmp_path / "ours")
    (made.path / "strategy" / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    (made.path / "strategy" / "voices").mkdir(exist_ok=True)
    return made


def file(workspace: purbeck.Workspace, text: str) -> None:
    (workspace.path / "strategy" / "voices" / "v.toml").write_text(text, encoding="utf-8")


def told(workspace: purbeck.Workspace) -> list[Remark]:
    found = strategy_check(workspace.path, ON, ON).remarks
    return [one for one in found if one.check == "consent_ended_on_pages"]


def test_pages_that_quote_a_statement_filed_afterwards_are_named(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    assert told(workspace) == []
    file(workspace, voice())
    (remark,) = told(workspace)
    assert (remark.weight, str(remark.where)) == (BROKEN, "publications/2026-strategy/index.html, line 1")
    assert remark.words == (
        "publications/2026-strategy holds words of statements that it may not show on 1 July 2026: v-1."
    )
    notes = strategy_publish(workspace.path, ON, name="another", today=ON).notes
    assert [note for note in notes if note.startswith("publications/2026-strategy holds words")] != []
    strategy_publish(workspace.path, ON, today=ON)
    assert told(workspace) == []


def test_each_edition_is_asked_for_what_it_may_not_show(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    strategy_publish(workspace.path, ON, "public", today=ON)
    file(workspace, voice(CONSENT.format(editions='["partners"]')))
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy-public"]
    file(workspace, voice(CONSENT.format(editions='["partners", "public"]')))
    assert told(workspace) == []


def test_a_folder_of_which_nobody_knows_the_edition_is_searched_for_what_nobody_may_show(
    workspace: purbeck.Workspace,
) -> None:
    page = strategy_publish(workspace.path, ON, today=ON).page
    (page.parent / "strategy.json").unlink()
    file(workspace, voice(CONSENT.format(editions='["partners"]')))
    assert told(workspace) == []
    file(workspace, voice())
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy"]


def test_words_that_purbeck_puts_on_every_page_are_no_quotation(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    for words in ("Delivery plan", "Weapons in young hands", "Under way."):
        file(workspace, voice(words=words))
        assert told(workspace) == []


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{SAID}</p>",
        "<p>He hit <em>me</em> ag<b>ain</b> and again&nbsp;until the <i>lights</i> went out in the row.</p>",
        f'<img alt="{SAID}">',
        f'<svg><text aria-label="{SAID}">x</text></svg>',
        '<a href="https://example.org/he%20hit%20me%20again%20and%20again%20until%20the%20lights">x</a>',
        f"words that stand at the end of a page: {SAID}",
    ],
)
def test_words_are_found_wherever_a_page_holds_them(tmp_path: Path, html: str) -> None:
    (tmp_path / "page.html").write_text(f"<html><style>p</style><body>{html}", encoding="utf-8")
    assert quoted([a_voice()], "public", ON, lambda: texts_of(tmp_path)) == {"v-1"}


def test_words_are_found_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text(f'a,b\r\n1,"{SAID}"\r\n', encoding="utf-8")
    assert quoted([a_voice()], "public", ON, lambda: texts_of(tmp_path)) == {"v-1"}
    (tmp_path / "data" / "table.csv").write_text("a,b\r\n1,v-1\r\n", encoding="utf-8")
    assert quoted([a_voice()], "public", ON, lambda: texts_of(tmp_path)) == frozenset()


def test_pages_are_not_read_where_there_is_nothing_to_look_for() -> None:
    def read() -> Iterator[str]:
        raise AssertionError("read all the same")

    assert quoted([], "public", ON, read) == frozenset()
    assert quoted([a_voice(words="Too short to look for.")], "public", ON, read) == frozenset()


def a_voice(words: str = SAID) -> Voice:
    said = {"id": "v-1", "role": "community", "method": "Talk", "on": dt.date(2026, 1, 19), "words": words}
    return Voice.model_validate(said)
