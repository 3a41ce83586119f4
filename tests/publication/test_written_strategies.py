"""Two strategies come out as pages: what can be read of Dorset's, and Brackenshire's, which is whole."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from pathlib import Path

import pytest

import purbeck
from purbeck.example import STRATEGY
from purbeck.strategy.strategy import by_id, read_files
from purbeck.strategy_flow import strategy_publish

DORSET = Path(__file__).parents[1] / "strategy" / "dorset"
THEN, NOW = dt.date(2024, 11, 1), dt.date(2026, 11, 26)
NOBODY = ("young-no-word-for-it", "offended-bus-stop", "survivor-children-heard", "practitioner-one-box")
PARTNERS_ONLY = ("survivor-no-news", "community-one-line", "young-first-question", "offended-being-sorry")


def words_of(text: str) -> str:
    """A page as it is read: its words, one blank between them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture(scope="module")
def dorset_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first page of Dorset's strategy, public edition, without its marks of HTML."""
    folder = tmp_path_factory.mktemp("pages") / "dorset"
    purbeck.new(folder, name="Dorset Community Safety Partnership", area=["E06000059"])
    shutil.copytree(DORSET, folder / "strategy", dirs_exist_ok=True)
    return words_of(strategy_publish(folder, THEN, "public").page.read_text(encoding="utf-8"))


def test_dorsets_priorities_stand_in_their_tiers(dorset_page: str) -> None:
    strategy, _ = read_files(DORSET)
    part = dorset_page.split("Priorities stand in three tiers.")[1].split("What we promise", maxsplit=1)[0]
    heads = [("Respond", "respond"), ("Intervene early", "intervene_early"), ("Find out more", "research")]
    for number, (head, tier) in enumerate(heads):
        after = part.split(f" {head} ", 1)[1]
        inside = after.split(f" {heads[number + 1][0]} ", 1)[0] if number < 2 else after
        places = [inside.index(p.title) for p in strategy.priorities if p.tier == tier]
        assert places == sorted(places), tier
        assert not [p.title for p in strategy.priorities if p.tier != tier and f"{p.title} {p.why}" in inside], tier
    assert len(strategy.priorities) == 9


def test_dorsets_context_is_there(dorset_page: str) -> None:
    for words in (
        "Serious violence rose after 2020/21",
        "84% more in June 2020",
        "Robbery was 13% higher",
        "read in 2026",
    ):
        assert words in dorset_page


def test_what_is_lost_of_dorset_is_marked_and_nothing_stands_in_its_place(dorset_page: str) -> None:
    strategy, _ = read_files(DORSET)
    shown = {blank.of for blank in strategy.blanks if f"Not available: {blank.why}." in dorset_page}
    assert {blank.of for blank in strategy.blanks} == shown
    assert dorset_page.count("All six are lost.") == len(strategy.priorities)
    assert "All figures are those of the published strategy" in dorset_page


@pytest.fixture(scope="module")
def editions(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Every file of Brackenshire's strategy as text, by its name, of both editions."""
    folder = tmp_path_factory.mktemp("pages") / "brackenshire"
    shutil.copytree(built_once, folder)
    found = {}
    for edition in ("partners", "public"):
        page = strategy_publish(folder, NOW, edition, edition).page
        found[edition] = {
            file.relative_to(page.parent).as_posix(): file.read_text(encoding="utf-8")
            for file in page.parent.rglob("*")
            if file.is_file()
        }
    return found


def test_brackenshires_pages_say_that_it_is_made_up(editions: dict[str, dict[str, str]]) -> None:
    for files in editions.values():
        pages = {name: text for name, text in files.items() if name.endswith(".html")}
        assert len(pages) >= 5
        assert [name for name, text in pages.items() if "made up" not in words_of(text).lower()[:1500]] == []


def test_brackenshires_strategy_lacks_nothing(editions: dict[str, dict[str, str]]) -> None:
    page = words_of(editions["partners"]["index.html"])
    assert "Not written yet" not in page
    assert "is not among the findings" not in page
    assert "Nothing is marked as blank." in page
    assert "Six priorities: two to respond to, two to intervene in early and two to find out more about." in page
    strategy, _ = read_files(STRATEGY)
    plan = words_of(editions["partners"]["delivery-plan.html"])
    assert [action.id for action in strategy.actions if action.title not in plan] == []
    followed = words_of(editions["partners"]["indicators.html"])
    assert [one.id for one in strategy.indicators if one.title not in followed] == []


def test_what_may_not_be_shown_is_in_no_file(editions: dict[str, dict[str, str]]) -> None:
    voices = by_id(read_files(STRATEGY)[0].voices)
    hidden = {"partners": NOBODY, "public": NOBODY + PARTNERS_ONLY}
    for edition, files in editions.items():
        everything = "\n".join(words_of(text) for text in files.values())
        for voice in voices.values():
            if voice.id in hidden[edition]:
                sentences = [part for part in re.split(r"(?<=[.?!]) ", voice.words) if len(part) > 12]
                assert [part for part in sentences if part in everything] == [], voice.id
                assert voice.id not in everything
            else:
                assert words_of(voice.words) in words_of(files["index.html"]), voice.id


def test_small_places_are_not_named_in_the_public_edition(editions: dict[str, dict[str, str]]) -> None:
    assert not re.findall(r"\bE0(1|5)\d{6}\b", "".join(editions["public"].values()))
