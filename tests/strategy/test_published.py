"""Which decisions have been published: a ledger that is only added to."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

import purbeck
from purbeck.errors import SettingsError, StrategyError
from purbeck.strategy.decisions import Decision
from purbeck.strategy.published import LEDGER, Published, digest, enter, published
from purbeck.strategy.voices import Edition
from purbeck.strategy_flow import strategy_check, strategy_publish

FIRST, LATER = dt.date(2026, 3, 1), dt.date(2027, 3, 1)
ON = dt.date(2026, 7, 1)


def decision(name: str = "d-1", reasons: str = "Carrying rises.") -> Decision:
    return Decision.model_validate(
        {"id": name, "on": FIRST, "decision": "Weapons come first.", "reasons": reasons, "by": "Safety board"}
    )


@pytest.fixture
def workspace(tmp_path: Path) -> purbeck.Workspace:
    purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    return purbeck.Workspace(tmp_path / "ours")


@pytest.fixture
def complete(workspace: purbeck.Workspace) -> purbeck.Workspace:
    """A workspace with the complete files."""
    shutil.copytree(Path(__file__).parent / "complete", workspace.path / "strategy", dirs_exist_ok=True)
    return workspace


def test_the_first_publication_of_a_decision_counts(workspace: purbeck.Workspace) -> None:
    assert published(workspace) == {}
    enter(workspace, [decision()], FIRST)
    enter(workspace, [decision(reasons="Something else."), decision("d-0")], LATER)
    held = published(workspace)
    assert held == {
        "d-1": Published(digest(decision()), FIRST),
        "d-0": Published(digest(decision("d-0")), LATER),
    }
    before = (workspace.path / LEDGER).read_bytes()
    enter(workspace, [decision(reasons="Something else.")], LATER)
    assert (workspace.path / LEDGER).read_bytes() == before


def test_where_a_decision_stands_is_no_part_of_what_it_says(workspace: purbeck.Workspace) -> None:
    folder = workspace.path / "strategy"
    text = (
        '[[decisions]]\nid = "d-1"\non = 2026-03-01\ndecision = "Weapons come first."\nreasons = "Carrying rises."\n'
        'by = "Safety board"\n'
    )
    (folder / "decisions.toml").write_text("# a comment\n\n" + text, encoding="utf-8")
    from purbeck.strategy.strategy import read

    assert digest(read(workspace).decisions[0]) == digest(decision())
    assert digest(decision(reasons="Carrying rises!")) != digest(decision())


def test_a_line_that_is_no_entry_is_named(workspace: purbeck.Workspace) -> None:
    enter(workspace, [decision()], FIRST)
    with (workspace.path / LEDGER).open("a", encoding="utf-8") as file:
        file.write("d-2,abc,the first of March\r\n")
    with pytest.raises(
        SettingsError, match=r"ledger/decisions.csv, line 3: d-2,abc,the first of March is not an entry"
    ):
        published(workspace)


def test_a_line_cut_short_by_a_crash_is_passed_over(workspace: purbeck.Workspace) -> None:
    enter(workspace, [decision()], FIRST)
    with (workspace.path / LEDGER).open("a", encoding="utf-8") as file:
        file.write("d-2,abc")
    assert set(published(workspace)) == {"d-1"}
    enter(workspace, [decision("d-3")], LATER)
    assert set(published(workspace)) == {"d-1", "d-3"}


def rewrite(workspace: purbeck.Workspace, file: str, old: str, new: str) -> None:
    path = workspace.path / "strategy" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def state(workspace: purbeck.Workspace) -> dict[str, bytes]:
    """Every file of the publications and the ledgers."""
    return {
        path.relative_to(workspace.path).as_posix(): path.read_bytes()
        for folder in ("publications", "ledger")
        for path in (workspace.path / folder).rglob("*")
        if path.is_file()
    }


def test_publishing_keeps_what_was_decided_and_the_check_tells_of_a_change(complete: purbeck.Workspace) -> None:
    strategy_publish(complete.path, ON, today=ON)
    assert {name: one.on for name, one in published(complete).items()} == {"d-2026-01": ON}
    rewrite(complete, "decisions.toml", "schools can act", "schools must act")
    (remark,) = (one for one in strategy_check(complete.path, ON, ON).remarks if one.check == "decision_rewritten")
    assert str(remark.where).startswith("strategy/decisions.toml, line ")
    assert remark.words == "It no longer says what it said when it was published on 1 July 2026."


@pytest.mark.parametrize("edition", ["partners", "public"])
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schools can act", "schools must act", "It no longer says what it said when it was published on 1 July 2026."),
        ('id = "d-2026-01"', 'id = "d-2026-02"', "It was published on 1 July 2026, and is no longer in the file."),
    ],
)
def test_a_rewritten_decision_stops_publishing_and_nothing_is_written(
    complete: purbeck.Workspace, edition: Edition, old: str, new: str, words: str
) -> None:
    strategy_publish(complete.path, ON, edition, today=ON)
    before = state(complete)
    assert len(before) > 10
    rewrite(complete, "decisions.toml", old, new)
    for name in (None, "another"):
        with pytest.raises(StrategyError) as refused:
            strategy_publish(complete.path, ON, edition, name, ON)
        assert refused.value.what.startswith("Decisions are added to, never changed; nothing was written.\n- strategy/")
        assert words in refused.value.what
        assert "a new decision that supersedes it" in refused.value.todo or "a new one" in refused.value.todo
    assert state(complete) == before


def test_a_statement_is_taken_out_of_the_files_and_of_a_published_decision(complete: purbeck.Workspace) -> None:
    strategy_publish(complete.path, ON, today=ON)
    (complete.path / "strategy" / "voices" / "survivors.toml").unlink()
    for file in ("decisions.toml", "actions.toml"):
        rewrite(complete, file, 'voices = ["v-001"]', "voices = []")
    page = strategy_publish(complete.path, ON, today=ON).page
    assert "somebody to ask me" not in page.read_text(encoding="utf-8")
    assert {one.check for one in strategy_check(complete.path, ON, ON).remarks}.isdisjoint(
        {"decision_rewritten", "consent_ended_on_pages"}
    )
