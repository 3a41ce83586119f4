"""Markdown that people wrote, as HTML of which nothing but its own few marks can come out."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SAFE_SCHEMES = ("http:", "https:", "mailto:")
# Nothing is fetched from elsewhere, and what looks like HTML is shown as it was written.
LEFT_OUT = ["image", "html_block", "html_inline", "fence", "code"]


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - as markdown-it calls it
        return url.lower().startswith(SAFE_SCHEMES)


@cache
def _reader() -> MarkdownIt:
    return _Reader("commonmark", {"html": False}).disable(LEFT_OUT)


def prose(text: str | None, level: int = 3) -> Markup:
    """Markdown as HTML; headings in it, whatever theirs, are of the level given, so that they fit the page."""
    reader = _reader()
    tokens = reader.parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
        for inner in token.children or ():
            _mark_external(inner)
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def without_marks(text: str | None) -> str:
    """Markdown as plain words on one line, for a drawing or a file."""
    inner = (token.children or () for token in _reader().parse(text or "") if token.type == "inline")
    said = (" ".join(child.content for child in children if child.content) for children in inner)
    return " ".join(" ".join(said).split())


def _mark_external(token: Token) -> None:
    if token.type == "link_open" and str(token.attrGet("href")).startswith("http"):
        token.attrSet("rel", "external")
