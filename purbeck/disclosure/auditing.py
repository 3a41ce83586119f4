"""What an attacker can work out of the hidden counts of a release."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import GIVES_AWAY, SMALL, TOO_FEW, UNSHOWN
from purbeck.disclosure.gathering import Release, named, undecided
from purbeck.disclosure.left_over import Difference
from purbeck.disclosure.linking import KEY
from purbeck.disclosure.needing import changed, left_over, needs_before, strictest, within_known, within_known_exactly
from purbeck.disclosure.rules import CountRule, Rules
from purbeck.errors import TableError
from purbeck.figures import listed
from purbeck.statistics.linked import ContradictionError, Needs, Proof, UndecidedError, prove
from purbeck.statistics.linked.system import Whole

LESS = "less"  # of what is left over: the counts that are taken off, in words
AUDIT = (
    *KEY, LESS, "needed_least", "needed_most", "needed_width", "attacker_least", "attacker_most", "known_before", "safe",
)  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """One unknown that must stay uncertain: a range that must stay possible, or a width; `row` says what it is.

    `unless` : it is safe as well where the attacker's range goes beyond this one, since he then cannot tell that it is small.
    """

    number: int
    row: Mapping[Hashable, object]
    range: tuple[int, int] | None = None
    width: int = 0
    unless: tuple[int, int] | None = None


def audited(release: Release, rules: Rules, true: pd.DataFrame | None) -> pd.DataFrame:
    """The columns of AUDIT: for each hidden row, each that an earlier release hid, and what two counts leave over.

    Rows of today come first, in their order. `true` has the true `least` and `most` of today's rows, in their order.
    """
    asked = [*_of_today(release, rules, true), *_of_earlier(release, rules), *_of_left_over(release, rules, true)]
    wanted = Needs.of(
        {one.number: one.range for one in asked if one.range},
        {one.number: one.width for one in asked if not one.range},
    )
    needs = within_known(release, wanted)
    proof = _proof(release, needs)
    for number in needs.numbers[~proof.safe].tolist():
        needs = within_known_exactly(release, needs, number) or needs
    met = proof.safe | needs.met(proof.least, proof.most)
    at = np.searchsorted(needs.numbers, [one.number for one in asked])
    numbers, asks = needs.numbers[at], (needs.least <= needs.most)[at]
    least, most = proof.least[numbers], proof.most[numbers]
    beyond = [
        one.unless is not None and (low < one.unless[0] or high > one.unless[1])
        for one, low, high in zip(asked, least, most, strict=True)
    ]
    found = pd.DataFrame([one.row for one in asked], columns=[*KEY, LESS])
    return found.assign(
        needed_least=_whole(needs.least[at], asks), needed_most=_whole(needs.most[at], asks), needed_width=needs.width[at],
        attacker_least=least, attacker_most=most, known_before=changed(wanted, needs)[at],
        safe=met[at] | np.array(beyond, dtype=bool),
    )[list(AUDIT)]  # fmt: skip


def _proof(release: Release, needs: Needs) -> Proof:
    known = release.known
    try:
        return prove(
            release.system, np.maximum(release.least, known.least), np.minimum(release.most, known.most), needs
        )
    except ContradictionError as error:
        raise TableError(
            f"What is shown does not add up ({error}).",
            "Audit a release as it was made, with the earlier releases it was made with.",
        ) from error
    except UndecidedError as error:
        raise undecided(error) from error


def _whole(values: np.ndarray, asks: np.ndarray) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(values.astype(np.int64), ~asks)


def _of_today(release: Release, rules: Rules, true: pd.DataFrame | None) -> Iterator[_Asked]:
    """Every hidden row, with what must stay possible by its decision and its rule."""
    hidden = release.today["decision"].isin(UNSHOWN).to_numpy()
    rows = release.today[hidden]
    small = [False] * len(rows)
    if true is not None:
        ends = true.loc[hidden, ["least", "most"]].itertuples(index=False)
        small = [_rule(rules, name).hides(*end) for name, end in zip(rows["rule"], ends, strict=True)]
    for number, row, is_small in zip(release.numbers[hidden].tolist(), rows.to_dict("records"), small, strict=True):
        rule, least = _rule(rules, row["rule"]), row["shown_least"]
        if row["decision"] == SMALL or (row["decision"] == GIVES_AWAY and is_small):
            yield _Asked(number, row, (rule.lowest_hidden if pd.isna(least) else int(least), rule.highest_hidden))
        else:
            yield _Asked(number, row, width=rule.highest_hidden if row["decision"] == TOO_FEW else 1)


def _of_earlier(release: Release, rules: Rules) -> Iterator[_Asked]:
    """What earlier releases hid and today's rules do not decide on."""
    ranges, widths = needs_before(release, release.today["decision"].tolist(), rules)
    for row in release.hidden_before.drop_duplicates("number", keep="last").to_dict("records"):
        number = row["number"]
        if number in ranges or number in widths:
            yield _Asked(number, row, ranges.get(number), widths.get(number, 0))


def _of_left_over(release: Release, rules: Rules, true: pd.DataFrame | None) -> Iterator[_Asked]:
    """What counts leave of others: what may be small, or, with the true counts of all of them, what is."""
    rule_of = strictest(release, [_rule(rules, name) for name in release.today["rule"]], rules)
    rows = [*release.today[list(KEY)].to_dict("records"), *release.earlier[list(KEY)].to_dict("records")]
    row_of = dict(zip(release.rows[::-1].tolist(), rows[::-1], strict=True))
    count = {} if true is None else _exactly(release.numbers, true)
    for one, rule in left_over(release, release.today["decision"].tolist(), rule_of):
        ends = [*one.of, *one.less]
        row = {**row_of[one.of[0]], LESS: _less(one, row_of)}
        small = rule.lowest_hidden, rule.highest_hidden
        if count.keys() >= set(ends):
            left = sum(count[end] for end in one.of) - sum(count[end] for end in one.less)
            if rule.hides(left, left) and not any(rule_of[end].hides(count[end], count[end]) for end in ends):
                yield _Asked(one.number, row, small)
        else:
            yield _Asked(one.number, row, width=small[1] - small[0], unless=small)


def _less(one: Difference, row_of: Mapping[int, Mapping[Hashable, object]]) -> str:
    """What is added to the first count, and what is taken off it."""
    more, less = ([named(row_of[number]) for number in some] for some in (one.of[1:], one.less))
    return (f"with {listed(more)}, without {listed(less)}") if more else listed(less)


def _exactly(numbers: Whole, true: pd.DataFrame) -> dict[int, int]:
    """The true count of each unknown that has one."""
    return {
        number: int(least)
        for number, least, most in zip(numbers.tolist(), true["least"], true["most"], strict=True)
        if least == most
    }


def _rule(rules: Rules, name: str) -> CountRule:
    rule = rules.named(name)
    if rule is None:
        raise TableError(
            f'A protected count names the rule "{name}", which is not among the rules of disclosure.',
            "Audit a release under the rules it was made with.",
        )
    return rule
