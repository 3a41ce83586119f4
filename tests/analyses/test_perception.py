"""Recorded, experienced and feared side by side: as supplied, by one and two dimensions, and small answers hidden."""

import json

import pytest
from returned import figures, found, put, put_police

from purbeck.analyses import hidden_need, perception
from purbeck.analyses.priorities.rules import read_rules
from purbeck.example.answers import DISTRICTS
from purbeck.findings import perception as chapter
from purbeck.sources.build import PLACES

OURS = DISTRICTS[0].code
US = "Brackenshire Community Safety Partnership"


def asked(question, share, people, group=None, contract="survey", place=("district", OURS), year="2025"):
    """One estimate with its interval, and how many answered."""
    values = {"estimate": (share, share - 0.02, share + 0.02), "respondents": people}
    return figures(contract, place, year, values, {"question": question} | (group or {}))


def of(workspace, *rows):
    """What perception makes of surveys."""
    put(workspace, [row for one in rows for row in one])
    return found(workspace, perception, perception.perception, chapter.drafted)


def test_the_three_stand_side_by_side_and_none_for_another(own_district):
    result = of(own_district, asked("experienced_violence", 0.04, 1_000), asked("fears_violence", 0.31, 1_000))
    row = result.findings.iloc[0]
    assert row["title"] == f"Violence: 31.0% of people asked in {US} are very or fairly worried about violence"
    said = row["statement"]
    order = [said.index(word) for word in ("Recorded by the police:", "Feared: 31.0%", "Experienced: 4.0%")]
    assert order == sorted(order) and said.endswith("These are three different things.")
    assert "violence and sexual offences, 20.0 offences per 1,000 residents in 2025" in said
    assert "95% interval 29.0% to 33.0%" in said, "the supplier's own, not one of ours"
    assert "recorded" not in row["title"].lower()


def test_a_district_that_is_the_whole_partnership_is_ours_and_its_worry_is_what_the_risk_matrix_reads(own_district):
    row = of(own_district, asked("fears_violence", 0.31, 1_000)).findings.iloc[0]
    read = next(one.reads[0] for one in read_rules().criteria if one.name == "public_concern")
    assert (row["analysis"], row["measure"]) == (read.analysis, read.measure)
    assert row["theme"] == "violence_and_sexual_offences" and row["place_type"] == "partnership"
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((0.31, 0.29, 0.33))


def test_each_row_says_what_it_is_of_and_when_it_was_asked_about(own_district):
    members = own_district.table(PLACES).query("ours")
    force, region = (members[f"{kind}_code"].iloc[0] for kind in ("force", "region"))
    result = of(
        own_district, asked("fears_violence", 0.31, 1_000),
        asked("fears_violence", 0.2, 900, contract="crime_survey", place=("force", force), year="2024"),
        asked("fears_violence", 0.25, 900, contract="crime_survey", place=("region", region), year="2023"),
    )  # fmt: skip
    rows = json.loads(result.findings.iloc[0]["table"])["rows"]
    assert [row[1] for row in rows] == [f"January {year} to December {year}" for year in (2025, 2024, 2023)]
    assert "(police force area)" in rows[1][0] and "(region)" in rows[2][0] and "(" not in rows[0][0]
    assert "as asked about January 2025 to December 2025" in result.findings.iloc[0]["statement"]


def test_things_are_counted_and_one_thing_alone_is_not_called_three(own_district):
    rows = of(own_district, asked("feels_unsafe_after_dark", 0.3, 900)).findings
    assert "different things" not in rows.iloc[0]["statement"] and "three different" not in rows.iloc[0]["caveats"]
    rows = of(own_district, asked("fears_violence", 0.3, 900)).findings
    assert rows.iloc[0]["statement"].endswith("These are two different things.")


def test_records_marked_as_of_the_subject_stand_beside_what_people_say(own_district):
    lsoa = own_district.table(PLACES).query("ours")["lsoa21"].iloc[0]
    put_police(own_district, {(lsoa, f"2025-{n:02d}"): 30 for n in range(1, 13)}, domestic=True)
    put(own_district, asked("experienced_domestic_abuse", 0.05, 1_000))
    found(own_district, hidden_need, hidden_need.hidden_need, lambda _: [])
    row = of(own_district, asked("experienced_domestic_abuse", 0.05, 1_000)).findings.iloc[0]
    assert "Recorded by the police: 360 offences marked as such in January 2025 to December 2025." in row["statement"]
    assert row["statement"].endswith("These are two different things.") and not row["already_public"]


def test_knowing_who_carries_a_knife_is_no_fear(own_district):
    row = of(own_district, asked("carries_or_knows_of_knives", 0.05, 1_000)).findings.iloc[0]
    assert "Known of: 5.0% of people asked know somebody who carries a knife" in row["statement"]
    assert "Feared" not in row["statement"] + row["table"] and "Worry" not in row["caveats"]
    assert row["measure"] == "share_of_people_asked", "the risk matrix does not take it for worry"


def test_an_estimate_of_a_larger_area_is_named_as_that_areas(own_district):
    region = own_district.table(PLACES).query("ours")["region_code"].iloc[0]
    result = of(
        own_district, asked("experienced_violence", 0.03, 2_000, contract="crime_survey", place=("region", region))
    )
    row = result.findings.iloc[0]
    assert row["measure"] == "share_of_people_asked", "not ours: the matrix does not take it for ours"
    assert "Recorded by the police" not in row["statement"]
    assert "in Brackenshire" not in row["title"]
    assert row["already_public"], "the Crime Survey is published"


def test_groups_of_one_and_two_dimensions_stand_in_the_table(own_district):
    result = of(
        own_district, asked("fears_violence", 0.31, 1_000), asked("fears_violence", 0.4, 500, {"sex": "female"}),
        asked("fears_violence", 0.5, 200, {"age_group": "18-24", "sex": "female"}),
        asked("fears_violence", 0.5, 90, {"rural_urban": "rural", "age_group": "18-24", "sex": "female"}),
    )  # fmt: skip
    labels = [row[0] for row in json.loads(result.findings.iloc[0]["table"])["rows"]]
    assert labels == [
        f"Feared: {US}, everybody", f"Feared: {US}, 18 to 24, female", f"Feared: {US}, female"
    ]  # fmt: skip


def test_groups_without_a_total_are_not_averaged(own_district):
    result = of(
        own_district,
        asked("fears_violence", 0.4, 500, {"sex": "female"}),
        asked("fears_violence", 0.2, 500, {"sex": "male"}),
    )
    row = result.findings.iloc[0]
    assert row["value"] == pytest.approx(0.4)
    assert "(female) and 20.0% (male)" in row["title"], "neither group stands for both"
    assert "Feared, female: 40.0%" in row["statement"] and "Feared, male: 20.0%" in row["statement"]
    assert row["measure"] == "share_of_people_asked", "one sex is not everybody"


def test_the_latest_survey_counts(own_district):
    result = of(own_district, asked("fears_violence", 0.2, 900, year="2024"), asked("fears_violence", 0.31, 1_000))
    assert result.table["value"].tolist() == [0.31]


def test_nothing_is_said_where_no_survey_is_held(own_district):
    assert of(own_district, figures("fire", ("district", OURS), "2025", {"deliberate_fires": 9})).findings.empty
