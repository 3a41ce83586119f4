"""Two editions held against each other, finding by finding, from their files alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from purbeck.editions import causes
from purbeck.editions.changes import (
    ADDED,
    CHANGED,
    DEFINITION,
    GONE,
    METHOD,
    NEW_DATA,
    REVISED,
    RULE,
    SAME,
    UNKNOWN,
    Change,
    Compared,
    Line,
    printed,
)
from purbeck.editions.edition import HIDDEN, Edition, Figures, Row, Told
from purbeck.figures import listed, many, number

DATED = re.compile(r"\b(19|20)\d\d\b")
TIMES = re.compile(r"^(calendar |financial )?(year|month|quarter|period|recorded in)\b", re.IGNORECASE)
MOST_NAMED = 3


def compare(before: Edition, now: Edition) -> Compared:
    """What changed from one edition to the next, and why; findings are the same where their ids are."""
    lines = [
        _both(told, now_told, before, now) if (told := before.findings.get(one)) else _only(now_told, ADDED)
        for one, now_told in now.findings.items()
    ]
    lines += [_only(told, GONE) for one, told in before.findings.items() if one not in now.findings]
    return Compared(before.name, now.name, tuple(_overall(before, now)), tuple(lines), tuple(_unknown(before, now)))


def _overall(before: Edition, now: Edition) -> Iterator[Change]:
    """What changed for all findings alike."""
    for title in sorted(before.dated.keys() & now.dated.keys()):
        if before.dated[title] != now.dated[title]:
            yield Change(
                NEW_DATA,
                f"{title} is dated {now.dated[title] or 'nothing'}; it was dated {before.dated[title] or 'nothing'}.",
            )
    for title in sorted(now.dated.keys() - before.dated.keys()) if before.dated else ():
        yield Change(NEW_DATA, f"{title} was not there before.")
    for title in sorted(before.dated.keys() - now.dated.keys()) if now.dated else ():
        yield Change(NEW_DATA, f"{title} is not there any more.")
    yield from causes.of_all(before, now)


def _unknown(before: Edition, now: Edition) -> Iterator[str]:
    """What the files of either do not say."""
    for edition in (before, now):
        if words := causes.lacking(edition):
            yield f"{edition.name} does not say {words}."


def _only(told: Told, status: str) -> Line:
    before, now = (("", ""), (told.period, told.value)) if status == ADDED else ((told.period, told.value), ("", ""))
    return Line(told.id, told.chapter, told.title, status, told.unit, *before, *now)


def _both(was: Told, told: Told, before: Edition, now: Edition) -> Line:
    changes = [*_declared(was, told, before, now)]
    differs = printed(was.value) != printed(told.value)
    rows = _revised(before.figures.get(told.id), now.figures.get(told.id))
    same = was.period == told.period and HIDDEN not in (was.value, told.value)
    if rows or (differs and same):
        changes += _why(told, before, now, rows, {one.kind for one in changes} & {DEFINITION, METHOD})
    beside = {one.kind for one in causes.reaching(told, before, now)} - {REVISED}
    at_work = {one.kind for one in changes} | beside
    return Line(
        told.id, told.chapter, told.title, CHANGED if differs or changes else SAME, told.unit, was.period, was.value,
        told.period, told.value, tuple(changes), not differs or len(at_work) <= 1,
    )  # fmt: skip


def _why(told: Told, before: Edition, now: Edition, rows: str, declared: set[str]) -> Iterator[Change]:
    """Why a number of the same time may differ: each thing that differs in what both say they were made of, and no guess.

    `rows` says which numbers differ, `declared` which reasons the finding itself gives already.
    """
    found = [*causes.reaching(told, before, now)]
    for at, one in enumerate(found):
        yield Change(one.kind, f"{rows} {one.words}".strip() if at == 0 else one.words)
    if found or (declared and not rows):
        return
    if declared:
        yield Change(
            UNKNOWN, f"{rows} Whether the data were revised or the {listed(sorted(declared))} did it cannot be told."
        )
    elif causes.data_known(before, now):
        yield Change(
            UNKNOWN, f"{rows} The files of data are the same, and nothing else that reaches it is known to differ; earlier "
            "releases, which an edition is protected beside, may.".strip(),
        )  # fmt: skip
    else:
        yield Change(UNKNOWN, f"{rows} Whether the data were revised is not said.".strip())


def _declared(was: Told, told: Told, before: Edition, now: Edition) -> Iterator[Change]:
    """The reasons that the two editions state themselves."""
    if was.period != told.period:
        yield Change(NEW_DATA, f"it is about {told.period}; it was about {was.period}.")
    if was.source != told.source:
        yield Change(NEW_DATA, f"it rests on {told.source}; it rested on {was.source}.")
    if was.definition and told.definition and was.definition != told.definition:
        yield Change(DEFINITION, f"counted by {told.definition}; before by {was.definition}.")
    if was.method != told.method:
        yield Change(METHOD, f"{told.method}; before: {was.method}.")
    if HIDDEN in (was.value, told.value) and was.value != told.value:
        ruled = (
            " The rules of disclosure are others." if before.rules and now.rules and before.rules != now.rules else ""
        )
        yield Change(RULE, (f"it is hidden now.{ruled}" if told.value == HIDDEN else f"it was hidden.{ruled}"))


def _revised(was: Figures | None, now: Figures | None) -> str:
    """Rows about the same time in both editions whose numbers differ, in words; "" where there are none."""
    if was is None or now is None:
        return ""
    old, new = _by_time(was), _by_time(now)
    differing = []
    for key, numbers in new.items():
        for heading, value in numbers.items():
            before = old.get(key, {}).get(heading)
            if before is not None and before != value:
                differing.append(f"{', '.join(key)}: {heading} {_figure(before)}, now {_figure(value)}")
    if not differing:
        return ""
    named = "; ".join(differing[:MOST_NAMED])
    more = f", and {len(differing) - MOST_NAMED:,} more" if len(differing) > MOST_NAMED else ""
    return f"{many(len(differing), 'number', 'numbers')} of times that both editions have differ ({named}{more})."


def _by_time(figures: Figures) -> dict[Row, dict[str, str]]:
    """The numbers of each row whose labels say a time, by its labels; labels that stand twice are left out."""
    labels = [at for at in range(len(figures.headings)) if _is_label(figures, at)]
    found: dict[Row, dict[str, str] | None] = {}
    for row in figures.rows:
        key = tuple(row[at] for at in labels if at < len(row))
        if not any(DATED.search(label) for label in key):
            continue
        numbers = {figures.headings[at]: cell for at, cell in enumerate(row) if at not in labels and _is_number(cell)}
        found[key] = None if key in found else numbers
    return {key: numbers for key, numbers in found.items() if numbers is not None}


def _is_label(figures: Figures, at: int) -> bool:
    cells = [row[at] for row in figures.rows if at < len(row) and row[at]]
    return bool(TIMES.match(figures.headings[at])) or not any(map(_is_number, cells))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _figure(cell: str) -> str:
    return number(float(cell))
