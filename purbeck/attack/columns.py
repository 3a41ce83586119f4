"""What the columns of a table are: labels, counts, rates, shares, limits, denominators, ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from purbeck.attack.found import Grid, Secret, plain
from purbeck.attack.marks import Content, Mark, Said, mark, said

LABEL, COUNT, RATE, SHARE, LOWER, UPPER, PEOPLE, WHOLE, RANK, EXPECTED, Z, P, RATIO, OTHER = (
    "label", "count", "rate", "share", "lower", "upper", "people", "whole", "rank", "expected", "z", "p", "ratio", "other",
)  # fmt: skip
PER = re.compile(r"per ([\d,]{1,9})\b")
TOTAL = re.compile(r"^(total|all|overall|sum|whole area)\b")
# The first that fits is taken: a lower limit of a rate is a limit, a rate per 1,000 residents is no number of residents.
KINDS = (
    (LOWER, re.compile(r"\blower\b|\blow(est)? limit|\bfrom \(|\blcl\b|_low$")),
    (UPPER, re.compile(r"\bupper\b|\bhigh(est)? limit|\bucl\b|_high$")),
    (RANK, re.compile(r"\brank|\bposition\b|\bplace in the order")),
    (RATE, re.compile(r"\brate\b|\bper [\d,]+\b|rate_per")),
    (SHARE, re.compile(r"%|\bshare\b|\bper ?cent|\bproportion\b")),
    (EXPECTED, re.compile(r"\bexpected\b")),
    (Z, re.compile(r"^z\b|\bz[- ]?(score|value)|standard score")),
    (P, re.compile(r"^p\b|\bp[- ]?value|\bprobability\b")),
    (RATIO, re.compile(r"\bratio\b|\btimes\b")),
    (WHOLE, re.compile(r"\bof which\b|\bknown\b|\bbase\b|^of\b|^(all|total)\b|denominator")),
    (PEOPLE, re.compile(r"\b(residents|people|population|person-years|households|person_years)\b")),
    (COUNT, re.compile(
        r"\b(counts?|numbers?|offences|incidents|records?|recorded|contacts|attendances|admissions|victims|suspects|searches|"
        r"referrals|calls|arrests|cases|reports|episodes|deaths|homicides|n)\b"
    )),
)  # fmt: skip
HUNDRED = 100.0
MOST_WORDS = 12  # of a mark
LONGEST_LABEL = 120  # longer texts are sentences, which name no row


@dataclass(frozen=True)
class Columns:
    """A table understood: the kind of each column, and every cell as a number, a mark or words."""

    kinds: tuple[str, ...]
    cells: tuple[tuple[Content, ...], ...]
    labels: tuple[tuple[str, ...], ...]

    def of(self, *kinds: str) -> list[int]:
        """The columns of some kinds, from the left."""
        return [at for at, kind in enumerate(self.kinds) if kind in kinds]


@lru_cache(maxsize=4096)
def _kind(heading: str) -> str:
    words = plain(heading).replace("_", " ")
    return next((kind for kind, pattern in KINDS if pattern.search(words)), OTHER)


def understood(grid: Grid) -> Columns:
    """The columns of a table, told by their headings and by what is in them."""
    width = max((len(row) for row in grid.rows), default=len(grid.headings))
    columns = [[row[at] if at < len(row) else "" for row in grid.rows] for at in range(width)]
    kinds, cells = [], []
    for at, texts in enumerate(columns):
        kind, held = _column(grid.headings[at] if at < len(grid.headings) else "", texts)
        kinds.append(kind)
        cells.append(held)
    labels = tuple(
        tuple(
            text
            for at in range(width)
            if kinds[at] == LABEL
            and (text := columns[at][row].strip())
            and len(text) <= LONGEST_LABEL
            and not mark(text)
        )
        for row in range(len(grid.rows))
    )
    return Columns(tuple(kinds), tuple(zip(*cells, strict=True)) if cells else (), labels)


def _column(heading: str, texts: list[str]) -> tuple[str, list[Content]]:
    kind = _kind(heading)
    numbers = [said(text) for text in texts]
    marks = [mark(text, of_counts=kind not in (RATE, SHARE, LOWER, UPPER)) for text in texts]
    filled = [at for at, text in enumerate(texts) if text.strip()]
    words = [at for at in filled if numbers[at] is None and not _short_mark(texts[at], marks[at])]
    if not filled or len(words) * 2 > len(filled) or not any(numbers[at] or marks[at] for at in filled):
        return LABEL, [None] * len(texts)
    if kind == OTHER and any(numbers) and all(one.whole for one in numbers if one):
        kind = COUNT if any(marks) else OTHER
    return kind, [numbers[at] or marks[at] for at in range(len(texts))]


def _short_mark(text: str, found: Mark | None) -> bool:
    """Whether a cell is a mark by itself; a sentence that speaks of hidden figures is words."""
    return found is not None and len(text.split()) <= MOST_WORDS


def is_total(labels: tuple[str, ...]) -> bool:
    """Whether the labels of a row say that it is a total."""
    return any(TOTAL.match(plain(label)) for label in labels)


def per(heading: str) -> float:
    """So many people that a rate is per: 1,000 in "Rate (per 1,000 residents)"; 1,000 where it does not say."""
    match = PER.search(plain(heading).replace("_", " "))
    return float(match[1].replace(",", "")) if match else 1000.0


def of_one(heading: str) -> float:
    """What a share is of: 100 where it is a percentage, 1 where it is a part of one."""
    return HUNDRED if re.search(r"%|per ?cent", heading.casefold()) else 1.0


def secrets(grid: Grid, known: Columns) -> Iterator[Secret]:
    """The hidden counts of a table; where it has no column of counts, whatever else it hides."""
    wanted = known.of(COUNT, WHOLE) or known.of(RATE, SHARE, OTHER)
    for row, cells in enumerate(known.cells):
        for column in wanted:
            cell = cells[column]
            if isinstance(cell, Mark):
                yield Secret(grid, row, column, known.labels[row], cell)


def number_at(known: Columns, row: int, column: int) -> Said | None:
    """The number in a cell, where it is one."""
    cell = known.cells[row][column]
    return cell if isinstance(cell, Said) else None
