"""All that files tell of hidden cells: each leak with where it is and what it gives away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from purbeck.attack import lines, measured, rows, spoken, twins, wholes
from purbeck.attack.attacked import KNOWN, todo
from purbeck.attack.columns import COUNT, Columns, number_at, secrets, understood
from purbeck.attack.found import Found, Grid, Leak, Secret, plain
from purbeck.attack.marks import ANY, DEFAULT_RULE, Mark, Said, Span, gives_away
from purbeck.attack.rows import Populations, Told
from purbeck.attack.wholes import Rounding
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE
from purbeck.disclosure.released_rules import RULES_FILE

ROUNDED = re.compile(r"rounded to (?:the nearest )?(\d{1,3}|five|ten)\b", re.IGNORECASE)
IN_FIGURES = {"five": 5, "ten": 10}
Table = tuple[Grid, Columns]
# Numbers that a release says itself, and that are not about its tables: counts as released, how they hang together, its rules.
OWN_FILES = (COUNTS_FILE, STRUCTURE_FILE, RULES_FILE)


def tables_of(found: Found) -> list[Table]:
    """The tables of a release, understood; those of the counts themselves are none."""
    return [(grid, understood(grid)) for grid in found.grids if not grid.file.endswith(OWN_FILES)]


def inversions(found: Found, tables: list[Table], earlier: Found) -> tuple[list[Leak], int]:
    """What the tables, texts and drawings of a release give away, and how many hidden cells there are."""
    before = tables_of(earlier)
    people = rows.populations(tables)
    index, index_before = twins.index_of(tables), twins.index_of(before)
    base = rounding_said(found)
    leaks: list[Leak] = []
    every: list[tuple[Columns, list[Secret]]] = []
    for grid, known in tables:
        held = list(secrets(grid, known))
        if held:
            every.append((known, held))
            leaks += _within(held, known, people, base)
            leaks += (_leak(s, file, part, told) for s, (file, part, told) in twins.elsewhere(held, known, tables, index)
                      if _tells(s, told[1]))  # fmt: skip
            leaks += _earlier(held, known, before, index_before)
    leaks += _in_words(every, found, people)
    leaks += _in_drawings(every, found, people)
    leaks += too_fine(tables, base, people)
    return leaks, sum(len(held) for _, held in every)


def rounding_said(found: Found) -> int:
    """To what the release says that it rounds counts; 1 where it says nothing of it."""
    for one in found.words:
        if match := ROUNDED.search(one.text):
            return IN_FIGURES.get(match[1].lower()) or int(match[1])
    return 1


def _within(held: list[Secret], known: Columns, people: Populations, base: int) -> Iterator[Leak]:
    """What a table tells of its own hidden cells; where two things tell of one cell, both together too."""
    totals = wholes.column_totals(known)
    for secret in held:
        rounding = wholes.rounding_of(known, secret.column, base)
        told = [
            *rows.told_in_row(secret, known, people, totals), *wholes.told_by_totals(secret, known, rounding),
            *wholes.told_by_order(secret, known, rounding),
        ]  # fmt: skip
        alone = [one for one in told if one[0] == wholes.WITHOUT or _tells(secret, one[1])]
        for one in [*twins.beneath(secret), *alone]:
            if one in alone or _tells(secret, one[1]):
                yield _leak(secret, secret.grid.file, secret.grid.part, one)
        if not alone and len(told) > 1:
            yield from _together(secret, told)


def _together(secret: Secret, told: Sequence[Told]) -> Iterator[Leak]:
    both = ANY
    for _, span, _ in told:
        both = both.meet(span)
    if _tells(secret, both):
        says = "; ".join(dict.fromkeys(words for _, _, words in told))
        yield _leak(secret, secret.grid.file, secret.grid.part, ("together", both, says))


def _tells(secret: Secret, span: Span) -> bool:
    return gives_away(span, secret.mark)


def _leak(secret: Secret, file: str, part: str, told: Told) -> Leak:
    kind, span, says = told
    promised = secret.mark.rule or (DEFAULT_RULE if secret.mark.plain else None)
    return Leak(
        kind, file, part, says, f"{secret} ({secret.grid.title or secret.grid.part})", span, promised, todo(kind)
    )


def _earlier(held: list[Secret], known: Columns, before: list[Table], index: dict[str, list[int]]) -> Iterator[Leak]:
    """A number that an earlier release showed in the same table, of the same title: years are in titles and headings."""
    for secret, (file, part, (_, span, says)) in twins.elsewhere(held, known, before, index):
        if _tells(secret, span):
            told = (KNOWN, span, f"an earlier release, in {file}, {part}, shows {says}")
            yield _leak(secret, secret.grid.file, secret.grid.part, told)


def _in_words(every: list[tuple[Columns, list[Secret]]], found: Found, people: Populations) -> Iterator[Leak]:
    all_secrets = [secret for _, held in every for secret in held]
    for secret, words, told in spoken.told_in_words(all_secrets, found.words, people):
        if _tells(secret, told[1]):
            yield _leak(secret, words.file, words.part, told)
    by_finding = defaultdict(list)
    for words in found.words:
        by_finding[words.finding].append(words)
    for known, held in every:
        for secret in held:
            about = [one for label in secret.labels for one in by_finding.get(label, ())]
            for one, words, told in spoken.counts_of_hidden(known, [secret], about):
                yield _leak(one, words.file, words.part, told)


def _in_drawings(every: list[tuple[Columns, list[Secret]]], found: Found, people: Populations) -> Iterator[Leak]:
    for known, held in every:
        grid = held[0].grid
        for drawing in found.drawings:
            if drawing.finding and grid.finding:
                same = drawing.finding == grid.finding
            else:
                same = drawing.file == grid.file or plain(drawing.title) == grid.subject
            if not same:
                continue
            measures = (measured.told_by_drawing, lines.told_by_lines)
            for secret, told in (one for measure in measures for one in measure(drawing, held, known, people)):
                if _tells(secret, told[1]):
                    yield _leak(secret, drawing.file, drawing.part, told)


def too_fine(tables: list[Table], base: int, people: Populations) -> Iterator[Leak]:
    """A rounded count whose rate or share beside it was made from the count before it was rounded."""
    for grid, known in tables if base > 1 else ():
        totals = wholes.column_totals(known)
        for column in known.of(COUNT):
            rounding = wholes.rounding_of(known, column, base)
            for row in range(len(known.cells)) if rounding.base > 1 else ():
                shown = number_at(known, row, column)
                if shown is not None and shown.value > 0:
                    yield from _finer(grid, known, row, column, shown, rounding, people, totals)


def _finer(
    grid: Grid, known: Columns, row: int, column: int, shown: Said, rounding: Rounding, people: Populations,
    totals: dict[int, Said],
) -> Iterator[Leak]:  # fmt: skip
    promised = rounding.of(shown)
    secret = Secret(grid, row, column, known.labels[row], Mark(promised))
    for kind, span, says in rows.told_in_row(secret, known, people, totals):
        both = span.meet(promised)
        rounded = Span(shown.value, shown.value)
        if not both.empty and both != promised and not span.holds(rounded):
            yield _leak(secret, grid.file, grid.part, (kind, both, says))
