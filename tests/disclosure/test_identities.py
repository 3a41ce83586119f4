"""What an outsider who knows the contracts can write down of counts: figures in figures, and events that are so many each."""

from __future__ import annotations

import pandas as pd
import pytest

from purbeck.disclosure.known import OVERLAP, _steps, _times
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.protecting import audit, protect
from purbeck.disclosure.rules import load_rules

RULES = load_rules()
US = {"place_type": "partnership", "place_code": "us", "first": "2025-01", "last": "2025-12"}
PLACES = {("partnership", "us"): frozenset({"a"})}
SMALL = "hidden: small number"


def frame(contract: str, *rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Counts of a contract: what, group_by, group_value, count."""
    held = pd.DataFrame(rows, columns=["what", "group_by", "group_value", "least"])
    return held.assign(universe=contract, source=contract, most=held["least"], **US)


def repeats(victims: int, offences: int, code: str = "2") -> pd.DataFrame:
    """Victims and offences of those who had so many."""
    groups = ("crime_kind+times", f"domestic_abuse+{code}")
    return frame("repeat_victimisation", ("none/victims", *groups, victims), ("none/offences", *groups, offences))


@pytest.mark.parametrize(("victims", "offences", "code", "hidden"), [
    (3, 6, "2", 2), (30, 60, "2", 0), (3, 9, "3_and_over", 2), (3, 40, "3_and_over", 1), (1, 1, "1", 2),
])  # fmt: skip
def test_victims_cannot_be_told_from_offences_that_are_so_many_each(
    victims: int, offences: int, code: str, hidden: int
) -> None:
    known = Structure(PLACES, {}, times=_times({"repeat_victimisation"}))
    made = protect(repeats(victims, offences, code), known, RULES, "partners")
    assert made["decision"].str.startswith("hidden").sum() == hidden
    assert audit(made, known, RULES, cells=repeats(victims, offences, code))["safe"].all()


def test_attacker_halves_the_offences_of_those_who_had_two() -> None:
    known = Structure(PLACES, {}, times=_times({"repeat_victimisation"}))
    made = protect(repeats(3, 6), Structure(PLACES, {}), RULES, "partners")
    found = audit(made, known, RULES)
    assert found[["attacker_least", "attacker_most", "safe"]].to_numpy().tolist() == [[3, 3, False]]


@pytest.mark.parametrize(("contract", "of", "part"), [
    ("domestic_abuse_services", "asked_at_end", "safer"), ("victim_services", "asked_at_end", "recovered"),
    ("exploitation", "screened", "screened_at_risk"), ("domestic_abuse_services", "referrals", "waited_over_28_days"),
])  # fmt: skip
def test_who_is_left_beside_a_figure_within_another_is_protected(contract: str, of: str, part: str) -> None:
    """Of 30 asked 28 felt safer: two did not."""
    cells = frame(contract, (of, "all", "all", 30), (part, "all", "all", 28))
    known = Structure(PLACES, _steps(cells))
    assert protect(cells, Structure(PLACES, {}), RULES, "partners")["decision"].tolist() == ["as it stands"] * 2
    made = protect(cells, known, RULES, "partners")
    assert made["decision"].str.startswith("hidden").any()


def test_two_parts_of_one_figure_may_be_the_same_people() -> None:
    """Of 30 screened 20 were at risk and 15 offered help: some were both, and nobody can say how many were neither."""
    cells = frame("exploitation", ("screened", "all", "all", 30), ("screened_at_risk", "all", "all", 20),
                  ("referrals_offered", "all", "all", 15))  # fmt: skip
    assert protect(cells, Structure(PLACES, _steps(cells)), RULES, "partners")["value"].tolist() == [15, 30, 20]


def test_attendances_that_two_tables_leave_out_are_the_same() -> None:
    """Of 840 attendances 837 have a place to the point, and all have some place: the three that are left out follow."""
    cells = frame("overlap", ("emergency_department violence", "all", "all", 840), ("department", "all", "all", 837),
                  ("emergency_department without_place", "all", "all", 0), ("left_out", "all", "all", 3))  # fmt: skip
    cells = cells.assign(source="emergency_department")
    known = Structure(PLACES, {"overlap": OVERLAP})
    alone = protect(cells, Structure(PLACES, {}), RULES, "partners")
    assert alone["decision"].str.startswith("hidden").sum() == 1
    looked = audit(alone, known, RULES).query("less.isna()")
    assert looked[["attacker_least", "attacker_most"]].to_numpy().tolist() == [[3, 3]]
    made = protect(cells, known, RULES, "partners")
    assert audit(made, known, RULES, cells=cells)["safe"].all()


def test_steps_after_several_figures_lie_within_their_sum() -> None:
    """Help was offered 33 times: with 30 suspensions shown, the three exclusions would follow where all were offered it."""
    cells = frame("education", ("suspensions", "all", "all", 30), ("permanent_exclusions", "all", "all", 3),
                  ("referrals_offered", "all", "all", 33))  # fmt: skip
    known = Structure(PLACES, _steps(cells))
    made = protect(cells, known, RULES, "partners")
    assert audit(made, known, RULES, cells=cells)["safe"].all()
    assert made.set_index("what").loc["permanent_exclusions", "decision"] == SMALL
    assert made["decision"].str.startswith("hidden").sum() == 2, "33 less 30 is three"
    assert _steps(cells.assign(least=[30, 3, 34], most=[30, 3, 34])) == {}, "more than there were"
