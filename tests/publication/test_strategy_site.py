"""The strategy's site: every page has its navigation and its mark, every link leads somewhere, the same bytes twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from strategy_site import ON, complete, site, written

from purbeck.errors import SettingsError
from purbeck.example import STRATEGY
from purbeck.publication.strategy.build import publish
from purbeck.publication.strategy.rows import Figure, Link, Table
from purbeck.publication.strategy.site import MADE_UP
from purbeck.publication.strategy.words import Missing
from purbeck.strategy.strategy import Strategy, read_files
from purbeck.workspace import create

EMPTY = Strategy(files=("strategy.toml",))


def html(files: dict[str, str]) -> dict[str, str]:
    """The pages among the files."""
    return {name: text for name, text in files.items() if name.endswith(".html")}


@pytest.mark.parametrize("strategy", [complete(), EMPTY], ids=["complete", "empty"])
@pytest.mark.parametrize("edition", ["partners", "public"])
def test_every_page_is_whole_and_every_link_leads_somewhere(
    read: Callable[[str], object], strategy: Strategy, edition: str
) -> None:
    files = written(strategy, edition=edition)
    pages = {name: read(text) for name, text in html(files).items()}
    ids = {name: [e.attributes["id"] for e in page.walk() if "id" in e.attributes] for name, page in pages.items()}
    for name, page in pages.items():
        assert len(ids[name]) == len(set(ids[name])), name
        assert len(page.all("h1")) == 1
        links = [e.attributes["href"] for e in page.all("a", "link")]
        assert {"index.html", "style.css"} <= set(links)
        for link in links:
            if link.startswith(("http://", "https://", "tel:", "mailto:")):
                continue
            file, _, part = link.partition("#")
            assert (file or name) in files, f"{name}: {link} leads nowhere"
            assert not part or part in ids[file or name], f"{name}: {link} leads to no part of the page"


def test_every_csv_is_offered_by_a_page() -> None:
    files = written()
    offered = "".join(html(files).values())
    assert [name for name in files if name.endswith(".csv") and f'href="{name}"' not in offered] == []


def test_made_up_strategy_says_so_first_on_every_page(read: Callable[[str], object]) -> None:
    for text in html(written()).values():
        main = read(text).by_id("main")
        assert main.children[1].attributes["id"] == "made-up"
        assert MADE_UP in main.text
    real = complete()
    assert real.about is not None
    real = replace(real, about=real.about.model_copy(update={"made_up": False}))
    assert not any(MADE_UP in text for text in written(real).values())


def test_the_same_strategy_gives_the_same_bytes() -> None:
    assert written() == written()


def test_edition_and_day_stand_on_every_page() -> None:
    for text in html(written()).values():
        assert "working draft" in text and "As it stood on 26 November 2026." in text and "noindex" in text
    for text in html(written(edition="public")).values():
        assert "Public edition" in text and "working draft" not in text and "noindex" not in text


def test_one_edition_does_not_take_the_place_of_the_other(tmp_path) -> None:
    workspace = create(tmp_path / "vale", "Vale", ("E06000901",), "")
    page = publish(workspace, "2026-strategy", site())
    assert page == workspace.publications / "2026-strategy" / "index.html"
    publish(workspace, "2026-strategy", site(on=ON.replace(day=1)))
    before = page.read_bytes()
    with pytest.raises(SettingsError, match="holds the partners edition of a strategy"):
        publish(workspace, "2026-strategy", site(edition="public"))
    assert page.read_bytes() == before
    (workspace.publications / "2026-needs-assessment").mkdir()
    with pytest.raises(SettingsError, match="holds something else"):
        publish(workspace, "2026-needs-assessment", site())


def test_a_table_as_it_is_read_and_as_a_file() -> None:
    table = Table(
        "things", "Things", ("What", "When", "How many", "Why"),
        ((Link("=1+1", "#x"), ON, 1234, None), ("A", Missing("Not written yet."), Figure(0.25, "0.3"), ("b", Link("c", "#c")))),
    )  # fmt: skip
    cells = [[" | ".join(item.words for item in cell) for cell in line.cells] for line in table.lines]
    assert cells == [["=1+1", "26 November 2026", "1,234", ""], ["A", "Not written yet.", "0.3", "b | c"]]
    assert table.comma_separated().splitlines() == [
        "What,When,How many,Why", "'=1+1,2026-11-26,1234,", "A,Not written yet.,0.25,b; c",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="every row needs 1 cells"):
        Table("thing", "Thing", ("What",), (("a", "b"),))


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_pages_say_the_same_in_whatever_order_entries_stand(edition: str) -> None:
    strategy, _ = read_files(STRATEGY)
    rng = random.Random(4)
    shuffled = {
        one.name: tuple(rng.sample(value, len(value)))
        for one in fields(strategy)
        if isinstance(value := getattr(strategy, one.name), tuple) and one.name != "files"
    }
    pages = written(strategy, edition=edition), written(replace(strategy, **shuffled), edition=edition)
    first, second = ({name: said_on(text) for name, text in one.items() if name != "strategy.json"} for one in pages)
    assert first == second
    line = re.compile(r"\d+ statements: [^.<]*\.|\d+ indicators: [^.<]*\.")
    assert line.findall(pages[0]["index.html"]) == line.findall(pages[1]["index.html"]) != []


def said_on(text: str) -> Counter[str]:
    """The words of a page or table, without marks of HTML and the numbers of statements, which follow the files."""
    return Counter(re.findall(r"\w+", re.sub(r"(?i)<[^>]*>|statement[ -]\d+", " ", text)))
