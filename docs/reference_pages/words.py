"""How texts stand in a page."""

from __future__ import annotations

from collections.abc import Iterable


def cell(text: str) -> str:
    """A text as the cell of a Markdown table: no bar, no point at its end."""
    return text.replace("|", "\\|").rstrip(".")


def said(words: Iterable[str]) -> str:
    """Words side by side; those that begin with a sign stand as code."""
    return ", ".join(f"`{word}`" if not word[:1].isalnum() else cell(word) for word in words)
