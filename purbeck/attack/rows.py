"""Numbers beside a hidden count that determine it: rates, shares, limits, z, p, ratios, hashes."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from purbeck.attack.columns import (
    COUNT,
    EXPECTED,
    LOWER,
    PEOPLE,
    RATE,
    RATIO,
    SHARE,
    UPPER,
    WHOLE,
    Columns,
    P,
    Z,
    number_at,
    of_one,
    per,
)
from purbeck.attack.found import Grid, Secret, plain
from purbeck.attack.marks import ANY, TOLERANCE, Said, Span, number, whole_within
from purbeck.statistics.intervals import count_interval, share_interval

Floats = NDArray[np.float64]
MOST_COUNT = 3000  # a hidden count is small, or protects a small one: whoever looks further finds the rate alone
MOST_WHOLE = 400
LEVELS = (0.95, 0.998)
SHORTEST_HASH = 8
HASH = re.compile(rf"\b[0-9a-f]{{{SHORTEST_HASH},128}}\b")
MOST_HASHED = 200
MOST_EXPECTED = 1000
Populations = Mapping[str, Said]
Told = tuple[str, Span, str]  # kind, range, what says it


def told_in_row(secret: Secret, known: Columns, people: Populations, totals: Mapping[int, Said]) -> Iterator[Told]:
    """What the other cells of a row say of its hidden count.

    `people` are the numbers of residents printed anywhere in the release, by the label of a row; `totals` the totals of the
    table's columns.
    """
    if known.kinds[secret.column] != COUNT:
        return
    estimates = [
        at for at in known.of(RATE, SHARE, RATIO, Z, P) if known.of(COUNT) and _belongs(at, secret.column, known)
    ]
    for at in estimates or [secret.column]:
        yield from _estimate(secret, known, at, people, totals)
    yield from _hashes(secret)


def told_by_estimate(secret: Secret, known: Columns, at: int, people: Populations) -> Iterator[Told]:
    """What one estimate of a row and its limits say of the count that it is of, wherever that stands."""
    yield from _estimate(secret, known, at, people, {})


def _belongs(at: int, count: int, known: Columns) -> bool:
    """Whether an estimate is of a count: the nearest count to its left is that one, or there is none and it is the first."""
    left = [column for column in known.of(COUNT) if column < at]
    return (left[-1] if left else known.of(COUNT)[0]) == count


def _limits(known: Columns, row: int, at: int) -> tuple[Said | None, Said | None]:
    """The limits that follow an estimate before the next one."""
    found: dict[str, Said | None] = {LOWER: None, UPPER: None}
    for column in range(at + 1, len(known.kinds)):
        kind = known.kinds[column]
        if kind in (LOWER, UPPER):
            found[kind] = found[kind] or number_at(known, row, column)
        elif kind in (RATE, SHARE, RATIO):
            break
    return found[LOWER], found[UPPER]


def _estimate(
    secret: Secret, known: Columns, at: int, people: Populations, totals: Mapping[int, Said]
) -> Iterator[Told]:
    row, kind = secret.row, known.kinds[at]
    heading = secret.grid.headings[at] if at < len(secret.grid.headings) else ""
    value = number_at(known, row, at)
    lower, upper = _limits(known, row, at)
    says = f"{heading} {secret.grid.rows[row][at]}".strip()
    if kind == RATE:
        base = people_of(secret, known, people)
        if base is not None and value is not None:
            unit = per(heading)
            yield (
                "rate",
                whole_within(value.low * base.low / unit, value.high * base.high / unit),
                f"{says}, of {base.value:,.0f}",
            )
        if lower or upper:
            span = from_rate_limits(value, lower, upper)
            yield "interval", span, f"{says}, limits {_shown(lower)} to {_shown(upper)}"
    elif kind == SHARE:
        unit = of_one(heading)
        whole = _whole(secret, known, totals)
        if whole is not None and value is not None:
            yield (
                "share",
                whole_within(value.low * whole.low / unit, value.high * whole.high / unit),
                f"{says} of {whole.value:,.0f}",
            )
        if lower and upper and value:
            span = from_share_limits(_scaled(value, unit), _scaled(lower, unit), _scaled(upper, unit), whole)
            yield "interval", span, f"{says}, limits {_shown(lower)} to {_shown(upper)}"
    elif kind == COUNT and (lower or upper):
        yield "interval", from_rate_limits(None, lower, upper, scale=1.0), f"limits {_shown(lower)} to {_shown(upper)}"
    elif value is not None:
        yield from _beside_expected(secret, known, kind, value, says)


def _shown(value: Said | None) -> str:
    return "?" if value is None else f"{value.value:g}"


def _scaled(value: Said, unit: float) -> Said:
    return Said(value.value / unit, value.low / unit, value.high / unit)


def people_of(secret: Secret, known: Columns, people: Populations) -> Said | None:
    """The residents that a row's rate is of: in its own row, or wherever the release prints them."""
    for column in known.of(PEOPLE):
        if found := number_at(known, secret.row, column):
            return found
    return next((people[plain(label)] for label in secret.labels if plain(label) in people), None)


def _whole(secret: Secret, known: Columns, totals: Mapping[int, Said]) -> Said | None:
    for column in known.of(WHOLE, PEOPLE):
        if found := number_at(known, secret.row, column):
            return found
    return totals.get(secret.column)


def from_rate_limits(value: Said | None, lower: Said | None, upper: Said | None, scale: float | None = None) -> Span:
    """The counts whose exact or Byar limits stand to each other as a rate and its limits do, whatever the rate is per.

    The upper limit over the lower falls as the count grows, so two of the three numbers are enough. `scale` is the number of
    events for each unit of the limits, where that is known. Counts up to 3,000 are tried, at 95% and at 99.8%.
    """
    found = []
    for level in LEVELS:
        counts, lows, highs = _poisson(level)
        least, most = np.zeros(len(counts)), np.full(len(counts), inf)
        if scale is not None:
            least, most = np.full(len(counts), scale), np.full(len(counts), scale)
        for one, held in ((value, counts), (lower, lows), (upper, highs)):
            if one is not None:
                least, most = _narrowed(one, held, least, most)
        found += list(counts[least <= most * (1 + TOLERANCE)])
    return _from_list(found)


def _narrowed(one: Said, held: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """The units for each event that a printed number allows; where the count gives nought, it is nought or nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.where(held > 0, one.low / held, -inf), np.where(held > 0, one.high / held, inf)
    none = (held == 0) & (one.low > 0)
    return np.where(none, inf, np.maximum(least, low)), np.where(none, -inf, np.minimum(most, high))


@lru_cache(maxsize=4)
def _poisson(level: float) -> tuple[Floats, Floats, Floats]:
    counts = np.arange(MOST_COUNT + 1)
    lows, highs = count_interval(counts, level)
    return counts.astype(np.float64), lows, highs


def from_share_limits(value: Said, lower: Said, upper: Said, whole: Said | None) -> Span:
    """The counts whose Wilson limits, of a total that is known or of any up to 400, are printed as these are."""
    wholes = np.arange(1, MOST_WHOLE + 1)
    if whole is not None:
        wholes = np.arange(max(1, int(whole.low + 0.5)), min(int(whole.high), int(whole.low) + MOST_WHOLE) + 1)
    least = np.maximum(0, (value.low * wholes).astype(int))
    each = np.maximum(np.minimum(wholes, (value.high * wholes).astype(int) + 1) - least + 1, 0)
    of = np.repeat(wholes, each)
    counts = np.repeat(least, each) + np.arange(len(of)) - np.repeat(np.cumsum(each) - each, each)
    near = _prints(counts / np.maximum(of, 1), value)
    of, counts = of[near], counts[near]
    found: list[float] = []
    for level in LEVELS if len(counts) else ():
        lows, highs = share_interval(counts, of, level)
        found += list(counts[_prints(lows, lower) & _prints(highs, upper)])
    return _from_list(found) if whole is not None or max(found, default=0) < MOST_WHOLE * value.value * 0.9 else ANY


def _prints(held: Floats, one: Said) -> NDArray[np.bool_]:
    return np.asarray((held >= one.low - TOLERANCE) & (held <= one.high + TOLERANCE))


def _from_list(found: Iterable[float]) -> Span:
    held = list(found)
    if not held:
        return Span(1, 0)
    most = max(held)
    return Span(min(held), inf if most >= MOST_COUNT else most)


def _beside_expected(secret: Secret, known: Columns, kind: str, value: Said, says: str) -> Iterator[Told]:
    """A ratio, a z or a p, with the expected number that it was worked out from."""
    expected = next((e for c in known.of(EXPECTED) if (e := number_at(known, secret.row, c))), None)
    if expected is None or expected.value <= 0:
        return
    says = f"{says}, expected {expected.value:g}"
    if kind == RATIO:
        yield "ratio", whole_within(value.low * expected.low, value.high * expected.high), says
    elif kind == Z:
        ends = [expected_end + z * sqrt(max(expected_end, 0)) for expected_end in (expected.low, expected.high)
                for z in (value.low, value.high)]  # fmt: skip
        yield "z", whole_within(min(ends), max(ends)), says
    elif kind == P:
        counts = np.arange(MOST_EXPECTED)
        logs = np.concatenate([[0.0], np.cumsum(np.log(counts[1:]))])
        each = np.exp(counts * np.log(expected.value) - expected.value - logs)  # Poisson probabilities
        below = np.cumsum(each)
        above = 1 - below + each
        tails: tuple[Floats, ...] = (above, below, np.minimum(1, 2 * np.minimum(above, below)))
        for tail in tails:
            span = _from_list(counts[_prints(tail, value)])
            if not span.empty:
                yield "p", span, says


def _hashes(secret: Secret) -> Iterator[Told]:
    """A hash in the row that is one of its label and a number: whoever tries all small numbers finds it."""
    cells = " ".join(secret.grid.rows[secret.row])
    beneath = " ".join(
        text for (row, _), pairs in secret.grid.beneath.items() if row == secret.row for _, text in pairs
    )
    hashes = {one for one in HASH.findall(f"{cells} {beneath}") if re.search(r"[a-f]", one)}
    for one in sorted(hashes - {secret.grid.finding}):  # the id of a finding is a hash of its question
        for digest, written, count in _tried(secret.labels[:2]).get(one[:SHORTEST_HASH], ()):
            if digest.startswith(one):
                yield "hash", Span(count, count), f"the hash {one} of “{written}”"


@lru_cache(maxsize=64)
def _tried(labels: tuple[str, ...]) -> dict[str, list[tuple[str, str, int]]]:
    """By its first letters, every hash of a small number, alone or with a label: the hash, what it is of, the number."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    texts = [(str(count), count) for count in range(MOST_HASHED)]
    for label in labels:
        for between in ("", ":", ": ", ",", "|", "-", " ", "="):
            texts += [(f"{label}{between}{count}", count) for count in range(MOST_HASHED)]
    for written, count in texts:
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = make(written.encode()).hexdigest()
            found[digest[:SHORTEST_HASH]].append((digest, written, count))
    return found


def populations(tables: Iterable[tuple[Grid, Columns]]) -> dict[str, Said]:
    """Residents by the label of a row, from every table that prints them; where two differ, neither."""
    found: dict[str, Said | None] = {}
    for _, known in tables:
        columns = known.of(PEOPLE)
        for row, labels in enumerate(known.labels):
            if len(columns) != 1 or not labels:
                continue
            if (value := number_at(known, row, columns[0])) and value.value > 0:
                for label in map(plain, labels):
                    held = found.get(label, value)
                    found[label] = value if held is not None and held.value == value.value else None
    return {label: value for label, value in found.items() if value is not None}


def exactly(count: float) -> Said:
    """A count that is printed as it is."""
    return number(f"{count:.0f}")
