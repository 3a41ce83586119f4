"""Marks that may not stand in a paragraph: HTML, scripts, pictures, links that do something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt

# A link to such an address, within a line or below the text: [words](javascript:...), [name]: data:...
DOING = re.compile(
    r"(?:\]\(|^[ \t]*\[[^\]]+\]:)\s*<?\s*(?:javascript|data|vbscript|file)\s*:", re.IGNORECASE | re.MULTILINE
)  # fmt: skip
SHOWN = 60


@cache
def _reader() -> MarkdownIt:
    """A reader that knows HTML, to find it; nothing that it reads is shown."""
    return MarkdownIt("commonmark", {"html": True})


def refused_marks(words: str, line: int) -> Iterator[tuple[int, str]]:
    """The line of each mark that may not stand in a text whose first line is `line`, and what it is."""
    for token in _reader().parse(words):
        first = line + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            yield first, f"HTML ({_short(token.content)})"
        for child in token.children or ():
            if child.type == "softbreak":
                first += 1
            elif child.type == "html_inline":
                yield first, f"HTML ({_short(child.content)})"
            elif child.type == "image":
                yield first, "a picture"
    for match in DOING.finditer(words):
        yield line + words.count("\n", 0, match.start()), f"a link that is none ({_short(match.group())})"


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}..."
