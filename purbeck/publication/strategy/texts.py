"""The texts of pages that were written: what a reader sees of them, and what stands behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

# Elements within a sentence: the words on both sides of their tags belong together.
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tspan",
}
ATTRIBUTES = {"alt", "aria-label", "content", "href", "title"}  # what of a tag holds people's words
NO_TEXT = {"script", "style"}


class _Reader(HTMLParser):
    """Collects the texts of a page: of each block, and of each attribute that may hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.block: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins: so does another block, unless it stands within a sentence."""
        self.silent += tag in NO_TEXT
        self.texts += [unquote(value) for name, value in attrs if name in ATTRIBUTES and value]
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self.silent -= tag in NO_TEXT
        self._between(tag)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self.silent:
            self.block.append(data)

    def _between(self, tag: str) -> None:
        if tag not in INLINE and self.block:
            self.texts.append("".join(self.block))
            self.block = []


def texts_of(folder: Path) -> Iterator[str]:
    """Every text of the pages and tables in a folder; a file that cannot be read is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".html", ".csv"}:
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig", "replace")
        except OSError:
            continue
        if path.suffix == ".csv":
            yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
        else:
            reader = _Reader()
            reader.feed(text)
            reader.close()
            yield from (*reader.texts, "".join(reader.block))
