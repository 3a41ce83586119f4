"""purbeck paragraphs: begins, lists, looks again; says what is wrong and changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from typed import printed

from purbeck.errors import ParagraphError, TableError
from purbeck.example import write_paragraphs
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.finding import Finding, Question, findings_frame
from purbeck.findings.reach import RestsOn
from purbeck.paragraphs.files import read
from purbeck.publication.chapters import plan
from purbeck.workspace import Workspace, create


def finding(count: int) -> Finding:
    """A finding with a number."""
    question = Question("scale", "rate_per_1000", "robbery", "district", "E06000901", "latest", "own", "police_street")
    return Finding(
        question, "scale", f"Robbery: {count} offences", f"The police recorded {count} offences.", "offences", "Byar", "Vale",
        "2025", "described", "1", already_public=True,
        rests_on=RestsOn("2025-01", "2025-12", ("Vale",), "police_street", (), ("counts",)), value=float(count), n=count,
    )  # fmt: skip


ID = finding(1).question.id


def build(workspace: Workspace, count: int) -> None:
    """Write the table of findings."""
    workspace.store.write(FINDINGS, findings_frame([finding(count)], "b1", {}), f"key {count}")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one finding."""
    made = create(tmp_path / "vale", "Vale", ("E06000901",), "")
    build(made, 185)
    return made


def test_one_is_begun_goes_stale_and_is_looked_at_again(workspace: Workspace) -> None:
    where = workspace.path
    assert "Nothing is written yet" in printed("paragraphs", where)
    assert "scale-1.md" in printed("paragraphs", where, "--new", "scale", "--about", ID)
    assert "scale-1: current (chapter scale, partners and public) 1 written, none to look at again." in printed(
        "paragraphs", where
    )
    build(workspace, 203)
    said = printed("paragraphs", where, code=ParagraphError.exit_code)
    assert f"finding {ID}, number beneath changed: Robbery: 203 offences: it was 185, and is 203" in said
    assert "--accept scale-1" in said and "1 to look at again" in said
    assert "Looked at" in printed("paragraphs", where, "--accept", "scale-1")
    assert "scale-1: current" in printed("paragraphs", where)


def test_what_publishing_would_refuse_is_told_and_fails(workspace: Workspace) -> None:
    where = workspace.path
    printed("paragraphs", where, "--new", "scale", "--about", ID)
    file = where / "paragraphs" / "scale-1.md"
    head = file.read_text(encoding="utf-8").rpartition("+++")[0]
    file.write_text(f"{head}+++\n<script>x</script>\n\n22.7 of them, at BH1 2AB\n", encoding="utf-8")
    said = printed("paragraphs", where, code=ParagraphError.exit_code)
    assert "it holds HTML" in said and "“22.7” is no figure" in said and "it holds a postcode" in said
    assert "as they were built" in said and "1 of 1 could not be published" in said


def test_what_cannot_be_done_is_said(workspace: Workspace) -> None:
    where = workspace.path
    assert "There are: purpose, data" in printed("paragraphs", where, "--new", "scael", code=ParagraphError.exit_code)
    wrong = printed("paragraphs", where, "--new", "scale", "--about", "0" * 12, code=ParagraphError.exit_code)
    assert "No finding has the id 000000000000" in wrong
    assert 'There is no paragraph "other"' in printed(
        "paragraphs", where, "--accept", "other", code=ParagraphError.exit_code
    )
    assert "give --new with --about" in printed("paragraphs", where, "--about", ID, code=2)
    assert list((where / "paragraphs").iterdir()) == []


def test_nothing_built_is_said(tmp_path: Path) -> None:
    made = create(tmp_path / "vale", "Vale", ("E06000901",), "")
    said = printed("paragraphs", made.path, "--new", "scale", "--about", ID, code=TableError.exit_code)
    assert "Nothing has been built" in said


def test_brackenshires_paragraphs_can_be_read_and_stand_in_chapters_that_there_are(tmp_path: Path) -> None:
    write_paragraphs(tmp_path / "paragraphs")
    found = read(tmp_path)
    assert len(found) == 5 and {"partners"} in [set(one.head.editions) for one in found]
    assert {one.head.chapter for one in found} <= {chapter.slug for chapter in plan()}
    assert all({stood.id for stood in one.head.stood} == set(one.head.about) for one in found)
