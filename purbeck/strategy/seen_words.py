"""The words of a text as a reader sees them and as a file holds them, whatever their letters."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from purbeck.strategy.rendered import rendered

APOSTROPHES = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u055a\u05f3"
    "\u2018\u2019\u201a\u201b\u2032\u2035\ua78b\ua78c\uff07\uff40"
)
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by Unicode's count, and blank
LOOK_ALIKE = {  # letters that look like others and that no normalisation brings together
    **dict(zip("абвегіїјкмнорсԁҫѕтухһԛԝӏүԍ", "abberiijkmhopcdcstyxhqwlyg", strict=True)),
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
    **dict(zip("ıȷłøđħŧɑɡɩʏɪᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡᴢꜱ", "ijlodhtagiyiabcdeghjklmnoprtuvwzs", strict=True)),
    "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
}  # fmt: skip
CAPITALS = dict(zip("ΗΝΥΜΖ", "hnymz", strict=True))  # that look like others than their small letters do
LETTERS = str.maketrans({**LOOK_ALIKE, **dict.fromkeys(FILLERS, " ")})
WITHOUT_APOSTROPHES = str.maketrans({**dict.fromkeys(APOSTROPHES, ""), **CAPITALS})
NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty
"""
IN_DIGITS = {word: str(number) for number, word in enumerate(NUMBERS.split())}
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


def seen_words(text: str) -> tuple[str, ...]:
    """The words of a text that a reader of the page sees."""
    return readings(text)[0]


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text in every way they may be met: on the page, in the file, behind its links; without numbers."""
    seen, links = rendered(text)
    found = [words_of(html.unescape(seen)), *map(words_of, map(_decoded, (text, *links)))]
    found += [tuple(word for word in words if not word.isdigit()) for words in found]
    return (found[0], *sorted(set(found[1:]) - {found[0]}))


def _decoded(text: str) -> str:
    """A text without entities of HTML and without percent signs of addresses."""
    return unquote(html.unescape(text)) if "%" in text else html.unescape(text)
