"""Words in a column's heading that say it identifies somebody."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("identifying.toml")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPELT_OUT = re.compile(r"\b[a-z](?:[^a-z0-9]+[a-z]\b)+")  # D.O.B.
_WORD = re.compile(r"[a-z]+|[0-9]+")
SMALL_WORDS = ("of", "the", "s")  # "date of birth" is found as "date birth"


class IdentifyingWords(BaseModel):
    """Words that identify alone, and pairs of words that do side by side; and where they are from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = Field(min_length=1)
    source: str = Field(min_length=1)
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    alone: frozenset[str]
    pairs: frozenset[str]


@cache
def identifying_words() -> IdentifyingWords:
    """The words, from the file beside this module."""
    return IdentifyingWords.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def identifying_word(heading: str) -> str:
    """The word or pair of words in `heading` that says its column identifies somebody, or "" where none does.

    Letters are compared without accents, in any case, across capitals within a word and signs between them: "e-mail",
    "DateOfBirth", "NHS_Number". A word written in signs that only look like letters is not found: what a contract does not
    list is refused by the door in any case, and these words only say why.
    """
    listed = identifying_words()
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", heading)).encode("ascii", "ignore").decode().lower()
    plain = _SPELT_OUT.sub(lambda found: re.sub("[^a-z]", "", found[0]), plain)
    words = [word for word in _WORD.findall(plain) if word not in SMALL_WORDS]
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    found = [pair for pair in pairs if pair in listed.pairs] + [word for word in words if word in listed.alone]
    return found[0] if found else ""
