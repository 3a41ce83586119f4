"""The words of a text as a reader sees them, whatever marks stand between."""

from __future__ import annotations

import html
import re
import unicodedata

LINK_TARGET = re.compile(r"\]\s*\([^)]*\)|\]\s*\[[^\]]*\]")  # what of a link in Markdown is not seen
MARKS = frozenset("’'‘*`~\\")  # apostrophes, and marks of Markdown within a word
FORMAT = "Cf"  # Unicode's characters that take no room: soft hyphens, joiners


def seen_words(text: str) -> list[str]:
    """The words of a text in small letters, without marks of Markdown and characters that have no shape."""
    seen = unicodedata.normalize("NFKC", html.unescape(LINK_TARGET.sub("]", text)))
    seen = "".join(letter for letter in seen if unicodedata.category(letter) != FORMAT and letter not in MARKS)
    return re.findall(r"[^\W_]+", seen.casefold())
