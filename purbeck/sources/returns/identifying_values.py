"""Values that tell who somebody is: found in any cell, and shown to nobody."""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.identifying import identifying_word, identifying_words

FILE = Path(__file__).with_name("identifying_values.toml")
FIGURE_WORDS = Path(__file__).with_name("figure_words.toml")
INVISIBLE = {"Cf", "Cc", "Cs", "Co"}
WORD = re.compile(r"[^\W\d_]+")
NHS_FIGURES, DAY_FIGURES = 10, 8
DAYS_IN_FIGURES = ("%Y%m%d", "%d%m%Y", "%m%d%Y")
LONGEST_SHOWN = 40
LONGER = 2  # letters that a slip may add or leave out
NEAR = 0.85  # how alike a word must be to one we know, to be shown as a slip of it
MANY_FIGURES = re.compile(r"(?<![0-9])[0-9]{6,}")
A_DAY = re.compile(r"[0-9]{1,4}[ ./-][0-9]{1,2}[ ./-][0-9]{1,4}")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pattern(_Closed):
    """One form of value, what it is called and where the form is from."""

    name: str = Field(min_length=1)
    pattern: str = Field(min_length=1)
    source: str = Field(min_length=1)


class IdentifyingValues(_Closed):
    """identifying_values.toml."""

    about: str
    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    of_people: frozenset[str]
    patterns: tuple[Pattern, ...]
    nhs_number: Pattern
    born_from: int
    born_until: int


class FigureWords(_Closed):
    """figure_words.toml."""

    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    words: tuple[str, ...]


@cache
def identifying_values() -> IdentifyingValues:
    """The forms, from the file beside this module."""
    return IdentifyingValues.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one.name, re.compile(one.pattern, re.I)) for one in identifying_values().patterns)


@cache
def _nhs_number() -> re.Pattern[str]:
    return re.compile(identifying_values().nhs_number.pattern)


def plain(text: str) -> str:
    """A text with signs that cannot be seen taken out, and letters and figures that only look different made alike."""
    if text.isascii():
        return " ".join(text.split())
    folded = unicodedata.normalize("NFKC", text)
    figures = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded)
    seen = "".join(
        "-" if unicodedata.category(c) == "Pd" else c for c in figures if unicodedata.category(c) not in INVISIBLE
    )
    return " ".join(seen.split())


def identifies(text: str) -> str:
    """What in a text tells who somebody is, as "a postcode"; "" where nothing of a form we know does."""
    said = plain(text)
    for one in _nhs_number().finditer(said):
        if is_nhs_number("".join(one.groups())):
            return identifying_values().nhs_number.name
    return next((name for name, pattern in _compiled() if pattern.search(said)), "")


def identifying_heading(text: str) -> bool:
    """Whether a heading says that a file is about people one by one."""
    return identifying_word(text) in identifying_values().of_people


def is_nhs_number(figures: str) -> bool:
    """Whether ten figures are an NHS number by their check digit (modulus 11)."""
    if len(figures) != NHS_FIGURES or len(set(figures)) == 1:
        return False
    rest = 11 - sum(int(figure) * (10 - at) for at, figure in enumerate(figures[:9])) % 11
    return rest != 10 and rest % 11 == int(figures[9])


def is_day_in_figures(figures: str) -> bool:
    """Whether eight figures are a day of this century or the last, year first or last."""
    if len(figures) != DAY_FIGURES:
        return False
    for form in DAYS_IN_FIGURES:
        try:
            year = dt.datetime.strptime(figures, form).year  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if identifying_values().born_from <= year <= identifying_values().born_until:
            return True
    return False


def may_be_shown(text: str, a_day: bool = False) -> bool:
    """Whether a value that fits no column may be written down: not where it might name somebody.

    Only words that codes, headings and months are made of, or slips of them, and figures too few to be somebody's number, and
    no day, which might be one of birth, unless `a_day` is what was asked for.
    """
    if (
        len(text) > LONGEST_SHOWN
        or MANY_FIGURES.search(text.replace(",", ""))
        or identifies(text)
        or (A_DAY.search(text) and not a_day)
    ):
        return False
    return all(_is_known(word.casefold()) for word in WORD.findall(text))


def of_known_words(text: str) -> bool:
    """Whether every word of a text is one that codes, headings and measures are made of, and so nobody's name that we know of."""
    return all(len(word) == 1 or word in _known_words().get(word[0], ()) for word in WORD.findall(text.casefold()))


@cache
def _is_known(word: str) -> bool:
    known = _known_words()
    near = [one for one in known.get(word[0], ()) if abs(len(one) - len(word)) <= LONGER]
    return len(word) == 1 or word in near or bool(difflib.get_close_matches(word, near, n=1, cutoff=NEAR))


@cache
def _known_words() -> dict[str, tuple[str, ...]]:
    """The words of codes, of their names, and of headings, by their first letter."""
    said = [text for one in code_lists().values() for pair in one.names.items() for text in pair]
    for contract in contracts().values():
        said += [text for column in contract.columns for text in (column.name, column.heading, *column.also)]
    said += [*identifying_words().alone, *identifying_words().pairs]
    said += [name for number in range(13) for name in (calendar.month_name[number], calendar.month_abbr[number])]
    said += FigureWords.model_validate(tomllib.loads(FIGURE_WORDS.read_text(encoding="utf-8"))).words
    said += ["unknown not known none total all yes no true false nil na null blank various"]
    found: dict[str, set[str]] = {}
    for word in (word.casefold() for text in said for word in WORD.findall(text.replace("_", " "))):
        found.setdefault(word[0], set()).add(word)
    return {letter: tuple(sorted(words)) for letter, words in found.items()}
