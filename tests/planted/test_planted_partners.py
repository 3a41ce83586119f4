"""What was planted in the files of Brackenshire's partners is found by a build, and what was found before stays."""

from __future__ import annotations

import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.example import answers_partners as planted
from purbeck.example.district import make_world
from purbeck.example.events import make_events
from purbeck.example.partner_events import make_records
from purbeck.example.partner_records import cluster_spot
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents import record_quality, shared_events
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.returns.ledger import held
from purbeck.sources.source import ISSUES
from purbeck.statistics.aoristic import week_hours

YOUNG = ("0-9", "10-14", "15-17", "18-24")


@pytest.fixture(scope="module")
def records(partnered: Workspace) -> pd.DataFrame:
    """Incidents of the police's extract and of the emergency department."""
    rows = partnered.table(INCIDENTS)
    return rows[rows["source"] != "police_street"]


@pytest.fixture(scope="module")
def findings(partnered: Workspace) -> pd.DataFrame:
    return partnered.table(FINDINGS)


def test_what_was_found_without_partners_is_found_with_them(district: Workspace, findings: pd.DataFrame) -> None:
    before = district.table(FINDINGS).set_index("id")
    after = findings.set_index("id")
    assert set(before.index) <= set(after.index)
    same = [name for name in ("statement", "value", "lower", "upper", "certainty") if name in before]
    shown = [frame[same].map(repr) for frame in (before, after.loc[before.index])]
    changed = before.index[(shown[0] != shown[1]).any(axis=1)]
    assert set(before.loc[changed, "analysis"]) <= {"quality"}, before.loc[changed, "statement"].tolist()


def test_every_partner_came_through_the_door(partnered: Workspace) -> None:
    assert len(held(partnered.path)) == 21
    issues = partnered.table(ISSUES)
    ours = issues[issues["source"].isin({entry.contract for entry in held(partnered.path).values()})]
    assert set(ours["rule"]) <= {"column_absent"}


def test_events_of_both_services_are_found(partnered: Workspace) -> None:
    world = make_world()
    true = make_records(world, make_events(world, 1), 1)
    pairs = partnered.table(shared_events.PAIRS)
    number = [pairs[side].str[-7:].astype(int) - 2 for side in ("police_incident", "department_incident")]
    found = set(zip(*(n.tolist() for n in number), strict=True))
    attended = partnered.store.rows(INCIDENTS, source="emergency_department").sort_values("incident_id")
    told = set((attended.loc[attended["lsoa21"].notna(), "incident_id"].str[-7:].astype(int) - 2).tolist())
    known = {pair for pair in true.pairs if pair[1] in told}
    assert len(found & known) >= 0.95 * len(known)
    assert len(found & set(true.pairs)) >= 0.95 * len(true.pairs)  # though one in ten says no place
    wrong = len(found - set(true.pairs)) / len(found)
    assert wrong <= 0.05
    error = partnered.table(shared_events.ERROR).set_index("place_known")
    assert error.loc["all", "chance_false"] == pytest.approx(wrong, abs=0.02)
    assert error.loc["all", "expected_pairs"] == pytest.approx(len(true.pairs), rel=0.1)


def test_the_night_time_cluster_is_the_departments_alone(records: pd.DataFrame) -> None:
    east, north = cluster_spot(make_world())
    near = ((records["easting"] - east) ** 2 + (records["northing"] - north) ** 2) ** 0.5 < 250
    there = records[near & (records["source"] == "emergency_department")]
    assert len(there) >= planted.NIGHT_CLUSTER and there["matched_event_id"].notna().sum() <= 5
    hours = week_hours(there["occurred_from"], there["occurred_to"])
    nights = hours[4, 23:].sum() + hours[5, :3].sum() + hours[5, 23:].sum() + hours[6, :3].sum()
    assert nights >= planted.NIGHT_CLUSTER
    police = records[near & (records["source"] == "police_extract")]
    assert week_hours(police["occurred_from"], police["occurred_to"])[[4, 5], 23].sum() < 3


def test_knives_and_the_young_rise(records: pd.DataFrame) -> None:
    rows = records[(records["knife"] == True) & records["victim_age_band"].isin(YOUNG)]  # noqa: E712 - a column
    counts = pd.PeriodIndex(rows["month"], freq="M").asfreq("Q").value_counts().sort_index()
    assert counts.tolist() == list(planted.YOUNG_KNIFE)


def test_a_counting_rule_breaks_two_codes_and_not_their_sum(records: pd.DataFrame) -> None:
    police = records[records["offence_group"].isin(["Violence against the person", "Sexual offences"])]
    late = police["month"] >= planted.COUNTING_BREAK
    share = [(police.loc[which, "offence_code"] == "8L").mean() for which in (~late, late)]
    assert share == pytest.approx(list(planted.HARASSMENT_SHARE.values()), abs=0.02)


def test_rural_under_recording_is_found_and_urban_recording_is_not_doubted(findings: pd.DataFrame) -> None:
    rows = findings[(findings["analysis"] == "hidden_need") & findings["title"].str.contains("omestic abuse")]
    rural = rows[rows["statement"].str.contains("rural")].iloc[0]
    urban = rows[rows["statement"].str.contains("urban")].iloc[0]
    assert rural["value"] == pytest.approx(1 / planted.RURAL_DOMESTIC_RECORDED, abs=0.5)
    assert rural["lower"] > 1.0 and urban["lower"] <= 1.0 <= urban["upper"]
    assert rural["certainty"] != urban["certainty"]


def test_the_silent_custody_suite_is_found(findings: pd.DataFrame) -> None:
    rows = findings[(findings["analysis"] == "pathways") & findings["statement"].str.contains("ustody in Brackenshire")]
    assert len(rows) == 1 and rows.iloc[0]["value"] == 0


def test_months_covered_and_columns_lacking_are_told(partnered: Workspace, findings: pd.DataFrame) -> None:
    months = partnered.table(record_quality.MONTHS)
    whole = months[months["days"] == months["days_covered"]]
    for _, of_source in whole.groupby("source"):
        assert sorted(of_source["month"]) == list(planted.MONTHS)
    lacking = partnered.table(record_quality.COLUMNS).set_index(["source", "column"])
    attended = partnered.store.rows(INCIDENTS, source="emergency_department")
    assert lacking.loc[("emergency_department", "lsoa21"), "without_value"] == attended["lsoa21"].isna().sum() > 0
    extract = partnered.store.rows(INCIDENTS, source="police_extract")
    assert lacking.loc[("police_extract", "firearm"), "without_value"] == len(extract)
    assert set(months["source"]) == {"emergency_department", "police_extract"}
    said = findings[findings["measure"] == "columns_filled"].set_index("theme")["statement"]
    assert "Said by none, or by fewer than 1 in 100: whether there was a firearm." in said["police_extract"]
    assert (findings["measure"] == "days_covered").sum() == 2
