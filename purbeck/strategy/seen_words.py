"""The words of a text as a reader sees them and as a file holds them, whatever their letters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from purbeck.strategy.rendered import rendered
from purbeck.strategy.repeat_rules import repeat_rules

RULES = repeat_rules()
LETTERS = str.maketrans({**RULES.letters.look_alikes(), **dict.fromkeys(RULES.letters.fillers, " ")})
WITHOUT_APOSTROPHES = str.maketrans(
    {**dict.fromkeys(RULES.letters.apostrophes, ""), **dict(zip(*RULES.letters.capitals, strict=True))}
)
IN_DIGITS = {word: str(number) for number, word in enumerate(RULES.numbers.words.split())}
SAME = RULES.same_words.by_word()
WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """A text in small letters that look as they do, without accents and characters that have no shape."""
    letters = text.translate(WITHOUT_APOSTROPHES)
    if letters.isascii():
        return letters.lower()
    letters = unicodedata.normalize("NFKD", letters).casefold()
    letters = unicodedata.normalize("NFKD", letters)
    shaped = (one for one in letters if unicodedata.category(one)[0] != "M" and not _has_no_shape(one))
    return "".join(shaped).translate(LETTERS)


def _has_no_shape(letter: str) -> bool:
    """Unicode's characters that are drawn as nothing: soft hyphens, joiners, and those kept for more of them."""
    return unicodedata.category(letter) == "Cf" or "\ufff0" <= letter <= "\ufff8" or 0xE0000 <= ord(letter) <= 0xE0FFF


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without Markdown; numbers up to twenty in digits."""
    return tuple(IN_DIGITS.get(word, word) for word in WORD.findall(plain(text)))


def compared(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they are compared: "she knew" is how "I knew" is reported, and counts as the same."""
    return tuple(SAME.get(word, word) for word in words)


def seen_words(text: str) -> tuple[str, ...]:
    """The words of a text that a reader of the page sees."""
    return _ways(text)[0]


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text as they are compared, in every way they may be met."""
    return tuple(dict.fromkeys(map(compared, _ways(text))))


@lru_cache(maxsize=8192)
def letterings(text: str) -> tuple[str, ...]:
    """The letters of a text in every way they may be met, without the gaps between words; as written and as compared."""
    return tuple(dict.fromkeys("".join(words) for words in (*_ways(text), *readings(text))))


@lru_cache(maxsize=8192)
def _ways(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text on the page, in the file, behind its links; and without numbers."""
    seen, links = rendered(text)
    found = [words_of(html.unescape(seen)), *map(words_of, map(_decoded, (text, *links)))]
    found += [tuple(word for word in words if not word.isdigit()) for words in found]
    return (found[0], *sorted(set(found[1:]) - {found[0]}))


def _decoded(text: str) -> str:
    """A text without entities of HTML and without percent signs of addresses."""
    return unquote(html.unescape(text)) if "%" in text else html.unescape(text)
