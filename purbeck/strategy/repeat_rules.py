"""What repeats of a statement are told by: thresholds, common words, letters that look alike."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from purbeck.strategy.checks.rules import Rule

SHIPPED = Path(__file__).with_name("repeats.toml")


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A list of words, dated and sourced."""

    from_: dt.date = Field(alias="from")
    source: str
    certainty: str
    words: str


class SameWords(Strict):
    """Groups of words that are compared as if they were the first of their group."""

    from_: dt.date = Field(alias="from")
    source: str
    certainty: str
    groups: tuple[str, ...]

    def by_word(self) -> dict[str, str]:
        """Each word, and the one it is compared as."""
        return {word: group.split()[0] for group in self.groups for word in group.split()}


class Letters(Strict):
    """Letters that look like others: two texts of one length each, or a letter and what it looks like."""

    from_: dt.date = Field(alias="from")
    source: str
    certainty: str
    cyrillic: tuple[str, str]
    greek: tuple[str, str]
    phonetic: tuple[str, str]
    capitals: tuple[str, str]
    pairs: dict[str, str]
    apostrophes: str
    fillers: str

    def look_alikes(self) -> dict[str, str]:
        """Each small letter, and the one or two it looks like."""
        alphabets = (self.cyrillic, self.greek, self.phonetic)
        return {a: b for like, shown in alphabets for a, b in zip(like, shown, strict=True)} | self.pairs


class RepeatRules(Strict):
    """Everything there is, under the name the search knows it by."""

    longest_run: Rule
    letters_in_a_row: Rule
    word_weight: Rule
    common_word_weight: Rule
    gap_weight: Rule
    words_put_in: Rule
    words_left_out: Rule
    quoted: Rule
    part_quoted: Rule
    least_quoted: Rule
    nearly_all: Rule
    piece_words: Rule
    piece_weight: Rule
    piece_elsewhere_words: Rule
    piece_elsewhere_weight: Rule
    common_words: Words
    same_words: SameWords
    numbers: Words
    letters: Letters


@cache
def repeat_rules() -> RepeatRules:
    """What ships."""
    return RepeatRules.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
