"""Interdependencies, logic model, causes and provision as pages: what is drawn is named, blanks say why, editions differ."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from planted_strategy import (
    action,
    aim,
    factor,
    indicator,
    intervention,
    large,
    outcome,
    priority,
    related,
    service,
    strategy,
)
from strategy_site import complete, site, written

from purbeck.publication.strategy import causes, interdependencies, logic_model
from purbeck.publication.strategy.pictures import Picture
from purbeck.strategy.plan import Blank
from purbeck.strategy.strategy import Strategy

PAGES = {"interdependencies.html": interdependencies, "logic-model.html": logic_model, "causes.html": causes}
CAPACITY = {"people": 40, "used": 38, "waiting": 6, "source": "A return"}


def pictures(strategy: Strategy, **how: str) -> list[Picture]:
    """Every picture of the three pages."""
    found: list[Picture] = []
    for page in PAGES.values():
        context = page.content(site(strategy, **how)).context
        held = [*context.values(), *context.get("pictures", ()), *(part.picture for part in context.get("parts", ()))]
        found += [one for one in held if isinstance(one, Picture)]
    return found


def drawn_words(picture: Picture) -> list[str]:
    """The lines of a picture's drawings."""
    return [
        html.unescape(line) for drawing in picture.drawings for line in re.findall(r">([^<]+)</text>", drawing.inside)
    ]


def squeezed(words: str) -> str:
    """Words without spaces: lines break where they will."""
    return "".join(words.split())


@pytest.mark.parametrize("held", [complete(), large()], ids=["complete", "large"])
@pytest.mark.parametrize("edition", ["partners", "public"])
def test_text_alternative_names_everything_that_is_drawn(held: Strategy, edition: str) -> None:
    found = pictures(held, edition=edition)
    assert {picture.name for picture in found} >= {
        "map",
        "terms",
        "whole",
        "levels",
        "by-priority",
        "by-factor",
        "by-route",
    }
    titles = [one.title for name in ("priorities", "related", "aims", "outcomes", "actions", "factors", "services")
              for one in getattr(held, name)]  # fmt: skip
    for picture in found:
        told, drawn = " ".join(picture.told), squeezed("".join(drawn_words(picture)))
        assert [title for title in titles if squeezed(title) in drawn and title not in told] == [], picture.name
        assert picture.title and picture.words and picture.told


def test_pictures_draw_every_entry_they_are_of() -> None:
    held = large()
    found = {picture.name: squeezed("".join(drawn_words(picture))) for picture in pictures(held)}
    for name, lists in {"map": ("priorities", "related"), "terms": ("related",), "whole": ("priorities", "aims", "outcomes"),
                        "levels": ("factors",), "by-factor": ("factors", "services"),
                        "by-priority": ("priorities",)}.items():  # fmt: skip
        assert [
            one.title for of in lists for one in getattr(held, of) if squeezed(one.title) not in found[name]
        ] == [], name
    chains = "".join(words for name, words in found.items() if name.startswith("logic-"))
    assert [one.title for one in held.actions if squeezed(one.title) not in chains] == []


def test_few_links_are_lines_and_many_are_a_grid() -> None:
    def lines(held: Strategy) -> int:
        return next(picture for picture in pictures(held) if picture.name == "map").drawings[0].inside.count("<path")

    few = strategy(priorities=(priority(),), aims=(aim(),), related=(related("a", aims=("fewer",)), related("b")))
    assert lines(few) == 1
    groups = tuple(f"group {n}" for n in range(9))
    many = strategy(
        priorities=tuple(priority(f"p{n}", groups=groups[n : n + 3]) for n in range(7)),
        related=tuple(related(f"r{n}", groups=groups) for n in range(5)),
    )
    assert lines(many) == 0
    assert "A line joins" in written(few)["interdependencies.html"]
    assert "A row for each related strategy" in written(many)["interdependencies.html"]
    assert "3 groups of people" in " ".join(drawn_words(next(p for p in pictures(many) if p.name == "map")))


def test_words_that_people_wrote_are_escaped_in_pages_and_drawings() -> None:
    held = strategy(
        priorities=(priority(title="Fights & < feuds"),), aims=(aim(title="A & < b"),),
        actions=(action("x", title="C & < d", aims=("fewer",)),),
        outcomes=(outcome("o", title="E & < f"),), related=(related("r", title="G & < h", aims=("fewer",)),),
        factors=(factor("f", title="I & < j"),), services=(service("s", title="K & < l", factors=("f",)),),
    )  # fmt: skip
    files = written(held)
    for page in PAGES:
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#\d+;)", files[page])
        assert " < " not in files[page] and "&amp; &lt; " in files[page]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_written_is_a_blank_that_says_so(page: str, read: Callable[[str], object]) -> None:
    empty = Strategy(files=("strategy.toml",))
    assert "Not written yet." in read(written(empty)[page]).by_id("main").text
    lost = [Blank(of=of, why="Lost from the published page") for of in ("related", "aims", "factors", "services")]
    assert "Not available: Lost from the published page." in written(replace(empty, blanks=tuple(lost)))[page]
    assert "<svg" not in written(empty)[page]


def test_one_of_each_reads_as_one() -> None:
    text = written()["interdependencies.html"]
    assert "The one related strategy shares an aim, a measure, people or a place with ours" in text
    assert "2 actions lead to 1 aim" in written()["logic-model.html"]
    assert "1 of 1 priority has at least one service now" in written()["causes.html"]


def test_public_edition_shows_neither_money_nor_small_counts_of_people() -> None:
    held = strategy(
        priorities=(priority(),), aims=(aim(),), factors=(factor("f"),),
        actions=(action("x", aims=("fewer",), resources=({"what": "Lamps", "pounds": 12000.0, "secured": False},)),),
        services=(service("s", factors=("f",), priorities=("weapons",), capacity=CAPACITY),),
    )  # fmt: skip
    partners, public = written(held), written(held, edition="public")
    assert "£12,000, not secured" in partners["logic-model.html"] and "6 people wait" in partners["causes.html"]
    for name, text in public.items():
        assert "12,000" not in text and "12000" not in text, name
        assert "not secured: " not in text and "6 wait" not in text and "6 people wait" not in text, name
    assert "what it takes" not in public["logic-model.html"]
    assert "Vale Police" in public["logic-model.html"]
    assert ',40,a year,"unknown, or not shown","unknown, or not shown",' in public["data/services.csv"]
    assert ",40,a year,38,6," in partners["data/services.csv"]
    said = "Of the numbers of people who came and who wait, counts of 1 to 7 are hidden; others are rounded to the nearest 5"
    assert said in public["causes.html"] and "who wait, counts of 1 to 4 are hidden;" in partners["causes.html"]


def test_unknown_capacity_is_a_word_in_drawing_table_and_file() -> None:
    held = strategy(priorities=(priority(),), services=(service("s", priorities=("weapons",)),))
    files = written(held)
    assert "How many is unknown" in files["causes.html"]
    assert ",unknown,,unknown,unknown," in files["data/services.csv"]


def test_broken_chains_are_marked_and_listed() -> None:
    held = strategy(
        priorities=(priority(),), aims=(aim(), aim("idle")), interventions=(intervention("vague", dose=None),),
        actions=(action("x", aims=("fewer",), intervention="vague"), action("adrift")),
        indicators=(indicator("i", aims=("fewer",)),),
    )  # fmt: skip
    text = written(held)["logic-model.html"]
    for words in ("Aims without an action: 1", "Aims without an outcome: 2", "Actions that serve no aim: 1",
                  "Interventions without a dose: how much, how often, for whom: 1", "No outcome written",
                  "No action"):  # fmt: skip
        assert words in text
    assert "stroke-dasharray" in text
    assert "Action adrift" in written(held)["data/logic-without-aim.csv"]


def test_gaps_stand_above_the_rule_that_found_them() -> None:
    text = written()["causes.html"]
    assert text.index("No service takes people who come from police custody.") < text.index(
        "Rule: No service that runs now takes people"
    )
    assert "No service takes people who come from police custody." in written()["data/gaps.csv"]


def test_places_are_called_by_their_names_wherever_they_are_matched() -> None:
    files = written()
    assert "E06000901" not in files["interdependencies.html"] + files["causes.html"]
    assert (
        "Brackenshire" in files["data/interdependencies.csv"] and "Brackenshire" in files["data/people-places-ways.csv"]
    )


def test_two_small_places_that_the_public_edition_does_not_name_are_not_one_place() -> None:
    def held(first: str, second: str) -> str:
        alike = {"priorities": ("weapons",), "groups": ("adults",)}
        places = {"s": (first,), "t": (second,)}
        services = tuple(service(name, places=there, **alike) for name, there in places.items())
        others = tuple(
            related(name, places=there, aims=("fewer",), groups=("adults",)) for name, there in places.items()
        )
        return "".join(
            text
            for edition in ("partners", "public")
            for text in written(
                strategy(priorities=(priority(),), aims=(aim(),), services=services, related=others), edition=edition
            ).values()
        )

    apart, together = held("Mill Lane", "Quay Street"), held("Brackenshire", "Brackenshire")
    assert "may do the same" not in apart and "share aims, groups and places" not in apart
    assert "may do the same" in together and "share aims, groups and places" in together
