"""Propose a mapping of a supplier's file: each line with how sure it is and why, or undecided."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from purbeck.errors import SourceError
from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import NOT_KNOWN, Column, Contract
from purbeck.sources.returns.day_orders import told
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.identifying_values import identifies
from purbeck.sources.returns.mapping import TRANSLATED, YES_NO
from purbeck.sources.returns.mapping_spellings import spellings
from purbeck.sources.returns.spellings import alike

_BAND = re.compile(r"^(?P<from>\d+)(?:-(?P<to>\d+)|_and_over)$")
_YEARS = re.compile(r"^\d{1,3}$")
ONS_CODE = re.compile(r"^[EWKNSJ]\d{8}$")
OLDEST = 120


@dataclass(frozen=True)
class Guess:
    """What is proposed for one heading, day or value: `to` is "" where it is left undecided, `why` says why either way."""

    given: str
    to: str
    why: str
    rows: int


@dataclass
class Proposal:
    """A proposed mapping. `rows` are those read; `identifying` are headings that say who somebody is, and the words."""

    contract: Contract
    rows: int = 0
    headings: list[Guess] = field(default_factory=list)
    identifying: dict[str, str] = field(default_factory=dict)
    times: list[Guess] = field(default_factory=list)
    days: list[Guess] = field(default_factory=list)
    values: dict[str, list[Guess]] = field(default_factory=dict)

    @property
    def lacking(self) -> tuple[Column, ...]:
        """Columns that the contract requires and no heading is proposed for."""
        given = {guess.to for guess in self.headings}
        return tuple(c for c in self.contract.columns if c.required and c.name not in given)

    @property
    def undecided(self) -> int:
        """How many headings, days and values a person has to decide."""
        every = (*self.headings, *self.days, *(guess for of in self.values.values() for guess in of))
        return sum(not guess.to for guess in every)


def propose(contract: Contract, headings: Sequence[str], blocks: Iterable[pd.DataFrame], where: str) -> Proposal:
    """A mapping proposed for a file of these headings; `blocks` have a column of text for each, in their order.

    Nothing is decided by likeness alone, and no two headings are given one column. Values of sensitive columns, and of
    headings that identify somebody, are counted and never kept. Raises SourceError where headings are empty or stand twice;
    `where` names the file in it.
    """
    _check_headings(headings, where)
    wanted, times = _by_heading(contract, headings)
    found = _Found(contract, headings, wanted)
    for block in blocks:
        found.add(block)
    return _proposal(contract, headings, wanted, times, found)


def _check_headings(headings: Sequence[str], where: str) -> None:
    empty = [number for number, heading in enumerate(headings, start=1) if not heading.strip()]
    twice = sorted({heading for heading in headings if headings.count(heading) > 1} - {""})
    if empty or twice:
        what = f'"{twice[0]}" heads two columns' if twice else f"column {empty[0]} has no heading"
        raise SourceError(
            f"{where}: {what}, so no mapping can name them.", "Give every column a heading of its own, and try again."
        )


# --- headings -------------------------------------------------------------------------------------------------------


def _by_heading(contract: Contract, headings: Sequence[str]) -> tuple[dict[str, Guess], dict[str, str]]:
    """A guess by its words for each heading, and of times of day: the contract's column by heading."""
    listed = spellings()
    own = {alike(words): c.name for c in contract.columns for words in (c.name, c.heading, *c.also)}
    spelt = {
        alike(words): c.name
        for c in contract.columns
        for words in listed.headings.get(c.name, ())
        if alike(words) not in own
    }
    clocks = {alike(words): c.name for c in contract.columns for words in listed.times.get(c.name, ())}
    guesses: dict[str, Guess] = {}
    times: dict[str, str] = {}
    for heading in headings:
        key, word = alike(heading), identifying_word(heading)
        if word:
            guesses[heading] = Guess(heading, "", f'it says who somebody is ("{word}")', 0)
        elif key in own:
            guesses[heading] = Guess(heading, own[key], "the contract's own heading", 0)
        elif key in spelt:
            guesses[heading] = Guess(heading, spelt[key], "a heading that is listed for it", 0)
        elif key in clocks and clocks[key] not in times.values():
            times[heading] = clocks[key]
        else:
            guesses[heading] = Guess(heading, "", _near(key, own | spelt), 0)
    taken = Counter(guess.to for guess in guesses.values())
    for heading, guess in guesses.items():
        if guess.to and taken[guess.to] > 1:
            guesses[heading] = Guess(heading, "", f"{taken[guess.to]} headings could be {guess.to}: choose one", 0)
    decided = {guess.to for guess in guesses.values()}
    for heading in [heading for heading, name in times.items() if name not in decided]:
        guesses[heading] = Guess(
            heading, "", f"it looks like the time of day of {times.pop(heading)}, which has no day", 0
        )
    return guesses, times


def _near(key: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=spellings().near)
    return f'near to "{near[0]}" ({known[near[0]]}), but not the same' if near else "nothing listed is like it"


# --- what stands below them -----------------------------------------------------------------------------------------


class _Found:
    """Counts of what stands below each heading; values only of columns of days, codes, flags and places not sensitive."""

    def __init__(self, contract: Contract, headings: Sequence[str], wanted: dict[str, Guess]) -> None:
        self.rows = 0
        self.filled: Counter[str] = Counter()
        self.fitting: Counter[str] = Counter()
        self.values: dict[str, Counter[str]] = {}
        self._headings = list(headings)
        self._columns = {h: contract.column(g.to) for h, g in wanted.items() if g.to}

    def add(self, block: pd.DataFrame) -> None:
        """Count the rows of one block."""
        self.rows += len(block)
        for number, heading in enumerate(self._headings):
            cells = block.iloc[:, number].str.strip()
            counted = cells[cells != ""].value_counts()
            self.filled[heading] += int(counted.sum())
            column = self._columns.get(heading)
            if column is None:
                continue
            if column.form in (*TRANSLATED, "day", "time"):
                self.values.setdefault(heading, Counter()).update(counted.to_dict())
            elif column.form in ("id", "text"):
                pattern = re.compile(column.pattern)
                self.fitting[heading] += int(counted[[bool(pattern.match(str(v))) for v in counted.index]].sum())
            else:
                numbers = pd.to_numeric(counted.index.to_series().str.replace(",", ""), errors="coerce").notna()
                self.fitting[heading] += (
                    int(counted[numbers.to_numpy()].sum()) if column.form != "period" else int(counted.sum())
                )


def _proposal(
    contract: Contract, headings: Sequence[str], wanted: dict[str, Guess], times: dict[str, str], found: _Found
) -> Proposal:
    made = Proposal(contract, found.rows)
    for heading in headings:
        rows = found.filled[heading]
        if heading in times:
            made.times.append(Guess(times[heading], heading, "a heading that is listed for its time of day", rows))
            continue
        guess = wanted[heading]
        if guess.to:
            why_not = _why_not(contract.column(guess.to), heading, found)
            guess = Guess(heading, "" if why_not else guess.to, why_not or guess.why, rows)
        made.headings.append(Guess(heading, guess.to, guess.why, rows))
        word = identifying_word(heading)
        if word:
            made.identifying[heading] = word
        elif guess.to:
            _of_column(made, contract.column(guess.to), found.values.get(heading, Counter()))
    lost = {guess.given for guess in made.times} - {guess.to for guess in made.headings}
    for guess in [guess for guess in made.times if guess.given in lost]:
        made.times.remove(guess)
        made.headings.append(
            Guess(guess.to, "", f"it looks like the time of day of {guess.given}, which has no day", guess.rows)
        )
    return made


def _why_not(column: Column, heading: str, found: _Found) -> str:
    """Why a heading that fits by its words is not proposed, by what stands below it; "" where nothing is against it."""
    listed, rows = spellings(), found.filled[heading]
    if not rows:
        return ""
    if column.form in TRANSLATED:
        values = found.values.get(heading, Counter())
        if len(values) > listed.most_values:
            return f"it could be {column.name}, but holds {len(values):,} different values, too many for codes"
        if kind := next(filter(None, map(identifies, values)), ""):
            return f"it could be {column.name}, but {kind} stands below it"
        if any(len(value) > listed.longest_value for value in values):
            return f"it could be {column.name}, but holds texts of more than {listed.longest_value} characters"
    elif column.form not in ("day", "time") and found.fitting[heading] < listed.least_fitting * rows:
        return f"it could be {column.name}, but only {found.fitting[heading]:,} of {rows:,} values are of its form"
    return ""


def _of_column(made: Proposal, column: Column, values: Counter[str]) -> None:
    """Add what is proposed for the days or values of one column."""
    if column.form in ("day", "time"):
        order = told(values.items())
        made.days.append(Guess(column.name, order.order, order.why, order.rows))
    elif column.form in TRANSLATED and not column.sensitive:
        guesses = [_value(column, value, rows) for value, rows in sorted(values.items(), key=lambda v: (-v[1], v[0]))]
        if guesses:
            made.values[column.name] = guesses


# --- values ---------------------------------------------------------------------------------------------------------


def _value(column: Column, value: str, rows: int) -> Guess:
    if column.form == "place":
        own = bool(ONS_CODE.match(value))
        return Guess(
            value, value if own else "", "an ONS code" if own else "not an ONS code: write the one it is", rows
        )
    known = _known_values(column)
    key = alike(value)
    if key in known:
        to, why = known[key]
        return Guess(value, to, why, rows)
    if key in {alike(one) for one in spellings().not_known.values}:
        return Guess(value, NOT_KNOWN, "a way of saying that it is not known", rows)
    band = _band(value, column)
    if band:
        return Guess(value, band, "years of age, in their band", rows)
    near = difflib.get_close_matches(key, known, n=1, cutoff=spellings().near)
    said = f"near to {known[near[0]][0]}, but not the same" if near else "nothing listed is like it"
    return Guess(value, "", said, rows)


def _known_values(column: Column) -> dict[str, tuple[str, str]]:
    """What values are known of a column: each as it is compared, with its code and why. Words listed twice are not known."""
    name = "flag" if column.form == "flag" else column.codes
    found: dict[str, tuple[str, str]] = {}
    twice = set()
    for key, to, why in _candidates(name):
        if key in found and found[key][0] != to:
            twice.add(key)
        found.setdefault(key, (to, why))
    return {key: known for key, known in found.items() if key not in twice or known[1] == "the code itself"}


def _candidates(name: str) -> Iterator[tuple[str, str, str]]:
    names = dict.fromkeys(YES_NO, "") if name == "flag" else code_lists()[name].names
    for code in names:
        yield alike(code), code, "the code itself"
    for code, words in names.items():
        yield alike(words) if words else alike(code), code, "the name of the code"
    for code, listed in spellings().values.get(name, {}).items():
        for words in listed:
            yield alike(words), code, "a spelling that is listed for it"


def _band(value: str, column: Column) -> str:
    """The band of a column of ages that a number of years, or a band written otherwise, lies in; "" where none does."""
    bands = {code: found for code in column.allowed_codes if (found := _BAND.match(code))}
    numbers = [int(n) for n in re.findall(r"\d+", value)]
    if not bands or not numbers or len(numbers) > 2:
        return ""
    over = bool(re.search(r"\+|over|plus", value.lower()))
    if not (_YEARS.match(value) or len(numbers) == 2 or over):
        return ""
    for code, found in bands.items():
        least, most = int(found["from"]), int(found["to"]) if found["to"] else OLDEST
        if len(numbers) == 2 or over:
            if numbers == ([least, most] if found["to"] else [least]) and over == (not found["to"]):
                return code
        elif least <= numbers[0] <= most:
            return code
    return ""
