"""What an attacker can work out of the hidden counts of a release."""

from __future__ import annotations

import numpy as np
import pandas as pd

from purbeck.disclosure.deciding import GIVES_AWAY, SMALL, TOO_FEW
from purbeck.disclosure.gathering import Release, undecided
from purbeck.disclosure.linking import KEY
from purbeck.disclosure.rules import CountRule, Rules
from purbeck.disclosure.secondary import changed, within_known
from purbeck.errors import TableError
from purbeck.statistics.linked import ContradictionError, Needs, Proof, UndecidedError, prove

AUDIT = (
    *KEY, "needed_least", "needed_most", "needed_width", "attacker_least", "attacker_most", "known_before", "safe",
)  # fmt: skip


def audited(release: Release, rules: Rules, true: pd.DataFrame | None) -> pd.DataFrame:
    """The columns of AUDIT for each hidden row; `true` has the true `least` and `most` of the rows, in their order."""
    hidden = release.today["decision"].isin([SMALL, TOO_FEW, GIVES_AWAY]).to_numpy()
    wanted = _needs(release, rules, hidden, true)
    needs = within_known(release, wanted)
    proof = _proof(release, needs)
    numbers = release.numbers[hidden]
    at = np.searchsorted(needs.numbers, numbers)
    asks = needs.least[at] <= needs.most[at]
    found = release.today.loc[hidden, list(KEY)].reset_index(drop=True)
    return found.assign(
        needed_least=_whole(needs.least[at], asks), needed_most=_whole(needs.most[at], asks), needed_width=needs.width[at],
        attacker_least=proof.least[numbers], attacker_most=proof.most[numbers],
        known_before=changed(wanted, needs)[at], safe=proof.safe[at],
    )[list(AUDIT)]  # fmt: skip


def _proof(release: Release, needs: Needs) -> Proof:
    known = release.known
    try:
        return prove(
            release.linked.system, np.maximum(release.least, known.least), np.minimum(release.most, known.most), needs
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


def _needs(release: Release, rules: Rules, hidden: np.ndarray, true: pd.DataFrame | None) -> Needs:
    """What must stay possible of every hidden row, by its decision and its rule."""
    ranges: dict[int, tuple[int, int]] = {}
    widths: dict[int, int] = {}
    rows = release.today.loc[hidden, ["decision", "rule", "shown_least"]]
    small = [False] * len(rows)
    if true is not None:
        ends = true.loc[hidden, ["least", "most"]].itertuples(index=False)
        small = [_rule(rules, name).hides(*end) for name, end in zip(rows["rule"], ends, strict=True)]
    for number, decision, name, least, is_small in zip(
        release.numbers[hidden].tolist(), rows["decision"], rows["rule"], rows["shown_least"], small, strict=True
    ):
        rule = _rule(rules, name)
        if decision == SMALL or (decision == GIVES_AWAY and is_small):
            ranges[number] = (rule.lowest_hidden if pd.isna(least) else int(least), rule.highest_hidden)
        else:
            widths[number] = rule.highest_hidden if decision == TOO_FEW else 1
    return Needs.of(ranges, widths)


def _rule(rules: Rules, name: str) -> CountRule:
    rule = rules.named(name)
    if rule is None:
        raise TableError(
            f'A protected count names the rule "{name}", which is not among the rules of disclosure.',
            "Audit a release under the rules it was made with.",
        )
    return rule
