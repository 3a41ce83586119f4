"""Disposal: files and tables go, the ledger says so, and a restored file goes again."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from small_district import month_of, workspace
from typed import printed

from purbeck import flow, partner_flow
from purbeck.doctor import examine
from purbeck.errors import SettingsError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources.police_street import TABLE as STREET
from purbeck.sources.returns import disposal, ledger
from purbeck.sources.source import ISSUES
from purbeck.workspace import Workspace

CUSTODY = "Month,District of the custody suite,Detentions for violence,Referrals offered,Referrals taken up\n"
TODAY = dt.date(2026, 9, 3)


def custody(workspace: Workspace, *months: str) -> str:
    """Take in a return of custody with a row for each month; its name inside sources/."""
    file = workspace.path.parent / "given.csv"
    (area,) = workspace.partnership.area
    file.write_text(CUSTODY + "".join(f"{month},{area},20,5,2\n" for month in months), encoding="utf-8")
    return partner_flow.add(workspace.path, file, "custody", TODAY).stored_as


@pytest.fixture
def ours(tmp_path: Path) -> Workspace:
    """A workspace without open data."""
    return flow.new(tmp_path / "ours", name="Brackenshire CSP", area=["E06000901"])


@pytest.fixture(scope="module")
def built_once_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small district with open data, built."""
    months = {f"2024-{month:02d}.csv": month_of(f"2024-{month:02d}") for month in range(1, 13)}
    return flow.build(workspace(tmp_path_factory.mktemp("small") / "northmoor", months).path).path


@pytest.fixture
def northmoor(built_once_small: Path, tmp_path: Path) -> Workspace:
    """A copy of it to change."""
    return Workspace(shutil.copytree(built_once_small, tmp_path / "northmoor"))


def files(workspace: Workspace) -> set[str]:
    """Every file below sources/."""
    return {path.relative_to(workspace.sources).as_posix() for path in workspace.sources.rglob("*") if path.is_file()}


def test_a_dry_run_changes_nothing_and_a_true_one_takes_files_and_tables(ours: Workspace) -> None:
    stored = custody(ours, "2026-01")
    (ours.store.root / "measures").mkdir(parents=True)
    (ours.store.root / "measures" / "part.parquet").write_bytes(b"figures")
    before, told = files(ours), ledger.entries(ours.path)
    said = printed("dispose", "ours", "custody", "--dry-run", folder=ours.path.parent)
    assert f"Would remove: sources/{stored}, 1 row of 2026-01-01 to 2026-01-31" in said
    assert "Nothing was changed" in said
    assert (files(ours), ledger.entries(ours.path)) == (before, told)
    assert (ours.store.root / "measures" / "part.parquet").exists()
    said = printed("dispose", "ours", "custody", "--why", "the agreement ended", folder=ours.path.parent)
    assert f"Removed: sources/{stored}" in said
    assert files(ours) == set()
    assert list(ours.store.root.rglob("*.parquet")) == []
    assert ledger.held(ours.path) == {}
    last = ledger.entries(ours.path)[-1]
    assert (last.event, last.stored_as, last.rows_kept, last.why) == ("disposed", stored, 1, "the agreement ended")
    said = printed("returns", "ours", folder=ours.path.parent)
    assert "Disposed of on" in said
    assert "the agreement ended" in said


def test_only_what_is_past_its_end_goes_where_that_is_asked(ours: Workspace) -> None:
    old, new = custody(ours, "2026-01"), custody(ours, "2026-06")
    on = dt.date(2031, 2, 1)
    assert [entry.stored_as for entry in disposal.plan(ours, "custody", on, past_end=True).files] == [old]
    disposal.dispose(ours, "custody", on, past_end=True, why="")
    assert list(ledger.held(ours.path)) == [new]
    assert files(ours) == {new, new.replace(".csv", ".issues.csv")}


def told_of(workspace: Workspace, *words: str) -> set[str]:
    """The tables that have one of these words in a value."""
    found = set()
    for path in workspace.store.root.rglob("*.parquet"):
        rows = pq.read_table(path)
        texts = [rows[field.name] for field in rows.schema if field.type in (pa.string(), pa.large_string())]
        if any(pc.any(pc.match_substring(text, word)).as_py() for text in texts for word in words):
            found.add(path.relative_to(workspace.store.root).as_posix())
    return found


def test_tables_of_other_sources_stay_readable_and_none_tells_of_what_went(northmoor: Workspace) -> None:
    stored = custody(northmoor, "2024-01", "2024-02")
    flow.build(northmoor.path)
    assert told_of(northmoor, stored, "custody")
    before = northmoor.table(STREET)
    counted = disposal.plan(northmoor, "custody", TODAY, past_end=False).tables
    all_files = len(list(northmoor.store.root.rglob("*.parquet")))
    disposal.dispose(northmoor, "custody", TODAY, past_end=False, why="")
    assert told_of(northmoor, stored, "custody") == set()
    pd.testing.assert_frame_equal(northmoor.table(STREET), before)
    left = list(northmoor.store.root.rglob("*.parquet"))
    assert {path.relative_to(northmoor.store.root).parts[0] for path in left} == {"sources"}
    assert len(left) == all_files - counted
    flow.build(northmoor.path)
    pd.testing.assert_frame_equal(northmoor.table(STREET), before)
    assert told_of(northmoor, stored) == set() and len(northmoor.table(FINDINGS))


def test_a_disposal_that_was_killed_among_its_tables_is_carried_on(
    ours: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = custody(ours, "2026-01")
    for name in ("measures", "sources/returned", "sources/fire"):
        (ours.store.root / name).mkdir(parents=True)
        (ours.store.root / name / "part.parquet").write_bytes(b"figures")

    remove = shutil.rmtree

    def killed(path: Path, **more: object) -> None:
        if path.name == "measures":
            raise KeyboardInterrupt
        remove(path, **more)

    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(shutil, "rmtree", killed)
        disposal.dispose(ours, "custody", TODAY, past_end=False, why="")
    assert stored in files(ours) and ledger.held(ours.path) == {}
    assert len(disposal.again(ours, TODAY)) == 1
    assert files(ours) == set()
    left = {path.relative_to(ours.store.root).as_posix() for path in ours.store.root.rglob("*.parquet")}
    assert left == {"sources/fire/part.parquet"}


@pytest.mark.parametrize(
    ("name", "past_end", "words"),
    [("custody", True, "Nothing of custody is held beyond its time"), ("fire", False, "Nothing of fire is held,"),
     ("police_street", False, 'There is no contract named "police_street"')],
)  # fmt: skip
def test_where_there_is_nothing_to_dispose_of_it_says_so(
    ours: Workspace, name: str, past_end: bool, words: str
) -> None:
    custody(ours, "2026-01")
    with pytest.raises(SettingsError, match=words):
        partner_flow.dispose(ours.path, name, TODAY, past_end)
    assert len(ledger.held(ours.path)) == 1


def test_a_file_taken_in_again_after_its_disposal_is_held(ours: Workspace) -> None:
    stored = custody(ours, "2026-01")
    disposal.dispose(ours, "custody", TODAY, past_end=False, why="")
    assert custody(ours, "2026-01") == stored
    assert disposal.again(ours, TODAY) == []
    assert stored in files(ours)


def test_a_disposal_that_was_killed_after_its_line_is_carried_on(ours: Workspace) -> None:
    stored = custody(ours, "2026-01")
    kept = ours.path.parent / "kept"
    shutil.copytree(ours.sources, kept)
    disposal.dispose(ours, "custody", TODAY, past_end=False, why="")
    shutil.copytree(kept, ours.sources, dirs_exist_ok=True)  # what a kill between the ledger and the files leaves
    (issue,) = disposal.again(ours, dt.date(2026, 9, 4))
    assert (issue.file, issue.rule, issue.action) == (stored, "disposed", "rejected")
    assert files(ours) == set()
    assert disposal.again(ours, dt.date(2026, 9, 4)) == []
    assert [entry.event for entry in ledger.entries(ours.path)] == ["taken", "disposed", "disposed"]
    assert ledger.entries(ours.path)[-1].why == "found again and removed, as after a restore"


def test_after_a_restore_the_next_build_removes_it_again_and_gaps_are_findings(northmoor: Workspace) -> None:
    """The whole way: requests, a return, a build, a disposal, a restore, a build."""
    asked = (
        '[[asked]]\ncontract = "custody"\nof = "Head of custody"\nasked_on = 2024-01-02\nfrom_month = "2024-01"\n'
        '[[asked]]\ncontract = "ambulance"\nof = "Head of information"\nasked_on = 2024-01-02\nfrom_month = "2024-01"\n'
    )
    (northmoor.path / "returns.toml").write_text(asked, encoding="utf-8")
    stored = custody(northmoor, "2024-01")
    kept = northmoor.path.parent / "kept"
    shutil.copytree(northmoor.sources / "returns", kept)
    flow.build(northmoor.path)
    found = northmoor.table(FINDINGS)
    gaps = found[found["analysis"] == "gaps"].set_index("theme")
    assert {"ambulance", "custody"} <= set(gaps.index)
    assert "was asked for on 2 January 2024, and nothing of it is held" in gaps.loc["ambulance", "statement"]
    assert "have not come: February 2024 to" in gaps.loc["custody", "statement"]
    assert "not counted as zero" in gaps.loc["custody", "statement"]
    assert not [r.words for r in examine(northmoor.path) if r.subject == "sources" and "returns/" in r.words]
    disposal.dispose(northmoor, "custody", TODAY, past_end=False, why="")
    shutil.copytree(kept, northmoor.sources / "returns", dirs_exist_ok=True)
    flow.build(northmoor.path)
    assert not (northmoor.sources / stored).exists()
    issues = northmoor.table(ISSUES)
    (message,) = issues.loc[issues["rule"] == "disposed", "message"]
    assert f"sources/{stored} was disposed of on 3 September 2026 and was there again" in message
    gaps = northmoor.table(FINDINGS).query("analysis == 'gaps'").set_index("theme")
    assert "nothing of it is held" in gaps.loc["custody", "statement"]
    assert not [r.words for r in examine(northmoor.path) if r.subject == "sources" and "returns/" in r.words]


def test_the_doctor_tells_of_files_held_too_long(ours: Workspace) -> None:
    stored = custody(ours, "2026-01")
    remarks = {r.words: r.todo for r in examine(ours.path, on=dt.date(2031, 2, 1)) if r.subject == "returns"}
    (words,) = [words for words in remarks if stored in words]
    assert "should have gone on 1 February 2031: custody may be kept 60 months" in words
    assert remarks[words].endswith("custody --past-end --dry-run")
    early = [r for r in examine(ours.path, on=dt.date(2031, 1, 31)) if r.subject == "returns"]
    assert [r.words for r in early] == ["Something is lacking of: custody."], "nobody wrote down that it was asked for"
