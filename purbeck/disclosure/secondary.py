"""Which further counts an edition hides, since they would give hidden ones away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purbeck.disclosure.deciding import AS_IT_STANDS, GIVES_AWAY, NEEDED, SMALL, TOO_FEW, Decided
from purbeck.disclosure.gathering import Release, named, undecided
from purbeck.disclosure.linking import KEY
from purbeck.disclosure.needing import changed, needs_of, within_known, within_known_exactly
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
    some_solution,
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


def hidden_besides(readers: Sequence[Release], decided: list[Decided], rules: Rules) -> pd.DataFrame:
    """The protected frame. Raises DisclosureError where what the rules hide cannot be kept from being worked out.

    readers : the same counts beside what each kind of reader holds already. What is hidden for one is hidden from all, and must
    not be exact for any: they are gone through again and again, until there is nothing more to hide.
    """
    hidden = np.zeros(len(decided), dtype=bool)
    waiting, answers = list(range(len(readers))), dict[int, tuple[Choice, Needs, Needs]]()
    while waiting:
        at = waiting.pop(0)
        answers[at] = _choice(readers[at], decided, rules, hidden)
        more = np.isin(readers[at].numbers, answers[at][0].hidden) & ~hidden
        if more.any():
            hidden |= more
            waiting = [other for other in range(len(readers)) if other != at]
    frame = _frame(readers[0], decided, hidden)
    for at, (choice, _, asked) in answers.items():
        _check(readers[at], frame, choice, asked)
    first, (_, needs, asked) = readers[0], answers[0]
    known = np.isin(first.numbers, needs.numbers[changed(needs, asked)])
    frame.attrs[KNOWN_BEFORE] = [tuple(row) for row in first.today.loc[known, list(KEY)].itertuples(index=False)]
    return frame


def _choice(
    release: Release, decided: list[Decided], rules: Rules, hidden: NDArray[np.bool_]
) -> tuple[Choice, Needs, Needs]:
    """What to hide besides the hidden rows; what had to stay possible, and what of that was not known before."""
    base, given, needs = question(release, decided, rules, hidden)
    asked = within_known(release, needs)
    while True:
        try:
            return choose_hidden(release.system, base, given, asked), needs, asked
        except UndecidedError as error:
            raise undecided(error) from error
        except UnprotectableError as error:
            again = within_known_exactly(release, asked, error.number)
            if again is None:
                raise _refusal(release, error.number) from error
            asked = again


def question(
    release: Release, decided: list[Decided], rules: Rules, hidden: NDArray[np.bool_] | None = None
) -> tuple[Whole, Hideable, Needs]:
    """What `choose_hidden` is asked: the true numbers, what may be hidden at what cost, and what must stay possible.

    hidden : which rows are hidden besides already.
    """
    besides = release.numbers[np.zeros(len(decided), dtype=bool) if hidden is None else hidden]
    needs = needs_of(release, decided, rules, besides.tolist())
    given, base = _what_may_be_hidden(release, decided, rules, besides)
    return base, given, needs


def _what_may_be_hidden(
    release: Release, decided: list[Decided], rules: Rules, besides: Whole
) -> tuple[Hideable, Whole]:  # fmt: skip
    """What is shown of every unknown, and what hiding it would cost; and the true numbers, or some that fit."""
    system, known = release.system, release.known
    base = _true(system, np.maximum(release.least, known.least), np.minimum(release.most, known.most))
    least, most = known.least.copy(), known.most.copy()
    cost = np.full(system.size, np.inf)
    fixed = release.today["source"].isin(rules.published)
    for number, one, published in zip(release.numbers.tolist(), decided, fixed, strict=True):
        low, high = one.told
        least[number], most[number] = max(least[number], low), min(most[number], high)
        price = np.inf if published or one.decision == TOO_FEW else _price(one, int(base[number]))
        cost[number] = min(cost[number], price)
    least[besides], most[besides] = known.least[besides], known.most[besides]
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
        system = release.system
        beside = [int(n) for row in system.sums_of(number) for n in system.numbers_of(int(row))]
        rows, what = np.flatnonzero(np.isin(release.numbers, beside)), "what is left over beside "
    return DisclosureError(
        f"Nothing that may be hidden keeps {what}{named(release.today.iloc[rows[0]])} from being worked out.",
        "Leave that count out of the release, or the total or the breakdown that gives it away.",
    )


def _frame(release: Release, decided: list[Decided], hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """The protected frame, with what of earlier releases was left out."""
    final = [
        Decided(GIVES_AWAY, None, None, None, one.rule) if away else one
        for one, away in zip(decided, hidden.tolist(), strict=True)
    ]
    columns = {
        "decision": pd.array([one.decision for one in final], dtype="str"),
        "value": pd.array([one.value for one in final], dtype="Int64"),
        "shown_least": pd.array([one.shown_least for one in final], dtype="Int64"),
        "shown_most": pd.array([one.shown_most for one in final], dtype="Int64"),
        "rule": pd.array([one.rule.name for one in final], dtype="str"),
    }
    columns |= {name: pd.array([one.needed[at] for one in decided], dtype="Int64") for at, name in enumerate(NEEDED)}
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
    shown = choice.found.holding(release.system, least, most)
    exact = [number for number in choice.hidden.tolist() if shown.low[number] == shown.high[number]]
    unmet = needs.numbers[~needs.met(shown.low, shown.high)].tolist()
    if exact or unmet:
        raise _refusal(release, min(exact + unmet))
