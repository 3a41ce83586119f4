"""In Chromium: the strategy's pages hold to WCAG 2.2, fit a telephone, print, and work without JavaScript."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_chromium import DARK, SEEN, TYPE_SIZES, UNFOLD, Shown
from strategy_site import site

from purbeck.publication.build import replace_folder
from purbeck.publication.strategy.build import pages
from purbeck.publication.strategy.pages import PAGES
from purbeck.strategy.strategy import Strategy
from purbeck.strategy_flow import strategy_publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Whether every letter of the drawing that is seen lies within it.
INSIDE = """[...document.querySelectorAll('.chart > svg')].filter(e => e.getBoundingClientRect().height > 50).every(
  e => [...e.querySelectorAll('text')].every(
    t => t.getBoundingClientRect().right <= e.getBoundingClientRect().right + 1))"""
FILES = [page.file for page in PAGES]


@pytest.fixture(scope="module")
def brackenshire(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Brackenshire's strategy."""
    folder = tmp_path_factory.mktemp("strategy") / "brackenshire"
    shutil.copytree(built_once, folder)
    return strategy_publish(folder, dt.date(2027, 6, 1)).page.parent


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a strategy of which nothing but a file is there."""
    folder = tmp_path_factory.mktemp("empty") / "strategy"
    replace_folder(folder, pages(site(Strategy(files=("strategy.toml",)))))
    return folder


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("which", ["brackenshire", "empty"])
def test_axe_core_finds_nothing_in_any_style_and_only_the_folder_is_asked(
    browser: Browser, axe_core: str, request: pytest.FixtureRequest, which: str, file: str
) -> None:
    shown = Shown.at(browser, (request.getfixturevalue(which) / file).as_uri())
    shown.page.evaluate(UNFOLD)
    light = shown.violations(axe_core)
    faint = []
    if which == "brackenshire":  # a page of nothing has no colours that are not there too
        shown.page.emulate_media(contrast="more")
        faint += shown.faint(axe_core)
        shown.page.emulate_media(contrast="no-preference", forced_colors="active")
        faint += shown.faint(axe_core)
    shown.page.emulate_media(forced_colors="none", contrast="no-preference", color_scheme="dark")
    shown.resized(320)
    dark, night = shown.violations(axe_core), shown.ground()
    shown.page.close()
    assert light == faint == dark == [] and shown.elsewhere() == []
    assert night == DARK


@pytest.mark.parametrize("file", FILES)
def test_at_double_size_and_on_a_telephone_nothing_is_lost_and_keyboard_reaches_everything(
    browser: Browser, brackenshire: Path, file: str
) -> None:
    shown = Shown.at(browser, (brackenshire / file).as_uri(), scale=2)
    trail, number, unseen = shown.walked()
    read = shown.read()
    for width, height in ((1280, 900), (640, 450), (375, 700), (320, 700)):
        shown.resized(width, height)
        assert shown.spills(width) == []
        assert shown.read() == read
    shown.page.close()
    assert trail == list(range(number)) and unseen == []
    assert len(read) > 20


@pytest.mark.parametrize("width", [1280, 1024, 768])
def test_no_item_of_the_navigation_stands_alone_on_a_line(browser: Browser, empty: Path, width: int) -> None:
    page = Shown.at(browser, (empty / "index.html").as_uri(), width).page
    tops = page.evaluate("[...document.querySelectorAll('nav.pages li')].map(one => one.offsetTop)")
    page.close()
    assert len(tops) == len(PAGES)
    assert min(tops.count(top) for top in tops) > 1


@pytest.mark.parametrize(("width", "shown"), [(1280, "only-desk"), (375, "only-telephone")])
def test_one_drawing_of_the_chart_is_seen_in_type_of_a_readable_size(
    browser: Browser, brackenshire: Path, width: int, shown: str
) -> None:
    page = Shown.at(browser, (brackenshire / "priorities.html").as_uri(), width).page
    seen, sizes = page.evaluate(SEEN), page.evaluate(TYPE_SIZES)
    inside = page.evaluate(INSIDE)
    page.close()
    assert seen == [shown]
    assert min(sizes) >= 11.5
    assert inside


def test_print_shows_what_is_folded_and_leaves_out_the_navigation(browser: Browser, brackenshire: Path) -> None:
    page = Shown.at(browser, (brackenshire / "index.html").as_uri(), 700).page
    page.emulate_media(media="print")
    tables = page.evaluate("[...document.querySelectorAll('details table')].map(t => t.checkVisibility())")
    assert tables and all(tables)
    assert not page.evaluate("document.querySelector('nav.pages').checkVisibility()")
    assert page.evaluate("document.getElementById('made-up').checkVisibility()")
    assert page.pdf(format="A4")[:4] == b"%PDF"
    page.close()


def test_pages_work_without_javascript_and_ask_for_nothing_but_their_folder(
    browser: Browser, brackenshire: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((brackenshire / "index.html").as_uri())
    page.get_by_role("link", name="Delivery plan", exact=True).click()
    assert page.locator("h1").inner_text() == "Delivery plan"
    assert page.locator("nav.pages [aria-current=page]").inner_text() == "Delivery plan"
    context.close()
    assert {url.rsplit("/", 1)[1] for url in asked} == {"index.html", "delivery-plan.html", "style.css"}


def test_keyboard_reaches_the_skip_link_first(browser: Browser, brackenshire: Path) -> None:
    page = Shown.at(browser, (brackenshire / "indicators.html").as_uri(), 1280).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
