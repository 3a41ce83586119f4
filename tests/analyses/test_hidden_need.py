"""Expected beside recorded: planted half recording is found, honest parts are not flagged, without a source nothing is said."""

import re
import tomllib

import numpy as np
import pytest
from returned import figures, found, put, put_police

from purbeck.analyses import hidden_need
from purbeck.example.answers import DISTRICTS
from purbeck.findings import hidden_need as chapter
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
    rural, urban = domestic(result.findings, "rural"), domestic(result.findings, "urban")
    assert rural["value"] == pytest.approx(300 / 600 * 2_400 / 600)
    assert 1 < rural["lower"] < 2 < rural["upper"]
    assert rural["certainty"] == "clear" and "may be under-recorded" in rural["title"]
    assert "may be under-recorded" not in urban["title"] + urban["statement"]
    verdicts = result.table.set_index(["says", "group_value"])["verdict"]
    assert verdicts["elsewhere", "rural"] == UNDER and verdicts["elsewhere", "urban"] == OVER


def test_honest_parts_are_not_flagged(own_district):
    police(own_district, rural=1_200, urban=2_400)
    result = of(own_district, services(rural=25, urban=50))
    assert set(result.table["verdict"]) == {ALIKE}
    assert not result.findings["title"].str.contains("under-recorded").any()


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


def test_small_counts_of_services_are_hidden_in_what_is_published(own_district):
    police(own_district, rural=600, urban=2_400)
    rows = [r for r in services(rural=25, urban=50) if r["period_start"].month == 12]
    for row in rows:
        if "rural+self" in row["group_value"]:
            row |= {"value": 3, "lower": 3, "upper": 3}
    released = {f.title for f in of(own_district, rows).released if f.decision.startswith("hidden")}
    assert released, "three people came from rural places: not shown"
    assert not any("Domestic abuse in rural" in title for title in released)


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
