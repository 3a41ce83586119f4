"""Which decisions have been published: a ledger that is only added to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import purbeck
from purbeck.errors import SettingsError
from purbeck.strategy.decisions import Decision
from purbeck.strategy.published import LEDGER, Published, digest, enter, published

FIRST, LATER = dt.date(2026, 3, 1), dt.date(2027, 3, 1)


def decision(name: str = "d-1", reasons: str = "Carrying rises.") -> Decision:
    return Decision.model_validate(
        {"id": name, "on": FIRST, "decision": "Weapons come first.", "reasons": reasons, "by": "Safety board"}
    )


@pytest.fixture
def workspace(tmp_path: Path) -> purbeck.Workspace:
    purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    return purbeck.Workspace(tmp_path / "ours")


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


def test_publishing_keeps_what_was_decided_and_the_check_tells_of_a_change(workspace: purbeck.Workspace) -> None:
    import shutil

    from purbeck.strategy_flow import strategy_check, strategy_publish

    shutil.copytree(Path(__file__).parent / "complete", workspace.path / "strategy", dirs_exist_ok=True)
    strategy_publish(workspace.path, dt.date(2026, 7, 1))
    assert {name: one.on for name, one in published(workspace).items()} == {"d-2026-01": dt.date(2026, 7, 1)}
    file = workspace.path / "strategy" / "decisions.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("schools can act", "schools must act"), encoding="utf-8")
    (remark,) = (
        one for one in strategy_check(workspace.path, dt.date(2026, 7, 1)).remarks if one.check == "decision_rewritten"
    )
    assert str(remark.where).startswith("strategy/decisions.toml, line ")
    assert remark.words == "It no longer says what it said when it was published on 1 July 2026."
