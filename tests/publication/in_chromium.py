"""A page as Chromium shows it: what axe-core finds, what is cut off, what the keyboard reaches, what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

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
# What is read on the page, drawings apart: text that is there and has room.
READ = """[...document.querySelectorAll('body *')].filter(e => !e.closest('svg, script, template'))
  .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim() && e.checkVisibility()
    && e.getBoundingClientRect().height > 0).map(n => n.data.trim()))"""
# Text cut off by its own box, which neither scrolls nor is meant to be heard only.
CUT = """[...document.querySelectorAll('body *')].filter(e => !e.closest('svg, .unseen, thead')
  && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth)
  .map(e => e.outerHTML.slice(0, 120))"""
REACHABLE = """[...document.querySelectorAll('a[href], summary, button, select, [tabindex="0"]')]
  .filter(e => e.checkVisibility())"""
NUMBERED = f"window.reachable = {REACHABLE}; window.reachable.length"
# Where the keyboard is: which of what can be reached, whether that is seen within the window, and whether it is a shut fold.
HERE = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const marked = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [window.reachable.indexOf(e), marked && within, e.outerHTML.slice(0, 120), e.matches('details:not([open]) > summary')];
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
DARK = "rgb(22, 25, 27)"


@dataclass
class Shown:
    """A page in a window, and every address it has asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, browser: Browser, address: str, width: int = 1280, height: int = 900, scale: int = 1) -> Self:
        """The page in a new window of a size, at a scale of the screen."""
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        shown = cls(page)
        page.on("request", lambda request: shown.asked.append(request.url))
        page.goto(address)
        return shown

    def violations(self, axe_core: str, tags: list[str] = RULES) -> list[tuple[str, int, str]]:
        """What axe-core finds by the rules of some tags."""
        return self._found(axe_core, {"type": "tag", "values": tags})

    def faint(self, axe_core: str) -> list[tuple[str, int, str]]:
        """What axe-core finds by the rules on colours, which are what another style changes."""
        return self._found(axe_core, {"type": "rule", "values": COLOURS})

    def _found(self, axe_core: str, only: dict[str, Any]) -> list[tuple[str, int, str]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_core)
        run = "only => axe.run(document, {runOnly: only, resultTypes: ['violations']}).then(r => r.violations)"
        found = self.page.evaluate(run, only)
        return [(v["id"], len(v["nodes"]), v["nodes"][0]["html"][:200]) for v in found]

    def ground(self) -> str:
        """The colour behind the page."""
        return str(self.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    def resized(self, width: int, height: int = 900) -> None:
        """The window in another size."""
        self.page.set_viewport_size({"width": width, "height": height})

    def spills(self, width: int) -> list[str]:
        """What lies outside a window of a width, or is cut off; the page itself, where it scrolls sideways."""
        across = self.page.evaluate("document.documentElement.scrollWidth")
        sideways = [f"the page, {across} wide"] if across > width else []
        return [*sideways, *self.page.evaluate(OUTSIDE, width), *self.page.evaluate(CUT)]

    def read(self) -> list[str]:
        """Every text of the page that can be read, drawings apart."""
        return sorted(self.page.evaluate(READ))

    def walked(self) -> tuple[list[int], int, list[str]]:
        """From the top by Tab until it ends or turns back: places in reading order, how many there are, which focus is not seen.

        Folds are opened on the way, by Enter and by Space in turn; what is in them is reached next.
        """
        trail: list[int] = []
        unseen: list[str] = []
        keys = ["Enter", "Space"]
        number = self.page.evaluate(NUMBERED)
        while True:
            self.page.keyboard.press("Tab")
            place, seen, what, shut = self.page.evaluate(HERE)
            if shut:
                self.page.keyboard.press(keys[0])
                keys.reverse()
                number = self.page.evaluate(NUMBERED)
            if place == -1 or place in trail:
                return trail, number, unseen
            trail.append(place)
            unseen += [] if seen else [what]

    def elsewhere(self) -> list[str]:
        """What was asked for that lies neither on disk nor in the page."""
        return [url for url in self.asked if not url.startswith(("file:", "data:"))]
