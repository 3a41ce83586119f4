"""Which statements pages show: consent that ends is told of every folder that still has the words."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purbeck
from purbeck.errors import SettingsError, StorageError
from purbeck.strategy.checks.remark import BROKEN, LOOK, Remark
from purbeck.strategy.shown import COLUMNS, LEDGER, Shown, entered, shown, shown_in
from purbeck.strategy.strategy import read_files
from purbeck.strategy.voices import Voice
from purbeck.strategy_flow import strategy_check, strategy_publish

COMPLETE = Path(__file__).parent / "complete"
ON, LATER = dt.date(2026, 7, 1), dt.date(2026, 8, 1)
EDITIONS = st.sampled_from(["partners", "public"])
ABOUT_PAGES = {"consent_ended_on_pages", "pages_nobody_knows"}


@pytest.fixture
def workspace(tmp_path: Path) -> purbeck.Workspace:
    """A workspace with the complete files."""
    purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    shutil.copytree(COMPLETE, tmp_path / "ours" / "strategy", dirs_exist_ok=True)
    return purbeck.Workspace(tmp_path / "ours")


def rewrite(workspace: purbeck.Workspace, file: str, old: str, new: str) -> None:
    """Put other words into a file of the strategy."""
    path = workspace.path / "strategy" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def withdraw(workspace: purbeck.Workspace) -> None:
    """The one statement's consent is taken back on 20 July 2026."""
    rewrite(workspace, "voices/survivors.toml", "until = 2028-11-03 }", "until = 2028-11-03, withdrawn = 2026-07-20 }")


def told(workspace: purbeck.Workspace, on: dt.date = LATER, today: dt.date = LATER) -> list[Remark]:
    """What the check says of pages."""
    return [one for one in strategy_check(workspace.path, on, today).remarks if one.check in ABOUT_PAGES]


def test_the_ledger_says_what_each_folder_was_last_written_with(workspace: purbeck.Workspace) -> None:
    assert shown(workspace) == {}
    strategy_publish(workspace.path, ON, today=ON)
    strategy_publish(workspace.path, ON, "public", "for-all", today=ON)
    assert shown(workspace) == {
        "2026-strategy": Shown("2026-strategy", "partners", frozenset({"v-001"})),
        "for-all": Shown("for-all", "public", frozenset({"v-001"})),
    }
    assert told(workspace) == []
    (workspace.path / "strategy" / "voices" / "survivors.toml").unlink()
    rewrite(workspace, "decisions.toml", 'voices = ["v-001"]', "voices = []")
    rewrite(workspace, "actions.toml", 'voices = ["v-001"]', "voices = []")
    strategy_publish(workspace.path, ON, today=ON)
    assert shown(workspace)["2026-strategy"].statements == frozenset()
    (remark,) = told(workspace)
    assert (remark.weight, remark.subject, str(remark.where)) == (
        BROKEN, "pages for-all", "publications/for-all/index.html, line 1",
    )  # fmt: skip
    assert remark.words == (
        "publications/for-all shows statements whose consent does not hold on 1 August 2026, or that are no longer in the "
        "files: v-001."
    )
    strategy_publish(workspace.path, ON, "public", "for-all", today=ON)
    assert told(workspace) == []


def test_words_taken_back_are_told_until_the_pages_are_written_again(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    words = "I wanted somebody to ask me"
    page = workspace.publications / "2026-strategy" / "index.html"
    assert words in page.read_text(encoding="utf-8")
    withdraw(workspace)
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy"]
    notes = strategy_publish(workspace.path, LATER, name="august", today=LATER).notes
    (note,) = (one for one in notes if "publications/" in one)
    assert note.startswith("publications/2026-strategy shows statements whose consent does not hold on 1 August 2026")
    assert note.endswith("v-001. Publish it again under that name, or delete it; and ask whoever has a copy.")
    assert words in page.read_text(encoding="utf-8"), "another name leaves the old pages in place"
    notes = strategy_publish(workspace.path, LATER, today=LATER).notes
    assert [one for one in notes if "publications/" in one] == []
    assert words not in page.read_text(encoding="utf-8")
    assert told(workspace) == []


def test_an_earlier_day_hides_no_pages_and_a_later_one_tells_what_will_be(workspace: purbeck.Workspace) -> None:
    rewrite(workspace, "voices/survivors.toml", "until = 2028-11-03", "until = 2026-07-31")
    strategy_publish(workspace.path, ON, today=ON)
    assert told(workspace, on=ON, today=ON) == []
    assert told(workspace, on=dt.date(2025, 1, 1), today=ON) == [], "consent given since is no fault of the pages"
    assert len(told(workspace, on=ON, today=LATER)) == 1
    (remark,) = told(workspace, on=LATER, today=ON)
    assert "does not hold on 1 August 2026" in remark.words


def test_consent_narrowed_to_partners_is_over_in_the_public_edition_alone(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    strategy_publish(workspace.path, ON, "public", today=ON)
    rewrite(workspace, "voices/survivors.toml", 'editions = ["public", "partners"]', 'editions = ["partners"]')
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy-public"]


def test_a_folder_that_was_deleted_is_not_told_of(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    withdraw(workspace)
    shutil.rmtree(workspace.publications / "2026-strategy")
    assert told(workspace) == []
    (workspace.publications / "2026-strategy").mkdir()
    (workspace.publications / "2026-strategy" / "index.html").write_text("A needs assessment", encoding="utf-8")
    assert told(workspace) == [], "it is no strategy's folder now"


def rename(workspace: purbeck.Workspace) -> None:
    (workspace.publications / "2026-strategy").rename(workspace.publications / "old")


def copy(workspace: purbeck.Workspace) -> None:
    shutil.copytree(workspace.publications / "2026-strategy", workspace.publications / "old")


def lose_the_ledger(workspace: purbeck.Workspace) -> None:
    (workspace.path / LEDGER).unlink()
    rename(workspace)


def put_in_the_place_of_the_other_edition(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, "public", "old", ON)
    shutil.rmtree(workspace.publications / "old")
    rename(workspace)


@pytest.mark.parametrize("by_hand", [rename, copy, lose_the_ledger, put_in_the_place_of_the_other_edition])
def test_pages_that_the_ledger_does_not_know_are_told_of(
    workspace: purbeck.Workspace, by_hand: Callable[[purbeck.Workspace], None]
) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    by_hand(workspace)
    (remark,) = told(workspace)
    assert (remark.check, remark.weight) == ("pages_nobody_knows", LOOK)
    assert remark.words.startswith("Nobody knows which statements publications/old shows")
    notes = strategy_publish(workspace.path, ON, name="new", today=ON).notes
    assert [one for one in notes if one.startswith("Nobody knows which statements publications/old shows")] != []
    strategy_publish(workspace.path, ON, name="old", today=ON)
    assert told(workspace) == []


def test_pages_that_a_killed_run_left_under_another_name_are_told_of(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    shutil.copytree(workspace.publications / "2026-strategy", workspace.publications / ".2026-strategy.last")
    assert [one.subject for one in told(workspace)] == ["pages .2026-strategy.last"]
    strategy_publish(workspace.path, ON, today=ON)
    assert told(workspace) == []


def test_a_publication_stopped_half_way_leaves_both_sets_on_record(workspace: purbeck.Workspace) -> None:
    old, new = Shown("pages", "partners", frozenset({"a", "b"})), Shown("pages", "partners", frozenset({"b", "c"}))
    with entered(workspace, old, ON, {}):
        pass
    with pytest.raises(StorageError), entered(workspace, new, LATER, {"pages": "partners"}):
        raise StorageError("The disk is full.", "Make room.")
    assert shown(workspace)["pages"].statements == {"a", "b", "c"}
    with entered(workspace, new, LATER, {"pages": "partners"}):
        assert shown(workspace)["pages"].statements == {"a", "b", "c"}
    assert shown(workspace)["pages"] == new


def test_unknown_pages_stay_unknown_until_others_stand_in_their_place(workspace: purbeck.Workspace) -> None:
    there = {"pages": "partners"}
    fresh = Shown("pages", "partners", frozenset({"a"}))
    with pytest.raises(StorageError), entered(workspace, fresh, ON, there):
        raise StorageError("The disk is full.", "Make room.")
    assert shown_in(workspace, there) == (Shown("pages", "partners", None),)
    with entered(workspace, fresh, ON, there):
        pass
    assert shown_in(workspace, there) == (fresh,)


def test_a_disk_that_refuses_leaves_the_old_pages_on_record(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    withdraw(workspace)
    blocked = workspace.publications / ".2026-strategy.new"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError):
        strategy_publish(workspace.path, LATER, name="2026-strategy", today=LATER)
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy"]


@pytest.mark.parametrize(
    "line",
    ["2,pages,partners,1 July,v-1", "2,pages,partners,2026-07-01", "two,pages,partners,2026-07-01,v-1",
     "2,pages,everybody,2026-07-01,v-1"],
)  # fmt: skip
def test_a_line_that_is_no_entry_is_named_and_stops_publishing(workspace: purbeck.Workspace, line: str) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    with (workspace.path / LEDGER).open("a", encoding="utf-8") as file:
        file.write(f"{line}\r\n")
    page = workspace.publications / "2026-strategy" / "index.html"
    before = page.read_bytes()
    withdraw(workspace)
    for run in (strategy_publish, strategy_check):
        with pytest.raises(
            SettingsError, match=rf"ledger/statements-shown.csv, line 4: {line} is not an entry \(number"
        ):
            run(workspace.path, LATER, today=LATER)
    assert page.read_bytes() == before


def test_a_line_cut_short_by_a_crash_is_passed_over(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    with (workspace.path / LEDGER).open("a", encoding="utf-8") as file:
        file.write("3,2026-strategy,partners,2026-07")
    assert shown(workspace)["2026-strategy"].statements == {"v-001"}


def test_the_ledger_holds_ids_and_no_words(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    lines = (workspace.path / LEDGER).read_text(encoding="utf-8").splitlines()
    assert lines == [
        ",".join(COLUMNS),
        "1,2026-strategy,partners,2026-07-01,v-001",
        "2,2026-strategy,partners,2026-07-01,v-001",
    ]


IDS = st.frozensets(st.sampled_from(["a", "b", "c", "d-1"]))
PUBLICATIONS = st.lists(st.tuples(st.sampled_from(["one", "two"]), EDITIONS, IDS, st.booleans()), max_size=8)


@settings(max_examples=40, deadline=None)
@given(PUBLICATIONS)
def test_after_any_run_of_publications_no_page_shows_what_is_not_on_record(
    runs: list[tuple[str, str, frozenset[str], bool]],
) -> None:
    """Some are stopped, some of those with the old pages in place and some with the new."""
    with tempfile.TemporaryDirectory() as folder:
        purbeck.new(Path(folder) / "ours", name="Ours", area=["E06000901"])
        workspace = purbeck.Workspace(Path(folder) / "ours")
        pages: dict[str, Shown] = {}
        for number, (name, edition, ids, whole) in enumerate(runs):
            fresh = Shown(name, edition, ids)
            if name in pages and pages[name].edition != edition:
                continue  # refused before anything is entered
            there = {one.folder: one.edition for one in pages.values()}
            try:
                with entered(workspace, fresh, ON, there):
                    if whole or number % 2:
                        pages[name] = fresh
                    if not whole:
                        raise StorageError("Stopped.", "Begin again.")
            except StorageError:
                pass
            held = {one.folder: one for one in shown_in(workspace, {one: pages[one].edition for one in pages})}
            for one in pages.values():
                assert (held[one.folder].statements or frozenset()) >= (one.statements or frozenset())
            if whole:
                assert held[name] == fresh


@given(
    st.frozensets(st.sampled_from(["v-001", "gone"])),
    EDITIONS,
    st.dates(dt.date(2025, 10, 1), dt.date(2029, 1, 1)),
    st.none() | st.dates(dt.date(2025, 10, 1), dt.date(2029, 1, 1)),
)
def test_statements_are_over_exactly_where_no_edition_of_the_day_would_show_them(
    ids: frozenset[str], edition: str, on: dt.date, withdrawn: dt.date | None
) -> None:
    (voice,) = read_files(COMPLETE)[0].voices
    assert voice.consent is not None
    changed: Voice = voice.model_copy(update={"consent": voice.consent.model_copy(update={"withdrawn": withdrawn})})
    given_on, until = dt.date(2025, 11, 3), dt.date(2028, 11, 3)
    holds = given_on <= on <= until and (withdrawn is None or on < withdrawn)
    expected = tuple(sorted(ids - ({"v-001"} if holds else set())))
    assert Shown("pages", edition, ids).over((changed,), on) == expected
    assert Shown("pages", edition, None).over((changed,), on) == ()
