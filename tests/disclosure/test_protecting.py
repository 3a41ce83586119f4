"""Counts as an edition shows them: what the rules say, totals, rounding, earlier releases, published counts, refusals."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.made_counts import COLUMNS, PLACES, STRUCTURE, UNIVERSE, cell, frame
from purbeck.disclosure.deciding import NEEDED
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.protecting import ADDED, Held, audit, protect
from purbeck.disclosure.rules import RULES as FILE
from purbeck.disclosure.rules import load_rules
from purbeck.errors import PurbeckError, TableError

RULES = load_rules()
JANUARY, FEBRUARY, BOTH = ("2025-01", "2025-01"), ("2025-02", "2025-02"), ("2025-01", "2025-02")
A1, A2, A, B1, D = ("lsoa21", "A1"), ("lsoa21", "A2"), ("ward", "A"), ("lsoa21", "B1"), ("district", "D")
SMALL, OTHER, TOO_FEW = "hidden: small number", "hidden: would give another away", "hidden: too few people"


def shown(protected: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, int | None]]:
    """Decision and value by place, first month and group."""
    return {
        (row["place_code"], row["first"], row["group_value"]): (
            row["decision"],
            None if pd.isna(row["value"]) else row["value"],
        )
        for row in protected.to_dict("records")
    }


def test_partners_see_whole_numbers_and_one_more_hidden_beside_a_small_one() -> None:
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 2), cell(A2, JANUARY, None, 18)])
    protected = protect(cells, STRUCTURE, RULES, "partners")
    assert list(protected.columns) == [*COLUMNS, *ADDED]
    assert shown(protected)["A1", "2025-01", "all"] == (SMALL, None)
    assert sorted(protected["decision"]) == ["as it stands", SMALL, OTHER]
    small = protected[protected["decision"] == SMALL].iloc[0]
    assert (small["shown_least"], small["shown_most"], small["rule"]) == (1, 4, "partners.default")
    assert protected[protected["decision"] == OTHER][["value", "shown_least", "shown_most"]].isna().all(axis=None)


def test_the_public_sees_rounded_numbers_and_noughts() -> None:
    cells = frame([cell(A, JANUARY, None, 23), cell(A1, JANUARY, None, 0), cell(A2, JANUARY, None, 23)])
    protected = protect(cells, STRUCTURE, RULES, "public")
    assert shown(protected)["A1", "2025-01", "all"] == ("as it stands", 0)
    assert shown(protected)["A2", "2025-01", "all"] == ("rounded", 25)
    assert protected["shown_least"].tolist() == [0, 23, 23] and protected["shown_most"].tolist() == [0, 27, 27]


def test_rounding_protects_a_small_number_beside_a_rounded_total() -> None:
    """25 (23 to 27) less 20 (18 to 22) leaves 1 to 9: nothing more need be hidden."""
    cells = frame([cell(A, JANUARY, None, 23), cell(A1, JANUARY, None, 3), cell(A2, JANUARY, None, 20)])
    assert sorted(protect(cells, STRUCTURE, RULES, "public")["decision"]) == [SMALL, "rounded", "rounded"]


def test_rounding_does_not_where_it_leaves_too_little() -> None:
    """5 (5 to 7, since 3 and 4 would be hidden) less 5 leaves 0 to 2: the 1 cannot be 4, so another is hidden."""
    cells = frame([cell(A, JANUARY, None, 6), cell(A1, JANUARY, None, 1), cell(A2, JANUARY, None, 5)])
    decisions = protect(cells, STRUCTURE, RULES, "public")["decision"].tolist()
    assert "rounded" in decisions and OTHER in decisions
    assert audit(protect(cells, STRUCTURE, RULES, "public"), STRUCTURE, RULES, cells=cells)["safe"].all()


def test_a_difference_that_nobody_asked_for_is_protected() -> None:
    """Ward 30, one of its two areas 28: the other has 2, though no row says so."""
    cells = frame([cell(A, JANUARY, None, 30), cell(A1, JANUARY, None, 28)])
    assert sorted(protect(cells, STRUCTURE, RULES, "partners")["decision"]) == ["as it stands", OTHER]


def test_a_difference_is_protected_where_it_is_split_further_too() -> None:
    """January 30, its women in one area of two 28: the 2 are the other area's women and all men, of whom nobody asked."""
    whole = [cell(A, JANUARY, None, 30), cell(A1, JANUARY, "F", 28)]
    split = [cell(A, JANUARY, "F", 29), cell(A1, JANUARY, None, 29)]
    for rows in (whole, whole + split):
        protected = protect(frame(rows), STRUCTURE, RULES, "partners")
        shown_of_whole = protected.query("least in (30, 28)")["decision"].tolist()
        assert sorted(shown_of_whole) == ["as it stands", OTHER]
        assert audit(protected, STRUCTURE, RULES, cells=frame(rows))["safe"].all()


@pytest.mark.parametrize(
    "rows",
    [
        [cell(A, JANUARY, "F", 15), cell(A, JANUARY, "M", 12), cell(A2, JANUARY, None, 23)],
        [cell(D, JANUARY, None, 40), cell(A, JANUARY, None, 21), cell(D, JANUARY, "F", 22), cell(A1, JANUARY, "F", 11),
         cell(B1, JANUARY, None, 16)],
    ],
    ids=["27 women and men, 23 in one of two areas", "40, of which two wards and an area have 37"],
)  # fmt: skip
def test_what_several_counts_leave_is_protected(rows: list[tuple[object, ...]]) -> None:
    structure = Structure({**PLACES, D: frozenset({"A1", "A2", "B1", "C1", "C2"})}, {}, STRUCTURE.groups)
    bare = pd.concat([protect(frame([one]), structure, RULES, "partners") for one in rows])
    assert not audit(bare, structure, RULES, cells=frame(rows))["safe"].all()
    protected = protect(frame(rows), structure, RULES, "partners")
    assert (protected["decision"] == OTHER).any()
    assert audit(protected, structure, RULES, cells=frame(rows))["safe"].all()


def test_audit_finds_a_difference_that_nobody_protected() -> None:
    rows = frame([cell(A, JANUARY, None, 30), cell(A1, JANUARY, "F", 28)])
    protected = protect(frame([cell(A, JANUARY, None, 30)]), STRUCTURE, RULES, "partners")
    beside = protect(frame([cell(A1, JANUARY, "F", 28)]), STRUCTURE, RULES, "partners")
    for true in (None, rows):
        (found,) = audit(pd.concat([protected, beside]), STRUCTURE, RULES, cells=true).to_dict("records")
        assert (found["attacker_least"], found["attacker_most"], found["safe"]) == (2, 2, False)
        assert found["less"] == "offences (police_extract:offences) in lsoa21 A1, 2025-01 to 2025-01, sex F"


def test_counts_of_different_universes_are_not_linked() -> None:
    rows = [
        cell(A, JANUARY, None, 20),
        cell(A1, JANUARY, None, 2),
        ("other:contacts", *cell(A2, JANUARY, None, 18)[1:]),
    ]
    decisions = protect(frame(rows), Structure(PLACES, {}), RULES, "partners")["decision"]
    assert (decisions == SMALL).sum() == 1
    assert shown(protect(frame(rows), STRUCTURE, RULES, "partners"))["A2", "2025-01", "all"][1] == 18


def test_what_was_released_before_is_known_and_later_releases_do_not_undo_it() -> None:
    """January and the two months together: February is their difference."""
    first = protect(frame([cell(D, JANUARY, None, 20)]), STRUCTURE, RULES, "partners")
    later = protect(frame([cell(D, BOTH, None, 22)]), STRUCTURE, RULES, "partners", [first])
    assert later["decision"].tolist() == [OTHER]
    assert protect(frame([cell(D, BOTH, None, 42)]), STRUCTURE, RULES, "partners", [first])["value"].tolist() == [42]


def test_earlier_releases_and_audits_need_no_true_counts() -> None:
    cells = frame([cell(D, JANUARY, None, 20)])
    first = protect(cells, STRUCTURE, RULES, "partners").drop(columns=["least", "most"])
    later = protect(frame([cell(D, BOTH, None, 22)]), STRUCTURE, RULES, "partners", [first])
    assert later["decision"].tolist() == [OTHER]
    assert audit(later.drop(columns=["least", "most"]), STRUCTURE, RULES, [first])["safe"].all()


def test_an_earlier_count_that_was_revised_is_of_another_vintage() -> None:
    first = protect(frame([cell(D, JANUARY, None, 20), cell(A, JANUARY, None, 12)]), STRUCTURE, RULES, "partners")
    revised = frame([cell(D, JANUARY, None, 25), cell(A, JANUARY, None, 12), cell(B1, JANUARY, None, 13)])
    later = protect(revised, STRUCTURE, RULES, "partners", [first])
    assert [key[3] for key in later.attrs["left_out"]] == ["D"]
    assert later["value"].tolist() == [25, 13, 12]


def test_an_earlier_total_that_no_longer_fits_its_parts_is_left_out() -> None:
    first = protect(frame([cell(D, JANUARY, None, 20)]), STRUCTURE, RULES, "partners")
    parts = frame([cell(A, JANUARY, None, 12), cell(B1, JANUARY, None, 13)])
    later = protect(parts, STRUCTURE, RULES, "partners", [first])
    assert [key[3] for key in later.attrs["left_out"]] == ["D"] and later["value"].tolist() == [13, 12]


def test_public_edition_undoes_no_edition_of_partners_who_read_it_too() -> None:
    """Partners have 20 and its hidden parts; a rounded 15 (13 to 17) would leave them 3 to 4 of what is 1 to 4."""
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 3), cell(A2, JANUARY, None, 17)])
    partners = protect(cells, STRUCTURE, RULES, "partners")
    assert shown(partners)["A2", "2025-01", "all"] == (OTHER, None)
    alone = protect(cells, STRUCTURE, RULES, "public")
    assert shown(alone)["A2", "2025-01", "all"] == ("rounded", 15)
    assert not audit(alone, STRUCTURE, RULES, [partners])["safe"].all()
    beside = protect(cells, STRUCTURE, RULES, "public", [], [Held(STRUCTURE, [partners])])
    assert shown(beside)["A2", "2025-01", "all"] == (OTHER, None)
    assert audit(beside, STRUCTURE, RULES, [partners])["safe"].all() and audit(beside, STRUCTURE, RULES)["safe"].all()


def test_what_a_release_hid_stays_hidden_where_the_next_does_not_count_it() -> None:
    """Of a ward of 20 both parts are hidden, one small; the next release has the other alone."""
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 3), cell(A2, JANUARY, None, 17)])
    first = protect(cells, STRUCTURE, RULES, "partners")
    other = frame([cell(A2, JANUARY, None, 17)])
    assert protect(other, STRUCTURE, RULES, "partners", [first])["decision"].tolist() == [OTHER]
    (leak,) = audit(protect(other, STRUCTURE, RULES, "partners"), STRUCTURE, RULES, [first]).to_dict("records")
    assert (leak["place_code"], leak["attacker_least"], leak["safe"]) == ("A1", 3, False)


def test_what_earlier_releases_gave_away_is_said_and_not_made_worse() -> None:
    lax = frame([cell(A1, JANUARY, None, 6)])
    earlier = protect(lax, STRUCTURE, RULES, "partners").assign(source="hospital_admissions_return")
    later = protect(lax.assign(source="hospital_admissions_return"), STRUCTURE, RULES, "public", [earlier])
    assert later["decision"].tolist() == [SMALL]
    assert [key[3] for key in later.attrs["known_before"]] == ["A1"]
    found = audit(later, STRUCTURE, RULES, [earlier])
    assert found["known_before"].tolist() == [True] and found["safe"].tolist() == [True]


def test_published_counts_stand_and_are_known() -> None:
    rows = [cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 3), cell(A2, JANUARY, None, 17)]
    cells = frame(rows)
    cells.loc[0, "source"] = "police_street_archive"
    rules = load_rules(published=frozenset({"police_street_archive"}))
    protected = shown(protect(cells, STRUCTURE, rules, "partners"))
    assert protected["A", "2025-01", "all"] == ("as it stands", 20)
    assert protected["A1", "2025-01", "all"] == (SMALL, None) and protected["A2", "2025-01", "all"] == (OTHER, None)


def test_a_count_that_published_ones_give_away_is_not_held_against_the_release() -> None:
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 3), cell(A2, JANUARY, None, 17)])
    cells.loc[[0, 2], "source"] = "police_street_archive"
    rules = load_rules(published=frozenset({"police_street_archive"}))
    protected = protect(cells, STRUCTURE, rules, "partners")
    assert [key[3] for key in protected.attrs["known_before"]] == ["A1"]


def test_counts_that_a_supplier_hid_or_rounded_stay_as_they_came() -> None:
    cells = frame([cell(A1, JANUARY, None, 1, 7), cell(A2, JANUARY, None, 8, 12), cell(A, JANUARY, None, 13, 17)])
    cells["source"] = "hospital_admissions_return"
    protected = shown(protect(cells, STRUCTURE, RULES, "partners"))
    assert protected["A1", "2025-01", "all"][0] in (SMALL, OTHER)
    assert protected["A2", "2025-01", "all"] in (("rounded", 10), (OTHER, None))


def test_small_places_and_single_providers_are_hidden_where_a_rule_says_so(tmp_path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("least_people = 100", "least_people = 1000")
    path = tmp_path / "disclosure.toml"
    path.write_text(text, encoding="utf-8")
    structure = Structure(PLACES, {}, STRUCTURE.groups, {A1: 400, A2: 5_000})
    cells = frame([cell(A1, JANUARY, None, 30), cell(A2, JANUARY, None, 40)])
    assert protect(cells, structure, load_rules(path), "public")["decision"].tolist() == [TOO_FEW, "rounded"]
    held = frame([cell(A1, JANUARY, None, 30), cell(A2, JANUARY, None, 40)]).assign(
        source="victim_services", largest_share=[0.95, 0.5]
    )
    assert protect(held, STRUCTURE, RULES, "public")["decision"].tolist() == [TOO_FEW, "rounded"]


def test_surveys_with_few_respondents_are_hidden() -> None:
    cells = frame([cell(A1, JANUARY, None, 49), cell(A2, JANUARY, None, 50)]).assign(source="survey")
    assert protect(cells, STRUCTURE, RULES, "public")["decision"].tolist() == [TOO_FEW, "as it stands"]


def test_noughts_are_hidden_in_public_where_one_group_of_people_holds_everybody() -> None:
    """Class disclosure: of each of the 20 the sex would be known. Of offence codes a nought is no secret."""
    cells = frame([cell(A, JANUARY, None, 20), cell(A, JANUARY, "F", 20), cell(A, JANUARY, "M", 0)])
    public = protect(cells, STRUCTURE, RULES, "public")
    assert shown(public)["A", "2025-01", "M"] == (SMALL, None) and audit(public, STRUCTURE, RULES)["safe"].all()
    told = public.set_index("group_value").loc["M", ["shown_least", "shown_most"]].tolist()
    two = protect(
        frame([cell(A, JANUARY, None, 22), cell(A, JANUARY, "F", 20), cell(A, JANUARY, "M", 2)]),
        STRUCTURE,
        RULES,
        "public",
    )
    assert told == two.set_index("group_value").loc["M", ["shown_least", "shown_most"]].tolist() == [0, 4], (
        "nobody can tell which"
    )
    assert shown(protect(cells, STRUCTURE, RULES, "partners"))["A", "2025-01", "M"] == ("as it stands", 0)
    codes = cells.assign(group_by=cells["group_by"].replace("sex", "offence_code"))
    assert shown(protect(codes, STRUCTURE, RULES, "public"))["A", "2025-01", "M"] == ("as it stands", 0)
    of_both = frame([cell(A, JANUARY, None, 20), cell(A, JANUARY, "F", 12), cell(A, JANUARY, "M", 8)])
    assert set(protect(of_both, STRUCTURE, RULES, "public")["decision"]) == {"rounded"}
    emergency = protect(cells.assign(source="emergency_department"), STRUCTURE, RULES, "public")
    assert shown(emergency)["A", "2025-01", "M"] == ("as it stands", 0), "the NHS rule shows noughts"


def test_a_leak_is_found_with_the_exact_range() -> None:
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 2), cell(A2, JANUARY, None, 18)])
    protected = protect(cells, STRUCTURE, RULES, "partners")
    at = protected.index[protected["decision"] == OTHER][0]
    protected.loc[at, ["decision", "value", "shown_least", "shown_most"]] = [
        "as it stands",
        *[protected.loc[at, "least"]] * 3,
    ]
    found = audit(protected, STRUCTURE, RULES)
    assert found[["attacker_least", "attacker_most"]].to_numpy().tolist() == [[2, 2]] and not found["safe"].any()


def test_counts_that_do_not_add_up_are_refused() -> None:
    cells = frame([cell(A, JANUARY, None, 20), cell(A1, JANUARY, None, 12), cell(A2, JANUARY, None, 18)])
    with pytest.raises(TableError, match=r"do not add up.*in ") as error:
        protect(cells, STRUCTURE, RULES, "partners")
    assert UNIVERSE in error.value.what


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place_code": "Z9"}, "is not known"),
        ({"group_by": "sex+age", "group_value": "F"}, "has 1 codes"),
        ({"least": 5, "most": 3}, "least 5, most 3"),
    ],
)
def test_counts_that_cannot_be_read_are_refused(change: dict, words: str) -> None:
    with pytest.raises(PurbeckError, match=words):
        protect(frame([cell(A1, JANUARY, None, 20)]).assign(**change), STRUCTURE, RULES, "partners")


def test_two_small_halves_of_a_published_total_lose_their_marks() -> None:
    """8 is known; two counts said to be 1 to 4 would both be 4."""
    cells = frame([cell(A, JANUARY, None, 8), cell(A1, JANUARY, None, 4), cell(A2, JANUARY, None, 4)])
    cells.loc[0, "source"] = "police_street_archive"
    rules = load_rules(published=frozenset({"police_street_archive"}))
    protected = protect(cells, STRUCTURE, rules, "partners")
    assert sorted(protected["decision"]) == ["as it stands", OTHER, OTHER]
    assert audit(protected, STRUCTURE, rules, cells=cells)["safe"].all()


def test_too_few_residents_stay_as_wide_and_a_rule_that_is_no_more_is_that_of_its_edition() -> None:
    few = Structure(PLACES, {}, STRUCTURE.groups, people={A1: 50, A2: 5000, A: 5050})
    first = protect(frame([cell(A1, JANUARY, None, 1)]), few, RULES, "public")
    assert first["decision"].tolist() == [TOO_FEW]
    later = protect(frame([cell(A2, JANUARY, None, 5), cell(A, JANUARY, None, 6)]), few, RULES, "public", [first])
    assert OTHER in later["decision"].tolist() and audit(later, few, RULES, [first])["safe"].all()
    gone = protect(frame([cell(A, JANUARY, None, 11)]), STRUCTURE, RULES, "public").assign(
        rule="public.mine", shown_least=10
    )
    women = frame([cell(A1, JANUARY, "F", 9)])
    assert protect(women, STRUCTURE, RULES, "partners", [gone])["decision"].tolist() == [OTHER]


def test_a_suppliers_wider_range_has_to_stay_as_its_rule_says_and_no_wider() -> None:
    """A supplier's 1 to 7 under a rule that hides 1 to 4."""
    first = protect(frame([cell(A1, JANUARY, None, 1, 7), cell(A2, JANUARY, None, 20)]), STRUCTURE, RULES, "partners")
    later = protect(frame([cell(A, JANUARY, None, 21, 25)]), STRUCTURE, RULES, "partners", [first])
    outside = [one.drop(columns=list(NEEDED)) for one in (later, first)]
    assert audit(outside[0], STRUCTURE, RULES, outside[1:])["safe"].all()
