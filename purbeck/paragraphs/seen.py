"""What a reader sees of a text in Markdown, with the line of the file on which each word stands."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from markdown_it.token import Token

from purbeck.strategy.rendered import reader

HIDDEN = {"Cf", "Cc", "Cs", "Co"}  # categories of Unicode that are drawn as nothing


@dataclass(frozen=True)
class Seen:
    """A block as it is read, on one line; where in it each line of the file begins; targets and titles of its links."""

    text: str
    starts: tuple[int, ...]
    first: int
    links: tuple[str, ...] = ()

    def line(self, at: int) -> int:
        """The line of the file on which a character stands."""
        return self.first + bisect_right(self.starts, at) - 1


def seen(words: str, line: int) -> tuple[Seen, ...]:
    """The blocks of a text whose first line is `line` of its file."""
    return tuple(
        _block(token.children or (), line + token.map[0])
        for token in reader().parse(words)
        if token.type == "inline" and token.map
    )


def _block(children: Iterable[Token], first: int) -> Seen:
    text, starts, links, bare = "", [0], [], False
    for token in children:
        links += [str(value) for name, value in token.attrs.items() if name in {"href", "title"}]
        if token.type in {"link_open", "link_close"}:
            bare = token.type == "link_open" and token.markup == "autolink"
        elif token.type in {"softbreak", "hardbreak"}:
            text += " "
            starts.append(len(text))
        elif not bare:
            text += plain(token.content)
    return Seen(text, tuple(starts), first, tuple(links))


def plain(text: str) -> str:
    """A text without characters that cannot be seen; letters and figures that only look different made alike."""
    folded = unicodedata.normalize("NFKC", text)
    shown = (
        " " if one.isspace() else one for one in folded if one.isspace() or unicodedata.category(one) not in HIDDEN
    )
    return "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in shown).replace("−", "-")
