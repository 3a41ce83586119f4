"""Which further counts an edition hides, since they would give hidden ones away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import AS_IT_STANDS, GIVES_AWAY, SMALL, TOO_FEW, Decided
from purbeck.disclosure.gathering import Release, named, undecided
from purbeck.disclosure.linking import KEY
from purbeck.disclosure.rules import Rules
from purbeck.disclosure.vintages import told_by
from purbeck.errors import DisclosureError
from purbeck.statistics.linked import (
    Choice,
    ContradictionError,
    Hideable,
    LinkedSystem,
    Needs,
    UndecidedError,
    UnprotectableError,
    choose_hidden,
    propagate,
    some_solution,
    tightest_bounds,
)
from purbeck.statistics.linked.system import Whole

# What is lost, in counts hidden: a small number that is no longer said to be one; a nought.
UNMARKED, NOUGHT = 0.25, 3.0
LEFT_OUT, KNOWN_BEFORE = "left_out", "known_before"  # in `attrs` of a protected frame


def one_decision_each(release: Release, decided: list[Decided]) -> list[Decided]:
    """The same decision on rows that count the same: the one that hides most, unless one of them is published already."""
    chosen: dict[int, Decided] = {}
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        chosen[number] = max(chosen.get(number, one), one, key=lambda some: some.strictness)
    open_to_all = release.known.least == release.known.most
    return [
        chosen[number]
        if chosen[number].is_hidden and not (open_to_all[number] and one.decision == AS_IT_STANDS)
        else one
        for number, one in zip(release.numbers.tolist(), decided, strict=True)
    ]


def hidden_besides(release: Release, decided: list[Decided], rules: Rules) -> pd.DataFrame:
    """The protected frame. Raises DisclosureError where what the rules hide cannot be kept from being worked out."""
    base, given, needs = question(release, decided, rules)
    asked = within_known(release, needs)
    while True:
        try:
            choice = choose_hidden(release.linked.system, base, given, asked)
            break
        except UndecidedError as error:
            raise undecided(error) from error
        except UnprotectableError as error:
            again = _known_exactly(release, asked, error.number)
            if again is None:
                raise _refusal(release, error.number) from error
            asked = again
    frame = _frame(release, decided, set(choice.hidden.tolist()))
    _check(release, frame, choice, asked)
    known = np.isin(release.numbers, needs.numbers[changed(needs, asked)])
    frame.attrs[KNOWN_BEFORE] = [tuple(row) for row in release.today.loc[known, list(KEY)].itertuples(index=False)]
    return frame


def question(release: Release, decided: list[Decided], rules: Rules) -> tuple[Whole, Hideable, Needs]:
    """What `choose_hidden` is asked: the true numbers, what may be hidden at what cost, and what must stay possible."""
    needs = _needs(release, decided).with_ranges(_differences(release, decided))
    given, base = _what_may_be_hidden(release, decided, rules)
    return base, given, needs


def _needs(release: Release, decided: list[Decided]) -> Needs:
    """What must stay possible of what the rules hide."""
    ranges: dict[int, tuple[int, int]] = {}
    widths: dict[int, int] = {}
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        if one.decision == SMALL:
            ranges[number] = (one.told[0], one.rule.highest_hidden)
        elif one.decision == TOO_FEW:
            widths[number] = one.rule.highest_hidden
    return Needs.of(ranges, widths)


def _differences(release: Release, decided: list[Decided]) -> dict[int, tuple[int, int]]:
    """What counts leave over between them where that is a small number itself: nobody asked for it, but anybody can subtract.

    It comes under the rule that hides most of those of the counts it is left over by.
    """
    system = release.linked.system
    known = release.known
    least, most = propagate(system, np.maximum(release.least, known.least), np.minimum(release.most, known.most))
    rule_of: dict[int, Decided] = {}
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        rule_of[number] = max(rule_of.get(number, one), one, key=lambda some: some.rule.highest_hidden)
    found = {}
    left_over = np.flatnonzero((least == most) & (np.arange(system.size) >= release.linked.counted))
    for number in left_over.tolist():
        beside = {
            int(other) for row in system.sums_of(number) for other in system.numbers_of(int(row))
        } & rule_of.keys()
        rules = [rule_of[other].rule for other in beside]
        rule = max(rules, key=lambda one: (one.highest_hidden, one.name), default=None)
        if rule is not None and rule.hides(int(least[number]), int(most[number])):
            found[number] = (rule.lowest_hidden, rule.highest_hidden)
    return found


def within_known(release: Release, needs: Needs) -> Needs:
    """The needs so far as earlier releases and published counts leave room for them: what is known cannot be hidden again."""
    least, most = propagate(release.linked.system, release.known.least, release.known.most)
    return _cut(needs, least, most, needs.numbers)


def _known_exactly(release: Release, needs: Needs, number: int) -> Needs | None:
    """The needs with that of one number cut to what is known of it for good, exactly; None where that changes nothing."""
    known, system = release.known, release.linked.system
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


def _what_may_be_hidden(release: Release, decided: list[Decided], rules: Rules) -> tuple[Hideable, Whole]:
    """What is shown of every unknown, and what hiding it would cost; and the true numbers, or some that fit."""
    system, known = release.linked.system, release.known
    base = _true(system, np.maximum(release.least, known.least), np.minimum(release.most, known.most))
    least, most = known.least.copy(), known.most.copy()
    cost = np.full(system.size, np.inf)
    fixed = release.today["source"].isin(rules.published)
    for number, one, published in zip(release.numbers.tolist(), decided, fixed, strict=True):
        low, high = one.told
        least[number], most[number] = max(least[number], low), min(most[number], high)
        price = np.inf if published or one.decision == TOO_FEW else _price(one, int(base[number]))
        cost[number] = min(cost[number], price)
    cost[(least == known.least) & (most == known.most)] = np.inf
    return Hideable(least, most, known.least, known.most, cost), base


def _true(system: LinkedSystem, least: Whole, most: Whole) -> Whole:
    try:
        return some_solution(system, least, most)
    except (UndecidedError, ContradictionError) as error:
        raise undecided(UndecidedError(str(error))) from error


def _price(one: Decided, count: int) -> float:
    """What is lost with one more count hidden: more with larger ones, most of which are totals."""
    if one.decision == SMALL:
        return UNMARKED
    return NOUGHT if count == 0 else 1.0 + float(np.log2(1.0 + count))


def _refusal(release: Release, number: int) -> DisclosureError:
    rows, what = np.flatnonzero(release.numbers == number), ""
    if not len(rows):  # what counts leave over between them: named by one of them
        system = release.linked.system
        beside = [int(n) for row in system.sums_of(number) for n in system.numbers_of(int(row))]
        rows, what = np.flatnonzero(np.isin(release.numbers, beside)), "what is left over beside "
    return DisclosureError(
        f"Nothing that may be hidden keeps {what}{named(release.today.iloc[rows[0]])} from being worked out.",
        "Leave that count out of the release, or the total or the breakdown that gives it away.",
    )


def _frame(release: Release, decided: list[Decided], hidden: set[int]) -> pd.DataFrame:
    """The protected frame, with what of earlier releases was left out."""
    final = [
        Decided(GIVES_AWAY, None, None, None, one.rule) if number in hidden else one
        for one, number in zip(decided, release.numbers.tolist(), strict=True)
    ]
    columns = {
        "decision": pd.array([one.decision for one in final], dtype="str"),
        "value": pd.array([one.value for one in final], dtype="Int64"),
        "shown_least": pd.array([one.shown_least for one in final], dtype="Int64"),
        "shown_most": pd.array([one.shown_most for one in final], dtype="Int64"),
        "rule": pd.array([one.rule.name for one in final], dtype="str"),
    }
    frame = release.today.assign(**columns)
    left = release.earlier.loc[~release.known.kept, list(KEY)]
    frame.attrs[LEFT_OUT] = [tuple(row) for row in left.itertuples(index=False)]
    return frame


def _check(release: Release, frame: pd.DataFrame, choice: Choice, needs: Needs) -> None:
    """Hold every solution found against what the frame itself tells, in whole numbers: nothing is released on trust."""
    low, high = told_by(frame)
    least, most = release.known.least.copy(), release.known.most.copy()
    np.maximum.at(least, release.numbers, low)
    np.minimum.at(most, release.numbers, high)
    shown = choice.found.holding(release.linked.system, least, most)
    exact = [number for number in choice.hidden.tolist() if shown.low[number] == shown.high[number]]
    unmet = needs.numbers[~needs.met(shown.low, shown.high)].tolist()
    if exact or unmet:
        raise _refusal(release, min(exact + unmet))
