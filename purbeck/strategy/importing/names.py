"""Names of people where a role belongs: told apart by words, since a strategy holds roles alone."""

from __future__ import annotations

import re
from collections.abc import Collection

from purbeck.strategy.importing import spellings

PARTS = re.compile(r"[,;/()\n|&]| - | – | — |: | and ")
NAME_WORD = re.compile(r"[^\W\d_a-z].*")  # it begins with a capital
LETTERS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
MAILBOX = re.compile(r"[^\s@]+@[^\s@]+")
TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0)(?:[\s()-]*\d){9,10}(?!\d)")
FEWEST_WORDS, MOST_WORDS = 2, 4

WHAT = "the name of a person stands where a role belongs"
REMEDY = (
    'Write the role: "Head of community safety". If it is a role or a body, write it so that it can be told: "Prevent lead". '
    "The name is not shown here, and is not taken in."
)


def reads_like_a_name(text: str, known: Collection[str]) -> bool:
    """Whether words in a cell for a role, or a part of them, read like a person's name.

    Parameters
    ----------
    known : words, as they are compared, that stand in names of partners and are therefore nobody's.
    """
    if MAILBOX.search(text) or TELEPHONE.search(text):
        return True
    parts = [part.strip() for part in PARTS.split(text) if part.strip()]
    return any(_is_a_name(part.split(), known) for part in parts) or _surname_first(parts, known)


def may_be_a_name(text: str, known: Collection[str]) -> bool:
    """Whether a cell for a role holds one word that no role has, as a given name, a surname or initials are."""
    word = _plain(text)
    return " " not in text.strip() and word not in spellings.roles().words and word not in known


def _is_a_name(words: list[str], known: Collection[str]) -> bool:
    listed = spellings.roles()
    if not words or len(words) > MOST_WORDS + 1 or not all(NAME_WORD.fullmatch(word) for word in words[:1]):
        return False
    if len(words) > 1 and _plain(words[0]) in listed.titles:
        return len(words) <= MOST_WORDS and all(_could_be(word, known) for word in words[1:]) and words[1][0].isupper()
    if _plain(words[0]) in listed.given and len(words) <= FEWEST_WORDS:
        return True
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return False
    return all(_could_be(word, known) for word in words) and any(len(_plain(word)) > 1 for word in words)


def _surname_first(parts: list[str], known: Collection[str]) -> bool:
    """ "SMITH, Jane" and nothing else."""
    return len(parts) == FEWEST_WORDS and all(" " not in p and len(p) > 3 and _could_be(p, known) for p in parts)


def _could_be(word: str, known: Collection[str]) -> bool:
    """Whether a word can be part of a name: letters, of no role, and no abbreviation in capitals."""
    plain = _plain(word)
    if plain in spellings.roles().words or plain in known or not LETTERS.fullmatch(word):
        return False
    return len(plain) == 1 or not (word.isupper() and len(word) <= 4)


def _plain(word: str) -> str:
    return word.casefold().strip(" .").replace("’", "'")
