"""Expected beside recorded: planted half recording is found, honest parts are not flagged, without a source nothing is said."""

import json
import re
import tomllib

import numpy as np
import pytest
from returned import figures, found, put, put_police

from purbeck.analyses import hidden_need
from purbeck.example.answers import DISTRICTS
from purbeck.findings import hidden_need as chapter
from purbeck.incidents.record_quality import MONTHS as MONTHS_SENT
from purbeck.sources import population
from purbeck.sources.build import PLACES
from purbeck.sources.rurality import RURALITY
from purbeck.statistics.recording import ALIKE, CANNOT_TELL, OVER, UNDER
from purbeck.statistics.simulated_recording import LIMITS

MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]
OURS = DISTRICTS[0].code
SERVICES = "domestic_abuse_services"


def parts(workspace):
    """Our rural and our urban LSOAs."""
    ours = workspace.table(PLACES).query("ours")["lsoa21"]
    rows = workspace.table(RURALITY.table)
    rows = rows[rows["lsoa21"].isin(set(ours))]
    rural = rows["class_code"].str.startswith("R")
    return {"rural": sorted(rows.loc[rural, "lsoa21"]), "urban": sorted(rows.loc[~rural, "lsoa21"])}


def police(workspace, rural, urban, seed=1):
    """A year of domestic records, so many in all in each part, spread by chance."""
    generator = np.random.default_rng(seed)
    counts = {}
    for lsoas, total in zip(parts(workspace).values(), (rural, urban), strict=True):
        places = [(lsoa, month) for lsoa in lsoas for month in MONTHS]
        drawn = generator.multinomial(total, np.full(len(places), 1 / len(places)))
        counts |= {place: int(n) for place, n in zip(places, drawn, strict=True) if n}
    put_police(workspace, counts, domestic=True)


def services(rural, urban, police_share=0.5, extra=None):
    """A year of people who came to services, by part and by who told the service; half of them sent by the police."""
    return [
        row
        for part, each in (("rural", rural), ("urban", urban))
        for month in MONTHS
        for who, number in (("self", each), ("police", round(each * police_share)))
        for row in figures(
            SERVICES, ("district", OURS), month, {"referrals": number},
            {"rural_urban": part, "referral_source": who} | (extra or {}),
        )
    ]  # fmt: skip


def of(workspace, rows):
    """What hidden need makes of returned figures."""
    put(workspace, rows)
    return found(workspace, hidden_need, hidden_need.hidden_need, chapter.drafted)


def domestic(findings, part):
    """The finding about domestic abuse in a part of our area ("" for the whole)."""
    own = findings[findings["theme"] == "domestic_abuse"]
    return own[own["group_value"] == (part or "all")].iloc[0]


def test_rural_abuse_recorded_at_half_is_found_beside_services(own_district):
    # The same number of people for each true event; the police record half in the countryside.
    police(own_district, rural=600, urban=2_400)
    result = of(own_district, services(rural=25, urban=50))
    rural = domestic(result.findings, "rural")
    assert rural["value"] == pytest.approx(300 / 600 * 2_400 / 600)
    assert 1 < rural["lower"] < 2 < rural["upper"]
    assert rural["certainty"] == "clear" and "may be under-recorded" in rural["title"]
    assert "urban" not in set(result.findings["group_value"]), (
        "two parts beside each other are one number: it is said once"
    )
    assert "beside urban" in rural["title"] and "in the urban part" in rural["statement"]
    assert "The two parts clearly differ, and that is all that can be told" in rural["statement"]
    verdicts = result.table.set_index(["says", "group_value"])["verdict"]
    assert verdicts["elsewhere", "rural"] == UNDER and verdicts["elsewhere", "urban"] == OVER


def test_honest_parts_are_not_flagged(own_district):
    police(own_district, rural=1_200, urban=2_400)
    result = of(own_district, services(rural=25, urban=50))
    assert set(result.table["verdict"]) == {ALIKE}
    assert not result.findings["title"].str.contains("under-recorded").any()


def test_honest_parts_are_one_statement_of_no_difference(own_district):
    police(own_district, rural=1_200, urban=2_400)
    findings = of(own_district, services(rural=25, urban=50)).findings
    parts = findings[(findings["theme"] == "domestic_abuse") & (findings["group_by"] == "rural_urban")]
    assert parts["certainty"].tolist() == ["no_clear_difference"]
    assert "no clear difference in recording from the" in parts["title"].iloc[0]


def test_an_honest_part_that_a_survey_speaks_of_shows_no_row_of_the_other_parts_failing(own_district):
    police(own_district, rural=600, urban=2_400)
    adults = {
        part: hidden_need._adults(evidence(own_district), frozenset(lsoas))
        for part, lsoas in parts(own_district).items()
    }
    surveyed = [
        row for part, events in (("rural", 1_200), ("urban", 2_400))
        for row in figures("survey", ("district", OURS), "2025",
                           {"estimate": tuple(events * k / adults[part] for k in (1, 0.9, 1.1))},
                           {"question": "experienced_domestic_abuse", "rural_urban": part})
    ]  # fmt: skip
    findings = of(own_district, [*services(rural=25, urban=50), *surveyed]).findings
    rural, urban = domestic(findings, "rural"), domestic(findings, "urban")
    assert urban["certainty"] == "no_clear_difference" and len(json.loads(urban["table"])["rows"]) == 1
    assert rural["certainty"] == "clear" and len(json.loads(rural["table"])["rows"]) == 2


def test_a_district_beside_one_that_records_half_is_not_flagged(own_district):
    other, lsoas = DISTRICTS[1].code, own_district.table(PLACES)
    lsoas = lsoas.loc[lsoas["district_code"] == other, "lsoa21"].tolist()
    police(own_district, rural=1_200, urban=2_400)
    put_police(own_district, {(lsoas[0], month): 150 for month in MONTHS}, domestic=True)
    rows = [
        row for place in (OURS, other) for month in MONTHS
        for row in figures(SERVICES, ("district", place), month, {"referrals": 100}, {"referral_source": "self"})
    ]  # fmt: skip
    row = domestic(of(own_district, rows).findings, "")
    assert row["certainty"] == "described" and "recording falls no shorter than elsewhere" in row["title"]
    assert "more is recorded than" not in row["title"] + row["statement"] + row["table"]


def test_a_month_that_the_police_did_not_send_is_not_a_month_without_records(own_district):
    police(own_district, rural=600, urban=2_400)
    store = own_district.store
    months = store.rows(MONTHS_SENT)
    store.write(MONTHS_SENT, months[months["month"] != "2025-06"], "made-up-2")
    assert set(of(own_district, services(rural=25, urban=50)).table["verdict"]) == {CANNOT_TELL}


@pytest.mark.parametrize(
    ("group", "share"),
    [("Aged 4 years and under", 0), ("Aged 10 to 14 years", 0), ("Aged 15 to 19 years", 0.8), ("Aged 16 to 24 years", 1),
     ("Aged 15 years and under", 0), ("Aged 85 years and over", 1), ("Aged 15 years", 0), ("Aged 16 years", 1)],
)  # fmt: skip
def test_adults_of_a_band_that_begins_below_sixteen_are_the_years_above(group, share):
    assert population.share_of_age(group, 16) == pytest.approx(share)


def test_returns_without_another_area_are_said_to_be_held(own_district):
    police(own_district, rural=600, urban=2_400)
    calls = [row for month in MONTHS for row in figures("ambulance", ("district", OURS), month, {"call_outs": 41})]
    findings = of(own_district, calls).findings
    injury = findings[findings["title"].str.contains("Violence with injury")].iloc[0]
    assert "What is held, ambulance call-outs, does not say how much there is" in injury["statement"]
    assert injury["period"] == "January 2025 to December 2025"
    abuse = domestic(findings, "")
    assert "None of the sources that could tell without the police is held: the residents' survey" in abuse["statement"]


def test_people_whom_the_police_sent_are_left_out(own_district):
    # With the police's own referrals counted in, the low recording would hide itself.
    police(own_district, rural=600, urban=2_400)
    rows = services(rural=25, urban=50)
    told = of(own_district, rows).table
    assert told.loc[(told["group_value"] == "rural") & (told["says"] == "elsewhere"), "source_least"].tolist() == [300]


def test_a_return_that_cannot_tell_who_sent_people_does_not_count(own_district):
    police(own_district, rural=600, urban=2_400)
    rows = [
        row for part, each in (("rural", 25), ("urban", 50)) for month in MONTHS
        for row in figures(SERVICES, ("district", OURS), month, {"referrals": each}, {"rural_urban": part})
    ]  # fmt: skip
    result = of(own_district, rows)
    assert result.table.empty
    assert set(result.findings["certainty"]) == {"cannot_tell_from_this_source"}


def test_without_a_source_it_cannot_tell_and_says_so(own_district):
    police(own_district, rural=600, urban=2_400)
    row = domestic(of(own_district, []).findings, "")
    assert row["certainty"] == "cannot_tell_from_this_source"
    assert "cannot tell from this source" in row["statement"]
    assert "Fewer offences, or fewer recorded" in row["statement"] and row["value"] is None


def test_without_police_records_nothing_is_said(own_district):
    result = of(own_district, services(rural=25, urban=50))
    assert result.table.empty and result.findings.empty


def test_a_district_survey_of_the_whole_partnership_is_the_partnerships(own_district):
    police(own_district, rural=600, urban=1_400)
    whole = hidden_need._adults(evidence(own_district), frozenset(own_district.table(PLACES).query("ours")["lsoa21"]))
    share = 4_000 / whole
    rows = figures(
        "survey", ("district", OURS), "2025", {"estimate": (share, share * 0.9, share * 1.1)},
        {"question": "experienced_domestic_abuse"},
    )  # fmt: skip
    row = domestic(of(own_district, rows).findings, "")
    assert row["value"] == pytest.approx(2.0) and row["place_type"] == "partnership"
    assert "the residents' survey leads to expect 4,000 people" in row["statement"]
    assert row["measure"] == "expected_over_recorded", "what the risk matrix reads"


def evidence(workspace):
    """The evidence of the workspace's definition."""
    from purbeck.analyses.analysis import Evidence
    from purbeck.definition.definition import read_definitions

    return Evidence(workspace, read_definitions(workspace.definition_files())[0])


def test_a_survey_of_a_larger_area_is_not_taken_for_ours(own_district):
    police(own_district, rural=600, urban=1_400)
    members = own_district.table(PLACES)
    force = members.loc[members["ours"], "force_code"].iloc[0]
    rows = figures(
        "survey", ("force", force), "2025", {"estimate": (0.05, 0.04, 0.06)}, {"question": "experienced_domestic_abuse"}
    )
    assert of(own_district, rows).table.empty or len(set(members.loc[members["force_code"] == force, "ours"])) == 1


def test_more_offences_than_people_say_nothing(own_district):
    police(own_district, rural=600, urban=2_400)
    rows = figures(
        "survey",
        ("district", OURS),
        "2025",
        {"estimate": (0.001, 0.0009, 0.0011)},
        {"question": "experienced_domestic_abuse"},
    )
    assert of(own_district, rows).table["verdict"].tolist() == [CANNOT_TELL]


def test_months_that_the_police_did_not_send_are_not_compared(own_district):
    put_police(
        own_district, {(lsoa, "2025-12"): 5 for both in parts(own_district).values() for lsoa in both}, domestic=True
    )
    assert set(of(own_district, services(rural=25, urban=50)).table["verdict"]) == {CANNOT_TELL}


def test_whether_the_police_knew_is_compared_too(own_district):
    police(own_district, rural=1_200, urban=2_400)
    rows = [
        row for part, each, knew in (("rural", 40, 8), ("urban", 80, 40)) for month in MONTHS for told in ("yes", "no")
        for row in figures(
            SERVICES, ("district", OURS), month, {"referrals": knew if told == "yes" else each - knew},
            {"rural_urban": part, "referral_source": "self", "police_knew": told},
        )
    ]  # fmt: skip
    table = of(own_district, rows).table.set_index(["says", "group_value"])
    assert table.loc[("known", "rural"), "ratio"] == pytest.approx(0.5 / 0.2)
    assert table.loc[("known", "rural"), "verdict"] == UNDER


def test_the_limits_are_those_that_were_simulated():
    assert hidden_need.limits() == LIMITS


def test_nothing_that_goes_with_recording_is_in_an_expected_number():
    """Sources name figures of contracts alone; rural or urban only chooses whose figures they are."""
    held = tomllib.loads(hidden_need.FILE.read_text(encoding="utf-8"))
    asked = {key for subject in held["subjects"] for source in subject["sources"] for key in source}
    assert asked == {"contract", "figure", "question", "says", "without", "known"}
    for subject in held["subjects"]:
        assert all(source["contract"] not in ("police_extract", "custody") for source in subject["sources"])
    code = hidden_need.FILE.with_suffix(".py").read_text(encoding="utf-8")
    assert not re.search(r"deprivation|residents_by_year|class_code.*\*", code)


@pytest.mark.parametrize("seed", range(20))
def test_planted_half_recording_is_found_in_most_draws_and_honest_parts_seldom_flagged(seed):
    """The same question by the statistics alone, over draws: what the planted district shows once."""
    from purbeck.statistics.simulated_recording import flags_of_recording

    assert flags_of_recording(300.0, 1_200.0, 0.5, replicates=200, seed=seed).observed >= 0.80
    assert flags_of_recording(300.0, 1_200.0, 1.0, replicates=200, seed=seed).observed <= 0.05
