"""In Chromium: charts are explored without eval, from disk and from a server, by keyboard and pointer, and print as drawn."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample_findings as samples
from in_chromium import OUTSIDE, SEEN

from purbeck.publication.build import replace_folder
from purbeck.publication.chapters import finding_anchor
from purbeck.publication.tables import shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.usefixtures("vega")
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'"
FOLDER = {"index.html", "style.css", "explore.js", "vega.js"}
CHARTS = [f for f in samples.every_kind() if f.chart not in ("none", "map")]
# Open every chart of the page, one after the other, and wait until it is drawn.
OPEN_ALL = """async () => {
  for (const button of document.querySelectorAll('.explore button')) {
    button.click();
    const drawn = () => button.closest('figure').querySelector('.drawing svg');
    for (let n = 0; n < 200 && !drawn(); n++) await new Promise(done => setTimeout(done, 50));
  }
}"""
LETTERS = """figure => ['svg.only-desk', '.drawing svg'].map(which => [...figure.querySelector(which).querySelectorAll('text')]
  .map(text => text.textContent).sort())"""


@pytest.fixture(scope="module")
def folder(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication on disk."""
    made = tmp_path_factory.mktemp("publication") / "page"
    replace_folder(made, files)
    return made


@pytest.fixture(scope="module")
def strict_address(folder: Path) -> Iterator[str]:
    """The address of the page from a server of this machine that forbids eval and scripts written into the page."""

    class Strict(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", STRICT)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def chart(kind: str) -> str:
    """The address of the first figure of a kind of chart within the page."""
    finding = next(f for f in CHARTS if f.chart == kind)
    return f"#{finding_anchor(finding.id)} figure.chart"


@pytest.mark.parametrize("by", ["disk", "server"])
def test_every_chart_is_drawn_with_the_same_words_without_eval_or_a_request_elsewhere(
    browser: Browser, folder: Path, request: pytest.FixtureRequest, by: str
) -> None:
    address = (folder / "index.html").as_uri() if by == "disk" else request.getfixturevalue("strict_address")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(address)
    before = {url.rsplit("/", 1)[1] for url in asked}
    page.evaluate(OPEN_ALL)
    letters = page.locator("figure.chart").evaluate_all(f"figures => figures.map({LETTERS})")
    page.close()
    assert before == FOLDER - {"vega.js"}, "Vega comes with the first chart that is explored"
    assert {url.rsplit("/", 1)[1] for url in asked} == FOLDER
    assert all(url.rsplit("/", 1)[0] == address.rsplit("/", 1)[0] for url in asked)
    assert len(letters) == len(CHARTS) and all(still == explored and still for still, explored in letters)
    assert wrong == []


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_core_finds_nothing_in_opened_charts_and_the_page_does_not_scroll_sideways(
    browser: Browser, axe_core: str, folder: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((folder / "index.html").as_uri())
    page.evaluate(OPEN_ALL)
    page.evaluate(axe_core)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        f"axe.run({{include: [['figure.chart']]}}, {{runOnly: {json.dumps(tags)}}}).then(r => r.violations)"
    )
    across = page.evaluate("document.documentElement.scrollWidth")
    outside = page.evaluate(OUTSIDE.replace(".unseen", ".unseen, .drawing"), width)
    page.close()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert across <= width and outside == []


def test_by_keyboard_each_month_is_told_in_the_words_of_its_row(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "index.html").as_uri())
    figure = page.locator(chart("process"))
    figure.locator(".explore button").focus()
    page.keyboard.press("Enter")
    figure.locator("select:focus").wait_for()
    assert figure.locator("svg.only-desk").is_hidden() and figure.locator(".drawing svg").is_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    told = figure.locator("output").text_content()
    rings = figure.locator('.drawing path[stroke-width="3"]').evaluate_all("r => r.map(e => e.getAttribute('opacity'))")
    (table,) = shown(samples.process())
    assert told.startswith("February 2023. Offences recorded: 634; ") and table.lines[1].cells[1] == "634"
    assert [cell for cell in table.lines[1].cells if cell not in told] == []
    assert [n for n, opacity in enumerate(rings) if opacity != "0"] == [1]
    page.keyboard.press("Escape")
    assert figure.locator("output").text_content() == ""
    figure.locator(".explore button").press("Enter")
    assert figure.locator("svg.only-desk").is_visible() and figure.locator(".drawing").is_hidden()
    page.close()


@pytest.mark.parametrize("kind", ["process", "ranks", "funnel"])
def test_pointing_at_a_mark_tells_of_its_own_row(browser: Browser, folder: Path, kind: str) -> None:
    finding = next(f for f in CHARTS if f.chart == kind)
    lines = shown(finding)[0].lines
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "index.html").as_uri())
    figure = page.locator(chart(kind))
    figure.locator(".explore button").click()
    figure.locator("select:focus").wait_for()
    order = figure.locator("option").evaluate_all("all => all.map(one => Number(one.value)).slice(1)")
    for row in (3, 8):
        ring = figure.locator('.drawing path[stroke-width="3"]').nth(order.index(row))
        ring.scroll_into_view_if_needed()
        place = ring.bounding_box()
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        assert figure.locator("output").text_content().startswith(f"{lines[row].cells[0]}. ")
    page.close()


def test_pointing_at_a_place_tells_of_it_and_fades_the_others(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "index.html").as_uri())
    figure = page.locator(chart("comparison"))
    figure.locator(".explore button").click()
    figure.locator('.drawing text:text-is("South West")').hover()
    assert figure.locator("output").text_content().startswith("South West. Offences recorded: ")
    dots = figure.locator('.drawing path[stroke-width="2.5"][fill]').evaluate_all(
        "dots => dots.filter(e => e.getAttribute('d').includes('A')).map(e => e.getAttribute('opacity'))"
    )
    assert sorted(dots)[-1] == "1" and len([d for d in dots if d != "1"]) == len(dots) - 1 > 1
    page.close()


def test_print_and_a_page_without_scripts_show_the_still_charts_alone(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "index.html").as_uri())
    page.evaluate(OPEN_ALL)
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == ["only-desk"] * len(CHARTS)
    assert page.locator(".drawing:visible, .explore:visible").count() == 0
    page.close()
    without = browser.new_context(java_script_enabled=False)
    still = without.new_page()
    still.goto((folder / "index.html").as_uri())
    assert still.locator("button").count() == 0
    without.close()


def test_a_page_whose_vega_was_lost_says_so(browser: Browser, files: dict[str, str], tmp_path: Path) -> None:
    replace_folder(tmp_path / "page", {name: held for name, held in files.items() if name != "vega.js"})
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((tmp_path / "page" / "index.html").as_uri())
    figure = page.locator(chart("bars"))
    figure.locator(".explore button").click()
    figure.locator(".explore:has-text('vega.js is not beside this page')").wait_for()
    assert figure.locator("svg.only-desk").is_visible()
    page.close()
