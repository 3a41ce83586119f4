"""In Chromium: axe-core finds nothing, a narrow screen does not scroll sideways, print and no JavaScript work."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import sample_findings as samples
from strategy_site import writing
from test_areas_index import LINES

from purbeck.publication.areas import write_index
from purbeck.publication.build import pages, replace_folder
from purbeck.publication.publication import compose

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
SEEN = """[...document.querySelectorAll('.chart > svg')].filter(e => e.getBoundingClientRect().height > 50)
  .map(e => e.classList[0])"""
OUTSIDE = """w => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(e => !e.closest('.scroll, svg, .unseen') && e.getBoundingClientRect().right > w + 0.5)
  .map(e => e.outerHTML.slice(0, 120))"""
# The size of type as it is seen: that of the drawing times how far the drawing is shrunk.
TYPE_SIZES = """[...document.querySelectorAll('.chart > svg')].filter(e => e.getBoundingClientRect().height > 50)
  .flatMap(e => [...e.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize) * e.getScreenCTM().a))"""


@pytest.fixture(scope="module")
def address(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page on disk."""
    folder = tmp_path_factory.mktemp("publication") / "page"
    replace_folder(folder, files)
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def written_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page on disk that holds what people wrote too."""
    folder = tmp_path_factory.mktemp("written") / "page"
    replace_folder(folder, pages(compose(samples.ABOUT, samples.every_kind(), (), writing())))
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def index_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an index of districts on disk."""
    return write_index(tmp_path_factory.mktemp("index") / "2025-areas", samples.ABOUT, LINES).as_uri()


def opened(browser: Browser, address: str, width: int) -> Page:
    """The page in a window of a width."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("which", ["address", "written_address", "index_address"])
def test_axe_core_finds_nothing(
    browser: Browser, axe_core: str, request: pytest.FixtureRequest, which: str, width: int
) -> None:
    page = opened(browser, request.getfixturevalue(which), width)
    page.evaluate(
        UNFOLD.replace("details", "details:not(.long)")
    )  # axe-core looks at every cell: long tables stay shut
    page.evaluate(axe_core)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(tags)}}}).then(r => r.violations)")
    page.close()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


@pytest.mark.parametrize("how", [{"color_scheme": "dark"}, {"color_scheme": "dark", "contrast": "more"}])
@pytest.mark.parametrize("which", ["address", "index_address"])
def test_axe_core_finds_nothing_in_the_dark(
    browser: Browser, axe_core: str, request: pytest.FixtureRequest, which: str, how: dict[str, str]
) -> None:
    page = opened(browser, request.getfixturevalue(which), 1280)
    page.emulate_media(**how)  # type: ignore[arg-type]
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.evaluate(axe_core)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2aa']}).then(r => r.violations)")
    page.close()
    assert ground == "rgb(22, 25, 27)"
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("which", ["address", "written_address"])
def test_page_never_scrolls_sideways_but_wide_tables_do(
    browser: Browser, request: pytest.FixtureRequest, which: str, width: int
) -> None:
    page = opened(browser, request.getfixturevalue(which), width)
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE, width) == []
    regions = page.evaluate("[...document.querySelectorAll('.scroll')].map(e => [e.tabIndex, e.ariaLabel])")
    page.close()
    assert regions and all(order == 0 and label for order, label in regions)


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_index_of_districts_never_scrolls_sideways(browser: Browser, index_address: str, width: int) -> None:
    page = opened(browser, index_address, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE, width) == []
    page.close()


@pytest.mark.parametrize(("width", "shown"), [(1280, "only-desk"), (375, "only-telephone")])
def test_one_drawing_of_each_chart_is_seen_in_type_of_a_readable_size(
    browser: Browser, address: str, width: int, shown: str
) -> None:
    page = opened(browser, address, width)
    seen, sizes = page.evaluate(SEEN), page.evaluate(TYPE_SIZES)
    page.close()
    assert len(seen) > 5 and set(seen) == {shown}
    assert min(sizes) >= 11.5


def test_print_opens_short_tables_and_shows_the_desk_drawings(browser: Browser, address: str) -> None:
    page = opened(browser, address, 700)
    page.emulate_media(media="print")
    tables = page.evaluate(
        "[...document.querySelectorAll('details')].map(d => [d.classList.contains('long'),"
        " d.querySelector('table').checkVisibility()])"
    )
    assert {long for long, _ in tables} == {True, False}
    assert all(visible != long for long, visible in tables)
    assert set(page.evaluate(SEEN)) == {"only-desk"}
    assert page.pdf(format="A4")[:4] == b"%PDF"
    page.close()


def test_page_works_without_javascript_and_asks_for_nothing_but_its_folder(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.locator("summary").first.click()
    assert page.locator("details[open] table").first.is_visible()
    context.close()
    assert {url.rsplit("/", 1)[1] for url in asked} == {"index.html", "style.css"}
    assert all(url.startswith("file:") for url in asked)


def test_keyboard_reaches_the_skip_link_first_and_focus_is_seen(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
