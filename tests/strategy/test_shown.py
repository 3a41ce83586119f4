"""Which statements pages show: consent that ends is told of every folder that still has the words."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purbeck
from purbeck.errors import SettingsError, StorageError, StrategyError
from purbeck.strategy.checks.remark import BROKEN, LOOK, Remark
from purbeck.strategy.shown import COLUMNS, LEDGER, Shown, enter, shown, shown_in
from purbeck.strategy.strategy import read_files
from purbeck.strategy.voices import Voice
from purbeck.strategy_flow import strategy_check, strategy_publish

COMPLETE = Path(__file__).parent / "complete"
ON, LATER = dt.date(2026, 7, 1), dt.date(2026, 8, 1)
EDITIONS = st.sampled_from(["partners", "public"])
ABOUT_PAGES = {"consent_ended_on_pages", "ledgers_unlike_pages", "pages_nobody_knows"}
MARK = re.compile(r"[0-9a-f]{12}")


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


def entered(workspace: purbeck.Workspace) -> list[tuple[str, str, frozenset[str]]]:
    """What the ledger has: folders, their editions and statements."""
    return [(one.folder, one.edition, one.statements or frozenset()) for one in shown(workspace)]


def test_the_ledger_says_what_each_folder_was_last_written_with(workspace: purbeck.Workspace) -> None:
    assert shown(workspace) == []
    strategy_publish(workspace.path, ON, today=ON)
    strategy_publish(workspace.path, ON, "public", "for-all", today=ON)
    assert entered(workspace) == [
        ("2026-strategy", "partners", frozenset({"v-001"})),
        ("for-all", "public", frozenset({"v-001"})),
    ]
    assert told(workspace) == []
    (workspace.path / "strategy" / "voices" / "survivors.toml").unlink()
    rewrite(workspace, "decisions.toml", 'voices = ["v-001"]', "voices = []")
    rewrite(workspace, "actions.toml", 'voices = ["v-001"]', "voices = []")
    strategy_publish(workspace.path, ON, today=ON)
    assert entered(workspace)[-1] == ("2026-strategy", "partners", frozenset())
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


def move_one_level_down(workspace: purbeck.Workspace) -> None:
    (workspace.publications / "sent").mkdir()
    (workspace.publications / "2026-strategy").rename(workspace.publications / "sent" / "old")


def put_in_the_place_of_another(workspace: purbeck.Workspace) -> None:
    rewrite(workspace, "voices/survivors.toml", 'editions = ["public", "partners"]', 'editions = ["public"]')
    strategy_publish(workspace.path, ON, name="old", today=ON)
    rewrite(workspace, "voices/survivors.toml", 'editions = ["public"]', 'editions = ["public", "partners"]')
    shutil.rmtree(workspace.publications / "old")
    rename(workspace)


@pytest.mark.parametrize("by_hand", [rename, copy, move_one_level_down, put_in_the_place_of_another])
def test_pages_are_known_whatever_their_folder_is_called(
    workspace: purbeck.Workspace, by_hand: Callable[[purbeck.Workspace], None]
) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    by_hand(workspace)
    assert told(workspace) == []
    withdraw(workspace)
    found = told(workspace)
    assert {(one.check, one.weight) for one in found} == {("consent_ended_on_pages", BROKEN)}
    (words,) = (one.words for one in found if "old shows" in one.words)
    assert words.endswith("that are no longer in the files: v-001.")


def lose_the_ledger(workspace: purbeck.Workspace) -> None:
    (workspace.path / LEDGER).unlink()


def lose_a_line(workspace: purbeck.Workspace) -> None:
    lines = (workspace.path / LEDGER).read_bytes().splitlines(keepends=True)
    (workspace.path / LEDGER).write_bytes(b"".join([lines[0], *lines[2:]]))


def change_the_edition(workspace: purbeck.Workspace) -> None:
    path = workspace.path / LEDGER
    path.write_bytes(path.read_bytes().replace(b"partners", b"public"))


@pytest.mark.parametrize("by_hand", [lose_the_ledger, lose_a_line, change_the_edition])
def test_a_ledger_that_lacks_what_was_entered_is_told_of_and_stops_publishing(
    workspace: purbeck.Workspace, by_hand: Callable[[purbeck.Workspace], None]
) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    strategy_publish(workspace.path, ON, "public", today=ON)
    kept = (workspace.path / LEDGER).read_bytes()
    by_hand(workspace)
    remark = next(one for one in told(workspace) if one.subject == "pages 2026-strategy")
    assert (remark.check, remark.weight) == ("ledgers_unlike_pages", BROKEN)
    assert remark.words == (
        "ledger/statements-shown.csv does not go with publications/2026-strategy: the line about these pages is not in it, or "
        "was changed."
    )
    with pytest.raises(
        StrategyError, match="Lines of a ledger are missing or were changed; nothing was written"
    ) as refused:
        strategy_publish(workspace.path, ON, name="another", today=ON)
    assert refused.value.todo.startswith("Put back a copy of the ledger. If there is none, delete that folder")
    assert not (workspace.publications / "another").exists()
    (workspace.path / LEDGER).write_bytes(kept)
    strategy_publish(workspace.path, ON, name="another", today=ON)
    assert told(workspace) == []


def lose_the_record(folder: Path) -> None:
    (folder / "strategy.json").unlink()


def spoil_the_record(folder: Path) -> None:
    (folder / "strategy.json").write_text('["partners"]', encoding="utf-8")


def keep_one_page(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "indicators.html" and path.is_file():
            path.unlink()


@pytest.mark.parametrize("by_hand", [lose_the_record, spoil_the_record, keep_one_page])
@pytest.mark.parametrize("below", ["", "sent"])
def test_pages_without_a_record_are_known_to_be_a_strategys(
    workspace: purbeck.Workspace, by_hand: Callable[[Path], None], below: str
) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    folder = workspace.publications / below / "old"
    folder.parent.mkdir(exist_ok=True)
    (workspace.publications / "2026-strategy").rename(folder)
    by_hand(folder)
    (remark,) = told(workspace)
    name = folder.relative_to(workspace.publications).as_posix()
    assert (remark.check, remark.weight, remark.subject) == ("pages_nobody_knows", LOOK, f"pages {name}")
    assert remark.words == (
        f"Nobody knows which statements publications/{name} shows: it has pages of a strategy, and no strategy.json that can "
        "be read."
    )


def as_an_older_purbeck_wrote(workspace: purbeck.Workspace) -> None:
    """Take out of the ledger and of the record of the only folder what an older Purbeck did not write."""
    path = workspace.path / LEDGER
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{','.join(one.split(',')[:5])}\n" for one in lines), encoding="utf-8")
    record = workspace.publications / "2026-strategy" / "strategy.json"
    about = json.loads(record.read_text(encoding="utf-8"))
    del about["pages"]
    record.write_text(json.dumps(about), encoding="utf-8")


def test_pages_of_an_older_purbeck_are_known_by_their_folder(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    as_an_older_purbeck_wrote(workspace)
    assert told(workspace) == []
    withdraw(workspace)
    assert [one.check for one in told(workspace)] == ["consent_ended_on_pages"]
    strategy_publish(workspace.path, LATER, name="august", today=LATER)
    assert [one.subject for one in told(workspace)] == ["pages 2026-strategy"], "the ledger has both kinds of lines now"
    rename(workspace)
    (unknown, by_words) = sorted(told(workspace), key=lambda one: one.check, reverse=True)
    assert (
        unknown.words
        == "Nobody knows which statements publications/old shows: the ledger has no such pages of that name."
    )
    assert by_words.words.startswith("publications/old holds words of statements that it may not show")
    strategy_publish(workspace.path, LATER, name="old", today=LATER)
    assert told(workspace) == []


def test_pages_that_a_killed_run_left_under_another_name_are_told_of(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    shutil.copytree(workspace.publications / "2026-strategy", workspace.publications / ".2026-strategy.last")
    withdraw(workspace)
    assert [one.subject for one in told(workspace)] == ["pages .2026-strategy.last", "pages 2026-strategy"]
    strategy_publish(workspace.path, LATER, name="2026-strategy", today=LATER)
    assert told(workspace) == []


def test_a_publication_stopped_half_way_leaves_both_sets_on_record(workspace: purbeck.Workspace) -> None:
    old = Shown("pages", "partners", frozenset({"a", "b"}), "old")
    new = Shown("pages", "partners", frozenset({"b", "c"}), "new")
    for one in (old, new, new):
        enter(workspace, one, ON)
    assert shown(workspace) == [old, new]
    for one in (old, new):
        assert shown_in(workspace, {"pages": ("partners", one.pages)}) == (one,)


def test_the_same_pages_again_add_no_line_and_change_no_byte(workspace: purbeck.Workspace) -> None:
    strategy_publish(workspace.path, ON, today=ON)
    before = {path: path.read_bytes() for path in workspace.path.rglob("*") if path.is_file()}
    strategy_publish(workspace.path, ON, today=ON)
    assert {path: path.read_bytes() for path in workspace.path.rglob("*") if path.is_file()} == before


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
    ["2,pages,partners,1 July,v-1,a,b", "2,pages,partners,2026-07-01,v-1", "two,pages,partners,2026-07-01,v-1,a,b",
     "2,pages,everybody,2026-07-01,v-1,a,b"],
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
            SettingsError, match=rf"ledger/statements-shown.csv, line 3: {line} is not an entry \(number"
        ):
            run(workspace.path, LATER, today=LATER)
    assert page.read_bytes() == before


def test_the_ledger_holds_ids_and_no_words_and_the_pages_hold_no_ids(workspace: purbeck.Workspace) -> None:
    page = strategy_publish(workspace.path, ON, "public", today=ON).page
    head, line = (workspace.path / LEDGER).read_text(encoding="utf-8").splitlines()
    assert head == ",".join(COLUMNS)
    assert line.startswith("1,2026-strategy-public,public,2026-07-01,v-001,")
    assert all(MARK.fullmatch(one) for one in line.split(",")[5:])
    about = json.loads((page.parent / "strategy.json").read_text(encoding="utf-8"))
    assert set(about) == {"edition", "on", "title", "pages"}
    assert about["pages"] == line.split(",")[5]


IDS = st.frozensets(st.sampled_from(["a", "b", "c", "d-1"]))
PUBLICATIONS = st.lists(st.tuples(st.sampled_from(["one", "two"]), EDITIONS, IDS, st.booleans()), max_size=8)


@settings(max_examples=40, deadline=None)
@given(PUBLICATIONS)
def test_after_any_run_of_publications_what_is_on_the_pages_is_known(
    runs: list[tuple[str, str, frozenset[str], bool]],
) -> None:
    """Some are stopped with the old pages in place."""
    with tempfile.TemporaryDirectory() as folder:
        purbeck.new(Path(folder) / "ours", name="Ours", area=["E06000901"])
        workspace = purbeck.Workspace(Path(folder) / "ours")
        pages: dict[str, Shown] = {}
        for name, edition, ids, whole in runs:
            fresh = Shown(name, edition, ids, f"{edition}-{'-'.join(sorted(ids))}")
            enter(workspace, fresh, ON)
            if whole:
                pages[name] = fresh
            held = shown_in(workspace, {one: (pages[one].edition, pages[one].pages) for one in pages})
            assert {one.folder: one for one in held} == pages


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
