"""One page of every kind of finding, made once, read with the standard library's parser; and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample_findings as samples

from purbeck.publication.build import pages
from purbeck.publication.publication import Publication, compose

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    """An element of a page: its tag, attributes, children (elements and text)."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything a reader reads in it, spaces evened out."""
        parts = [c if isinstance(c, str) else c.text for c in self.children]
        return " ".join("".join(parts).split())

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        """All elements below with one of these tags."""
        return [e for e in self.walk() if e.tag in tags]

    def by_id(self, name: str) -> Element:
        """The element of an id, which must be the only one."""
        found = [e for e in self.walk() if e.attributes.get("id") == name]
        assert len(found) == 1, f"{len(found)} elements have the id {name}"
        return found[0]


class Reader(HTMLParser):
    """Reads a page into elements; a tag that is not closed, or closed twice, is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("top")
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says something twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> at line {self.getpos()[0]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Element:
    """A page as elements."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.top], f"not closed: {[e.tag for e in reader.open[1:]]}"
    return reader.top


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """Every file of a publication that holds one finding of each kind."""
    return pages(compose(samples.ABOUT, samples.every_kind()))


@pytest.fixture(scope="session")
def marked() -> Publication:
    """A partners' edition that holds one finding of each kind, one of them with markup in its words."""
    about = replace(samples.ABOUT, edition="partners", mark=samples.MARK, release="0123456789ab")
    return compose(about, [*samples.every_kind(), samples.with_markup()])


@pytest.fixture(scope="session")
def formats(marked: Publication) -> dict[str, str | bytes]:
    """Every file of it, called "vale"."""
    return pages(marked, name="vale")


@pytest.fixture(scope="session")
def page(files: dict[str, str]) -> Element:
    """Its page, read."""
    return read_page(files["index.html"])


@pytest.fixture(scope="session")
def read() -> object:
    """`read(html)` gives a page as elements."""
    return read_page
