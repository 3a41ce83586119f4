"""The same row elsewhere: a number that one table hides and another, or its own cell, still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from purbeck.attack.columns import Columns, of_one
from purbeck.attack.found import Grid, Secret, plain
from purbeck.attack.marks import Mark, Said, Span, said, whole_within
from purbeck.attack.rows import Told

Table = tuple[Grid, Columns]
FEWEST_ALIKE = 2  # numbers of the same rows that two tables both show, before they are taken to be the same table
LARGE = 10  # of these one has to be at least so large: small numbers are alike by chance
Elsewhere = tuple[str, str, Told]  # file, part, what is told


def beneath(secret: Secret) -> Iterator[Told]:
    """A number that stands beneath the hidden cell: an attribute or a comment of it that is nothing but a number."""
    for name, text in secret.grid.beneath.get((secret.row, secret.column), ()):
        if (value := said(text.strip())) and value.whole and value.value >= 0:
            yield "beneath the cell", Span(value.value, value.value), f"{name}=“{text.strip()}”"
    unseen = secret.grid.concealed - {secret.column}
    for column in sorted(unseen):
        text = secret.grid.rows[secret.row][column] if column < len(secret.grid.rows[secret.row]) else ""
        if (value := said(text)) and value.whole:
            yield "hidden column", Span(value.value, value.value), f"a hidden column holds {text}"


def index_of(tables: Iterable[Table]) -> dict[str, list[int]]:
    """The tables, by number, in which a label stands."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, known) in enumerate(tables):
        for label in {plain(label) for labels in known.labels for label in labels}:
            found[label].append(number)
    return found


def elsewhere(secrets: Sequence[Secret], known: Columns, tables: Sequence[Table], index: dict[str, list[int]]) -> Iterator[
    tuple[Secret, Elsewhere]
]:  # fmt: skip
    """The hidden cells of one table that other tables show. All `secrets` are of the table that is `known`."""
    if not secrets:
        return
    grid = secrets[0].grid
    wanted = {plain(label) for one in secrets for label in one.labels}
    for number in sorted({number for label in wanted for number in index.get(label, ())}):
        other, columns = tables[number]
        if other is not grid:
            yield from _both(secrets, grid, known, other, columns)


def _both(secrets: Sequence[Secret], grid: Grid, known: Columns, other: Grid, columns: Columns) -> Iterator[
    tuple[Secret, Elsewhere]
]:  # fmt: skip
    pairs = _rows(known, columns)
    if not pairs:
        return
    for column in sorted({one.column for one in secrets}):
        mine = [one for one in secrets if one.column == column and one.row in pairs]
        for at in range(len(columns.kinds)) if mine else ():
            if not _same(grid, known, column, other, columns, at, pairs):
                continue
            for secret in mine:
                cell = columns.cells[pairs[secret.row]][at]
                if isinstance(cell, Said) and (span := whole_within(cell.low, cell.high)).most >= 0 and cell.whole:
                    heading = other.headings[at] if at < len(other.headings) else ""
                    yield (
                        secret,
                        (other.file, other.part, ("shown elsewhere", span, f"{heading} {cell.value:g}".strip())),
                    )


def _rows(known: Columns, columns: Columns) -> dict[int, int]:
    """Rows of two tables that have the same labels, by the row of the first; labels that stand twice are not used."""
    first, second = _unique(known), _unique(columns)
    return {row: second[label] for label, row in first.items() if label in second}


def _unique(known: Columns) -> dict[str, int]:
    found: dict[str, int | None] = {}
    for row, labels in enumerate(known.labels):
        keys = {plain(label) for label in labels} | {plain(" | ".join(labels))}
        for key in keys - {""}:
            found[key] = None if key in found else row
    return {key: row for key, row in found.items() if row is not None}


def _same(
    grid: Grid, known: Columns, column: int, other: Grid, columns: Columns, at: int, pairs: dict[int, int]
) -> bool:
    """Whether a column of another table is this one: by finding and heading, or by the numbers that both show."""
    mine, theirs = _heading(grid, column), _heading(other, at)
    alike, large, marks = 0, False, 0
    for row, twin in pairs.items():
        first, second = known.cells[row][column], columns.cells[twin][at]
        if isinstance(first, Said) and isinstance(second, Said):
            if not _agree(first, second, mine, theirs):
                return False
            alike += 1
            large = large or first.value >= LARGE
        marks += isinstance(first, Mark) and isinstance(second, Mark)
    if grid.finding and grid.finding == other.finding and mine and mine == theirs:
        return True
    told_apart = grid.finding and other.finding and grid.finding != other.finding
    return alike >= FEWEST_ALIKE and large and not told_apart


def _heading(grid: Grid, column: int) -> str:
    return plain(grid.headings[column]) if column < len(grid.headings) else ""


def _agree(first: Said, second: Said, mine: str, theirs: str) -> bool:
    """Whether two printed numbers may be one number; a share of one and a percentage are."""
    a, b = of_one(mine), of_one(theirs)
    return first.low / a <= second.high / b and second.low / b <= first.high / a
