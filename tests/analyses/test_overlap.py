"""What each service saw: planted overlaps, a ward that only the emergency department sees at night, small numbers hidden."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from returned import figures, found, put, put_police

from purbeck.analyses import overlap
from purbeck.example.answers import DISTRICTS
from purbeck.findings import overlap as chapter
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.shared_events import ERROR, PAIRS
from purbeck.sources.build import PLACES
from purbeck.statistics.capture import Overlap, chao_lower_bound, chapman

OURS = DISTRICTS[0].code
MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]
HEPATITIS = {
    "police": 69, "ambulance": 55, "hospital": 63, "ambulance_and_police": 21, "hospital_and_police": 17,
    "ambulance_and_hospital": 18, "ambulance_and_hospital_and_police": 28,
}  # fmt: skip


def wards(workspace):
    """The first LSOA of each of our wards."""
    ours = workspace.table(PLACES).query("ours").sort_values("lsoa21")
    return ours.groupby("ward_code")["lsoa21"].first().tolist()


def plant(workspace, police, department, both, quiet=(0, 0), first=None):
    """In each of our wards so many of each, matched as asked; `quiet` are attendances and matches of the first at night."""
    lsoas = wards(workspace)
    store = workspace.store
    at = {"date_precision": "minute", "location_precision": "exact", "occurred_from": pd.Timestamp("2025-12-05 12:00")}
    night = at | {"occurred_from": pd.Timestamp("2025-12-05 23:30")}
    put_police(workspace, {(lsoa, "2025-12"): police for lsoa in lsoas}, injury="minor", **at)
    put_police(workspace, {(lsoa, "2025-12"): department for lsoa in lsoas}, source="emergency_department", **at)
    if quiet[0]:
        put_police(workspace, {(lsoas[0], "2025-11"): quiet[0]}, source="emergency_department", **night)
        put_police(workspace, {(lsoas[0], "2025-11"): max(quiet[1], 1)}, injury="minor", **night)
    rows = store.rows(INCIDENTS)
    rows = rows[rows["source"].isin(["police_extract", "emergency_department"])]
    pairs = []
    for (lsoa, month), own in rows.groupby(["lsoa21", "month"]):
        ids = {source: part["incident_id"].tolist() for source, part in own.groupby("source")}
        usual = both if first is None or lsoa != lsoas[0] else first
        number = quiet[1] if month == "2025-11" else usual
        pairs += list(zip(ids["police_extract"][:number], ids["emergency_department"][:number], strict=True))
    made = pd.DataFrame(pairs, columns=["police_incident", "department_incident"])
    store.write(PAIRS, made.assign(probability=0.9, place_known="both_to_the_point"), "made-up")
    error = {"place_known": "both_to_the_point", "police": 1, "department": 1, "expected_pairs": 1.0, "taken": 1,
             "expected_false": 0.04, "chance_false": 0.01, "expected_found": 0.9}  # fmt: skip
    store.write(ERROR, pd.DataFrame([error], columns=[c.name for c in ERROR.columns]), "made-up")


def of(workspace, *rows):
    """What overlap makes of a workspace with returned figures: three tables, then the chapter."""
    put(workspace, [row for one in rows for row in one] or figures("fire", ("district", OURS), "2025", {"visits": 9}))
    for table, analyse in ((overlap.SERVICES, overlap.services), (overlap.THREE, overlap.three_lists)):
        found(workspace, SimpleNamespace(TABLE=table), analyse, lambda _: [])
    return found(workspace, overlap, overlap.overlap, chapter.drafted)


def test_planted_overlap_and_its_totals_are_found(own_district):
    plant(own_district, police=30, department=20, both=10)
    number = len(wards(own_district))
    result = of(own_district)
    row = result.table[(result.table["place_type"] == "partnership") & (result.table["when"] == "always")].iloc[0]
    assert row[["police", "department", "both"]].tolist() == [30 * number, 20 * number, 10 * number]
    assert row["share"] == 0.5
    lists = Overlap(20 * number, 10 * number, 10 * number)
    assert (row["chapman"], row["chao"]) == pytest.approx(
        (chapman(lists).value, chao_lower_bound(lists.seen, 30 * number, 10 * number).value)
    )
    assert row["range_least"] < row["chapman"] < row["range_most"]
    assert row["missed"] == pytest.approx(0.1) and row["false"] == pytest.approx(0.04)


def test_no_total_stands_without_chaos_bound_and_the_range(own_district):
    plant(own_district, police=30, department=20, both=10)
    findings = of(own_district).findings
    row = findings[findings["measure"] == "events_in_all"].iloc[0]
    for word in (
        "Chapman",
        "Chao's lower bound",
        "odds ratios between the lists from 0.5 to 4",
        "there cannot be fewer",
    ):
        assert word in row["statement"]
    assert pd.isna(row["value"]) and row["certainty"] == "cannot_tell_from_this_source"
    assert len(json.loads(row["table"])["rows"]) == 4


def test_chaos_bound_is_withheld_where_one_list_reaches_much_further(own_district):
    # 100 and 10 alone in each ward: the bound's unseen part would be three times Petersen's, above the whole range.
    plant(own_district, police=110, department=20, both=10)
    result = of(own_district)
    row = result.table[(result.table["place_type"] == "partnership") & (result.table["when"] == "always")].iloc[0]
    assert pd.isna(row["chao"]) and pd.isna(row["chao_upper"]) and row["chapman"] > 0
    said = result.findings[result.findings["measure"] == "events_in_all"].iloc[0]
    assert "Chao's lower bound is withheld: it supposes lists of like reach" in said["statement"]
    assert len(json.loads(said["table"])["rows"]) == 3


def test_a_total_is_of_events_in_which_somebody_was_hurt(own_district):
    plant(own_district, police=30, department=20, both=10)
    before = of(own_district).table.iloc[0]
    calm = {(lsoa, "2025-12"): 500 for lsoa in wards(own_district)}
    put_police(own_district, calm, offence_code="8L", injury="none", location_precision="exact", date_precision="minute",
               occurred_from=pd.Timestamp("2025-12-05 12:00"))  # fmt: skip
    result = of(own_district)
    after = result.table.iloc[0]
    assert after["police"] == before["police"] + 500 * len(calm), "harassment is among what the police recorded"
    assert (
        after[["police_hurt", "chapman", "range_most"]].tolist()
        == before[["police_hurt", "chapman", "range_most"]].tolist()
    )
    row = result.findings[result.findings["measure"] == "events_in_all"].iloc[0]
    assert "in which somebody was hurt" in row["title"] and "violence with injury" in row["caveats"]


def test_months_not_sent_are_not_counted_as_empty(own_district):
    # A whole year, then one file of a lone month three months later: the year stands, and no month of nothing is in it.
    lsoa = wards(own_district)[0]
    put_police(own_district, {(lsoa, month): 10 for month in [*MONTHS, "2026-03"]}, location_precision="exact")
    put_police(own_district, dict.fromkeys([(lsoa, month) for month in MONTHS], 4), source="emergency_department")
    calls = [row for month in MONTHS for row in figures("ambulance", ("district", OURS), month, {"call_outs": 41})]
    of(own_district, [row for row in calls if row["period_start"].month != 2])
    table = own_district.table(overlap.SERVICES).set_index("service")
    assert table.loc["police_extract", ["first", "last", "least"]].tolist() == ["2025-01", "2025-12", 120]
    assert table.loc["ambulance", ["first", "last", "least"]].tolist() == ["2025-03", "2025-12", 410]


def test_attendances_without_a_place_are_in_the_larger_number_and_said(own_district):
    plant(own_district, police=30, department=20, both=10)
    number = len(wards(own_district))
    put_police(
        own_district, {("", "2025-12"): 25}, source="emergency_department", lsoa21=None, location_precision="none"
    )
    findings = of(own_district).findings.set_index("measure")
    said = findings.loc["count", "statement"]
    assert f"{20 * number} to {20 * number + 25} attendances" in said
    assert "25 attendances say no place, so they may be ours or not" in said
    assert "25 more attendances are left out" in findings.loc["share_also_recorded", "statement"]


def test_a_ward_that_only_the_department_sees_at_night_is_found_and_no_other(own_district):
    plant(own_district, police=30, department=24, both=14, quiet=(60, 5))
    findings = of(own_district).findings
    found_here = findings[findings["measure"] == "also_recorded_beside_elsewhere"]
    ward = own_district.table(PLACES).set_index("lsoa21").loc[wards(own_district)[0]]
    assert set(found_here["place_code"]) == {ward["ward_code"]}
    assert found_here["title"].str.contains("clearly lower than elsewhere").all()


def test_wards_alike_are_not_flagged(own_district):
    plant(own_district, police=30, department=24, both=12)
    assert "also_recorded_beside_elsewhere" not in set(of(own_district).findings["measure"])


def test_too_few_in_both_give_no_total(own_district):
    plant(own_district, police=30, department=20, both=0)
    result = of(own_district)
    assert result.table["chapman"].isna().all()
    assert "events_in_all" not in set(result.findings["measure"])


def test_services_stand_side_by_side_and_are_not_added_up(own_district):
    plant(own_district, police=30, department=20, both=10)
    number = len(wards(own_district))
    calls = [row for month in MONTHS for row in figures("ambulance", ("district", OURS), month, {"call_outs": 41})]
    row = of(own_district, calls).findings.iloc[0]
    table = {service: least for service, least, *_ in json.loads(row["table"])["rows"]}
    assert table["ambulance call-outs to an assault"] == 492
    assert table["incidents of violence in the police's own records"] == 30 * number
    assert str(492 + 50 * number) not in row["statement"]
    assert f"the police recorded {30 * number} incidents (December 2025)" in row["statement"]
    assert "ambulances were called to an assault 492 times (January 2025 to December 2025)" in row["statement"]
    assert json.loads(row["sources"]) == ["ambulance", "emergency_department", "police_extract"]


def test_three_lists_that_a_partner_matched_give_every_model(own_district):
    rows = [
        row for group, number in HEPATITIS.items()
        for row in figures("other_figures", ("district", OURS), "2025", {"value": number},
                           {"measure": "events_seen_by", "unit": "events", "group": group})
    ]  # fmt: skip
    row = of(own_district, rows).findings.iloc[0]
    assert row["title"] == "Three lists matched by a partner: 388 to 1,313 events in all, by the model"
    assert "Three lists hold 271 events" in row["statement"]


def test_two_lists_are_never_given_a_log_linear_model(own_district):
    rows = [
        row for group, number in {"police": 69, "ambulance": 55, "ambulance_and_police": 21}.items()
        for row in figures("other_figures", ("district", OURS), "2025", {"value": number},
                           {"measure": "events_seen_by", "unit": "events", "group": group})
    ]  # fmt: skip
    assert of(own_district, rows).findings.empty


def test_nothing_is_said_where_no_records_are_held(own_district):
    assert of(own_district).findings.empty
