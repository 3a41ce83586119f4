"""What must stay possible: of counts that are hidden, now or before, and of what they leave over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import NEEDED, ROUNDED, SMALL, TOO_FEW, Decided
from purbeck.disclosure.gathering import Release
from purbeck.disclosure.left_over import Difference
from purbeck.disclosure.rules import CountRule, Rules
from purbeck.statistics.linked import Needs, propagate, tightest_bounds
from purbeck.statistics.linked.system import Whole

Ranges = dict[int, tuple[int, int]]
Widths = dict[int, int]


def needs_of(release: Release, decided: Sequence[Decided], rules: Rules, besides: Collection[int] = ()) -> Needs:
    """What must stay possible, as the true counts say; `besides` are unknowns that are hidden for other readers' sake.

    What counts leave over between them is protected as if it were asked for, where it follows from them and is small: under the
    rule that hides most of those of the counts that it is left over by.
    """
    decisions, rule_of = [one.decision for one in decided], strictest(release, [one.rule for one in decided], rules)
    least, most = propagate(
        release.system, np.maximum(release.least, release.known.least), np.minimum(release.most, release.known.most)
    )
    left = {one.number: rule for one, rule in left_over(release, decisions, rule_of)}
    between = dict(_parts_left(release, rule_of))
    small = {
        number: (rule.lowest_hidden, rule.highest_hidden)
        for number, rule in (between | left).items()
        if least[number] == most[number] and rule.hides(int(least[number]), int(most[number]))
    }
    before, wide = needs_before(release, decisions, rules)
    # Of what an earlier release rounded nobody knows the true count any more: what it leaves over may be small.
    wide |= {n: rule.highest_hidden - rule.lowest_hidden for n, rule in left.items() if least[n] < most[n]}
    ranges, widths = _of_today(release, decided)
    return Needs.of(small | before | ranges, dict.fromkeys(besides, 1) | wide | widths)


def _of_today(release: Release, decided: Sequence[Decided]) -> tuple[Ranges, Widths]:
    """What must stay possible of what the rules hide."""
    ranges, widths = {}, {}
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        if one.decision == SMALL:
            ranges[number] = (one.told[0], one.rule.highest_hidden)
        elif one.decision == TOO_FEW:
            widths[number] = one.rule.highest_hidden
    return ranges, widths


def needs_before(release: Release, decisions: Sequence[str], rules: Rules) -> tuple[Ranges, Widths]:
    """What must stay possible of what earlier releases hid: of small numbers what had to then; of others, not to be exact.

    `decisions` are today's. What they say of the same count goes before, but that a rounded count may not be made exact.
    """
    today = dict(zip(release.numbers.tolist(), decisions, strict=True))
    ranges, widths = {}, {}
    rows = release.hidden_before
    of_rule = map(rules.of_row, rows["rule"], rows["source"])
    for number, decision, least, most, rule in zip(
        rows["number"].tolist(), rows["decision"], *(rows[name] for name in NEEDED), of_rule, strict=True
    ):
        if number not in today and not pd.isna(least):
            highest = rule.highest_hidden if rule else int(most)
            ranges[number] = (int(least), highest if pd.isna(most) else max(int(least), min(int(most), highest)))
        elif number not in today and decision == TOO_FEW and rule:
            widths[number] = rule.highest_hidden
        elif today.get(number, ROUNDED) == ROUNDED:
            widths[number] = 1
    return ranges, widths


def strictest(release: Release, of_today: Sequence[CountRule], rules: Rules) -> dict[int, CountRule]:
    """The rule that hides most of those of the rows of each unknown, today's and earlier ones'."""
    earlier = map(rules.of_row, release.earlier["rule"], release.earlier["source"])
    held: dict[int, CountRule] = {}
    for number, rule in zip(release.rows.tolist(), [*of_today, *earlier], strict=True):
        if rule is not None:
            held[number] = max(held.get(number, rule), rule, key=_hides_most)
    return held


def left_over(
    release: Release, decisions: Sequence[str], rule_of: dict[int, CountRule]
) -> Iterator[tuple[Difference, CountRule]]:
    """What counts have beyond others within them, and its rule. Of those hidden for themselves nobody can subtract."""
    before = release.hidden_before
    hidden = {n for n, one in zip(release.numbers.tolist(), decisions, strict=True) if one in (SMALL, TOO_FEW)}
    hidden |= set(before.loc[before["decision"].isin([SMALL, TOO_FEW]), "number"])
    for one in release.left:
        ends = {*one.of, *one.less}
        if hidden.isdisjoint(ends) and rule_of.keys() >= ends:
            yield one, max((rule_of[end] for end in ends), key=_hides_most)


def _parts_left(release: Release, rule_of: dict[int, CountRule]) -> Iterator[tuple[int, CountRule]]:
    """What rows hold in common, or leave of each other, and its rule."""
    for number in release.between:
        beside = {
            int(other) for row in release.system.sums_of(number) for other in release.system.numbers_of(int(row))
        } & rule_of.keys()
        if beside:
            yield number, max((rule_of[other] for other in beside), key=_hides_most)


def _hides_most(rule: CountRule) -> tuple[int, str]:
    return rule.highest_hidden, rule.name


def within_known(release: Release, needs: Needs) -> Needs:
    """The needs so far as earlier releases and published counts leave room for them: what is known cannot be hidden again."""
    least, most = propagate(release.system, release.known.least, release.known.most)
    return _cut(needs, least, most, needs.numbers)


def within_known_exactly(release: Release, needs: Needs, number: int) -> Needs | None:
    """The needs with that of one number cut to what is known of it for good, exactly; None where that changes nothing."""
    known, system = release.known, release.system
    least, most = known.least.copy(), known.most.copy()
    least[number], most[number] = tightest_bounds(system, least, most, number)
    again = _cut(needs, least, most, np.array([number]))
    return again if changed(needs, again).any() else None


def _cut(needs: Needs, least: Whole, most: Whole, numbers: Whole) -> Needs:
    here = np.isin(needs.numbers, numbers)
    low, high = least[needs.numbers], most[needs.numbers]
    asks = here & (needs.least <= needs.most)
    return Needs(
        needs.numbers,
        np.where(asks, np.maximum(needs.least, low), needs.least),
        np.where(asks, np.minimum(needs.most, high), needs.most),
        np.where(here, np.minimum(needs.width, high - low), needs.width),
    )


def changed(needs: Needs, again: Needs) -> np.ndarray:
    """Which needs are no longer what they were."""
    return np.asarray((needs.least != again.least) | (needs.most != again.most) | (needs.width != again.width))
