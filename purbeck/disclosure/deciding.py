"""What the rules alone say of each count: as it stands, rounded, or hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from purbeck.disclosure.linking import Structure
from purbeck.disclosure.rules import ALL_KNOWN, HIDDEN, CountRule, Rules
from purbeck.statistics.linked import UNBOUNDED

AS_IT_STANDS = "as it stands"
ROUNDED = "rounded"
SMALL = "hidden: small number"
GIVES_AWAY = "hidden: would give another away"
TOO_FEW = "hidden: too few people"
# Of hidden small numbers, also of those of which nothing is said: the range that must stay possible. For the workspace alone.
NEEDED = ("needed_least", "needed_most")
UNSHOWN = (SMALL, GIVES_AWAY, TOO_FEW)
# The share that the contributor holds who holds most: a column that need not be there, for rules on dominance.
LARGEST_SHARE = "largest_share"
# Dimensions that say who people are, or how it stands with them: what a nought beside one full group tells of these, it tells of
# each of the people. Of others (offence codes, places, columns filled in) it is a fact of the law, the lookups or the return.
OF_PEOPLE = frozenset({
    "age", "age_band", "age_group", "sex", "ethnic_group", "victim_age_sex", "victim_age_band", "victim_sex", "relationship",
    "victim_ethnic_group", "suspect_age_band", "suspect_sex", "risk_level", "factor",
})  # fmt: skip
BETWEEN = "+"  # joins the names of dimensions


@dataclass(frozen=True)
class Decided:
    """How one count is shown; `value` and the public range are None where nothing is said of it."""

    decision: str
    value: int | None
    shown_least: int | None
    shown_most: int | None
    rule: CountRule

    @property
    def is_hidden(self) -> bool:
        """Whether no number is shown."""
        return self.decision in UNSHOWN

    @property
    def told(self) -> tuple[int, int]:
        """The range that is told; any count where nothing is."""
        return self.shown_least or 0, UNBOUNDED if self.shown_most is None else self.shown_most

    @property
    def needed(self) -> tuple[int | None, int | None]:
        """The range that must stay possible; None where none is asked for."""
        return (self.told[0], self.rule.highest_hidden) if self.decision == SMALL else (None, None)

    @property
    def strictness(self) -> tuple[bool, int, int]:
        """Of two decisions on the same count the one that comes later hides more."""
        return self.is_hidden, self.rule.highest_hidden, self.rule.round_to


def decide(cells: pd.DataFrame, structure: Structure, rules: Rules, edition: str) -> list[Decided]:
    """What the rules say of each row by itself, in the order of the rows; and of noughts that tell where everybody is."""
    of_source = {source: rules.of(edition, source) for source in cells["source"].unique()}
    shares = cells[LARGEST_SHARE] if LARGEST_SHARE in cells else [None] * len(cells)
    places = zip(cells["place_type"], cells["place_code"], strict=True)
    decided = [
        _decision(
            int(least), int(most), of_source[source], source in rules.published, structure.people.get(place), share
        )
        for least, most, source, place, share in zip(
            cells["least"], cells["most"], cells["source"], places, shares, strict=True
        )
    ]
    return _without_all_known(cells, decided)


def _without_all_known(cells: pd.DataFrame, decided: list[Decided]) -> list[Decided]:
    """Noughts hidden, under a rule that says so, where one group of people holds everybody of a place and the others nobody.

    A hidden nought must not be told from a hidden small number, so wherever it could be one nought is possible of both.
    """
    same = ["universe", "what", "place_type", "place_code", "first", "last", "group_by"]
    of_people = cells["group_by"].map(lambda by: not OF_PEOPLE.isdisjoint(by.split(BETWEEN))).to_numpy(dtype=bool)
    asking = np.array([one.rule.zeros == ALL_KNOWN for one in decided], dtype=bool) & of_people
    if not asking.any():
        return decided
    small = np.array([one.decision == SMALL for one in decided], dtype=bool)
    nought = np.array([one.decision == AS_IT_STANDS and one.value == 0 for one in decided], dtype=bool)
    counts = pd.DataFrame({"some": cells["most"].to_numpy() > 0, "large": ~small & ~nought}).groupby(
        [cells[name].to_numpy() for name in same], sort=False
    )
    several = (counts["some"].transform("size") > 1).to_numpy()
    everybody_in_one = (counts["some"].transform("sum") == 1).to_numpy() & nought & several
    maybe = (counts["large"].transform("sum") <= 1).to_numpy() & small & several
    return [
        Decided(SMALL, None, 0, one.rule.highest_hidden if hide else one.shown_most, one.rule) if hide or widen else one
        for one, hide, widen in zip(decided, asking & everybody_in_one, asking & maybe, strict=True)
    ]


def _decision(
    least: int, most: int, rule: CountRule, published: bool, people: int | None, share: float | None
) -> Decided:
    end = None if most >= UNBOUNDED else most  # what is not told is left blank
    if published:
        return Decided(AS_IT_STANDS, least if least == most else None, least if end is not None else None, end, rule)
    too_few = (people is not None and people < rule.least_people) or least < rule.least_respondents
    if too_few or (share is not None and not pd.isna(share) and share > rule.largest_share):
        return Decided(TOO_FEW, None, None, None, rule)
    if rule.hides(least, most) or end is None:
        return Decided(
            SMALL, None, min(rule.lowest_hidden, least), None if end is None else max(rule.highest_hidden, end), rule
        )
    if least == most and (rule.round_to == 1 or (least == 0 and rule.zeros != HIDDEN)):
        return Decided(AS_IT_STANDS, least, least, most, rule)
    low, _ = rule.shown_range(rule.rounded(least))
    _, high = rule.shown_range(rule.rounded(most))
    value = (
        rule.rounded(least) if rule.rounded(least) == rule.rounded(most) else None
    )  # the middle of a range is no count
    return Decided(ROUNDED, value, low, high, rule)
