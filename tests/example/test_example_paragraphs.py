"""What Brackenshire's analyst wrote stands in both editions as the district is built, and not when a number moves."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from purbeck import paragraph_flow
from purbeck.disclosure import released_for, released_writing
from purbeck.errors import ParagraphError
from purbeck.example import write_paragraphs
from purbeck.publication.chapters import by_chapter
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # builds a workspace with every partner: left out of the fast suite
ON = dt.date(2026, 11, 26)


@pytest.fixture(scope="module")
def written(partnered: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Brackenshire with its partners and its paragraphs."""
    folder = tmp_path_factory.mktemp("written") / "brackenshire"
    shutil.copytree(partnered.path, folder)
    write_paragraphs(folder / "paragraphs")
    return Workspace(folder)


def released(partnered: Workspace, workspace: Workspace, edition: str) -> list[str]:
    """The chapters of the paragraphs that an edition shows, whose findings are those of the district without paragraphs."""
    found = released_for(partnered, edition)
    given = released_writing(workspace, found, by_chapter(found), edition, ON)
    return [one.chapter for one in given.paragraphs]


def test_every_paragraph_is_current_and_may_go_out(partnered: Workspace, written: Workspace) -> None:
    assert {one.state for one in paragraph_flow.paragraphs(written.path)} == {"current"}
    assert released(partnered, written, "partners") == ["data", "place", "scale", "scale", "themes"]
    assert released(partnered, written, "public") == ["data", "place", "scale", "scale"]


@pytest.mark.parametrize(
    ("was", "wrong", "words"),
    [
        ("7,777", "7,877", "“7,877” is no figure"),
        ("Dogger West", "Dogger East", "“Dogger East” is a region outside our area"),
        ("Three things", "<u>Three</u> things", "HTML"),
        ("Three things", "Ask at BX1 2AB: three things", "a postcode"),
        ('value = "21.0"', 'value = "20.1"', "number beneath changed"),
    ],
)
def test_each_kind_of_mistake_in_one_of_them_stops_the_edition(
    partnered: Workspace, written: Workspace, was: str, wrong: str, words: str
) -> None:
    file = written.path / "paragraphs" / "scale-1.md"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, wrong, 1), encoding="utf-8", newline="\n")
    try:
        with pytest.raises(ParagraphError, match=r"paragraphs/scale-1\.md, line") as refused:
            released(partnered, written, "public")
    finally:  # the editions of this one workspace are made once for all of these
        file.write_text(text, encoding="utf-8", newline="\n")
    assert words in str(refused.value)
