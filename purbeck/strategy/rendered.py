"""Markdown as pages read it, and what of it a reader sees: words, and the links behind them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_SCHEMES = ("http:", "https:", "mailto:")
# Nothing is fetched from elsewhere, and what looks like HTML is shown as it was written.
LEFT_OUT = ["image", "html_block", "html_inline", "fence", "code"]


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - as markdown-it calls it
        return url.lower().startswith(SAFE_SCHEMES)


@cache
def reader() -> MarkdownIt:
    """The one reader of Markdown: what is searched is what is shown."""
    return _Reader("commonmark", {"html": False}).disable(LEFT_OUT)


@lru_cache(maxsize=8192)
def rendered(text: str) -> tuple[str, tuple[str, ...]]:
    """What a reader sees of a text, without numbers of lists and bare addresses; and targets and titles of its links."""
    blocks, links = [], []
    for token in reader().parse(text):
        children = token.children or ()
        blocks.append("".join(_seen(children)) if token.type == "inline" else token.content)
        links += [str(value) for child in children for name, value in child.attrs.items() if name in {"href", "title"}]
    return " ".join(blocks), tuple(links)


def _seen(children: tuple[Token, ...] | list[Token]) -> Iterator[str]:
    bare = False
    for child in children:
        if child.type in {"link_open", "link_close"}:
            bare = child.type == "link_open" and child.markup == "autolink"
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif not bare:
            yield child.content
