"""Which decisions have been published: a ledger that is only added to."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import purbeck
from purbeck.errors import PurbeckError, SettingsError, StorageError, StrategyError
from purbeck.strategy.decisions import Decision
from purbeck.strategy.published import LEDGER, Published, digest, enter, published, states
from purbeck.strategy.shown import LEDGER as STATEMENTS_SHOWN
from purbeck.strategy.strategy import read
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


# --- a ledger that was cut, emptied or lost; a publication that was stopped -----------------------------------------------


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def leave_the_heading(path: Path) -> None:
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def take_out_the_heading(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))


def cut_the_last_line(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def put_a_folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


def change_the_hash(path: Path) -> None:
    """The hash of the decision as it is written now takes the place of the one that was published."""
    head, line = path.read_text(encoding="utf-8").splitlines()
    name, _, on = line.split(",")
    now = digest(read(purbeck.Workspace(path.parents[1])).decisions[0])
    path.write_text(f"{head}\r\n{name},{now},{on}\r\n", encoding="utf-8", newline="")


@pytest.mark.parametrize(
    ("by_hand", "error", "told"),
    [
        (delete, StrategyError, "ledger/decisions.csv does not go with publications/2026-strategy: decisions"),
        (
            leave_the_heading,
            StrategyError,
            "ledger/decisions.csv does not go with publications/2026-strategy: decisions",
        ),
        (change_the_hash, StrategyError, "ledger/decisions.csv does not go with publications/2026-strategy: decisions"),
        (empty, SettingsError, "ledger/decisions.csv, line 1: the file is empty"),
        (take_out_the_heading, SettingsError, "ledger/decisions.csv, line 1: d-2026-01,"),
        (cut_the_last_line, SettingsError, "ledger/decisions.csv, line 2: d-2026-01,"),
        (put_a_folder_there, StorageError, "ledger/decisions.csv cannot be read"),
    ],
)
def test_a_rewritten_decision_is_not_published_for_want_of_a_ledger(
    complete: purbeck.Workspace, by_hand: Callable[[Path], None], error: type[PurbeckError], told: str
) -> None:
    strategy_publish(complete.path, ON, today=ON)
    rewrite(complete, "decisions.toml", "schools can act", "schools must act")
    by_hand(complete.path / LEDGER)
    before = state(complete)
    for name in (None, "another"):
        with pytest.raises(error) as refused:
            strategy_publish(complete.path, ON, "partners", name, ON)
        assert told in refused.value.what
        assert "ut back a copy of" in refused.value.todo
    if error is StrategyError:
        found = [one for one in strategy_check(complete.path, ON, ON).remarks if one.check == "ledgers_unlike_pages"]
        assert [(one.weight, one.subject) for one in found] == [("broken", "pages 2026-strategy")]
    assert state(complete) == before


@pytest.mark.parametrize("change", [lambda held: held.rstrip(), lambda held: held.replace(b"\r\n", b"\r")])
def test_other_line_ends_hide_no_rewritten_decision(
    complete: purbeck.Workspace, change: Callable[[bytes], bytes]
) -> None:
    strategy_publish(complete.path, ON, today=ON)
    path = complete.path / LEDGER
    path.write_bytes(change(path.read_bytes()))
    strategy_publish(complete.path, ON, today=ON)
    rewrite(complete, "decisions.toml", "schools can act", "schools must act")
    with pytest.raises(StrategyError, match="Decisions are added to, never changed"):
        strategy_publish(complete.path, ON, today=ON)


def test_a_decision_goes_for_good_with_its_line_and_the_folders_that_show_it(complete: purbeck.Workspace) -> None:
    strategy_publish(complete.path, ON, today=ON)
    rewrite(complete, "decisions.toml", "schools can act", "schools must act")
    leave_the_heading(complete.path / LEDGER)
    shutil.rmtree(complete.publications / "2026-strategy")
    strategy_publish(complete.path, ON, today=ON)
    assert set(published(complete)) == {"d-2026-01"}
    assert {one.check for one in strategy_check(complete.path, ON, ON).remarks}.isdisjoint(
        {"decision_rewritten", "ledgers_unlike_pages"}
    )


def test_later_decisions_leave_earlier_pages_in_order(complete: purbeck.Workspace) -> None:
    strategy_publish(complete.path, ON, today=ON)
    with (complete.path / "strategy" / "decisions.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[decisions]]\nid = "later"\non = 2026-06-30\ndecision = "Another."\nreasons = "Others."\nby = "Board"\n'
        )
    strategy_publish(complete.path, ON, name="again", today=ON)
    assert len(states(complete)) == 3
    assert "ledgers_unlike_pages" not in {one.check for one in strategy_check(complete.path, ON, ON).remarks}


@pytest.mark.parametrize("step", range(3))
def test_a_publication_stopped_at_any_step_leaves_no_decision_out_of_the_ledger(
    complete: purbeck.Workspace, step: int
) -> None:
    """It is stopped as each file is put in its place: the ledger of decisions, that of statements, the pages."""
    driver = Path(__file__).with_name("stopping_publish.py")
    asked = [sys.executable, driver, complete.path, str(step)]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ended.returncode == 99, ended.stderr
    there = (complete.publications / "2026-strategy").exists()
    assert not there, "pages come last"
    rewrite(complete, "decisions.toml", "schools can act", "schools must act")
    if step == 0:
        assert published(complete) == {}
        return
    assert set(published(complete)) == {"d-2026-01"}
    with pytest.raises(StrategyError, match="Decisions are added to, never changed"):
        strategy_publish(complete.path, ON, today=ON)
    rewrite(complete, "decisions.toml", "schools must act", "schools can act")
    strategy_publish(complete.path, ON, today=ON)
    assert "ledgers_unlike_pages" not in {one.check for one in strategy_check(complete.path, ON, ON).remarks}


@pytest.mark.parametrize("file", [LEDGER, STATEMENTS_SHOWN])
def test_a_folder_in_the_way_of_a_ledger_stops_before_any_page_is_out(complete: purbeck.Workspace, file: str) -> None:
    (complete.path / f"{file}.new").mkdir()
    with pytest.raises(StorageError, match=f"{file} could not be written"):
        strategy_publish(complete.path, ON, today=ON)
    assert not (complete.publications / "2026-strategy").exists()
