"""Numbers of tables joined with the released counts that they are made of."""

from __future__ import annotations

import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from purbeck.attack import rows
from purbeck.attack.columns import COUNT, RATE, SHARE, Columns, number_at, of_one
from purbeck.attack.found import Found, Grid, Secret, finding_in, plain
from purbeck.attack.marks import Mark, Span, whole_within
from purbeck.attack.rows import Populations, Told
from purbeck.disclosure.linking import ALL, KEY

Table = tuple[Grid, Columns]
Period = tuple[str, str]
CODE = re.compile(r"[A-Z]\d{8}")
MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if number}
MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}|\d{{4}}-(?:0[1-9]|1[0-2])(?!-?\d)"
QUARTER = r"\d{4} ?q[1-4]"
SPOKEN = re.compile(rf"(?<![\d-])({MONTH}|{QUARTER}|\d{{4}})(?![\d/])(?: ?(?:to|–|-) ?({MONTH}))?")
WHEN = frozenset({"year", "month", "quarter", "period"})
YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Joined:
    """A number of a table that says how large a released count is: which row of the counts, the range, and where it stands."""

    row: int
    span: Span
    file: str
    part: str
    says: str


def joined(found: Found, tables: Sequence[Table], shown: pd.DataFrame) -> list[Joined]:
    """What every number that stands by a hidden count, by place, period, group and name, says of it.

    `shown` are the released counts, numbered from nought. A column that says other than the counts that are shown, where it has
    any, is of something else. So is a row that more than one count fits.
    """
    if not shown["decision"].str.startswith("hidden").any():
        return []
    people = rows.populations(tables)
    names = _Names(shown, _places(tables, shown))
    titles, beside = _titles(found), _beside(tables)
    held: list[Joined] = []
    for grid, known in tables:
        about = _Table(grid, known, titles.get(grid.finding, ()), beside.get(grid.finding, ()))
        if not names.may_speak_of_hidden(about):
            continue
        cells = {row: cell for row in range(len(known.cells)) if (cell := names.one(about, row)) is not None}
        if any(names.hidden[cell] for cell in cells.values()):
            held += _told(about, cells, names, people)
    return held


@dataclass(frozen=True)
class _Table:
    """A table; the titles of its finding, and what else stands in the row of a list that is about it."""

    grid: Grid
    known: Columns
    titles: tuple[str, ...]
    beside: tuple[str, ...]

    def own(self, row: int) -> list[str]:
        """The labels of a row, without the ids of findings, and with its year, which is a number."""
        labels = [plain(label) for label in self.known.labels[row] if label != self.grid.finding]
        years = [self.grid.rows[row][at].strip() for at in self.years if at < len(self.grid.rows[row])]
        return [*labels, *(year for year in years if year not in labels)]

    @cached_property
    def years(self) -> list[int]:
        """The columns that say when."""
        return [at for at, heading in enumerate(self.grid.headings) if plain(heading) in WHEN]

    @cached_property
    def around(self) -> str:
        """Its titles and headings, a line each."""
        return "\n".join([self.grid.subject, *map(plain, self.grid.headings), *self.titles])

    @cached_property
    def period(self) -> Period | None:
        """The one period that these speak of, or else what stands beside its finding."""
        return _period(self.around.splitlines()) or _period(self.beside)


class _Names:
    """How the released counts are called: their places, periods, groups and kinds as words."""

    def __init__(self, shown: pd.DataFrame, places: Mapping[str, frozenset[str]]) -> None:
        self.hidden = shown["decision"].str.startswith("hidden").to_numpy()
        self.value, self.least, self.most = (
            shown[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            for name in ("value", "shown_least", "shown_most")
        )
        self.keys = list(shown[list(KEY)].itertuples(index=False, name=None))
        self.totals = {key[:6]: at for at, key in enumerate(self.keys) if key[6] == ALL}
        self.places = [places.get(key[3], frozenset()) | {plain(key[3])} for key in self.keys]
        self.groups = ["" if key[6] == ALL else _words(key[7]) for key in self.keys]
        self.kinds = [_called(key[0], key[1]) for key in self.keys]
        self.of_period: dict[Period, list[int]] = defaultdict(list)
        for at, key in enumerate(self.keys):
            self.of_period[key[4], key[5]].append(at)
        self.every_place = frozenset().union(*self.places)
        self.every_group = frozenset(self.groups) - {""}
        self.kinds_hidden = {kind for kind, hidden in zip(self.kinds, self.hidden, strict=True) if hidden}

    def may_speak_of_hidden(self, table: _Table) -> bool:
        """Whether the words of a table name any kind of count of which one is hidden."""
        rows = range(len(table.known.cells))
        words = "\n".join([table.around, *dict.fromkeys(label for row in rows for label in table.own(row))])
        return any(_says_all(words, kind) for kind in self.kinds_hidden)

    def one(self, table: _Table, row: int) -> int | None:
        """The one count that a row is about; None where there is none, or more than one.

        A label that is no place, period or group has to name what is counted: else the row is about something of its own.
        """
        own = table.own(row)
        period = _period(own) or table.period
        if period not in self.of_period:
            return None
        named = self.every_place & set(own)
        groups = self.every_group & set(own)
        words = "\n".join([*own, table.around])
        placed = "\n".join([words, *table.beside])
        more = [one for one in own if one not in named and one not in groups and _period([one]) is None]
        fits = [
            at for at in self.of_period[period]
            if (self.groups[at] in groups if groups else not self.groups[at])
            and (named & self.places[at] if named else any(_says(placed, place) for place in self.places[at]))
            and _says_all(words, self.kinds[at]) and all(_says(one, self.kinds[at][0]) for one in more)
        ]  # fmt: skip
        return fits[0] if len(fits) == 1 else None


def _called(universe: str, what: str) -> tuple[str, ...]:
    """What a text has to say to speak of a kind of count: its name; where that is one word, whose count it is too."""
    kind = _words(what.rpartition("/")[2])
    return (kind,) if " " in kind else (kind, _words(universe.partition(":")[0]))


def _told(table: _Table, cells: Mapping[int, int], names: _Names, people: Populations) -> Iterator[Joined]:
    """What the columns of a table say of hidden counts; not those that say other than what is shown."""
    grid, known = table.grid, table.known
    for at in known.of(COUNT, RATE, SHARE):
        told = {row: list(_in_row(grid, known, row, at, people, names, cell)) for row, cell in cells.items()}
        shown = {row: names.value[cell] for row, cell in cells.items() if not names.hidden[cell]}
        if any(not span.holds(Span(value, value)) for row, value in shown.items() for _, span, _ in told[row]):
            continue
        for row, cell in cells.items():
            for _, span, says in told[row] if names.hidden[cell] else ():
                if not span.empty:
                    yield Joined(cell, span, grid.file, grid.part, f"{', '.join(known.labels[row])}: {says}")


def _in_row(
    grid: Grid, known: Columns, row: int, at: int, people: Populations, names: _Names, cell: int
) -> Iterator[Told]:
    value = number_at(known, row, at)
    if known.kinds[at] == COUNT:
        if value is not None and value.whole:
            yield "shown elsewhere", Span(value.value, value.value), f"{grid.headings[at]} {value.value:g}"
        return
    secret = Secret(grid, row, at, known.labels[row], Mark(None, plain=True))
    yield from rows.told_by_estimate(secret, known, at, people)
    total = names.totals.get(names.keys[cell][:6])
    if (
        known.kinds[at] == SHARE
        and value is not None
        and total is not None
        and total != cell
        and not names.hidden[total]
    ):
        unit = of_one(grid.headings[at])
        span = whole_within(value.low * names.least[total] / unit, value.high * names.most[total] / unit)
        yield "share", span, f"{grid.headings[at]} {value.value:g} of {names.value[total]:,.0f}, the count of all"


def _titles(found: Found) -> dict[str, tuple[str, ...]]:
    """The titles of each finding."""
    held: dict[str, dict[str, None]] = defaultdict(dict)
    for one in found.grids:
        if one.finding and one.title and not finding_in(one.title):
            held[one.finding][one.subject] = None
    return {finding: tuple(texts) for finding, texts in held.items()}


def _beside(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """What stands beside the id of each finding in its row of a list of findings: its period, its place."""
    held: dict[str, dict[str, None]] = defaultdict(dict)
    for grid, known in tables:
        for labels in known.labels:
            ids = [label for label in labels if finding_in(label) == label]
            if len(ids) == 1 and ids[0] != grid.finding:
                held[ids[0]] |= dict.fromkeys(plain(label) for label in labels if label != ids[0])
    return {finding: tuple(texts) for finding, texts in held.items()}


def _places(tables: Iterable[Table], shown: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The names of places by their codes, from every table that has both: "Ward" beside "Ward code"."""
    wanted, found = set(shown["place_code"]), defaultdict[str, set[str]](set)
    for grid, _ in tables:
        bare = [re.sub(r"\b(code|name)\b", "", plain(heading).replace("_", " ")).strip() for heading in grid.headings]
        for code, base in enumerate(bare):
            beside = [at for at, other in enumerate(bare) if at != code and other == base]
            for row in grid.rows if len(beside) == 1 else ():
                if max(code, beside[0]) < len(row) and row[code] in wanted and not CODE.fullmatch(row[beside[0]]):
                    found[row[code]].add(plain(row[beside[0]]))
    return {code: frozenset(names) for code, names in found.items()}


def _words(code: str) -> str:
    return plain(code.replace("_", " "))


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


def _says(words: str, name: str) -> bool:
    return name in words and _pattern(name).search(words) is not None


def _says_all(words: str, names: Iterable[str]) -> bool:
    return all(_says(words, name) for name in names)


def _period(texts: Iterable[str]) -> Period | None:
    """The one period that texts speak of; None where they speak of none, or of several."""
    found = {period for text in texts for period in _periods(text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _periods(text: str) -> tuple[Period, ...]:
    found = []
    for first, last in SPOKEN.findall(text):
        begin, end = _one_period(first), _one_period(last or first)
        if begin and end:
            found.append((begin[0], end[1]))
    return tuple(found)


def _one_period(spoken: str) -> Period | None:
    year = int("".join(re.findall(r"\d{4}", spoken)))
    if year not in YEARS:
        return None
    if re.fullmatch(QUARTER, spoken):
        quarter = int(spoken[-1])
        return f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}"
    if spoken.isdigit():
        return f"{year}-01", f"{year}-12"
    month = f"{year}-{MONTHS[spoken.split(maxsplit=1)[0]]:02d}" if " " in spoken else spoken
    return month, month
