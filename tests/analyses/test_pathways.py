"""Where people fall out between services: planted steps, a custody suite that refers nobody, small numbers hidden."""

import json

import pytest
from returned import figures, found, put

from purbeck.analyses import pathways
from purbeck.example.answers import DISTRICTS
from purbeck.findings import pathways as chapter
from purbeck.statistics.intervals import share_interval

MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]
OURS, *OTHERS = (district.code for district in DISTRICTS[:4])


def custody(detentions=30, offered=12, taken=6, here=None, months=MONTHS):
    """A year of four suites, all alike but for `here`, what ours differs in."""
    usual = {"detentions": detentions, "referrals_offered": offered, "referrals_taken_up": taken}
    return [
        row
        for code in (OURS, *OTHERS)
        for month in months
        for row in figures("custody", ("district", code), month, usual | ((here or {}) if code == OURS else {}))
    ]


def of(workspace, rows):
    """What pathways make of returned figures."""
    put(workspace, rows)
    return found(workspace, pathways, pathways.pathways, chapter.drafted)


def test_the_suite_that_refers_nobody_is_found(own_district):
    findings = of(own_district, custody(here={"referrals_offered": 0, "referrals_taken_up": 0})).findings
    row = findings[findings["measure"] == "offers_beside_elsewhere"].iloc[0]
    assert row["place_code"] == OURS and row["certainty"] == "clear"
    assert row["title"].endswith("help was offered for none of 360 detentions, clearly lower than elsewhere")
    assert row["value"] == 0 and row["upper"] < 0.1
    assert "cannot say why" in row["statement"]


def test_a_suite_like_the_others_is_not_flagged(own_district):
    assert set(of(own_district, custody()).findings["measure"]) == {"share_going_on"}


def test_shares_are_of_the_step_before_with_wilsons_limits(own_district):
    table = of(own_district, custody()).table
    whole = table[table["place_type"] == "partnership"].set_index("step")
    assert whole["least"].to_dict() == {"contacts": 360, "referrals_offered": 144, "referrals_taken_up": 72}
    lower, upper = share_interval(144, 360)
    assert whole.loc["referrals_offered", ["share", "lower", "upper"]].tolist() == pytest.approx(
        [0.4, float(lower), float(upper)]
    )
    assert whole.loc["referrals_taken_up", "share"] == pytest.approx(0.5), "of those offered, not of those met"
    assert "referrals_completed" not in whole.index, "a step that nobody counts is not nought"


def test_the_statement_names_each_step_and_the_largest_fall(own_district):
    row = of(own_district, custody()).findings.iloc[0]
    assert row["statement"].startswith(
        "Police custody: 360 detentions in police custody for violence in January 2025 to December 2025. Help offered: 144, "
        "40.0% of detentions (95% interval 35.1% to 45.1%). Help taken up: 72, 50.0% of help offered"
    )
    assert row["statement"].endswith("Most fall out before help is offered.")


def test_nothing_is_said_where_nothing_is_held(own_district):
    assert of(own_district, figures("fire", ("district", OURS), "2025-12", {"deliberate_fires": 9})).findings.empty


def test_few_contacts_give_no_share(own_district):
    result = of(own_district, custody(detentions=1, offered=1, taken=0))
    offers = result.table[(result.table["step"] == "referrals_offered") & (result.table["place_type"] == "partnership")]
    assert offers["reason"].tolist() == ["too_few"]
    assert result.findings["certainty"].tolist() == ["too_few_to_tell"]


def test_months_that_did_not_come_for_a_step_give_no_share(own_district):
    rows = [r for r in custody() if r["figure"] != "referrals_offered" or r["period_start"].month < 7]
    table = of(own_district, rows).table
    offers = table[(table["step"] == "referrals_offered") & (table["place_type"] == "partnership")]
    assert offers["reason"].tolist() == ["part_of_the_periods"]


def test_hidden_numbers_widen_the_share(own_district):
    table = of(own_district, custody(here={"referrals_offered": None})).table
    one = table[(table["step"] == "referrals_offered") & (table["place_type"] == "partnership")].iloc[0]
    assert (one["least"], one["most"]) == (12, 48)
    assert one["lower"] < 12 / 360 < 48 / 360 < one["upper"]


def test_no_finding_of_a_return_is_already_public(own_district):
    findings = of(own_district, custody(here={"referrals_offered": 0})).findings
    assert not findings["already_public"].any()
    assert all(json.loads(sources) == ["custody"] for sources in findings["sources"])


def test_people_on_a_caseload_are_those_of_the_latest_period(own_district):
    rows = [
        row for month, number in (("2025-10", 600), ("2025-11", 610), ("2025-12", 636))
        for row in figures("probation", ("district", OURS), month,
                           {"supervised": number, "referrals_offered": 300, "referrals_taken_up": 150})
    ]  # fmt: skip
    row = of(own_district, rows).findings.iloc[0]
    assert row["statement"].startswith(
        "Probation: 636 people supervised by probation for violence in December 2025. Help"
    )
    assert "1,846" not in row["statement"] and "not added up over periods" in row["caveats"]
    lower, upper = share_interval(300, 636)
    offered = json.loads(row["table"])["rows"][0]
    assert offered[1:4] == ["636", 300, 300]
    assert offered[5:7] == pytest.approx([100 * float(lower), 100 * float(upper)])
