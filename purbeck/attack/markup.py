"""A page as a tree of elements, whatever it leaves out: for HTML and for the SVG in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
RAW = frozenset({"script", "style"})


@dataclass
class Element:
    """An element with its attributes, and the texts and elements in it; "" and "#comment" are names of no element."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Element]:
        """The elements of some names within it, in order."""
        for one in self.walk():
            if one.tag in tags:
                yield one

    def walk(self) -> Iterator[Element]:
        """Every element within it, in order, comments too."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [child for child in reversed(one.children) if isinstance(child, Element)]

    def text(self) -> str:
        """What is written in it, with single spaces; comments, scripts and styles left out."""
        return " ".join("".join(self._texts()).split())

    def raw(self) -> str:
        """The texts that stand in it directly, as they are."""
        return "".join(child for child in self.children if isinstance(child, str))

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in RAW and child.tag != "#comment":
                yield from child._texts()
                if child.tag in BREAKING:
                    yield " "


BREAKING = frozenset({
    "p", "li", "dt", "dd", "div", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "figcaption",
    "caption", "summary", "title", "text", "tspan", "desc",
})  # fmt: skip


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.open[-1].children.append(Element("#comment", {}, [data]))


def tree(text: str) -> Element:
    """The tree of a page; its root has no name."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
