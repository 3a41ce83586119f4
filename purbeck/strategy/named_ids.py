"""Ids of statements in texts, whatever their letters, hyphens and marks."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from purbeck.strategy.rendered import rendered
from purbeck.strategy.seen_words import plain

MARKS = "*`\\"  # of Markdown, within a word
UNMARKED = str.maketrans(dict.fromkeys(MARKS, ""))
DASH, MINUS = "Pd", "\u2212"


class NamedIds:
    """Finds ids. One like "v-002" is unmistakable; one like "mentors" may be an ordinary word, and is not looked for."""

    def __init__(self, ids: Iterable[str]) -> None:
        found = sorted((one for one in ids if re.search(r"[0-9-]", one)), key=len, reverse=True)
        names = "|".join(map(re.escape, found)) if found else r"(?!)"
        self.pattern = re.compile(rf"(?<![^\W_]|-)(?:{names})(?![^\W_]|-)")

    def within(self, text: str) -> bool:
        """Whether one is named in a text, as it is written or as it is seen."""
        return any(map(self.pattern.search, _forms(text)))

    def replaced(self, text: str, instead: str) -> str:
        """A text with other words in the place of each."""
        letters = [(place, one) for place, letter in enumerate(text) for one in _alike(letter)]
        found = list(self.pattern.finditer("".join(one for _, one in letters)))
        for match in reversed(found):
            first, last = letters[match.start()][0], letters[match.end() - 1][0]
            text = text[:first] + instead + text[last + 1 :]
        return text


@lru_cache(maxsize=8192)
def _forms(text: str) -> frozenset[str]:
    seen, links = rendered(text)
    return frozenset(_alike(html.unescape(one)) for one in (text, seen, *links))


def _alike(text: str) -> str:
    """A text in which every hyphen is the same, and marks and letters of other forms make no difference."""
    if text.isascii():
        return plain(text.translate(UNMARKED))
    dashes = ("-" if unicodedata.category(one) == DASH or one == MINUS else one for one in text if one not in MARKS)
    return plain("".join(dashes))
