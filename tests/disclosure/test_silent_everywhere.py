"""Words without consent come out of no field of any file, in no edition, however they are written and whatever day is named."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

import purbeck
from purbeck.disclosure.silence import Silence
from purbeck.strategy.strategy import read_files
from purbeck.strategy.voices import Voice
from purbeck.strategy_flow import strategy_publish

COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
TODAY = dt.date(2026, 11, 26)
SAID = "Zebra lantern wept beneath crooked stairs while nobody came"
TEXT = re.compile(r'(\b\w+ = )"[^"\n]* [^"\n]*"')  # a field whose value is more than one word
CONSENT = '{ purposes = ["strategy"], editions = ["public", "partners"], given = 2025-11-03, until = 2028-11-03%s }'


@pytest.fixture
def workspace(tmp_path: Path) -> purbeck.Workspace:
    """A workspace with the complete files."""
    purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    shutil.copytree(COMPLETE, tmp_path / "ours" / "strategy", dirs_exist_ok=True)
    return purbeck.Workspace(tmp_path / "ours")


def add_voice(workspace: purbeck.Workspace, words: str, consent: str = "") -> None:
    with (workspace.path / "strategy" / "voices" / "survivors.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[[voices]]\nid = "zz-0"\nrole = "community"\nmethod = "Talk"\non = 2025-11-03\nwords = "{words}"\n'
            + (f"consent = {consent}\n" if consent else "")
        )


def written(workspace: purbeck.Workspace, on: dt.date, edition: str) -> dict[str, str]:
    """Every file of an edition, by its path."""
    folder = strategy_publish(workspace.path, on, edition, f"n-{edition}", TODAY).page.parent
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("edition", ["public", "partners"])
def test_words_without_consent_come_out_of_no_field_at_all(workspace: purbeck.Workspace, edition: str) -> None:
    planted = 0
    for path in (workspace.path / "strategy").glob("*.toml"):
        text, count = TEXT.subn(rf'\g<1>"{SAID}"', path.read_text(encoding="utf-8"))
        planted += count
        path.write_text(text, encoding="utf-8")
    found, faults = read_files(workspace.path / "strategy")
    assert faults == () and planted > 80
    assert any(value.source == SAID for one in found.indicators for value in one.values)
    assert any(SAID in text for text in written(workspace, TODAY, edition).values()), "without the statement it is seen"
    add_voice(workspace, SAID)
    assert [name for name, text in written(workspace, TODAY, edition).items() if "lantern wept" in text] == []


@pytest.mark.parametrize("edition", ["public", "partners"])
@pytest.mark.parametrize("ended", [", withdrawn = 2026-06-01", ""], ids=["withdrawn", "until"])
def test_a_day_before_consent_ended_does_not_bring_words_back(
    workspace: purbeck.Workspace, edition: str, ended: str
) -> None:
    consent = CONSENT % ended if ended else (CONSENT % "").replace("2028-11-03", "2026-06-01")
    add_voice(workspace, SAID, consent)
    files = written(workspace, dt.date(2026, 1, 15), edition)
    assert [name for name, text in files.items() if "lantern" in text] == []


@pytest.mark.parametrize("edition", ["public", "partners"])
def test_words_are_shown_where_consent_holds_on_both_days(workspace: purbeck.Workspace, edition: str) -> None:
    add_voice(workspace, SAID, CONSENT % "")
    assert SAID in written(workspace, dt.date(2026, 1, 15), edition)["index.html"]
    before_it_was_given = written(workspace, dt.date(2025, 1, 15), edition)
    assert [name for name, text in before_it_was_given.items() if "lantern" in text] == []


@pytest.mark.parametrize(
    "text",
    [
        "Zebra _lantern_ wept beneath crooked _stairs_ while nobody came",
        "Zebra __lantern__ **wept** beneath *crooked* stairs while nobody came",
        "Ze**bra** lan*tern* wept beneath crooked stairs while nobody came",
        "Zebra lan\u00adtern wept be\u00adneath crooked stairs while no\u00adbody came",
        "Zebra\u200b lan\u200dtern wept beneath crooked stairs while nobody came",
        "Zebra [lantern wept](https://example.org/a-page) beneath crooked stairs while nobody came",
        "Zebra [lantern][1] wept beneath crooked stairs while nobody came",
        "Zebra lan&shy;tern wept beneath crooked stairs while nobody came",
        "Zebra&nbsp;lantern `wept` beneath ~~crooked~~ stairs while nobody came",
        "Zebra_lantern_wept_beneath_crooked_stairs",
        "\uff3aebra lantern wept beneath crooked stairs",
        "ZEBRA LANTERN\nWEPT - BENEATH, CROOKED; STAIRS",
    ],
)
def test_marks_within_a_quotation_do_not_hide_it(text: str) -> None:
    (action, *_) = read_files(COMPLETE)[0].actions
    voice = Voice(id="zz-0", role="community", method="Talk", on=TODAY, words=SAID)
    kept = Silence([voice]).keep(action.model_copy(update={"words": text}))
    assert "rooked" not in str(kept.words) and "[Not shown" in str(kept.words)


def test_two_words_are_guarded_and_other_words_are_left_alone() -> None:
    (action, *_) = read_files(COMPLETE)[0].actions
    silence = Silence([Voice(id="zz-0", role="community", method="Talk", on=TODAY, words="Hexagon despair")])
    said = action.model_copy(update={"words": "They spoke of hexagon despair, and of more."})
    assert "despair" not in str(silence.keep(said).words)
    apart = action.model_copy(update={"words": "Hexagon, of despair"})
    assert silence.keep(apart).words == "Hexagon, of despair"
