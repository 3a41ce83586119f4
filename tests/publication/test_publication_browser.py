"""In Chromium: axe-core finds nothing, a narrow screen does not scroll sideways, print and no JavaScript work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sample_findings as samples
from in_chromium import DARK, SEEN, TYPE_SIZES, UNFOLD, Shown
from strategy_site import writing
from test_areas_index import LINES

from purbeck.publication.areas import write_index
from purbeck.publication.build import pages, replace_folder
from purbeck.publication.publication import compose

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ADDRESSES = ["address", "written_address", "index_address"]


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


@pytest.mark.parametrize("which", ADDRESSES)
def test_axe_core_finds_nothing_in_any_style_and_only_the_folder_is_asked(
    browser: Browser, axe_core: str, request: pytest.FixtureRequest, which: str
) -> None:
    shown = Shown.at(browser, request.getfixturevalue(which))
    # axe-core looks at every cell: long tables stay shut
    shown.page.evaluate(UNFOLD.replace("details", "details:not(.long)"))
    light, ground = shown.violations(axe_core), shown.ground()
    faint = []
    if which == "address":
        shown.page.emulate_media(contrast="more")
        faint += shown.faint(axe_core)
        shown.page.emulate_media(contrast="no-preference", forced_colors="active")
        faint += shown.faint(axe_core)
    shown.page.emulate_media(forced_colors="none", contrast="no-preference", color_scheme="dark")
    shown.resized(320)
    dark, night = shown.violations(axe_core), shown.ground()
    shown.page.emulate_media(color_scheme="dark", media="print")
    printed = shown.ground()
    shown.page.close()
    assert light == faint == dark == [] and shown.elsewhere() == []
    assert (ground, night, printed) == ("rgb(255, 255, 255)", DARK, "rgb(255, 255, 255)")


@pytest.mark.parametrize("which", ADDRESSES)
def test_keyboard_reaches_everything_in_order_and_nothing_is_lost_at_double_size_or_on_a_telephone(
    browser: Browser, request: pytest.FixtureRequest, which: str
) -> None:
    shown = Shown.at(browser, request.getfixturevalue(which), scale=2)
    trail, number, unseen = shown.walked()
    assert trail == list(range(number)) and unseen == []
    assert shown.page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    read = shown.read()
    for width, height in ((1280, 900), (640, 450), (375, 700), (320, 700)):
        shown.resized(width, height)
        assert shown.spills(width) == []
        assert shown.read() == read
    shown.page.close()
    assert len(read) > 20


@pytest.mark.parametrize(("width", "shown"), [(1280, "only-desk"), (375, "only-telephone")])
def test_one_drawing_of_each_chart_is_seen_in_type_of_a_readable_size(
    browser: Browser, address: str, width: int, shown: str
) -> None:
    page = Shown.at(browser, address, width).page
    seen, sizes = page.evaluate(SEEN), page.evaluate(TYPE_SIZES)
    page.close()
    assert len(seen) > 5 and set(seen) == {shown}
    assert min(sizes) >= 11.5


def test_print_opens_short_tables_and_shows_the_desk_drawings(browser: Browser, address: str) -> None:
    page = Shown.at(browser, address, 700).page
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


def test_keyboard_reaches_the_skip_link_first(browser: Browser, index_address: str) -> None:
    page = Shown.at(browser, index_address).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
