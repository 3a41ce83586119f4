"""Markdown that people wrote, as HTML of which nothing but its own few marks can come out."""

from __future__ import annotations

from markdown_it.token import Token
from markupsafe import Markup

from purbeck.disclosure.entries import reader


def prose(text: str | None, level: int = 3) -> Markup:
    """Markdown as HTML; headings in it, whatever theirs, are of the level given, so that they fit the page."""
    tokens = reader().parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
        for inner in token.children or ():
            _mark_external(inner)
    return Markup(reader().renderer.render(tokens, reader().options, {}))


def without_marks(text: str | None) -> str:
    """Markdown as plain words on one line, for a drawing or a file."""
    inner = (token.children or () for token in reader().parse(text or "") if token.type == "inline")
    said = (" ".join(child.content for child in children if child.content) for children in inner)
    return " ".join(" ".join(said).split())


def _mark_external(token: Token) -> None:
    if token.type == "link_open" and str(token.attrGet("href")).startswith("http"):
        token.attrSet("rel", "external")
