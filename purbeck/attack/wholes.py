"""What a table as a whole tells of a hidden count: totals, the order of its rows, ranks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from purbeck.attack.columns import COUNT, PEOPLE, RANK, RATE, WHOLE, Columns, is_total, number_at, per
from purbeck.attack.found import Secret, plain
from purbeck.attack.marks import ANY, TOLERANCE, Mark, Said, Span, whole_within
from purbeck.attack.rows import Told

FEWEST_IN_ORDER = 4  # shown numbers that fall (or rise) from row to row: fewer may do so by chance
WITHOUT = "total without hidden rows"


@dataclass(frozen=True)
class Rounding:
    """How a column's shown counts are rounded: to `base`, 1 where they are as they stand."""

    base: int = 1

    def of(self, value: Said) -> Span:
        """The counts that are printed so; nought is never a rounded number above it."""
        if self.base == 1 or value.value == 0:
            return Span(value.value, value.value)
        half = self.base // 2
        return Span(max(1, value.value - half), value.value + half)


def rounding_of(known: Columns, column: int, base: int) -> Rounding:
    """The rounding of a column, where the release says that it rounds to `base` and all its counts are multiples of it."""
    shown = [cell for row in known.cells if isinstance(cell := row[column], Said)]
    return Rounding(base if base > 1 and all(cell.value % base == 0 for cell in shown) else 1)


def column_totals(known: Columns) -> dict[int, Said]:
    """The total of each column of counts: of the one row that says it is one; none where there are none, or several."""
    rows = [row for row, labels in enumerate(known.labels) if is_total(labels)]
    if len(rows) != 1:
        return {}
    return {column: cell for column in known.of(COUNT) if (cell := number_at(known, rows[0], column))}


def told_by_totals(secret: Secret, known: Columns, rounding: Rounding) -> Iterator[Told]:
    """What the totals of its column, one for each way of the table, and of its row leave for a hidden count."""
    column = secret.column
    if known.kinds[column] != COUNT or is_total(secret.labels):
        return
    for total, parts in _families(known, secret.row):
        cells = [known.cells[row][column] for row in parts]
        whole = known.cells[total][column]
        if isinstance(whole, Said):
            yield from _left(secret.mark, whole, [c for row, c in zip(parts, cells, strict=True) if row != secret.row], rounding,
                             f"{' '.join(known.labels[total])} {whole.value:,.0f}")  # fmt: skip
    for total in known.of(WHOLE):
        others = [at for at in known.of(COUNT) if at != column]
        heading = secret.grid.headings[total]
        whole = known.cells[secret.row][total]
        if others and isinstance(whole, Said) and plain(heading).split()[:1] in (["total"], ["all"]):
            yield from _left(secret.mark, whole, [known.cells[secret.row][at] for at in others], rounding,
                             f"{heading} {whole.value:,.0f}")  # fmt: skip


def _families(known: Columns, row: int) -> Iterator[tuple[int, list[int]]]:
    """For each label of a row: the row that is the total over it, and the rows that it is the total of."""
    labels = known.labels[row]
    for at in range(len(labels)):
        others = [*labels[:at], *labels[at + 1 :]]
        family = [
            one for one, held in enumerate(known.labels)
            if len(held) == len(labels) and [*held[:at], *held[at + 1 :]] == others
        ]  # fmt: skip
        totals = [one for one in family if is_total((known.labels[one][at],))]
        if len(totals) == 1:
            yield totals[0], [one for one in family if one != totals[0]]


def _left(hidden: Mark, whole: Said, others: Sequence[object], rounding: Rounding, says: str) -> Iterator[Told]:
    spans, marks = [], 0
    for cell in others:
        if isinstance(cell, Said):
            spans.append(rounding.of(cell))
        elif isinstance(cell, Mark):
            spans.append(cell.rule or (Span(1, 4) if cell.plain else ANY))
            marks += 1
        else:
            return  # a cell that says nothing: nobody knows what the total is made of
    total = rounding.of(whole)
    least = total.least - sum(span.most for span in spans)
    most = total.most - sum(span.least for span in spans)
    shown = sum(cell.value for cell in others if isinstance(cell, Said))
    if rounding.base == 1 and whole.value == shown and (hidden.rule or hidden.plain):
        yield WITHOUT, Span(0, 0), says
    elif most >= 0:
        yield "total", Span(max(0.0, least), most), says


def told_by_order(secret: Secret, known: Columns, rounding: Rounding) -> Iterator[Told]:
    """What the neighbours of a hidden row tell where the rows stand in order of a number, or say their ranks."""
    orders = [("order of rows", list(range(len(known.cells))))]
    for column in known.of(RANK):
        ranked = [(cell.value, row) for row in range(len(known.cells)) if (cell := number_at(known, row, column))]
        if any(row == secret.row for _, row in ranked):
            orders.append((f"rank in column “{secret.grid.headings[column]}”", [row for _, row in sorted(ranked)]))
    for kind, every in orders:
        rows = [row for row in every if not is_total(known.labels[row])]
        for column in known.of(COUNT, RATE):
            yield from _between(secret, known, rounding, kind, rows, column)


def _between(
    secret: Secret, known: Columns, rounding: Rounding, kind: str, rows: list[int], column: int
) -> Iterator[Told]:
    shown = [(at, cell) for at, row in enumerate(rows) if (cell := number_at(known, row, column))]
    if len(shown) < FEWEST_IN_ORDER or secret.row not in rows or number_at(known, secret.row, column):
        return
    steps = [second.value - first.value for (_, first), (_, second) in pairwise(shown)]
    if not (all(step <= 0 for step in steps) or all(step >= 0 for step in steps)) or not any(steps):
        return
    at = rows.index(secret.row)
    before = next((cell for place, cell in reversed(shown) if place < at), None)
    after = next((cell for place, cell in shown if place > at), None)
    if before is None or after is None:
        return
    first, second = sorted((before, after), key=lambda cell: cell.value)
    says = f"it stands between {before.value:g} and {after.value:g} ({secret.grid.headings[column]})"
    if known.kinds[column] == COUNT and column == secret.column:
        yield kind, Span(rounding.of(first).least, rounding.of(second).most), says
    elif known.kinds[column] == RATE:
        people = next((p for c in known.of(PEOPLE) if (p := number_at(known, secret.row, c))), None)
        if people is not None:
            unit = per(secret.grid.headings[column])
            low, high = first.low * people.low / unit, second.high * people.high / unit
            yield kind, whole_within(max(0.0, low - TOLERANCE), min(inf, high)), says
