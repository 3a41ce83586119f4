"""In Chromium: the drawn pages of a strategy as large as anybody's, of one of each, and of nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_chromium import OUTSIDE, SEEN, TYPE_SIZES, UNFOLD, Shown
from planted_strategy import large
from strategy_site import complete, site

from purbeck.publication.build import replace_folder
from purbeck.publication.strategy.build import pages
from purbeck.strategy.strategy import Strategy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STRATEGIES = {"large": large(), "complete": complete(), "empty": Strategy(files=("strategy.toml",))}
DRAWN = ("interdependencies.html", "logic-model.html", "causes.html")
# What the browser makes of each label: outside its drawing, or wider than the frame it begins in.
SPILT = """[...document.querySelectorAll('.chart > svg')].filter(e => e.getBoundingClientRect().height > 50).flatMap(svg => {
  const edge = svg.getBoundingClientRect();
  const frames = [...svg.querySelectorAll('rect[rx]')].map(e => e.getBoundingClientRect());
  return [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => {
    const frame = frames.find(f => b.left >= f.left && b.left < f.right && b.top >= f.top - 1 && b.top < f.bottom);
    return b.left < edge.left - 1 || b.right > edge.right + 1 || b.bottom > edge.bottom + 1 || (frame && b.right > frame.right);
  }).map(([words]) => words)})"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of every strategy on disk."""
    made = tmp_path_factory.mktemp("sites")
    for name, held in STRATEGIES.items():
        replace_folder(made / name, pages(site(held)))
    return made


@pytest.fixture(params=[(name, page) for name in STRATEGIES for page in DRAWN], ids="-".join)
def address(request: pytest.FixtureRequest, folder: Path) -> str:
    """A page on disk."""
    name, page = request.param
    return (folder / name / page).as_uri()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_core_finds_nothing(browser: Browser, axe_core: str, address: str, width: int) -> None:
    shown = Shown.at(browser, address, width)
    shown.page.evaluate(UNFOLD)
    found = shown.violations(axe_core)
    shown.page.close()
    assert found == []


@pytest.mark.parametrize(("width", "shown"), [(1280, "only-desk"), (375, "only-telephone"), (320, "only-telephone")])
def test_drawings_fit_the_window_in_readable_type_and_no_label_spills(
    browser: Browser, address: str, width: int, shown: str
) -> None:
    page = Shown.at(browser, address, width).page
    seen, sizes, spilt = page.evaluate(SEEN), page.evaluate(TYPE_SIZES), page.evaluate(SPILT)
    page.evaluate(UNFOLD)
    across, outside = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(OUTSIDE, width)
    page.close()
    assert across <= width and outside == []
    assert set(seen) == (set() if "/empty/" in address else {shown})
    assert min(sizes, default=20) >= (11 if width == 320 else 11.5)
    assert spilt == []
