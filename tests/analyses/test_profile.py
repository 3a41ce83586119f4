"""Who, when and where: planted groups found with their shares, what is not known said, small groups put together."""

import json

import pandas as pd
import pytest
from returned import found, put_police

from purbeck.analyses import profile
from purbeck.definition.definition import COUNTED
from purbeck.findings import profile as chapter
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.build import PLACES
from purbeck.statistics.intervals import share_interval

DEFINITION = "serious-violence"


def give(workspace, *groups):
    """Incidents of a police extract, all counted: (number, columns) each, in our first LSOA in December 2025."""
    lsoa = workspace.table(PLACES).query("ours")["lsoa21"].min()
    for n, (number, columns) in enumerate(groups):
        put_police(workspace, {(lsoa, "2025-12"): number}, supplied_id=str(n), **columns)
    store = workspace.store
    rows = store.rows(INCIDENTS, source="police_extract")
    definition = store.rows(COUNTED)["definition"].iloc[0]
    counted = pd.DataFrame(
        {"incident_id": rows["incident_id"], "definition": definition, "definition_version": "1", "rule_id": "r",
         "theme": "robbery", "weight": 1.0}
    )  # fmt: skip
    store.write_part(COUNTED, "made-up", counted, "made-up-key-", ordered=False)
    store.keep_parts(COUNTED, store.parts(COUNTED) | {"made-up": "made-up-key-"})


def of(workspace, *groups):
    """What profile makes of incidents."""
    give(workspace, *groups)
    return found(workspace, profile, profile.profile, chapter.drafted)


def trait(findings, name):
    """The finding of a trait."""
    return findings[findings["group_by"] == name].iloc[0]


def test_shares_are_of_those_known_with_wilsons_limits_and_coverage_said(own_district):
    result = of(
        own_district,
        (90, {"relationship": "partner"}),
        (110, {"relationship": "stranger"}),
        (40, {"relationship": None}),
    )
    row = trait(result.findings, "relationship")
    lower, upper = share_interval(110, 200)
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((0.55, float(lower), float(upper)))
    assert "hold 240 incidents" in row["statement"] and "known of 200 of them (83.3%)" in row["statement"]
    assert any("Not known for 16.7%" in caveat for caveat in json.loads(row["caveats"]))
    assert not row["already_public"]


def test_age_by_sex_is_told_together(own_district):
    result = of(
        own_district, (30, {"victim_sex": "male", "victim_age_band": "18-24"}),
        (20, {"victim_sex": "female", "victim_age_band": "25-34"}), (15, {"victim_sex": "female"}),
    )  # fmt: skip
    row = trait(result.findings, "victim_age_sex")
    assert "men and boys aged 18 to 24" in row["title"]
    assert json.loads(row["table"])["rows"][1][:2] == ["men and boys aged 18 to 24", 30]
    assert row["n"] == 50, "an incident of which one of the two is unknown is not known"


def test_spans_of_time_are_spread_and_days_without_a_time_have_no_hour(own_district):
    def at(first, last, precision="minute"):
        return {"occurred_from": pd.Timestamp(first), "occurred_to": pd.Timestamp(last), "date_precision": precision}

    result = of(
        own_district, (40, at("2025-12-05 21:00", "2025-12-06 03:00")), (20, at("2025-12-10 10:15", "2025-12-10 10:15")),
        (15, at("2025-12-11", "2025-12-11", "day")),
    )  # fmt: skip
    hours = result.table[result.table["trait"] == "hour"].set_index("value")
    assert hours["known"].iloc[0] == 60
    assert hours.loc[["21", "00", "09"], "count"].tolist() == [20, 20, 20]
    days = result.table[result.table["trait"] == "weekday"].set_index("value")
    assert days.loc[["5", "6", "3", "4"], "count"].tolist() == [20, 20, 20, 15]
    assert trait(result.findings, "hour")["n"] == 60


def test_small_groups_are_put_together_so_that_none_is_shown(own_district):
    result = of(
        own_district, (50, {"weapon": "none"}), (30, {"weapon": "knife_or_sharp_object"}), (3, {"weapon": "firearm"}),
        (9, {"weapon": "blunt_object"}),
    )  # fmt: skip
    row = trait(result.findings, "weapon")
    rows = {group: count for group, count, *_ in json.loads(row["table"])["rows"]}
    assert rows == {"no weapon": 50, "knife or sharp object": 30, "others together": 12}
    released = next(f for f in result.released if f.title == row["title"])
    assert "firearm" not in str(released)


def test_a_lone_small_group_takes_the_next_smallest_with_it(own_district):
    result = of(own_district, (50, {"weapon": "none"}), (30, {"weapon": "firearm"}), (2, {"weapon": "other"}))
    rows = json.loads(trait(result.findings, "weapon")["table"])["rows"]
    assert [(group, count) for group, count, *_ in rows] == [("no weapon", 50), ("others together", 32)]


def test_incidents_that_the_definition_does_not_count_or_that_lie_elsewhere_are_left_out(own_district):
    give(own_district, (50, {"weapon": "none"}))
    elsewhere = own_district.table(PLACES).query("not ours")["lsoa21"].min()
    put_police(own_district, {(elsewhere, "2025-12"): 30}, weapon="firearm")
    lsoa = own_district.table(PLACES).query("ours")["lsoa21"].min()
    put_police(own_district, {(lsoa, "2025-11"): 30}, weapon="other")
    table = found(own_district, profile, profile.profile, chapter.drafted).table
    assert set(table["total"]) == {50}


def test_nothing_is_said_where_no_records_are_held(own_district):
    assert found(own_district, profile, profile.profile, chapter.drafted).findings.empty
