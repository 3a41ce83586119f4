"""Paragraphs and translations go out checked, against what an edition shows, and repeat nobody."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from purbeck.disclosure import (
    ReleasedFinding,
    release,
    released_paragraphs,
    released_translations,
    released_writing,
)
from purbeck.disclosure.findings import hold_back
from purbeck.errors import LanguageError, ParagraphError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.finding import Finding, Question, Rows, findings_frame
from purbeck.findings.reach import RestsOn
from purbeck.paragraphs.files import begin
from purbeck.paragraphs.told import told_by_findings
from purbeck.publication.chapters import by_chapter
from purbeck.sources.build import PLACES
from purbeck.strategy.strategy import read
from purbeck.workspace import Workspace, create

ON = dt.date(2026, 11, 26)
COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
COLUMNS = (("theme", "Kind", ""), ("count", "Count", ""), ("share", "Share", "0 to 1"))
SMALL_AREAS = (
    ("E01990001", "Vale 001A", "Harbour", "E06000901", "Vale", "Vale Constabulary", "West", True),
    ("E01990002", "Moor 001A", "Market", "E06000902", "Derbymoor", "Moor Police", "West", False),
)
PLACE_COLUMNS = (
    "lsoa21",
    "lsoa_name",
    "ward_name",
    "district_code",
    "district_name",
    "force_name",
    "region_name",
    "ours",
)


def finding(count: int = 7973) -> Finding:
    """A finding of a rate that rests on published figures."""
    question = Question("scale", "rate_per_1000", "robbery", "district", "E06000901", "latest", "own", "police_street")
    rate = count / 380
    return Finding(
        question, "scale", f"Robbery: {rate:.1f} per 1,000", f"The police recorded {count:,} offences.", "per 1,000 residents",
        "Byar", "Vale", "2025", "described", "1", already_public=True,
        rests_on=RestsOn("2025-01", "2025-12", ("Vale",), "police_street", (), ("counts",)), value=rate, lower=rate - 0.5,
        upper=rate + 0.5, confidence=0.95, n=count, rows=Rows(COLUMNS, (("Robbery", count, 0.164),)),
    )  # fmt: skip


ID = finding().question.id


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one finding, two places and the strategy of the complete files."""
    made = create(tmp_path / "vale", "Vale", ("E06000901",), "")
    build(made, finding())
    held = pd.DataFrame(SMALL_AREAS, columns=PLACE_COLUMNS)
    held = held.assign(csp_name=held["district_name"], nation_name="England", residents=1500)
    names = [column.name for column in PLACES.columns]
    made.store.write(PLACES, held.reindex(columns=names).astype({"residents": "int64"}), "key")
    return made


def build(workspace: Workspace, one: Finding) -> None:
    """Write the table of findings."""
    workspace.store.write(FINDINGS, findings_frame([one], "b1", {}), "key of the findings")


def as_released(one: Finding) -> ReleasedFinding:
    """A finding as an edition shows it."""
    return release(findings_frame([one], "b1", {}).to_dict("records")[0])


def write(workspace: Workspace, words: str, about: tuple[str, ...] = (ID,)) -> Path:
    """Begin a paragraph and put words into it."""
    path = begin(workspace.path, "scale", about, told_by_findings(workspace), ON)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rpartition("+++\n")[0] + f"+++\n{words}\n", encoding="utf-8", newline="\n")
    return path


def released(workspace: Workspace, edition: str = "public", shown: ReleasedFinding | None = None) -> list[str]:
    """The words of the paragraphs that an edition shows."""
    found = [shown or as_released(finding())]
    given = released_paragraphs(workspace, found, by_chapter(found), edition, read(workspace))
    return [one.words.strip() for one in given.paragraphs]


def test_an_honest_paragraph_goes_out_as_it_was_written(workspace: Workspace) -> None:
    write(workspace, "The police recorded **7,973** offences in Vale, 21 per 1,000.")
    assert released(workspace) == ["The police recorded **7,973** offences in Vale, 21 per 1,000."]


def test_the_wrong_county_is_known_from_the_lookups(workspace: Workspace) -> None:
    write(workspace, "Violence across Derbymoor rose.")
    with pytest.raises(ParagraphError, match="“Derbymoor” is a district outside our area"):
        released(workspace)


def test_every_fault_of_every_file_is_told_and_nothing_is_released(workspace: Workspace) -> None:
    write(workspace, "It was 23.4 here. <script>x</script>")
    write(workspace, "At DT1 1XJ, across Derbymoor.")
    with pytest.raises(ParagraphError) as refused:
        released(workspace)
    for words in ("scale-1.md", "scale-2.md", "23.4", "HTML", "a postcode", "Derbymoor", "Nothing was written"):
        assert words in str(refused.value)
    assert "DT1" not in str(refused.value)


def test_what_changed_beneath_is_asked_of_the_tables_and_figures_of_the_edition(workspace: Workspace) -> None:
    write(workspace, "The police recorded 7,975 offences.")
    with pytest.raises(ParagraphError, match="The nearest is 7,973"):
        released(workspace, "partners")
    assert released(workspace, "public", as_released(finding(7975))) == ["The police recorded 7,975 offences."]
    build(workspace, finding(8001))
    with pytest.raises(ParagraphError, match="number beneath changed"):
        released(workspace, "public", as_released(finding(7975)))


def test_words_about_a_finding_that_the_edition_holds_back_stay_in(workspace: Workspace) -> None:
    path = write(workspace, "It is clearly higher.")
    held = hold_back(as_released(finding()))
    with pytest.raises(ParagraphError, match="is not shown in the public edition"):
        released(workspace, "public", held)
    text = path.read_text(encoding="utf-8").replace('["partners", "public"]', '["partners"]')
    path.write_text(text, encoding="utf-8", newline="\n")
    assert released(workspace, "public", held) == []
    assert released(workspace, "partners") == ["It is clearly higher."]


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_no_paragraph_repeats_anybody_whatever_the_consent(workspace: Workspace, edition: str) -> None:
    shutil.copytree(COMPLETE, workspace.path / "strategy", dirs_exist_ok=True)
    said = [one.words for one in read(workspace).voices if len(one.words.split()) > 8]
    assert said
    for words in said:
        write(workspace, f"As somebody put it: “{' '.join(words.split())}”", ())
    write(workspace, "Nobody is quoted here.", ())
    found = [as_released(finding())]
    given = released_paragraphs(workspace, found, by_chapter(found), edition, read(workspace))
    assert [one.words.strip() for one in given.paragraphs] == ["Nobody is quoted here."]
    assert given.withheld == len(said)


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_an_assessment_holds_nobodys_words_and_says_who_was_heard(workspace: Workspace, edition: str) -> None:
    shutil.copytree(COMPLETE, workspace.path / "strategy", dirs_exist_ok=True)
    workspace_definition(workspace)
    found = [as_released(finding())]
    given = released_writing(workspace, found, by_chapter(found), edition, ON)
    assert given.strategy is not None and given.strategy.statements == ()
    assert sum(one.statements for one in given.heard) > 0
    text = repr(given)
    for voice in read(workspace).voices:
        assert voice.words not in text


def workspace_definition(workspace: Workspace) -> None:
    """Put a definition that can be read where the settings name one."""
    from purbeck.definition.shipped import STARTING_DEFINITION

    file = workspace.path / "definition" / "serious-violence.toml"
    file.write_bytes(STARTING_DEFINITION.read_bytes())


def test_nothing_written_is_no_fault(workspace: Workspace) -> None:
    found = [as_released(finding())]
    given = released_writing(workspace, found, by_chapter(found), "public", ON)
    assert given.strategy is None and given.paragraphs == () and given.notes == ()


def test_names_are_a_note(workspace: Workspace) -> None:
    write(workspace, "Mrs Smith agreed.", ())
    found = [replace(as_released(finding()))]
    given = released_writing(workspace, found, by_chapter(found), "public", ON)
    assert "Mrs Smith" in given.notes[0] and len(given.paragraphs) == 1


def translated(workspace: Workspace, **words: str) -> Path:
    """A file of translations: of these messages, by short names, or of all of them as they are."""
    messages = {
        "count": "{number1} offences",
        "who": "Who to ask",
        "half": "Some twenty of them",
        "place": "Beside Derbymoor",
    }
    entries = [f'msgid "{message}"\nmsgstr "{words.get(name, "")}"\n' for name, message in messages.items()]
    path = workspace.path / "language" / "cy.po"
    path.parent.mkdir()
    path.write_text("\n".join(['msgid ""\nmsgstr "Language: cy\\n"\n', *entries]), encoding="utf-8")
    return path


def test_translations_may_say_what_their_messages_say(workspace: Workspace) -> None:
    path = translated(workspace, count="{number1} trosedd", half="Rhyw twenty", place="Ger Derbymoor")
    found = released_translations(workspace, path)
    assert found.withheld == 0
    assert found.translations == {
        ("", "{number1} offences"): "{number1} trosedd", ("", "Some twenty of them"): "Rhyw twenty",
        ("", "Beside Derbymoor"): "Ger Derbymoor",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Thirty ohonynt", "line 7: “Thirty” is no figure of the message “Who to ask”"),
        ("Gofynnwch yn Derbymoor", "line 7: “Derbymoor” is a district outside our area"),
        (
            "Gofynnwch i neb@example.org",
            "line 7: the translation holds an e-mail address; what it says is not repeated here.",
        ),
    ],
)
def test_translations_are_no_way_past_the_gate(workspace: Workspace, words: str, fault: str) -> None:
    with pytest.raises(LanguageError) as raised:
        released_translations(workspace, translated(workspace, who=words))
    assert fault in raised.value.what and "neb@" not in raised.value.what
    assert "Nothing was written." in raised.value.todo


def test_a_translation_that_repeats_a_statement_is_left_out(workspace: Workspace) -> None:
    shutil.copytree(COMPLETE, workspace.path / "strategy", dirs_exist_ok=True)
    path = translated(workspace, count="{number1} trosedd", who="I wanted somebody to ask me what would have helped.")
    found = released_translations(workspace, path)
    assert list(found.translations) == [("", "{number1} offences")] and found.withheld == 1
