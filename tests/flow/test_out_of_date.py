"""Findings that are no longer of the present settings, definitions, files or code: never published, never traced."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_district import NORTHMOOR, SOUTHFEN, give, hashes, month_of, page_published, workspace

import purbeck
from purbeck import Workspace, areas, flow
from purbeck.doctor import contents
from purbeck.doctor.remark import LOOK, OK
from purbeck.errors import SourceError, TableError
from purbeck.findings import current
from purbeck.findings.finding import TABLE as FINDINGS

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
MOOR_FILES = {f"{m}-moor-street.csv": month_of(m, rows=60) for m in MONTHS}
A_BREAK = """
[[breaks]]
id = "ours"
kind = "step"
first = "2025-06"
title = "A new system"
told = "It counts otherwise."
concerns = "every offence"
affects = ["counts"]
source = "Ours"
read = 2026-01-31
checked = true
"""
A_COST = """
price_year = "2015/16"
title = "Our own"
source = "a report"
checked_on = 2026-01-01
checked_by = "somebody"
[[kinds]]
id = "one"
name = "One"
codes = ["8N"]
total = 100
checked = true
"""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Northmoor, built."""
    return flow.build(workspace(tmp_path_factory.mktemp("current") / "northmoor", MOOR_FILES).path).path


@pytest.fixture
def built(once: Path, tmp_path: Path) -> Workspace:
    """A copy of it to change."""
    return Workspace(shutil.copytree(once, tmp_path / "northmoor"))


def refused(made: Workspace, **how: str) -> TableError:
    """What `publish` says, which writes nothing."""
    before = hashes(made.publications, "**/*.*")
    with pytest.raises(TableError) as raised:
        purbeck.publish(made.path, "public", by="Analyst", **how)
    assert hashes(made.publications, "**/*.*") == before
    assert raised.value.exit_code == TableError.exit_code
    assert f"purbeck build {made.path}" in raised.value.todo
    return raised.value


def told_by_doctor(made: Workspace) -> list[tuple[str, str]]:
    """State and words of what the doctor says of the findings."""
    found = contents.look(Workspace(made.path), lambda *_: None)
    return [(remark.state, remark.words) for remark in found if remark.subject == "findings"]


def edit(path: Path, old: str, new: str) -> None:
    """Put other words in place of some in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def of_other_code(made: Workspace) -> None:
    """As another version of Purbeck would have left it."""
    record = made.store.root / current.RECORD
    record.write_text(json.dumps(json.loads(record.read_text(encoding="utf-8")) | {"code": "older"}), encoding="utf-8")


def given_anew(made: Workspace) -> None:
    """The same bytes of the oldest file, given last: which of two editions counts may depend on it."""
    name = f"{MONTHS[0]}-moor-street.csv"
    give(made, {name: (made.sources / name).read_bytes()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda made: edit(made.path / "partnership.toml", NORTHMOOR, SOUTHFEN), "partnership.toml (area)"),
        (lambda made: edit(made.path / "definition/serious-violence.toml", "a robbery counts", "a robbery does count"),
         "definition/serious-violence.toml"),
        (lambda made: (made.path / "breaks.toml").write_text(A_BREAK, encoding="utf-8"), "breaks.toml"),
        (lambda made: (made.path / "unit_costs.toml").write_text(A_COST, encoding="utf-8"), "unit_costs.toml"),
        (lambda made: give(made, {"2026-01-moor-street.csv": month_of("2026-01")}), "sources/2026-01-moor-street.csv is new"),
        (lambda made: (made.sources / "2025-12-moor-street.csv").unlink(), "sources/2025-12-moor-street.csv is gone"),
        (lambda made: (made.sources / "2025-12-moor-street.csv").write_bytes(month_of("2025-12")),
         "sources/2025-12-moor-street.csv is changed"),
        (given_anew, "sources/2024-01-moor-street.csv is changed"),
        (of_other_code, "Purbeck itself, which is now "),
        (lambda made: (made.store.root / current.RECORD).unlink(), "what they were made from is not on record"),
        (lambda made: (made.store.root / current.RECORD).write_text('{"find', encoding="utf-8"), "is not on record"),
    ],
)  # fmt: skip
def test_what_has_changed_since_the_build_is_named_and_nothing_is_published(
    built: Workspace, change: Callable[[Workspace], object], said: str
) -> None:
    assert told_by_doctor(built) == [(OK, "They are of the present settings, definitions, files and Purbeck.")]
    change(built)
    assert said in refused(built).what
    assert said in refused(built, name="x-1").what
    ((state, words),) = told_by_doctor(built)
    assert state == LOOK
    assert "out of date" in words and said in words


def test_many_files_are_counted(built: Workspace) -> None:
    for month in MONTHS[:9]:
        (built.sources / f"{month}-moor-street.csv").unlink()
    assert "sources/2024-03-moor-street.csv is gone; 6 more files in sources/" in refused(built).what


def test_what_says_the_same_may_be_written_otherwise(built: Workspace) -> None:
    edit(built.path / "partnership.toml", "# Who we are", "# We are")
    edit(built.path / "definition" / "serious-violence.toml", "# What counts", "# This is what counts")
    current.refuse_out_of_date(Workspace(built.path))


def test_put_back_as_it_was_it_is_published_again(built: Workspace) -> None:
    edit(built.path / "partnership.toml", NORTHMOOR, SOUTHFEN)
    refused(built)
    edit(built.path / "partnership.toml", SOUTHFEN, NORTHMOOR)
    assert page_published(built.path).parent.name == "2025-needs-assessment-public"


def test_after_a_build_that_failed_the_last_findings_stay_unpublished(built: Workspace) -> None:
    """Also where what made it fail is put back: some tables are of the settings in between."""
    census = built.sources / "census2021_age6_lsoa21.csv"
    kept = census.read_bytes()
    edit(built.path / "partnership.toml", NORTHMOOR, SOUTHFEN)
    census.unlink()
    with pytest.raises(SourceError):
        flow.build(built.path)
    said = refused(built, name="x-1").what
    assert "partnership.toml (area)" in said and "census2021_age6_lsoa21.csv is gone" in said
    census.write_bytes(kept)
    assert "(area)" in refused(built).what
    flow.build(built.path)
    current.refuse_out_of_date(Workspace(built.path))


def test_other_districts_published_since_leave_ours_to_be_built(built: Workspace) -> None:
    mine = built.table(FINDINGS)
    ours = mine[mine["analysis"] == "scale"].iloc[0]
    give(built, {"2026-01-moor-street.csv": month_of("2026-01", rows=60)})
    assert purbeck.explain(built.path, ours["id"]).counted == ours["n"], "tables and findings are still of one build"
    purbeck.publish_areas(built.path, areas=[SOUTHFEN])
    assert "2026-01-moor-street.csv is new" in refused(built).what
    with pytest.raises(TableError, match="out of date"):
        purbeck.explain(built.path, ours["id"])
    flow.build(built.path)
    current.refuse_out_of_date(Workspace(built.path))


def test_a_district_whose_tables_are_older_than_the_others_is_not_traced(built: Workspace) -> None:
    purbeck.publish_areas(built.path, areas=[SOUTHFEN])
    (district,) = areas.chosen(built, [SOUTHFEN])
    found = areas.seen_from(built, district).table(FINDINGS)
    scale = found[found["analysis"] == "scale"].iloc[0]
    assert purbeck.explain(built.path, scale["id"]).counted == scale["n"]
    give(built, {"2026-01-moor-street.csv": month_of("2026-01", rows=60)})
    flow.build(built.path)
    with pytest.raises(TableError) as raised:
        purbeck.explain(built.path, scale["id"])
    assert f"purbeck publish {built.path} --areas {SOUTHFEN}" in raised.value.todo


def test_tables_made_by_others_than_the_last_build_are_told(built: Workspace) -> None:
    """Settings and files as at the build, tables not: a build was stopped on the way to other settings and back."""
    edit(built.path / "partnership.toml", NORTHMOOR, SOUTHFEN)
    for _, stage in flow.STAGES[:-1]:
        stage(Workspace(built.path), lambda *_: None)
    edit(built.path / "partnership.toml", SOUTHFEN, NORTHMOOR)
    assert "tables that they are made from" in refused(built).what


def test_a_build_with_nothing_to_do_says_so_of_files_that_alter_no_finding(built: Workspace) -> None:
    stray = built.sources / "stray.csv"
    stray.write_bytes(b"a,b\n1,2\n")
    assert "sources/stray.csv is new" in refused(built).what
    flow.build(built.path)
    current.refuse_out_of_date(Workspace(built.path))
