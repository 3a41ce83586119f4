"""Contracts of partners' returns: each can be read, says its terms, and asks nobody's identity."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck import incidents
from purbeck.errors import SettingsError
from purbeck.incidents.incident import OUTCOME_GROUPS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.returns.code_lists import code_lists, codes
from purbeck.sources.returns.contract import NOT_KNOWN, Column, Contract, contract, contracts
from purbeck.sources.returns.identifying import identifying_word

RECORDS = ("emergency_department", "police_extract")
FIGURES = (
    "ambulance", "childrens_social_care", "crime_survey", "custody", "domestic_abuse_services", "domestic_homicide_reviews",
    "education", "exploitation", "fire", "hospital_admissions_return", "licensing", "offensive_weapons_reviews", "other_figures",
    "probation", "proven_reoffending", "repeat_victimisation", "survey", "victim_services", "youth_justice",
)  # fmt: skip
HEALTH_AND_SOCIAL_CARE = {
    "ambulance", "childrens_social_care", "emergency_department", "exploitation", "hospital_admissions_return",
}  # fmt: skip
# As the NHS Data Dictionary lists them: Information Sharing to Tackle Violence Minimum Data Set, header and assault.
DCB1594 = [
    "REPORTING PERIOD START DATE", "REPORTING PERIOD END DATE", "SITE CODE (OF TREATMENT)",
    "ARRIVAL DATE AND TIME AT ACCIDENT AND EMERGENCY DEPARTMENT", "ASSAULT DATE AND TIME", "ASSAULT METHOD",
    "ASSAULT METHOD OTHER DESCRIPTION", "ASSAULT LOCATION TYPE", "ASSAULT LOCATION DESCRIPTION",
]  # fmt: skip


def test_the_contracts_are_those_that_the_pages_name() -> None:
    found = contracts()
    assert {name for name, one in found.items() if one.holds == "records"} == set(RECORDS)
    assert {name for name, one in found.items() if one.holds == "figures"} == set(FIGURES)
    assert all(one.name == name for name, one in found.items())


def known_headings(column: Column) -> set[str]:
    """Every heading a column is known by, in small letters."""
    return {heading.lower() for heading in (column.name, column.heading, *column.also)}


@pytest.mark.parametrize("name", [*RECORDS, *FIGURES])
def test_a_contract_says_its_terms_and_asks_nobody_who_they_are(name: str) -> None:
    one = contract(name)
    assert one.gateway_source.startswith("https://")
    assert one.page.startswith("https://")
    assert not one.checked, "until a person has read the terms in their sources"
    assert one.retention == f"{one.retention_months} months from the end of its period"
    assert one.names == tuple(column.name for column in one.columns)
    headings = [heading for column in one.columns for heading in known_headings(column)]
    assert len(headings) == len(set(headings)), "no heading stands for two columns"
    assert any(column.required for column in one.columns)
    for column in one.columns:
        assert not identifying_word(column.heading)
        if column.part in ("lower", "upper"):
            assert one.column(column.of).kind in ("estimate", "events")
        if column.form == "text":
            assert column.sensitive and column.dropped, "free words are used to locate, and kept nowhere"


def test_care_contracts_are_those_of_health_and_social_care() -> None:
    assert {name for name, one in contracts().items() if one.care} == HEALTH_AND_SOCIAL_CARE


def test_emergency_departments_send_the_elements_of_the_standard_and_no_other() -> None:
    one = contract("emergency_department")
    known = [{heading.upper() for heading in (column.heading, *column.also)} for column in one.columns]
    assert len(known) == len(DCB1594)
    assert all(element in headings for element, headings in zip(DCB1594, known, strict=True))


def test_the_police_extract_fills_the_incident_table() -> None:
    told = {"force", "recorded_on", "street", "lsoa", "victim_sex", "suspect_sex"}
    columns = {column.name for column in INCIDENTS.columns}
    assert set(contract("police_extract").names) - told <= columns
    assert set(incidents.incident.FLAGS) <= set(contract("police_extract").names)
    assert codes("outcome_group") == OUTCOME_GROUPS


def test_hidden_counts_of_hospitals_are_intervals_and_others_are_rounded() -> None:
    one = contract("hospital_admissions_return")
    assert [(hidden.mark, hidden.least, hidden.most) for hidden in one.hidden] == [("*", 1, 7)]
    assert one.rounded_to == 5


@pytest.mark.parametrize("name", ["repeat_victimisation", "proven_reoffending"])
def test_repeats_come_as_frequencies(name: str) -> None:
    times = contract(name).column("times")
    assert times.required
    assert times.allowed_codes[-4:] == ("1", "2", "3_and_over", NOT_KNOWN)


def test_not_known_is_a_code_of_every_dimension_and_of_nothing_else() -> None:
    assert contract("custody").column("sex").allowed_codes == (*codes("sex"), NOT_KNOWN)
    assert contract("police_extract").column("victim_sex").allowed_codes == codes("sex")
    assert contract("custody").column("detentions").allowed_codes == ()
    assert all(NOT_KNOWN not in one.names for one in code_lists().values())


def test_every_code_list_is_used() -> None:
    used = {column.codes for one in contracts().values() for column in one.columns}
    assert set(code_lists()) == used - {""}


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("Victim name", "name"), ("SURNAME", "surname"), ("DateOfBirth", "date birth"), ("date-of-birth", "date birth"),
        ("D.O.B.", "dob"),
        ("N.H.S. no.", "nhs"),
        ("DOB", "dob"), ("NHS_Number", "nhs"), ("nhsNo", "nhs"), ("Postcode of residence", "postcode"), ("E-mail", "e mail"),
        ("Mobile tel.", "mobile"), ("Crime Reference", "crime reference"), ("Patient's address", "patient"), ("Prénames", ""),
        ("Náme", "name"), ("Sex", ""), ("Assault location description", ""), ("Site code of treatment", ""), ("Numbers", ""),
        ("Enamel", ""),
    ],
)  # fmt: skip
def test_words_that_identify_are_found_in_a_heading(heading: str, word: str) -> None:
    assert identifying_word(heading) == word


def as_given(of: str, **changes: object) -> dict[str, object]:
    """A contract as the file gives it, with some fields or the first column changed."""
    found = contract(of).model_dump()
    first = dict(found["columns"][0]) | {k: v for k, v in changes.items() if k in found["columns"][0]}
    others = {k: v for k, v in changes.items() if k not in found["columns"][0]}
    return found | others | {"columns": [first, *found["columns"][1:]]}


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("custody", {"name": "patient_name"}, 'holds "patient"'),
        ("custody", {"heading": "Date of birth"}, 'holds "date birth"'),
        ("custody", {"also": ("NHS number",)}, 'holds "nhs"'),
        ("custody", {"period_types": ("fortnight",)}, "a column of periods says which kinds"),
        ("custody", {"part": "dimension"}, "one column of periods"),
        ("police_extract", {"place_types": ("planet",)}, "a column of places says which kinds"),
        ("police_extract", {"codes": "sex"}, "a column of codes names its list"),
        ("emergency_department", {"name": "period_end"}, "is named twice"),
        ("emergency_department", {"retention_months": 0}, "greater than 0"),
        ("emergency_department", {"gateway": ""}, "at least 1 character"),
        ("emergency_department", {"surprise": "yes"}, "not permitted"),
    ],
)  # fmt: skip
def test_a_contract_that_cannot_be_used_is_refused(name: str, changes: dict[str, object], words: str) -> None:
    Contract.model_validate(as_given(name))
    with pytest.raises(ValueError, match=words):
        Contract.model_validate(as_given(name, **changes))


def test_a_contract_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match='no contract named "ambulances"') as told:
        contract("ambulances")
    assert "ambulance, childrens_social_care" in str(told.value)


def test_a_file_that_is_no_contract_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("title = \n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"odd\.toml cannot be read as TOML"):
        contracts(tmp_path)
    (tmp_path / "odd.toml").write_text('title = "Odd"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"odd\.toml"):
        contracts(tmp_path)
