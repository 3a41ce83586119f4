"""Counts become protected counts: what the rules hide, what else must be hidden for it, and the proof that it suffices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import AS_IT_STANDS, GIVES_AWAY, SMALL, TOO_FEW, Decided, decide
from purbeck.disclosure.linking import KEY, Linked, Structure, link
from purbeck.disclosure.rules import Rules
from purbeck.disclosure.vintages import Known, known_before, told_by
from purbeck.errors import PurbeckError, TableError
from purbeck.statistics.linked import (
    UNBOUNDED,
    Contradiction,
    Hideable,
    Needs,
    Proof,
    Unprotectable,
    choose_hidden,
    propagate,
    prove,
    some_solution,
    tightest_bounds,
)
from purbeck.statistics.linked.system import Whole

CELL_COLUMNS = (*KEY, "least", "most", "source")
ADDED = ("decision", "value", "shown_least", "shown_most", "rule")
AUDIT = (*KEY, "needed_least", "needed_most", "needed_width", "attacker_least", "attacker_most", "safe")
# What is lost, in counts hidden: a small number that is no longer said to be one; a nought.
UNMARKED, NOUGHT = 0.25, 3.0
LEFT_OUT = "left_out"  # in `attrs`: rows of earlier releases that today's counts contradict


class DisclosureError(PurbeckError):
    """Counts cannot be released so that nothing protected can be worked out."""

    exit_code = 13


@dataclass(eq=False)
class _Release:
    """Today's counts and those of earlier releases as one system of unknowns; shapes (unknowns,) unless said."""

    today: pd.DataFrame
    earlier: pd.DataFrame
    linked: Linked
    least: Whole
    most: Whole
    known: Known

    @property
    def numbers(self) -> Whole:
        """The unknown of each of today's rows."""
        return self.linked.numbers[: len(self.today)]


def protect(
    cells: pd.DataFrame, structure: Structure, rules: Rules, edition: str, earlier: Sequence[pd.DataFrame] = ()
) -> pd.DataFrame:
    """The counts as an edition may show them: one row for each, in the order of what they count.

    cells : columns of CELL_COLUMNS; `largest_share` beside them where it is known. earlier : protected frames of what was released
    before, the oldest first: known for good. What comes out has the columns of `cells` and ADDED; `attrs["left_out"]` lists the
    earlier counts that today's contradict, and which were therefore taken as of another vintage.

    Raises TableError where the counts do not add up among themselves, DisclosureError where they cannot be made safe.
    """
    release = _release(cells, structure, rules, earlier)
    decided = _one_decision_each(release, decide(release.today, structure, rules, edition))
    needs = _needs(release, decided)
    hidden = _hidden_besides(release, decided, needs, rules)
    final = [
        Decided(GIVES_AWAY, None, None, None, one.rule) if number in hidden else one
        for one, number in zip(decided, release.numbers, strict=True)
    ]
    return _frame(release, final)


def audit(
    protected: pd.DataFrame, structure: Structure, rules: Rules, earlier: Sequence[pd.DataFrame] = ()
) -> pd.DataFrame:
    """What an attacker who holds this release, the rules and earlier releases can work out of every hidden count.

    Only what is shown is used. One row for each hidden count, columns of AUDIT: what must stay possible or how wide it must stay, the
    range that the attacker cannot narrow (exact where it is unsafe, else at least so wide), and whether that is safe.
    """
    shown = protected.assign(least=0, most=UNBOUNDED)
    told = told_by(protected)
    shown["least"], shown["most"] = told
    release = _release(shown, structure, rules, earlier)
    return _audited(release, rules, None)


def _release(
    cells: pd.DataFrame, structure: Structure, rules: Rules, earlier: Sequence[pd.DataFrame]
) -> _Release:
    missing = [name for name in CELL_COLUMNS if name not in cells]
    if missing:
        raise TableError(f"The frame of counts has no column {missing[0]}.", f"Give it {', '.join(CELL_COLUMNS)}.")
    today = cells.sort_values([*KEY, "source"], kind="stable", ignore_index=True)
    before = [one.sort_values(list(KEY), kind="stable", ignore_index=True) for one in earlier if len(one)]
    all_before = pd.concat(before, ignore_index=True) if before else today.iloc[:0].assign(**dict.fromkeys(ADDED))
    linked = link(pd.concat([today[list(KEY)], all_before[list(KEY)]], ignore_index=True), structure)
    system = linked.system
    least, most = np.zeros(system.size, dtype=np.int64), np.full(system.size, UNBOUNDED, dtype=np.int64)
    np.maximum.at(least, linked.numbers[: len(today)], today["least"].to_numpy(dtype=np.int64))
    np.minimum.at(most, linked.numbers[: len(today)], today["most"].to_numpy(dtype=np.int64))
    try:
        propagate(system, least, most)
        known = known_before(
            system, (least, most), linked.numbers[len(today) :], told_by(all_before), [len(one) for one in before]
        )
    except Contradiction as error:
        raise _do_not_add_up(today, linked, error.number) from error
    return _Release(today, all_before, linked, least, most, known)


def _do_not_add_up(today: pd.DataFrame, linked: Linked, number: int) -> TableError:
    """The error of counts that contradict each other, with one of them."""
    rows = np.flatnonzero(linked.numbers[: len(today)] == number)
    where = _named(today.iloc[rows[0]]) if len(rows) else "a count that others leave over"
    return TableError(
        f"Counts do not add up: no whole number is left for {where}.",
        "Count parts and wholes from the same records, each record in one part; counts of other records are another universe.",
    )


def _named(row: pd.Series) -> str:
    group = "" if row["group_by"] == "all" else f", {row['group_by']} {row['group_value']}"
    return f"{row['what']} ({row['universe']}) in {row['place_type']} {row['place_code']}, {row['first']} to {row['last']}{group}"


def _one_decision_each(release: _Release, decided: list[Decided]) -> list[Decided]:
    """The same decision on rows that count the same: the one that hides most, unless one of them is published already."""
    chosen: dict[int, Decided] = {}
    published = {
        int(number)
        for number, one, source in zip(release.numbers, decided, release.today["source"], strict=True)
        if one.decision == AS_IT_STANDS
    }
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        chosen[number] = max(chosen.get(number, one), one, key=lambda some: some.strictness)
    return [
        chosen[number] if chosen[number].is_hidden and number not in published else one
        for number, one in zip(release.numbers.tolist(), decided, strict=True)
    ]


def _needs(release: _Release, decided: list[Decided]) -> Needs:
    """What must stay possible of what the rules hide, so far as it is not known for good already."""
    ranges: dict[int, tuple[int, int]] = {}
    widths: dict[int, int] = {}
    for number, one in zip(release.numbers.tolist(), decided, strict=True):
        if one.decision == SMALL:
            ranges[number] = (one.rule.lowest_hidden, one.rule.highest_hidden)
        elif one.decision == TOO_FEW:
            widths[number] = one.rule.highest_hidden
    return Needs.of(ranges, widths)


def _hidden_besides(release: _Release, decided: list[Decided], needs: Needs, rules: Rules) -> set[int]:
    system, known = release.linked.system, release.known
    base = some_solution(
        system, np.maximum(release.least, known.least), np.minimum(release.most, known.most)
    )
    least, most = known.least.copy(), known.most.copy()
    cost = np.full(system.size, np.inf)
    published = release.today["source"].isin(rules.published)
    for number, one, fixed in zip(release.numbers.tolist(), decided, published, strict=True):
        low, high = one.told
        least[number], most[number] = max(least[number], low), min(most[number], high)
        price = np.inf if fixed or one.decision in (GIVES_AWAY, TOO_FEW) else _price(one, int(base[number]))
        cost[number] = min(cost[number], price)
    cost[(least == known.least) & (most == known.most)] = np.inf
    try:
        choice = choose_hidden(system, base, Hideable(least, most, known.least, known.most, cost), needs)
    except Unprotectable as error:
        row = release.today.iloc[np.flatnonzero(release.numbers == error.number)[0]]
        raise DisclosureError(
            f"Nothing that may be hidden keeps {_named(row)} from being worked out.",
            "Leave that count out of the release, or the total or the breakdown that gives it away.",
        ) from error
    return set(choice.hidden.tolist())


def _price(one: Decided, count: int) -> float:
    """What is lost with one more count hidden: more with larger ones, most of which are totals."""
    if one.decision == SMALL:
        return UNMARKED
    return NOUGHT if count == 0 else 1.0 + float(np.log2(1.0 + count))


def _frame(release: _Release, decided: list[Decided]) -> pd.DataFrame:
    """The protected frame, and what of earlier releases was left out."""
    columns = {
        "decision": pd.array([one.decision for one in decided], dtype="str"),
        "value": pd.array([one.value for one in decided], dtype="Int64"),
        "shown_least": pd.array([one.shown_least for one in decided], dtype="Int64"),
        "shown_most": pd.array([one.shown_most for one in decided], dtype="Int64"),
        "rule": pd.array([one.rule.name for one in decided], dtype="str"),
    }
    frame = release.today.assign(**columns)
    left = release.earlier.loc[~release.known.kept, list(KEY)]
    frame.attrs[LEFT_OUT] = [tuple(row) for row in left.itertuples(index=False)]
    return frame


def _audited(release: _Release, rules: Rules, base: Whole | None) -> pd.DataFrame:
    system = release.linked.system
    least = np.maximum(release.least, release.known.least)
    most = np.minimum(release.most, release.known.most)
    ranges: dict[int, tuple[int, int]] = {}
    widths: dict[int, int] = {}
    hidden = release.today["decision"].isin([SMALL, TOO_FEW, GIVES_AWAY]).to_numpy()
    for number, decision, name in zip(
        release.numbers[hidden].tolist(), release.today["decision"][hidden], release.today["rule"][hidden], strict=True
    ):
        rule = rules.named(name)
        if rule is None:
            raise TableError(f'A protected count names the rule "{name}", which is not among the rules.', "Audit it under its own rules.")
        if decision == SMALL:
            ranges[number] = (rule.lowest_hidden, rule.highest_hidden)
        else:
            widths[number] = rule.highest_hidden if decision == TOO_FEW else 1
    needs = Needs.of(ranges, widths)
    proof = prove(system, least, most, needs, base)
    place = {number: at for at, number in enumerate(needs.numbers.tolist())}
    found = release.today.loc[hidden, list(KEY)].reset_index(drop=True)
    at = np.array([place[number] for number in release.numbers[hidden].tolist()], dtype=np.int64)
    asks = needs.least[at] <= needs.most[at] if len(at) else np.zeros(0, dtype=bool)
    numbers = release.numbers[hidden]
    high = pd.array(proof.most[numbers], dtype="Int64")
    return found.assign(
        needed_least=pd.array(needs.least[at], dtype="Int64").copy(), needed_most=pd.array(needs.most[at], dtype="Int64"),
        needed_width=pd.array(needs.width[at], dtype="Int64"),
        attacker_least=pd.array(proof.least[numbers], dtype="Int64"), attacker_most=high, safe=proof.safe[at],
    )  # fmt: skip
