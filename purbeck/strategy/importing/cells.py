"""What a cell holds becomes the value of a field, or a refusal that says what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from purbeck.periods import spoken_day
from purbeck.strategy.faults import RefusedError, meant, shown
from purbeck.strategy.importing import days, names, spellings
from purbeck.strategy.importing.fields import Field
from purbeck.strategy.importing.known import Known
from purbeck.strategy.importing.spellings import alike, is_among, tidy
from purbeck.workbooks.sheet import Place, Value, cell_name

FAILED = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")
BULLET = re.compile(r"^[-•*·‣▪–]\s+")
SEPARATORS = re.compile(r"[;\n]")
NUMBER = re.compile(r"([-+−]?) ?£? ?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?) ?(%?)")
MOST_DECIMALS = 10


@dataclass(frozen=True)
class Cell:
    """One cell: what it holds and where it stands, and whether a merge or a formula without a result gave it."""

    value: Value
    place: Place
    percentage: bool = False
    uncomputed: bool = False
    filled: bool = False

    @property
    def name(self) -> str:
        """As a spreadsheet names it: D9."""
        return cell_name(*self.place)

    @property
    def text(self) -> str:
        """What it says, as text."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, float):
            return f"{_number(self.value * 100)}%" if self.percentage else str(_number(self.value))
        if isinstance(self.value, dt.datetime):
            return self.value.isoformat(" ", "minutes")
        if isinstance(self.value, dt.date):
            return self.value.isoformat()
        return tidy(str(self.value))


@dataclass(frozen=True)
class Around:
    """What a cell is read against: its list, the strategy's entries, its workbook, its column."""

    list: str
    known: Known
    partner_words: frozenset[str]
    day_zero: dt.date
    doubtful: frozenset[int]  # columns in which some dates are written month first


@dataclass(frozen=True)
class Read:
    """The value of a field, None for nothing, and what is to be said of how it was read."""

    value: Any
    said: tuple[str, ...] = ()


def read(field: Field, cell: Cell, around: Around) -> Read:
    """The value that a cell gives a field. Raises RefusedError."""
    if cell.uncomputed:
        raise RefusedError(
            "it is a formula whose result is not in the file",
            "Open the file in a spreadsheet program and save it, or type the value.",
        )
    if FAILED.fullmatch(cell.text):
        raise RefusedError(f"{cell.text} is what a formula gives that fails", "Correct the formula, or type the value.")
    if field.kind == "day":
        return _day(field, cell, around)
    if field.kind in {"number", "whole"}:
        return _nothing(cell) or _figure(field, cell)
    if field.kind in {"choice", "yes_no"}:
        return _chosen(field, cell, around)
    if field.kind == "text":
        return _text(field, cell)
    return _nothing(cell) or READERS[field.kind](field, cell, around)


def _nothing(cell: Cell) -> Read | None:
    """What a cell gives that says "n/a" or the like."""
    if is_among(cell.text, spellings.values().nothing):
        return Read(None, (f"{shown(cell.text)} was read as nothing",))
    return None


def _day(field: Field, cell: Cell, around: Around) -> Read:
    if isinstance(cell.value, str) and (nothing := _nothing(cell)):
        return nothing
    day, said = days.read(cell.value, days.wanted(field.path), around.day_zero, cell.place[1] in around.doubtful)
    return Read(day, (said,) if said else ())


def _figure(field: Field, cell: Cell) -> Read:
    said: tuple[str, ...] = ()
    if isinstance(cell.value, float) and not isinstance(cell.value, bool):
        found = cell.value
        if cell.percentage:
            found, said = found * 100, (f"shown as {cell.text}, it was read as {_number(found * 100)}",)
    else:
        match = NUMBER.fullmatch(cell.text)
        if not match:
            raise RefusedError(f"{shown(cell.text)} is not a number", "Write digits alone, such as 12000 or 4.5.")
        found = float(match[2].replace(",", "")) * (-1 if match[1] in {"-", "−"} else 1)
        said = (f"{shown(cell.text)} was read as {_number(found)}",) if match[3] else ()
    number = _number(found)
    if field.kind == "whole" and not isinstance(number, int):
        raise RefusedError(f"{number} is not a whole number", "Write a whole number.")
    return Read(number, said)


def _number(value: float) -> int | float:
    tidied = round(value, MOST_DECIMALS)
    return int(tidied) if tidied.is_integer() else tidied


def _chosen(field: Field, cell: Cell, around: Around) -> Read:
    if field.kind == "yes_no":
        for words, meaning in ((spellings.values().yes, True), (spellings.values().no, False)):
            if is_among(cell.text, words):
                return Read(meaning)
        if nothing := _nothing(cell):
            return nothing
        raise RefusedError(f"{shown(cell.text)} is neither yes nor no", "Write yes or no.")
    known = spellings.choices_of(around.list, field.path, field.choices)
    if alike(cell.text) not in known and (nothing := _nothing(cell)):
        return nothing
    if not field.many:
        value, said = _choice(field, known, cell.text)
        return Read(value, said)
    found = [_choice(field, known, part) for part in _parts(cell.text, known.keys(), commas=True)]
    return Read(list(dict.fromkeys(value for value, _ in found)), tuple(said for _, each in found for said in each))


def _choice(field: Field, known: Any, text: str) -> tuple[str, tuple[str, ...]]:
    if alike(text) in known:
        value, doubtful = known[alike(text)]
        spoken = value.replace("_", " ")
        goes = f"{shown(text)} says how it goes, and was read as {spoken}"
        return value, (goes,) if doubtful else () if alike(text) == alike(value) else (
            f"{shown(text)} was read as {spoken}",
        )
    choices = [choice.replace("_", " ") for choice in field.choices]
    listed = f"Write one of: {', '.join(choices)}."
    raise RefusedError(
        f"{shown(text)} is no {field.spoken}", meant(text, choices, listed) if len(choices) > 1 else listed
    )


def _text(field: Field, cell: Cell) -> Read:
    """A text that the model itself looks at: a theme, the id of a finding, an address."""
    if field.many:
        return Read(_parts(cell.text, (), commas=True))
    return Read(" ".join(cell.text.split()))


def _parts(text: str, whole: Any, commas: bool = False) -> list[str]:
    """The values of a cell with several: split at semicolons and line ends, unless all of it is one that is known."""
    if alike(text) in whole:
        return [text]
    parts = [BULLET.sub("", part.strip()).strip() for part in SEPARATORS.split(text)]
    if commas:
        parts = [one.strip() for part in parts for one in ([part] if alike(part) in whole else part.split(","))]
    return list(dict.fromkeys(part for part in parts if part))


def _words(field: Field, cell: Cell, _around: Around) -> Read:
    if field.many:
        return Read(_parts(cell.text, ()))
    if "\n" in cell.text:
        return Read(" ".join(cell.text.split()), ("its lines were put on one",))
    return Read(cell.text)


def _prose(_field: Field, cell: Cell, _around: Around) -> Read:
    return Read(cell.text)


def _role(_field: Field, cell: Cell, around: Around) -> Read:
    if names.reads_like_a_name(cell.text, around.partner_words):
        raise RefusedError(names.WHAT, names.REMEDY)
    if SEPARATORS.search(cell.text):
        raise RefusedError(
            f"{shown(cell.text)} holds several roles where one answers", "Write one, and the others in another column."
        )
    if names.may_be_a_name(cell.text, around.partner_words):
        return Read(cell.text, ("look whether this is the name of a person, or initials: then write the role",))
    return Read(cell.text)


def _ids(field: Field, cell: Cell, around: Around) -> Read:
    find = around.known.find
    if not field.many:
        several = SEPARATORS.search(cell.text)
        try:
            return Read(find(field.to, cell.text.replace("\n", " ")))
        except RefusedError as error:
            if several:
                raise RefusedError(f"{shown(cell.text)} names several, where one is expected", "Write one.") from error
            raise
    try:
        return Read([find(field.to, cell.text.replace("\n", " "))])
    except RefusedError:
        found = [one for part in _parts(cell.text, ()) for one in _one_or_more(find, field.to, part)]
        return Read(list(dict.fromkeys(found)))


def _one_or_more(find: Callable[[str, str], str], to: str, text: str) -> list[str]:
    """The id that a text means, or those of its parts between commas where each of them is known."""
    try:
        return [find(to, text)]
    except RefusedError:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) < 2:
            raise
    return [find(to, part) for part in parts]


def spoken(value: object) -> str:
    """A value as it stands in a message that compares two."""
    if isinstance(value, dt.date):
        return spoken_day(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(spoken, value))
    return shown(value)


READERS: dict[str, Callable[[Field, Cell, Around], Read]] = {
    "words": _words, "prose": _prose, "role": _role, "id": _ids,
}  # fmt: skip
