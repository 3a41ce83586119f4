"""Totals of returned figures: the latest year, our places, hidden cells as ranges."""

import datetime as dt

import pandas as pd
from returned import figures, frame

from purbeck.measures.returned_totals import latest_totals

MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]
# Two districts of ours, each of two LSOAs (and wards of one), and one that is not.
MEMBERS = pd.DataFrame(
    [
        (f"l{n}", f"w{n}", f"d{n // 2}", "csp" if n < 4 else "other", "f", n < 4)
        for n in range(6)
    ],
    columns=["lsoa21", "ward_code", "district_code", "csp_code", "force_code", "ours"],
)  # fmt: skip


def totals(rows, dims=()):
    found = latest_totals(frame(rows), MEMBERS, dims)
    return {
        (r.place_type, r.place_code, r.figure, *(getattr(r, d) for d in dims)): (r.least, r.most)
        for r in found.itertuples()
    }


def test_our_districts_are_added_up_to_the_partnership_and_others_stand_beside_it():
    rows = [
        r
        for d, n in (("d0", 3), ("d1", 5), ("d2", 7))
        for m in MONTHS
        for r in figures("custody", ("district", d), m, {"detentions": n})
    ]
    assert totals(rows) == {
        ("district", "d0", "detentions"): (36, 36), ("district", "d1", "detentions"): (60, 60),
        ("district", "d2", "detentions"): (84, 84),
        ("partnership", "", "detentions"): (96, 96),
    }  # fmt: skip


def test_without_a_district_there_is_no_partnership():
    rows = [r for m in MONTHS for r in figures("custody", ("district", "d0"), m, {"detentions": 3})]
    assert totals(rows) == {("district", "d0", "detentions"): (36, 36)}


def test_a_csp_that_is_ours_is_the_partnership_and_another_is_not():
    rows = [
        r for c, n in (("csp", 9), ("other", 1)) for r in figures("custody", ("csp", c), "2025-12", {"detentions": n})
    ]
    assert totals(rows) == {("partnership", "", "detentions"): (9, 9)}


def test_wards_are_a_district_only_where_every_one_is_there():
    rows = [r for w in ("w0", "w1", "w2") for r in figures("fire", ("ward", w), "2025-12", {"deliberate_fires": 2})]
    assert totals(rows) == {("district", "d0", "deliberate_fires"): (4, 4)}


def test_hidden_cells_are_from_their_least_to_their_most():
    rows = [
        r
        for m, n in zip(MONTHS, [10] * 11 + [None], strict=True)
        for r in figures("custody", ("district", "d0"), m, {"detentions": n})
    ]
    assert totals(rows) == {("district", "d0", "detentions"): (111, 114)}


def test_only_the_latest_twelve_months_count_and_how_many_came_is_said():
    rows = [r for m in ["2024-12", *MONTHS[:11]] for r in figures("custody", ("district", "d0"), m, {"detentions": 1})]
    rows += figures("custody", ("district", "d1"), "2025-12", {"detentions": 1})
    found = latest_totals(frame(rows), MEMBERS).set_index("place_code")
    assert found.loc["d0", ["least", "periods", "of_periods"]].tolist() == [11, 11, 12]
    assert found.loc["d1", ["least", "periods", "of_periods"]].tolist() == [1, 1, 12]
    assert (found.loc["d0", "first"], found.loc["d0", "last"]) == (dt.date(2025, 1, 1), dt.date(2025, 11, 30))


def test_a_total_given_is_not_added_to_its_parts():
    rows = figures("custody", ("district", "d0"), "2025-12", {"detentions": 10})
    rows += figures("custody", ("district", "d0"), "2025-12", {"detentions": 6}, {"sex": "male"})
    rows += figures("custody", ("district", "d0"), "2025-12", {"detentions": 4}, {"sex": "female"})
    assert totals(rows) == {("district", "d0", "detentions"): (10, 10)}
    assert totals(rows, ("sex",)) == {
        ("district", "d0", "detentions", "male"): (6, 6), ("district", "d0", "detentions", "female"): (4, 4),
    }  # fmt: skip


def test_parts_without_a_total_are_added_up_and_what_is_not_told_apart_is_not_there():
    groups = [{"age_band": a, "sex": s} for a in ("18-24", "25-34") for s in ("male", "female")]
    rows = [r for g in groups for r in figures("custody", ("district", "d0"), "2025-12", {"detentions": 5}, g)]
    assert totals(rows) == {("district", "d0", "detentions"): (20, 20)}
    assert totals(rows, ("sex",))[("district", "d0", "detentions", "male")] == (10, 10)
    assert totals(rows, ("referral_source",)) == {}


def test_estimates_are_not_added_up():
    assert totals(figures("survey", ("district", "d0"), "2025", {"estimate": (0.1, 0.08, 0.12)})) == {}


def supervised(**counts):
    """Probation by quarter: people and the help they were offered."""
    ends = {
        "01": dt.date(2025, 3, 31),
        "04": dt.date(2025, 6, 30),
        "07": dt.date(2025, 9, 30),
        "10": dt.date(2025, 12, 31),
    }
    return [
        row | {"period_type": "quarter", "period_end": ends[month[-2:]]}
        for month, number in counts.items()
        for row in figures("probation", ("district", "d0"), month.replace("_", "-")[1:],
                           {"supervised": number, "referrals_offered": number // 2})
    ]  # fmt: skip


def test_people_are_never_added_up_over_periods():
    rows = supervised(m2025_01=600, m2025_04=610, m2025_07=620, m2025_10=636)
    found = totals(rows)
    assert found["district", "d0", "supervised"] == (636, 636), (
        "those of the latest quarter, most of them there all year"
    )
    assert found["district", "d0", "referrals_offered"] == (1_233, 1_233), "offers are events: each is another one"


def test_events_of_one_period_can_be_set_beside_people():
    rows = frame(supervised(m2025_07=620, m2025_10=636))
    found = latest_totals(rows, MEMBERS, one_period=True).set_index("figure")
    assert found["least"].to_dict() == {"supervised": 636, "referrals_offered": 318}
    assert found["first"].nunique() == 1 and set(found["of_periods"]) == {1}


def test_a_year_is_of_months_that_came_and_follow_each_other():
    rows = [r for m in MONTHS if m != "2025-04" for r in figures("custody", ("district", "d0"), m, {"detentions": 3})]
    found = latest_totals(frame(rows), MEMBERS).iloc[0]
    assert (found["first"], found["last"]) == (dt.date(2025, 5, 1), dt.date(2025, 12, 31)), "April did not come"
    assert (found["least"], found["periods"], found["of_periods"]) == (24, 8, 8)
